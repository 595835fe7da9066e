"""The type `boolean`: a box that is ticked or not."""

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
from engine.values import PURE, Unit, Value, ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options, Reading

__all__ = ["FIELD_TYPE"]

_MEANINGS = {
    **dict.fromkeys(("true", "1", "on", "oui", "ja", "sì", "si", "yes"), True),
    **dict.fromkeys(("false", "0", "off", "non", "nein", "no"), False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _BooleanCodec:
    """A box; as text it is `true` or `false`, for who shows it to word."""

    control: Control
    kind: ValueKind = ValueKind.BOOLEAN
    unit: Unit = PURE
    places: int = 0
    minimum: Value | None = None

    def read(self, raw: object) -> Value | None:
        """Read JSON's true or false, what a browser sends, or yes and no."""
        if raw is None or isinstance(raw, bool):
            return raw
        if isinstance(raw, str):
            word = raw[:20].strip().lower()
            if not word:
                return None
            if word in _MEANINGS:
                return _MEANINGS[word]
        raise _unreadable()

    @property
    def reading(self) -> Reading:
        """Describe the words for yes and no."""
        return {
            "kind": "boolean",
            "yes": [word for word, meaning in _MEANINGS.items() if meaning],
            "no": [word for word, meaning in _MEANINGS.items() if not meaning],
            "refusals": {"unreadable": _unreadable()},
        }

    def dump(self, value: Value) -> object:
        """Give true or false."""
        return value

    def text(self, value: Value) -> str:
        """Give `true` or `false`."""
        return "true" if value else "false"

    def json_schema(self) -> dict[str, object]:
        """Describe true or false."""
        return {"type": "boolean"}


def _unreadable() -> Rejection:
    return Rejection("invalid", "Répondez par oui ou par non.")


def _bind(options: Options) -> Codec:  # noqa: ARG001 - it has none
    return _BooleanCodec(control=Control(kind=ControlKind.CHECKBOX))


FIELD_TYPE = DeclaredFieldType(
    name="boolean",
    kind=ValueKind.BOOLEAN,
    binder=_bind,
    truths=(
        TypeExample(options={}, raw=True, value=True, json=True),
        TypeExample(options={}, raw=False, value=False, json=False),
        TypeExample(options={}, raw="on", value=True, json=True),
        TypeExample(options={}, raw=" Non ", value=False, json=False),
        TypeExample(options={}, raw=""),
        TypeExample(options={}, raw=1, rejected="invalid"),
        TypeExample(options={}, raw="peut-être", rejected="invalid"),
        TypeExample(options={}, raw=[True], rejected="invalid"),
    ),
)
