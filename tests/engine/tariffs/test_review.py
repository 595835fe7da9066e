"""Warnings about tariffs that are in order."""

from datetime import date

from engine.diagnostics import Collector, render
from engine.source.files import SourceFile
from engine.tariffs.loader import load_tariffs
from engine.tariffs.review import (
    report_gaps,
    report_overdue_reviews,
    report_unused_keys,
)

FILE = SourceFile(
    name="tariffs/t.yaml",
    shown="t.yaml",
    text=(
        "tariff: t\ntitle: T\nkeys:\n"
        "  a: {label: A, review_by: 2027-03-31}\n"
        "  b: {label: B}\n"
        "values: [{from: 2020-01-01, source: S, a: 1, b: 2}]\n"
    ),
)
TARIFFS = load_tariffs({FILE.name: FILE}, Collector()).values()


def test_a_review_is_overdue_from_the_day_after():
    """On the day itself there is still time."""
    on_the_day, after = Collector(), Collector()

    report_overdue_reviews(TARIFFS, date(2027, 3, 31), on_the_day)
    report_overdue_reviews(TARIFFS, date(2027, 4, 1), after)

    assert on_the_day.sorted() == ()
    assert [render(found, None) for found in after.sorted()] == [
        "t.yaml:4:3: warning W410 the rate «t.a» was to be reviewed by 2027-03-31"
    ]


def test_a_rate_that_no_form_uses_is_told():
    """What is used is told by its full name."""
    collector = Collector()

    report_unused_keys(TARIFFS, {"t.a"}, collector)

    assert [render(found, None) for found in collector.sorted()] == [
        "t.yaml:5:3: warning W411 no form uses the rate «t.b»"
    ]


def test_days_without_a_value_between_two_rows_are_told():
    """A row ends before the next begins, or leaves a key out; an end is no gap."""
    collector = Collector()
    text = (
        "tariff: t\ntitle: T\nkeys: {a: {label: A}, b: {label: B}, c: {label: C}}\n"
        "values:\n"
        "  - {from: 2020-01-01, to: 2020-12-30, source: S, a: 1, b: 2, c: 3}\n"
        "  - {from: 2021-01-01, source: S, a: 1}\n"
        "  - {from: 2022-01-01, to: 2022-12-31, source: S, a: 1, b: 2}\n"
    )
    file = SourceFile(name="tariffs/t.yaml", shown="t.yaml", text=text)

    report_gaps(load_tariffs({file.name: file}, collector).values(), collector)

    assert [render(found, None).splitlines()[0] for found in collector.sorted()] == [
        "t.yaml:3:8: warning W412 «t.a» has no value from 2020-12-31 to 2020-12-31",
        "t.yaml:3:23: warning W412 «t.b» has no value from 2020-12-31 to 2021-12-31",
    ]
