"""YAML text into located nodes.

Built on the parser's events, not on its object tree: no type is guessed, no alias is
followed and nothing nests deeper than allowed, however the file is made. What YAML
allows and an author's file does not need is refused with words of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import yaml

from engine.diagnostics import Collector, Edit, EngineError, Span
from engine.source.limits import DEEPEST, LARGEST_BYTES
from engine.source.nodes import Entry, MappingNode, ScalarNode, SequenceNode
from engine.source.places import LineIndex, scalar_places
from engine.source.quoting import quoted
from engine.source.yaml_errors import report_yaml_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Diagnostic
    from engine.source.files import SourceFile
    from engine.source.nodes import Node

__all__ = ["load"]

_REFUSED_CHARACTER = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffc\U00010000-\U0010ffff]"
)
_REPLACEMENT = "\ufffd"
_BYTE_ORDER_MARK = "\ufeff"
_SEVERAL = 20
"""As many bad characters are told one by one: a file of bytes has them everywhere."""

# The pure Python loader gives the same events, several times slower.
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    found = [match.start() for match in _REFUSED_CHARACTER.finditer(text)]
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
        self._path = path
        self._text = text
        self._collector = collector
        self._index = LineIndex.of(text)
        self._events: Iterator[yaml.Event] = iter(())
        self._torn: dict[Span, tuple[ScalarNode, ScalarNode]] = {}
        """Values torn by a comma: by their place, what follows first, and the whole."""

    def build(self) -> Node | None:
        """Give the root; None after an error that ends the reading."""
        try:
            self._events = yaml.parse(self._text, Loader=_LOADER)
            return self._document()
        except yaml.YAMLError as error:
            report_yaml_error(error, self._path, self._text, self._collector)
        except _RefusedError:
            pass
        finally:
            self._report_torn()
        return None

    def _document(self) -> Node | None:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._collector.add("E106", self._span(event))
                    break
                root = self._node(next(self._events), 1)
        if root is None or (isinstance(root, ScalarNode) and not root.text):
            self._collector.add("E105", Span(self._path, 1, 1))
            return None
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if depth > DEEPEST:
            self._collector.add("E104", self._span(event), limit=DEEPEST)
            raise _RefusedError
        self._refuse_properties(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._scalar(event)

    def _refuse_properties(self, event: yaml.Event) -> None:
        """Report an alias, an anchor or a tag."""
        if isinstance(event, yaml.AliasEvent):
            self._collector.add("E108", self._span(event), name=f"*{event.anchor}")
            return
        anchor = cast("str | None", getattr(event, "anchor", None))
        if anchor is not None:
            span = self._span(event, length=len(anchor) + 1)
            self._collector.add("E107", span, name=f"&{anchor}")
        tag = cast("str | None", getattr(event, "tag", None))
        if tag is not None:
            self._collector.add(
                "E109",
                self._span(event, length=1),
                hint="write a plain or quoted text",
                name=tag,
            )

    def _sequence(self, start: yaml.Event, depth: int) -> SequenceNode:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return SequenceNode(items=tuple(items), span=self._span(start, length=1))

    def _mapping(self, start: yaml.MappingStartEvent, depth: int) -> MappingNode:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, ScalarNode) or not _is_one_line(key):
                self._collector.add("E111", key.span)
                continue
            first = entries.get(key.text)
            if first is not None:
                self._collector.add(
                    "E110", key.span, key=key.text, line=first.key.span.line
                )
                continue
            entry = Entry(key=key, value=value)
            if start.flow_style and self._is_lonely(event, entry):
                self._refuse_lonely_key(entries, entry)
                continue
            entries[key.text] = entry
        first_key = next(iter(entries.values()), None)
        span = first_key.key.span if first_key else self._span(start, length=1)
        return MappingNode(entries=tuple(entries.values()), span=span)

    def _is_lonely(self, key_event: yaml.Event, entry: Entry) -> bool:
        """Tell `c` of `{a: b, c}`, which YAML takes for a key without a value."""
        if not isinstance(entry.value, ScalarNode) or not entry.value.is_null:
            return False
        after = self._text[self._bounds(key_event)[1] :].lstrip()
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
        entries[torn.key.text] = Entry(key=torn.key, value=joined)

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
        first = self._index.starts[start.line - 1]
        stop = end.column - 1 + end.length
        text = self._text[first + start.column - 1 : first + stop]
        places = ((start.line, column) for column in range(start.column, stop + 1))
        # The place stays that of the torn value: that is how it is known again.
        return ScalarNode(text=text, plain=True, span=start, places=tuple(places))

    def _scalar(self, event: yaml.Event) -> ScalarNode:
        if not isinstance(event, yaml.ScalarEvent):
            place = self._span(event)
            return ScalarNode(text="", plain=True, span=place, places=())
        start, end = self._bounds(event)
        return ScalarNode(
            text=event.value,
            plain=bool(event.implicit[0]),
            span=self._span(event),
            places=scalar_places(self._index, self._text, start, end, event.value),
        )

    def _bounds(self, event: yaml.Event) -> tuple[int, int]:
        start, end = event.start_mark, event.end_mark
        return start.index if start else 0, end.index if end else 0

    def _span(self, event: yaml.Event, *, length: int | None = None) -> Span:
        """Give an event's place; what runs over several lines is cut at the first."""
        start, end = self._bounds(event)
        line, column = self._index.place(start)
        if length is None:
            head = self._text[start:end].splitlines()
            length = len(head[0].rstrip()) if head else 1
        return Span(self._path, line, column, max(1, length))


def _is_one_line(key: ScalarNode) -> bool:
    """Tell a key that can be written on one line: a text without a break."""
    return "\n" not in key.text
