"""Authors' errors: where they are, what they say, and how they are collected.

A `Diagnostic` is a fault of a definition, never of a citizen's answer (that is a
`Problem` of `engine.runtime`) and never a failure of ours (an `EngineError`). It names
a stable code of `CATALOGUE`, the place, and the words for it. Collectors gather all of
a file's faults, so that an author sees them at once and in the file's order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.diagnostic_catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Collector",
    "Diagnostic",
    "Edit",
    "EngineError",
    "Severity",
    "Span",
    "render",
]


class EngineError(Exception):
    """The root of this package's exceptions; never raised directly."""


class Severity(StrEnum):
    """How much a diagnostic matters: only an error keeps a form from running."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one line of a source file.

    `line` and `column` count from 1 and count characters, not bytes; `length` is at
    least 1. `path` is the file as the author named it.
    """

    path: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Edit:
    """What to write in place of a stretch of one line; `span` may have no length.

    With `last_line` it is whole lines that are replaced, from the span's to that one.
    """

    span: Span
    text: str
    last_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One fault: a code of the catalogue, its place, its words and what to write.

    `fix` is given where there is one way to mend it that cannot be wrong.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    hint: str | None = None
    fix: Edit | None = None

    @property
    def is_error(self) -> bool:
        """Tell whether it keeps the form from running."""
        return self.severity is Severity.ERROR


@dataclass(slots=True)
class Collector:
    """Gathers diagnostics; the same fault at the same place is kept once."""

    _found: dict[tuple[Span, str, str], Diagnostic] = field(
        default_factory=dict[tuple[Span, str, str], Diagnostic]
    )

    def add(
        self,
        code: str,
        span: Span,
        *,
        hint: str | None = None,
        fix: Edit | None = None,
        **params: object,
    ) -> None:
        """Add the fault `code` of the catalogue, its message filled with `params`.

        Raises:
            KeyError: The catalogue knows no such code.
        """
        severity, template = CATALOGUE[code]
        message = template.format(**params)
        self._found.setdefault(
            (span, code, message),
            Diagnostic(
                code=code,
                severity=Severity(severity),
                span=span,
                message=message,
                hint=hint,
                fix=fix,
            ),
        )

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over diagnostics found elsewhere."""
        for found in diagnostics:
            self._found.setdefault((found.span, found.code, found.message), found)

    @property
    def has_errors(self) -> bool:
        """Tell whether something was found that keeps the form from running."""
        return any(found.is_error for found in self._found.values())

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Give everything found, in the order of the files' lines."""
        return tuple(
            sorted(self._found.values(), key=lambda found: (found.span, found.code))
        )


def render(diagnostic: Diagnostic, source_line: str | None) -> str:
    """Word a diagnostic for a terminal: place, code, message, line, caret and hint.

    Args:
        diagnostic: What was found.
        source_line: The text of the line it speaks of; None leaves line and caret out.
    """
    span = diagnostic.span
    place = f"{span.path}:{span.line}:{span.column}"
    lines = [f"{place}: {diagnostic.severity} {diagnostic.code} {diagnostic.message}"]
    if source_line is not None:
        blank = "".join(
            "\t" if character == "\t" else " "
            for character in source_line[: span.column - 1]
        )
        lines += [f"  | {source_line}", f"  | {blank}{'^' * span.length}"]
    if diagnostic.hint:
        lines.append(f"  = {diagnostic.hint}")
    return "\n".join(lines)
