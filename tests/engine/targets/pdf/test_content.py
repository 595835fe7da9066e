"""What the sections of a form have to print."""

from __future__ import annotations

import pytest

from engine.targets.pdf.content import (
    Amount,
    Column,
    Heading,
    Note,
    Pair,
    Pairs,
    SectionContent,
    SectionReader,
    Table,
)
from engine.targets.pdf.template import ListLayout
from engine.targets.pdf.wording import Wording
from tests.engine.targets.pdf.requests_to_print import French, request, travel, trip


def read(assessment, *, lists=None, placed=(), skip_files=True):
    """The sections of an assessment."""
    return SectionReader(
        assessment=assessment,
        wording=Wording(French()),
        lists=lists or {},
        placed=frozenset(placed),
        skip_files=skip_files,
    ).sections()


def pairs(**answers):
    """The pairs of the sampler's first section, by label."""
    part = read(request("900", answers))[0].parts[0]
    assert isinstance(part, Pairs)
    return {pair.label: pair.value for pair in part.entries}


@pytest.mark.parametrize(
    ("answers", "label", "value"),
    [
        ({"name": "Camille"}, "Nom", "Camille"),
        ({}, "Nom", "—"),
        ({}, "Coché", "non"),
        ({"ticked": True}, "Coché", "oui"),
        ({"colour": "red"}, "Couleur", "Rouge vif"),
        ({"colour": "green"}, "Couleur", "—"),
        ({"tastes": ["sour", "sweet"]}, "Goûts", "Sucré, Acide"),
        ({"weight": "12.5"}, "Trajet", "12.5 km"),
        (
            {"since": "2022-06-06", "until": "2022-06-10"},
            "Depuis\xa0– Jusque",
            "06.06.2022\xa0– 10.06.2022",
        ),
        (
            {"since": "2022-06-06", "until": "2022-06-06"},
            "Depuis\xa0– Jusque",
            "06.06.2022",
        ),
        ({"since": "2022-06-06"}, "Depuis\xa0– Jusque", "06.06.2022\xa0– —"),
        ({}, "Depuis\xa0– Jusque", "—"),
    ],
)
def test_values_are_worded(answers, label, value):
    """Each kind of value reads as a person writes it."""
    assert pairs(**answers)[label] == value


def test_hidden_fields_are_not_printed():
    """What is invisible does not exist on paper either."""
    assert "Secret" not in pairs(secret="x")
    assert pairs(ticked=True, secret="x")["Secret"] == "x"


def test_placed_fields_and_files_are_left_out():
    """What another block prints is not printed twice; an empty section vanishes."""
    sections = read(request("900", {"remarks": "x"}), placed={"remarks"})

    assert [section.title for section in sections] == ["Premiers champs", "Listes"]


def test_files_are_named_where_no_block_lists_them():
    """A template without documents still shows that there are some."""
    file = {"name": "a.pdf", "type": "application/pdf", "size": 9, "sha256": "a" * 64}

    sections = read(request("900", {"documents": [file]}), skip_files=False)

    assert sections[-1].parts[0] == Pairs(
        (Pair("Documents", "a.pdf"), Pair("Remarques", "—"))
    )


def test_a_list_is_a_table_and_its_sum_the_total():
    """Columns nobody used are left out; numbers are figures."""
    costs = [{"what": "Un", "price": "1"}, {"what": "Deux", "price": "1234.5"}]

    section = read(request("900", {"costs": costs}))[1]

    assert section == SectionContent(
        "Listes",
        (
            Heading("Tableau large"),
            Note("Aucune entrée"),
            Table(
                columns=(
                    Column(head="N°", is_narrow=True),
                    Column(head="Objet"),
                    Column(head="Prix", is_figures=True),
                ),
                rows=(("1", "Un", "1.00"), ("2", "Deux", "1'234.50")),
                item="Coût",
            ),
            Amount(label="Somme de tout", amount="1'235.50", rank="grand"),
        ),
    )


def test_joined_fields_and_given_widths_come_from_the_template():
    """A template makes one column of two fields and sets a width."""
    layout = ListLayout(joined=(("origin", "destination"),), widths={"purpose": 30.0})

    section = read(travel(1), lists={"trips": layout})[1]
    table = section.parts[0]

    assert isinstance(table, Table)
    heads = [(column.head, column.width) for column in table.columns]
    assert heads[1:4] == [
        ("Début\xa0– Fin", None),
        ("But du voyage / Type de mesure", 30.0),
        ("Parcours de\xa0– à", None),
    ]
    assert table.rows[0][3] == "Genève\xa0– Berne"


def test_a_tariff_table_shows_the_rate_of_unused_lines_too():
    """The rate of the day is printed where nothing was claimed, as on the page."""
    section = read(travel(1))[2]
    table = next(part for part in section.parts if isinstance(part, Table))

    assert table.rows == (
        ("5 à 8h par jour", "5", "11.50", "57.50"),
        ("Plus de 8h par jour", "0", "19.00", "0.00"),
        ("Logement à l'extérieur", "0", "37.50", "0.00"),
    )


def test_what_could_not_be_had_is_a_dash():
    """A wrong answer shows as «—», and so does all that follows from it."""
    wrong = travel(0, trips=[{**trip(0), "fare": "beaucoup"}])

    section = read(wrong)[1]

    table, total = section.parts
    assert isinstance(table, Table)
    assert table.rows[0][-2:] == ("—", "—")
    assert total == Amount(label="Total frais de voyage", amount="—", rank="total")


def test_what_two_joined_fields_lack_is_one_dash():
    """A row that was added and left blank does not fill its line with dashes."""
    section = read(
        travel(0, trips=[{}]),
        lists={"trips": ListLayout(joined=(("origin", "destination"),))},
    )[1]
    table = section.parts[0]

    assert isinstance(table, Table)
    assert set(table.rows[0][1:]) == {"—"}


def test_the_days_of_a_list_cut_by_rates_stand_in_one_column():
    """Start and end of a computed row are a period."""
    answers = {
        "decision_number": "320",
        "iban": "CH93 0076 2011 6238 5295 7",
        "degree": "mild",
        "intensive_care": "none",
        "period_from": "2020-12-01",
        "period_to": "2021-01-31",
    }

    sections = read(request("318.632.2", answers))
    table = next(
        part
        for section in sections
        for part in section.parts
        if isinstance(part, Table)
    )

    assert [row[1] for row in table.rows] == [
        "01.12.2020\xa0– 31.12.2020",
        "01.01.2021\xa0– 31.01.2021",
    ]
