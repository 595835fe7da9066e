"""`flask --app webapp audit verify`."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from webapp.office import audit
from webapp.portal import portal

__all__ = ["audit_commands"]

audit_commands = AppGroup("audit", help="Check the log of what staff did.")


@audit_commands.command("verify")
@click.option("--head", default="", help="COUNT:HASH printed by an earlier check.")
def verify(head: str) -> None:
    """Check that no line of the log was changed, added or taken away."""
    with portal().database.reading() as session:
        verdict = audit.verify(session)
        kept = audit.hash_at(session, _count_of(head)) if head else None
    if verdict.fault is not None:
        click.echo(f"audit line {verdict.fault.number}: {verdict.fault.words}")
        sys.exit(1)
    if head and kept != head.partition(":")[2]:
        click.echo(f"the log is another one than at {head}")
        sys.exit(1)
    click.echo(f"{verdict.count} lines, all whole; head {verdict.count}:{verdict.head}")


def _count_of(head: str) -> int:
    count = head.partition(":")[0]
    if not count.isdecimal():
        message = "COUNT:HASH as an earlier check printed it"
        raise click.BadParameter(message)
    return int(count)
