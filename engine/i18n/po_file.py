r"""Gettext's `.po` files read: messages with their places, words and remarks.

    file    ::= entry*                                    apart by blank lines
    entry   ::= comment* ["msgctxt" text] "msgid" text "msgstr" text
    comment ::= "#." from the program | "#," flags | "#:" places | "#" a translator's
    text    ::= ('"' characters '"')+                     one a line

Messages with plural forms, entries that are kept for later (`#~`) and the header (whose
`msgid` is empty) are passed over: no text of the engine has plural forms. Babel reads
the same, in six times the time and with as much again to import.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PoMessage", "messages_of"]

_LINE = re.compile(r'(msg[a-z_]+)?[^"]*"(.*)"')
_BEGINNINGS = ("msgctxt", "msgid")
_ESCAPE = re.compile(r'\\([nrt"\\])')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_FUZZY = "fuzzy"


@dataclass(slots=True, kw_only=True)
class PoMessage:
    """A message while it is read; `context` is None where it has none.

    `remarks` are the program's comments, `comments` a translator's, line by line.
    """

    context: str | None = None
    id: str = ""
    words: str = ""
    is_fuzzy: bool = False
    remarks: list[str] = field(default_factory=list[str])
    comments: list[str] = field(default_factory=list[str])
    is_passed_over: bool = False


def messages_of(text: str) -> Iterator[PoMessage]:
    """Give the messages of a file in its order, of equal ones the first."""
    known: set[tuple[str | None, str]] = set()
    for message in _entries(text):
        key = (message.context, message.id)
        if message.id and not message.is_passed_over and key not in known:
            known.add(key)
            yield message


def _entries(text: str) -> Iterator[PoMessage]:
    message, keyword = PoMessage(), ""
    for line in map(str.strip, text.split("\n")):
        is_comment = line.startswith("#")
        found = None if is_comment else _LINE.fullmatch(line)
        begins = is_comment or (found is not None and found[1] in _BEGINNINGS)
        if begins and keyword not in ("", "msgctxt"):
            yield message
            message, keyword = PoMessage(), ""
        if found is not None:
            keyword = found[1] or keyword
            _text(message, keyword, _unescaped(found[2]))
        elif line.startswith("#~"):
            message = PoMessage()
        elif is_comment:
            _comment(message, line)
    yield message


def _text(message: PoMessage, keyword: str, text: str) -> None:
    """Add a line to the text that a keyword began; a plural form is passed over."""
    match keyword:
        case "msgctxt":
            message.context = (message.context or "") + text
        case "msgid":
            message.id += text
        case "msgstr":
            message.words += text
        case _:
            message.is_passed_over = True


def _comment(message: PoMessage, line: str) -> None:
    match line[1:2]:
        case ".":
            message.remarks.append(line[2:].strip())
        case ",":
            flags = [flag.strip() for flag in line[2:].split(",")]
            message.is_fuzzy = message.is_fuzzy or _FUZZY in flags
        case ":" | "|":
            pass
        case _:
            message.comments.append(line[1:].strip())


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)
