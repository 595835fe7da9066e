"""Each kind of change is told by its effect, its place and what becomes of drafts."""

from pathlib import Path
from typing import Any

import pytest

from engine.changes.change import Effect
from engine.changes.compare import compare
from engine.compiler.library import compile_files
from engine.source.files import SourceFile
from tests.engine.expressions.test_conformance import read

DATA: Any = read(Path(__file__).with_name("changes.yaml"))
FORM = DATA["form"]


def compiled(text):
    """Compile the small form; it has no faults."""
    file = SourceFile(name="small.yaml", shown="small.yaml", text=text)
    library = compile_files({"small.yaml": file})
    assert library.diagnostics == ()
    return library.forms["small"]


def said(change):
    """Write a change as the cases do."""
    drafts = f" | drafts: {change.drafts}" if change.drafts else ""
    return f"{change.effect.value} {change.place}: {change.words}{drafts}"


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["case"])
def test_a_change_is_told(case):
    """Nothing else is told beside it."""
    changed = FORM
    for edit in (case, *case.get("also", ())):
        assert edit["from"] in changed
        changed = changed.replace(edit["from"], edit["to"])

    changes = compare(compiled(FORM), compiled(changed))

    assert [said(change) for change in changes] == case["says"]


TARIFF = """\
tariff: fees
title: Prix
keys: {ticket: {label: Billet, unit: CHF}}
values:
  - {from: 2024-01-01, source: "Règlement, art. 4", ticket: 2.50}
"""


def with_rate(tariff):
    """Compile a form that asks a rate."""
    asked = """'rate("fees.ticket", on=date(2024, 5, 1))'"""
    form = FORM.replace("compute: sum(trips.fare)", f"compute: {asked}")
    texts = {"small.yaml": form, "tariffs/fees.yaml": tariff}
    files = {
        name: SourceFile(name=name, shown=name, text=text)
        for name, text in texts.items()
    }
    library = compile_files(files)
    assert library.diagnostics == ()
    return library.forms["small"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "ticket: 2.50}",
            "ticket: 2.60}",
            (
                "needs a new version fees.ticket: the rate from 2024-01-01 was 2.50, is"
                " 2.60 | drafts: amounts are computed anew"
            ),
        ),
        (
            "ticket: 2.50}",
            "ticket: 2.50}\n  - {from: 2026-01-01, source: Décret, ticket: 2.70}",
            (
                "compatible fees.ticket: a rate from 2026-01-01 is new: 2.70 | drafts:"
                " days from then on have the new rate"
            ),
        ),
        (
            "Règlement, art. 4",
            "Règlement, art. 5",
            "compatible fees.ticket: the source of 2024-01-01 is «Règlement, art. 5»",
        ),
    ],
)
def test_a_changed_rate_is_told(old, new, expected):
    """The past is the office's word: changing it needs a version."""
    changes = compare(with_rate(TARIFF), with_rate(TARIFF.replace(old, new)))

    assert [said(change) for change in changes] == [expected]


def test_bounds_below_nought_are_ordered_by_size():
    """A least of -5.2 refuses what -5.5 took."""
    wide = FORM.replace("max: 100", "min: -5.5")
    narrow = FORM.replace("max: 100", "min: -5.2")

    assert [each.effect for each in compare(compiled(wide), compiled(narrow))] == [
        Effect.NEW_VERSION
    ]
    assert [each.effect for each in compare(compiled(narrow), compiled(wide))] == [
        Effect.COMPATIBLE
    ]
