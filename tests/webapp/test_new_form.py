"""A new form is a file: web, JSON Schema, record and PDF follow without a line of code.

A library's membership has nothing in common with the office's forms: other fields,
another list, another tariff, no applicant's data needed beyond the account's.
"""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from engine.targets import record
from engine.targets.json_schema import record_schema
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, make_portal

FORMS = Path(__file__).parent.parent.parent / "forms"
_FORM = """\
form: library
version: 1
title: Inscription à la bibliothèque
legal_basis: Règlement de la bibliothèque
pdf_template: invoice
total: {field: fee, zero: allowed}
sections:
  - section: member
    title: Adhésion
    fields:
      - {field: since, type: date, label: Début de l'adhésion}
      - field: kind
        type: choice
        label: Carte
        choices: {adult: Adulte, reduced: Tarif réduit}
      - field: reason
        type: text
        label: Motif du tarif réduit
        visible_if: kind == "reduced"
      - list: children
        item: Enfant
        max: 5
        fields:
          - {field: name, type: text, label: Prénom}
          - {field: born, type: date, label: Né le}
        rules:
          not_born_yet:
            error_if: born > since
            at: born
            message: L'enfant naît après le début de l'adhésion.
      - field: discount
        type: money
        label: Réduction
        by: kind
        compute: {adult: "0", reduced: 'rate("library.reduction", on=since)'}
      - field: fee
        type: money
        label: Cotisation annuelle
        compute: >-
          rate("library.adult", on=since) - discount
          + count(children.name) * rate("library.child", on=since)
"""
_TARIFF = """\
tariff: library
title: Cotisations
keys:
  adult: {label: Adulte, unit: CHF}
  reduction: {label: Réduction, unit: CHF}
  child: {label: Par enfant, unit: CHF}
values:
  - from: 2020-01-01
    source: Règlement de la bibliothèque art. 3
    adult: 40.00
    reduction: 25.00
    child: 2.00
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[PortalForTests]:
    """A portal with the one form of a library, in a directory of its own."""
    forms = tmp_path / "forms"
    for folder in ("shared", "tariffs"):
        (forms / folder).mkdir(parents=True)
    shutil.copy(FORMS / "shared" / "applicant.yaml", forms / "shared")
    (forms / "library.yaml").write_text(_FORM, "utf-8")
    (forms / "tariffs" / "library.yaml").write_text(_TARIFF, "utf-8")
    made = make_portal(tmp_path, FORMS_PATH=str(forms))
    made.account()
    yield made
    made.services.database.close()


@pytest.fixture
def member(library: PortalForTests) -> PlainBrowser:
    """A person who filled the form and stands before the check page."""
    browser = library.signed_in().follow("library")
    browser.fill_all({"since": "1.9.2026", "kind": "reduced"}).press("Calculer")
    browser.press("Ajouter une entrée")
    browser.fill_all(
        {
            "reason": "étudiante",
            "children-0-name": "Ada",
            "children-0-born": "10.12.2015",
        }
    )
    return browser


def test_the_form_is_filled_and_sent(
    library: PortalForTests, member: PlainBrowser
) -> None:
    """Its fields, list, condition, rule and total work on the pages."""
    member.fill_all({"children-0-born": "10.12.2027"}).press("Continuer")
    assert "Enfant 1 : L'enfant naît après le début de l'adhésion." in member.text

    member.fill_all({"children-0-born": "10.12.2015"}).press("Continuer")
    member.press("Envoyer ma demande")

    [sent] = library.requests()
    assert "Cotisation annuelle CHF 17.00" in member.text
    assert (str(sent.total), sent.form_id) == ("17.00", "library")


def test_its_record_follows_its_schema(
    library: PortalForTests, member: PlainBrowser
) -> None:
    """What was stored is what the JSON Schema describes, and can be read back."""
    member.press("Continuer").press("Envoyer ma demande")
    [sent] = library.requests()
    form = library.services.definitions.forms["library"]

    Draft202012Validator(record_schema(form)).validate(sent.record)

    answers, _, day = record.decode(form, sent.record)
    assert day == library.services.today()
    assert answers["reason"] == "étudiante"


def test_its_pdf_has_its_words(library: PortalForTests, member: PlainBrowser) -> None:
    """Title, labels, row and total are printed."""
    member.press("Continuer").press("Envoyer ma demande")
    [sent] = library.requests()

    printed = member.client.get(f"/demandes/{sent.id}/pdf").data

    words = PdfReader(BytesIO(printed)).pages[0].extract_text()
    for said in ("Inscription à la bibliothèque", "Ada", "étudiante", "17.00"):
        assert said in words
