"""The laws of the language's calendar."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expressions import calendar

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
MONTHS = st.integers(-1200, 1200)


@given(start=DAYS, end=DAYS)
def test_days_count_both_ends_or_are_none(start, end):
    """Exactly one direction has days, but for one day, which is its own."""
    assert calendar.days(start, end) == max(0, (end - start).days + 1)
    assert (calendar.days(start, end) > 0) == (start <= end)


@given(start=DAYS, middle=DAYS, end=DAYS)
def test_days_add_up_where_a_stretch_is_cut(start, middle, end):
    """The second part begins on the day after the first."""
    start, middle, end = sorted((start, middle, end))
    after = middle + timedelta(1)

    assert calendar.days(start, end) == calendar.days(start, middle) + calendar.days(
        after, end
    )


@given(a1=DAYS, a2=DAYS, b1=DAYS, b2=DAYS)
def test_shared_days_are_the_same_from_both_sides(a1, a2, b1, b2):
    """And never more than either stretch has."""
    shared = calendar.overlap_days(a1, a2, b1, b2)

    assert shared == calendar.overlap_days(b1, b2, a1, a2)
    assert shared <= min(calendar.days(a1, a2), calendar.days(b1, b2))


@given(day=DAYS, other=DAYS)
def test_a_stretch_shares_all_its_days_with_itself(day, other):
    """Reversed, it has none."""
    assert calendar.overlap_days(day, other, day, other) == calendar.days(day, other)


@given(day=DAYS)
def test_a_month_has_a_first_and_a_last_day(day):
    """The day after the last is the first of the next month."""
    first, last = calendar.month(day), calendar.last_day(day)

    assert first <= day <= last
    assert (first.day, calendar.month(last)) == (1, first)
    assert last + timedelta(1) == calendar.add_months(first, 1)


@given(day=DAYS, count=MONTHS)
def test_added_months_stay_in_the_month(day, count):
    """The day is kept, or is the month's last one."""
    moved = calendar.add_months(day, count)

    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == count
    assert moved.day == min(day.day, calendar.last_day(moved).day)


@given(day=DAYS, count=st.integers(-50_000, 50_000))
def test_added_days_can_be_taken_away(day, count):
    """There and back is where one was."""
    assert calendar.add_days(calendar.add_days(day, count), -count) == day


@given(day=DAYS, count=st.integers(0, 600))
def test_months_begun_count_from_the_same_day(day, count):
    """On that day one more month has begun, on its eve not yet."""
    same = calendar.add_months(day, count)
    eve = same - timedelta(1)

    assert calendar.months_between(day, same) == count + 1
    assert same.day < day.day or calendar.months_between(day, eve) == count


@given(birth=DAYS, years=st.integers(0, 110))
def test_a_year_is_completed_on_the_birthday(birth, years):
    """Who is born on 29 February completes it on 1 March of a common year."""
    of_year = birth.year + years
    is_missing = (birth.month, birth.day) == (2, 29) and not isleap(of_year)
    birthday = date(of_year, 3, 1) if is_missing else birth.replace(year=of_year)

    assert calendar.age(birth, birthday) == years
    assert calendar.age(birth, birthday - timedelta(1)) == max(0, years - 1)


@given(day=DAYS)
def test_weekdays_follow_each_other(day):
    """From 1 to 7 and round again; 1 January 1900 was a Monday."""
    assert calendar.weekday(day) == (day - date(1900, 1, 1)).days % 7 + 1


@given(year=st.integers(1, 9999), month=st.integers(1, 12), day=st.integers(1, 31))
def test_every_month_has_a_day_of_every_number(year, month, day):
    """Where the month is shorter, its last one."""
    made = calendar.make_date(year, month, day)

    assert (made.year, made.month) == (year, month)
    assert made.day == min(day, calendar.last_day(made).day)


@pytest.mark.parametrize(
    "beyond",
    [
        lambda: calendar.add_months(date(9999, 12, 1), 1),
        lambda: calendar.add_months(date(1, 1, 1), -1),
        lambda: calendar.add_days(date(9999, 12, 31), 1),
        lambda: calendar.add_days(date(1, 1, 1), -1),
        lambda: calendar.add_days(date(2000, 1, 1), 10**12),
        lambda: calendar.make_date(0, 1, 1),
        lambda: calendar.make_date(10_000, 1, 1),
    ],
)
def test_there_are_days_that_no_calendar_tells(beyond):
    """They are an arithmetic error, which makes a value unavailable."""
    with pytest.raises(calendar.DateError):
        beyond()
