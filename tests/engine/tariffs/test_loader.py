"""Tariff files become rates by date, or diagnostics."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.diagnostics import Collector, render
from engine.i18n.texts import Text
from engine.source.files import SourceFile
from engine.tariffs.loader import load_tariffs
from engine.tariffs.model import Rate, Step
from engine.values import CHF, PURE

REFUSED = Path(__file__).parent / "refused"


def files_of(**texts):
    return {
        f"tariffs/{name}.yaml": SourceFile(
            name=f"tariffs/{name}.yaml", shown=f"tariffs/{name}.yaml", text=text
        )
        for name, text in texts.items()
    }


def loaded(text):
    """Give the one tariff of a text that has no faults."""
    collector = Collector()
    tariffs = load_tariffs(files_of(t=text), collector)
    assert collector.sorted() == ()
    return tariffs["t"]


SHARED = """\
tariff: t
title: Été
keys:
  a: {label: À, unit: CHF/night}
  b: {label: Bé, review_by: 2027-03-31}
values:
  - {from: 2020-01-01, source: RS 1, a: 11.50, b: 0.081}
  - {from: 2021-01-01, to: 2021-06-30, source: RS 2, note: lu, a: 12}
  - {from: 2022-01-01, source: RS 3, a: 13.00, b: 1}
"""


def test_a_row_is_valid_until_the_day_before_the_next_or_its_own_end():
    """Each key takes its values from the rows that have it."""
    tariff = loaded(SHARED)

    assert tariff.keys["a"].rates == (
        Rate(
            start=date(2020, 1, 1),
            end=date(2020, 12, 31),
            value=Decimal("11.50"),
            source=Text("RS 1", "tariffs/t.yaml#2020-01-01.source"),
        ),
        Rate(
            start=date(2021, 1, 1),
            end=date(2021, 6, 30),
            value=Decimal(12),
            source=Text("RS 2", "tariffs/t.yaml#2021-01-01.source"),
            note="lu",
        ),
        Rate(
            start=date(2022, 1, 1),
            end=None,
            value=Decimal("13.00"),
            source=Text("RS 3", "tariffs/t.yaml#2022-01-01.source"),
        ),
    )


def test_a_key_missing_in_a_row_has_no_rate_then():
    """The row before does not go on."""
    key = loaded(SHARED).keys["b"]

    assert [(rate.start, rate.end, rate.value) for rate in key.rates] == [
        (date(2020, 1, 1), date(2020, 12, 31), Decimal("0.081")),
        (date(2022, 1, 1), None, Decimal(1)),
    ]


def test_labels_know_their_place_and_units_their_meaning():
    """A night is a day; no unit is a pure number; money has at least two places."""
    tariff = loaded(SHARED)
    a, b = tariff.keys["a"], tariff.keys["b"]

    assert tariff.title == Text("Été", "tariffs/t.yaml#title")
    assert a.label == Text("À", "tariffs/t.yaml#a.label")
    assert (a.unit, a.unit_text, a.places) == (
        (("CHF", 1), ("day", -1)),
        "CHF/night",
        2,
    )
    assert (b.unit, b.unit_text, b.places) == (PURE, "", 3)
    assert b.review_by == date(2027, 3, 31)


def test_boundaries_are_where_a_row_begins_or_has_just_ended():
    """A list is cut there, even where no value changes."""
    assert loaded(SHARED).boundaries == (
        date(2020, 1, 1),
        date(2021, 1, 1),
        date(2021, 7, 1),
        date(2022, 1, 1),
    )


def test_a_key_may_have_a_history_of_its_own():
    """Its rows end by each other, not by the tariff's rows."""
    tariff = loaded(
        "tariff: t\ntitle: T\n"
        "keys:\n"
        "  a: {label: A, unit: CHF}\n"
        "  b:\n    label: B\n    unit: CHF\n    values:\n"
        "      - {from: 2020-07-01, value: 1.00, source: S}\n"
        "      - {from: 2021-07-01, value: 2.00, source: S}\n"
        "values: [{from: 2020-01-01, source: S, a: 3.00}]\n"
    )

    assert [(rate.start, rate.end, rate.value) for rate in tariff.keys["b"].rates] == [
        (date(2020, 7, 1), date(2021, 6, 30), Decimal("1.00")),
        (date(2021, 7, 1), None, Decimal("2.00")),
    ]
    assert tariff.boundaries == (date(2020, 1, 1), date(2020, 7, 1), date(2021, 7, 1))


def test_a_scale_has_steps():
    """Each step reaches to its number, the last one is open."""
    key = loaded(
        "tariff: t\ntitle: T\n"
        "keys:\n"
        "  scale:\n    label: A\n    unit: CHF/day\n    by: CHF\n    slices: true\n"
        "    values:\n"
        "      - from: 2025-01-01\n        source: S\n"
        "        steps: [{to: 4000, value: 22.00}, {value: 118.00}]\n"
    ).keys["scale"]

    assert (key.by, key.slices) == (CHF, True)
    assert key.rates == (
        Rate(
            start=date(2025, 1, 1),
            end=None,
            value=None,
            source=Text("S", "tariffs/t.yaml#scale.2025-01-01.source"),
            steps=(
                Step(Decimal(4000), Decimal("22.00")),
                Step(None, Decimal("118.00")),
            ),
        ),
    )


@pytest.mark.parametrize("path", sorted(REFUSED.glob("*.yaml")), ids=lambda p: p.stem)
def test_what_is_refused_is_told_at_its_place(path):
    """All faults of a tariff are told at once."""
    collector = Collector()

    load_tariffs(files_of(**{path.stem: path.read_text("utf-8")}), collector)

    expected = path.with_suffix(".expected").read_text("utf-8")
    assert expected == "".join(f"{render(d, None)}\n" for d in collector.sorted())


def test_a_tariff_has_one_file():
    """The second file of a name is told with the place of the first."""
    text = (
        "tariff: t\ntitle: T\nkeys: {a: {label: A}}\n"
        "values: [{from: 2020-01-01, source: S, a: 1}]\n"
    )
    collector = Collector()

    load_tariffs(files_of(a=text, b=text), collector)

    (found,) = collector.sorted()
    assert render(found, None) == (
        "tariffs/b.yaml:1:1: error E409 the tariff «t» is defined already, "
        "at tariffs/a.yaml:1"
    )


DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@settings(deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=6, unique=True).map(sorted))
def test_every_day_has_the_rate_of_the_last_row_before_it(days):
    """Checked on the first day of each row, and on the days beside it."""
    rows = "".join(
        f"  - {{from: {day}, source: S, a: {number}}}\n"
        for number, day in enumerate(days)
    )
    key = loaded(
        f"tariff: t\ntitle: T\nkeys: {{a: {{label: A}}}}\nvalues:\n{rows}"
    ).keys["a"]

    for day in days:
        for near in (day - timedelta(1), day, day + timedelta(1)):
            known = [number for number, start in enumerate(days) if start <= near]
            found = key.at(near)
            assert (found.value if found else None) == (known[-1] if known else None)
