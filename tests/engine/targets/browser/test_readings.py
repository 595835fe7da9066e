"""A field type's reading says, as data, what its codec does; the browser follows it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from engine.field_type import DeclaredFieldType, FieldType, Rejection, discover
from engine.field_types._text import TextCodec
from engine.reading import CHECKSUMS, KINDS, STEPS
from tests.engine.targets.browser.readings import unlike

TYPES = discover()

every_type = pytest.mark.parametrize("field_type", TYPES.values(), ids=list(TYPES))


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


@every_type
def test_the_browser_reads_as_the_server_does(field_type: FieldType) -> None:
    """The same value, the same text and the same words, or it is left to the server."""
    assert unlike(field_type) == []


def test_a_type_that_does_not_say_how_it_reads_is_found() -> None:
    """Forgetting the steps is no way to pass."""
    known = TYPES["postcode"]
    assert isinstance(known, DeclaredFieldType)

    def without_steps(options: Any) -> TextCodec:
        codec = known.bind(options)
        assert isinstance(codec, TextCodec)
        return replace(codec, steps=())

    assert unlike(replace(known, binder=without_steps)) != []
