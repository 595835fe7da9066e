"""A field type's reading says, as data, what its codec does; the browser follows it."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import pytest

from engine.field_type import FieldType, Rejection, discover
from engine.i18n.catalogue import translator
from engine.reading import CHECKSUMS, KINDS, STEPS
from engine.targets.browser.program import plain
from tests.engine.targets.browser.node import answered

FRENCH = translator("fr", [])
TYPES = tuple(discover().values())
NOISE = (
    *("\u00a0", "\u2009", " ", "\t", "\u200b", "\ufeff", "\u0301", "\x00", "\x85"),
    *("0", "1", "9", "A", "z", "ß", "é", "-", "–", "−", "+", ".", ",", "'", "’", "/"),
    *("CHF", "Fr.", "@", "\U0001f600", "\u0661", "\uff11", "756", "CH", "IBAN"),
)

every_type = pytest.mark.parametrize(
    "field_type", TYPES, ids=[field_type.name for field_type in TYPES]
)


def steps_of(reading: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*reading.get("steps", ()), *reading.get("shown", ())]


@every_type
def test_a_reading_keeps_to_the_vocabulary(field_type: FieldType) -> None:
    """What no browser knows it could not follow."""
    for example in field_type.examples():
        reading: Any = field_type.bind(example.options).reading

        assert reading["kind"] in KINDS
        assert all(isinstance(each, Rejection) for each in reading["refusals"].values())
        assert {step["do"] for step in steps_of(reading)} <= STEPS
        assert {
            step["algorithm"] for step in steps_of(reading) if step["do"] == "checksum"
        } <= CHECKSUMS


def spoilt(field_type: FieldType) -> Iterator[tuple[Any, Any]]:
    """Give options and answers: the examples, and texts near to them."""
    chance = Random(field_type.name)  # noqa: S311 - the same answers every time
    for example in field_type.examples():
        yield example.options, example.raw
        if not isinstance(example.raw, str) or len(example.raw) > 100:
            continue
        for _ in range(60):
            text = example.raw
            for _ in range(chance.randint(1, 3)):
                place = chance.randint(0, len(text))
                skipped = chance.choice((0, 0, 1))
                text = text[:place] + chance.choice(NOISE) + text[place + skipped :]
            yield example.options, text


def is_json(raw: Any) -> bool:
    """Tell what JavaScript has too: floats may be whole there, and NaN is no JSON."""
    return not isinstance(raw, float) and raw == raw  # noqa: PLR0124 - NaN is unlike itself


def on_the_server(field_type: FieldType, options: Any, raw: Any) -> Any:
    codec = field_type.bind(options)
    try:
        value = codec.read(raw)
    except Rejection as rejection:
        words = rejection.message.format(label="{label}", **rejection.params)
        return {"code": rejection.code, "words": words}
    if value is None:
        return {"empty": True}
    return {"value": codec.dump(value), "text": codec.text(value), "judged": True}


def question(field_type: FieldType, options: Any, raw: Any) -> Any:
    codec = field_type.bind(options)
    return {
        "reading": plain(codec.reading, FRENCH),
        "raw": raw,
        "kind": codec.kind.value,
        "places": codec.places,
    }


@every_type
def test_the_browser_reads_as_the_server_does(field_type: FieldType) -> None:
    """The same value, the same text and the same words, or it is left to the server."""
    cases = [case for case in spoilt(field_type) if is_json(case[1])]

    found = answered(question(field_type, *case) for case in cases)

    differences = [
        (raw, wanted, given)
        for (options, raw), given in zip(cases, found, strict=True)
        if given.get("judged", True)
        and (wanted := on_the_server(field_type, options, raw)) != given
    ]
    assert differences == []
    assert any(given.get("code") for given in found)
    assert any("value" in given for given in found)
