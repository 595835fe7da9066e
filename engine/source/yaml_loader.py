"""YAML text into located nodes.

Built on the parser's events, not on its object tree: no type is guessed, no alias is
followed and nothing nests deeper than allowed, however the file is made. What YAML
allows and an author's file does not need is refused with words of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import yaml

from engine.diagnostics import Collector, Edit, EngineError, Span
from engine.source import yaml_events
from engine.source.limits import DEEPEST, LARGEST_BYTES
from engine.source.nodes import (
    Entry,
    MappingNode,
    ScalarNode,
    SequenceNode,
    scalar_at,
)
from engine.source.places import LineIndex, LocatedText
from engine.source.quoting import quoted

if TYPE_CHECKING:
    from engine.diagnostics import Diagnostic
    from engine.source.files import SourceFile
    from engine.source.nodes import Node
    from engine.source.yaml_events import Event

__all__ = ["load"]

_REFUSED_CHARACTER = (
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffc\U00010000-\U0010ffff]"
)
_REPLACEMENT = "\ufffd"
_BYTE_ORDER_MARK = "\ufeff"
_SEVERAL = 20
"""As many bad characters are told one by one: a file of bytes has them everywhere."""


class _RefusedError(EngineError):
    """Nothing after this place can be read; the reason has been collected."""


def load(file: SourceFile, collector: Collector) -> Node | None:
    """Read a file into nodes.

    Everything refused is collected. Never raises, whatever the text. Nodes are
    immutable, so that a file which many forms share is read once.

    Returns:
        The root, or None where the text is no YAML, is empty or too large.
    """
    root, found = _read(file.shown, file.text)
    collector.extend(found)
    return root


@lru_cache(maxsize=64)
def _read(path: str, text: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    collector = Collector()
    text = text.removeprefix(_BYTE_ORDER_MARK)
    if len(text.encode("utf-8", "replace")) > LARGEST_BYTES:
        collector.add("E103", Span(path, 1, 1), limit="1 MB")
        root = None
    elif _report_characters(path, text, collector):
        root = None
    else:
        root = _Builder(path, text, collector).build()
    return root, collector.sorted()


def _report_characters(path: str, text: str, collector: Collector) -> bool:
    """Report characters that YAML forbids; tell whether there are any."""
    usual = text.replace("\n", "").replace("\xa0", "").replace("\u202f", "")
    if usual.isprintable() and _REPLACEMENT not in usual:
        return False
    # Making this pattern takes longer than reading a form.
    found = [match.start() for match in re.finditer(_REFUSED_CHARACTER, text)]
    index = LineIndex.of(text)
    for position in found[:_SEVERAL]:
        span = Span(path, *index.place(position))
        if text[position] == _REPLACEMENT:
            collector.add("E101", span, hint="save the file as UTF-8")
        else:
            collector.add("E102", span, character=f"U+{ord(text[position]):04X}")
    return bool(found)


class _Builder:
    """Builds the nodes of one file from the parser's events."""

    def __init__(self, path: str, text: str, collector: Collector) -> None:
        self._text = text
        self._collector = collector
        self._file = LocatedText(path, text)
        self._torn: dict[Span, tuple[ScalarNode, ScalarNode]] = {}
        """Values torn by a comma: by their place, what follows first, and the whole."""

    def build(self) -> Node | None:
        """Give the root; None after an error that ends the reading."""
        try:
            self._next = yaml_events.of(self._text)
            return self._document()
        except yaml.YAMLError as error:
            # Only a file that is no YAML needs the words for why not.
            from engine.source.yaml_errors import report_yaml_error  # noqa: PLC0415

            report_yaml_error(error, self._file.path, self._text, self._collector)
        except _RefusedError:
            pass
        finally:
            self._report_torn()
        return None

    def _document(self) -> Node | None:
        root: Node | None = None
        while type(event := self._next()) is not yaml_events.STREAM_END:
            if type(event) is yaml_events.DOCUMENT_START:
                if root is not None:
                    self._collector.add("E106", self._file.span(*_bounds(event)))
                    break
                root = self._node(self._next(), 1)
        if root is None or (isinstance(root, ScalarNode) and not root.text):
            self._collector.add("E105", Span(self._file.path, 1, 1))
            return None
        return root

    def _node(self, event: Event, depth: int) -> Node:
        kind = type(event)
        if depth > DEEPEST:
            self._collector.add("E104", self._file.span(*_bounds(event)), limit=DEEPEST)
            raise _RefusedError
        if kind is yaml_events.ALIAS:
            return self._alias(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        if kind is yaml_events.SCALAR:
            start, end = event.start_mark.index, event.end_mark.index
            return ScalarNode(event.value, event.implicit[0], self._file, start, end)
        if kind is yaml_events.MAPPING_START:
            return self._mapping(event, depth + 1)
        return self._sequence(event, depth + 1)

    def _alias(self, event: Event) -> ScalarNode:
        start, end = _bounds(event)
        name = f"*{event.anchor}"
        self._collector.add("E108", self._file.span(start, end), name=name)
        return scalar_at("", self._file.span(start, end), ())

    def _refuse_properties(self, event: Event) -> None:
        """Report an anchor or a tag."""
        start, _ = _bounds(event)
        if event.anchor is not None:
            span = replace(self._file.span(start, start), length=len(event.anchor) + 1)
            self._collector.add("E107", span, name=f"&{event.anchor}")
        if event.tag is not None:
            self._collector.add(
                "E109",
                self._file.span(start, start),
                hint="write a plain or quoted text",
                name=event.tag,
            )

    def _sequence(self, start: Event, depth: int) -> SequenceNode:
        items: list[Node] = []
        while type(event := self._next()) is not yaml_events.SEQUENCE_END:
            items.append(self._node(event, depth))
        return SequenceNode(tuple(items), self._file, _bounds(start)[0])

    def _mapping(self, start: Event, depth: int) -> MappingNode:
        entries: dict[str, Entry] = {}
        while type(event := self._next()) is not yaml_events.MAPPING_END:
            key = self._node(event, depth)
            value = self._node(self._next(), depth)
            if not isinstance(key, ScalarNode) or not _is_one_line(key):
                self._collector.add("E111", key.span)
            elif key.text in entries:
                first = entries[key.text].key.span.line
                self._collector.add("E110", key.span, key=key.text, line=first)
            elif start.flow_style and self._is_lonely(key, value):
                self._refuse_lonely_key(entries, Entry(key, value))
            else:
                entries[key.text] = Entry(key, value)
        for entry in entries.values():
            return MappingNode(entries, self._file, entry.key.start, entry.key.end)
        begin = _bounds(start)[0]
        return MappingNode(entries, self._file, begin, begin + 1)

    def _is_lonely(self, key: ScalarNode, value: Node) -> bool:
        """Tell `c` of `{a: b, c}`, which YAML takes for a key without a value."""
        if not isinstance(value, ScalarNode) or not value.is_null:
            return False
        after = self._text[key.end :].lstrip()
        return not after.startswith(":")

    def _refuse_lonely_key(self, entries: dict[str, Entry], lonely: Entry) -> None:
        """Report it, and read it on as the rest of the value that the comma tore."""
        key = lonely.key
        if ":" in key.text and key.plain:
            name = key.text.split(":")[0]
            spaced = f"{name}: {key.text[len(name) + 1 :]}"
            fix = Edit(key.span, spaced)
            hint = f"write «{spaced}»"
            self._collector.add("E116", key.span, hint=hint, fix=fix, text=key.text)
            return
        torn = next(reversed(entries.values()), None)
        joined = None if torn is None else self._joined(torn.value, key)
        if torn is None or joined is None:
            hint = "write «key: value»"
            self._collector.add("E112", key.span, hint=hint, key=key.text)
            return
        first, _ = self._torn.get(torn.value.span, (key, None))
        self._torn[torn.value.span] = (first, joined)
        entries[torn.key.text] = Entry(torn.key, joined)

    def _report_torn(self) -> None:
        """Report each value that commas tore, once, and how to write it whole."""
        for first, whole in self._torn.values():
            fix = Edit(replace(whole.span, length=len(whole.text)), quoted(whole.text))
            hint = "quote the text that has the comma, or write one key per line"
            self._collector.add("E112", first.span, hint=hint, fix=fix, key=first.text)

    def _joined(self, value: Node, rest: ScalarNode) -> ScalarNode | None:
        """Give a plain value with what follows its comma, as it stands in its line."""
        start, end = value.span, rest.span
        if not isinstance(value, ScalarNode) or not value.plain:
            return None
        if start.line != end.line or not value.text:
            return None
        first = self._file.index.starts[start.line - 1]
        stop = end.column - 1 + end.length
        text = self._text[first + start.column - 1 : first + stop]
        places = ((start.line, column) for column in range(start.column, stop + 1))
        # The place stays that of the torn value: that is how it is known again.
        return scalar_at(text, start, tuple(places))


def _bounds(event: Event) -> tuple[int, int]:
    """Give the positions at which an event begins and ends."""
    return event.start_mark.index, event.end_mark.index


def _is_one_line(key: ScalarNode) -> bool:
    """Tell a key that can be written on one line: a text without a break."""
    return "\n" not in key.text
