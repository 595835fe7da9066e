"""Definition to form: names, types, order, and the hash that pins the result."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.compiler.codecs import Codecs, bind_all
from engine.compiler.form import (
    CompiledField,
    CompiledForm,
    CompiledRule,
    Requirement,
    Total,
)
from engine.compiler.items import ItemCompiler
from engine.compiler.names import Names, facts_of, name_everything
from engine.compiler.ordering import evaluation_order
from engine.compiler.plan import (
    ContainerStep,
    CutListStep,
    FieldStep,
    ListStep,
    Plan,
    Step,
)
from engine.compiler.programs import Programs
from engine.compiler.renames import renames_of
from engine.compiler.rules import RuleCompiler
from engine.compiler.shapes import form_shape, row_shapes
from engine.definition.model import Group, ListItem
from engine.expressions.checker import Checker
from engine.expressions.symbols import FieldSymbol
from engine.expressions.typed import APPLICANT, Reference, walk
from engine.expressions.types import NumberType
from engine.values import CHF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.compiler.form import CompiledSection
    from engine.definition.model import FormDefinition, Item
    from engine.diagnostics import Collector
    from engine.expressions.program import Program
    from engine.field_type import FieldType
    from engine.tariffs.model import Tariff

__all__ = ["Compilation", "compile_form"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """A compiled form, with the tariff keys its expressions may ask (`group.key`)."""

    form: CompiledForm
    used_rates: frozenset[str]


def compile_form(
    definition: FormDefinition,
    *,
    tariffs: Mapping[str, Tariff],
    types: Mapping[str, FieldType],
    collector: Collector,
) -> Compilation | None:
    """Compile a definition; None where it has errors, all of which are reported."""
    codecs = Codecs(types, tariffs)
    if not bind_all(definition, codecs, collector):
        return None
    checker = Checker(tariffs, collector)
    names = name_everything(definition, codecs, checker)
    programs = Programs(checker)
    items = ItemCompiler(codecs, names, programs)
    sections = tuple(items.section(section) for section in definition.sections)
    applicant = items.applicant(definition.applicant) if definition.applicant else ()
    rules = tuple(_rules(definition, RuleCompiler(names, programs)))
    _check_lets(definition, names, programs)
    _check_reachable(names, collector)
    steps = evaluation_order(items.nodes, collector)
    total = _total(definition, names, collector)
    renames = renames_of(definition.renames, items.fields, items.lists, collector)
    if collector.has_errors:
        return None
    used = checker.used_rates | _cut_rates(items)
    plan = _plan(items, steps, applicant, rules, sections)
    groups = {name.partition(".")[0] for name in used} | items.cut_tariffs
    used_tariffs = {name: tariffs[name] for name in sorted(groups)}
    sources = {
        **definition.sources,
        **{f"tariffs/{name}.yaml": tariffs[name].source_text for name in used_tariffs},
    }
    form = CompiledForm(
        id=definition.id,
        version=definition.version,
        hash=_hash(sources),
        title=definition.title,
        legal_basis=definition.legal_basis,
        pdf_template=definition.pdf_template,
        total=total,
        sections=sections,
        fields=MappingProxyType(_by_order(items.fields)),
        lists=MappingProxyType(items.lists),
        applicant=applicant,
        rules=rules,
        tariffs=MappingProxyType(used_tariffs),
        examples=definition.examples,
        sources=MappingProxyType(sources),
        renames=renames,
        plan=plan,
    )
    return Compilation(form=form, used_rates=frozenset(used))


def _hash(sources: Mapping[str, str]) -> str:
    text = json.dumps(sources, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _by_order(fields: Mapping[str, CompiledField]) -> dict[str, CompiledField]:
    return dict(sorted(fields.items(), key=lambda entry: entry[1].order))


def _rules(
    definition: FormDefinition, compiler: RuleCompiler
) -> Iterator[CompiledRule]:
    for section in definition.sections:
        yield from compiler.section(section)
    yield from compiler.form(definition.rules, definition.span)


def _check_lets(definition: FormDefinition, names: Names, programs: Programs) -> None:
    """Check every let on its own, so that an unused one is right too."""
    for let in definition.lets:
        programs.check_let(let.expression, names.form)
    for section in definition.sections:
        for let in section.lets:
            programs.check_let(let.expression, names.form)
        _check_lets_within(section.items, names, programs)


def _check_lets_within(
    items: tuple[Item, ...], names: Names, programs: Programs
) -> None:
    for item in items:
        if isinstance(item, (Group, ListItem)):
            inner = names.place(item).inner
            for let in item.lets:
                programs.check_let(let.expression, inner)
            _check_lets_within(item.items, names, programs)


def _check_reachable(names: Names, collector: Collector) -> None:
    """Report what can never be shown."""
    for place in names.places.values():
        if place.own is None or not facts_of(place.shown).impossible:
            continue
        if place.around and facts_of(place.around).impossible:
            continue
        others = " and ".join(each.source.text.strip() for each in place.around)
        other = f"«{others}»" if others else "itself"
        collector.add("E351", place.own.source.text_span, name=place.key, other=other)


def _total(
    definition: FormDefinition, names: Names, collector: Collector
) -> Total | None:
    total = definition.total
    if total is None:
        return None
    symbol = names.form.members.get(total.field.text)
    if not (isinstance(symbol, FieldSymbol) and _is_computed_amount(symbol)):
        collector.add("E365", total.field.span, name=total.field.text)
        return None
    return Total(
        key=symbol.key,
        zero_allowed=total.zero_allowed,
        negative_allowed=total.negative_allowed,
        message=total.message,
    )


def _is_computed_amount(symbol: FieldSymbol) -> bool:
    kind = symbol.type
    return symbol.computed and isinstance(kind, NumberType) and kind.unit == CHF


def _cut_rates(items: ItemCompiler) -> set[str]:
    """Give the keys of the tariffs that some list is cut by."""
    return {
        f"{name}.{key}"
        for name in items.cut_tariffs
        for key in items.codecs.tariffs[name].keys
    }


def _plan(
    items: ItemCompiler,
    steps: tuple[Step, ...],
    applicant: tuple[CompiledField, ...],
    rules: tuple[CompiledRule, ...],
    sections: tuple[CompiledSection, ...],
) -> Plan:
    programs = [rule.condition for rule in rules]
    programs += [each for step in steps for each in _programs_of(step)]
    return Plan(
        applicant=tuple(
            FieldStep(field=each, owner=APPLICANT, parents=())
            for each in _ordered(applicant)
        ),
        applicant_inputs=_applicant_inputs(programs),
        steps=steps,
        always_required=_always_required(steps, items.lists),
        shape=form_shape(sections),
        row_shapes=MappingProxyType(row_shapes(items.lists)),
        order_by_path=MappingProxyType(dict(items.order)),
    )


def _always_required(
    steps: tuple[Step, ...], lists: Iterable[str]
) -> Mapping[str | None, frozenset[str]]:
    found: dict[str | None, set[str]] = {None: set(), **{path: set() for path in lists}}
    for step in steps:
        if isinstance(step, FieldStep) and _is_always_required(step.field):
            found[step.owner].add(step.field.key)
    return {owner: frozenset(keys) for owner, keys in found.items()}


def _is_always_required(field: CompiledField) -> bool:
    return not field.is_computed and field.requirement is Requirement.ALWAYS


def _programs_of(step: Step) -> Iterator[Program]:
    found: tuple[Program | None, ...]
    match step:
        case FieldStep(field=field):
            found = (field.visible_if, field.required_if, field.compute)
        case ContainerStep():
            found = (step.visible_if,)
        case ListStep() | CutListStep():
            found = (step.list.visible_if,)
    yield from (each for each in found if each is not None)


def _ordered(fields: tuple[CompiledField, ...]) -> list[CompiledField]:
    """Put the applicant's fields with conditions after those they read."""
    return sorted(fields, key=lambda each: each.visible_if is not None)


def _applicant_inputs(programs: list[Program]) -> frozenset[str]:
    return frozenset(
        node.symbol.key
        for each in programs
        for node in walk(each.tree)
        if isinstance(node, Reference) and node.frame == APPLICANT
    )
