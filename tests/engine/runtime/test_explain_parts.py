"""Each part of an expression is explained by its value."""

from datetime import date

import pytest

from engine.i18n.catalogue import translator
from engine.runtime.assess import assess
from engine.runtime.explain import explain
from tests.engine.compiler.written_forms import form_of

FRENCH = translator("fr", [])
DAY = date(2025, 1, 1)

HEAD = """\
sections:
  - section: main
    title: Page
    fields:
      - {field: cost, type: money, label: Coût}
      - {field: extra, type: money, label: Extra, optional: true}
      - {field: hours, type: decimal, places: 1, unit: hour, label: Heures}
      - {field: first, type: date, label: Début}
      - {field: last, type: date, label: Fin}
      - {field: kind, type: choice, label: Genre, choices: {a: Petit, b: Grand}}
      - list: rows
        title: Lignes
        item: Ligne
        add_label: Ajouter
        max: 9
        fields:
          - {field: price, type: money, label: Prix}
      - field: due
        label: Dû
"""
ANSWERS = {
    "cost": "10.25",
    "hours": "2.5",
    "first": "2025-01-01",
    "last": "2025-01-03",
    "kind": "b",
    "rows": [{"price": "1.00"}, {"price": "2.00"}],
}
MANY = {"rows": [{"price": "1.00"}] * 7}


def line(compute, answers=None, options="type: money"):
    sections = f"{HEAD}        {options}\n        compute: {compute}\n"
    assessment = assess(form_of(sections), ANSWERS | (answers or {}), None, DAY)
    return explain(assessment, "due").line(FRENCH)


@pytest.mark.parametrize(
    ("compute", "answers", "told"),
    [
        ("cost", {}, "Dû 10.25 = Coût 10.25"),
        ("cost + 1", {}, "Dû 11.25 = Coût 10.25 + 1"),
        ("cost - 1", {}, "Dû 9.25 = Coût 10.25 − 1"),
        ("-cost", {}, "Dû -10.25 = −Coût 10.25"),
        ("(cost + 1) * 2", {}, "Dû 22.50 = (Coût 10.25 + 1) × 2"),
        ("cost + 0", {}, "Dû 10.25 = Coût 10.25"),
        ("0 + cost", {}, "Dû 10.25 = Coût 10.25"),
        ("cost - 0", {}, "Dû 10.25 = Coût 10.25"),
        ("if_empty(extra, 5)", {}, "Dû 5.00 = 5"),
        ("if_empty(extra, 5)", {"extra": "2"}, "Dû 2.00 = Extra 2.00"),
        ("cost if kind == 'a' else 3", {}, "Dû 3.00 = 3"),
        ("round(cost, 1)", {}, "Dû 10.00 = Coût 10.25 = 10.25, arrondi à 10"),
        ("round(cost, 0.05)", {}, "Dû 10.25 = Coût 10.25"),
        (
            "round(cost / 3, 0.01)",
            {},
            "Dû 3.42 = Coût 10.25 ÷ 3 = 3.416667…, arrondi à 3.42",
        ),
        ("min(cost, 5)", {}, "Dû 5.00 = le plus petit de Coût 10.25 et 5"),
        ("max(cost, 5)", {}, "Dû 10.25 = le plus grand de Coût 10.25 et 5"),
        ("max(0, cost - 5)", {}, "Dû 5.25 = Coût 10.25 − 5"),
        ("max(0, cost - 50)", {}, "Dû 0.00 = le plus grand de 0 et (Coût 10.25 − 50)"),
        ("sum(rows.price)", {}, "Dû 3.00 = 1.00 + 2.00"),
        ("sum(rows.price)", {"rows": []}, "Dû 0.00"),
        ("sum(rows.price)", MANY, "Dû 7.00 = somme de 7 montants"),
        ("sum(r.price for r in rows if r.price > 1)", {}, "Dû 2.00"),
        (
            "max(if_empty(max(rows.price), 0), 1)",
            {},
            "Dû 2.00 = le plus grand de 2.00 et 1",
        ),
    ],
)
def test_an_amount_is_explained_on_one_line(compute, answers, told):
    """Branches not taken and terms of 0 are left out."""
    assert line(compute, answers) == told
