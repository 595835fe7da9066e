"""Small makers of JSON Schema, which say what the meta-schema is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Schema",
    "array",
    "described",
    "either",
    "mapping",
    "record",
    "reference",
]

Schema = dict[str, object]


def reference(name: str) -> Schema:
    """Point to a definition of the same schema."""
    return {"$ref": f"#/$defs/{name}"}


def described(schema: Mapping[str, object], description: str) -> Schema:
    """Add what an editor shows beside a key."""
    return {**schema, "description": description}


def record(
    properties: Mapping[str, object], *, required: tuple[str, ...] = ()
) -> Schema:
    """Describe a mapping with known keys and no others."""
    schema: Schema = {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
    }
    return schema | {"required": list(required)} if required else schema


def mapping(
    values: Mapping[str, object],
    *,
    keys: Mapping[str, object] | None = None,
    least: int = 0,
) -> Schema:
    """Describe a mapping whose keys the author chooses."""
    schema: Schema = {"type": "object", "additionalProperties": dict(values)}
    if keys is not None:
        schema["propertyNames"] = dict(keys)
    return schema | {"minProperties": least} if least else schema


def array(
    items: Mapping[str, object], *, least: int = 0, most: int | None = None
) -> Schema:
    """Describe a list."""
    schema: Schema = {"type": "array", "items": dict(items)}
    if least:
        schema["minItems"] = least
    return schema if most is None else schema | {"maxItems": most}


def either(alternatives: Mapping[str, Schema]) -> Schema:
    """Describe a mapping that has exactly one of these keys, which tells what it is."""
    return {
        "type": "object",
        "oneOf": [{"required": [key]} for key in alternatives],
        "allOf": [
            {"if": {"required": [key]}, "then": schema}
            for key, schema in alternatives.items()
        ],
    }
