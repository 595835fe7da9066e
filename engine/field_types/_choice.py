"""What a choice of one and a choice of several have in common: their options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.field_type import Choice
from engine.field_types._options import labels_option

if TYPE_CHECKING:
    from engine.field_type import Options

__all__ = ["CHOICES", "choices_of"]

CHOICES = {
    "choices": {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
        "additionalProperties": {"type": "string", "minLength": 1},
        "description": "Each key that is stored, with the label that is shown.",
    }
}
"""The option that both have."""


def choices_of(options: Options) -> tuple[Choice, ...]:
    """Give the choices in the author's order.

    The loader may add `_contexts`, which maps a key to the place of its label for the
    catalogues.
    """
    contexts = labels_option(options, "_contexts")
    return tuple(
        Choice(key=key, label=label, context=contexts.get(key))
        for key, label in labels_option(options, "choices").items()
    )
