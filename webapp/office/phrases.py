"""The phrases that clerks choose from, in every language of the beneficiaries.

phrases ::= { name ":" { language ":" words } }
"""

from __future__ import annotations

import logging
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.diagnostics import Collector
from engine.i18n.catalogue import FRENCH
from engine.source.files import SourceFile
from engine.source.nodes import MappingNode, ScalarNode
from engine.source.yaml_loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.source.nodes import Node

__all__ = ["Phrases", "phrases_in"]

_log = logging.getLogger(__name__)

Phrases = MappingProxyType[str, str]
"""Words by the phrase's name, in the office's order."""


def phrases_in(path: Path, language: str) -> Phrases:
    """Give the phrases of a file in a language; none where there is no such file."""
    found: Mapping[str, Mapping[str, str]] = {}
    if path.exists():
        found = _read(path, path.stat().st_mtime_ns)
    said = {
        name: words.get(language) or words.get(FRENCH, "")
        for name, words in found.items()
    }
    return MappingProxyType({name: words for name, words in said.items() if words})


@lru_cache(maxsize=8)
def _read(path: Path, _changed_ns: int) -> Mapping[str, Mapping[str, str]]:
    """Read the file once for each time that it changes."""
    text = path.read_text(encoding="utf-8")
    file = SourceFile(name=path.name, shown=str(path), text=text)
    found = _entries(load(file, Collector()))
    if not found:
        _log.error("%s names no phrases", path)
    return {name: _words(node) for name, node in found.items()}


def _words(node: Node) -> dict[str, str]:
    return {
        language: word.text
        for language, word in _entries(node).items()
        if isinstance(word, ScalarNode)
    }


def _entries(node: Node | None) -> dict[str, Node]:
    if not isinstance(node, MappingNode):
        return {}
    return {entry.key.text: entry.value for entry in node}
