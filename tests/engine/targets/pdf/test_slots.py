"""What a template's slots show."""

from __future__ import annotations

import pytest

from engine.targets.pdf.slots import NAMES, Slots
from engine.targets.pdf.wording import Wording
from tests.engine.targets.pdf.requests_to_print import DRAFT, SENT, French, request

SLOTS = Slots(request("900", {"name": "Un"}), SENT, Wording(French()))


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        ("reference", "7KX4-9QMT"),
        ("status", "En traitement"),
        ("day", "26.08.2022"),
        ("day_of_assessment", "état du 26.08.2022"),
        ("definition", "définition 900 version 3"),
        ("form.id", "900"),
        ("form.title", "Échantillon"),
        ("form.legal_basis", "LAI art. 51"),
        ("name", "Un"),
        ("ticked", "non"),
        ("secret", ""),
        ("no_such_field", ""),
        ("applicant.last_name", "DUPONT"),
        ("applicant.country", "Suisse"),
        ("applicant.birth_date", "01.09.1972"),
        ("applicant.iban", ""),
        ("applicant.no_such_field", ""),
    ],
)
def test_a_slot_shows_its_text(slot, text):
    """Empty, hidden and unknown slots print nothing."""
    assert SLOTS.text(slot) == text


def test_every_well_known_slot_has_a_text():
    """The names of the guide are all known."""
    assert [SLOTS.text(name) for name in NAMES if not SLOTS.text(name)] == []


def test_a_draft_has_no_reference():
    """Its place says that the request was not sent."""
    slots = Slots(request("900", {}), DRAFT, Wording(French()))

    assert slots.text("reference") == "Pas encore envoyé"


def test_a_line_leaves_blank_slots_out():
    """Nothing is joined to nothing."""
    line = SLOTS.line(("secret", "form.id", "name"), between=" · ")

    assert line == "900 · Un"


@pytest.mark.parametrize(
    ("slot", "label"),
    [("name", "Nom"), ("applicant.city", "Localité"), ("reference", ""), ("x", "")],
)
def test_fields_have_labels(slot, label):
    """An entry of a template without a label takes the field's."""
    assert SLOTS.label(slot) == label
