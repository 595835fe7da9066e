"""Located nodes judged by a JSON Schema, with faults told at their place.

What is certainly right is told by `engine.definition.acceptance`. In all else
jsonschema finds the faults; its own prose is written for programmers and never shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.acceptance import Acceptance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.diagnostics import Collector
    from engine.source.nodes import Node

__all__ = ["Judge"]


class Judge:
    """A JSON Schema, ready to judge files."""

    def __init__(self, schema: Mapping[str, object]) -> None:
        """Prepare for judging by `schema` and by each of its definitions."""
        self._schema = schema
        self._acceptance = Acceptance(schema)

    def judge(
        self, node: Node, collector: Collector, *, definition: str | None = None
    ) -> None:
        """Report every fault of a file.

        Args:
            node: The file's root.
            collector: Where faults go.
            definition: The definition it is judged by; None is the schema itself.
        """
        if self._acceptance.accepts(node, definition):
            return
        # jsonschema takes longer to import than a form to be compiled.
        from engine.definition.schema_faults import report_faults  # noqa: PLC0415
        from engine.definition.violations import violations  # noqa: PLC0415

        report_faults(node, violations(node, self._schema, definition), collector)
