"""Options and arguments that several commands have."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from engine.i18n.texts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "applicant_option",
    "day_option",
    "forms_option",
    "language_option",
    "parse_day",
]


_Decorator: TypeAlias = "Callable[[Callable[..., int]], Callable[..., int]]"


def parse_day(text: str) -> date:
    """Read a day, written as 2025-01-31.

    Raises:
        click.BadParameter: It is not written so, or there is no such day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"«{text}» is no day; write it as 2025-01-31"
        raise click.BadParameter(message) from None


def day_option() -> _Decorator:
    """Add the day of the assessment, which has no default."""
    return click.option(
        "--day",
        type=parse_day,
        metavar="DAY",
        required=True,
        help="The day it is judged: 2025-01-31.",
    )


def forms_option() -> _Decorator:
    """Add the forms directory."""
    return click.option(
        "--forms",
        type=click.Path(path_type=Path),
        help="The forms directory; ./forms unless given.",
    )


def applicant_option() -> _Decorator:
    """Add the file of the account's data."""
    return click.option(
        "--applicant", metavar="FILE", help="The account's data, a JSON file."
    )


def language_option() -> _Decorator:
    """Add the language of messages and labels."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default="fr",
        help="The language of messages and labels.",
    )
