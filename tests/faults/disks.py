"""Disks that are full, read-only or broken, for an office to lie on. They need root."""

import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.processes import until

__all__ = ["CAN_MOUNT", "Disk", "on_a_disk"]

CAN_MOUNT = os.geteuid() == 0


class Disk:
    """A small file system of its own."""

    def __init__(self, place: Path, image: Path) -> None:
        self.place = place
        self._filling = place / "filling"
        self._image = image

    def leave(self, *, kibibytes: int) -> None:
        """Leave so much, and no more."""
        free = shutil.disk_usage(self.place).free
        with self._filling.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free - (kibibytes << 10))

    def fill(self) -> None:
        """Leave not a byte."""
        with self._filling.open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue

    def empty(self) -> None:
        self._filling.unlink()

    def keep(self) -> None:
        """Force everything written so far to the disk, whoever forgot to."""
        subprocess.run(["sync", "-f", str(self.place)], check=True, timeout=60)

    def refuse_writing(self) -> None:
        """Become read-only under open files, as after an error of the disk.

        What nobody has forced to the disk is lost, as in a power cut.
        """
        _mount("-o", "remount,abort", str(self.place))

    def take_writing(self) -> None:
        """Be mended: unmounted where nobody is at it, looked through, mounted again."""
        until(self._is_left, "somebody is still at it")
        subprocess.run(
            ["e2fsck", "-fy", str(self._image)],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
        _mount("-o", "loop", str(self._image), str(self.place))

    def _is_left(self) -> bool:
        done = subprocess.run(
            ["umount", str(self.place)],
            check=False,
            stderr=subprocess.DEVNULL,
            timeout=30,
        )
        return done.returncode == 0


@contextmanager
def on_a_disk(place: Path, *, mebibytes: int = 24) -> Generator[Disk]:
    """Put a disk at a place that is empty, and take it away at the end."""
    image = place.parent / f"{place.name}.image"
    place.mkdir(exist_ok=True)
    with image.open("wb") as file:
        file.truncate(mebibytes << 20)
    subprocess.run(
        ["mkfs.ext4", "-q", "-F", "-m", "0", str(image)], check=True, timeout=60
    )
    _mount("-o", "loop", str(image), str(place))
    shutil.rmtree(place / "lost+found")
    try:
        yield Disk(place, image)
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True, timeout=30)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, timeout=30)
