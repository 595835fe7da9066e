"""Any text is parsed or refused, at a place inside it."""

import ast
import re

from hypothesis import example, given
from hypothesis import strategies as st

from engine.diagnostics import Collector, Span
from engine.expressions.parser import MAX_LENGTH, parse
from engine.source.nodes import scalar_at

WORDS = re.findall(
    r"\S+",
    "a b rate sum if else and or not in for is lambda yield await async None True "
    "0 1.5 1e3 0x1F 'é' \"x\" ( ) [ ] { } , ; : . = == != < <= := + - * / ** // % @ # "
    "\\ ! & | ^ ~ é €",
)
BLANKS = ["\n", "\t", "\r", "\f", "\v"]
EXPRESSIONS = st.lists(st.sampled_from(WORDS + BLANKS), max_size=30).map(" ".join)


def scalar(text):
    places = tuple((1, column) for column in range(1, len(text) + 1))
    return scalar_at(text, Span("f.yaml", 1, 1, max(1, len(text))), places)


def parsed(text):
    collector = Collector()
    return parse(scalar(text), collector), collector.sorted()


@given(st.text(max_size=MAX_LENGTH + 20) | EXPRESSIONS)
@example("(" * 250)
@example("-" * 500)
@example("not " * 120 + "a")
@example("a." * 200 + "a")
@example("\x00")
@example("a\x00b")
@example("\ud800")
@example('"\\N{DASH"')
@example("a\u2028+ b")
@example("a \\\n+ b")
def test_any_text_is_parsed_or_refused(text):
    """Exactly one of both, and a refusal stands inside the text or just after it."""
    syntax, found = parsed(text)

    assert (syntax is None) == (len(found) > 0)
    for each in found:
        assert each.span.line == 1
        assert 1 <= each.span.column <= len(text) + 1
        assert each.span.column + each.span.length <= len(text) + 2


@given(EXPRESSIONS)
def test_every_part_has_its_place(text):
    """A part's text stands where its span says, also after accents."""
    syntax, _ = parsed(text)
    if syntax is None:
        return

    for node in ast.walk(syntax.tree):
        if isinstance(node, ast.expr):
            span = syntax.span(node)
            start = span.column - 1
            flat = text.translate(dict.fromkeys(map(ord, "\n\t\r\f\v"), " "))
            assert flat[start : start + span.length] == syntax.segment(node)


@given(st.integers(0, 10**12), st.integers(0, 999))
def test_numbers_are_read_from_their_digits(whole, thousandths):
    """Exactly, with the places that are written."""
    text = f"{whole}.{thousandths:03}"
    syntax, _ = parsed(text)
    assert syntax is not None
    assert isinstance(syntax.tree, ast.Constant)

    assert str(syntax.number(syntax.tree)) == text


def test_what_is_nested_too_deeply_is_refused():
    """Sixty levels are more than anybody reads."""
    syntax, found = parsed("-" * 70 + "a")

    assert syntax is None
    assert [each.message for each in found] == [
        "this is no expression: it is nested too deeply"
    ]


def test_what_is_blank_is_refused():
    """Blanks are no expression."""
    syntax, found = parsed("  ")

    assert syntax is None
    assert [each.message for each in found] == ["this is no expression: it is blank"]
