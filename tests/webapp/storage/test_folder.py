"""A folder as a storage: whole files under random names, or none."""

import errno
import os
from pathlib import Path

import pytest

from webapp.storage.folder import Folder
from webapp.storage.objects import StorageError


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "attachments")


def test_a_file_has_its_name_only_once_it_is_on_the_disk(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Content first, then the name, then the folder: the row is committed after."""
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def note_fsync(descriptor: int) -> None:
        done.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().suffix}")
        fsync(descriptor)

    def note_rename(path: Path, target: Path) -> Path:
        done.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "rename", note_rename)
    folder.keep(b"content")

    assert done == ["fsync .part", "rename", "fsync "]


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_leaves_nothing_behind(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    """R4, R6: the caller hears of it, and no half file stays."""

    def fail(_: int) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(StorageError, match=os.strerror(fault)):
        folder.keep(b"content")
    assert list(folder.directory.iterdir()) == []


def test_a_path_that_is_no_folder_is_told_by_every_call(folder: Folder) -> None:
    """R5: what is not there because of the disk is no missing document."""
    folder.directory.write_text("in the way")

    with pytest.raises(StorageError, match=r"Not a directory|File exists"):
        folder.keep(b"content")
    with pytest.raises(StorageError, match="Not a directory"):
        folder.read("name", "0" * 64)
    with pytest.raises(StorageError, match="Not a directory"):
        list(folder.objects())


def test_files_that_are_not_finished_are_listed_for_the_sweep(folder: Folder) -> None:
    """A folder in the folder is none of ours."""
    folder.directory.mkdir()
    (folder.directory / "name.part").write_bytes(b"half")
    (folder.directory / "lost+found").mkdir()

    assert [found.name for found in folder.objects()] == ["name.part"]
