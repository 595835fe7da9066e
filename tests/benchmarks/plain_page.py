"""The page of 318.632.1 by hand: Jinja2 over dictionaries, ready to be written out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from tests.benchmarks.wtforms_travel import TICKETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["page"]

_NUMBER = {"size": "num", "input_mode": "decimal", "width": "c2"}
_DAY = {"size": "w5", "input_mode": "decimal", "width": "half"}
_QUESTIONS: Sequence[Mapping[str, Any]] = (
    {"key": "start", "label": "Début", **_DAY},
    {"key": "end", "label": "Fin", **_DAY},
    {
        "key": "purpose",
        "label": "But du voyage / Type de mesure",
        "hint": "p.ex. placement à l'essai",
        "width": "c4",
    },
    {"key": "origin", "label": "Parcours de", "width": "half"},
    {"key": "destination", "label": "à", "width": "half"},
    {"key": "ticket", "label": "Type de billet", "width": "c4", "choices": TICKETS},
    {
        "key": "distance_km",
        "label": "Distance",
        "unit": "km",
        "hint": "Les kilomètres de tout le trajet. Pour un aller-retour, comptez les "
        "deux sens.",
        **_NUMBER,
    },
    {"key": "fare", "label": "CHF", **_NUMBER},
)
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(trips: Sequence[Mapping[str, Any]], total: str, address: str) -> str:
    """Draw the page.

    Args:
        trips: Texts by key as they stand in the controls, with `_id`, `hidden`,
            `amount` and the lines of `calculation`.
        total: The grand total.
        address: Where the page is sent.
    """
    return _ENVIRONMENT.get_template("plain_page.html").render(
        questions=_QUESTIONS,
        trips=trips,
        total=total,
        address=address,
        token="token",
        errors={},
    )
