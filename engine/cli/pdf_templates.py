"""Where the templates of PDFs are, and their names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.definition.reading import scalar
from engine.source.near_miss import did_you_mean

if TYPE_CHECKING:
    from engine.diagnostics import Collector
    from engine.source.nodes import MappingNode

__all__ = ["TEMPLATES", "report_template"]

TEMPLATES = Path(__file__).parents[2] / "pdf_templates"


def report_template(root: MappingNode, collector: Collector) -> None:
    """Report a form's template that is not there: nothing could be sent with it."""
    named = scalar(root, "pdf_template")
    known = {path.stem for path in TEMPLATES.glob("*.yaml")}
    if named is not None and known and named.text not in known:
        hint = did_you_mean(named.text, known)
        collector.add("E227", named.span, name=named.text, hint=hint)
