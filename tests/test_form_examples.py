"""The examples of the office's forms say all that the forms do."""

from pathlib import Path

import pytest

from engine.compiler.library import load_directory
from engine.trials.coverage import coverage_of
from engine.trials.mutants import is_noticed, mutants_of
from engine.trials.verdict import differences

FORMS = Path(__file__).parent.parent / "forms"
IDS = sorted(path.stem for path in FORMS.glob("*.yaml"))


@pytest.fixture(scope="module")
def forms():
    """The forms by their ids."""
    return load_directory(FORMS).forms


@pytest.mark.parametrize("form_id", IDS)
def test_every_example_comes_out_as_its_author_wrote(forms, form_id):
    """A form that changed says here what its change broke."""
    form = forms[form_id]

    found = {each.name: differences(form, each) for each in form.examples}

    assert found == dict.fromkeys(found, ())


@pytest.mark.parametrize("form_id", IDS)
def test_no_two_examples_have_one_name(forms, form_id):
    """A name is how an author finds the example that failed."""
    names = [each.name for each in forms[form_id].examples]

    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("form_id", IDS)
def test_examples_reach_everything(forms, form_id):
    """Fields, choices, both outcomes of every condition, every dated rate."""
    assert coverage_of(forms[form_id]).missed == ()


@pytest.mark.parametrize("form_id", IDS)
def test_examples_notice_nine_faults_in_ten(forms, form_id):
    """What is left cannot be seen: a finer rounding of multiples of five centimes."""
    mutants = tuple(mutants_of(forms[form_id]))
    unnoticed = [mutant.fault for mutant in mutants if not is_noticed(mutant)]

    assert 10 * len(unnoticed) <= len(mutants), unnoticed
