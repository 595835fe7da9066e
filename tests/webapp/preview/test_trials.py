"""Verdicts and rates as the preview shows them."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.compiler.form import CompiledForm
from engine.compiler.library import compile_files
from engine.runtime.assess import assess
from engine.source.files import read_directory
from webapp.preview.trials import rates_asked, trials_of

FORMS = Path(__file__).parents[3] / "forms"


@pytest.fixture(scope="module")
def form() -> CompiledForm:
    files = read_directory(FORMS)
    return compile_files(files, only=("318.632.1.yaml",)).forms["318.632.1"]


def test_an_example_that_differs_is_failed(form: CompiledForm):
    """With the total that its author expects beside the one that comes out."""
    example = form.examples[0]
    wrong = replace(example, values={**example.values, "grand_total": "160.50"})

    found = trials_of(replace(form, examples=(example, wrong)))

    assert found.failed == 1
    assert [(each.expected, each.got) for each in found.trials] == [
        ("159.50", "159.50"),
        ("160.50", "159.50"),
    ]
    assert found.trials[1].differences == ("grand_total: expected 160.50, got 159.50",)
    assert 0 < found.coverage.percent < 100


def test_a_rate_is_named_once_with_its_source(form: CompiledForm):
    """However many amounts it is behind."""
    example = form.examples[0]
    assessment = assess(form, example.answers, example.applicant, example.day)

    assert [
        (each.tariff, each.key, str(each.value), each.source.french)
        for each in rates_asked(assessment)
    ] == [("meals", "absence_5_8h", "11.50", "RAI art. 90 al. 4 (RO 1991 2116)")]
