"""The definition language as a JSON Schema 2020-12, assembled from the field types.

One schema serves two readers: the loader, which judges files by it, and an author's
editor, which completes and explains keys from it. Alternatives are told apart by a key
(`field:`, `list:` …) or by the type's name, with `if` and `then`, so that a fault is
reported for the one alternative that is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.field_schemas import (
    EXPRESSION,
    ID,
    LETS,
    RULES,
    TEXT,
    field_definitions,
)
from engine.definition.json_schema import (
    Schema,
    array,
    described,
    either,
    mapping,
    record,
    reference,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.named_types import NamedType
    from engine.field_type import FieldType

__all__ = ["ITEM_KEYS", "SECTION_KEYS", "meta_schema"]

ITEM_KEYS = ("field", "period", "text", "group", "list", "tariff_table", "include")
"""The keys of which exactly one tells what an entry of `fields` is."""

SECTION_KEYS = ("section", "group", "include")
"""Likewise for an entry of `sections`."""

_LARGEST_LIST = 10_000


def meta_schema(
    types: Mapping[str, FieldType], named_types: Mapping[str, NamedType]
) -> Schema:
    """Describe a form's file, in the terms of these field types and named types."""
    definitions = field_definitions(types, named_types) | {
        "item": either({key: reference(key) for key in ITEM_KEYS}),
        "section_item": either({key: reference(key) for key in SECTION_KEYS}),
        "text": _text_block(),
        "group": _group(),
        "section": _section(),
        "list": _list(),
        "tariff_table": _tariff_table(),
        "include": _include(),
        "total": _total(),
        "rate_periods": _rate_periods(),
        "examples": _examples(),
        "types_file": _types_file(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A form",
        **_form(),
        "$defs": definitions,
    }


def _form() -> Schema:
    return record(
        {
            "form": described(TEXT, "The form's number or name."),
            "version": described(
                {"type": "integer", "minimum": 1},
                "Raised when the form's meaning changes.",
            ),
            "title": described(TEXT, "The form's title in French."),
            "legal_basis": described(TEXT, "Statutes and articles."),
            "pdf_template": described(
                {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                "The file of pdf_templates/ that prints it; invoice unless given.",
            ),
            "total": reference("total"),
            "sections": described(
                array(reference("section_item"), least=1), "The page, top to bottom."
            ),
            "rules": RULES,
            "let": LETS,
            "renames": described(
                mapping(TEXT),
                "Old path to new: answers of drafts move to the question's new name.",
            ),
            "examples": reference("examples"),
        },
        required=("form", "version", "title", "sections"),
    )


def _items(*, least: int = 1) -> Schema:
    return described(
        array(reference("item"), least=least), "Questions, values, texts and lists."
    )


def _block(key: str, extra: Schema) -> Schema:
    """Describe what has a heading and fields."""
    return record(
        {
            key: described(ID, "Its name."),
            "title": described(TEXT, "Its heading."),
            "help": described(TEXT, "An explanation below the heading."),
            "visible_if": described(EXPRESSION, "It exists only if this holds."),
            "fields": _items(),
            "let": LETS,
            "rules": RULES,
            **extra,
        },
        required=(key, "fields"),
    )


def _section() -> Schema:
    return described(
        _block("section", {}), "A part of the page with a heading; it makes no name."
    )


def _group() -> Schema:
    return described(
        _block("group", {}), "A record of its own: its field cost is group.cost."
    )


def _list() -> Schema:
    number_of_rows: Schema = {"type": "integer", "minimum": 0, "maximum": _LARGEST_LIST}
    return described(
        _block(
            "list",
            {
                "item": described(TEXT, "The name of one row."),
                "add_label": described(TEXT, "The words of the button for a new row."),
                "min": described(number_of_rows, "The least number of rows."),
                "max": described(
                    number_of_rows | {"minimum": 1}, "The greatest number of rows."
                ),
                "no_overlap": described(
                    array(ID, least=2, most=2),
                    "Start and end of rows that may not share a day.",
                ),
                "rate_periods": reference("rate_periods"),
            },
        ),
        "Rows of the same fields.",
    )


def _rate_periods() -> Schema:
    return described(
        record(
            {
                "from": described(EXPRESSION, "The first day."),
                "to": described(EXPRESSION, "The last day."),
                "tariffs": array(ID, least=1),
            },
            required=("from", "to", "tariffs"),
        ),
        "Makes the rows: one per stretch in which no row of these tariffs changes.",
    )


def _text_block() -> Schema:
    return described(
        record(
            {
                "text": described(ID, "Its name."),
                "title": TEXT,
                "body": TEXT,
                "visible_if": EXPRESSION,
            },
            required=("text", "body"),
        ),
        "Words on the page.",
    )


def _tariff_table() -> Schema:
    line = record(
        {
            "rate": described(
                {
                    "type": "string",
                    "pattern": r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$",
                    "patternErrorMessage": "write it as tariff.key",
                },
                "The rate, as tariff.key.",
            ),
            "max": described(
                {"type": "integer", "minimum": 1}, "The greatest quantity."
            ),
            "label": described(TEXT, "Only where it differs from the tariff's."),
        },
        required=("rate",),
    )
    column = ("quantity", "line", "rate", "amount")
    return described(
        record(
            {
                "tariff_table": described(ID, "The name of its group."),
                "title": TEXT,
                "help": TEXT,
                "visible_if": EXPRESSION,
                "day": described(EXPRESSION, "The date field that chooses the rates."),
                "columns": described(
                    record(dict.fromkeys(column, TEXT)), "The heads of the table."
                ),
                "lines": mapping(line, keys=ID, least=1),
            },
            required=("tariff_table", "day", "lines"),
        ),
        "Quantities times rates, line by line.",
    )


def _include() -> Schema:
    return described(
        record(
            {
                "include": described({"type": "string"}, "A file below forms/."),
                "set": described(
                    mapping({"type": "object"}), "Options of its fields, by field."
                ),
            },
            required=("include",),
        ),
        "A section or group of another file.",
    )


def _total() -> Schema:
    allowed: Schema = {"enum": ["allowed", "refused"]}
    long_form = record(
        {
            "field": ID,
            "zero": allowed,
            "negative": allowed,
            "message": described(TEXT, "The words for a total that is refused."),
        },
        required=("field",),
    )
    return described(
        {"type": ["string", "object"], "if": {"type": "object"}, "then": long_form},
        "The money field shown in lists; refused at 0 or less unless allowed.",
    )


def _examples() -> Schema:
    data: Schema = {"type": "object"}
    problems = array({"type": "string"})
    places = array({"type": "string"})
    expected = record(
        {
            "values": described(data, "Values by path; null: there is none."),
            "problems": described(problems, "All errors, as code@path."),
            "warnings": described(problems, "All warnings, as code@path."),
            "shown": described(places, "Paths that must be shown."),
            "hidden": described(places, "Paths that must not be shown."),
        }
    )
    case = record(
        {
            "example": described(TEXT, "What it shows."),
            "day": described(
                {"type": "string", "format": "date"}, "The day it is judged."
            ),
            "answers": data,
            "applicant": data,
            "expect": expected,
        },
        required=("example", "day", "expect"),
    )
    return described(
        record(
            {
                "base": record({"answers": data, "applicant": data}),
                "cases": array(case),
            },
            required=("cases",),
        ),
        "What should come out: the proof that a change broke nothing.",
    )


def _types_file() -> Schema:
    return record(
        {"types": mapping(reference("named_type"), keys=ID)}, required=("types",)
    )
