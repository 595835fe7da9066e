"""Small makers of JSON Schema, which say what the meta-schema is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Part",
    "Schema",
    "array",
    "described",
    "either",
    "mapping",
    "record",
    "reference",
    "whole_pattern",
]

Schema = dict[str, object]


class Part(Schema):
    """A part of `allOf` about mappings that have a key, or that text under it."""

    def __init__(self, key: str, then: Schema, *, text: str | None = None) -> None:
        """Write it down with `if` and `then`, as any validator understands it."""
        condition: Schema = {"required": [key]}
        if text is not None:
            condition = {"properties": {key: {"const": text}}, **condition}
        super().__init__({"if": condition, "then": then})
        self.key = key
        self.text = text

    def is_about(self, instance: object) -> bool:
        """Tell whether the condition holds; what is no mapping may be judged too."""
        if not isinstance(instance, dict):
            return True
        given = cast("Schema", instance)
        if self.text is None:
            return self.key in given
        return given.get(self.key) == self.text


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
        "allOf": [Part(key, schema) for key, schema in alternatives.items()],
    }


def whole_pattern(pattern: str) -> str:
    r"""Give a pattern whose `$` is the end: Python's also stands before a last `\n`."""
    return pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern
