"""Units are counted as each language counts."""

from decimal import Decimal

import pytest

from engine.i18n.catalogue import translator
from engine.i18n.texts import LANGUAGES
from engine.i18n.units import Quantity, french_unit, unit_label


@pytest.mark.parametrize(
    ("unit", "shown"),
    [("CHF/day", "CHF/jour"), ("night", "nuit"), ("km", "km"), ("", "")],
)
def test_a_unit_is_written_in_french(unit, shown):
    """What is no unit of time is written alike everywhere."""
    assert french_unit(unit) == shown


@pytest.mark.parametrize("unit", ["CHF/day", "CHF/jour"])
def test_a_unit_is_translated_however_it_is_written(unit):
    """A control shows the unit in French, a tariff as its author wrote it."""
    assert [unit_label(unit, translator(each, ())) for each in LANGUAGES] == [
        "CHF/jour",
        "CHF/Tag",
        "CHF/giorno",
        "CHF/day",
    ]


@pytest.mark.parametrize(
    ("number", "french", "german", "italian", "english"),
    [
        (0, "0 jour", "0 Tage", "0 giorni", "0 days"),
        (1, "1 jour", "1 Tag", "1 giorno", "1 day"),
        (-1, "-1 jour", "-1 Tag", "-1 giorno", "-1 day"),
        (5, "5 jours", "5 Tage", "5 giorni", "5 days"),
        (Decimal("1.5"), "1.5 jour", "1.5 Tage", "1.5 giorni", "1.5 days"),
    ],
)
def test_a_quantity_has_the_plural_of_its_language(
    number, french, german, italian, english
):
    """French counts none and one and a half as one; the others do not."""
    quantity = Quantity(number, str(number), "day")

    found = [quantity.words(translator(each, ())) for each in LANGUAGES]

    assert found == [french, german, italian, english]


def test_months_look_alike_in_french_only():
    """One French word stands for two words of the others."""
    one, two = Quantity(1, "1", "month"), Quantity(2, "2", "mois")

    assert [each.words(translator("de", ())) for each in (one, two)] == [
        "1 Monat",
        "2 Monate",
    ]


def test_a_rate_and_an_unknown_unit_have_no_plural():
    """«CHF/Tag» stays; a word that nobody knows is written as its author did."""
    german = translator("de", ())

    assert Quantity(Decimal("11.50"), "11.50", "CHF/day").words(german) == (
        "11.50 CHF/Tag"
    )
    assert Quantity(3, "3", "km").words(german) == "3 km"
