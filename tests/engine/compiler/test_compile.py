"""A form is compiled as a whole: in order, within bounds, pinned by its hash."""

from datetime import date
from decimal import Decimal

import pytest

from engine.compiler.library import ArchiveError, load_archive
from engine.compiler.plan import FieldStep
from engine.runtime.assess import assess
from tests.engine.compiler.written_forms import form_of, library_of, said_of
from tests.engine.runtime.office import EXAMPLES, FORMS

forms = pytest.mark.parametrize("form_id", sorted(FORMS))

BACKWARDS = """\
sections:
  - section: main
    title: Page
    fields:
      - {field: last, type: money, label: C, compute: middle + 1}
      - {field: middle, type: money, label: B, compute: sum(rows.double)}
      - list: rows
        title: Lignes
        item: Ligne
        add_label: Ajouter
        max: 3
        fields:
          - {field: double, type: money, label: A, compute: 2 * cost}
          - {field: cost, type: money, label: Coût}
"""


def test_values_are_computed_after_those_they_need():
    """Wherever they stand on the page."""
    form = form_of(BACKWARDS)

    order = [step.field.key for step in form.plan.steps if isinstance(step, FieldStep)]

    assert order == ["cost", "double", "middle", "last"]


def test_a_page_keeps_its_own_order():
    """Fields are shown and told as they stand."""
    form = form_of(BACKWARDS)
    answers = {"rows": [{"cost": "1"}, {"cost": "2"}]}

    assessment = assess(form, answers, None, date(2025, 1, 1))

    assert list(assessment.values) == [
        "last",
        "middle",
        "rows[0].double",
        "rows[0].cost",
        "rows[1].double",
        "rows[1].cost",
    ]
    assert assessment.values["last"] == Decimal("7.00")


CIRCLES = {
    "of one": (
        """\
      - {field: a, type: money, label: A, compute: a + 1}
""",
        (
            "small.yaml:10:17: error E350 a value depends on itself: a → a\n"
            "  = take «a» out of its own expression"
        ),
    ),
    "of three, begun anywhere": (
        """\
      - {field: b, type: money, label: B, compute: c}
      - {field: c, type: money, label: C, compute: a}
      - {field: a, type: money, label: A, compute: b}
      - {field: z, type: money, label: Z, compute: a + b + c}
""",
        (
            "small.yaml:10:17: error E350 a value depends on itself: b → c → a → b\n"
            "  = take one of these names out of the other's expression"
        ),
    ),
    "through what is shown": (
        """\
      - {field: a, type: boolean, label: A, visible_if: b}
      - {field: b, type: boolean, label: B, compute: not is_empty(a)}
""",
        (
            "small.yaml:10:17: error E350 a value depends on itself: a → b → a\n"
            "  = take one of these names out of the other's expression"
        ),
    ),
    "through what is required": (
        """\
      - {field: a, type: money, label: A, required_if: b > 1}
      - {field: b, type: money, label: B, compute: 'if_empty(a, 1)'}
""",
        (
            "small.yaml:10:17: error E350 a value depends on itself: a → b → a\n"
            "  = take one of these names out of the other's expression"
        ),
    ),
    "through a list and its column": (
        """\
      - list: rows
        title: L
        item: L
        add_label: L
        max: 2
        visible_if: whole > 1
        fields:
          - {field: cost, type: money, label: A}
      - {field: whole, type: money, label: B, compute: sum(rows.cost)}
""",
        (
            "small.yaml:10:15: error E350 a value depends on itself:"
            " rows → whole → rows\n"
            "  = take one of these names out of the other's expression"
        ),
    ),
}


@pytest.mark.parametrize(("fields", "told"), CIRCLES.values(), ids=CIRCLES)
def test_a_circle_is_told_once_with_its_way(fields, told):
    """At the first of its fields in the file."""
    sections = f"sections:\n  - section: main\n    title: Page\n    fields:\n{fields}"

    assert said_of(library_of(sections)) == [told]


UNREACHABLE = """\
sections:
  - section: main
    title: Page
    fields:
      - {field: kind, type: choice, label: Genre, choices: {a: A, b: B}}
      - group: box
        title: Boîte
        visible_if: kind == "a"
        fields:
          - {field: never, type: money, label: A, visible_if: kind == "b"}
      - group: shut
        title: Boîte
        visible_if: kind == "a" and kind == "b"
        fields:
          - {field: inside, type: money, label: A, visible_if: kind == "b"}
"""


def test_what_can_never_be_shown_is_told():
    """What stands inside of it is not told again."""
    never, shut = said_of(library_of(UNREACHABLE))

    assert never == (
        "small.yaml:15:63: error E351 «box.never» can never be shown: "
        'its condition contradicts «kind == "a"»'
    )
    assert shut == (
        "small.yaml:18:21: error E351 «shut» can never be shown: "
        "its condition contradicts itself"
    )


def rows_looked_at(most, condition):
    return (
        "sections:\n"
        "  - section: main\n"
        "    title: Page\n"
        "    fields:\n"
        "      - list: rows\n"
        "        title: Lignes\n"
        "        item: Ligne\n"
        "        add_label: Ajouter\n"
        f"        max: {most}\n"
        "        fields:\n"
        "          - {field: cost, type: money, label: Coût}\n"
        "        rules:\n"
        f"          many: {{error_if: {condition}, at: cost, message: Trop.}}\n"
    )


LIMIT = "small.yaml:18:28: error E352 this looks at up to"
ALLOWED = "rows; 50000 are allowed"


@pytest.mark.parametrize(
    ("most", "condition", "told"),
    [
        (223, "any(r.cost > cost for r in rows)", []),
        (224, "any(r.cost > cost for r in rows)", [f"{LIMIT} 50176 {ALLOWED}"]),
        (223, "any(any(r.cost > s.cost for r in rows) for s in rows)", []),
        (36, "any(any(r.cost > cost for r in rows) for s in rows)", []),
        (
            37,
            "any(any(r.cost > cost for r in rows) for s in rows)",
            [f"{LIMIT} 50653 {ALLOWED}"],
        ),
    ],
)
def test_the_rows_that_an_expression_looks_at_are_limited(most, condition, told):
    """Every list in it counts, and its own where it asks the row at hand.

    What is the same for every row is computed once.
    """
    assert said_of(library_of(rows_looked_at(most, condition))) == told


@forms
def test_an_archived_form_is_the_same(form_id):
    """Its texts alone give the same hash and the same judgements."""
    form = FORMS[form_id]

    archived = load_archive(form.id, form.sources)

    assert archived.hash == form.hash
    for example in EXAMPLES[form_id]:
        day = date.fromisoformat(example["day"])
        ours, theirs = (
            assess(each, example["answers"], example.get("applicant"), day)
            for each in (form, archived)
        )
        assert dict(ours.values) == dict(theirs.values)
        assert [(each.code, each.path) for each in ours.problems] == [
            (each.code, each.path) for each in theirs.problems
        ]


@forms
def test_every_text_that_a_form_depends_on_is_in_its_hash(form_id):
    """A comment in any of its files makes another form of it."""
    form = FORMS[form_id]
    hashes = {form.hash} | {
        load_archive(form.id, {**form.sources, name: f"{text}\n# autre\n"}).hash
        for name, text in form.sources.items()
    }

    assert len(hashes) == len(form.sources) + 1


@forms
def test_a_form_archives_only_the_tariffs_that_it_asks(form_id):
    """A rate that it does not use may change without making another form of it."""
    form = FORMS[form_id]

    assert [name for name in form.sources if name.startswith("tariffs/")] == [
        f"tariffs/{name}.yaml" for name in form.tariffs
    ]


def test_an_archive_without_its_form_is_told():
    """Texts that do not give the form are no form."""
    with pytest.raises(ArchiveError) as caught:
        load_archive("x", {"x.yaml": "form: x"})

    assert str(caught.value).startswith("the archived form x does not compile: x.yaml:")


def test_an_empty_archive_is_told():
    """No text, no form."""
    with pytest.raises(ArchiveError) as caught:
        load_archive("x", {})

    assert str(caught.value) == "the archived form x does not compile: "
