"""The forms that the home page offers, in the office's order.

`forms/portal/order.yaml` lists form ids; a form that it does not name comes after those
it names, so a new form needs no entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.portal import portal
from webapp.text_lists import texts_in

if TYPE_CHECKING:
    from engine.compiler.form import CompiledForm

__all__ = ["offered_forms"]


def offered_forms() -> tuple[CompiledForm, ...]:
    """Give the forms in force, in the office's order."""
    order = texts_in(portal().settings.forms_path / "portal" / "order.yaml")
    forms = portal().definitions.forms
    named = [forms[form_id] for form_id in order if form_id in forms]
    others = [form for _, form in sorted(forms.items()) if form not in named]
    return (*named, *others)
