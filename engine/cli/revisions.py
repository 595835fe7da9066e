"""The forms of two moments: a file, a directory, or a revision of git."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from engine.cli.forms_directory import default_directory, files_of
from engine.cli.misuse import Misuse
from engine.compiler.library import Library, compile_files
from engine.source.files import SourceFile

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["library_at"]

_FOLDERS = ("", "shared", "tariffs")


def library_at(moment: str) -> Library:
    """Compile the forms of a file, a directory or a revision.

    Args:
        moment: A path that exists, or what git knows as a revision (`main`, `HEAD~2`);
            `REVISION:PATH` is a form's file or a forms directory at that revision.

    Raises:
        Misuse: There is no such thing.
    """
    path = Path(moment)
    if path.is_dir():
        return compile_files(files_of(path))
    if path.is_file():
        return compile_files(files_of(path.parent), only=(path.name,))
    revision, _, inside = moment.partition(":")
    place = Path(inside) if inside else default_directory()
    if place.suffix == ".yaml":
        return compile_files(_files_at(revision, place.parent), only=(place.name,))
    return compile_files(_files_at(revision, place))


def _files_at(revision: str, directory: Path) -> Mapping[str, SourceFile]:
    """Read a forms directory as it was at a revision.

    Raises:
        Misuse: git does not know the revision, or the directory was not there.
    """
    # Below the directory's parent, so that a directory that is gone is found too.
    command = ("git", "archive", "--format=tar", revision, "--", directory.name)
    try:
        done = subprocess.run(  # noqa: S603 - git, with arguments that it tells apart
            command, cwd=directory.parent, capture_output=True, check=False
        )
    except OSError as error:
        message = f"there is no {revision}, and git cannot be asked: {error.strerror}"
        raise Misuse(message) from error
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        message = f"there is no path and no revision {revision}"
        raise Misuse(f"{message} ({reason[-1]})" if reason else message)
    return _unpacked(done.stdout, revision, directory.name)


def _unpacked(archive: bytes, revision: str, root: str) -> Mapping[str, SourceFile]:
    found: dict[str, SourceFile] = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            path = PurePosixPath(member.name).relative_to(root)
            content = files.extractfile(member) if member.isfile() else None
            folder = "" if path.parent == PurePosixPath() else str(path.parent)
            if content is None or path.suffix != ".yaml" or folder not in _FOLDERS:
                continue
            text = content.read().decode("utf-8-sig", "replace")
            shown = f"{revision}:{member.name}"
            found[str(path)] = SourceFile(name=str(path), shown=shown, text=text)
    return found
