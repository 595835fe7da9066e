"""Buttons: rows come, go and are copied without JavaScript."""

from copy import deepcopy
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.i18n.texts import words
from engine.targets.web_form import apply_action, copy, start
from tests.engine.targets.outings import FRENCH, OUTING, outing


def new_ids():
    numbers = count(1)
    return lambda: f"new{next(numbers)}"


def done(action, answers=None):
    before = outing() if answers is None else answers
    return apply_action(OUTING, before, action, new_id=new_ids())


def test_adding_gives_a_blank_row_at_the_end():
    outcome = done("legs.add")

    assert outcome.answers == outing(legs=[*outing()["legs"], {"_id": "new1"}])
    assert (outcome.focus, outcome.problem) == ("legs[2].day", None)


def test_adding_to_nothing_makes_the_first_row():
    assert done("legs.add", {}).answers == {"legs": [{"_id": "new1"}]}


def test_removing_takes_the_row_and_goes_back_to_the_list():
    outcome = done("legs.0.remove")

    assert outcome.answers == outing(legs=outing()["legs"][1:])
    assert (outcome.focus, outcome.problem) == ("legs", None)


def test_duplicating_puts_a_copy_behind_the_row():
    """A copy has its own identifier; documents and `on_copy: clear` stay behind."""
    first, second = outing()["legs"]
    outcome = done("legs.1.duplicate")

    copied = {key: second[key] for key in ("day", "means", "fare", "count")}
    assert outcome.answers == outing(legs=[first, second, {"_id": "new1", **copied}])
    assert (outcome.focus, outcome.problem) == ("legs[2].day", None)


@pytest.mark.parametrize("action", ["legs.add", "legs.0.duplicate"])
def test_a_full_list_takes_no_more_and_says_so(action):
    full = outing(legs=[*outing()["legs"], {}])

    outcome = done(action, full)

    assert outcome.answers == full
    assert outcome.focus == "legs"
    assert outcome.problem is not None
    assert (outcome.problem.code, outcome.problem.path) == ("out_of_range", "legs")
    assert words(outcome.problem.message, FRENCH) == (
        "Vous pouvez saisir au plus 3 entrées."
    )


@pytest.mark.parametrize(
    "action",
    [
        "",
        "send",
        "legs",
        "legs.remove",
        "legs.2.remove",
        "legs.-1.remove",
        "legs.99999999.remove",
        "legs.0.explode",
        "legs.0.add",
        "car.add",
        "shoes.add",
        "legs.add\n",
    ],
)
def test_another_button_changes_nothing(action):
    outcome = done(action)

    assert (outcome.answers, outcome.focus, outcome.problem) == (outing(), None, None)


@given(
    answers=st.dictionaries(
        st.sampled_from(["legs", "car", "name"]),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=3),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["_id", "day"]), inner, max_size=2)
            ),
        ),
    ),
    action=st.sampled_from(["legs.add", "legs.0.remove", "legs.0.duplicate", "x"]),
)
def test_no_draft_makes_a_button_fail_or_is_changed_itself(answers, action):
    before = deepcopy(answers)

    done(action, answers)

    assert answers == before


def test_a_new_request_has_the_rows_that_it_needs():
    assert start(OUTING, None, new_id=new_ids()) == {"legs": [{"_id": "new1"}]}


def test_a_copied_request_leaves_documents_and_remarks_behind():
    old = outing(remarks="Avec le chien.")

    copied = copy(OUTING, old, new_id=new_ids())

    first, second = outing()["legs"]
    expected = outing(
        legs=[
            {**first, "_id": "new1"},
            {**second, "_id": "new2"},
        ]
    )
    del expected["receipts"], expected["legs"][1]["ticket"]
    for row in expected["legs"]:
        del row["shared"]
    assert copied == expected
