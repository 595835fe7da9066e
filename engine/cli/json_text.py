"""JSON in and out, exact and strict.

Numbers are read as integers or `Decimal`; what JSON does not have (NaN) or what has two
meanings (a key twice) is refused. What is written may hold any text, also half a
surrogate pair, which is written as its escape.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import click

from engine.cli.misuse import Misuse
from engine.diagnostics import EngineError

__all__ = ["NotJsonError", "parse", "read_file", "write", "written"]

_LONGEST_INTEGER = 100
"""Longer runs of digits are kept as text: no answer has them, and they cost time."""


class NotJsonError(EngineError):
    """A text that is no JSON; the exception's text says why, and where."""


def parse(text: str) -> object:
    """Read JSON into dict, list, str, int, Decimal, bool and None.

    Raises:
        NotJsonError: The text is no JSON, has NaN, or a key twice.
    """
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise NotJsonError(message) from error
    except RecursionError as error:
        raise NotJsonError("it is nested too deep") from error


def read_file(path: str, what: str) -> object:
    """Read a JSON file; `-` is standard input.

    Raises:
        Misuse: It cannot be read, or is no JSON.
    """
    try:
        content = _bytes(path)
        return parse(content.decode("utf-8-sig"))
    except OSError as error:
        message = f"{what} {path} cannot be read: {error.strerror}"
        raise Misuse(message) from error
    except UnicodeDecodeError as error:
        message = f"{what} {path}: this is not UTF-8 text"
        raise Misuse(message) from error
    except NotJsonError as error:
        message = f"{what} {path}: this is not JSON: {error}"
        raise Misuse(message) from error


def written(value: object, *, indent: int | None = None) -> str:
    """Write plain data as JSON, keys in their order."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def write(text: str) -> None:
    """Write a line to standard output as UTF-8."""
    click.echo(text.encode("utf-8", "backslashreplace"))


def _bytes(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else digits


def _refuse_constant(word: str) -> NoReturn:
    message = f"{word} is no number of JSON"
    raise NotJsonError(message)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        message = f"the key «{twice}» is written twice"
        raise NotJsonError(message)
    return found
