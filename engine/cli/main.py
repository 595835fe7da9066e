"""The command group: commands are imported when they are called.

Exit codes: 0 clean, 1 findings, 2 misuse; 130 and 141 as shells give them for an
interrupt and for a reader that has gone away.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, cast

import click

from engine.cli.misuse import Misuse
from engine.source.near_miss import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["cli", "main"]

_COMMANDS = {
    "assess": "Judge the answers of a request, as JSON.",
    "check": "Report every error of forms and tariffs.",
    "diff": "Tell what a change of the forms does to what is stored.",
    "docs": "Write a readable page of a form, for lawyers.",
    "examples": "Run the examples that stand in the forms.",
    "explain": "Show how a value was calculated.",
    "fuzz": "Compare what everything says about requests by chance.",
    "new": "Write a first form to change.",
    "pdf": "Print a request.",
    "preview": "Show a form while it is being written.",
    "schema": "Print the JSON Schema of a record, or of the language.",
    "translations": "Bring the catalogues in step with the forms' texts.",
}
"""What each command does, so that help needs to import none."""

_PORTALS = frozenset({"preview"})
"""Commands that the portal brings: they are found by name in its entry points, so that
the engine imports nothing of it and works without it."""
_GROUP = "formengine.commands"

_NAME = "formengine"
_OBJECTS_BETWEEN_LOOKS = 100_000
_INTERRUPTED = 130
_READER_GONE = 141


class _Commands(click.Group):
    """Imports the module of a command only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Name every command."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Give a command by name."""
        if cmd_name not in _COMMANDS:
            return None
        if cmd_name in _PORTALS:
            return _portals_command(cmd_name)
        module = import_module(f"engine.cli.{cmd_name}")
        return cast("click.Command", module.command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is asked for.

        Raises:
            Misuse: There is none of that name.
        """
        if args[0] not in _COMMANDS and not args[0].startswith("-"):
            known = f"there are {', '.join(_COMMANDS)}"
            hint = did_you_mean(args[0], _COMMANDS) or known
            message = f"there is no command «{args[0]}»: {hint}"
            raise Misuse(message)
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run a command, ending as shells expect when it is not let to its end."""
        try:
            result = cast("object", super().invoke(ctx))
            sys.stdout.flush()
        except KeyboardInterrupt:
            raise click.exceptions.Exit(_INTERRUPTED) from None
        except BrokenPipeError:
            # Python would try to flush the closed pipe once more when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(_READER_GONE) from None
        return result

    def main(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride] - only what is used of it
        self,
        args: Sequence[str] | None = None,
        **extra: object,  # noqa: ARG002 - click's
    ) -> NoReturn:
        """Run a command and exit with what it returns."""
        arguments = list(sys.argv[1:] if args is None else args) or ["--help"]
        sys.exit(self._run(arguments))

    def _run(self, arguments: list[str]) -> int:
        try:
            code = super().main(arguments, _NAME, standalone_mode=False)
        except click.ClickException as error:
            click.echo(f"{_NAME}: {_one_line(error)}", err=True)
            return Misuse.exit_code
        return code if isinstance(code, int) else 0


def _portals_command(name: str) -> click.Command:
    """Give a command of the portal.

    Raises:
        Misuse: The portal is not installed.
    """
    # Reading what is installed takes longer than some commands do.
    from importlib.metadata import entry_points  # noqa: PLC0415

    for found in entry_points(group=_GROUP, name=name):
        return cast("click.Command", found.load())
    message = f"{name} comes with the portal, which is not installed"
    raise Misuse(message)


def _one_line(error: click.ClickException) -> str:
    return " ".join(error.format_message().split())


@click.group(_NAME, cls=_Commands)
def cli() -> None:
    """Check, try out and print forms that are written in YAML."""


def main() -> NoReturn:
    """Run the command line of this process."""
    # Nearly all that a command makes it keeps: to look for cycles among it every 700
    # objects took a third of the time of checking many forms.
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
    cli.main()
