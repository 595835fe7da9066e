"""What changed in what a form shows, requires, computes and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.changes.change import Change, Effect
from engine.expressions.canonical import canonical
from engine.trials.sites import sites_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.compiler.form import CompiledForm
    from engine.expressions.program import Program
    from engine.trials.sites import Site

__all__ = ["changed_meaning"]

_DRAFTS = {
    "visible_if": "what is hidden now is neither counted nor stored",
    "compute": "the value is computed anew",
    "error_if": "sending may be refused where it was not",
}


def changed_meaning(old: CompiledForm, new: CompiledForm) -> Iterator[Change]:
    """Compare every expression; spelling, order and lets make no difference."""
    before, now = dict(sites_of(old)), dict(sites_of(new))
    for site, program in before.items():
        if site not in now and _outlives_its_place(site, new):
            yield _gone(site, program)
    for site, program in now.items():
        if site not in before:
            yield from _added(site, program, old)
        elif canonical(before[site].tree) != canonical(program.tree):
            words = f"{site.role} was «{before[site].source}», is «{program.source}»"
            drafts = _DRAFTS.get(site.role, "")
            yield Change(Effect.NEW_VERSION, site.name, words, drafts)


def _outlives_its_place(site: Site, new: CompiledForm) -> bool:
    """Tell an expression that is gone although its question is still there."""
    is_rule = "@" in site.owner
    return is_rule or site.owner in new.plan.order_by_path


def _gone(site: Site, program: Program) -> Change:
    words = f"{site.role} «{program.source}» is gone"
    is_rule = "@" in site.owner
    effect = Effect.COMPATIBLE if is_rule else Effect.NEW_VERSION
    return Change(effect, site.name, words)


def _added(site: Site, program: Program, old: CompiledForm) -> Iterator[Change]:
    words = f"{site.role} «{program.source}» is new"
    if "@" in site.owner:
        effect = Effect.NEW_VERSION if site.role == "error_if" else Effect.COMPATIBLE
        drafts = _DRAFTS["error_if"] if effect is Effect.NEW_VERSION else ""
        yield Change(effect, site.name, words, drafts)
    elif site.owner in old.plan.order_by_path and site.role == "visible_if":
        yield Change(Effect.NEW_VERSION, site.name, words, _DRAFTS["visible_if"])
