"""Making an account: an e-mail, a password, and the data of `shared/applicant.yaml`.

The questions are those of the definition, drawn and judged like any form's; this module
knows none of them but the e-mail, which is the account's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from email_validator import EmailNotValidError, validate_email
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from engine.compiler.form import Requirement
from engine.i18n.texts import words
from engine.runtime.assess import assess
from engine.targets.web_form import Cell
from engine.values import ValueKind
from webapp.access import Audience, open_to
from webapp.accounts.blueprint import blueprint
from webapp.accounts.directory import NewAccount, Role, create_account
from webapp.accounts.passwords import LONGEST, SHORTEST
from webapp.language import current_language, translator
from webapp.portal import portal
from webapp.requests.wording import Line, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    from engine.compiler.form import CompiledForm
    from engine.runtime.assessment import Assessment

__all__ = ["register", "register_account"]

_EMAIL = "email"
_BORN_WITH = {"country": "CH"}
"""What most people would choose."""


@dataclass(slots=True, kw_only=True)
class _Registration:
    """The page: account questions, the person's cells, and problems by control."""

    email: str = ""
    is_confirmed: bool = False
    cells: list[Cell]
    problems: dict[str, str] = field(default_factory=dict[str, str])
    applicant: dict[str, Any] = field(default_factory=dict[str, Any])
    """The person's data in canonical JSON, as far as they are right."""


@blueprint.get("/inscription")
@open_to(Audience.ANYONE)
def register() -> str:
    """Show the empty registration."""
    cells = _cells(_BORN_WITH, judged=None)
    return _page(_Registration(cells=cells))


@blueprint.post("/inscription")
@open_to(Audience.ANYONE)
def register_account() -> Response | tuple[str, int]:
    """Make the account, or show all that is missing at once."""
    filled = _read()
    if filled.problems or any(cell.errors for cell in filled.cells):
        return _page(filled), 422
    new = NewAccount(
        email=filled.email,
        password_hash=portal().passwords.hash(request.form["password"]),
        role=Role.BENEFICIARY,
        applicant=filled.applicant,
        language=current_language(),
    )
    try:
        with portal().database.writing() as session:
            create_account(session, new, at=portal().now())
    except IntegrityError:
        filled.problems[_EMAIL] = gettext(
            "Cette adresse ne peut pas être inscrite. Connectez-vous, "
            "ou appelez-nous au +41 22 327 27 27."
        )
        return _page(filled), 422
    flash(gettext("Votre compte est créé. Connectez-vous."), "done")
    return redirect(url_for("accounts.entry"), 303)


def _read() -> _Registration:
    email = request.form.get(_EMAIL, "").strip()
    # A tick box comes with a blank of the same name before it.
    typed = {
        name: next((v for v in reversed(request.form.getlist(name)) if v), "")
        for name in request.form
    }
    judged = assess(_a_form(), {}, typed, portal().today())
    filled = _Registration(
        email=email,
        is_confirmed=bool(request.form.get("confirmed")),
        cells=_cells(typed, judged),
    )
    filled.applicant = {
        question.key: question.codec.dump(judged.applicant.values[question.key])
        for question in _a_form().applicant
        if question.key in judged.applicant.values
    }
    filled.problems = dict(_account_problems(email))
    return filled


def _account_problems(email: str) -> dict[str, str]:
    password = request.form.get("password", "")
    found: dict[str, str] = {}
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        found[_EMAIL] = gettext(
            "Indiquez une adresse email complète, par exemple nom@exemple.ch."
        )
    if not SHORTEST <= len(password) <= LONGEST:
        found["password"] = gettext(
            "Le mot de passe a au moins %(shortest)s signes, au plus %(longest)s.",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    elif password != request.form.get("password2", ""):
        found["password2"] = gettext("Les deux mots de passe ne sont pas les mêmes.")
    if not request.form.get("confirmed"):
        found["confirmed"] = gettext(
            "Confirmez que vous êtes le bénéficiaire ou son représentant légal."
        )
    return found


def _a_form() -> CompiledForm:
    """Give any form: all of them have the same applicant."""
    forms = portal().definitions.forms.values()
    found = next((form for form in forms if form.applicant), None)
    return found or abort(503)


def _cells(typed: Mapping[str, Any], judged: Assessment | None) -> list[Cell]:
    """Give the person's questions; judged, those that are hidden are left out."""
    made: list[Cell] = []
    for question in _a_form().applicant:
        if question.key == _EMAIL or (
            judged and question.key in judged.applicant.hidden
        ):
            continue
        if judged is None and question.visible_if is not None:
            continue
        cell = Cell(question=question, path=question.key, raw=typed.get(question.key))
        cell.is_required = (
            question.requirement is Requirement.ALWAYS
            and question.codec.kind is not ValueKind.BOOLEAN
        )
        if judged is not None:
            cell.errors = _errors(cell, judged)
        made.append(cell)
    return made


def _errors(cell: Cell, judged: Assessment) -> tuple[str, ...]:
    found = tuple(
        words(problem.message, translator())
        for problem in judged.problems_at(f"applicant.{cell.question.key}")
    )
    is_missing = cell.question.key not in judged.applicant.values
    if not found and cell.is_required and is_missing:
        label = say(cell.question.short_label)
        return (gettext("Le champ %(label)s est obligatoire.", label=label),)
    return found


def _page(filled: _Registration) -> str:
    lines = [
        *(Line(control, text) for control, text in filled.problems.items()),
        *(Line(cell.id, text) for cell in filled.cells for text in cell.errors),
    ]
    return render_template(
        "accounts/register.html", form=filled, lines=lines, has_errors=bool(lines)
    )
