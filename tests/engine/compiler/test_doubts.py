"""Conditions that decide nothing are told, and only where that is certain.

Each refused line has a neighbour that may go either way, so that a warning is never
given to an author who is right.
"""

import pytest

from engine.compiler.library import compile_files
from engine.diagnostics import render
from engine.source.files import SourceFile
from tests.engine.compiler.written_forms import HEAD

SECTIONS = """\
sections:
  - section: main
    title: Un
    fields:
      - {field: months, type: integer, min: 1, max: 12, label: Mois}
      - {field: other_months, type: integer, min: 1, max: 24, label: Autres mois}
      - {field: price, type: money, max: 100, label: Prix}
      - {field: any_number, type: integer, label: Nombre}
      - {field: day, type: date, label: Jour}
      - {field: end, type: date, label: Fin}
      - {field: name, type: text, label: Nom}
      - {field: nickname, type: text, optional: true, label: Surnom}
      - {field: ticks, type: boolean, label: Oui}
      - field: kind
        type: choice
        label: Genre
        choices: {a: A, b: B, c: C}
      - {field: double, type: integer, label: Double, compute: 2 * months}
      - list: rows
        item: Ligne
        max: 3
        fields:
          - {field: amount, type: money, label: Montant}
%s
"""
RULE = """\
    rules:
      checked: {error_if: '%s', at: day, message: Non.}
"""
FIELD = """\
      - field: extra
        type: money
        label: Plus
        %s
"""


def said(written):
    """Give the codes and hints of what is said about a form with some lines more."""
    text = HEAD + SECTIONS % written
    file = SourceFile(name="small.yaml", shown="small.yaml", text=text)
    found = compile_files({"small.yaml": file}, with_doubts=True).diagnostics
    assert not [render(each, None) for each in found if each.is_error]
    return [each.code for each in found]


@pytest.mark.parametrize(
    "condition",
    [
        "months > 12",
        "months < 1 or months > 12",
        "months == 0",
        "price > 100",
        "price < 0",
        "months + other_months > 36",
        "months * price > 1200",
        "months - other_months > 11",
        "double > 24",
        "2 * double > 48",
        "round(price, 0.05) > 100",
        "min(months, any_number) > 12",
        "max(months, any_number) < 1",
        "days(day, end) < 0",
        "age(day, end) < 0",
        "weekday(day) > 7",
        "count(rows) < 0",
        "sum(rows.amount) < 0",
        "months > 6 and months < 3",
        "months > 6 and months < 7",
        "price > 3 and price <= 3",
        "day < end and day > end",
        "day < end and end <= day",
        "day != day",
        "ticks and not ticks",
        'kind == "a" and kind == "b"',
        'kind not in ("a", "b", "c")',
        "is_empty(name)",
        "(months if ticks else other_months) > 24",
        "any_number > 6 and (any_number < 3 or any_number == 5)",
        "not (months <= 12)",
    ],
)
def test_a_rule_that_can_never_appear_is_told(condition):
    """Its condition holds for no answer that is none of a problem already."""
    assert said(RULE % condition) == ["W370"]


@pytest.mark.parametrize(
    "condition",
    [
        "months <= 12",
        "months >= 1 and price >= 0",
        "any_number > 3 or any_number <= 3",
        "day <= end or day > end",
        "days(day, end) >= 0",
        'kind in ("a", "b", "c")',
        "not is_empty(name)",
        "months > 0 or ticks",
    ],
)
def test_a_rule_that_always_appears_is_told(condition):
    """Nobody could send the form."""
    assert said(RULE % condition) == ["W371"]


@pytest.mark.parametrize(
    "condition",
    [
        "months > 11",
        "months < 2 or months > 12",
        "other_months > 12",
        "any_number > 1000000",
        "price > 99.99",
        "price > 3 and price < 4",
        "months > 5 and months < 7",
        "months + other_months > 35",
        "months - other_months > 10",
        "double > 23",
        "round(price, 60) > 100",
        "max(months, any_number) > 12",
        "min(months, any_number) < 1",
        "days(day, end) > 366",
        "weekday(day) > 6",
        "count(rows) > 3",
        "sum(rows.amount) > 0",
        "day < end and day > today()",
        "day < end or day > end",
        "price / months > 100",
        'kind in ("a", "b")',
        'kind != "a" and kind != "b"',
        "is_empty(nickname)",
        "any(r.amount > 3 and ticks for r in rows)",
        "any_number > 6 and (any_number < 3 or any_number == 7)",
        "months > any_number",
        "any_number * any_number < 0",
        "any_number > months and any_number < 4",
    ],
)
def test_a_rule_that_may_go_either_way_is_not_told(condition):
    """What is not certain is the author's own business."""
    assert said(RULE % condition) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("visible_if: months >= 1", "W372"),
        ("visible_if: months > 12", "W373"),
        ("visible_if: months > 3 and months < 3", "W373"),
        ("{visible_if: ticks, required_if: ticks}", "W372"),
        ("{visible_if: ticks, required_if: not ticks}", "W373"),
        ("{visible_if: months > 6, required_if: months < 3}", "W373"),
        ("compute: 1 if months < 13 else 2", "W374"),
        ("compute: 1 if months > 12 else 2", "W374"),
        ("compute: (1 if months > 3 else 2) if months > 6 else 3", "W374"),
    ],
)
def test_a_condition_that_decides_nothing_is_told(written, code):
    """A question that is always or never asked, a branch that is never taken."""
    inside = written.strip("{}").replace(", ", "\n        ")

    assert said(FIELD % inside) == [code]


@pytest.mark.parametrize(
    "written",
    [
        "visible_if: months > 1",
        "visible_if: ticks",
        "{visible_if: ticks, required_if: months > 6}",
        "compute: 1 if months < 12 else 2",
        "compute: (1 if months > 6 else 2) if months > 3 else 3",
    ],
)
def test_a_condition_that_decides_is_not_told(written):
    """It has both outcomes."""
    assert said(FIELD % written.strip("{}").replace(", ", "\n        ")) == []


def test_two_doubts_are_told_at_once_each_at_its_condition():
    """With what decides them, in the file's order."""
    text = HEAD + SECTIONS % (
        "    rules:\n"
        "      first: {error_if: months > 12, at: day, message: Non.}\n"
        "      second: {warn_if: double >= 2, at: day, message: Non.}\n"
    )
    file = SourceFile(name="small.yaml", shown="small.yaml", text=text)
    found = compile_files({"small.yaml": file}, with_doubts=True).diagnostics

    assert [render(each, None) for each in found] == [
        (
            "small.yaml:30:25: warning W370 the rule «first» can never appear: its"
            " condition never holds\n"
            "  = the left side is from 1 to 12"
        ),
        (
            "small.yaml:31:25: warning W371 the rule «second» always appears: its"
            " condition always holds\n"
            "  = the left side is from 2 to 24"
        ),
    ]


def test_doubts_are_told_only_where_they_are_asked_for():
    """A portal that loads its forms has no author to tell."""
    text = HEAD + SECTIONS % (RULE % "months > 12")
    file = SourceFile(name="small.yaml", shown="small.yaml", text=text)

    assert compile_files({"small.yaml": file}).diagnostics == ()
