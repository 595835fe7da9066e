"""A text in quotes is read as it is."""

from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics import Collector
from engine.source.files import SourceFile
from engine.source.nodes import MappingNode, ScalarNode
from engine.source.quoting import quoted
from engine.source.yaml_loader import load

ONE_LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1
)


@given(ONE_LINE)
def test_what_is_quoted_is_read_back(text):
    """Whatever quotes, backslashes or colons it has."""
    written = f"a: {quoted(text)}\n"
    node = load(SourceFile(name="f", shown="f", text=written), Collector())

    assert isinstance(node, MappingNode)
    value = node.get("a")
    assert isinstance(value, ScalarNode)
    assert (value.text, value.plain) == (text, False)
