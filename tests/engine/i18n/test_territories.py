"""Names of countries."""

from pathlib import Path

from engine.i18n.catalogue import translator
from engine.i18n.territories import TERRITORY, territories
from engine.i18n.texts import Text


def test_there_is_every_country_of_iso_3166_and_kosovo() -> None:
    """ISO 3166-1 lists 249 territories."""
    names = territories("fr")

    assert len(names) == 250
    assert (names["CH"], names["XK"]) == ("Suisse", "Kosovo")
    assert "EU" not in names


def test_every_language_names_the_same_countries() -> None:
    french = set(territories("fr"))

    assert {
        language: set(territories(language)) for language in ("de", "it", "en")
    } == {
        "de": french,
        "it": french,
        "en": french,
    }


def test_a_translator_knows_the_names_without_a_catalogue() -> None:
    """Nobody translates 250 names by hand."""
    german = translator("de", [Path("nowhere")])

    assert german(Text("Allemagne", f"{TERRITORY}DE")) == "Deutschland"
