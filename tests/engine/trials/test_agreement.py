"""What differs between a request's judgement, its record and its print is told."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engine.compiler.library import load_directory
from engine.fuzz import RandomRequest
from engine.i18n.catalogue import translator
from engine.targets.pdf import load_template
from engine.trials.agreement import disagreements, missing_in_print

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def form():
    """A form with a list of services."""
    return load_directory(ROOT / "forms").forms["318.632"]


@pytest.fixture
def request_(form):
    """The first example that may be sent."""
    example = form.examples[0]
    return RandomRequest(
        answers=example.answers, applicant=example.applicant, day=example.day
    )


def test_a_good_request_agrees(form, request_):
    """Nothing is said."""
    assert list(disagreements(form, request_)) == []


def test_every_amount_stands_in_print(form, request_):
    """As often as the request has it."""
    template = load_template(ROOT / "pdf_templates", form.pdf_template)

    found = missing_in_print(form, request_, template, translator("fr", ()))

    assert list(found) == []


def test_an_amount_that_is_not_printed_is_told(form, request_):
    """Here a form whose page shows nothing."""
    template = load_template(ROOT / "pdf_templates", form.pdf_template)
    blank = replace(form, sections=form.sections[:1])

    found = list(missing_in_print(blank, request_, template, translator("fr", ())))

    assert found
    assert all(line.startswith("the PDF shows ") for line in found)


def test_the_day_is_the_requests(form, request_):
    """A request of long ago is judged as of then."""
    assert list(disagreements(form, replace(request_, day=date(1950, 1, 1)))) == []
