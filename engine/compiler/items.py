"""The second pass: every item of the page compiled, each with a step of evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.compiler.cut_lists import cut_step, given_fields
from engine.compiler.form import (
    CompiledField,
    CompiledGroup,
    CompiledItem,
    CompiledList,
    CompiledSection,
    CompiledTable,
    CompiledText,
    Requirement,
    TableRow,
)
from engine.compiler.ordering import Node, reads
from engine.compiler.plan import ContainerStep, CutListStep, FieldStep, ListStep
from engine.compiler.tables import AMOUNT, RATE, line_key
from engine.definition.model import (
    Field,
    Group,
    Item,
    ListItem,
    Section,
    TariffTable,
    TextBlock,
)
from engine.expressions.symbols import FieldSymbol
from engine.expressions.types import DATE
from engine.field_type import Rejection
from engine.source.scalars import to_json
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.compiler.codecs import Codecs
    from engine.compiler.names import Condition, Names, Place
    from engine.compiler.ordering import StepName
    from engine.compiler.programs import Programs
    from engine.expressions.typed import TypedNode
    from engine.field_type import Codec
    from engine.values import Value

__all__ = ["ItemCompiler"]


@dataclass(frozen=True, slots=True)
class _Parents:
    """The conditional containers around an item, by key and as names of steps."""

    keys: tuple[str, ...] = ()
    names: tuple[StepName, ...] = ()

    def inside(self, key: str, path: str, condition: Condition | None) -> _Parents:
        """Give the parents of a container's members."""
        if condition is None:
            return self
        return _Parents((*self.keys, key), (*self.names, ("container", path)))


@dataclass(slots=True)
class ItemCompiler:
    """Compiles one form's items; gathers fields, lists and steps on the way."""

    codecs: Codecs
    names: Names
    programs: Programs
    fields: dict[str, CompiledField] = field(default_factory=dict[str, CompiledField])
    lists: dict[str, CompiledList] = field(default_factory=dict[str, CompiledList])
    nodes: list[Node] = field(default_factory=list[Node])
    order: dict[str, int] = field(default_factory=dict[str, int])
    cut_tariffs: set[str] = field(default_factory=set[str])

    def section(self, section: Section) -> CompiledSection:
        """Compile a section and everything in it."""
        place = self.names.place(section)
        key = f"section:{section.id}"
        parents = self._container(key, key, place, _Parents(), section)
        return CompiledSection(
            id=section.id,
            key=key,
            title=section.title,
            help=section.help,
            visible_if=self.programs.of_condition(place.own),
            items=self._items(section.items, parents),
            periods=tuple((each.start, each.end) for each in section.periods),
        )

    def applicant(self, group: Group) -> tuple[CompiledField, ...]:
        """Compile the applicant's fields, whose steps the caller runs first."""
        return tuple(
            self._compiled_field(item, self.names.place(item))
            for item in group.items
            if isinstance(item, Field)
        )

    def _items(
        self, items: tuple[Item, ...], parents: _Parents
    ) -> tuple[CompiledItem, ...]:
        return tuple(self._item(item, parents) for item in items)

    def _item(self, item: Item, parents: _Parents) -> CompiledItem:
        match item:
            case Field():
                return self._field(item, parents)
            case TextBlock():
                return self._text(item, parents)
            case Group():
                return self._group(item, parents)
            case TariffTable():
                return self._table(item, parents)
            case ListItem():
                return self._list(item, parents)

    def _container(
        self,
        key: str,
        path: str,
        place: Place,
        parents: _Parents,
        item: Section | Group | TariffTable | TextBlock,
    ) -> _Parents:
        """Note the step that decides on a container; give its members' parents."""
        shown = self.programs.of_condition(place.own)
        if shown is None:
            return parents
        step = ContainerStep(
            key=key, owner=place.owner, parents=parents.keys, visible_if=shown
        )
        self._step(("container", path), step, item, parents, place, trees=(shown.tree,))
        return parents.inside(key, path, place.own)

    def _step(  # noqa: PLR0913 - what a node is made of
        self,
        name: StepName,
        step: ContainerStep | FieldStep | ListStep | CutListStep,
        item: Item | Section,
        parents: _Parents,
        place: Place,
        *,
        trees: tuple[TypedNode | None, ...],
        extra: tuple[StepName, ...] = (),
    ) -> None:
        row = () if place.owner is None else (("list", place.owner),)
        self.nodes.append(
            Node(
                name=name,
                step=step,
                reads=(*row, *parents.names, *extra, *reads(trees)),
                label=name[1],
                span=item.span,
            )
        )

    def _text(self, item: TextBlock, parents: _Parents) -> CompiledText:
        place = self.names.place(item)
        path = _path(place)
        self._container(place.key, path, place, parents, item)
        return CompiledText(
            id=item.id,
            key=place.key,
            title=item.title,
            body=item.body,
            visible_if=self.programs.of_condition(place.own),
        )

    def _group(self, item: Group, parents: _Parents) -> CompiledGroup:
        place = self.names.place(item)
        inside = self._container(place.key, _path(place), place, parents, item)
        prefix = f"{place.key}."
        return CompiledGroup(
            id=item.id,
            key=place.key,
            title=item.title,
            help=item.help,
            visible_if=self.programs.of_condition(place.own),
            items=self._items(item.items, inside),
            periods=tuple(
                (prefix + each.start, prefix + each.end) for each in item.periods
            ),
        )

    def _table(self, item: TariffTable, parents: _Parents) -> CompiledTable:
        place = self.names.place(item)
        inside = self._container(place.key, _path(place), place, parents, item)
        group = self.names.tables[id(item)]
        self._items(group.items, inside)
        prefix = f"{place.key}."
        rows: list[TableRow] = []
        for line in item.lines:
            key = line_key(line, self.codecs.tariffs)
            if key is None or prefix + line.id not in self.fields:
                continue
            rows.append(
                TableRow(
                    label=line.label or key.label,
                    quantity=self.fields[prefix + line.id],
                    rate=self.fields[prefix + line.id + RATE],
                    amount=self.fields[prefix + line.id + AMOUNT],
                    tariff_key=key,
                )
            )
        return CompiledTable(
            id=item.id,
            key=place.key,
            title=item.title,
            help=item.help,
            visible_if=self.programs.of_condition(place.own),
            columns=item.columns,
            rows=tuple(rows),
            day=item.day.text,
        )

    def _list(self, item: ListItem, parents: _Parents) -> CompiledList:
        place = self.names.place(item)
        position = self._position(place.key)
        shown = self.programs.of_condition(place.own)
        given: tuple[CompiledField, ...] = ()
        if item.rate_periods is not None:
            codec = self.codecs.types[ValueKind.DATE.value].bind({})
            given = given_fields(place.key, codec, self._position)
        index = len(self.nodes)
        items = (*given, *self._items(item.items, _Parents()))
        fields = tuple(_flat_fields(items))
        overlap = item.no_overlap
        compiled = CompiledList(
            id=item.id,
            key=place.key,
            title=item.title,
            help=item.help,
            item=item.item,
            add_label=item.add_label,
            min=item.min,
            max=item.max,
            visible_if=shown,
            items=items,
            fields=fields,
            periods=tuple((each.start, each.end) for each in item.periods),
            no_overlap=None if overlap is None else (overlap[0].text, overlap[1].text),
            is_computed=item.rate_periods is not None,
            order=position,
        )
        self.lists[place.key] = compiled
        self._check_overlap(item, place)
        self.nodes.insert(index, self._list_node(item, compiled, place, parents))
        return compiled

    def _check_overlap(self, item: ListItem, place: Place) -> None:
        for name in item.no_overlap or ():
            symbol = place.inner.members.get(name.text)
            if not (isinstance(symbol, FieldSymbol) and symbol.type == DATE):
                collector = self.programs.checker.collector
                collector.add("E366", name.span, name=name.text)

    def _list_node(
        self, item: ListItem, compiled: CompiledList, place: Place, parents: _Parents
    ) -> Node:
        trees = () if compiled.visible_if is None else (compiled.visible_if.tree,)
        step: ListStep | CutListStep = ListStep(list=compiled, parents=parents.keys)
        dates: tuple[StepName, ...] = ()
        if item.rate_periods is not None:
            step = cut_step(
                item.rate_periods,
                compiled,
                place=place,
                parents=parents.keys,
                tariffs=self.codecs.tariffs,
                collector=self.programs.checker.collector,
            )
            dates = (("field", step.start), ("field", step.end))
            self.cut_tariffs.update(
                name.text
                for name in item.rate_periods.tariffs
                if name.text in self.codecs.tariffs
            )
        return Node(
            name=("list", compiled.key),
            step=step,
            reads=(*parents.names, *dates, *reads(trees)),
            label=compiled.key,
            span=item.span,
        )

    def _position(self, path: str) -> int:
        return self.order.setdefault(path, len(self.order))

    def _field(self, item: Field, parents: _Parents) -> CompiledField:
        place = self.names.place(item)
        compiled = self._compiled_field(item, place)
        if place.owner is None:
            self.fields[compiled.key] = compiled
        step = FieldStep(field=compiled, owner=place.owner, parents=parents.keys)
        programs = (compiled.visible_if, compiled.required_if, compiled.compute)
        trees = tuple(each.tree for each in programs if each is not None)
        self._step(("field", _path(place)), step, item, parents, place, trees=trees)
        return compiled

    def _compiled_field(self, item: Field, place: Place) -> CompiledField:
        codec = self.codecs.codec(item)
        computed = item.compute is not None or item.by is not None
        symbol = place.symbol
        compute = self.programs.of_field(item, place, codec) if computed else None
        if compute is not None and isinstance(symbol, FieldSymbol):
            symbol.computation = lambda: compute.tree
        return CompiledField(
            id=item.id,
            key=place.key,
            list=place.owner,
            codec=codec,
            label=item.label,
            short_label=item.short_label or item.label,
            help=item.help,
            hint=item.hint,
            width=item.width,
            requirement=_requirement(item, codec, computed=computed),
            required_if=self.programs.of_condition(place.required_if),
            visible_if=self.programs.of_condition(place.own),
            compute=compute,
            default=self._default(item, codec),
            prefill=self._prefill(item),
            on_copy=item.on_copy,
            order=self._position(_path(place)),
        )

    def _default(self, item: Field, codec: Codec) -> Value | None:
        if item.default is None:
            return None
        try:
            value = codec.read(to_json(item.default))
        except Rejection:
            value = None
        if value is None:
            self.programs.checker.collector.add(
                "E361",
                item.default.span,
                hint="write an answer that the page would take, or no default",
                text=item.default.text,
                name=item.id,
            )
        return value

    def _prefill(self, item: Field) -> str | None:
        if item.prefill is None:
            return None
        text = item.prefill.text
        _, _, key = text.partition(".")
        known = self.names.form.members.get("applicant")
        if not text.startswith("applicant.") or key not in getattr(
            known, "members", {}
        ):
            self.programs.checker.collector.add("E363", item.prefill.span, text=text)
            return None
        return key


def _path(place: Place) -> str:
    return place.key if place.owner is None else f"{place.owner}.{place.key}"


def _requirement(item: Field, codec: Codec, *, computed: bool) -> Requirement:
    if item.required_if is not None:
        return Requirement.CONDITIONAL
    never = (
        computed
        or item.optional
        or item.default is not None
        or codec.kind is ValueKind.BOOLEAN
    )
    return Requirement.NEVER if never else Requirement.ALWAYS


def _flat_fields(items: tuple[CompiledItem, ...]) -> list[CompiledField]:
    found: list[CompiledField] = []
    for item in items:
        if isinstance(item, CompiledField):
            found.append(item)
        elif isinstance(item, CompiledGroup):
            found.extend(_flat_fields(item.items))
    return found
