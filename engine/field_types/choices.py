"""The type `choices`: any of several answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

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

_LONGEST = 10_000
"""Characters, and sent keys, beyond which nothing is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChoicesCodec:
    """A field with the keys of some choices, each once, in the author's order."""

    control: Control
    keys: tuple[str, ...]
    kind: ValueKind = ValueKind.CHOICES
    unit: Unit = PURE
    places: int = 0
    minimum: Value | None = None

    def read(self, raw: object) -> Value | None:
        """Read a list of keys, or keys with commas between them."""
        if raw is None:
            return None
        if isinstance(raw, str):
            sent: list[object] = list(raw[:_LONGEST].split(","))
        elif isinstance(raw, list | tuple):
            sent = list(cast("list[object]", raw)[:_LONGEST])
        else:
            raise _rejection()
        chosen = {_key(item) for item in sent} - {""}
        if not chosen.issubset(self.keys):
            raise _rejection()
        return tuple(key for key in self.keys if key in chosen) or None

    @property
    def reading(self) -> Reading:
        """Describe the keys."""
        return {
            "kind": "choices",
            "keys": list(self.keys),
            "refusals": {"unreadable": _rejection()},
        }

    def dump(self, value: Value) -> object:
        """Give the list of keys."""
        return list(value) if isinstance(value, tuple) else value

    def text(self, value: Value) -> str:
        """Give the keys with commas between them."""
        keys = value if isinstance(value, tuple) else (value,)
        return ", ".join(str(key) for key in keys)

    def json_schema(self) -> dict[str, object]:
        """Describe a list of keys."""
        return {
            "type": "array",
            "items": {"enum": list(self.keys)},
            "minItems": 1,
            "uniqueItems": True,
        }


def _key(item: object) -> str:
    if not isinstance(item, str):
        raise _rejection()
    return item.strip()


def _rejection() -> Rejection:
    return Rejection("invalid", "Choisissez parmi les réponses proposées.")


def _bind(options: Options) -> Codec:
    choices = choices_of(options)
    return _ChoicesCodec(
        control=Control(kind=ControlKind.CHECKBOXES, choices=choices),
        keys=tuple(choice.key for choice in choices),
    )


_AIDS = {"choices": {"stick": "Canne", "chair": "Fauteuil", "dog": "Chien"}}

FIELD_TYPE = DeclaredFieldType(
    name="choices",
    kind=ValueKind.CHOICES,
    option_schemas=CHOICES,
    required_options=("choices",),
    binder=_bind,
    truths=(
        TypeExample(
            options=_AIDS,
            raw=["dog", "stick", "dog"],
            value=("stick", "dog"),
            json=["stick", "dog"],
        ),
        TypeExample(options=_AIDS, raw="chair", value=("chair",), json=["chair"]),
        TypeExample(
            options=_AIDS,
            raw="stick, dog",
            value=("stick", "dog"),
            json=["stick", "dog"],
        ),
        TypeExample(options=_AIDS, raw=[]),
        TypeExample(options=_AIDS, raw=[""]),
        TypeExample(options=_AIDS, raw=["cat"], rejected="invalid"),
        TypeExample(options=_AIDS, raw=[["dog"]], rejected="invalid"),
        TypeExample(options=_AIDS, raw={"dog": True}, rejected="invalid"),
    ),
)
