"""A form's page: what each kind of part says of itself."""

import pytest

from engine.i18n.catalogue import translator
from engine.targets.documentation import as_html, as_markdown, page_of
from tests.engine.compiler.written_forms import form_of

SECTIONS = """\
%s
sections:
  - section: main
    title: Un
    visible_if: not later
    fields:
      - {field: most, type: integer, max: 9, label: Plafond}
      - {field: both, type: integer, min: 1, max: 9, label: Bornes}
      - {field: free, type: integer, label: Libre}
      - field: kind
        type: choice
        label: Genre
        choices: {a: Train, b: Bus}
        default: b
      - {field: count, type: integer, label: Nombre, default: 3}
      - {field: country, type: country, label: Pays}
      - {field: day, type: date, label: Jour}
      - list: rows
        item: Ligne
        visible_if: most > 1
        no_overlap: [start, end]
        fields:
          - {period: [start, end], type: date, labels: [Du, Au]}
        rules:
          two: {info_if: count(rows) > 2, at: rows, message: Trois.}
      - field: price
        type: money
        label: Prix
        compute: 'round(rate("scales.s", at=years, on=day), 0.05)'
      - {field: years, type: integer, unit: year, label: Années}
      - {field: fee, type: money, min: -100, label: Total, compute: price}
  - section: other
    title: Deux
    fields:
      - {field: later, type: boolean, label: Plus tard}
"""
TARIFFS = {
    "scales": "tariff: scales\ntitle: Barème\nkeys:\n  s:\n    label: Prix\n"
    "    by: year\n    unit: CHF\n    values:\n"
    "      - {from: 2020-01-01, source: S, steps: [{to: 3, value: 1}, {value: 2}]}\n",
}


def page(head=""):
    """Write the form down, with lines at its head."""
    form = form_of(SECTIONS % head, TARIFFS)
    return page_of(form, translator("fr", ()))


LINES = as_markdown(page()).splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "Visible seulement si «Plus tard» n'est pas coché.",
        "  - Type: nombre entier, au plus 9.",
        "  - Type: nombre entier, de 1 à 9.",
        "  - Type: nombre entier.",
        "  - Sans réponse: Bus.",
        "  - Sans réponse: 3.",
        "  - Choix: «Train», «Bus».",
        "Visible seulement si «Plafond» est plus grand que 1.",
        "Deux lignes ne peuvent pas avoir un jour en commun.",
        "- **«Ligne»** `two@rows`",
        "  - Signale si le nombre de lignes «Ligne» est plus grand que 2.",
        "| Prix (CHF) | dès le 01.01.2020 | jusqu'à 3: 1.00; au-delà: 2.00 | S |",
    ],
)
def test_a_part_says_what_it_is(line):
    """In a line of its own."""
    assert line in LINES


def test_a_long_list_of_choices_is_not_written_out():
    """Everybody knows the countries."""
    assert [line for line in LINES if "Suisse" in line] == []


@pytest.mark.parametrize(
    ("total", "words"),
    [
        ("total: fee", "n'est pas plus grand que 0."),
        ("total: {field: fee, zero: allowed}", "est plus petit que 0."),
        ("total: {field: fee, negative: allowed}", "est égal à 0."),
        ("total: {field: fee, zero: allowed, negative: allowed}", None),
    ],
)
def test_a_total_that_is_refused_is_told(total, words):
    """As the author wrote it."""
    found = [
        line
        for line in as_markdown(page(total)).splitlines()
        if line.startswith("L'envoi est aussi")
    ]

    expected = (
        [] if words is None else [f"L'envoi est aussi empêché si «Total» {words}"]
    )
    assert found == expected


def test_both_formats_say_the_same():
    """A page is written once."""
    html = as_html(page())

    assert "<dd>Sans réponse: Bus.</dd>" in html
    assert '<td class="number">jusqu&#x27;à 3: 1.00; au-delà: 2.00</td>' in html
