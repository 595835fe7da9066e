"""The folder of documents: whole files under random names, or none."""

import errno
import os
from pathlib import Path

import pytest

from webapp.attachments.store import AttachmentStore


@pytest.fixture
def store(tmp_path: Path) -> AttachmentStore:
    return AttachmentStore(tmp_path / "attachments")


def test_what_is_kept_can_be_read_and_removed(store: AttachmentStore) -> None:
    name = store.keep(b"content")

    assert (store.read(name), store.has(name)) == (b"content", True)
    store.remove(name)
    store.remove(name)
    assert not store.has(name)
    with pytest.raises(FileNotFoundError):
        store.read(name)


def test_a_file_has_its_name_only_once_it_is_on_the_disk(
    store: AttachmentStore, monkeypatch: pytest.MonkeyPatch
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
    store.keep(b"content")

    assert done == ["fsync .part", "rename", "fsync "]


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_leaves_nothing_behind(
    store: AttachmentStore, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    """R4, R6: the caller hears of it, and no half file stays."""

    def fail(_: int) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match=os.strerror(fault)):
        store.keep(b"content")
    assert list(store.directory.iterdir()) == []
