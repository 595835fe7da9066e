"""Plain words: what makes a French text hard to read, and what to write instead.

The words and limits are an office's own, in `shared/wording.yaml`; without that file
nothing is said. Short sentences and common words are what easy-to-read rules ask for
(Leichte Sprache, FALC); a text is not judged by a formula, which nobody can act upon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.reading import entries, number, scalars
from engine.definition.text_places import texts
from engine.source.keys import read_mapping
from engine.source.nodes import MappingNode, ScalarNode
from engine.source.yaml_loader import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.text_places import WrittenText
    from engine.diagnostics import Collector
    from engine.source.files import SourceFile
    from engine.source.nodes import Node

__all__ = ["WORDING_FILE", "Wording", "load_wording", "report_wording"]

WORDING_FILE = "shared/wording.yaml"
"""Where an office's words stand, below the forms directory."""

_OWNER = "the words of texts"
_KEYS = ("limits", "avoid", "types")
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[A-ZÀ-Ý«(])|[;:]\s+|\n+")
_WORD = re.compile(r"\w[\w'’.\-/]*")
_SENTENCES = ("help", "body", "message")
_SIGNS = {"label": "label_signs", "hint": "hint_signs"}
_LIMITS = {"sentence_words": 20, "label_signs": 60, "hint_signs": 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An office's words.

    `avoid` gives by word what to write instead; `type_words` by field type the words
    that ask for it; `limits` are those of the file, or the usual ones.
    """

    avoid: Mapping[str, str]
    type_words: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, int]
    pattern: re.Pattern[str] | None
    """Finds any of the words to avoid."""


def load_wording(
    files: Mapping[str, SourceFile], collector: Collector
) -> Wording | None:
    """Load an office's words; None where the directory has none, or unreadable ones."""
    file = files.get(WORDING_FILE)
    node = None if file is None else load(file, collector)
    root = None if node is None else read_mapping(node, _OWNER, _KEYS, collector)
    if root is None:
        return None
    limits = root.get("limits")
    if limits is not None:
        read_mapping(limits, "the limits of texts", _LIMITS, collector)
    avoid = {
        entry.key.text.casefold(): entry.value.text
        for entry in entries(root, "avoid")
        if isinstance(entry.value, ScalarNode)
    }
    return Wording(
        avoid=avoid,
        type_words={
            entry.key.text: tuple(word.text for word in scalars(entry.value))
            for entry in entries(root, "types")
        },
        limits={
            name: number(limits, name, usual)
            if isinstance(limits, MappingNode)
            else usual
            for name, usual in _LIMITS.items()
        },
        pattern=_any_of(avoid),
    )


def _any_of(words: Mapping[str, str]) -> re.Pattern[str] | None:
    """Find the longest of some words, as words of their own."""
    if not words:
        return None
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    either = "|".join(longest_first)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


def report_wording(
    root: Node,
    wording: Wording,
    collector: Collector,
    *,
    with_lengths: bool = True,
) -> None:
    """Warn of hard words and long sentences of a file, and of long labels.

    Labels of a tariff stand in tables, so that their length is no fault.
    """
    for text in texts(root):
        _report_words(text, wording, collector)
        if text.key in _SENTENCES:
            _report_sentences(text, wording.limits["sentence_words"], collector)
        if with_lengths and text.key in _SIGNS:
            _report_length(text, wording.limits[_SIGNS[text.key]], collector)


def _report_words(text: WrittenText, wording: Wording, collector: Collector) -> None:
    if wording.pattern is None:
        return
    for found in wording.pattern.finditer(text.node.text):
        word = found.group()
        collector.add(
            "W601",
            text.node.span_at(found.start(), len(word)),
            hint=f"write instead: {wording.avoid[word.casefold()]}",
            word=word,
        )


def _report_sentences(text: WrittenText, limit: int, collector: Collector) -> None:
    for start, sentence in _sentences(text.node.text):
        count = len(_WORD.findall(sentence))
        if count > limit:
            collector.add(
                "W602",
                text.node.span_at(start, len(sentence)),
                hint="make two sentences of it",
                count=count,
                limit=limit,
            )


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Give each sentence, or part of one between semicolons, and where it begins."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]


def _report_length(text: WrittenText, limit: int, collector: Collector) -> None:
    length = len(text.node.text)
    if length > limit:
        collector.add(
            "W603",
            text.node.text_span,
            hint="say the rest in «help»",
            key=text.key,
            length=length,
            limit=limit,
        )
