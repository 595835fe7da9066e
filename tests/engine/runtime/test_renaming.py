"""Answers of an older version stand under the names of today."""

import pytest

from engine.compiler.library import compile_files
from engine.runtime.renaming import renamed_answers, renamed_path
from engine.source.files import SourceFile

FORM = """\
form: small
version: 2
title: Petite facture
renames: {surname: name, journeys: trips, trips.price: trips.fare, cost: wig.cost}
sections:
  - section: main
    title: Facture
    fields:
      - {field: name, type: text, label: Nom}
      - group: wig
        fields: [{field: cost, type: money, label: Prix}]
      - list: trips
        item: Trajet
        max: 9
        fields: [{field: fare, type: money, label: Prix}]
"""


@pytest.fixture(scope="module")
def form():
    """A form whose second version has other names."""
    file = SourceFile(name="small.yaml", shown="small.yaml", text=FORM)
    library = compile_files({"small.yaml": file})
    assert library.diagnostics == ()
    return library.forms["small"]


def test_every_answer_moves_to_its_new_name(form):
    """Questions, lists, columns, and into a group."""
    old = {
        "surname": "Exemple",
        "cost": "30.00",
        "journeys": [{"_id": "r1", "price": "5.00"}, {"_id": "r2"}],
    }

    assert renamed_answers(form, old) == {
        "name": "Exemple",
        "wig": {"cost": "30.00"},
        "trips": [{"_id": "r1", "fare": "5.00"}, {"_id": "r2"}],
    }


def test_what_was_given_stays_as_it_was(form):
    """The stored answers are not touched."""
    old = {"journeys": [{"price": "5.00"}]}

    renamed_answers(form, old)

    assert old == {"journeys": [{"price": "5.00"}]}


def test_an_answer_under_the_new_name_is_kept(form):
    """The older one gives way; a blank one does not count."""
    assert renamed_answers(form, {"surname": "A", "name": "B"}) == {"name": "B"}
    assert renamed_answers(form, {"surname": "A", "name": ""}) == {"name": "A"}


@pytest.mark.parametrize("odd", [{"journeys": "x"}, {"journeys": ["x", None]}, {}])
def test_what_has_another_shape_is_left_to_the_judge(form, odd):
    """Nothing is lost and nothing fails."""
    moved = renamed_answers(form, odd)

    assert list(moved.values()) == list(odd.values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("surname", "name"),
        ("cost", "wig.cost"),
        ("journeys", "trips"),
        ("journeys[3].price", "trips[3].fare"),
        ("trips[0].price", "trips[0].fare"),
        ("trips[0].fare", "trips[0].fare"),
        ("other", "other"),
    ],
)
def test_a_path_follows_its_question(form, old, new):
    """Rows keep their index."""
    assert renamed_path(form, old) == new
