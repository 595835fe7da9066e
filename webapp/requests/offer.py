"""The forms that the home page offers, in the office's order.

`forms/portal/order.yaml` lists form ids; a form that it does not name comes after those
it names, so a new form needs no entry.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.diagnostics import Collector
from engine.source.files import SourceFile
from engine.source.nodes import ScalarNode, SequenceNode
from engine.source.yaml_loader import load
from webapp.portal import portal

if TYPE_CHECKING:
    from pathlib import Path

    from engine.compiler.form import CompiledForm

__all__ = ["offered_forms"]

_log = logging.getLogger(__name__)


def offered_forms() -> tuple[CompiledForm, ...]:
    """Give the forms in force, in the office's order."""
    path = portal().settings.forms_path / "portal" / "order.yaml"
    order = _order(path, path.stat().st_mtime_ns) if path.exists() else ()
    forms = portal().definitions.forms
    named = [forms[form_id] for form_id in order if form_id in forms]
    others = [form for _, form in sorted(forms.items()) if form not in named]
    return (*named, *others)


@lru_cache(maxsize=4)
def _order(path: Path, _changed_ns: int) -> tuple[str, ...]:
    """Read the list once for each time that its file changes."""
    file = SourceFile(
        name=path.name, shown=str(path), text=path.read_text(encoding="utf-8")
    )
    collector = Collector()
    node = load(file, collector)
    if not isinstance(node, SequenceNode):
        _log.error("%s is no list of form ids: forms are offered by id", path)
        return ()
    return tuple(item.text for item in node.items if isinstance(item, ScalarNode))
