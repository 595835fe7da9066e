"""Sections, groups, lists, tables and static text: what holds fields together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.definition import fields
from engine.definition.model import (
    Group,
    Item,
    ListItem,
    Period,
    RatePeriods,
    Section,
    TableLine,
    TariffTable,
    TextBlock,
)
from engine.definition.reading import entries, items, number, scalar, scalars
from engine.definition.rules import lets_of, rules_of
from engine.i18n.texts import NO_TEXT
from engine.source.nodes import MappingNode, ScalarNode, scalar_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.reading import Context
    from engine.source.nodes import Entry

__all__ = ["group", "sections"]

_MOST_ROWS = 200
"""The greatest number of rows where a list does not say."""


@dataclass(slots=True)
class _Contents:
    """What stands under `fields`."""

    items: list[Item] = field(default_factory=list[Item])
    periods: list[Period] = field(default_factory=list[Period])


def sections(root: MappingNode, context: Context) -> tuple[Section, ...]:
    """Make the sections of a form."""
    made: list[Section] = []
    for node in items(root, "sections"):
        if scalar(node, "section") is not None:
            made.append(_section(node, context))
        elif scalar(node, "group") is not None:
            made.append(_section_of_group(node, context))
        else:
            context.lost.append(node.span)
    return tuple(made)


def _section(node: MappingNode, context: Context) -> Section:
    name = _name(node, "section")
    inside = context.of_file(name.file.path).inside(name.text)
    contents = _contents(node, inside, outer=())
    return Section(
        id=name.text,
        title=inside.text(node, "title"),
        help=inside.text(node, "help"),
        visible_if=scalar(node, "visible_if"),
        items=tuple(contents.items),
        periods=tuple(contents.periods),
        lets=lets_of(node),
        rules=rules_of(node, inside),
        span=name.span,
    )


def _section_of_group(node: MappingNode, context: Context) -> Section:
    """Make the section of a group that stands among sections; it has the heading."""
    made = group(node, context, has_heading=False)
    inside = context.of_file(made.span.path).inside(made.id)
    return Section(
        id=made.id,
        title=inside.text(node, "title"),
        help=inside.text(node, "help"),
        visible_if=made.visible_if,
        items=(made,),
        span=made.span,
    )


def group(
    node: MappingNode,
    context: Context,
    *,
    has_heading: bool = True,
    outer: tuple[str, ...] = (),
) -> Group:
    """Make a group; its title and help are left to its section without a heading."""
    name = _name(node, "group")
    inside = context.of_file(name.file.path).inside(name.text)
    contents = _contents(node, inside, outer=(*outer, "group"))
    return Group(
        id=name.text,
        title=inside.text(node, "title") if has_heading else NO_TEXT,
        help=inside.text(node, "help") if has_heading else NO_TEXT,
        visible_if=scalar(node, "visible_if"),
        items=tuple(contents.items),
        periods=tuple(contents.periods),
        lets=lets_of(node),
        rules=rules_of(node, inside),
        span=name.span,
    )


def _contents(
    node: MappingNode, context: Context, *, outer: tuple[str, ...]
) -> _Contents:
    contents = _Contents()
    for item in items(node, "fields"):
        if item.get("period") is not None:
            made_fields, bond = fields.period(item, context)
            contents.items.extend(made_fields)
            contents.periods.extend(() if bond is None else (bond,))
        else:
            made = _item(item, context, outer)
            contents.items.extend(() if made is None else (made,))
    return contents


def _item(node: MappingNode, context: Context, outer: tuple[str, ...]) -> Item | None:
    if node.get("field") is not None:
        return fields.field(node, context)
    for kind, make in _MAKERS.items():
        name = scalar(node, kind)
        if name is None:
            continue
        if "list" in outer and kind in _NOT_IN_LISTS:
            words = kind.replace("_", " ")
            context.collector.add("E222", name.span, inner=words, outer="list")
        return make(node, context, outer)
    context.lost.append(node.span)
    return None


def _name(node: MappingNode, key: str) -> ScalarNode:
    name = scalar(node, key)
    return name or scalar_at("", node.span, ())


def _nested_group(node: MappingNode, context: Context, outer: tuple[str, ...]) -> Group:
    return group(node, context, outer=outer)


def _text_block(
    node: MappingNode, context: Context, _outer: tuple[str, ...]
) -> TextBlock:
    name = _name(node, "text")
    inside = context.inside(name.text)
    return TextBlock(
        id=name.text,
        title=inside.text(node, "title"),
        body=inside.text(node, "body"),
        visible_if=scalar(node, "visible_if"),
        span=name.span,
    )


def _list(node: MappingNode, context: Context, outer: tuple[str, ...]) -> ListItem:
    name = _name(node, "list")
    inside = context.inside(name.text)
    contents = _contents(node, inside, outer=(*outer, "list"))
    bounds = scalars(node.get("no_overlap"))
    least = number(node, "min", 0)
    most = number(node, "max", _MOST_ROWS)
    if least > most:
        span = _name(node, "min").span
        context.collector.add(
            "E207", span, key="min", bound=f"at most max ({most})", text=least
        )
    return ListItem(
        id=name.text,
        title=inside.text(node, "title"),
        help=inside.text(node, "help"),
        item=inside.text(node, "item"),
        add_label=inside.text(node, "add_label"),
        min=least,
        max=most,
        visible_if=scalar(node, "visible_if"),
        items=tuple(contents.items),
        periods=tuple(contents.periods),
        no_overlap=(bounds[0], bounds[1]) if len(bounds) > 1 else None,
        rate_periods=_rate_periods(node),
        lets=lets_of(node),
        rules=rules_of(node, inside),
        span=name.span,
    )


def _rate_periods(node: MappingNode) -> RatePeriods | None:
    found = node.get("rate_periods")
    if not isinstance(found, MappingNode):
        return None
    start, end = scalar(found, "from"), scalar(found, "to")
    if start is None or end is None:
        return None
    return RatePeriods(start=start, end=end, tariffs=scalars(found.get("tariffs")))


def _table(
    node: MappingNode, context: Context, _outer: tuple[str, ...]
) -> TariffTable | None:
    name, day = _name(node, "tariff_table"), scalar(node, "day")
    if day is None:
        context.lost.append(node.span)
        return None
    inside = context.inside(name.text)
    lines = (_line(entry, inside) for entry in entries(node, "lines"))
    return TariffTable(
        id=name.text,
        day=day,
        columns={
            entry.key.text: inside.text_of(entry.value, "columns", entry.key.text)
            for entry in entries(node, "columns")
        },
        lines=tuple(line for line in lines if line is not None),
        visible_if=scalar(node, "visible_if"),
        title=inside.text(node, "title"),
        help=inside.text(node, "help"),
        span=name.span,
    )


def _line(entry: Entry, context: Context) -> TableLine | None:
    node = entry.value
    rate = scalar(node, "rate") if isinstance(node, MappingNode) else None
    if rate is None or not isinstance(node, MappingNode):
        context.lost.append(entry.key.span)
        return None
    return TableLine(
        id=entry.key.text,
        rate=rate,
        max=scalar(node, "max"),
        label=context.inside(entry.key.text).text(node, "label"),
        span=entry.key.span,
    )


_NOT_IN_LISTS = ("list", "tariff_table")
_MAKERS: dict[str, Callable[[MappingNode, Context, tuple[str, ...]], Item | None]] = {
    "text": _text_block,
    "group": _nested_group,
    "list": _list,
    "tariff_table": _table,
}
