"""How the amounts of a print came about."""

from __future__ import annotations

from engine.targets.pdf.derivations import derivation_table
from engine.targets.pdf.wording import Wording
from tests.engine.targets.pdf.requests_to_print import (
    French,
    printed,
    request,
    travel,
    trip,
)

LAW = "(RAI art. 90 al. 4 (RO 1991 2116), dès le 01.01.1992)"


def rows(assessment):
    table = derivation_table(assessment, Wording(French()))
    return () if table is None else table.rows


def test_the_total_is_told_first_and_then_what_it_is_made_of():
    """The law of a rate stands with the amount that uses it."""
    assert rows(travel(2)) == (
        (
            "Total général",
            "Total frais de voyage 102.01 + Total nourriture 57.50",
            "159.51",
        ),
        ("Total frais de voyage", "51.00 + 51.01", "102.01"),
        (
            "Total nourriture",
            f"5 jours × 11.50 CHF/jour {LAW}",
            "57.50",
        ),
    )


def test_a_hundred_rows_are_one_line():
    """A long sum is told by its count, so that the page stays readable."""
    assert ("Total frais de voyage", "somme de 100 montants", "5'149.50") in rows(
        travel(100)
    )


def test_without_a_total_the_amounts_of_the_form_are_told():
    """Where the total could not be had, what there is is explained all the same."""
    found = rows(travel(0, trips=[{**trip(0), "fare": "beaucoup"}]))

    assert "Total général" not in [name for name, _, _ in found]
    assert "5 à 8h par jour" in [name for name, _, _ in found]


def test_an_amount_that_repeats_an_answer_is_not_told():
    """A sum of one typed amount explains nothing, and its page part vanishes."""
    assessment = request("900", {"costs": [{"what": "Un", "price": "5"}]})

    assert rows(assessment) == ()
    assert "Comment ces montants" not in printed(assessment).text


def test_derivations_are_printed_with_their_law():
    """The page names article and validity of the rate."""
    text = " ".join(printed(travel(2)).text.split())

    assert "Comment ces montants sont calculés" in text
    assert f"{LAW} 57.50" in text
