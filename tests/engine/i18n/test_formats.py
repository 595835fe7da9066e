"""The house format of numbers and dates, and reading numbers back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.i18n import formats
from engine.i18n.formats import NumberFault, UnreadableNumberError


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        ("0", 2, "0.00"),
        ("57.5", 2, "57.50"),
        ("1234.5", 2, "1'234.50"),
        ("-1234567.89", 2, "-1'234'567.89"),
        ("0.0045", 4, "0.0045"),
        ("1234", 0, "1'234"),
    ],
)
def test_money_is_grouped_by_apostrophes(value: str, places: int, shown: str) -> None:
    assert formats.money(Decimal(value), places=places) == shown


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (2025, None, "2025"),
        (-9999, None, "-9999"),
        (10_000, None, "10'000"),
        (Decimal("20.5"), None, "20.5"),
        (Decimal("1E+3"), None, "1'000"),
        (Decimal("20.5"), 2, "20.50"),
    ],
)
def test_a_number_keeps_its_places(
    value: Decimal | int, places: int | None, shown: str
) -> None:
    assert formats.number(value, places=places) == shown


def test_a_day_is_written_with_all_its_digits() -> None:
    assert formats.day(date(2022, 6, 6)) == "06.06.2022"


def test_a_month_is_written_without_its_day() -> None:
    assert formats.month_text(date(2022, 6, 1)) == "06.2022"


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2022, 6, 6, 12, 5, tzinfo=UTC), "06.06.2022 14:05"),
        (datetime(2022, 12, 31, 23, 30, tzinfo=UTC), "01.01.2023 00:30"),
    ],
)
def test_an_instant_is_shown_as_a_clock_in_switzerland(
    instant: datetime, shown: str
) -> None:
    assert formats.instant(instant) == shown


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="could be any hour"):
        formats.instant(datetime(2022, 6, 6, 12, 5))  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1 234.50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1\u202f234\u202f567", "1234567"),
        ("12,5", "12.5"),
        ("12.", "12"),
        (".5", "0.5"),
        ("CHF 12.-", "12"),
        ("chf12", "12"),
        ("12.– CHF", "12"),
        ("12.--", "12"),
        ("12,—", "12"),
        ("Fr. 12.50", "12.50"),
        ("12.50 Fr.", "12.50"),
        ("CHF -3", "-3"),
        ("−3", "-3"),
        ("+4", "4"),
        ("007", "7"),
        ("\uff11\uff12\uff0e\uff15", "12.5"),
        ("  12\t\n", "12"),
        ("-0", "0"),
        ("000000000000000000000012", "12"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, read: str) -> None:
    found = formats.read_number(typed, places=2, unit="CHF")

    assert str(found) == read


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", NumberFault.UNREADABLE),
        (".", NumberFault.UNREADABLE),
        ("CHF.-", NumberFault.UNREADABLE),
        ("douze", NumberFault.UNREADABLE),
        ("NaN", NumberFault.UNREADABLE),
        ("sNaN", NumberFault.UNREADABLE),
        ("-Infinity", NumberFault.UNREADABLE),
        ("1E9", NumberFault.UNREADABLE),
        ("1_000", NumberFault.UNREADABLE),
        ("0x10", NumberFault.UNREADABLE),
        ("١٢", NumberFault.UNREADABLE),
        ("5²", NumberFault.UNREADABLE),
        ("½", NumberFault.UNREADABLE),
        ("1.234,50", NumberFault.UNREADABLE),
        ("1,234.50", NumberFault.UNREADABLE),
        ("1'23", NumberFault.UNREADABLE),
        ("1'234 567", NumberFault.UNREADABLE),
        ("12.50-", NumberFault.UNREADABLE),
        ("--5", NumberFault.UNREADABLE),
        ("12 km", NumberFault.UNREADABLE),
        ("12.50.", NumberFault.UNREADABLE),
        ("1" * 65, NumberFault.UNREADABLE),
        ("12.345", NumberFault.TOO_MANY_PLACES),
        ("1,234", NumberFault.TOO_MANY_PLACES),
        ("1234567890123", NumberFault.TOO_MANY_DIGITS),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(
    typed: str, fault: NumberFault
) -> None:
    with pytest.raises(UnreadableNumberError) as caught:
        formats.read_number(typed, places=2, unit="CHF")

    assert caught.value.fault is fault


def test_a_unit_may_be_typed_after_its_number() -> None:
    assert formats.read_number("20,5 km", places=1, unit="km") == Decimal("20.5")


@given(
    value=st.decimals(
        min_value=Decimal("-999999999999.99"),
        max_value=Decimal("999999999999.99"),
        places=2,
    )
)
def test_what_is_written_is_read_again(value: Decimal) -> None:
    """Writing and reading are one pair, whatever the amount."""
    assert formats.read_number(formats.money(value), places=2, unit="CHF") == value


@given(typed=st.text(alphabet="0123456789.,'’ -–+CHFfreE_\u00a0\u202f", max_size=20))
def test_what_is_read_has_the_digits_that_were_typed(typed: str) -> None:
    """However a number is grouped, no digit of it is lost, added or moved."""
    try:
        found = formats.read_number(typed, places=3, unit="CHF")
    except UnreadableNumberError:
        return

    read_digits = "".join(c for c in str(found) if c.isdigit())
    typed_digits = "".join(c for c in typed if c.isdigit())
    assert read_digits.lstrip("0") == typed_digits.lstrip("0")
