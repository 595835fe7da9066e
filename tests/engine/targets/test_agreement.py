"""Page, JSON Schema, records and judge agree about the same request."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from werkzeug.datastructures import MultiDict

from engine.runtime.assess import assess
from engine.runtime.assessment import Level
from engine.targets.json_schema import record_schema
from engine.targets.record import RecordError, decode, encode
from engine.targets.web_form import answers, attach, form_class
from tests.engine.targets.outings import DAY, FRENCH, OUTING, outing

VALIDATOR = Draft202012Validator(record_schema(OUTING))

# What people type, something understood first.
TYPED = {
    "name": ["Élise", " ", "x" * 201, "a\tb"],
    "born": ["1.9.72", "1972-09-01", "31.2.2020", "1.1.1800", ""],
    "season": ["6/2022", "2022-06", "juin", ""],
    "country": ["CH", "fr", "ZZ", ""],
    "has_guest": ["", "true"],
    "guest": ["Łukasz", "", "\x00"],
    "guest_phone": ["079 123 45 67", "079", ""],
    "meals": ["noon", "", "breakfast"],
    "remarks": ["Une ligne\r\net une autre", "", "x" * 2001],
    "car.plate": ["GE 1", ""],
    "car.seats": ["4", "", "0", "quatre"],
}
TYPED_IN_ROW = {
    "day": ["06.06.2022", "6.6.22", "hier", ""],
    "means": ["car", "train", "", "bus"],
    "toll": ["CHF 12.-", "1'234.50", "12.345", "-1", ""],
    "fare": ["12,5", "1E9", "NaN", "", "999999999999.99"],
    "count": ["", "2", "1.5", "10"],
    "shared": ["", "true"],
}


@st.composite
def pages(draw):
    """Give what a browser sends: a good page with a few other values in it."""
    values = dict(TYPED)
    for index in range(draw(st.integers(0, 4))):
        values |= {f"legs-{index}-{key}": each for key, each in TYPED_IN_ROW.items()}
    sent = {name: each[0] for name, each in values.items()}
    for name in draw(st.sets(st.sampled_from(list(values)), max_size=4)):
        sent[name] = draw(st.sampled_from(values[name]))
    return MultiDict(sent | {"legs": ""})


# Places of a record with what may stand there and what may not.
STORED: dict[tuple[Any, ...], tuple[list[Any], list[Any]]] = {
    ("answers", "name"): (["Zoé"], ["", "x" * 201, 7, None]),
    ("answers", "born"): (["2000-02-29"], ["1.9.72", "1800-01-01", 19720901]),
    ("answers", "season"): (["2022-12"], ["12.2022", "2022-13", "2022-12-01"]),
    ("answers", "country"): (["FR"], ["fr", "ZZ", ["CH"]]),
    ("answers", "has_guest"): ([True, False], ["true", 1, None]),
    ("answers", "meals"): ([["evening"]], [[], ["breakfast"], "noon"]),
    ("answers", "receipts"): ([], [[], "billet.pdf", [{}], [{"name": "x"}]]),
    ("answers", "car", "seats"): ([9], [0, 10, "4", 4.5, True]),
    ("answers", "legs", 0, "toll"): (["0.00"], ["1", "1.5", "-1.00", 1, "1'000.00"]),
    ("answers", "legs", 1, "means"): (["car"], ["bus", "", None]),
    ("answers", "legs", 0, "_id"): (["c"], [7, None]),
    ("answers", "legs", 0, "total"): ([], ["1.00"]),
    ("answers", "total"): ([], ["1.00"]),
    ("answers", "car"): ([{"plate": "VD 2"}], [[], "VD 2"]),
    ("computed",): ([{}], [None, []]),
    ("day",): (["2022-08-27"], [20220826]),
    ("version",): ([3], [2, "3"]),
}


@st.composite
def records(draw):
    """Give a record with up to three other values in it."""
    record: Any = encode(assess(OUTING, outing(), None, DAY), "fr")
    places = st.lists(st.sampled_from(list(STORED)), unique=True, max_size=3)
    # Outer places last: one inside would otherwise be lost again, or have no holder.
    for place in sorted(draw(places), key=len, reverse=True):
        good, bad = STORED[place]
        holder = record
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = deepcopy(draw(st.sampled_from([*good, *bad])))
    return record


@given(sent=pages())
def test_the_page_says_what_the_judge_says(sent):
    """The page judges nothing itself, and hides nothing that was judged."""
    page = form_class(OUTING)(sent)
    assessment = assess(OUTING, answers(page), None, DAY)
    attach(page, assessment, FRENCH)

    cells = [page.cell(key) for key in OUTING.fields]
    cells += [cell for row in page.rows("legs") for cell in row.cells]
    errors = [text for cell in cells for text in cell.errors]
    errors += page.list_errors("legs")

    assert len(errors) == sum(
        problem.level is Level.ERROR for problem in assessment.problems
    )


@given(sent=pages())
def test_what_may_be_sent_fits_the_schema_and_comes_back(sent):
    """An accepted page makes a record that everybody accepts."""
    assessment = assess(OUTING, answers(form_class(OUTING)(sent)), None, DAY)
    if not assessment.may_be_sent:
        return
    record: Any = encode(assessment, "fr")

    again = assess(OUTING, *decode(OUTING, record))

    assert [error.message for error in VALIDATOR.iter_errors(record)] == []
    assert again.values == assessment.values
    assert again.problems == assessment.problems


@given(sent=pages())
def test_a_page_drawn_from_its_own_answers_is_the_same_page(sent):
    """What a person reads after saving is what was saved."""
    typed = answers(form_class(OUTING)(sent))
    page = form_class(OUTING)(None, answers=typed)
    shown = MultiDict((key, page.cell(key).text) for key in TYPED if key != "has_guest")
    again = answers(form_class(OUTING)(shown, answers=typed))

    assert (
        assess(OUTING, again, None, DAY).values
        == assess(OUTING, typed, None, DAY).values
    )


@given(record=records())
def test_the_schema_refuses_what_a_record_cannot_hold(record):
    """Schema and codec draw the same line, wherever a schema can draw it."""
    try:
        decode(OUTING, record)
        decodes = True
    except RecordError:
        decodes = False

    assert VALIDATOR.is_valid(record) == decodes
