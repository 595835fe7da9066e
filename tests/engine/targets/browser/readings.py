"""Answers read by a codec, and by the browser from the codec's reading."""

from collections.abc import Iterator
from random import Random
from typing import Any

from engine.field_type import Codec, FieldType, Rejection
from engine.fuzz import spoilt
from engine.i18n.catalogue import translator
from engine.targets.browser.program import plain
from engine.trials.node import answered

FRENCH = translator("fr", [])
SPOILT_PER_EXAMPLE = 60


def unlike(field_type: FieldType) -> list[tuple[Any, Any, Any]]:
    """Give the answers that the browser reads otherwise: raw, server's, browser's."""
    cases = [(codec, raw) for codec, raw in _cases(field_type) if _is_json(raw)]
    found = answered(_question(codec, raw) for codec, raw in cases)
    return [
        (raw, wanted, given)
        for (codec, raw), given in zip(cases, found, strict=True)
        if given.get("judged", True) and (wanted := _on_the_server(codec, raw)) != given
    ]


def _cases(field_type: FieldType) -> Iterator[tuple[Codec, Any]]:
    """Give the examples, and texts near to them."""
    chance = Random(field_type.name)  # noqa: S311 - the same answers every time
    for example in field_type.examples():
        codec = field_type.bind(example.options)
        yield codec, example.raw
        if isinstance(example.raw, str) and len(example.raw) <= 100:
            for _ in range(SPOILT_PER_EXAMPLE):
                yield codec, spoilt(example.raw, chance)


def _is_json(raw: Any) -> bool:
    """Tell what JavaScript has too: floats may be whole there, and NaN is no JSON."""
    return not isinstance(raw, float) and raw == raw  # noqa: PLR0124 - NaN is unlike itself


def _question(codec: Codec, raw: Any) -> Any:
    return {
        "reading": plain(codec.reading, FRENCH),
        "raw": raw,
        "kind": codec.kind.value,
        "places": codec.places,
    }


def _on_the_server(codec: Codec, raw: Any) -> Any:
    try:
        value = codec.read(raw)
    except Rejection as rejection:
        words = rejection.message.format(label="{label}", **rejection.params)
        return {"code": rejection.code, "words": words}
    if value is None:
        return {"empty": True}
    return {"value": codec.dump(value), "text": codec.text(value), "judged": True}
