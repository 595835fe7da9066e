"""The part of the meta-schema about fields: one definition per field type.

A named type is a field type with some options given, so it has the same definition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.json_schema import (
    Part,
    Schema,
    array,
    described,
    mapping,
    record,
    reference,
)
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.named_types import NamedType
    from engine.field_type import FieldType

__all__ = [
    "CHOICES",
    "COMMON_KEYS",
    "EXPRESSION",
    "ID",
    "LETS",
    "PERIOD_KINDS",
    "RULES",
    "TEXT",
    "field_definitions",
]

CHOICES = "choices"
"""The option that `choices_from` may stand for."""

ID: Schema = {
    "type": "string",
    "pattern": "^[a-z][a-z0-9_]*$",
    "patternErrorMessage": (
        "names are made of a-z, 0-9 and _, and begin with a letter"
    ),
}
TEXT: Schema = {"type": "string", "minLength": 1}
EXPRESSION: Schema = {"type": ["string", "number"], "title": "an expression"}
LETS: Schema = described(
    mapping(EXPRESSION, keys=ID), "Names for expressions; neither shown nor stored."
)

_SEVERITIES = ("error_if", "warn_if", "info_if")
_BOOLEAN: Schema = {"type": "boolean"}
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}


def _rule(*, at: bool) -> Schema:
    keys = {
        "error_if": described(EXPRESSION, "What is wrong when it stops sending."),
        "warn_if": described(EXPRESSION, "What is to be confirmed with a reason."),
        "info_if": described(EXPRESSION, "What is worth a remark."),
        "message": described(TEXT, "The words, shown when the condition holds."),
    }
    place = {"at": described({"type": "string"}, "The field it is shown at.")}
    return record(
        keys | place if at else keys,
        required=("message", "at") if at else ("message",),
    ) | {"oneOf": [{"required": [key]} for key in _SEVERITIES]}


RULES: Schema = described(
    mapping(_rule(at=True), keys=ID), "Conditions that must not hold, by their id."
)

COMMON_KEYS: Mapping[str, Schema] = {
    "label": described(TEXT, "The words at the question."),
    "short_label": described(TEXT, "The name in messages; the label unless given."),
    "help": described(TEXT, "A longer explanation."),
    "hint": described(TEXT, "A word beside the question."),
    "width": described({"enum": ["half", "full"]}, "half: two fields side by side."),
    "optional": described(_BOOLEAN, "May be left empty."),
    "required_if": described(EXPRESSION, "Must be answered only if this holds."),
    "visible_if": described(EXPRESSION, "Exists only if this holds."),
    "default": described(_SCALAR, "The answer where none is given."),
    "prefill": described(
        {
            "type": "string",
            "pattern": r"^applicant\.[a-z][a-z0-9_]*$",
            "patternErrorMessage": "write it as applicant.iban",
        },
        "Filled in once, when a request is begun.",
    ),
    "on_copy": described(
        {"enum": ["keep", "clear"]}, "When somebody starts from an earlier request."
    ),
    "compute": described(
        {
            "type": ["string", "number", "object"],
            "title": "an expression",
            "additionalProperties": EXPRESSION,
        },
        "The expression that gives the value; with by, one per choice.",
    ),
    "by": described({"type": "string"}, "The choice that selects the expression."),
    "choices_from": described(ID, "The tariff whose keys are the choices."),
}
"""What every field may have, whatever its type."""

_PERIOD_KEYS = ("help", "hint", "width", "optional", "required_if", "visible_if")
PERIOD_KINDS = (ValueKind.DATE, ValueKind.MONTH)


def field_definitions(
    types: Mapping[str, FieldType], named_types: Mapping[str, NamedType]
) -> Schema:
    """Give the definitions of `field`, `period` and a named type, and of each type."""
    types_by_word = dict(_types_by_word(types, named_types))
    dates = {
        word: found
        for word, found in types_by_word.items()
        if found[0].kind in PERIOD_KINDS
    }
    definitions: Schema = {
        "field": _by_type("field", types_by_word, ("field", "type", "label")),
        "period": _by_type("period", dates, ("period", "type", "labels")),
        "named_type": _by_type("named", dict(_types_by_word(types, {})), ("type",)),
    }
    for word, (field_type, given) in types_by_word.items():
        definitions[f"field.{word}"] = _field(field_type, given)
    for word, (field_type, _) in dates.items():
        definitions[f"period.{word}"] = _period(field_type)
    for word, field_type in types.items():
        definitions[f"named.{word}"] = _named_type(field_type)
    return definitions


def _types_by_word(
    types: Mapping[str, FieldType], named_types: Mapping[str, NamedType]
) -> Iterator[tuple[str, tuple[FieldType, frozenset[str]]]]:
    """Go through what may stand after `type:`, with the options that it brings."""
    for word, field_type in types.items():
        yield word, (field_type, frozenset())
    for word, named in named_types.items():
        yield word, (types[named.type], frozenset(named.options))


def _by_type(
    prefix: str, words: Mapping[str, object], required: tuple[str, ...]
) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": {"type": {"enum": list(words)}},
        "allOf": [
            Part("type", reference(f"{prefix}.{word}"), text=word) for word in words
        ],
    }


def _field(field_type: FieldType, given: frozenset[str]) -> Schema:
    has_choices = CHOICES in field_type.option_schemas
    common = {
        key: schema
        for key, schema in COMMON_KEYS.items()
        if key != "choices_from" or has_choices
    }
    schema = record(
        {
            "field": described(ID, "Its name."),
            "type": True,
            **common,
            **field_type.option_schemas,
        }
    )
    required = [
        option
        for option in field_type.required_options
        if option not in given and option != CHOICES
    ]
    schema["required"] = required
    if CHOICES in field_type.required_options and CHOICES not in given:
        schema["oneOf"] = [{"required": [CHOICES]}, {"required": ["choices_from"]}]
    return schema


def _period(field_type: FieldType) -> Schema:
    return record(
        {
            "period": described(array(ID, least=2, most=2), "Names of the two dates."),
            "labels": described(array(TEXT, least=2, most=2), "Their labels."),
            "short_labels": array(TEXT, least=2, most=2),
            "type": True,
            "on_copy": COMMON_KEYS["on_copy"],
            **{key: COMMON_KEYS[key] for key in _PERIOD_KEYS},
            **field_type.option_schemas,
        }
    )


def _named_type(field_type: FieldType) -> Schema:
    return record(
        {
            "type": True,
            "rules": described(
                mapping(_rule(at=False), keys=ID), "Rules on the value, which is it."
            ),
            **field_type.option_schemas,
        }
    )
