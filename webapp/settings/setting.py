"""One setting: what it is called, what it means, what it is if nobody sets it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["PREFIX", "Setting", "SettingError", "defaults_of", "read_as"]

PREFIX = "PORTAL_"
"""What the environment's variables begin with."""


class SettingError(ValueError):
    """A setting is not written as its kind asks."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table of settings. The type of its default is its own."""

    name: str
    """Without the prefix."""
    default: bool | float | str | tuple[str, ...]
    meaning: str
    unit: str = ""
    """Of a number: `s`, `bytes`, `per minute`; blank for a mere count."""
    is_secret: bool = False
    if_blank: str = ""
    """What a blank default comes to, in words."""

    @property
    def variable(self) -> str:
        """Give the variable of the environment."""
        return f"{PREFIX}{self.name}"


def defaults_of(settings: Iterable[Setting]) -> Mapping[str, object]:
    """Give the defaults by name."""
    return MappingProxyType({each.name: each.default for each in settings})


def read_as(setting: Setting, text: str) -> object:
    """Read what somebody wrote for a setting; text is taken as it is.

    Raises:
        SettingError: It is of another kind; the words name the variable, never what
            was written, which may be a secret.
    """
    default = setting.default
    if isinstance(default, str):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        raise SettingError(f"{setting.variable} is true or false.")
    if isinstance(default, tuple):
        return _texts(setting, value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (isinstance(default, int) and not isinstance(value, int)):
        kind = "a whole number" if isinstance(default, int) else "a number"
        raise SettingError(f"{setting.variable} is {kind}.")
    return value


def _texts(setting: Setting, value: object) -> list[str]:
    if isinstance(value, list):
        texts = [each for each in value if isinstance(each, str)]  # pyright: ignore[reportUnknownVariableType] - JSON
        if len(texts) == len(value):  # pyright: ignore[reportUnknownArgumentType] - JSON
            return texts
    message = f'{setting.variable} is a JSON list of texts, such as ["a", "b"].'
    raise SettingError(message)
