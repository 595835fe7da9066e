"""A whole print, read back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from engine.compiler.form import CompiledTable
from engine.i18n.formats import money
from engine.runtime.assess import assess
from engine.targets.pdf.wording import Wording
from engine.values import FileReference
from tests.engine.targets.pdf.requests_to_print import (
    DRAFT,
    LIBRARY,
    PERSON,
    SENT,
    French,
    printed,
    request,
    travel,
)

FORMS = sorted(set(LIBRARY.forms) - {"900"})


def _numbers(assessment):
    return [
        field.codec.text(value)
        for _, field, value in assessment.entries()
        if field.codec.kind.is_number
    ]


@pytest.mark.parametrize("form_id", FORMS)
def test_every_number_of_every_example_is_printed(form_id):
    """No number of a record is missing from its print."""
    form = LIBRARY.forms[form_id]
    for example in form.examples:
        assessment = assess(form, example.answers, example.applicant, example.day)

        text = printed(assessment).text

        missing = [number for number in _numbers(assessment) if number not in text]
        assert missing == [], example.name


AMOUNT = re.compile(r"(?<![\w.'/])-?\d[\d']*\.\d\d(?![\d.])")


@pytest.mark.parametrize("form_id", FORMS)
def test_every_printed_amount_is_one_of_the_record(form_id):
    """Nothing looks like an amount that was not answered, computed or a rate."""
    form = LIBRARY.forms[form_id]
    for example in form.examples:
        assessment = assess(form, example.answers, example.applicant, example.day)
        known = _amounts_of_record(assessment) | _rates_of_tables(assessment)

        text, _, _ = printed(assessment).text.partition("\nComment ces montants")

        assert set(AMOUNT.findall(text)) - known == set(), example.name


def _amounts_of_record(assessment):
    """Numbers as they are written, and what looks like one within a text."""
    wording = Wording(French())
    return {
        amount
        for _, field, value in assessment.entries()
        for amount in AMOUNT.findall(wording.value(field, value))
    }


def _rates_of_tables(assessment):
    """The rates of unused lines: they are printed, and no part of the record."""
    days = [day for day in assessment.root.values.values() if isinstance(day, date)]
    rates = (
        row.tariff_key.at(day)
        for section in assessment.form.sections
        for table in section.items
        if isinstance(table, CompiledTable)
        for row in table.rows
        for day in (assessment.day, *days)
    )
    return {money(rate.value) for rate in rates if rate is not None and rate.value}


def test_the_same_request_gives_the_same_bytes():
    """A print can be made again and compared by its hash."""
    assert printed(travel(3)).data == printed(travel(3)).data


def test_a_draft_is_dated_by_the_day_of_its_assessment():
    """Bytes of a draft do not depend on the clock either."""
    found = printed(travel(1), DRAFT)

    assert found.says("xmp:CreateDate") == "2022-08-26T00:00:00+00:00"
    assert found.data == printed(travel(1), DRAFT).data


def test_a_sent_request_is_dated_by_its_sending():
    """The creation date is the sending's, not that of the print."""
    found = printed(travel(1))

    assert found.says("xmp:CreateDate") == "2022-08-26T09:30:00+00:00"


def test_language_and_title_are_set():
    """A screen reader knows the language, a window its title."""
    found = printed(travel(1))

    assert found.reader.root_object["/Lang"] == "fr-CH"
    assert found.says("dc:title") == (
        "Facture pour frais de voyage et nourriture · 318.632.1 · 7KX4-9QMT"
    )


@pytest.mark.parametrize("rows", [0, 1, 10, 100])
def test_every_page_says_which_it_is(rows):
    """Page n/m, reference and definition stand on every page."""
    found = printed(travel(rows))

    count = len(found.pages)
    for number, page in enumerate(found.pages, 1):
        assert f"Page {number}/{count}" in page.splitlines()
        assert (
            "7KX4-9QMT · définition 318.632.1 version 1 · état du 26.08.2022"
            in page.splitlines()
        )


def test_a_draft_is_marked_on_every_page():
    """«Brouillon» runs across each page, and there is no reference."""
    found = printed(travel(60), DRAFT)

    assert all(page.splitlines()[0] == "Brouillon" for page in found.pages)
    assert "Pas encore envoyé" in found.lines


def test_a_request_in_correction_is_a_draft_with_its_reference():
    """What is not sent as it stands is marked, whatever it was before."""
    found = printed(travel(1), replace(SENT, sent_at=None))

    assert all(page.splitlines()[0] == "Brouillon" for page in found.pages)
    assert "7KX4-9QMT" in found.lines


def test_a_sent_request_is_not_marked():
    """A sent request bears no mark."""
    assert "Brouillon" not in printed(travel(1)).text


def test_the_tutorials_request():
    """The tutorial's request prints its lines, totals and rate."""
    trips = [
        {
            "start": "2022-06-06",
            "end": "2022-06-10",
            "purpose": "Hôpital",
            "origin": "Genève",
            "destination": "Berne",
            "ticket": "public_return",
            "fare": "102.00",
        }
    ]

    found = printed(travel(0, trips=trips))

    assert "Genève – Berne Transport public - Aller-retour 102.00 102.00" in found.text
    assert "Total frais de voyage 102.00" in found.lines
    assert "5 à 8h par jour 5 11.50 57.50" in found.lines
    assert "Total général CHF 159.50" in found.lines


def test_documents_are_listed_with_their_whole_hash():
    """A copy of a file can be compared with the print."""
    ticket = FileReference(
        name="billet «aller».jpg",
        type="image/jpeg",
        size=1_234_567,
        sha256="0123456789abcdef" * 4,
    )

    found = printed(travel(1), replace(SENT, documents=(ticket,)))

    joined = re.sub(r"\s+", "", found.text)
    assert "billet«aller».jpg" in joined
    assert "JPEG,1.2Mo" in joined
    assert "0123456789abcdef" * 4 in joined


def test_files_of_the_answers_are_listed_where_none_are_stored():
    """The command line prints what the answers name."""
    named = {
        "name": "a.pdf",
        "type": "application/pdf",
        "size": 900,
        "sha256": "a" * 64,
    }

    found = printed(travel(1, documents=[named]))

    assert "a.pdf PDF, 1 ko aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa" in found.lines


def test_remarks_are_printed_once_in_their_block():
    """A slot's block takes its field out of the sections."""
    found = printed(travel(1, remarks="Traitement à l'Hôpital de l'Île."))

    assert found.text.count("Traitement à l'Hôpital de l'Île.") == 1
    assert found.text.count("Remarques/Compléments") == 1


def test_there_is_room_for_place_date_and_signature():
    """The print can be signed."""
    assert "Lieu et date Signature" in printed(travel(1)).lines


@pytest.mark.parametrize(
    "name",
    [
        "O’Brien",
        "Łukasz Żółć",
        "Sœur Œuvrard",
        "Ștefan Țepeș",
        "Ελένη Жуковский",
        "Zoë 😀",
        "Nguyễn",
        "李小龍",
        "מרים",
        "محمد",
        "e\u0301tude",
        "x" * 190,
        "\ud800lone",
        "a\x00b\x1bc\u202ed",
        "\U0010fffd private",
        "",
    ],
)
def test_any_name_prints(name):
    """Whatever Unicode has, and what is no character at all, prints without a fault."""
    person = {**PERSON, "last_name": name}

    assert len(printed(request("318.632.1", {}, person=person)).pages) <= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łukasz O’Brien œ Ț 😀 Ελένη Жук", None),
        ("e\u0301tude", "étude"),
        ("李小龍", None),
        ("a\x00b\x1bc\u202ed", "abcd"),
        ("\ue031\ue032\ud800.", "���."),
        ("**gras** <b>x</b> [lien](http://x.example)", None),
        (") >> endobj /JS (app.alert(1)) \\", None),
    ],
)
def test_text_reads_back_as_it_was_typed(text, expected):
    """Nothing is interpreted, and even what no font has is known by its name."""
    found = printed(request("900", {}), replace(SENT, verification=text))

    assert (expected or text) in found.lines


def test_hostile_text_makes_no_link_and_no_script():
    """D04: no answer becomes an action, an annotation or a file."""
    text = ") >> endobj /JS (app.alert(1)) <a href='http://x.example'>x</a>"

    data = printed(request("900", {"name": text, "notes": text})).data

    words = rb"/(JS|JavaScript|AA|OpenAction|URI|Launch|Annots?|EmbeddedFile)\b"
    assert re.findall(words, data) == [b"EmbeddedFile"], "the record alone"


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "i" * 10_000, "mot " * 2_500, "é😀" * 5_000, "w\n" * 1_000],
)
@pytest.mark.parametrize("field", ["notes", "remarks"])
def test_long_text_is_whole_and_bounded(text, field):
    """Ten thousand characters without a break flow over a few pages."""
    found = printed(request("900", {field: text}))

    assert len(found.pages) <= 22
    kept = re.sub(r"\s", "", found.text)
    assert kept.count(text[0]) >= text.count(text[0])


def test_a_row_that_is_taller_than_a_page_is_no_table_row():
    """A very long cell turns its list into blocks that flow."""
    found = printed(request("900", {"costs": [{"what": "x" * 10_000, "price": "5"}]}))

    assert found.text.count("x") >= 10_000
    assert "Coût 1" in found.lines
    assert "Somme de tout CHF 5.00" in found.lines


def _height_of(print_, words):
    """Give how high words stand on the first page."""
    found = []

    def look(text, _, position, *rest):
        if words in text:
            found.append(round(position[5]))

    print_.reader.pages[0].extract_text(visitor_text=look)
    return found[0]


def test_a_long_status_does_not_lie_over_the_day():
    """The day then stands beside the label above, a short status has it beside it."""
    long = printed(travel(1), replace(DRAFT, status="Brouillon – pas encore envoyé"))
    short = printed(travel(1), replace(SENT, status="En traitement"))

    assert _height_of(long, "26.08.2022") == _height_of(long, "Statut")
    assert _height_of(long, "26.08.2022") > _height_of(long, "pas encore envoyé")
    assert abs(_height_of(short, "26.08.2022") - _height_of(short, "En trait")) <= 1
