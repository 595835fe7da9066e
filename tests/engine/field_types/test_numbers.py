"""The types `integer`, `decimal` and `money`: their words and their schemas."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.field_type import OptionError
from engine.values import CHF, PURE
from tests.engine.field_types.refusals import bound, refusal


@pytest.mark.parametrize(
    ("name", "options", "raw", "expected"),
    [
        ("money", {}, "douze", ("invalid", "Indiquez un montant comme 1'234.50.")),
        ("money", {}, "NaN", ("invalid", "Indiquez un montant comme 1'234.50.")),
        ("money", {}, "1E9", ("invalid", "Indiquez un montant comme 1'234.50.")),
        ("money", {}, "١٢", ("invalid", "Indiquez un montant comme 1'234.50.")),
        ("money", {}, "1.234,50", ("invalid", "Indiquez un montant comme 1'234.50.")),
        ("money", {}, 12.5, ("invalid", "Indiquez un montant comme 1'234.50.")),
        ("money", {}, "12.345", ("invalid", "Indiquez au plus deux décimales.")),
        (
            "money",
            {},
            Decimal("12.345"),
            ("invalid", "Indiquez au plus deux décimales."),
        ),
        ("money", {}, "-1", ("out_of_range", "Indiquez 0.00 ou plus.")),
        (
            "money",
            {},
            "1'000'000'000'000",
            ("out_of_range", "Indiquez au plus douze chiffres avant le point."),
        ),
        (
            "money",
            {"max": 5000},
            "5000.05",
            ("out_of_range", "Indiquez un nombre de 0.00 à 5'000.00."),
        ),
        ("decimal", {}, "vingt", ("invalid", "Indiquez un nombre comme 20.5.")),
        (
            "decimal",
            {"places": 1},
            "20.55",
            ("invalid", "Indiquez au plus une décimale."),
        ),
        (
            "decimal",
            {"places": 4},
            "0.00001",
            ("invalid", "Indiquez au plus 4 décimales."),
        ),
        (
            "decimal",
            {"places": 1, "max": 9},
            "9.1",
            ("out_of_range", "Indiquez 9.0 ou moins."),
        ),
        ("integer", {}, "12.5", ("invalid", "Indiquez un nombre sans décimales.")),
        ("integer", {}, "x", ("invalid", "Indiquez un nombre entier comme 12.")),
        (
            "integer",
            {"min": 0, "max": 366},
            367,
            ("out_of_range", "Indiquez un nombre de 0 à 366."),
        ),
    ],
)
def test_a_refusal_says_what_to_type(name, options, raw, expected):
    assert refusal(name, raw, **options) == expected


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        ("integer", {"min": 5, "max": 4}, "min 5 is above max 4"),
        ("money", {"max": -1}, "min 0 is above max -1"),
        (
            "money",
            {"min": Decimal("0.005")},
            "0.005 has more places than the field, which has 2",
        ),
        (
            "decimal",
            {"unit": "km/h/s"},
            "«km/h/s» is no unit: write «km», «CHF» or «CHF/day»",
        ),
    ],
)
def test_options_that_contradict_each_other_are_refused(name, options, reason):
    with pytest.raises(OptionError) as caught:
        bound(name, **options)

    assert str(caught.value) == reason


def test_a_number_has_unit_places_and_minimum_for_the_type_checker():
    rate = bound("money", unit="CHF/day", places=4)
    count = bound("integer", min=1)

    assert (rate.unit, rate.places, rate.minimum) == (
        (("CHF", 1), ("day", -1)),
        4,
        Decimal(0),
    )
    assert (count.unit, count.places, count.minimum) == (PURE, 0, 1)
    assert bound("money").unit == CHF
    assert bound("decimal").minimum is None


def test_a_number_is_drawn_with_its_unit_and_a_keyboard_that_can_type_it():
    """Some telephones' keyboards of digits have no minus sign."""
    money = bound("money").control
    signed = bound("money", min=-5).control
    days = bound("integer", min=0, unit="day").control

    assert (money.suffix, money.input_mode, money.example) == (
        "CHF",
        "decimal",
        "1'234.50",
    )
    assert signed.input_mode is None
    assert (days.suffix, days.input_mode, days.example) == ("jour", "numeric", "12")


@pytest.mark.parametrize(
    ("name", "options", "schema"),
    [
        (
            "money",
            {},
            {"type": "string", "pattern": r"^(?:0|[1-9][0-9]{0,11})\.[0-9]{2}$"},
        ),
        (
            "money",
            {"min": -5},
            {"type": "string", "pattern": r"^-?(?:0|[1-9][0-9]{0,11})\.[0-9]{2}$"},
        ),
        (
            "decimal",
            {"places": 0, "min": 1},
            {"type": "string", "pattern": r"^(?:0|[1-9][0-9]{0,11})$"},
        ),
        (
            "integer",
            {"max": 31},
            {"type": "integer", "minimum": -999999999999, "maximum": 31},
        ),
    ],
)
def test_the_schema_of_a_number(name, options, schema):
    assert bound(name, **options).json_schema() == schema


@given(
    value=st.decimals(
        min_value=0, max_value=Decimal("999999999999.99"), places=2, allow_nan=False
    )
)
def test_an_amount_is_the_same_however_it_comes(value):
    """Typed in house format, stored, or as a number of JSON."""
    codec = bound("money")

    assert codec.read(codec.text(value)) == value
    assert codec.read(codec.dump(value)) == value
    assert codec.read(value) == value


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("integer", 2025, "2025"),
        ("integer", 12345, "12'345"),
        ("decimal", Decimal(2025), "2'025"),
        ("money", Decimal("2025.5"), "2'025.50"),
    ],
)
def test_only_a_whole_number_of_four_digits_is_not_grouped(name, value, text):
    """A year reads as one; amounts stand below each other."""
    options = {"places": 0} if name == "decimal" else {}

    assert bound(name, **options).text(value) == text


def test_a_year_out_of_bounds_is_told_as_years():
    """The bounds are written as the answer is."""
    assert refusal("integer", "1989", min=1990, max=2100) == (
        "out_of_range",
        "Indiquez un nombre de 1990 à 2100.",
    )
