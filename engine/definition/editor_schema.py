"""The language's schema as an author's editor wants it: with words, snippets and names.

yaml-language-server completes and explains keys from it. Beside what the loader judges
by, it knows what stands in this directory: tariffs, their keys, parts to include, the
account's data. What it adds never forbids anything that `check` allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from engine.definition.json_schema import Schema, array, described, mapping, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.field_type import FieldType

__all__ = ["KnownNames", "for_editors", "tariff_schema"]

_SNIPPETS: Mapping[str, tuple[tuple[str, str, object], ...]] = {
    "item": (
        (
            "question",
            "A question of one line.",
            {"field": "${1:name}", "type": "${2:text}", "label": "${3:Nom}"},
        ),
        (
            "calculated amount",
            "A value that nobody types.",
            {
                "field": "${1:total}",
                "type": "money",
                "label": "${2:Total}",
                "compute": "${3:sum(rows.amount)}",
            },
        ),
        (
            "list",
            "Rows of the same questions.",
            {
                "list": "${1:rows}",
                "item": "${2:Ligne}",
                "add_label": "${3:Ajouter une ligne}",
                "fields": [
                    {"field": "${4:cost}", "type": "money", "label": "${5:Coût}"}
                ],
            },
        ),
        (
            "period",
            "Two days, the end not before the start.",
            {
                "period": ["${1:start}", "${2:end}"],
                "type": "date",
                "labels": ["${3:Début}", "${4:Fin}"],
            },
        ),
    ),
    "section_item": (
        (
            "section",
            "A heading with questions.",
            {
                "section": "${1:name}",
                "title": "${2:Titre}",
                "fields": [{"field": "${3:name}", "type": "text", "label": "${4:Nom}"}],
            },
        ),
    ),
}
"""By definition: label, description and body of what an editor offers to insert."""

_RULE_SNIPPET = {
    "label": "rule",
    "description": "What is wrong, and the words for it.",
    "body": {
        "${1:rule_name}": {
            "error_if": "${2:end < start}",
            "at": "${3:end}",
            "message": "${4:La fin est avant le début.}",
        }
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """What a forms directory holds: names of tariffs, `tariff.key`s, parts, fields."""

    tariffs: Sequence[str]
    rates: Sequence[str]
    parts: Sequence[str]
    applicant: Sequence[str]


def for_editors(
    schema: Schema, types: Mapping[str, FieldType], known: KnownNames
) -> Schema:
    """Give the schema of the language with everything that helps while writing."""
    explained = cast("Schema", _explained(schema))
    definitions = cast("dict[str, Schema]", explained["$defs"])
    for name, definition in definitions.items():
        definition.setdefault("title", name.replace("_", " ").replace(".", ": "))
        snippets = _SNIPPETS.get(name, ())
        if snippets:
            definition["defaultSnippets"] = [
                {"label": label, "description": words, "body": body}
                for label, words, body in snippets
            ]
    _offer(explained, "choices_from", known.tariffs)
    _offer(explained, "rate", known.rates)
    _offer(explained, "include", known.parts)
    _offer(explained, "prefill", [f"applicant.{key}" for key in known.applicant])
    _offer_items(explained, "tariffs", known.tariffs)
    _add_rule_snippet(explained)
    definitions["field_types"] = {
        "title": "field types",
        "enum": list(types),
        "enumDescriptions": [f"a value of kind {each.kind}" for each in types.values()],
    }
    return explained


def _explained(value: object) -> object:
    """Copy a schema, each description also as the Markdown that editors prefer."""
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value)
        copy = {key: _explained(each) for key, each in members.items()}
        words = members.get("description")
        if isinstance(words, str):
            copy["markdownDescription"] = f"{words}\n\nGuide: `forms/README.md`"
        return copy
    if isinstance(value, (list, tuple)):
        return [_explained(each) for each in cast("Iterable[object]", value)]
    return value


def _properties(value: object, name: str) -> Iterable[Schema]:
    """Give every schema of a key, wherever in the language it may stand."""
    if isinstance(value, dict):
        members = cast("Schema", value)
        properties = members.get("properties")
        if isinstance(properties, dict) and isinstance(properties.get(name), dict):  # pyright: ignore[reportUnknownMemberType] - JSON
            yield cast("Schema", properties[name])
        for each in members.values():
            yield from _properties(each, name)
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from _properties(each, name)


def _offer(schema: Schema, name: str, values: Sequence[str]) -> None:
    """Offer known values for a key; another one is `check`'s to judge."""
    for found in _properties(schema, name):
        if values and found.get("type") == "string":
            found["examples"] = list(values)
            found["defaultSnippets"] = [
                {"label": value, "body": value} for value in values
            ]


def _offer_items(schema: Schema, name: str, values: Sequence[str]) -> None:
    for found in _properties(schema, name):
        items = found.get("items")
        if values and isinstance(items, dict):
            cast("Schema", items)["examples"] = list(values)


def _add_rule_snippet(schema: Schema) -> None:
    for found in _properties(schema, "rules"):
        found["defaultSnippets"] = [_RULE_SNIPPET]


def tariff_schema() -> Schema:
    """Describe a tariff's file for an editor; the loader judges tariffs by itself."""
    day: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    number: Schema = {"type": "number"}
    words: Schema = {"type": "string", "minLength": 1}
    row: Schema = {
        "from": described(day, "The first day on which it holds."),
        "to": described(day, "The last day; unless given, until the next row."),
        "source": described(words, "Statute and article, or the page it was read in."),
        "note": described(words, "How sure it is; nobody else reads it."),
    }
    step = record({"to": number, "value": number}, required=("value",))
    own = record(
        row | {"value": number, "steps": array(step, least=1)},
        required=("from", "source"),
    )
    key = record(
        {
            "label": described(words, "The words beside the amount."),
            "unit": described(words, "CHF, CHF/day …; none is a pure number."),
            "review_by": described(day, "`check` warns after that day."),
            "by": described({"type": "string"}, "The unit of a scale's number."),
            "slices": described({"type": "boolean"}, "Adds up the slices of a scale."),
            "values": described(array(own, least=1), "A history of its own."),
        },
        required=("label",),
    )
    shared: Schema = {
        "type": "object",
        "properties": row,
        "required": ["from", "source"],
        "additionalProperties": number,
    }
    whole = record(
        {
            "tariff": described(words, "Its name in expressions."),
            "title": described(words, "Its title in French."),
            "note": words,
            "keys": described(mapping(key), "What it gives a value for."),
            "values": described(array(shared, least=1), "Rows, in order of date."),
        },
        required=("tariff", "title", "keys"),
    )
    snippet: Schema = {
        "label": "row",
        "description": "Values from a day on.",
        "body": {"from": "${1:2027-01-01}", "source": "${2:Règlement, art. 1}"},
    }
    schema = cast("Schema", _explained(whole))
    next(iter(_properties(schema, "values")))["defaultSnippets"] = [snippet]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A tariff",
        **schema,
    }
