"""Records last: they are JSON, name their definition, and are read back strictly."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compiler.library import load_directory
from engine.runtime.assess import assess
from engine.targets.record import RecordError, decode, encode, flat_values
from tests.engine.targets.outings import DAY, OUTING, RECEIPT, outing

ROOT = Path(__file__).parents[3]
LIBRARY = load_directory(ROOT / "forms")
WORKED = [
    pytest.param(path.stem, case, id=f"{path.stem}-{case['name']}")
    for path in sorted((ROOT / "tests" / "worked_examples").glob("*.json"))
    for case in json.loads(path.read_text("utf-8"))
]


def judged(answers):
    return assess(OUTING, answers, None, DAY)


def recorded(**changes) -> Any:
    return encode(judged(outing(**changes)), "fr")


def stored(record):
    """Give a record as a database gives it back."""
    return json.loads(json.dumps(record))


def test_a_record_holds_what_was_answered_and_what_was_computed():
    assert encode(
        judged(outing()), "de", reasons={"expensive": "Le bus manquait."}
    ) == {
        "form": "outing",
        "version": 3,
        "definition": OUTING.hash,
        "day": "2022-08-26",
        "language": "de",
        "applicant": {},
        "answers": outing(),
        "computed": {
            "car.is_full": False,
            "total": "1259.50",
            "legs[0].amount": "25.00",
            "legs[1].amount": "1234.50",
        },
        "warnings": [
            {"code": "expensive", "path": "total", "reason": "Le bus manquait."}
        ],
    }


def test_what_was_typed_is_stored_canonically():
    typed = [{"day": "6.6.22", "means": "train", "fare": "CHF 12.-", "shared": "on"}]

    assert recorded(legs=typed)["answers"]["legs"] == [
        {
            "day": "2022-06-06",
            "means": "train",
            "fare": "12.00",
            "count": 1,
            "shared": True,
        }
    ]


def test_what_is_not_shown_is_not_stored():
    answers = recorded(has_guest=False)["answers"]

    assert {"guest", "car"} & set(answers) == set()


def test_a_row_without_answers_keeps_its_place():
    record = recorded(legs=[{}, {"_id": "b"}])

    assert record["answers"]["legs"] == [
        {"count": 1, "shared": False},
        {"_id": "b", "count": 1, "shared": False},
    ]


def test_flat_values_are_canonical_and_by_path():
    answers = outing(has_guest=False, season=None, country=None, meals=[], receipts=[])
    answers["legs"] = answers["legs"][:1]

    assert flat_values(judged(answers)) == {
        "name": "Élise",
        "born": "1972-09-01",
        "has_guest": False,
        "guest_phone": "+41791234567",
        "total": "25.00",
        "legs[0].day": "2022-06-06",
        "legs[0].means": "car",
        "legs[0].toll": "12.50",
        "legs[0].count": 2,
        "legs[0].shared": True,
        "legs[0].amount": "25.00",
    }


def test_a_record_gives_answers_applicant_and_day_back():
    assert decode(OUTING, stored(recorded())) == (outing(), {}, DAY)


@pytest.mark.parametrize(("form_id", "case"), WORKED)
def test_a_record_judged_again_gives_the_same(form_id, case):
    """Nothing that counts is lost on the way to the archive and back."""
    form = LIBRARY.forms[form_id]
    day = date.fromisoformat(case["day"])
    first = assess(form, case["answers"], case.get("applicant"), day)

    again = assess(form, *decode(form, stored(encode(first, "fr"))))

    assert again.values == first.values
    if first.may_be_sent:
        assert again.problems == first.problems


def spoilt(place, value):
    """Give a record with another value at one place."""
    record = deepcopy(recorded())
    *outer, last = place
    inner = record
    for step in outer:
        inner = inner[step]
    inner[last] = value
    return record


@pytest.mark.parametrize(
    ("record", "path", "reason"),
    [
        (None, "", "expected an object"),
        ([], "", "expected an object"),
        (
            spoilt(["form"], "318.632"),
            "form",
            "expected 'outing', found '318.632'",
        ),
        (spoilt(["version"], 2), "version", "expected 3, found 2"),
        (
            spoilt(["definition"], "x"),
            "definition",
            f"expected {OUTING.hash!r}, found 'x'",
        ),
        (spoilt(["day"], "26.08.2022"), "day", "expected a date such as 2022-06-30"),
        (spoilt(["day"], "20220826"), "day", "expected a date such as 2022-06-30"),
        (spoilt(["extra"], 1), "extra", "the form has no such value"),
        (spoilt(["answers"], []), "answers", "expected an object"),
        (spoilt(["computed"], None), "computed", "expected an object"),
        (
            spoilt(["applicant"], {"shoe_size": 42}),
            "applicant.shoe_size",
            "the form has no such value",
        ),
        (
            spoilt(["answers", "total"], "1.00"),
            "answers.total",
            "the form has no such value",
        ),
        (
            spoilt(["answers", "car", "wheels"], 3),
            "answers.car.wheels",
            "the form has no such value",
        ),
        (spoilt(["answers", "car"], "GE 1"), "answers.car", "expected an object"),
        (spoilt(["answers", "legs"], {}), "answers.legs", "expected an array"),
        (spoilt(["answers", "legs", 0], 1), "answers.legs[0]", "expected an object"),
        (
            spoilt(["answers", "legs", 0, "_id"], 7),
            "answers.legs[0]._id",
            "expected a text",
        ),
        (
            spoilt(["answers", "legs", 1, "fare"], "1'234.50"),
            "answers.legs[1].fare",
            "not as a record spells it",
        ),
        (
            spoilt(["answers", "legs", 1, "fare"], "douze"),
            "answers.legs[1].fare",
            "Indiquez un montant comme 1'234.50.",
        ),
        (
            spoilt(["answers", "name"], None),
            "answers.name",
            "not as a record spells it",
        ),
    ],
)
def test_a_record_of_something_else_is_refused_at_its_place(record, path, reason):
    with pytest.raises(RecordError) as caught:
        decode(OUTING, record)

    assert (caught.value.path, caught.value.reason) == (path, reason)


@given(
    noise=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["legs", "car", "name", "_id", "x"]), inner, max_size=3
            )
        ),
    )
)
def test_nothing_else_comes_out_of_a_record_than_a_refusal(noise):
    record = recorded() | {"answers": noise}

    try:
        answers, _, _ = decode(OUTING, record)
    except RecordError:
        return

    assert answers == noise


def test_documents_are_stored_by_reference():
    assert recorded()["answers"]["receipts"] == [RECEIPT]
