"""Pages: what was sent is kept as typed, what was judged stands beside it."""

from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Field

from engine.compiler.library import load_directory
from engine.runtime.assess import assess
from engine.targets.web_form import (
    AnswerField,
    RowsField,
    answers,
    attach,
    cell_id,
    form_class,
)
from tests.engine.targets.outings import DAY, FRENCH, OUTING, RECEIPT, outing

PAGE = form_class(OUTING)
FORMS = load_directory(Path(__file__).parents[4] / "forms").forms


def sent(*pairs):
    """Give what a browser sends: pairs of name and value, in order."""
    return MultiDict(pairs)


def typed(*pairs, before=None) -> Any:
    return answers(PAGE(sent(*pairs), answers=before))


def drawn(raw):
    """Give the page of judged answers."""
    page = PAGE(None, answers=raw)
    attach(page, assess(OUTING, raw, None, DAY), FRENCH)
    return page


def test_the_class_of_a_form_is_made_once():
    assert form_class(OUTING) is PAGE


def test_there_is_one_field_for_each_question_and_one_for_each_list():
    """Never one for each cell: a thousand rows stay one field."""
    page = PAGE(sent(("legs", ""), *[(f"legs-{i}-day", "x") for i in range(4)]))

    assert {field.name: type(field) for field in page} == {
        **{
            key: AnswerField
            for key, question in OUTING.fields.items()
            if not question.is_computed
        },
        "legs": RowsField,
    }
    assert all(isinstance(field, Field) for field in page)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("name", "name"),
        ("car.plate", "car.plate"),
        ("legs", "legs"),
        ("legs[0].fare", "legs-0-fare"),
        ("upkeep.costs[12].a.b", "upkeep.costs-12-a.b"),
        ("legs[3]", "legs-3"),
    ],
)
def test_a_path_has_one_id(path, expected):
    assert cell_id(path) == expected


def test_answers_are_kept_as_typed():
    """Nothing is judged, trimmed or understood here."""
    assert typed(
        ("name", " Élise "),
        ("born", "hier"),
        ("car.plate", "GE 1"),
        ("legs", ""),
        ("legs-0-_id", "a"),
        ("legs-0-day", "6.6.22"),
        ("legs-0-fare", "CHF 12.-"),
    ) == {
        "name": " Élise ",
        "born": "hier",
        "car": {"plate": "GE 1"},
        "legs": [{"_id": "a", "day": "6.6.22", "fare": "CHF 12.-"}],
    }


def test_what_nobody_asked_for_is_not_an_answer():
    assert typed(("total", "1.00"), ("legs-0-amount", "1.00"), ("shoe_size", "42")) == {
        "legs": []
    }


def test_a_control_sent_twice_counts_once():
    assert typed(("name", "Élise"), ("name", "Łukasz"))["name"] == "Élise"


@pytest.mark.parametrize(
    ("values", "answer"),
    [([""], False), (["", "true"], True), (["true"], True), (["", "on", ""], True)],
)
def test_a_box_is_ticked_by_any_value_that_is_not_blank(values, answer):
    """The hidden blank before it tells «not ticked» from «not drawn»."""
    pairs = [("has_guest", value) for value in values]

    assert typed(*pairs)["has_guest"] is answer


def test_every_ticked_choice_is_kept_but_no_more_than_there_are():
    pairs = [("meals", value) for value in ("", "noon", "evening", "x", "y")]

    assert typed(*pairs)["meals"] == ["noon", "evening", "x"]


def test_what_is_not_drawn_keeps_its_answer():
    """An answer that is hidden for a while is there again when it is shown again."""
    before = outing()

    assert typed(("name", "Zoé"), before=before) == {**before, "name": "Zoé"}


def test_documents_are_never_taken_from_what_is_sent():
    """A reference that somebody made up would open another person's document."""
    found = typed(
        ("receipts", '[{"sha256": "00"}]'),
        ("legs-0-_id", "b"),
        ("legs-0-ticket", "[]"),
        before=outing(),
    )

    assert found["receipts"] == [RECEIPT]
    assert found["legs"][0]["ticket"] == [RECEIPT]


def test_a_row_is_known_again_by_its_identifier():
    """Wherever it now stands, what was not drawn of it keeps its answer."""
    found = typed(("legs-0-_id", "b"), ("legs-0-day", "08.06.2022"), before=outing())

    assert found["legs"] == [{**outing()["legs"][1], "day": "08.06.2022"}]


def test_an_identifier_sent_twice_belongs_to_the_first_row():
    found = typed(("legs-0-_id", "b"), ("legs-1-_id", "b"), before=outing())

    assert found["legs"] == [outing()["legs"][1], {}]


@pytest.mark.parametrize("identifier", ["", "a b", "<script>", "x" * 65, "é"])
def test_an_odd_identifier_is_none(identifier):
    assert typed(("legs-0-_id", identifier)) == {"legs": [{}]}


def test_a_list_that_is_drawn_without_rows_is_empty():
    assert typed(("legs", ""), before=outing())["legs"] == []


def test_rows_are_closed_up_in_the_order_of_their_indices():
    pairs = [(f"legs-{index}-toll", str(index)) for index in (10, 7, 9)]

    assert typed(*pairs)["legs"] == [{"toll": "7"}, {"toll": "9"}, {"toll": "10"}]


def test_no_more_rows_are_read_than_can_be_judged():
    """One more than allowed, so that the judge can say it; however many are sent."""
    pairs = [(f"legs-{index}-toll", "1") for index in range(2000)]

    assert len(typed(*pairs)["legs"]) == 4


@pytest.mark.parametrize(
    "name",
    [
        "legs-x-toll",
        "legs--1-toll",
        "legs-1234567-toll",
        "legs-٣-toll",
        "legs-0-",
        "legs-0",
        "legs-0-toll-1",
        "legs-0-amount",
    ],
)
def test_an_odd_name_makes_no_row(name):
    assert typed((name, "1"), ("legs", "")) == {"legs": []}


def test_drafts_of_any_shape_are_read():
    """A draft of an older definition may hold anything."""
    page = PAGE(None, answers={"car": 7, "legs": [None, {"day": ["x"]}, 3]})

    assert answers(page) == {"legs": [{}, {"day": ["x"]}, {}]}


def test_a_cell_shows_house_format_or_what_was_typed():
    page = drawn(outing(born="1972-09-01", season="juin", guest_phone="079 123 45 67"))

    shown = {key: page.cell(key).text for key in ("born", "season", "guest_phone")}
    assert shown == {
        "born": "01.09.1972",
        "season": "juin",
        "guest_phone": "+41 79 123 45 67",
    }


def test_an_answer_of_another_kind_is_shown_as_it_is():
    """Whoever sent numbers by program sees them on the page."""
    page = drawn(outing(name=12, guest=["x"]))

    assert (page.cell("name").text, page.cell("guest").text) == ("12", "")


def test_rows_that_are_computed_come_with_the_judgement():
    """One row for each stretch between changes of rates."""
    form = FORMS["318.632.2"]
    raw = {"period_from": "2022-12-01", "period_to": "2023-01-31"}
    page = form_class(form)(None, answers=raw)
    before = page.rows("periods")

    attach(page, assess(form, raw, None, DAY), FRENCH)

    assert before == ()
    assert [row.cell("start").text for row in page.rows("periods")] == [
        "01.12.2022",
        "01.01.2023",
    ]


def test_a_blank_answer_shows_the_default_that_it_counts_as():
    page = drawn(outing(car={"plate": "GE 1", "seats": ""}))

    assert page.cell("car.seats").text == "1"


def test_a_cell_knows_how_it_is_drawn():
    row = drawn(outing()).rows("legs")[1]
    cell = row.cell("fare")

    assert (cell.id, cell.name, cell.path, cell.text) == (
        "legs-1-fare",
        "legs-1-fare",
        "legs[1].fare",
        "1'234.50",
    )
    assert (row.index, row.id, row.id_name) == (1, "b", "legs-1-_id")
    assert cell.control.suffix == "CHF"


def test_choices_boxes_and_documents_are_drawn_from_their_answers():
    page = drawn(outing())

    assert page.cell("country").chosen == ("CH",)
    assert page.cell("meals").chosen == ("noon",)
    assert page.cell("name").files == ()
    assert page.cell("receipts").files == (RECEIPT,)
    assert [row.cell("shared").is_ticked for row in page.rows("legs")] == [True, False]


def test_visibility_comes_from_the_judge():
    page = drawn(outing(has_guest=False))
    train = page.rows("legs")[1]

    assert page.is_hidden("car")
    assert not page.is_hidden("section:member")
    assert not page.cell("guest").is_visible
    assert page.cell("car.is_full").text == ""
    assert (train.cell("toll").is_visible, train.cell("fare").is_visible) == (
        False,
        True,
    )
    assert (train.is_hidden("toll"), train.is_hidden("fare")) == (True, False)


def test_what_must_be_answered_is_marked_whether_it_is_or_not():
    page = drawn(outing(guest_phone=""))
    alone = drawn(outing(has_guest=False, guest_phone=""))

    keys = ("name", "season", "guest_phone", "has_guest")
    assert [page.cell(key).is_required for key in keys] == [True, False, True, False]
    assert not alone.cell("guest_phone").is_required


def test_computed_values_stand_in_their_cells():
    page = drawn(outing())

    assert page.cell("total").text == "1'259.50"
    assert [row.cell("amount").text for row in page.rows("legs")] == [
        "25.00",
        "1'234.50",
    ]


def test_a_value_that_cannot_be_computed_yet_is_a_dash():
    page = drawn(outing(legs=[{"means": "car", "toll": "douze"}]))

    assert (page.rows("legs")[0].cell("amount").text, page.cell("total").text) == (
        "—",
        "—",
    )


def test_problems_stand_at_their_cells_and_their_fields():
    page = drawn(outing(name="", legs=[{"day": "hier", "means": "car", "toll": "1"}]))

    assert page.cell("name").errors == ("Le champ Nom est obligatoire.",)
    assert page["name"].errors == ("Le champ Nom est obligatoire.",)
    assert page.rows("legs")[0].cell("day").errors == (
        "Indiquez une date comme 06.06.2022.",
    )
    assert [problem.code for problem in page.cell("name").problems] == ["required"]


def test_a_warning_is_no_error():
    cell = drawn(outing()).cell("total")

    assert (cell.errors, cell.warnings, cell.infos) == (
        (),
        ("Cette sortie coûte plus de mille francs.",),
        (),
    )


def test_problems_of_a_list_stand_at_the_list():
    page = drawn(outing(legs=[]))

    assert page.list_errors("legs") == ("Ajoutez au moins une entrée : Étape.",)
    assert page["legs"].errors == page.list_errors("legs")
    assert (page.list_warnings("legs"), page.list_infos("legs")) == ((), ())


def test_rows_beyond_the_most_are_drawn_and_reported():
    """What a person typed is not lost because it is too much."""
    page = drawn(outing(legs=[{"day": "06.06.2022"}] * 4))

    assert len(page.rows("legs")) == 4
    assert page.list_errors("legs") == ("Supprimez des entrées : 3 au plus (Étape).",)


def test_before_anything_is_judged_nothing_is_wrong():
    page = PAGE(None, answers=outing(name=""))

    assert page.list_errors("legs") == ()
    assert page.cell("name").errors == ()
    assert page.cell("total").text == ""
    assert not page.is_hidden("car")
