"""What holds for every field type there is; a new one is tested here by existing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine import checks, field_types
from engine.field_type import (
    Choice,
    Codec,
    ControlKind,
    FieldType,
    Rejection,
    TypeExample,
    discover,
)
from engine.values import ValueKind

TYPES = tuple(discover().values())


def _example(case: Any) -> TypeExample:
    """Give the example of a row of parameters."""
    return case.values[1]


EXAMPLES = [
    pytest.param(field_type, example, id=f"{field_type.name}-{index}")
    for field_type in TYPES
    for index, example in enumerate(field_type.examples())
]
ACCEPTED = [case for case in EXAMPLES if _example(case).value is not None]
REFUSED = [case for case in EXAMPLES if _example(case).rejected]

every_type = pytest.mark.parametrize(
    "field_type", TYPES, ids=[field_type.name for field_type in TYPES]
)

arbitrary_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text()
    | st.text(alphabet="0123456789.,'-+ CHFeE_/\u202f’"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def _codecs(field_type: FieldType) -> Iterator[Codec]:
    """Give one codec for each set of options among a type's examples."""
    seen: list[object] = []
    for example in field_type.examples():
        if example.options not in seen:
            seen.append(example.options)
            yield field_type.bind(example.options)


@pytest.mark.parametrize(("field_type", "example"), EXAMPLES)
def test_an_example_is_true(field_type: FieldType, example: TypeExample) -> None:
    """What a type says of itself is what it does."""
    codec = field_type.bind(example.options)

    try:
        value = codec.read(example.raw)
    except Rejection as rejection:
        found = replace(example, value=None, json=None, rejected=rejection.code)
    else:
        shown = None if value is None else codec.dump(value)
        found = replace(example, value=value, json=shown, rejected=None)

    assert example == found


@pytest.mark.parametrize(("field_type", "example"), ACCEPTED)
def test_the_value_has_the_type_of_its_kind(
    field_type: FieldType, example: TypeExample
) -> None:
    """Equal is not enough: 1, 1.0 and True are equal."""
    value = field_type.bind(example.options).read(example.raw)

    assert type(value) is type(example.value)


@pytest.mark.parametrize(("field_type", "example"), ACCEPTED)
def test_what_is_dumped_is_read_again(
    field_type: FieldType, example: TypeExample
) -> None:
    """A record gives back what went into it, also through JSON's text."""
    codec = field_type.bind(example.options)
    assert example.value is not None
    stored = json.loads(json.dumps(codec.dump(example.value)))

    assert codec.read(stored) == example.value


@pytest.mark.parametrize(("field_type", "example"), ACCEPTED)
def test_what_is_shown_may_be_typed(
    field_type: FieldType, example: TypeExample
) -> None:
    """A person may type what the page showed, files excepted."""
    codec = field_type.bind(example.options)
    assert example.value is not None
    if codec.kind is ValueKind.FILES:
        assert codec.text(example.value) != ""
        return

    assert codec.read(codec.text(example.value)) == example.value


@pytest.mark.parametrize(("field_type", "example"), ACCEPTED)
def test_what_is_dumped_fits_the_json_schema(
    field_type: FieldType, example: TypeExample
) -> None:
    """Who reads the schema knows every record."""
    codec = field_type.bind(example.options)
    assert example.value is not None
    schema: dict[str, Any] = codec.json_schema()

    Draft202012Validator.check_schema(schema)
    stored: Any = codec.dump(example.value)
    assert Draft202012Validator(schema).is_valid(stored)


@pytest.mark.parametrize(("field_type", "example"), REFUSED)
def test_a_refusal_says_what_to_do(field_type: FieldType, example: TypeExample) -> None:
    """No message calls an answer «invalid»; every place in it is filled."""
    with pytest.raises(Rejection) as caught:
        field_type.bind(example.options).read(example.raw)

    words = caught.value.message.format(label="X", **caught.value.params)

    assert caught.value.code in ("invalid", "out_of_range")
    assert "valide" not in words
    assert "{" not in words
    assert words.split()[0] in (
        "Choisissez",
        "Comparez",
        "Indiquez",
        "Joignez",
        "Retirez",
        "Répondez",
        "Utilisez",
    )


@cache
def _words_for_translators() -> set[str]:
    """Give what a catalogue finds in the sources of types and checks."""
    folders = [Path(package.__path__[0]) for package in (checks, field_types)]
    return {
        message
        for folder in folders
        for _, _, message, _, _ in extract_from_dir(
            folder,
            method_map=[("**.py", "python")],
            keywords={"Rejection": (2,), "Text": None},
        )
        if isinstance(message, str)
    }


@pytest.mark.parametrize(("field_type", "example"), REFUSED)
def test_a_refusal_can_be_translated(
    field_type: FieldType, example: TypeExample
) -> None:
    """Words put together at run time would be missing from every catalogue."""
    with pytest.raises(Rejection) as caught:
        field_type.bind(example.options).read(example.raw)

    assert caught.value.message in _words_for_translators()


@every_type
def test_a_type_shows_both_verdicts(field_type: FieldType) -> None:
    """Examples that only accept, or only refuse, prove half of a type."""
    examples = tuple(field_type.examples())

    assert any(example.value is not None for example in examples)
    assert any(example.rejected for example in examples)


@every_type
def test_options_have_schemas_with_words(field_type: FieldType) -> None:
    """An author's editor can explain each option, and none is hidden."""
    schemas = field_type.option_schemas

    for name, schema in schemas.items():
        plain: dict[str, Any] = dict(schema)
        Draft202012Validator.check_schema(plain)
        assert str(plain["description"]), name
    assert json.loads(json.dumps(schemas)) == schemas
    assert set(field_type.required_options) <= set(schemas)


@every_type
def test_the_examples_write_only_options_that_fit_their_schemas(
    field_type: FieldType,
) -> None:
    """Examples are what an author could have written."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: dict(s) for name, s in field_type.option_schemas.items()},
        "required": list(field_type.required_options),
        "additionalProperties": False,
    }
    validator = Draft202012Validator(schema)

    for example in field_type.examples():
        options: Any = dict(example.options)
        assert [error.message for error in validator.iter_errors(options)] == []


@every_type
def test_the_codec_keeps_the_kind_of_its_type(field_type: FieldType) -> None:
    """The compiler asks the type, the runtime asks the codec: they agree."""
    kinds = {codec.kind for codec in _codecs(field_type)}

    assert kinds == {field_type.kind}


@every_type
def test_the_control_fits_its_kind(field_type: FieldType) -> None:
    """Choices are drawn where there are choices, media types where there are files."""
    for codec in _codecs(field_type):
        control = codec.control
        with_choices = control.kind in (ControlKind.SELECT, ControlKind.CHECKBOXES)

        assert bool(control.choices) == with_choices
        assert bool(control.accept) == (control.kind is ControlKind.FILES)
        assert control.align_right == codec.kind.is_number
        assert all(isinstance(choice, Choice) for choice in control.choices)


@every_type
@given(data=st.data())
def test_no_answer_makes_a_codec_fail(
    field_type: FieldType, data: st.DataObject
) -> None:
    """Any JSON at all gives a value, nothing, or a `Rejection`."""
    codec = data.draw(st.sampled_from(list(_codecs(field_type))))
    raw = data.draw(arbitrary_json)

    try:
        value = codec.read(raw)
    except Rejection:
        return

    assert value is None or codec.read(codec.dump(value)) == value


@every_type
@given(noise=st.text(max_size=4), data=st.data())
def test_a_spoilt_answer_never_makes_a_codec_fail(
    field_type: FieldType, noise: str, data: st.DataObject
) -> None:
    """Texts near to an accepted one reach further into a codec than random ones."""
    example = data.draw(st.sampled_from(list(field_type.examples())))
    if not isinstance(example.raw, str):
        return
    place = data.draw(st.integers(0, len(example.raw)))
    codec = field_type.bind(example.options)

    try:
        value = codec.read(example.raw[:place] + noise + example.raw[place:])
    except Rejection:
        return

    assert value is None or codec.read(codec.text(value)) == value


@every_type
def test_a_huge_answer_costs_no_time(field_type: FieldType) -> None:
    """What nobody types is refused before it is worked on, or refused by its length."""
    huge = ("1" * 200_000, "e\u0301" * 100_000, "\u0301\u0327" * 100_000, " " * 200_000)
    for codec in _codecs(field_type):
        for raw in (*huge, ["x"] * 100_000, Decimal("1E+999999"), -(10**4000)):
            try:
                codec.read(raw)
            except Rejection:
                continue
