"""Every expression of a form has a place, and can be exchanged there."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.compiler.library import load_directory
from engine.expressions.python_program import program
from engine.expressions.typed import Literal
from engine.expressions.types import NumberType
from engine.runtime.assess import assess
from engine.trials.sites import Site, exchanged, sites_of
from engine.values import CHF

FORMS = Path(__file__).parents[3] / "forms"
DAY = date(2025, 4, 2)


@pytest.fixture(scope="module")
def travel():
    """The travel form."""
    return load_directory(FORMS).forms["318.632.1"]


def test_places_are_named_as_authors_write_them(travel):
    """Fields by path and key, rules by id and place."""
    sites = {site for site, _ in sites_of(travel)}

    assert {
        Site("trips.amount", "compute"),
        Site("trips.fare", "visible_if"),
        Site("period_from", "required_if"),
        Site("local_traffic@trips.fare", "warn_if"),
        Site("too_many_days@meals.days_5_8h", "error_if"),
    } <= sites


def test_exchanging_nothing_changes_nothing(travel):
    """Every example comes out the same."""
    same = exchanged(travel, lambda _, known: known)

    for example in travel.examples:
        given = (example.answers, example.applicant, example.day)
        assert assess(same, *given).values == assess(travel, *given).values
        assert assess(same, *given).problems == assess(travel, *given).problems


def test_another_expression_is_judged_instead(travel):
    """A computed value takes what stands at its place."""
    seven = program(Literal(Decimal(7), NumberType(CHF, 0)), "7")
    changed = exchanged(
        travel,
        lambda site, known: seven if site.owner == "meals_total" else known,
    )

    assert assess(changed, {}, None, DAY).values["meals_total"] == Decimal(7)


def test_a_condition_taken_away_shows_always(travel):
    """So does the field in every row."""
    changed = exchanged(
        travel,
        lambda site, known: None if site.role == "visible_if" else known,
    )
    row = {"ticket": "private_car", "distance_km": "2", "fare": "3.00"}

    values = assess(changed, {"trips": [row]}, None, DAY).values

    assert values["trips[0].fare"] == Decimal("3.00")


def test_a_rule_taken_away_is_silent(travel):
    """Its problem is gone, others stay."""
    changed = exchanged(
        travel,
        lambda site, known: None if site.name == "too_many_nights" else known,
    )
    given = {
        "period_from": "2025-03-01",
        "period_to": "2025-03-02",
        "meals": {"days_5_8h": 3, "nights_away": 3},
    }

    codes = {problem.code for problem in assess(changed, given, None, DAY).problems}

    assert "too_many_days" in codes
    assert "too_many_nights" not in codes
