"""Mutants are forms with one fault, named so that an author finds it."""

from pathlib import Path

import pytest

from engine.compiler.library import load_directory
from engine.trials.mutants import is_noticed, mutants_of

FORMS = Path(__file__).parents[3] / "forms"


def faults_of(form_id):
    """Give a form's mutants by their fault."""
    form = load_directory(FORMS).forms[form_id]
    return {mutant.fault: mutant for mutant in mutants_of(form)}


@pytest.fixture(scope="module")
def faults():
    """The travel form's."""
    return faults_of("318.632.1")


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


def test_the_condition_of_a_group_among_the_sections_is_one_condition():
    """Without it both heading and answers are shown, which examples notice."""
    faults = faults_of("318.635-639")

    assert not [fault for fault in faults if fault.startswith("section:")]
    assert is_noticed(faults['wig: without its visible_if «category == "wig"»'])
