"""What YAML's own parse errors mean, in an author's words and at the right place.

The parser tells where it stopped, which is often a line after the mistake, and in
terms of its grammar. A reading of what it says, of the context it was in and of the
characters around gives the likely mistake and how to write it instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from engine.diagnostics import Edit, Span
from engine.source.limits import DEEPEST
from engine.source.places import LineIndex, source_lines
from engine.source.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

    from engine.diagnostics import Collector

__all__ = ["report_yaml_error"]

_BLANK_AFTER_COLON = re.compile(r"^[\s-]*(?P<key>[\w.-]+):(?P<value>\S.*)$")
_KEY_AND_VALUE = re.compile(
    r"[\s-]*[a-z][a-z0-9_]*: +"
    r"(?P<value>[^\s\"'\[\]{}#>|](?:[^\"#{}]*[^\s\"#{}])?)\s*"
)
"""What may be put into quotes as a whole: no quotes, comment or braces within."""
_CLOSING = ("]", "}")
_ENTRY_WITHOUT_BLANK = re.compile(r"\s*-[^\s-]")
_OPENED = re.compile(
    r"(?:[:,\[{-] +|^ *)(?P<mark>['\"])(?:(?!(?P=mark)).)*$", re.MULTILINE
)
"""A quote that begins a value and that its line does not close."""
_LAST_WORD = re.compile(r"(?<![^\s,{])[a-z][a-z0-9_]*$")
_BRACKET_OR_QUOTE = re.compile(r""""[^"]*"|'[^']*'|\s#.*|[\[\]{}]""")
_APOSTROPHE = "inside '…' write an apostrophe twice, or put the text into double quotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """What the parser said, with places as positions in `text`."""

    context: str
    context_position: int
    problem: str
    position: int
    path: str
    text: str
    collector: Collector

    def at(self, position: int, length: int = 1) -> Span:
        line, column = LineIndex.of(self.text).place(position)
        return Span(self.path, line, column, max(1, length))

    @property
    def character(self) -> str:
        return self.text[self.position : self.position + 1]

    def line_at(self, position: int) -> tuple[str, int]:
        """Give the line of a position and where that line begins."""
        line, column = LineIndex.of(self.text).place(position)
        return source_lines(self.text)[line - 1], position - column + 1


def report_yaml_error(
    error: yaml.YAMLError, path: str, text: str, collector: Collector
) -> None:
    """Collect the one diagnostic that a parse error stands for."""
    failure = _failure(error, path, text, collector)
    for phrase, report in _REPORTS:
        if phrase in failure.problem:
            report(failure)
            return
    _unclear(failure)


def _failure(
    error: yaml.YAMLError, path: str, text: str, collector: Collector
) -> _Failure:
    mark = cast("yaml.Mark | None", getattr(error, "problem_mark", None))
    context_mark = cast("yaml.Mark | None", getattr(error, "context_mark", None))
    position = mark.index if mark else 0
    return _Failure(
        context=str(getattr(error, "context", None) or ""),
        context_position=context_mark.index if context_mark else position,
        problem=str(getattr(error, "problem", None) or error),
        position=min(position, len(text)),
        path=path,
        text=text,
        collector=collector,
    )


def _unclear(failure: _Failure) -> None:
    failure.collector.add("E122", failure.at(failure.position), problem=failure.problem)


def _tab(failure: _Failure) -> None:
    failure.collector.add(
        "E113", failure.at(failure.position), hint="indent with blanks"
    )


def _bad_start(failure: _Failure) -> None:
    if failure.character == "\t":
        _tab(failure)
        return
    position = failure.position
    if not failure.text[position:].strip() and _unclosed(failure.text) is not None:
        _never_closed(failure)
        return
    if not failure.character.strip():
        position = failure.context_position
    failure.collector.add(
        "E119",
        failure.at(position),
        hint="put the text into quotes",
        fix=_quoted_value(*_line_and_place(failure, position)),
        character=f"«{failure.text[position : position + 1]}»",
    )


def _unclosed(text: str) -> int | None:
    """Give where the last bracket that a text leaves open stands, quotes aside."""
    opened: list[int] = []
    for found in _BRACKET_OR_QUOTE.finditer(text):
        if found.group() in ("[", "{"):
            opened.append(found.start())
        elif found.group() in _CLOSING and opened:
            opened.pop()
    return opened[-1] if opened else None


def _never_closed(failure: _Failure) -> None:
    position = _unclosed(failure.text) or 0
    _report_open_bracket(failure, position)


def _report_open_bracket(failure: _Failure, position: int) -> None:
    bracket = failure.text[position]
    closing = _CLOSING["[{".index(bracket)]
    failure.collector.add(
        "E120",
        failure.at(position),
        hint=f"write «{closing}» where it ends",
        bracket=f"«{bracket}»",
    )


def _too_deep(failure: _Failure) -> None:
    failure.collector.add("E104", failure.at(failure.position), limit=DEEPEST)


def _opened_above(failure: _Failure, mark: str) -> int | None:
    """Give where a quote opens a value that only a later line's quote has closed."""
    line, start = failure.line_at(failure.position)
    if line[: failure.position - start].count(mark) % 2 == 0:
        return None
    for above in reversed(list(_OPENED.finditer(failure.text, 0, start))):
        if above["mark"] == mark:
            return above.start("mark")
    return None


def _open_quote(failure: _Failure) -> None:
    _report_open_quote(failure, failure.context_position)


def _report_open_quote(failure: _Failure, position: int) -> None:
    mark = failure.text[position : position + 1]
    failure.collector.add(
        "E114",
        failure.at(position),
        hint=_APOSTROPHE if mark == "'" else f"write {mark} where the text ends",
        mark=mark,
    )


def _escape(failure: _Failure) -> None:
    start = failure.position
    if failure.character != "\\":
        start = failure.text.rfind("\\", 0, failure.position + 1)
    failure.collector.add(
        "E121",
        failure.at(start, 2),
        hint="write «\\\\» for a backslash, or use single quotes",
        text=failure.text[start : start + 2],
    )


def _second_colon(failure: _Failure) -> None:
    """Report `a: b: c`, or a line above that lacks its blank, or is indented less."""
    if _missing_blank(failure, failure.position, lines_above=1):
        return
    line, start = failure.line_at(failure.position)
    if ": " not in line[: failure.position - start]:
        key_start = start + len(line) - len(line.lstrip())
        failure.collector.add(
            "E117",
            failure.at(key_start, failure.position - key_start),
            hint="keys of one mapping begin in one column",
        )
        return
    failure.collector.add(
        "E115",
        failure.at(failure.position),
        hint="put the text into quotes",
        fix=_quoted_value(line, failure.at(start)),
    )


def _no_colon(failure: _Failure) -> None:
    """Report a line that is no `key: value`."""
    if _missing_blank(failure, failure.context_position, lines_above=0):
        return
    line, start = failure.line_at(failure.context_position)
    written = line[failure.context_position - start :].rstrip()
    hint = "write «key: value», or indent the line to go on with the text above"
    if written.startswith("{"):
        hint = "begin an entry of a list with «- »"
    failure.collector.add(
        "E116",
        failure.at(failure.context_position, len(written)),
        hint=hint,
        text=written,
    )


def _missing_blank(failure: _Failure, position: int, *, lines_above: int) -> bool:
    """Report `title:Facture` in the line of a position or the one above."""
    for _ in range(lines_above):
        _, start = failure.line_at(position)
        if start == 0:
            return False
        position = start - 1
    line, start = failure.line_at(position)
    found = _BLANK_AFTER_COLON.match(line)
    if found is None:
        return False
    written = line.strip()
    failure.collector.add(
        "E116",
        failure.at(start + len(line) - len(line.lstrip()), len(written)),
        hint=f"write «{found['key']}: {found['value'].rstrip()}»",
        fix=Edit(replace(failure.at(start + found.start("value")), length=0), " "),
        text=written,
    )
    return True


def _line_and_place(failure: _Failure, position: int) -> tuple[str, Span]:
    line, start = failure.line_at(position)
    return line, failure.at(start)


def _quoted_value(line: str, place: Span) -> Edit | None:
    """Put the value of `key: value` into quotes, if it alone ends the line.

    Args:
        line: The line.
        place: Where it begins.
    """
    found = _KEY_AND_VALUE.fullmatch(line)
    if found is None:
        return None
    value = found["value"]
    span = replace(place, column=1 + found.start("value"), length=len(value))
    return Edit(span, quoted(value))


def _unexpected(failure: _Failure) -> None:
    """Something follows where a key was expected: after a quoted text, or dedented."""
    line, start = failure.line_at(failure.position)
    before = line[: failure.position - start]
    if not before.strip():
        hint = "keys of one mapping begin in one column; entries of a list with «-»"
        if _ENTRY_WITHOUT_BLANK.match(line):
            hint = "write a blank after «-»"
        length = len(line.strip())
        failure.collector.add("E117", failure.at(failure.position, length), hint=hint)
    elif before.rstrip().endswith(("'", '"')):
        single = before.rstrip().endswith("'")
        opened = _opened_above(failure, before.rstrip()[-1])
        if opened is not None:
            _report_open_quote(failure, opened)
            return
        failure.collector.add(
            "E118",
            failure.at(failure.position),
            hint=_APOSTROPHE if single else "put the whole text into quotes",
        )
    elif failure.character in _CLOSING:
        failure.collector.add(
            "E122",
            failure.at(failure.position),
            problem=f"«{failure.character}» closes nothing",
        )
    else:
        _unclear(failure)


def _open_bracket(failure: _Failure) -> None:
    """Report a bracket that is open in a later line, or something odd inside it."""
    index = LineIndex.of(failure.text)
    opened = index.place(failure.context_position)[0]
    at_end = not failure.text[failure.position :].strip()
    quote = _odd_quote(failure, failure.context_position)
    if quote is not None:
        _report_open_quote(failure, quote)
    elif index.place(failure.position)[0] != opened or at_end:
        _report_open_bracket(failure, failure.context_position)
    elif failure.character == ":":
        _colon_within_bracket(failure)
    else:
        _unexpected(failure)


def _odd_quote(failure: _Failure, position: int) -> int | None:
    """Give where a double quote stands that the rest of its line does not close."""
    line, start = failure.line_at(position)
    inside = line[position - start :]
    if inside.replace('\\"', "").count('"') % 2 == 0:
        return None
    pairs = list(_BRACKET_OR_QUOTE.finditer(inside))
    after = max((each.end() for each in pairs if each.group()[0] == '"'), default=0)
    found = inside.find('"', after)
    return None if found < 0 else position + found


def _colon_within_bracket(failure: _Failure) -> None:
    """Report `{type: text label: Nom}`: most likely a comma is missing."""
    line, start = failure.line_at(failure.position)
    key = _LAST_WORD.search(line[: failure.position - start])
    hint = "put the text into quotes"
    if key is not None:
        hint = f"write a comma before «{key.group()}», or put the text into quotes"
    failure.collector.add("E115", failure.at(failure.position), hint=hint)


def _block_header(failure: _Failure) -> None:
    failure.collector.add(
        "E119",
        failure.at(failure.context_position),
        hint="put the text into quotes, or begin it in the next line",
        character=f"«{failure.text[failure.context_position]}»",
    )


def _list_entry(failure: _Failure) -> None:
    failure.collector.add(
        "E119",
        failure.at(failure.position),
        hint="put the text into quotes, or begin the list in the next line",
        character="«- »",
    )


_REPORTS: tuple[tuple[str, Callable[[_Failure], None]], ...] = (
    ("tab character", _tab),
    ("nesting depth", _too_deep),
    ("cannot start any token", _bad_start),
    ("unexpected end of stream", _open_quote),
    ("unexpected document indicator", _open_quote),
    ("unknown escape character", _escape),
    ("hexdecimal", _escape),
    ("escape code", _escape),
    ("mapping values are not allowed", _second_colon),
    ("could not find expected ':'", _no_colon),
    ("block sequence entries are not allowed", _list_entry),
    ("comment or line break", _block_header),
    ("alphabetic or numeric character", _bad_start),
    ("node content", _bad_start),
    ("expected key", _unexpected),
    ("'-' indicator", _unexpected),
    ("',' or ", _open_bracket),
)
"""A phrase of the parser's problem and what it stands for; the first found counts."""
