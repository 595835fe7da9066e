"""A person's data as the tutorial's pages ask for them, judged by the engine.

The questions, their types and limits are those of `forms/shared/applicant.yaml`; this
module knows the words of the registration page for those it names. A question that the
office adds there is drawn after them like any form's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import phonenumbers
from flask import abort, request
from flask_babel import gettext, lazy_gettext

from engine.compiler.form import Requirement
from engine.i18n.texts import words
from engine.runtime.assess import assess
from engine.targets.web_form import Cell
from engine.values import ValueKind
from webapp.delivery.addresses import UnreachableError, mail_address, mobile_number
from webapp.delivery.service import delivery
from webapp.language import translator
from webapp.portal import portal
from webapp.requests.wording import Line, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.field_type import Choice
    from engine.runtime.assessment import Assessment

__all__ = ["Person", "blank_person", "kept_person", "questions", "read_person"]

_LABELS = {
    "email": lazy_gettext("Email"),
    "mobile": lazy_gettext("Téléphone portable"),
    "avs_number": lazy_gettext("N° assuré"),
    "salutation": lazy_gettext("Titre"),
    "last_name": lazy_gettext("Nom"),
    "first_name": lazy_gettext("Prénom"),
    "street": lazy_gettext("Adresse"),
    "postcode": lazy_gettext("NPA"),
    "city": lazy_gettext("Lieu"),
    "country": lazy_gettext("Pays"),
    "birth_date": lazy_gettext("Date de naissance"),
    "represented": lazy_gettext("le bénéficiaire est mineur ou sous tutelle ?"),
    "representative_name": lazy_gettext("Nom du représentant légal"),
    "representative_address": lazy_gettext("Adresse du représentant légal"),
    "iban": lazy_gettext("IBAN"),
}
_REQUIRED_HERE = frozenset(("iban",))
"""A form may do without; an account is made to be paid."""
_SWISS = "CH"
_SEPA = tuple(
    "CH LI FR DE IT AT BE BG HR CY CZ DK EE ES FI GB GR HU IE IS LT LU LV MC MT "  # noqa: SIM905 - a list would fill the page
    "NL NO PL PT RO SE SI SK SM".split()
)
"""Countries of the Single Euro Payments Area, the neighbours first."""


@dataclass(slots=True, kw_only=True)
class Person:
    """The questions with what was typed, what is wrong, and what was understood."""

    raw: dict[str, Any]
    phone_country: str = _SWISS
    iban_country: str = _SWISS
    errors: dict[str, str] = field(default_factory=dict[str, str])
    applicant: dict[str, Any] = field(default_factory=dict[str, Any])
    """The data in canonical JSON, as far as they are right."""
    others: tuple[Cell, ...] = ()

    def text(self, key: str) -> str:
        """Give what stands in a control."""
        return str(self.raw.get(key) or "")

    def is_(self, key: str, value: str = "true") -> bool:
        """Tell whether an option is chosen."""
        return self.text(key).lower() == value

    def error(self, key: str) -> str:
        """Give what is wrong with an answer; blank for nothing."""
        return self.errors.get(key, "")

    def name(self, key: str) -> str:
        """Give a question's name on these pages; blank if they know none."""
        return str(_LABELS.get(key, ""))

    @property
    def raw_data(self) -> dict[str, str]:
        """What was typed of the person's data, right or not."""
        return {q.key: self.text(q.key) for q in questions()}

    @property
    def lines(self) -> list[Line]:
        """The lines of the error summary, in the order of the page."""
        named = [Line(key, self.errors[key]) for key in _LABELS if key in self.errors]
        others = [Line(cell.id, text) for cell in self.others for text in cell.errors]
        return named + others

    @property
    def phone_countries(self) -> tuple[Choice, ...]:
        """The countries that codes are sent to."""
        return _choices(delivery().settings.sms.regions)

    @property
    def iban_countries(self) -> tuple[Choice, ...]:
        """The countries that accounts may be in."""
        return _choices(_SEPA)

    @property
    def countries(self) -> tuple[Choice, ...]:
        """The countries that people live in, Switzerland first."""
        return _question("country").codec.control.choices

    @property
    def salutations(self) -> tuple[tuple[str, str], ...]:
        """The titles; blank where the office asks for none."""
        words_of = {"mr": gettext("Homme"), "mrs": gettext("Femme")}
        found = next((q for q in questions() if q.key == "salutation"), None)
        choices = found.codec.control.choices if found else ()
        return tuple((c.key, words_of.get(c.key, c.label)) for c in choices)


def questions() -> tuple[CompiledField, ...]:
    """Give the applicant's questions; every form has the same."""
    return _a_form().applicant


def blank_person() -> Person:
    """Give the page before anything is typed."""
    return _with_others(Person(raw={"country": _SWISS}))


def kept_person(applicant: Mapping[str, Any]) -> Person:
    """Give the page with an account's data, written as people type them."""
    shown: dict[str, Any] = {}
    for question in questions():
        kept = applicant.get(question.key)
        value = None if kept is None else question.codec.read(kept)
        if value is not None and question.codec.kind is not ValueKind.BOOLEAN:
            shown[question.key] = question.codec.text(value)
        elif value is not None:
            shown[question.key] = "true" if value else ""
    person = Person(raw=shown)
    _split_numbers(person, applicant)
    return _with_others(person)


def read_person() -> Person:
    """Read and judge what the page sent; all that is wrong is told at once."""
    # A tick box comes with a blank of the same name before it.
    typed = {
        name: next((v for v in reversed(request.form.getlist(name)) if v), "")
        for name in request.form
    }
    person = Person(
        raw=typed,
        phone_country=typed.get("mobile_country") or _SWISS,
        iban_country=typed.get("iban_country") or _SWISS,
    )
    joined = typed | {"mobile": _joined_phone(person), "iban": _joined_iban(person)}
    judged = assess(_a_form(), {}, joined, portal().today())
    person.applicant = {
        question.key: question.codec.dump(judged.applicant.values[question.key])
        for question in questions()
        if question.key in judged.applicant.values
    }
    person.errors = {
        question.key: text
        for question in questions()
        if question.key in _LABELS and (text := _problem(question, judged))
    }
    _judge_addresses(person)
    return _with_others(person, judged)


def _problem(question: CompiledField, judged: Assessment) -> str:
    found = judged.problems_at(f"applicant.{question.key}")
    if found:
        return words(found[0].message, translator())
    if question.key in judged.applicant.hidden or not _is_required(question):
        return ""
    if question.key in judged.applicant.values:
        return _future(question.key, judged)
    label = str(_LABELS.get(question.key) or say(question.short_label))
    return gettext("Le champ %(label)s est obligatoire.", label=label)


def _future(key: str, judged: Assessment) -> str:
    value = judged.applicant.values[key]
    if isinstance(value, date) and value > portal().today():
        return gettext("La date de naissance est dans le futur.")
    return ""


def _is_required(question: CompiledField) -> bool:
    return question.key in _REQUIRED_HERE or (
        question.requirement is Requirement.ALWAYS
        and question.codec.kind is not ValueKind.BOOLEAN
    )


def _judge_addresses(person: Person) -> None:
    """Refuse what no message reaches."""
    email, mobile = person.applicant.get("email"), person.applicant.get("mobile")
    try:
        if email and "email" not in person.errors:
            mail_address(email)
    except UnreachableError:
        person.errors["email"] = gettext(
            "Indiquez une adresse email complète, par exemple nom@exemple.ch."
        )
    try:
        if mobile and "mobile" not in person.errors:
            mobile_number(mobile, regions=delivery().settings.sms.regions)
    except UnreachableError:
        person.errors["mobile"] = gettext(
            "Indiquez un numéro de téléphone portable, comme 079 123 45 67: les codes "
            "d'accès y sont envoyés."
        )


def _joined_phone(person: Person) -> str:
    """Give the number with its country's code; as typed where that makes none."""
    typed = person.text("mobile").strip()
    try:
        number = phonenumbers.parse(typed, person.phone_country)
    except phonenumbers.NumberParseException:
        return typed
    if not phonenumbers.is_valid_number(number):
        return typed
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _joined_iban(person: Person) -> str:
    """Give the account number with its country's letters, where they are missing."""
    typed = person.text("iban").strip()
    if not typed or typed[:2].isalpha():
        return typed
    return f"{person.iban_country}{typed}"


def _split_numbers(person: Person, applicant: Mapping[str, Any]) -> None:
    """Choose the countries of numbers that are kept with their code."""
    mobile, iban = str(applicant.get("mobile") or ""), str(applicant.get("iban") or "")
    if mobile:
        number = phonenumbers.parse(mobile)
        region = phonenumbers.region_code_for_number(number) or _SWISS
        person.phone_country = region
        person.raw["mobile"] = phonenumbers.format_number(
            number, phonenumbers.PhoneNumberFormat.NATIONAL
        )
    person.iban_country = iban[:2] or _SWISS


def _with_others(person: Person, judged: Assessment | None = None) -> Person:
    person.others = tuple(
        _cell(question, person, judged)
        for question in questions()
        if question.key not in _LABELS
        and not (judged and question.key in judged.applicant.hidden)
    )
    return person


def _cell(question: CompiledField, person: Person, judged: Assessment | None) -> Cell:
    raw = person.raw.get(question.key)
    cell = Cell(question=question, path=question.key, raw=raw)
    cell.is_required = _is_required(question)
    text = _problem(question, judged) if judged else ""
    cell.errors = (text,) if text else ()
    return cell


def _choices(codes: Iterable[str]) -> tuple[Choice, ...]:
    names = {
        choice.key: choice for choice in _question("country").codec.control.choices
    }
    return tuple(names[code] for code in codes if code in names)


def _question(key: str) -> CompiledField:
    return next(question for question in questions() if question.key == key)


def _a_form() -> CompiledForm:
    forms = portal().definitions.forms.values()
    found = next((form for form in forms if form.applicant), None)
    return found or abort(503)
