"""`flask --app webapp retention` and `person`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from webapp.accounts.directory import Role, find_account
from webapp.outside import as_if_asked
from webapp.portal import portal
from webapp.privacy.closing import forget_person, plan_for
from webapp.privacy.person_export import write_export
from webapp.privacy.retention import (
    office_rules,
    remove_what_is_over,
    what_is_over,
)
from webapp.privacy.rules import RetentionRulesError
from webapp.storage.objects import StorageError, forget

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from webapp.accounts.tables import Account
    from webapp.privacy.closing import Plan
    from webapp.privacy.rules import RetentionRules

__all__ = ["person_commands", "retention_command"]

person_commands = AppGroup("person", help="Answer what a person may ask for.")


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Only tell what is over, and why.")
@with_appcontext
def retention_command(*, dry_run: bool) -> None:
    """Remove what is over by forms/portal/retention.yaml; the worker does it too."""
    rules = _rules()
    with as_if_asked(current_app):
        lines = what_is_over(rules) if dry_run else remove_what_is_over(rules)
        told = [click.echo(line) for line in lines]
    if not told:
        click.echo("nothing is over")


@person_commands.command("export")
@click.argument("email")
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="ZIP file; must not exist yet.",
)
def export(email: str, path: Path) -> None:
    """Write everything that is known of EMAIL into a ZIP file."""
    unfinished = path.with_name(f"{path.name}.part")
    if path.exists():
        message = f"{path} exists already"
        raise click.ClickException(message)
    try:
        with (
            as_if_asked(current_app),
            portal().database.reading() as session,
            os.fdopen(_private(unfinished), "wb") as file,
        ):
            number = write_export(session, _known(session, email), file)
        unfinished.rename(path)
    except (StorageError, OSError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"{path}: {number} requests")


@person_commands.command("erase")
@click.argument("email")
@click.option("--dry-run", is_flag=True, help="Only tell what would become of it.")
def erase(email: str, *, dry_run: bool) -> None:
    """Erase EMAIL as far as the office need not keep it; shut the account else.

    Note the id: after a restored backup, erase it again.
    """
    rules = _rules()
    with as_if_asked(current_app):
        if dry_run:
            with portal().database.reading() as session:
                account = _known(session, email)
                _tell(account, plan_for(session, account, rules))
            return
        with portal().database.writing() as session:
            account = _known(session, email)
            plan = plan_for(session, account, rules)
            _tell(account, plan)
            objects = forget_person(session, account, plan)
        forget(portal().storage, objects)
    click.echo("done")


def _tell(account: Account, plan: Plan) -> None:
    for request in plan.going:
        click.echo(f"{request.reference or 'draft'} {request.id}: is erased")
    for staying in plan.staying:
        request = staying.request
        click.echo(f"{request.reference} {request.id}: {staying.why}")
    end = "is shut, and erased with the last request" if plan.staying else "is erased"
    click.echo(f"account {account.id}: {end}")


def _rules() -> RetentionRules:
    try:
        return office_rules()
    except RetentionRulesError as error:
        raise click.ClickException(str(error)) from error


def _known(session: Session, email: str) -> Account:
    account = find_account(session, email)
    if account is None or account.role != Role.BENEFICIARY:
        message = f"{email} has no account of a beneficiary"
        raise click.ClickException(message)
    return account


def _private(path: Path) -> int:
    """Open a new file that nobody else reads."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
