"""The type `choice`: one of several answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.field_type import (
    Control,
    ControlKind,
    DeclaredFieldType,
    Rejection,
    TypeExample,
)
from engine.field_types._choice import CHOICES, choices_of
from engine.values import PURE, Unit, Value, ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options, Reading

__all__ = ["FIELD_TYPE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChoiceCodec:
    """A field with the key of one choice."""

    control: Control
    keys: tuple[str, ...]
    kind: ValueKind = ValueKind.CHOICE
    unit: Unit = PURE
    places: int = 0
    minimum: Value | None = None

    def read(self, raw: object) -> Value | None:
        """Read a key."""
        if raw is None:
            return None
        if isinstance(raw, str):
            if raw in self.keys:
                return raw
            key = raw[:200].strip()
            if not key:
                return None
            if key in self.keys:
                return key
        raise _unreadable()

    @property
    def reading(self) -> Reading:
        """Describe the keys."""
        return {
            "kind": "choice",
            "keys": list(self.keys),
            "refusals": {"unreadable": _unreadable()},
        }

    def dump(self, value: Value) -> object:
        """Give the key."""
        return value

    def text(self, value: Value) -> str:
        """Give the key."""
        return str(value)

    def json_schema(self) -> dict[str, object]:
        """Describe the keys."""
        return {"enum": list(self.keys)}


def _unreadable() -> Rejection:
    return Rejection("invalid", "Choisissez une des réponses proposées.")


def _bind(options: Options) -> Codec:
    choices = choices_of(options)
    return _ChoiceCodec(
        control=Control(kind=ControlKind.SELECT, choices=choices),
        keys=tuple(choice.key for choice in choices),
    )


_COLOURS = {"choices": {"red": "Rouge", "green": "Vert"}}

FIELD_TYPE = DeclaredFieldType(
    name="choice",
    kind=ValueKind.CHOICE,
    option_schemas=CHOICES,
    required_options=("choices",),
    binder=_bind,
    truths=(
        TypeExample(options=_COLOURS, raw="red", value="red", json="red"),
        TypeExample(options=_COLOURS, raw=" green ", value="green", json="green"),
        TypeExample(options=_COLOURS, raw=""),
        TypeExample(options=_COLOURS, raw="blue", rejected="invalid"),
        TypeExample(options=_COLOURS, raw="Rouge", rejected="invalid"),
        TypeExample(options=_COLOURS, raw=0, rejected="invalid"),
        TypeExample(options=_COLOURS, raw=["red"], rejected="invalid"),
    ),
)
