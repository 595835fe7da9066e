"""Sums are explained with the values of the rows that they come from."""

from datetime import date

from engine.i18n.catalogue import translator
from engine.runtime.assess import assess
from engine.runtime.explain import explain
from tests.engine.compiler.written_forms import form_of

FRENCH = translator("fr", [])

SHARES = """\
sections:
  - section: main
    title: Page
    fields:
      - list: parts
        title: Parts
        item: Part
        add_label: Ajouter
        max: 3
        fields:
          - {field: price, type: money, label: Prix}
      - list: people
        title: Personnes
        item: Personne
        add_label: Ajouter
        max: 3
        fields:
          - {field: pieces, type: integer, label: Nombre}
          - field: cost
            type: money
            label: Coût
            compute: sum(p.price * pieces for p in parts if pieces > 2 or p.price > 1)
"""


def test_a_row_s_own_value_counts_in_a_sum_over_other_rows():
    """The row at hand is not taken for the row that is gone through."""
    answers = {
        "parts": [{"price": "1.00"}, {"price": "2.50"}],
        "people": [{"pieces": 2}, {"pieces": 3}],
    }
    assessment = assess(form_of(SHARES), answers, None, date(2025, 1, 1))

    assert explain(assessment, "people[1].cost").lines(FRENCH) == (
        "Coût (Personne 2) 10.50 = 3.00 + 7.50",
    )


def test_rows_that_do_not_count_are_left_out():
    """A condition may ask both rows."""
    answers = {
        "parts": [{"price": "1.00"}, {"price": "2.50"}, {"price": "1.50"}],
        "people": [{"pieces": 2}],
    }
    assessment = assess(form_of(SHARES), answers, None, date(2025, 1, 1))

    assert explain(assessment, "people[0].cost").lines(FRENCH) == (
        "Coût (Personne 1) 8.00 = 5.00 + 3.00",
    )


REPEATED = """\
sections:
  - section: main
    title: Page
    fields:
      - list: trips
        title: Trajets
        item: Trajet
        add_label: Ajouter
        max: 3
        fields:
          - {field: fare, type: money, label: Prix}
          - {field: amount, type: money, label: Montant, compute: fare}
      - {field: total, type: money, label: Total, compute: sum(t.amount for t in trips)}
"""


def test_a_part_that_only_repeats_an_answer_has_no_line():
    """«Montant (Trajet 1) 51.00 = Prix 51.00» says nothing; asked for, it is told."""
    answers = {"trips": [{"fare": "51.00"}, {"fare": "87.00"}]}
    assessment = assess(form_of(REPEATED), answers, None, date(2025, 1, 1))

    assert explain(assessment, "total").lines(FRENCH) == (
        "Total 138.00 = 51.00 + 87.00",
    )
    assert explain(assessment, "trips[0].amount").lines(FRENCH) == (
        "Montant (Trajet 1) 51.00 = Prix 51.00",
    )
