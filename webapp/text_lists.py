"""Lists of texts that the office keeps in YAML files beside the forms."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.diagnostics import Collector
from engine.source.files import SourceFile
from engine.source.nodes import ScalarNode, SequenceNode
from engine.source.yaml_loader import load

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["texts_in"]

_log = logging.getLogger(__name__)


def texts_in(path: Path) -> tuple[str, ...]:
    """Give the texts that a file lists; none where there is no such file."""
    return _read(path, path.stat().st_mtime_ns) if path.exists() else ()


@lru_cache(maxsize=8)
def _read(path: Path, _changed_ns: int) -> tuple[str, ...]:
    """Read the list once for each time that its file changes."""
    file = SourceFile(
        name=path.name, shown=str(path), text=path.read_text(encoding="utf-8")
    )
    node = load(file, Collector())
    if not isinstance(node, SequenceNode):
        _log.error("%s is no list of texts and is left out", path)
        return ()
    return tuple(item.text for item in node.items if isinstance(item, ScalarNode))
