"""Diagnostics as other programs read them: JSON, SARIF, GitHub's annotations."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from engine.cli.json_text import written
from engine.diagnostic_catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.diagnostics import Diagnostic, Edit, Span

__all__ = ["as_github", "as_json", "as_sarif"]

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(found: Iterable[Diagnostic]) -> str:
    """Give one list of objects."""
    return written(
        [
            {
                "path": each.span.path,
                "line": each.span.line,
                "column": each.span.column,
                "length": each.span.length,
                "severity": each.severity.value,
                "code": each.code,
                "message": each.message,
                "hint": each.hint,
            }
            for each in found
        ],
        indent=2,
    )


def as_github(found: Iterable[Diagnostic]) -> str:
    """Give workflow commands, which GitHub shows beside the lines of a change.

    Of a value the characters are escaped that would end it.
    """
    return "\n".join(map(_annotation, found))


def _annotation(each: Diagnostic) -> str:
    span = each.span
    properties = {
        "file": PurePath(span.path).as_posix(),
        "line": span.line,
        "col": span.column,
        "endColumn": span.column + span.length,
        "title": each.code,
    }
    place = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{each.severity} {place}::{_data(_words(each))}"


def _words(each: Diagnostic) -> str:
    return f"{each.message}\n{each.hint}" if each.hint else each.message


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


def as_sarif(found: Sequence[Diagnostic]) -> str:
    """Give a log of the format SARIF 2.1.0 (OASIS), for code scanning.

    Its rules are the codes that were found; a fix is given where there is one.
    """
    codes = sorted({each.code for each in found})
    log = {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "formengine", "rules": _rules(codes)}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, codes) for each in found],
            }
        ],
    }
    return written(log, indent=2)


def _rules(codes: Iterable[str]) -> list[object]:
    return [
        {
            "id": code,
            "shortDescription": {"text": CATALOGUE[code][1]},
            "defaultConfiguration": {"level": CATALOGUE[code][0]},
        }
        for code in codes
    ]


def _result(each: Diagnostic, codes: list[str]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": each.code,
        "ruleIndex": codes.index(each.code),
        "level": each.severity.value,
        "message": {"text": _words(each)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(each.span),
                    "region": _region(each.span),
                }
            }
        ],
    }
    return result if each.fix is None else result | {"fixes": [_fix(each.fix)]}


def _fix(edit: Edit) -> dict[str, object]:
    replacement = {
        "deletedRegion": _region(edit.span),
        "insertedContent": {"text": edit.text},
    }
    return {
        "artifactChanges": [
            {
                "artifactLocation": _artifact(edit.span),
                "replacements": [replacement],
            }
        ]
    }


def _artifact(span: Span) -> dict[str, object]:
    return {"uri": quote(PurePath(span.path).as_posix())}


def _region(span: Span) -> dict[str, object]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endColumn": span.column + span.length,
    }
