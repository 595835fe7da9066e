"""Every computed amount can be explained, and is explained as it was judged."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.i18n.catalogue import translator
from engine.runtime.assess import assess
from engine.runtime.explain import derivable, explain, explainer
from engine.runtime.value_words import value_words
from tests.engine.runtime.office import FORMS, mutated

FRENCH = translator("fr", [])


@pytest.mark.parametrize("form_id", sorted(FORMS))
@given(data=st.data())
def test_each_amount_is_explained_by_its_own_value(form_id, data):
    """The first line says what the request says, in words that can be told."""
    example = data.draw(mutated(form_id))
    day = date.fromisoformat(example["day"])
    applicant = example.get("applicant")
    assessment = assess(FORMS[form_id], example["answers"], applicant, day)
    known = {path: (field, value) for path, field, value in assessment.entries()}

    for path in derivable(assessment):
        derivation = explain(assessment, path)

        field, value = known[path]
        assert derivation.value == value_words(field.codec, value)
        assert derivation.lines(FRENCH)[0] == derivation.line(FRENCH)
        assert derivation.to_json(FRENCH)["path"] == path


@pytest.mark.parametrize("form_id", sorted(FORMS))
@given(data=st.data())
def test_amounts_explained_together_are_explained_the_same(form_id, data):
    """What is shared between explanations changes none."""
    example = data.draw(mutated(form_id))
    day = date.fromisoformat(example["day"])
    assessment = assess(FORMS[form_id], example["answers"], None, day)
    paths = derivable(assessment)

    explained = explainer(assessment)
    together = [explained(path) for path in paths]

    assert together == [explain(assessment, path) for path in paths]


@pytest.mark.parametrize("form_id", sorted(FORMS))
def test_what_has_no_value_is_not_explained(form_id):
    """A path without a value is a mistake of the caller."""
    assessment = assess(FORMS[form_id], {}, None, date(2025, 1, 1))

    with pytest.raises(KeyError):
        explain(assessment, "nothing[0].here")
