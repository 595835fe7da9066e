"""Names: each is told once in its scope, and none hides another.

The form, each group and each list have a scope of their own. Sections have names only
among themselves. What breaks a rule names both places.
"""

from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword
from typing import TYPE_CHECKING

from engine.definition.model import Field, Group, ListItem, Section, TariffTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.definition.model import FormDefinition, Item, Let, Rule
    from engine.diagnostics import Collector, Span

__all__ = ["BUILT_IN_CODES", "report_names"]

BUILT_IN_CODES = frozenset(
    {
        "required",
        "invalid",
        "out_of_range",
        "too_few_rows",
        "unknown_rate",
        "end_before_start",
        "rows_overlap",
    }
)
"""Codes of problems that the engine itself makes; a rule cannot have them as its id."""

_WORDS_OF_THE_LANGUAGE = frozenset({"applicant", "it"})
_Scope = dict[str, "Span"]


def report_names(form: FormDefinition, collector: Collector) -> bool:
    """Report names and ids that are taken, hide another or mean something else.

    Returns:
        Whether every name means one thing, so that expressions can be checked.
    """
    before = len(collector.sorted())
    names = _Names(collector)
    names.form(form)
    seen: dict[str, Span] = {}
    for section in form.sections:
        names.claim(seen, section.id, section.span)
    are_clear = len(collector.sorted()) == before
    _report_rules(form, collector)
    return are_clear


@dataclass(frozen=True, slots=True)
class _Names:
    collector: Collector

    def form(self, form: FormDefinition) -> None:
        scope: _Scope = {}
        items = [item for section in form.sections for item in section.items]
        lets = [*form.lets, *(let for part in form.sections for let in part.lets)]
        self._fill(scope, items, lets)
        for item in items:
            self._inside(item, (scope,))

    def claim(self, scope: _Scope, name: str, span: Span) -> None:
        first = scope.setdefault(name, span)
        if first != span:
            place = _place(first, span)
            hint = "give one of them another name"
            self.collector.add("E210", span, hint=hint, name=name, place=place)

    def _fill(self, scope: _Scope, items: Iterable[Item], lets: Iterable[Let]) -> None:
        named = [(item.id, item.span) for item in items]
        named += [(let.name, let.span) for let in lets]
        for name, span in named:
            if iskeyword(name) or name in _WORDS_OF_THE_LANGUAGE:
                self.collector.add("E212", span, name=name)
            self.claim(scope, name, span)

    def _inside(self, item: Item, outer: tuple[Mapping[str, Span], ...]) -> None:
        """Go into an item; `outer` are the scopes around it, the form's first."""
        if isinstance(item, TariffTable):
            self._lines(item)
        if not isinstance(item, Group | ListItem):
            return
        scope: _Scope = {}
        if isinstance(item, ListItem) and item.rate_periods is not None:
            scope = dict.fromkeys(("start", "end"), item.span)
        self._fill(scope, item.items, item.lets)
        if isinstance(item, ListItem):
            for hidden in outer:
                self._report_hidden(scope, hidden)
        for inner in item.items:
            self._inside(inner, (*outer, scope))

    def _report_hidden(self, scope: _Scope, outer: Mapping[str, Span]) -> None:
        for name, span in scope.items():
            hidden = outer.get(name)
            if hidden is not None:
                place = _place(hidden, span)
                self.collector.add("E211", span, name=name, place=place)

    def _lines(self, table: TariffTable) -> None:
        """Claim what a table makes: three names per line, and two of its own."""
        scope: _Scope = dict.fromkeys(("total", "used"), table.span)
        for line in table.lines:
            if iskeyword(line.id):
                self.collector.add("E212", line.span, name=line.id)
            for name in (line.id, f"{line.id}_rate", f"{line.id}_amount"):
                self.claim(scope, name, line.span)


def _place(first: Span, second: Span) -> str:
    """Say where the first one stands, to a reader of the second."""
    if first.path == second.path:
        return f"line {first.line}"
    return f"{first.path}:{first.line}"


def _report_rules(form: FormDefinition, collector: Collector) -> None:
    names = _Names(collector)
    seen: _Scope = {}
    for rule in _rules(form):
        names.claim(seen, rule.id, rule.span)
        if rule.id in BUILT_IN_CODES:
            collector.add("E223", rule.span, name=rule.id)


def _rules(form: FormDefinition) -> Iterator[Rule]:
    """Go through every rule, first those that fields have from their named types."""
    items = [
        inner
        for section in form.sections
        for item in section.items
        for inner in _all_inside(item)
    ]
    for item in items:
        if isinstance(item, Field):
            yield from item.type_rules
    yield from form.rules
    for owner in (*form.sections, *items):
        if isinstance(owner, Section | Group | ListItem):
            yield from owner.rules


def _all_inside(item: Item) -> Iterator[Item]:
    yield item
    if isinstance(item, Group | ListItem):
        for inner in item.items:
            yield from _all_inside(inner)
