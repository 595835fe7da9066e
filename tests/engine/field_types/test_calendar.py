"""The types `date` and `month`: what they say, and years of two digits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.field_type import OptionError
from tests.engine.field_types.refusals import bound, refusal


@pytest.mark.parametrize(
    ("name", "options", "raw", "expected"),
    [
        ("date", {}, "hier", ("invalid", "Indiquez une date comme 06.06.2022.")),
        (
            "date",
            {},
            "31.06.2022",
            (
                "invalid",
                "Indiquez une date qui existe: jour, mois et année, comme 06.06.2022.",
            ),
        ),
        (
            "date",
            {},
            "06.06.45",
            ("invalid", "Indiquez l'année avec ses quatre chiffres."),
        ),
        (
            "date",
            {},
            "31.12.1899",
            ("out_of_range", "Indiquez une date du 01.01.1900 au 31.12.2200."),
        ),
        (
            "date",
            {"min": "2020-01-01", "max": "2020-12-31"},
            "2021-01-01",
            ("out_of_range", "Indiquez une date du 01.01.2020 au 31.12.2020."),
        ),
        ("month", {}, "juin", ("invalid", "Indiquez un mois comme 06.2022.")),
        (
            "month",
            {},
            "13.2022",
            ("invalid", "Indiquez un mois de 01 à 12 et l'année, comme 06.2022."),
        ),
        (
            "month",
            {"min": "2020-01"},
            "12.2019",
            ("out_of_range", "Indiquez une date du 01.2020 au 12.2200."),
        ),
    ],
)
def test_a_refusal_says_what_to_type(name, options, raw, expected):
    assert refusal(name, raw, **options) == expected


@pytest.mark.parametrize(
    ("typed", "year"),
    [("1.1.00", 2000), ("1.1.30", 2030), ("1.1.60", 1960), ("1.1.99", 1999)],
)
def test_two_digits_of_a_year_are_read_where_they_mean_one_thing(typed, year):
    assert bound("date").read(typed) == date(year, 1, 1)


@pytest.mark.parametrize("typed", ["1.1.31", "1.1.59"])
def test_two_digits_that_could_be_a_birth_or_a_service_are_asked_again(typed):
    assert refusal("date", typed)[0] == "invalid"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (
            {"min": "2021-01-01", "max": "2020-01-01"},
            "min 2021-01-01 is after max 2020-01-01",
        ),
        (
            {"min": "2021-02-30"},
            "min and max are written as in ISO 8601, such as 2022-06-30",
        ),
    ],
)
def test_options_that_contradict_each_other_are_refused(options, reason):
    with pytest.raises(OptionError) as caught:
        bound("date", **options)

    assert str(caught.value) == reason


@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(day):
    codec = bound("date")
    spellings = {
        day.isoformat(),
        codec.text(day),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day}/{day.month:02d}/{day.year}",
        f"{day.day:02d}-{day.month:02d}-{day.year}",
    }

    assert {codec.read(spelling) for spelling in spellings} == {day}


@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_a_month_is_its_first_day_however_it_is_written(day):
    codec = bound("month")
    spellings = {f"{day:%Y-%m}", f"{day:%m.%Y}", f"{day.month}/{day.year}"}

    assert {codec.read(spelling) for spelling in spellings} == {day.replace(day=1)}
