"""The program of a form is plain data that depends on definition and language alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.compiler.library import Library, load_directory
from engine.i18n.catalogue import translator
from engine.targets.browser import program

FORMS = Path(__file__).parents[4] / "forms"
FRENCH = translator("fr", [])


@pytest.fixture(scope="module")
def library() -> Library:
    return load_directory(FORMS)


def written(form: Any, language: str = "fr") -> str:
    return json.dumps(program(form, translator(language, [FORMS / "locales"])))


def test_the_same_definition_gives_the_same_text(library: Library) -> None:
    """So that it may be kept under the definition's hash."""
    again = load_directory(FORMS)

    assert {name: written(form) for name, form in library.forms.items()} == {
        name: written(form) for name, form in again.forms.items()
    }


def test_it_is_json_without_numbers_that_round(library: Library) -> None:
    """Amounts are texts; a number is a whole one, such as a limit of rows."""
    for form in library.forms.values():
        found: list[str] = []

        json.loads(written(form), parse_float=found.append)

        assert found == []


def test_its_words_are_in_the_language(library: Library) -> None:
    travel = library.forms["318.632.1"]

    german: Any = json.loads(written(travel, "de"))

    assert german["language"] == "de"
    assert german["words"]["required"] == "Das Feld {label} ist obligatorisch."


def test_it_carries_only_the_rates_that_its_expressions_ask(library: Library) -> None:
    """With their sources, for explanations."""
    travel = program(library.forms["318.632.1"], FRENCH)

    rates: Any = travel["rates"]
    assert sorted(rates) == [
        "meals.absence_5_8h",
        "meals.absence_over_8h",
        "meals.lodging",
        "travel.local_traffic_month",
        "travel.private_car_km",
    ]
    assert rates["meals.absence_5_8h"]["rows"] == [
        {
            "from": "1992-01-01",
            "to": None,
            "source": "RAI art. 90 al. 4 (RO 1991 2116)",
            "value": "11.50",
        }
    ]
