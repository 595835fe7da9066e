"""What a person at the command line did wrong, in one line."""

from __future__ import annotations

import click

__all__ = ["Misuse"]


class Misuse(click.ClickException):
    """A wrong file, broken JSON, an unknown form: one line on stderr, exit 2."""

    exit_code = 2
