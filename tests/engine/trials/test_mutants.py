"""Mutants are forms with one fault, named so that an author finds it."""

from datetime import date
from pathlib import Path

import pytest

from engine.compiler.library import load_directory
from engine.runtime.assess import assess
from engine.trials.mutants import is_noticed, mutants_of

FORMS = Path(__file__).parents[3] / "forms"


def faults_of(form):
    """Give a form's mutants by their fault."""
    return {mutant.fault: mutant for mutant in mutants_of(form)}


@pytest.fixture(scope="module")
def forms():
    """The office's forms by their ids."""
    return load_directory(FORMS).forms


@pytest.fixture(scope="module")
def faults(forms):
    """The travel form's."""
    return faults_of(forms["318.632.1"])


@pytest.fixture(scope="module")
def faults_of_aids(forms):
    """Those of the form with eleven groups among its sections."""
    return faults_of(forms["318.635-639"])


@pytest.mark.parametrize(
    "fault",
    [
        (
            "too_many_days, error_if: «-» for «+» in"
            " «meals.days_5_8h + meals.days_over_8h > days(period_from, period_to)»"
        ),
        (
            "trips.amount, compute: branches of «if» exchanged in «round(distance_km *"
            ' rate("travel.private_car_km", on=start), 0.05) if by_car else fare»'
        ),
        "trips.distance_km: needs no answer",
        "meals.absence_5_8h: another rate from 1992-01-01",
        "outside_period: without its warn_if «start < period_from or end > period_to»",
        (
            "outside_period, warn_if: «and» for «or» in"
            " «start < period_from or end > period_to»"
        ),
    ],
)
def test_a_fault_that_examples_show_is_noticed(faults, fault):
    """One of each kind."""
    assert is_noticed(faults[fault])


def test_every_fault_is_another(faults):
    """Numbers that stand twice in an expression give two mutants with one name."""
    assert len(faults) > 90


def test_the_condition_of_a_group_among_the_sections_is_one_condition(faults_of_aids):
    """Without it both heading and answers are shown, which examples notice."""
    without = 'wig: without its visible_if «category == "wig"»'

    assert not [fault for fault in faults_of_aids if fault.startswith("section:")]
    assert is_noticed(faults_of_aids[without])


def test_a_rule_of_a_type_is_wrong_at_every_field_of_the_type(faults_of_aids):
    """At each it asks that field: `it` is another value there."""
    fault = "year_in_future, error_if: «>=» for «>» in «it > year(today())»"
    mutant = faults_of_aids[fault]
    answers = {
        category: {"category": category, category: {"year": 2026}}
        for category in ("guide_dog", "vehicle", "fm_batteries")
    }

    found = {
        category: [
            problem.path
            for problem in assess(mutant.form, given, None, date(2026, 1, 15)).problems
            if problem.code == "year_in_future"
        ]
        for category, given in answers.items()
    }

    assert found == {category: [f"{category}.year"] for category in answers}
