"""YAML is read as a located tree, and what a form does not need is refused."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.diagnostics import Collector, Span, render
from engine.source.files import SourceFile, read_directory
from engine.source.nodes import MappingNode, ScalarNode, SequenceNode
from engine.source.places import source_lines
from engine.source.yaml_loader import load


def file_of(text, name="f.yaml"):
    return SourceFile(name=name, shown=name, text=text)


def rendered(text, name):
    """Give what an author reads about a text, with the lines."""
    collector = Collector()
    load(file_of(text, name), collector)
    lines = source_lines(text)
    return "".join(
        render(found, lines[found.span.line - 1]) + "\n" for found in collector.sorted()
    )


def loaded(text) -> Any:
    collector = Collector()
    node = load(file_of(text), collector)
    assert collector.sorted() == ()
    return node


def test_scalars_are_read_as_written():
    """No number, date or boolean is guessed."""
    node = loaded("{a: 011, b: 11.50, c: no, d: 2026-01-01, e: 'x'}")

    assert [entry.value.text for entry in node] == [
        "011",
        "11.50",
        "no",
        "2026-01-01",
        "x",
    ]
    assert [entry.value.plain for entry in node] == [True, True, True, True, False]


def test_every_node_has_its_place():
    """Columns count characters, also after accents."""
    node = loaded("é: [à, {ô: x}]\n")
    value = node.get("é")
    inner = value.items[1]

    assert [node.span, value.span, value.items[0].span, inner.span] == [
        Span("f.yaml", 1, 1, 1),
        Span("f.yaml", 1, 4, 1),
        Span("f.yaml", 1, 5, 1),
        Span("f.yaml", 1, 9, 1),
    ]
    assert inner.get("ô").span == Span("f.yaml", 1, 12, 1)


def test_a_byte_order_mark_is_no_part_of_the_file():
    """An editor's mark shifts no column."""
    node = loaded("\ufeffa: 1")

    assert node.span == Span("f.yaml", 1, 1, 1)


def test_a_key_without_a_value_is_null():
    """A key with nothing after its colon has an empty value."""
    node = loaded("a:\nb: ~\nc: null\nd: ''\n")

    assert [entry.value.is_null for entry in node] == [True, True, True, False]


REFUSED = Path(__file__).parent / "refused"


@pytest.mark.parametrize("path", sorted(REFUSED.glob("*.yaml")), ids=lambda p: p.stem)
def test_what_is_refused_is_told_at_its_place(path):
    """An author reads what is wrong, where, and what to write."""
    expected = path.with_suffix(".expected").read_text("utf-8")

    assert rendered(path.read_text("utf-8"), path.name) == expected


def test_a_control_character_is_told_by_its_number():
    """What cannot be seen is named, each time it occurs."""
    collector = Collector()

    assert load(file_of("a: \x00é\x07\n"), collector) is None
    assert [
        (found.code, found.message, found.span.column) for found in collector.sorted()
    ] == [
        ("E102", "the character U+0000 may not stand in YAML", 4),
        ("E102", "the character U+0007 may not stand in YAML", 6),
    ]


def test_bytes_that_are_no_utf_8_are_told_at_their_place(tmp_path):
    """A file in another encoding says so where it first matters."""
    (tmp_path / "f.yaml").write_bytes("é: café".encode() + b"\xe9\n")
    collector = Collector()

    assert load(read_directory(tmp_path)["f.yaml"], collector) is None
    assert [(found.code, found.span.column) for found in collector.sorted()] == [
        ("E101", 8)
    ]


def test_all_faults_of_a_tree_are_told_at_once():
    """Only a parse error ends the reading."""
    collector = Collector()

    load(file_of("a: &x 1\na: 2\nb: {c, d}\n"), collector)

    assert [(found.code, found.span.line) for found in collector.sorted()] == [
        ("E107", 1),
        ("E110", 2),
        ("E112", 3),
        ("E112", 3),
    ]


def test_nesting_ends_at_forty():
    """The fortieth level is read, the next one is not."""
    collector = Collector()

    assert load(file_of("[" * 39 + "x" + "]" * 39), collector) is not None
    assert load(file_of("[" * 40 + "x" + "]" * 40), collector) is None
    assert [(found.code, found.span.column) for found in collector.sorted()] == [
        ("E104", 41)
    ]


@pytest.mark.parametrize("text", ["[" * 3000, "{a: " * 3000, "- " * 3000])
def test_the_deepest_file_is_refused_like_any_other(text):
    """Depth never becomes an exception."""
    collector = Collector()

    assert load(file_of(text), collector) is None
    assert [found.code for found in collector.sorted()] == ["E104"]


def test_a_file_above_a_megabyte_is_not_read():
    """Bytes count, not characters."""
    collector = Collector()

    assert load(file_of("a: " + "é" * 500_000), collector) is None
    assert [found.code for found in collector.sorted()] == ["E103"]


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(
            "ab é\n\t:-{}[],'\"|>&*!#%@`\\?x0\x85\u2028\x00\ufffd"
        ),
        max_size=60,
    )
)
def test_no_text_makes_reading_raise(text):
    """Whatever an author saves becomes a tree or diagnostics."""
    collector = Collector()

    node = load(file_of(text), collector)

    assert node is not None or collector.has_errors


def scalars(node):
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from scalars(item)
    elif isinstance(node, MappingNode):
        for entry in node:
            yield entry.key
            yield from scalars(entry.value)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("abé \n\t:-{}[],'\"|>#\\"), max_size=40))
def test_every_visible_character_has_its_own_place(text):
    """A place in the text is that very character in the file."""
    lines = source_lines(text)

    for scalar in scalars(load(file_of(text), Collector())):
        assert len(scalar.places) == len(scalar.text)
        for character, (line, column) in zip(scalar.text, scalar.places, strict=True):
            found = lines[line - 1][column - 1 : column]
            assert character in (*" \t\n\0\x07\x08\x0b\x1b\x85", found) or found == "\\"


def codes(text):
    collector = Collector()
    load(file_of(text), collector)
    return [found.code for found in collector.sorted()]


def test_controls_are_refused_and_nothing_that_is_printed():
    """What is taken for usual text is what YAML allows."""
    refused = {
        number
        for number in (*range(0x3000), 0xFEFF, 0xFFFC, 0xFFFD, 0xFFFE, 0x1F600)
        if codes(f"# é{chr(number)}é") in (["E101"], ["E102"])
    }

    assert refused == {
        *range(9),
        *range(0xB, 0xD),
        *range(0xE, 0x20),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        0xFEFF,
        0xFFFD,
        0xFFFE,
    }
