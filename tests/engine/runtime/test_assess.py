"""Judging is total, repeatable, and says the same however the answers are ordered."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.i18n.catalogue import translator
from engine.i18n.texts import words
from engine.runtime.assess import assess
from engine.runtime.assessment import Level
from engine.targets.record import encode
from tests.engine.runtime.office import ANYTHING, DAYS, EXAMPLES, FORMS, mutated, named

FRENCH = translator("fr", [])
forms = pytest.mark.parametrize("form_id", sorted(FORMS))


def said(assessment, *, ordered=True):
    """Give everything that an assessment says, as plain values."""
    problems = [
        (each.path, each.code, each.level, words(each.message, FRENCH))
        for each in assessment.problems
    ]
    return dict(assessment.values), problems if ordered else sorted(problems)


def judged(form_id, example, answers: Any = None):
    return assess(
        FORMS[form_id],
        example["answers"] if answers is None else answers,
        example.get("applicant"),
        date.fromisoformat(example["day"]),
    )


def check_whole(assessment):
    """Tell that values are shown ones, and that each problem can be shown."""
    scopes = [
        assessment.root,
        *(r for rows in assessment.root.rows.values() for r in rows),
    ]
    for scope in scopes:
        assert scope.values.keys().isdisjoint(scope.hidden)
        assert scope.values.keys().isdisjoint(scope.unavailable)
    for problem in assessment.problems:
        assert isinstance(problem.path, str)
        assert words(problem.message, FRENCH)
    assert assessment.may_be_sent == all(
        each.level is not Level.ERROR for each in assessment.problems
    )


@forms
@given(answers=ANYTHING, applicant=ANYTHING, day=DAYS)
def test_any_data_is_judged(form_id, answers, applicant, day):
    """Whatever is sent, there is an assessment, and twice the same."""
    first = assess(FORMS[form_id], answers, applicant, day)

    check_whole(first)
    assert said(first) == said(assess(FORMS[form_id], answers, applicant, day))


@forms
@given(data=st.data(), day=DAYS)
def test_any_answers_to_the_form_s_questions_are_judged(form_id, data, day):
    """Names that the form knows, with values of any kind under them."""
    answers = data.draw(named(form_id))

    check_whole(assess(FORMS[form_id], answers, None, day))


@forms
@given(data=st.data())
def test_a_request_that_is_a_little_wrong_is_judged(form_id, data):
    """Worked examples with some answers missing, moved or replaced."""
    example = data.draw(mutated(form_id))

    first = judged(form_id, example)

    check_whole(first)
    assert said(first) == said(judged(form_id, example))


@forms
@given(data=st.data())
def test_answers_are_not_changed(form_id, data):
    """Judging leaves alone what it is given."""
    example = data.draw(mutated(form_id))
    before = repr(example)

    judged(form_id, example)

    assert repr(example) == before


@forms
@given(data=st.data())
def test_what_is_recorded_is_judged_alike(form_id, data):
    """Canonical answers give the values that the typed ones gave."""
    example = data.draw(mutated(form_id))
    first = judged(form_id, example)
    codes = {each.code for each in first.problems}
    assume(codes.isdisjoint({"invalid", "out_of_range"}))

    again = judged(form_id, example, encode(first, "fr")["answers"])

    assert dict(again.values) == dict(first.values)


def shuffled(value, draw):
    """Give the same data with the keys of each record in another order."""
    match value:
        case dict():
            keys = draw(st.permutations(list(value)))
            return {key: shuffled(value[key], draw) for key in keys}
        case list():
            return [shuffled(each, draw) for each in value]
        case _:
            return value


@forms
@given(data=st.data())
def test_the_order_of_keys_means_nothing(form_id, data):
    """JSON's records have no order."""
    example = data.draw(mutated(form_id))
    answers = shuffled(example["answers"], data.draw)

    assert said(judged(form_id, example, answers), ordered=False) == said(
        judged(form_id, example), ordered=False
    )


def without_rows(assessment):
    """Give what an assessment says of the form as a whole, and how often of rows."""
    values = {path: v for path, v in assessment.values.items() if "[" not in path}
    problems = sorted(
        (re.sub(r"\d+", "", each.path), each.code) for each in assessment.problems
    )
    return values, problems


@forms
@given(data=st.data())
def test_the_order_of_rows_means_nothing_for_the_form(form_id, data):
    """Totals and the number of problems are those of the same rows."""
    example = data.draw(st.sampled_from(EXAMPLES[form_id]))
    answers = {
        name: data.draw(st.permutations(value))
        if isinstance(value, list) and name in FORMS[form_id].lists
        else value
        for name, value in example["answers"].items()
    }

    assert without_rows(judged(form_id, example, answers)) == without_rows(
        judged(form_id, example)
    )
