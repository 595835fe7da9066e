"""The table of settings, and the document that is made from it."""

from collections import Counter
from pathlib import Path

import pytest

import webapp
from tests.webapp.portal_for_tests import PortalForTests
from webapp.settings.catalogue import CATALOGUE, SETTINGS
from webapp.settings.document import document_of
from webapp.settings.setting import Setting

README = Path(webapp.__file__).parent / "settings" / "README.md"


def test_the_document_is_the_table() -> None:
    """Whoever adds a setting writes the document anew:
    `flask --app webapp settings > webapp/settings/README.md`.
    """
    assert document_of(CATALOGUE) == README.read_text("utf-8")


def test_the_command_prints_the_document(portal: PortalForTests) -> None:
    result = portal.app.test_cli_runner().invoke(args=["settings"])

    assert (result.exit_code, result.output) == (0, README.read_text("utf-8"))


def test_no_setting_is_told_twice() -> None:
    names = Counter(each.name for each in SETTINGS)

    assert [name for name, count in names.items() if count > 1] == []


def test_every_setting_says_what_it_means() -> None:
    assert [each.name for each in SETTINGS if not each.meaning.endswith(".")] == []


@pytest.mark.parametrize("word", ["PASSWORD", "TOKEN", "SECRET", "KEY"])
def test_what_is_called_a_secret_is_marked_as_one(word: str) -> None:
    """Other than where a token stands in a message, and half of a key that is none."""
    open_ones = {"SMS_TOKEN_HEADER", "SMS_TOKEN_PREFIX", "STORAGE_KEY_ID"}
    named = {each.name: each.is_secret for each in SETTINGS if word in each.name}

    assert {name for name, is_secret in named.items() if not is_secret} <= open_ones


def test_a_row_of_the_document() -> None:
    table = {
        "Time": (Setting("PAUSE_S", 1.5, "A pause.", "s"),),
        "Secrets": (
            Setting("KEY", "", "A key.", is_secret=True),
            Setting("PLACE", "", "A place.", if_blank="here"),
        ),
    }

    *_, times, secrets = document_of(table).split("## ")

    assert times.splitlines()[-2] == "| `PORTAL_PAUSE_S` | `1.5` s | A pause. |"
    assert secrets.splitlines()[-2:] == [
        "| `PORTAL_KEY` * | – | A key. |",
        "| `PORTAL_PLACE` | here | A place. |",
    ]
