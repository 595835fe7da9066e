"""What a backup consists of: a folder that says of itself whether it is whole.

backup ::= manifest.json SHA256SUMS database.(sqlite3|dump) documents/NAME*

`SHA256SUMS` is what `sha256sum --check` reads, and lists every part but the manifest,
which holds the sum of that list. The manifest is written last.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = [
    "DATABASE_PARTS",
    "DOCUMENTS",
    "MANIFEST",
    "SUMS",
    "BackupError",
    "Manifest",
    "Sums",
    "read_manifest",
    "sha256_of",
    "write_durably",
    "write_manifest",
]

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
DOCUMENTS = "documents"
DATABASE_PARTS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
_FORMAT = 1
_CHUNK = 1024**2


class BackupError(RuntimeError):
    """A backup cannot be made, is not whole, or must not be restored here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    made_at: datetime
    program: str
    """The version of the portal that made it."""
    backend: str
    """`sqlite` or `postgresql`: a backup goes back into the same kind."""
    schema: str
    """The revision of the database."""
    counts: Mapping[str, int]
    """Rows by table."""
    audit: str
    """`COUNT:HASH` of the log's last line."""
    documents: int
    removed: tuple[str, ...]
    """Documents that the database still names, and that somebody deleted while the
    backup was made; restoring takes their rows out."""
    lost: tuple[str, ...]
    """Documents whose file was missing or damaged before: found, not caused."""
    sums_sha256: str


@dataclass(slots=True)
class Sums:
    """The list of sums as it grows."""

    folder: Path
    lines: list[str]

    def add(self, part: str, digest: str) -> None:
        """Note the sum of a part, named by its path inside the backup."""
        self.lines.append(f"{digest}  {part}\n")

    def write(self) -> str:
        """Write the list; give its own sum."""
        content = "".join(self.lines).encode("utf-8")
        write_durably(self.folder / SUMS, content)
        return sha256(content).hexdigest()


def read_sums(folder: Path) -> Iterator[tuple[str, str]]:
    """Give each part with the sum that it should have."""
    with (folder / SUMS).open(encoding="utf-8") as lines:
        for line in lines:
            digest, _, part = line.rstrip("\n").partition("  ")
            yield part, digest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Say that the backup is whole."""
    data = {"format": _FORMAT} | asdict(manifest)
    data["made_at"] = manifest.made_at.isoformat()
    text = json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False)
    write_durably(folder / MANIFEST, f"{text}\n".encode())


def read_manifest(folder: Path) -> Manifest:
    """Read what a backup says of itself.

    Raises:
        BackupError: There is no backup, or one of another time.
    """
    try:
        data = cast("dict[str, Any]", json.loads((folder / MANIFEST).read_bytes()))
        if data.pop("format") != _FORMAT:
            message = f"{folder} was made in a format that is not known here"
            raise BackupError(message)
        data["made_at"] = datetime.fromisoformat(data["made_at"])
        data["removed"], data["lost"] = tuple(data["removed"]), tuple(data["lost"])
        return Manifest(**data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{folder} is no whole backup: its {MANIFEST} cannot be read"
        raise BackupError(message) from error


def sha256_of(path: Path) -> str:
    """Give the SHA-256 (hex) of a file of any size."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file and force it to disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
