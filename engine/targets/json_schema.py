"""The JSON Schema (2020-12) of the record that a form gives when it is sent.

It describes the shape: names, types, spellings, how many rows. Whether the answers make
sense together is `engine.runtime.assess`'s to say, and only its.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.compiler.form import (
    CompiledField,
    CompiledGroup,
    CompiledList,
    CompiledTable,
    Requirement,
)
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.compiler.form import CompiledForm, CompiledItem
    from engine.i18n.texts import Text

__all__ = ["record_schema"]

Schema = dict[str, object]

_WORDS: Schema = {"type": "string", "minLength": 1}
_ROW_ID: Schema = {
    "type": "string",
    "description": "Identifies the row for as long as the record lives.",
}


def record_schema(form: CompiledForm) -> Schema:
    """Describe the records of a form, as `engine.targets.record.encode` makes them.

    Answers are nested as they are answered; computed values stand beside them, by flat
    path, read-only. Required are answers that every record has: those that are always
    required and always shown.
    """
    names = ("form", "version", "definition", "day", "language", "answers", "computed")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:formengine:record:{form.id}:{form.version}:{form.hash}",
        "title": form.title.french,
        "type": "object",
        "properties": {
            "form": {"const": form.id},
            "version": {"const": form.version},
            "definition": {"const": form.hash},
            "day": {"type": "string", "format": "date"},
            "language": {"type": "string", "pattern": "^[a-z]{2}$"},
            "applicant": _applicant(form),
            "answers": _answers(form),
            "computed": _computed(form),
            "warnings": _warnings(),
        },
        "required": [*names, "applicant", "warnings"],
        "additionalProperties": False,
    }


def _answers(form: CompiledForm) -> Schema:
    """Describe what was answered; sections make no names."""
    properties: Schema = {}
    required: list[str] = []
    for section in form.sections:
        for name, schema, is_required in _items(section.items):
            properties[name] = schema
            if is_required and section.visible_if is None:
                required.append(name)
    return _object(properties, required)


def _items(items: Iterable[CompiledItem]) -> Iterable[tuple[str, Schema, bool]]:
    """Give name, schema and necessity of everything that is answered."""
    for item in items:
        match item:
            case CompiledField() if not item.is_computed:
                yield item.id, _question(item), _is_always_there(item)
            case CompiledGroup() | CompiledTable():
                schema = _record(_inside(item))
                must = bool(schema["required"]) and item.visible_if is None
                yield item.id, _titled(schema, item.title), must
            case CompiledList() if not item.is_computed:
                must = item.min > 0 and item.visible_if is None
                yield item.id, _titled(_list(item), item.title), must
            case _:
                continue


def _inside(item: CompiledGroup | CompiledTable) -> Iterable[CompiledItem]:
    if isinstance(item, CompiledGroup):
        return item.items
    return (row.quantity for row in item.rows)


def _record(items: Iterable[CompiledItem], identity: Schema | None = None) -> Schema:
    """Describe the answers of a group or a row, with what identifies a row."""
    found = list(_items(items))
    return _object(
        (identity or {}) | {name: schema for name, schema, _ in found},
        [name for name, _, is_required in found if is_required],
    )


def _object(properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _is_always_there(question: CompiledField) -> bool:
    """Tell whether no record lacks this answer, if all around it is shown."""
    return question.requirement is Requirement.ALWAYS and question.visible_if is None


def _list(compiled: CompiledList) -> Schema:
    row = _record(compiled.items, identity={"_id": _ROW_ID})
    return {
        "type": "array",
        "minItems": compiled.min,
        "maxItems": compiled.max,
        "items": _titled(row, compiled.item),
    }


def _titled(schema: Schema, title: Text) -> Schema:
    return {"title": title.french, **schema} if title else schema


def _question(question: CompiledField) -> Schema:
    described = _titled(question.codec.json_schema(), question.label)
    if question.help:
        described["description"] = question.help.french
    return described


def _computed(form: CompiledForm) -> Schema:
    """Describe computed values by flat path; a row's path has its index in it."""
    rows = {
        f"^{re.escape(path)}\\[[0-9]+\\]\\.{re.escape(compiled.key)}$": _result(
            compiled
        )
        for path, compiled_list in form.lists.items()
        for compiled in compiled_list.fields
        if compiled.is_computed
    }
    return {
        "type": "object",
        "properties": {
            compiled.key: _result(compiled)
            for compiled in form.fields.values()
            if compiled.is_computed
        },
        "patternProperties": rows,
        "additionalProperties": False,
        "readOnly": True,
    }


def _result(compiled: CompiledField) -> Schema:
    """Describe a computed value: bounds are for what is typed."""
    codec = compiled.codec
    match codec.kind:
        case ValueKind.INTEGER:
            schema: Schema = {"type": "integer"}
        case ValueKind.DECIMAL | ValueKind.MONEY:
            part = rf"\.[0-9]{{{codec.places}}}" if codec.places else ""
            schema = {"type": "string", "pattern": f"^-?(?:0|[1-9][0-9]*){part}$"}
        case ValueKind.DATE | ValueKind.MONTH:
            schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?$"}
        case _:
            schema = codec.json_schema()
    return {**_titled(schema, compiled.label), "readOnly": True}


def _applicant(form: CompiledForm) -> Schema:
    """Describe the account's data, of which a form can require nothing."""
    return _object({field.key: _question(field) for field in form.applicant}, [])


def _warnings() -> Schema:
    warning = _object(
        {"code": _WORDS, "path": _WORDS, "reason": _WORDS}, ["code", "path"]
    )
    return {"type": "array", "items": warning}
