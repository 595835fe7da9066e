"""`flask --app webapp doctor`."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from webapp.operations.doctor import examine
from webapp.portal import portal

__all__ = ["doctor_command"]


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """Check everything that is kept and needed; say what is wrong and what to do."""
    is_well = True
    for examination in examine(portal()):
        if not examination.faults:
            click.echo(f"ok     {examination.name}")
        for fault in examination.faults:
            is_well = False
            click.echo(f"wrong  {examination.name}: {fault}")
    if not is_well:
        sys.exit(1)
