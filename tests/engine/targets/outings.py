"""A small form with every kind of control, and answers to it."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from engine.compiler.library import compile_files
from engine.i18n.catalogue import translator
from engine.source.files import SourceFile

DAY = date(2022, 8, 26)
FRENCH = translator("fr", [])


def _compiled():
    source = Path(__file__).with_name("outing.yaml")
    text = source.read_text(encoding="utf-8")
    file = SourceFile(name="outing.yaml", shown=str(source), text=text)
    library = compile_files({"outing.yaml": file})
    assert library.diagnostics == ()
    return library.forms["outing"]


OUTING = _compiled()

RECEIPT = {
    "name": "billet.pdf",
    "type": "application/pdf",
    "size": 2048,
    "sha256": "cd" * 32,
}

_ANSWERS: dict[str, Any] = {
    "name": "Élise",
    "born": "1972-09-01",
    "season": "2022-06",
    "country": "CH",
    "has_guest": True,
    "guest": "Łukasz",
    "guest_phone": "+41791234567",
    "meals": ["noon"],
    "receipts": [RECEIPT],
    "car": {"plate": "GE 1", "seats": 4},
    "legs": [
        {
            "_id": "a",
            "day": "2022-06-06",
            "means": "car",
            "toll": "12.50",
            "count": 2,
            "shared": True,
        },
        {
            "_id": "b",
            "day": "2022-06-07",
            "means": "train",
            "fare": "1234.50",
            "count": 1,
            "ticket": [RECEIPT],
            "shared": False,
        },
    ],
}


def outing(**changes):
    """Give canonical answers without a fault, and their own changes."""
    return deepcopy(_ANSWERS) | changes
