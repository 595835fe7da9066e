"""What the account knows stands in a new request already."""

from pathlib import Path

from engine.compiler.library import load_directory
from engine.targets.web_form import start

FORM = load_directory(Path(__file__).parents[4] / "forms").forms["318.632.1"]


def begun(applicant):
    return start(FORM, applicant, new_id=lambda: "new")


def test_an_account_fills_what_asks_for_it():
    assert begun({"iban": "CH9300762011623852957"}) == {"iban": "CH9300762011623852957"}


def test_what_the_account_lacks_stays_blank():
    assert begun({"iban": ""}) == begun({}) == begun(None) == {}
