"""What sent requests are found by: the days that each form claims."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.compiler.library import load_directory
from engine.runtime.assess import assess
from webapp.requests.index import Days, claimed_days

_ROOT = Path(__file__).parent.parent.parent.parent
_LIBRARY = load_directory(_ROOT / "forms")
_APPLICANT = json.loads(
    (_ROOT / "tests/worked_examples/318.632.1.json").read_text("utf-8")
)[0]["applicant"]


def _days(form_id: str, answers: dict[str, Any]) -> list[tuple[str, str]]:
    form = _LIBRARY.forms[form_id]
    found = claimed_days(assess(form, answers, _APPLICANT, date(2024, 6, 30)))
    assert all(isinstance(each, Days) for each in found)
    return [(each.first.isoformat(), each.last.isoformat()) for each in found]


_TRIPS = [
    {"start": "2022-06-06", "end": "2022-06-07"},
    {"start": "2022-06-10", "end": "2022-06-10"},
]


@pytest.mark.parametrize(
    ("form_id", "answers", "expected"),
    [
        (
            "318.632.1",
            {
                "period_from": "2022-06-06",
                "period_to": "2022-06-10",
                "meals": {"days_5_8h": 5},
                "trips": _TRIPS,
            },
            [("2022-06-06", "2022-06-10")],
        ),
        (
            "318.632.1",
            {"trips": _TRIPS},
            [("2022-06-06", "2022-06-07"), ("2022-06-10", "2022-06-10")],
        ),
        ("318.536", {"month": "2024-02"}, [("2024-02-01", "2024-02-29")]),
        ("318.536", {"month": "2023-12"}, [("2023-12-01", "2023-12-31")]),
        (
            "318.635-639",
            {"category": "wig", "wig": {"date": "2024-03-01", "cost": "100"}},
            [("2024-03-01", "2024-03-01")],
        ),
        ("318.536", {}, []),
    ],
    ids=["a period", "journeys alone", "a leap month", "December", "a day", "nothing"],
)
def test_the_days_of_a_request(
    form_id: str, answers: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """A period or month counts as a whole; without one, every day that is named."""
    assert _days(form_id, answers) == expected
