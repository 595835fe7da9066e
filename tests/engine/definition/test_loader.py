"""What an author wrote becomes frozen data, shorthands written out."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition.loader import load_form, load_shared
from engine.definition.model import (
    Field,
    FormDefinition,
    Group,
    ListItem,
    Period,
    TariffTable,
    TextBlock,
)
from engine.diagnostics import Collector, Span
from engine.field_type import discover
from engine.i18n.texts import NO_TEXT, Text
from engine.source.files import SourceFile

TYPES = discover()


def shared_of(**texts):
    """Give what files share, by their names; `shared__x` stands for `shared/x`."""
    names = {key.replace("__", "/") + ".yaml": text for key, text in texts.items()}
    files = {
        name: SourceFile(name=name, shown=f"forms/{name}", text=text)
        for name, text in names.items()
    }
    return load_shared(files, TYPES)


def loaded(fields, *, top="", **others) -> FormDefinition:
    """Load a form with one section of these lines, which has no faults."""
    lines = "\n".join(f"      {line}" for line in fields.strip("\n").splitlines())
    text = (
        "form: f\nversion: 2\ntitle: Été\n"
        f"{top}"
        "sections:\n  - section: main\n    title: Partie\n    fields:\n"
        f"{lines}\n"
    )
    collector = Collector()
    form = load_form("f.yaml", shared_of(f=text, **others), collector)
    assert collector.sorted() == ()
    assert form is not None
    return form


def items_of(fields, **others) -> Any:
    return loaded(fields, **others).sections[0].items


def test_a_field_has_its_texts_with_their_places():
    """A text's place is made of names, so that it stays when lines move."""
    (field,) = items_of("- {field: iban, type: iban, label: Compte, hint: CH…}")

    assert isinstance(field, Field)
    assert (field.label, field.short_label, field.hint, field.help) == (
        Text("Compte", "f.yaml#main.iban.label"),
        Text("Compte", "f.yaml#main.iban.label"),
        Text("CH…", "f.yaml#main.iban.hint"),
        NO_TEXT,
    )
    assert field.span == Span("forms/f.yaml", 8, 17, 4)


def test_a_short_label_is_the_name_in_messages():
    """It falls back to the label only where it is not given."""
    (field,) = items_of(
        "- {field: day, type: date, label: Date de l'achat, short_label: Date}"
    )

    assert field.short_label == Text("Date", "f.yaml#main.day.short_label")


def test_options_are_plain_data():
    """Numbers are exact, and texts where the type expects texts."""
    (field,) = items_of(
        "- field: a\n  type: choice\n  label: 2024\n  choices: {x: 2024, y: Deux}"
    )

    assert field.label.french == "2024"
    assert field.options == {
        "choices": {"x": "2024", "y": "Deux"},
        "_contexts": {
            "x": "f.yaml#main.a.choices.x",
            "y": "f.yaml#main.a.choices.y",
        },
    }
    (number,) = items_of("- {field: a, type: decimal, label: A, places: 2, min: 0.10}")
    assert number.options == {"places": 2, "min": Decimal("0.10")}
    assert str(number.options["min"]) == "0.10"


def test_a_period_is_two_fields_and_their_bond():
    """What is said once holds for both; help stands at the first."""
    form = loaded(
        "- {period: [a, b], type: date, labels: [Du, Au], help: Aide, optional: true}"
    )
    items: Any = form.sections[0].items
    start, end = items

    assert form.sections[0].periods == (Period(start="a", end="b"),)
    assert (start.id, start.label.french, start.help.french, start.optional) == (
        "a",
        "Du",
        "Aide",
        True,
    )
    assert (end.id, end.label, end.help, end.optional) == (
        "b",
        Text("Au", "f.yaml#main.b.label"),
        NO_TEXT,
        True,
    )


NAMED = """
types:
  score:
    type: integer
    min: 1
    max: 9
    rules:
      odd: {error_if: it > 8, message: Trop}
"""


def test_a_named_type_brings_options_and_rules():
    """The field's own options win; the rules' words have one place."""
    (field,) = items_of(
        "- {field: a, type: score, label: A, max: 7}", shared__types=NAMED
    )
    (rule,) = field.type_rules

    assert (field.type, field.options) == ("integer", {"min": 1, "max": 7})
    assert (rule.id, rule.level, rule.condition.text, rule.at, rule.message) == (
        "odd",
        "error",
        "it > 8",
        None,
        Text("Trop", "shared/types.yaml#score.odd.message"),
    )


def test_branches_keep_their_keys_and_expressions():
    """`by` names the choice, `compute` has an expression for each key."""
    _, field = items_of(
        "- {field: k, type: choice, label: K, choices: {x: X, y: Y}}\n"
        "- {field: a, type: money, label: A, by: k, compute: {x: 1, y: 2.50}}"
    )

    assert (field.by.text, field.compute) == ("k", None)
    assert [(key.text, branch.text) for key, branch in field.branches] == [
        ("x", "1"),
        ("y", "2.50"),
    ]


INCLUDED = """
section: closing
title: Documents
fields:
  - {field: documents, type: files, label: Documents, optional: true}
  - {field: remarks, type: multiline, label: Remarques, optional: true}
"""


def test_an_included_text_is_translated_under_its_own_file():
    """What the form sets on it is the form's own text."""
    form = loaded(
        "- {field: a, type: text, label: A}",
        top="",
        shared__closing=INCLUDED,
    )
    text = (
        "form: f\nversion: 1\ntitle: T\nsections:\n"
        "  - include: shared/closing.yaml\n"
        "    set:\n"
        "      documents: {required_if: 1 > 0, help: Les billets}\n"
    )
    collector = Collector()
    form = load_form("f.yaml", shared_of(f=text, shared__closing=INCLUDED), collector)

    assert collector.sorted() == ()
    assert form is not None
    documents, remarks = form.sections[0].items
    assert isinstance(documents, Field)
    assert isinstance(remarks, Field)
    assert documents.label == Text(
        "Documents", "shared/closing.yaml#closing.documents.label"
    )
    assert documents.help == Text("Les billets", "f.yaml#closing.documents.help")
    assert (documents.optional, remarks.optional) == (False, True)
    assert tuple(form.sources) == ("f.yaml", "shared/closing.yaml")


def test_a_group_among_sections_has_a_section_for_its_heading():
    """The heading stands once, the condition holds for both."""
    text = (
        "form: f\nversion: 1\ntitle: T\nsections:\n"
        "  - group: wig\n    title: Perruque\n    visible_if: 1 > 0\n"
        "    fields: [{field: cost, type: money, label: Coût}]\n"
    )
    form = load_form("f.yaml", shared_of(f=text), Collector())

    assert form is not None
    (section,) = form.sections
    (group,) = section.items
    assert isinstance(group, Group)
    assert section.title == Text("Perruque", "f.yaml#wig.title")
    assert (section.id, group.id, group.title) == ("wig", "wig", NO_TEXT)
    assert section.visible_if == group.visible_if
    (field,) = group.items
    assert isinstance(field, Field)
    assert field.label == Text("Coût", "f.yaml#wig.cost.label")


def test_a_list_has_rows_with_rules_and_lets():
    """Bounds have a default; a rate's periods name where they are cut."""
    (rows,) = items_of(
        "- list: rows\n"
        "  item: Ligne\n"
        "  min: 1\n"
        "  no_overlap: [start, end]\n"
        "  rate_periods: {from: a, to: b, tariffs: [x, y]}\n"
        "  let: {big: cost > 1}\n"
        "  fields:\n"
        "    - {text: note, title: Note, body: Texte}\n"
        "    - {field: cost, type: money, label: Coût}\n"
        "  rules:\n"
        "    dear: {warn_if: big, at: cost, message: Cher}\n"
    )

    assert isinstance(rows, ListItem)
    assert (rows.item, rows.min, rows.max) == (
        Text("Ligne", "f.yaml#main.rows.item"),
        1,
        200,
    )
    assert rows.no_overlap is not None
    assert [bound.text for bound in rows.no_overlap] == ["start", "end"]
    assert rows.rate_periods is not None
    assert [tariff.text for tariff in rows.rate_periods.tariffs] == ["x", "y"]
    assert [(let.name, let.expression.text) for let in rows.lets] == [
        ("big", "cost > 1")
    ]
    assert [(rule.id, rule.level, rule.message) for rule in rows.rules] == [
        ("dear", "warning", Text("Cher", "f.yaml#main.rows.dear.message"))
    ]
    assert isinstance(rows.items[0], TextBlock)
    assert rows.items[0].body == Text("Texte", "f.yaml#main.rows.note.body")


def test_a_tariff_table_has_lines_and_heads():
    """Lines are in the author's order."""
    _, table = items_of(
        "- {field: day, type: date, label: Jour}\n"
        "- tariff_table: meals\n"
        "  day: day\n"
        "  columns: {line: Repas}\n"
        "  lines: {b: {rate: meals.b, max: 3}, a: {rate: meals.a, label: Autre}}\n"
    )

    assert isinstance(table, TariffTable)
    assert (table.id, table.day.text) == ("meals", "day")
    assert table.columns == {"line": Text("Repas", "f.yaml#main.meals.columns.line")}
    assert [
        (line.id, line.rate.text, line.max and line.max.text, line.label)
        for line in table.lines
    ] == [
        ("b", "meals.b", "3", NO_TEXT),
        ("a", "meals.a", None, Text("Autre", "f.yaml#main.meals.a.label")),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("total: fee", ("fee", False, False, NO_TEXT)),
        (
            "total: {field: fee, zero: allowed, message: Rien}",
            ("fee", True, False, Text("Rien", "f.yaml#total.message")),
        ),
        (
            "total: {field: fee, zero: refused, negative: allowed}",
            ("fee", False, True, NO_TEXT),
        ),
    ],
)
def test_a_total_is_short_or_long(written, expected):
    """A total of 0 or less is refused unless the form allows it."""
    form = loaded("- {field: fee, type: money, label: Prix}", top=written + "\n")

    total = form.total
    assert total is not None
    assert expected == (
        total.field.text,
        total.zero_allowed,
        total.negative_allowed,
        total.message,
    )


EXAMPLES = """\
examples:
  base:
    applicant: {iban: CH1, birth_date: 1984-03-12}
    answers: {a: x, rows: [{cost: 1}], n: 011}
  cases:
    - example: un
      day: 2025-01-31
      answers: {rows: [], m: 2.50}
      expect: {values: {"rows[0].cost": "1.00"}, problems: ["required@rows[0].cost"]}
    - example: deux
      day: 2025-02-28
      applicant: {iban: CH2}
      expect: {warnings: []}
"""


def test_an_example_replaces_the_entries_of_the_base_one_by_one():
    """Days stay texts, numbers are exact, what is not said is not compared."""
    first, second = loaded("- {field: a, type: text, label: A}", top=EXAMPLES).examples

    assert first.answers == {"a": "x", "rows": [], "n": "011", "m": Decimal("2.50")}
    assert first.applicant == {"iban": "CH1", "birth_date": "1984-03-12"}
    assert (first.day, first.values, first.problems, first.warnings) == (
        date(2025, 1, 31),
        {"rows[0].cost": "1.00"},
        ("required@rows[0].cost",),
        None,
    )
    assert second.applicant == {"iban": "CH2", "birth_date": "1984-03-12"}
    assert (second.problems, second.warnings) == (None, ())


def test_the_applicant_is_a_group_of_its_own_file():
    """Every form knows it, and keeps the file with its sources."""
    form = loaded(
        "- {field: a, type: text, label: A}",
        shared__applicant=(
            "group: applicant\nfields: [{field: iban, type: iban, label: IBAN}]\n"
        ),
        shared__types=NAMED,
    )

    assert form.applicant is not None
    (field,) = form.applicant.items
    assert isinstance(field, Field)
    assert field.label == Text("IBAN", "shared/applicant.yaml#applicant.iban.label")
    assert tuple(form.sources) == (
        "f.yaml",
        "shared/types.yaml",
        "shared/applicant.yaml",
    )


def test_the_form_knows_itself():
    """Texts of the whole form have its file as their place."""
    form = loaded(
        "- {field: a, type: text, label: A}",
        top="legal_basis: art. 1\nlet: {b: 1 > 0}\n",
    )

    assert (form.id, form.version, form.pdf_template) == ("f", 2, "invoice")
    assert form.title == Text("Été", "f.yaml#title")
    assert form.legal_basis == Text("art. 1", "f.yaml#legal_basis")
    assert [let.name for let in form.lets] == ["b"]


WORDS = st.sampled_from(
    [
        *("form", "version", "title", "sections", "section", "group", "list", "field"),
        *("type", "label", "text", "money", "choice", "choices", "fields", "rules"),
        *("let", "include", "set", "period", "total", "examples", "cases", "by", "at"),
        *("error_if", "message", "compute", "tariff_table", "lines", "rate_periods"),
    ]
)
TREES = st.recursive(
    st.one_of(
        WORDS, st.sampled_from(["1", "true", "''", "~", "[]", "{}", "2025-01-01"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(WORDS, inner, max_size=4).map(
            lambda entries: (
                "{"
                + ", ".join(f"{key}: {value}" for key, value in entries.items())
                + "}"
            )
        ),
    ),
    max_leaves=25,
)


@settings(deadline=None, max_examples=150)
@given(TREES, TREES)
def test_no_structure_makes_loading_raise(sections, other):
    """Whatever is written where, faults are told and never raised."""
    text = f"form: f\nversion: 1\ntitle: T\nsections: {sections}\nrules: {other}\n"
    collector = Collector()

    form = load_form(
        "f.yaml",
        shared_of(f=text, shared__types=f"types: {other}", shared__applicant=other),
        collector,
    )

    assert form is not None or collector.has_errors


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=80))
def test_no_text_makes_loading_raise(text):
    """A form, an include or a type may be any text."""
    collector = Collector()

    load_form("f.yaml", shared_of(f=text, shared__types=text), collector)

    assert collector.has_errors
