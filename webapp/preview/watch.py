"""The files of a form, looked at again whenever somebody asks what they say now.

A change is taken when the files stood still for a moment and were the same before and
after they were read, so half a save is never shown. The last form without errors stays
until there is a newer one.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.cli.check import check_path
from engine.cli.forms_directory import files_of
from engine.cli.misuse import Misuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from engine.cli.check import Checked
    from engine.compiler.form import CompiledForm
    from engine.diagnostics import Diagnostic

__all__ = ["SETTLED_AFTER_S", "Located", "Look", "Watch"]

SETTLED_AFTER_S = 0.15
"""How long the files must not change before a change is taken."""

_Stamp = frozenset[tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A diagnostic with the line that it speaks of."""

    diagnostic: Diagnostic
    source_line: str

    @property
    def place(self) -> str:
        """Give file, line and column, as `formengine check` writes them."""
        span = self.diagnostic.span
        return f"{span.path}:{span.line}:{span.column}"

    @property
    def picture(self) -> str:
        """Draw the line with its number, and carets under the place."""
        span = self.diagnostic.span
        number = str(span.line)
        before = self.source_line[: span.column - 1]
        blank = "".join("\t" if sign == "\t" else " " for sign in before)
        return (
            f"{number} | {self.source_line}\n"
            f"{' ' * len(number)} | {blank}{'^' * span.length}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the files said when they were looked at.

    `number` grows by one with each change that is taken; `form` is the last one without
    errors, None while there was none; `trouble` says why the files cannot be read.
    """

    number: int
    form: CompiledForm | None = None
    is_current: bool = False
    """Whether `form` is what the files say now."""
    diagnostics: tuple[Located, ...] = ()
    trouble: str = ""

    @property
    def errors(self) -> int:
        """Count what keeps the form from running."""
        return sum(each.diagnostic.is_error for each in self.diagnostics)

    @property
    def warnings(self) -> int:
        """Count the rest."""
        return len(self.diagnostics) - self.errors


@dataclass(slots=True, kw_only=True)
class Watch:
    """Looks at one form. Safe to share between threads.

    `today` gives the day on which reviews of rates are due, `elapsed_s` any clock that
    only goes forward.
    """

    path: Path
    templates: Path
    today: Callable[[], date]
    elapsed_s: Callable[[], float]
    _look: Look = field(default_factory=lambda: Look(number=0))
    _taken: _Stamp | None = None
    _pending: _Stamp | None = None
    _pending_since_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> Look:
        """Give what the files say, or said while they are being written."""
        with self._lock:
            stamp = self._stamp()
            if stamp != self._taken and self._is_settled(stamp):
                self._take(stamp)
            return self._look

    def _is_settled(self, stamp: _Stamp) -> bool:
        if self._taken is None:
            return True
        now = self.elapsed_s()
        if stamp != self._pending:
            self._pending, self._pending_since_s = stamp, now
        return now - self._pending_since_s >= SETTLED_AFTER_S

    def _take(self, stamp: _Stamp) -> None:
        try:
            files = files_of(self.path.parent)
            if self._stamp() != stamp:
                return
            self._look = self._checked(check_path(self.path, self.today(), files))
        except Misuse as error:
            self._look = Look(
                number=self._look.number + 1,
                form=self._look.form,
                trouble=error.format_message(),
            )
        self._taken = stamp

    def _checked(self, checked: Checked) -> Look:
        form = next(iter(checked.library.forms.values()), None)
        return Look(
            number=self._look.number + 1,
            form=form or self._look.form,
            is_current=form is not None,
            diagnostics=tuple(
                Located(diagnostic=each, source_line=checked.source_line(each))
                for each in checked.diagnostics
            ),
        )

    def _stamp(self) -> _Stamp:
        """Give what changes when a file does: name, place, time and size of each."""
        found: set[tuple[str, int, int, int]] = set()
        for path in self._files():
            try:
                state = path.stat()
            except OSError:
                # It went away between being named and being looked at.
                continue
            found.add((str(path), state.st_ino, state.st_mtime_ns, state.st_size))
        return frozenset(found)

    def _files(self) -> Iterator[Path]:
        directory = self.path.parent
        for folder in ("", "shared", "tariffs"):
            yield from (directory / folder).glob("*.yaml")
        yield from (directory / "locales").rglob("*.po")
        yield from self.templates.glob("*.yaml")
        yield from (self.templates / "locales").rglob("*.po")
