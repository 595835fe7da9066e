"""Reading a field's options, which the type's schemas have checked before.

The loader hands them over as plain data; these functions give them their Python types
back and refuse what no schema can refuse: bounds that exclude each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from engine.field_type import OptionError

if TYPE_CHECKING:
    from engine.field_type import Options

__all__ = [
    "labels_option",
    "length_options",
    "names_option",
    "number_option",
    "text_option",
    "whole_option",
]


def whole_option(options: Options, name: str, default: int) -> int:
    """Give a whole number."""
    value = options.get(name, default)
    return int(value) if isinstance(value, int | Decimal) else default


def number_option(options: Options, name: str) -> Decimal | None:
    """Give a number, or None where the option is not written."""
    value = options.get(name)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def text_option(options: Options, name: str) -> str | None:
    """Give a text, or None where the option is not written."""
    value = options.get(name)
    return value if isinstance(value, str) else None


def names_option(options: Options, name: str) -> tuple[str, ...]:
    """Give a list of names, empty where the option is not written."""
    value = options.get(name)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(str(item) for item in cast("list[object]", value))


def labels_option(options: Options, name: str) -> Mapping[str, str]:
    """Give a mapping of keys to texts, empty where the option is not written."""
    value = options.get(name)
    if not isinstance(value, Mapping):
        return {}
    entries = cast("Mapping[object, object]", value).items()
    return {str(key): str(text) for key, text in entries}


def length_options(options: Options, *, longest: int) -> tuple[int, int]:
    """Give the least and the greatest length, by default 0 and `longest`.

    Raises:
        OptionError: The least length is above the greatest.
    """
    least = whole_option(options, "min_length", 0)
    greatest = whole_option(options, "max_length", longest)
    if least > greatest:
        message = f"min_length {least} is above max_length {greatest}"
        raise OptionError(message)
    return least, greatest
