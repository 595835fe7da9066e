"""What in a file violates a JSON Schema, found by jsonschema.

A number may stand where a text is expected, since scalars are texts as written.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

from jsonschema import Draft202012Validator, validators

from engine.definition.json_schema import Part, whole_pattern
from engine.source.nodes import MappingNode, ScalarNode
from engine.source.scalars import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jsonschema.exceptions import ValidationError

    from engine.source.nodes import Node

__all__ = ["violations"]


def violations(
    node: Node, schema: Mapping[str, object], definition: str | None = None
) -> Iterator[ValidationError]:
    """Give every violation in a file.

    Args:
        node: The file's root.
        schema: The whole schema.
        definition: The definition it is judged by; None is the schema itself.
    """
    validator = _VALIDATOR(schema)
    if definition is not None:
        validator = validator.evolve(schema={"$ref": f"#/$defs/{definition}"})
    return validator.iter_errors(_instance(node))


class _Validator(Protocol):
    """What is used of jsonschema's validators, whose types are not declared."""

    def iter_errors(self, instance: object) -> Iterator[ValidationError]:
        """Give every violation."""
        ...

    def evolve(self, *, schema: Mapping[str, object]) -> _Validator:
        """Give a validator for another schema with the same definitions."""
        ...

    def descend(
        self, instance: object, schema: object, *, schema_path: object
    ) -> Iterator[ValidationError]:
        """Give every violation of a part of the schema."""
        ...


class _WrittenNumber(Decimal):
    """An unquoted number, which is also the text that it is written as."""

    __slots__ = ("written",)
    written: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Keep a number with its spelling."""
        number = cls(text)
        number.written = text
        return number


def _instance(node: Node) -> object:
    """Give plain data in which numbers keep their spelling."""
    if isinstance(node, MappingNode):
        return {entry.key.text: _instance(entry.value) for entry in node}
    if not isinstance(node, ScalarNode):
        return [_instance(item) for item in node.items]
    value = to_json(node)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _WrittenNumber.of(node.text)
    return value


def _is_text(_: object, instance: object) -> bool:
    return isinstance(instance, str | _WrittenNumber)


def _is_number(_: object, instance: object) -> bool:
    return isinstance(instance, _WrittenNumber)


def _is_integer(_: object, instance: object) -> bool:
    return isinstance(instance, _WrittenNumber) and "." not in instance.written


def _on_text(keyword: str) -> Callable[..., Iterator[ValidationError]]:
    """Make a keyword about texts see a number as it is written."""
    plain = cast(
        "Callable[..., Iterator[ValidationError] | None]",
        Draft202012Validator.VALIDATORS[keyword],
    )

    def check(
        validator: object, value: object, instance: object, schema: object
    ) -> Iterator[ValidationError]:
        if isinstance(instance, _WrittenNumber):
            instance = instance.written
        read = whole_pattern(str(value)) if keyword == "pattern" else value
        for error in plain(validator, read, instance, schema) or ():
            error.validator_value = value
            yield error

    return check


def _all_of(
    validator: _Validator, parts: Sequence[object], instance: object, _: object
) -> Iterator[ValidationError]:
    """Judge by every part but those that are about other mappings.

    The meta-schema has one part for each kind of item and each field type, of which one
    is meant: asking jsonschema about the others took most of the loading.
    """
    for index, part in enumerate(parts):
        if not isinstance(part, Part) or part.is_about(instance):
            yield from validator.descend(instance, part, schema_path=index)


_TEXT_KEYWORDS = ("pattern", "minLength", "maxLength", "format", "enum", "const")


def _extended() -> Callable[[Mapping[str, object]], _Validator]:
    checker = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"string": _is_text, "integer": _is_integer, "number": _is_number}
    )
    extended = cast("Any", validators).extend(
        Draft202012Validator,
        {
            "allOf": _all_of,
            **{keyword: _on_text(keyword) for keyword in _TEXT_KEYWORDS},
        },
        type_checker=checker,
    )
    return cast("Callable[[Mapping[str, object]], _Validator]", extended)


_VALIDATOR = _extended()
