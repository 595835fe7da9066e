"""Registration: an account with the person's data, a code to its phone.

Who has an account is not told. An address that has one is answered with the same pages
and the same SMS to the number that was typed, whose code has nothing to do with the
account; its owner gets an e-mail, and the code, once right, opens nothing. Only then is
there a difference to see: the tutorial signs a new person in at that point, before the
address is confirmed, so it cannot be hidden from somebody who receives SMS at a number
of their own. What is left to such a person is made dear instead: few registrations to a
number and from a network address, and each is told to the owner.

A number, of the AVS or a telephone, may have several accounts (a family shares a phone,
a guardian's address changes): the new one is made, and the owners of the others get the
same e-mail.

An account whose phone was never confirmed belongs to nobody yet: a new registration
takes its place, so that a mistyped number shuts nobody out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext
from sqlalchemy import false, or_, select

from webapp.access import Audience, open_to
from webapp.accounts.blueprint import blueprint
from webapp.accounts.challenges import (
    Demand,
    begin_challenge,
    may_send_first,
    void_challenges,
)
from webapp.accounts.changes import ask_confirmation, tell_of_account
from webapp.accounts.directory import (
    NewAccount,
    Role,
    claim_address,
    create_account,
    email_key,
)
from webapp.accounts.limits import Limit, has_room, keyed_hash, note
from webapp.accounts.links import LinkPurpose, void_links
from webapp.accounts.owed_codes import (
    Purpose,
)
from webapp.accounts.password_rules import password_problem, words_about
from webapp.accounts.passwords import hash_of
from webapp.accounts.person import Person, blank_person, read_person
from webapp.accounts.sessions import end_sessions
from webapp.accounts.tables import Account
from webapp.language import current_language
from webapp.portal import portal
from webapp.requests.wording import Line
from webapp.traffic.doors import through
from webapp.traffic.settings import Door

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as AnyResponse

__all__ = ["register", "register_account"]

_WINDOW = timedelta(minutes=15)
_TOLD = Limit("told of registration", 3, timedelta(days=1))
_MOST_TOLD = 5
_SHARE_OF_CODES = 4
"""A number's codes of which registrations take one in so many: whoever registers with
another's number does not use up the codes that its owner signs in with."""


@blueprint.get("/inscription")
@open_to(Audience.ANYONE)
def register() -> str:
    """Show the empty registration."""
    return _page(blank_person(), {})


@blueprint.post("/inscription")
@open_to(Audience.ANYONE)
@through(Door.REGISTRATION)
def register_account() -> AnyResponse | tuple[str, int]:
    """Begin an account, or show all that is wrong at once."""
    person = read_person()
    problems = _problems(person)
    if problems or person.lines:
        return _page(person, problems), 422
    password_hash = hash_of(portal().passwords, request.form["password"])
    with portal().database.writing() as session:
        found = claim_address(session, person.applicant["email"])
        if not _may_register(session, person.applicant["mobile"]):
            return _too_often(person)
        account = _enrol(session, found, person, password_hash)
        cookie.clear()
        demand = Demand(
            purpose=Purpose.REGISTRATION,
            account_id=account.id if account else None,
            subject=keyed_hash("email", email_key(person.applicant["email"])),
            phone=person.applicant["mobile"],
            language=current_language(),
        )
        begin_challenge(session, demand)
    return redirect(url_for("accounts.code"), 303)


def _problems(person: Person) -> dict[str, str]:
    """Give what is wrong with the questions that are not about the person."""
    password = request.form.get("password", "")
    found = {"password": password_problem(password, words_about(person.raw_data))}
    if password != request.form.get("password2", ""):
        found["password2"] = gettext("Les deux mots de passe ne sont pas les mêmes.")
    if not request.form.get("confirmed"):
        found["confirmed"] = gettext(
            "Confirmez que vous êtes le bénéficiaire ou son représentant légal."
        )
    return {name: words for name, words in found.items() if words}


def _may_register(session: Session, phone: str) -> bool:
    """Count a registration from this address, unless there were too many."""
    settings = portal().settings
    most_codes = max(1, settings.codes_per_phone // _SHARE_OF_CODES)
    counted = (
        (
            Limit("registration", settings.registrations_per_address, _WINDOW),
            keyed_hash("address", request.remote_addr or ""),
        ),
        (
            Limit("registration, phone", most_codes, _WINDOW),
            keyed_hash("phone", phone),
        ),
    )
    may = may_send_first(session, phone) and all(
        has_room(session, limit, subject) for limit, subject in counted
    )
    if may:
        for limit, subject in counted:
            note(session, limit, subject)
    return may


def _enrol(
    session: Session, found: Account | None, person: Person, password_hash: str
) -> Account | None:
    """Make the account, or none; write to the owners of those that are there."""
    is_taken = found is not None and _is_somebodys(found)
    owners = {found.id: found} if found is not None and is_taken else {}
    owners |= {other.id: other for other in _with_same_numbers(session, person)}
    # In an order of their own: registrations at once ask for their counts alike.
    for owner in sorted(owners.values(), key=lambda owner: owner.id):
        if has_room(session, _TOLD, owner.id):
            note(session, _TOLD, owner.id)
            tell_of_account(session, owner)
    if is_taken:
        return None
    if found is not None:
        _take_place(session, found, person, password_hash)
        account = found
    else:
        new = NewAccount(
            email=person.applicant["email"],
            password_hash=password_hash,
            role=Role.BENEFICIARY,
            applicant=person.applicant,
            language=current_language(),
        )
        account = create_account(session, new, at=portal().now())
    ask_confirmation(session, account)
    return account


def _with_same_numbers(session: Session, person: Person) -> Sequence[Account]:
    """Give accounts with the AVS number or the telephone, which somebody opened."""
    same = [
        column == str(person.applicant[column.key])
        for column in (Account.avs_number, Account.mobile)
        if person.applicant.get(column.key)
    ]
    return session.scalars(
        select(Account)
        .where(
            or_(false(), *same),
            Account.role == Role.BENEFICIARY,
            Account.mobile_confirmed_at.is_not(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Account.created_at)
        .limit(_MOST_TOLD)
    ).all()


def _is_somebodys(account: Account) -> bool:
    return (
        account.role != Role.BENEFICIARY
        or account.mobile_confirmed_at is not None
        or account.disabled_at is not None
    )


def _take_place(
    session: Session, account: Account, person: Person, password_hash: str
) -> None:
    """Begin an unconfirmed account anew; nothing sent for the earlier one works."""
    void_challenges(session, account.id)
    void_links(session, account.id, *LinkPurpose)
    end_sessions(session, account.id, at=portal().now())
    account.email = person.applicant["email"]
    account.password_hash = password_hash
    account.applicant = person.applicant
    account.language = current_language()
    account.email_confirmed_at = None


def _page(person: Person, problems: dict[str, str], *, refusal: str = "") -> str:
    own = {name: Line(name, words) for name, words in problems.items()}
    first = [line for line in person.lines if line.target == "email"]
    passwords = [own[name] for name in ("password", "password2") if name in own]
    others = [line for line in person.lines if line.target != "email"]
    last = [own["confirmed"]] if "confirmed" in own else []
    lines = [*first, *passwords, *others, *last]
    return render_template(
        "accounts/register.html",
        person=person,
        problems=problems,
        is_confirmed=bool(request.form.get("confirmed")),
        lines=lines,
        refusal=refusal,
        has_errors=bool(lines or refusal),
    )


def _too_often(person: Person) -> Response:
    words = gettext(
        "Trop d'inscriptions d'ici, ou vers ce numéro. Attendez 15 minutes, ou "
        "appelez-nous."
    )
    page = _page(person, {}, refusal=words)
    wait_s = str(int(_WINDOW.total_seconds()))
    return Response(page, 429, {"Retry-After": wait_s}, content_type="text/html")
