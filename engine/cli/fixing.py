"""What `check --fix` mends by itself, and how it writes files.

Only what has one right answer: the quotation marks that a text needs, a blank after a
colon, rows in order of date, blanks at the end of lines. Each is an edit of a stretch
of text, so that comments and everything else stay as they are.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.misuse import Misuse
from engine.cli.translations import catalogues_in_step
from engine.compiler.library import compile_files
from engine.source.edits import edited
from engine.tariffs.row_order import rows_in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.diagnostics import Diagnostic, Edit
    from engine.source.files import SourceFile

__all__ = ["Change", "fixed", "with_new_texts"]

_MOST_ROUNDS = 50
"""A quoted text may uncover the next one; a file needs few rounds."""
_ROWS_IN_DISORDER = "E402"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file before and after; `path` as the author named it."""

    path: str
    before: str
    after: str

    def diff(self) -> str:
        """Give a unified diff, as `patch` and reviewers read it."""
        lines = unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            self.path,
            self.path,
        )
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )

    def write(self) -> None:
        """Put the file in place whole: a reader sees the old text or the new one.

        Line ends, a byte order mark and the file's mode stay what they were.

        Raises:
            Misuse: It cannot be written.
        """
        try:
            target = Path(self.path).resolve()
            _replace(target, _encoded(self.after, target.read_bytes()))
        except OSError as error:
            message = f"{self.path} cannot be written: {error.strerror}"
            raise Misuse(message) from error


def fixed(
    files: Mapping[str, SourceFile],
    check: Callable[[Mapping[str, SourceFile]], Iterable[Diagnostic]],
) -> tuple[Change, ...]:
    """Mend what can be mended, until nothing more is found.

    Args:
        files: Every file by name.
        check: Finds what is wrong with such files.

    Returns:
        The files that change; none is written yet.
    """
    mended = dict(files)
    for _ in range(_MOST_ROUNDS):
        edits = _edits(mended, check(mended))
        if not edits:
            break
        for name, found in edits.items():
            mended[name] = replace(mended[name], text=edited(mended[name].text, found))
    return tuple(
        Change(path=file.shown, before=file.text, after=mended[name].text)
        for name, file in files.items()
        if mended[name].text != file.text
    )


def with_new_texts(
    files: Mapping[str, SourceFile], directory: Path
) -> tuple[Change, ...]:
    """Give each catalogue an empty entry for every text that waits for a translation.

    Nothing while a form has errors: its texts would be taken for gone.
    """
    library = compile_files(files)
    if not library.is_whole:
        return ()
    return tuple(
        Change(path=str(path), before=before, after=after.decode())
        for path, after in catalogues_in_step(library, directory)
        if (before := path.read_text("utf-8")) != after.decode()
    )


def _edits(
    files: Mapping[str, SourceFile], found: Iterable[Diagnostic]
) -> dict[str, list[Edit]]:
    names = {file.shown: name for name, file in files.items()}
    edits: dict[str, list[Edit]] = {}
    disordered: set[str] = set()
    for each in found:
        name = names.get(each.span.path)
        if name is None:
            continue
        if each.fix is not None:
            edits.setdefault(name, []).append(each.fix)
        if each.code == _ROWS_IN_DISORDER:
            disordered.add(name)
    for name in disordered - set(edits):
        edits |= _ordering(name, files[name])
    return edits


def _ordering(name: str, file: SourceFile) -> Iterator[tuple[str, list[Edit]]]:
    rows = list(rows_in_order(file))
    if rows:
        yield name, rows


def _encoded(text: str, before: bytes) -> bytes:
    """Give a text as bytes, with the line ends and the mark of what was there."""
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    mark = _BYTE_ORDER_MARK if before.startswith(_BYTE_ORDER_MARK) else b""
    return mark + text.encode()


def _replace(target: Path, content: bytes) -> None:
    """Write beside the file and rename, which every system does at once or not."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
