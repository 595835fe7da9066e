"""Fields and periods: questions, computed values, two dates that belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from engine.definition.field_schemas import CHOICES, PERIOD_KINDS
from engine.definition.model import Field, Period
from engine.definition.reading import boolean, entries, one_of, scalar, scalars
from engine.i18n.texts import NO_TEXT
from engine.source.nodes import MappingNode, ScalarNode, SequenceNode
from engine.source.scalars import to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.reading import Context
    from engine.diagnostics import Span
    from engine.field_type import FieldType, Options
    from engine.i18n.texts import Text
    from engine.source.nodes import Node

__all__ = ["field", "period"]

_CONTEXTS = "_contexts"
"""The option that carries the places of the choices' labels; no author writes it."""

_NOT_COMPUTED = ("optional", "required_if", "default", "prefill")


def field(node: MappingNode, context: Context) -> Field | None:
    """Make a field; None, noted as lost, where its name or type is not known."""
    name = scalar(node, "field")
    if name is None:
        context.lost.append(node.span)
        return None
    inside = context.inside(name.text)
    _check_computed(node, context)
    label = inside.text(node, "label")
    return _field(
        node,
        inside,
        name=name,
        label=label,
        short_label=inside.text(node, "short_label") or label,
    )


def period(
    node: MappingNode, context: Context
) -> tuple[tuple[Field, ...], Period | None]:
    """Make the two fields of a period and the bond between them.

    What is said once (`help`, `visible_if` …) holds for both, the help and the hint
    stand at the first.
    """
    names = scalars(node.get("period"))
    if len(names) != 2:  # noqa: PLR2004 - a start and an end
        context.lost.append(node.span)
        return (), None
    labels, short_labels = node.get("labels"), node.get("short_labels")
    fields: list[Field] = []
    for index, name in enumerate(names):
        inside = context.inside(name.text)
        label = _text_at(labels, index, inside, "label")
        made = _field(
            _without_explanations(node) if index else node,
            inside,
            name=name,
            label=label,
            short_label=_text_at(short_labels, index, inside, "short_label") or label,
        )
        if made is not None:
            fields.append(made)
    if not all(_is_date(made, context) for made in fields):
        return tuple(fields), None
    return tuple(fields), Period(start=names[0].text, end=names[1].text)


def _is_date(made: Field, context: Context) -> bool:
    """Tell a date from another type, which is reported and cannot be compared."""
    return context.types[made.type].kind in PERIOD_KINDS


def _text_at(node: Node | None, index: int, context: Context, key: str) -> Text:
    texts = scalars(node)
    return context.text_of(texts[index], key) if index < len(texts) else NO_TEXT


def _without_explanations(node: MappingNode) -> MappingNode:
    kept = (entry for entry in node if entry.key.text not in ("help", "hint"))
    return node.with_entries(kept)


def _field(
    node: MappingNode,
    context: Context,
    *,
    name: ScalarNode,
    label: Text,
    short_label: Text,
) -> Field | None:
    word = one_of(node, "type", "")
    named = context.named_types.get(word)
    field_type = context.types.get(named.type if named else word)
    if field_type is None:
        context.lost.append(name.span)
        return None
    written: dict[str, Node] = dict(named.options) if named else {}
    written |= {
        entry.key.text: entry.value
        for entry in node
        if entry.key.text in field_type.option_schemas
    }
    required_if = scalar(node, "required_if")
    return Field(
        id=name.text,
        type=field_type.name,
        options=_options(written, field_type, context),
        option_spans={key: value.span for key, value in written.items()},
        label=label,
        short_label=short_label,
        help=context.text(node, "help"),
        hint=context.text(node, "hint"),
        width=one_of(node, "width", "") or None,
        # An include may add a condition to a field that is optional otherwise.
        optional=boolean(node, "optional") and required_if is None,
        required_if=required_if,
        visible_if=scalar(node, "visible_if"),
        default=scalar(node, "default"),
        prefill=scalar(node, "prefill"),
        on_copy=_on_copy(node),
        compute=scalar(node, "compute"),
        by=scalar(node, "by"),
        branches=_branches(node),
        choices_from=scalar(node, "choices_from"),
        type_rules=named.rules if named else (),
        span=name.span,
    )


def _on_copy(node: MappingNode) -> Literal["keep", "clear"]:
    return "clear" if one_of(node, "on_copy", "keep") == "clear" else "keep"


def _branches(node: MappingNode) -> tuple[tuple[ScalarNode, ScalarNode], ...]:
    return tuple(
        (entry.key, entry.value)
        for entry in entries(node, "compute")
        if isinstance(entry.value, ScalarNode)
    )


def _options(
    written: Mapping[str, Node], field_type: FieldType, context: Context
) -> Options:
    options = {
        key: _plain(value, field_type.option_schemas[key])
        for key, value in written.items()
    }
    choices = written.get(CHOICES)
    if isinstance(choices, MappingNode):
        options[_CONTEXTS] = _contexts(choices, context)
    return options


def _plain(node: Node, schema: object) -> object:
    """Give plain data, a number being a text where the schema expects a text."""
    keywords = cast("Mapping[str, object]", schema if isinstance(schema, dict) else {})
    if isinstance(node, MappingNode):
        values = keywords.get("additionalProperties")
        return {entry.key.text: _plain(entry.value, values) for entry in node}
    if isinstance(node, SequenceNode):
        values = keywords.get("items")
        return [_plain(item, values) for item in node.items]
    is_text = keywords.get("type") == "string" and not node.is_null
    return node.text if is_text else to_json(node)


def _contexts(choices: MappingNode, context: Context) -> Mapping[str, str | None]:
    """Give the place of each choice's label, for the catalogues."""
    return {
        entry.key.text: context.text_of(entry.value, CHOICES, entry.key.text).context
        for entry in choices
    }


def _check_computed(node: MappingNode, context: Context) -> None:
    """Report keys that contradict each other about who gives the value."""
    compute, by = node.entry("compute"), node.entry("by")
    add = context.collector.add
    if by is not None and compute is None:
        add("E219", by.key.span, key="by", other="compute")
    if compute is None:
        return
    is_branched = isinstance(compute.value, MappingNode)
    if is_branched and by is None:
        hint = "name the choice: «by: category»"
        add("E219", compute.key.span, hint=hint, key="compute: {…}", other="by")
    if by is not None and not is_branched:
        _report_single_expression(compute.value.span, context)
    for key in _NOT_COMPUTED:
        entry = node.entry(key)
        if entry is not None:
            add("E218", entry.key.span, key=key)


def _report_single_expression(span: Span, context: Context) -> None:
    context.collector.add(
        "E201",
        span,
        key="compute",
        expected="one expression for each choice, beside «by»",
        found="a single expression",
    )
