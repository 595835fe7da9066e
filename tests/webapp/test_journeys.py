"""From sign-in to confirmation, for every form, with the worked examples.

Each example that may be sent is typed into the pages by a browser without JavaScript,
checked, sent, and found again with its amount and its PDF.
"""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, a_pdf

_EXAMPLES = Path(__file__).parent.parent / "worked_examples"


def _cases() -> list[Any]:
    cases = []
    for path in sorted(_EXAMPLES.glob("*.json")):
        for case in json.loads(path.read_text("utf-8")):
            problems = case["expect"]["problems"]
            if not any(problem["level"] == "error" for problem in problems):
                name = f"{path.stem} {case['name']}"
                cases.append(pytest.param(path.stem, case, id=name))
    return cases


def _flat(answers: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Give the answers by the names of their controls; documents come as files."""
    found: dict[str, str] = {}
    for key, value in answers.items():
        name = f"{prefix}{key}"
        if key == "documents":
            continue
        if isinstance(value, dict):
            found |= _flat(value, f"{name}.")
        elif isinstance(value, list):
            for index, row in enumerate(value):
                found |= _flat(row, f"{name}-{index}-")
        elif isinstance(value, bool):
            found[name] = "true" if value else ""
        else:
            found[name] = str(value)
    return found


def _lists(answers: dict[str, Any], prefix: str = "") -> dict[str, int]:
    found: dict[str, int] = {}
    for key, value in answers.items():
        if isinstance(value, dict):
            found |= _lists(value, f"{prefix}{key}.")
        elif isinstance(value, list) and key != "documents":
            found[f"{prefix}{key}"] = len(value)
    return found


def _type_everything(browser: PlainBrowser, answers: dict[str, Any]) -> None:
    """Fill what is drawn, press «Calculer» until nothing more appears."""
    values, typed = _flat(answers), set()
    while shown := (set(values) & browser.names) - typed:
        browser.fill_all({name: values[name] for name in shown})
        typed |= shown
        browser.press("Calculer")
        for path, rows in _lists(answers).items():
            for index in range(rows):
                has_list = path in browser.names
                if has_list and f"{path}-{index}-_id" not in browser.names:
                    _, data = browser.pressed("Continuer")
                    data["action"] = f"{path}.add"
                    browser.client.post(browser.address, data=data)
                    browser.get(browser.address)
    assert typed == set(values)


@pytest.mark.parametrize(("form_id", "case"), _cases())
def test_a_worked_example_is_sent_with_its_amount(
    portal: PortalForTests, form_id: str, case: dict[str, Any]
) -> None:
    """A person types the example, sends it, and gets reference, amount and PDF."""
    portal.clock.set_day(date.fromisoformat(case["day"]))
    portal.account(applicant=case["applicant"])
    browser = portal.signed_in()
    browser.get(f"/formulaires/{form_id}")
    _type_everything(browser, case["answers"])
    for document in case["answers"].get("documents", ()):
        browser.attach("documents", document["name"], a_pdf())
    browser.press("Continuer")
    assert browser.address.endswith("/verification"), browser.text
    reasons = {name for name in browser.names if name.startswith("reason-")}
    browser.fill_all(dict.fromkeys(reasons, "C'est ainsi."))

    browser.press("Envoyer ma demande")

    sent = portal.requests()[0]
    total = next(
        case["expect"]["values"][key]
        for key in ("grand_total", "total")
        if key in case["expect"]["values"]
    )
    assert browser.address.endswith("/confirmation")
    assert sent.reference is not None
    assert sent.reference in browser.text
    assert str(sent.total) == total
    pdf = browser.client.get(f"/demandes/{sent.id}/pdf")
    assert sent.reference in PdfReader(BytesIO(pdf.data)).pages[0].extract_text()
