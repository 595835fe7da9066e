"""What a person who does not see the page, or types with trouble, would miss.

After WCAG 2.2: what is grouped has a name (1.3.1), what one is asked about oneself can
be filled in by the browser (1.3.5), what an answer must look like is told before
(3.3.2), and two questions side by side are not called the same (2.4.6). That every
question has a label the meta-schema demands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.definition.reading import items, scalar, scalars
from engine.definition.text_places import mappings
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.wording import Wording
    from engine.diagnostics import Collector
    from engine.source.nodes import MappingNode, Node, ScalarNode

__all__ = ["report_accessibility"]

_FORMAT_OPTIONS = ("characters", "check", "min_length")
_NAMED_BY = {"section": "title", "group": "title", "list": "item"}
"""The key that gives the legend of what is grouped."""


def report_accessibility(
    root: Node, wording: Wording | None, collector: Collector
) -> None:
    """Warn of what is missing in a form's file or a shared part."""
    for node in mappings(root):
        _report_legend(node, collector)
        _report_same_labels(node, collector)
        if node.get("type") is None:
            # «field» names one elsewhere too: that of the total.
            continue
        if node.get("field") is not None:
            _report_format(node, collector)
            if wording is not None:
                _report_type(node, wording, collector)


def _report_legend(node: MappingNode, collector: Collector) -> None:
    for kind, key in _NAMED_BY.items():
        name = scalar(node, kind)
        if name is not None and node.get("fields") is not None:
            if scalar(node, key) is None:
                hint = "a screen reader says it before each question inside"
                collector.add(
                    "W611", name.span, hint=hint, kind=kind, name=name.text, key=key
                )
            return


def _report_format(node: MappingNode, collector: Collector) -> None:
    name = scalar(node, "field")
    asked = next((node.entry(key) for key in _FORMAT_OPTIONS if node.get(key)), None)
    told = node.get("hint") is not None or node.get("help") is not None
    if name is None or asked is None or told:
        return
    hint = "say it in «hint», with an example"
    collector.add(
        "W613", asked.key.span, hint=hint, name=name.text, option=asked.key.text
    )


def _report_type(node: MappingNode, wording: Wording, collector: Collector) -> None:
    """Warn of personal data that is asked for as any text."""
    kind, label = scalar(node, "type"), scalar(node, "label")
    if kind is None or label is None or kind.text != ValueKind.TEXT.value:
        return
    if node.get("compute") is not None:
        return
    for name, words in wording.type_words.items():
        if any(_has_word(label.text, word) for word in words):
            hint = f"write «type: {name}»: browsers fill it in, phones show its keys"
            collector.add("W612", kind.span, hint=hint, label=label.text)
            return


def _has_word(text: str, word: str) -> bool:
    pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
    return re.search(pattern, text, re.IGNORECASE) is not None


def _report_same_labels(node: MappingNode, collector: Collector) -> None:
    first: dict[str, int] = {}
    for label in _labels(node):
        line = first.setdefault(label.text, label.span.line)
        if line != label.span.line:
            hint = "name what makes them different"
            collector.add(
                "W614", label.text_span, hint=hint, label=label.text, line=line
            )


def _labels(node: MappingNode) -> Iterator[ScalarNode]:
    """Give the labels of the questions directly in a section, group or list.

    Questions shown on conditions may share one: only one of them is there.
    """
    for item in items(node, "fields"):
        if item.get("visible_if") is not None:
            continue
        label = scalar(item, "label") if item.get("field") is not None else None
        yield from () if label is None else (label,)
        yield from scalars(item.get("labels"))
