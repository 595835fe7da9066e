"""A form tells every text that somebody may translate."""

from pathlib import Path

from engine.compiler.library import load_directory
from engine.compiler.texts import texts_of

ACCEPTED = Path(__file__).parents[2] / "definitions" / "accepted"


def test_every_text_is_told_once_with_its_place():
    """Labels, headings, messages, choices, rates: what stands in the files."""
    form = load_directory(ACCEPTED).forms["or_guards"]

    assert [(text.context, text.french) for text in texts_of(form)] == [
        ("or_guards.yaml#title", "Gardes"),
        ("or_guards.yaml#main.title", "Gardes"),
        ("or_guards.yaml#main.n.label", "N"),
        ("or_guards.yaml#main.m.label", "M"),
        ("or_guards.yaml#main.a.label", "A"),
        ("or_guards.yaml#main.b.label", "B"),
        ("or_guards.yaml#main.c.label", "C"),
        ("shared/applicant.yaml#applicant.birth_date.label", "Date de naissance"),
    ]


def test_every_part_of_the_language_has_its_texts():
    """Each kind of text once: a place that is missing here is never translated."""
    form = load_directory(ACCEPTED).forms["everything"]

    found = {text.context for text in texts_of(form)}

    assert {
        "everything.yaml#legal_basis",
        "everything.yaml#total.message",
        "everything.yaml#stay.help",
        "everything.yaml#stay.welcome.body",
        "everything.yaml#stay.arrival.short_label",
        "everything.yaml#stay.reason.hint",
        "everything.yaml#stay.wishes.choices.quiet",
        "everything.yaml#stay.meals.columns.quantity",
        "everything.yaml#stay.meals.suppers.label",
        "everything.yaml#stay.few_guests.message",
        "everything.yaml#discount.title",
        "everything.yaml#statement.pieces.item",
        "everything.yaml#too_many_nights.message",
        "everything.yaml#person.name.help",
        "shared/guests.yaml#guests.list.add_label",
        "shared/guests.yaml#guests.list.child.message",
        "shared/person.yaml#person.contact.email.label",
        "shared/types.yaml#day.day_in_future.message",
        "tariffs/rooms.yaml#title",
        "tariffs/extras.yaml#breakfast.label",
    } - found == set()
