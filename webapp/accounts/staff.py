"""`flask --app webapp staff`: who of the office has an account.

Nobody of the administration sets a password for somebody else (OWASP ASVS 5.0, 6.4.6):
adding an account sends a link, with which its owner chooses one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask import current_app, url_for
from flask.cli import AppGroup
from sqlalchemy import select
from stdnum.ch import ssn
from stdnum.exceptions import ValidationError

from webapp.accounts.authenticators import new_nonce, remove_app
from webapp.accounts.challenges import void_challenges
from webapp.accounts.changes import trace
from webapp.accounts.directory import NewAccount, Role, claim_address, create_account
from webapp.accounts.links import LASTS, LinkPurpose, make_link, void_links
from webapp.accounts.sessions import end_sessions
from webapp.accounts.tables import IS_STAFF, Account, Authenticator
from webapp.delivery.addresses import UnreachableError, mail_address
from webapp.delivery.reader import Reader
from webapp.delivery.service import delivery
from webapp.outside import as_if_asked
from webapp.portal import portal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["staff"]

_ROLES = [role.value for role in Role if role is not Role.BENEFICIARY]

staff = AppGroup("staff", help="Look after the accounts of the office.")


def _read_avs_number(_: click.Context, __: click.Parameter, typed: str) -> str:
    try:
        return ssn.format(ssn.validate(typed)) if typed else ""
    except ValidationError as error:
        message = f"{typed} is no AVS number."
        raise click.BadParameter(message) from error


@staff.command("add")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice(_ROLES),
    default=Role.CLERK.value,
    show_default=True,
    help="What the account may do.",
)
@click.option(
    "--avs",
    "avs_number",
    callback=_read_avs_number,
    default="",
    help="AVS number: nobody decides on the own request.",
)
def add(email: str, role: str, avs_number: str) -> None:
    """Make an account for EMAIL, or let its owner begin anew.

    The one-time link of the first sign-in is printed, and sent by e-mail. For somebody
    who has an account already, password and authenticator are void from now on.
    """
    try:
        mail_address(email)
    except UnreachableError as error:
        message = f"{email} is no e-mail address."
        raise click.BadParameter(message) from error
    with portal().database.writing() as session:
        account = _staff_account(session, email, Role(role))
        if avs_number:
            account.applicant = {**account.applicant, "avs_number": avs_number}
        path = _invite(session, account)
    click.echo(f"{account.email} ({account.role}) opens the account with this link:")
    click.echo(f"{delivery().settings.base_url}{path}")


@staff.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Shut the account of EMAIL and end its sessions at once."""
    with portal().database.writing() as session:
        account = _known(session, email)
        account.disabled_at = portal().now()
        _void_everything(session, account)
        trace(session, account, "disabled")
    click.echo(f"{account.email} is disabled.")


@staff.command("sign-out")
@click.argument("email")
def sign_out(email: str) -> None:
    """End every session of EMAIL at once, of the office or a beneficiary."""
    with portal().database.writing() as session:
        account = claim_address(session, email)
        if account is None:
            message = f"{email} has no account."
            raise click.ClickException(message)
        end_sessions(session, account.id, at=portal().now())
        trace(session, account, "signed out")
    click.echo(f"{account.email} is signed out everywhere.")


@staff.command("list")
def show_all() -> None:
    """List the accounts of the office."""
    with portal().database.reading() as session:
        accounts = session.scalars(
            select(Account).where(IS_STAFF).order_by(Account.email_key)
        ).all()
        with_app = set(session.scalars(select(Authenticator.account_id)).all())
    for account in accounts:
        state = "open" if account.id in with_app else "waits for first sign-in"
        state = "disabled" if account.disabled_at else state
        click.echo(f"{account.email}\t{account.role}\t{state}")


def _staff_account(session: Session, email: str, role: Role) -> Account:
    found = claim_address(session, email)
    if found is None:
        new = NewAccount(
            email=email,
            # No password fits this: the first sign-in brings one.
            password_hash="",
            role=role,
            applicant={},
        )
        return create_account(session, new, at=portal().now())
    if found.role == Role.BENEFICIARY:
        message = f"{email} is a beneficiary's account; the office needs another."
        raise click.ClickException(message)
    found.role, found.disabled_at, found.password_hash = role, None, ""
    _void_everything(session, found)
    return found


def _invite(session: Session, account: Account) -> str:
    token = make_link(
        session,
        account.id,
        LinkPurpose.WELCOME,
        email=account.email,
        nonce=new_nonce(),
    )
    with as_if_asked(current_app):
        path = url_for("accounts.welcome", token=token)
    letter = delivery().letters.welcome(
        Reader(account.email, account.language),
        path,
        key=f"welcome:{account.id}:{portal().now().isoformat()}",
        expires_at=portal().now() + LASTS[LinkPurpose.WELCOME],
    )
    delivery().write(session, letter)
    trace(session, account, "invited")
    return path


def _void_everything(session: Session, account: Account) -> None:
    end_sessions(session, account.id, at=portal().now())
    void_challenges(session, account.id)
    void_links(session, account.id, *LinkPurpose)
    remove_app(session, account.id)


def _known(session: Session, email: str) -> Account:
    account = claim_address(session, email)
    if account is None or account.role == Role.BENEFICIARY:
        message = f"{email} has no account of the office."
        raise click.ClickException(message)
    return account
