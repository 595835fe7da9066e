"""The typed tree: an expression after its names are resolved and its types checked.

One tree, several readers: the Python generator, the dependency order, the explanation
of a total, and (as JSON) the browser. A `Reference` says in which frame a field is
read: `FORM`, `APPLICANT`, `ROW` (the row at hand) or a generator's variable.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from engine.expressions.functions import Function
    from engine.expressions.symbols import FieldSymbol, ListSymbol
    from engine.expressions.types import StaticType
    from engine.tariffs.model import TariffKey

__all__ = [
    "APPLICANT",
    "FORM",
    "ROW",
    "Aggregate",
    "Arithmetic",
    "Call",
    "Comparison",
    "Conditional",
    "Each",
    "IfEmpty",
    "IsEmpty",
    "Literal",
    "Logic",
    "Membership",
    "Not",
    "RateLookup",
    "Reference",
    "Select",
    "Today",
    "TypedNode",
    "mapped",
    "walk",
]

FORM = "form"
APPLICANT = "applicant"
ROW = "row"


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: int | Decimal | str | bool
    type: StaticType


@dataclass(frozen=True, slots=True)
class Reference:
    """A field read in a frame."""

    frame: str
    symbol: FieldSymbol
    type: StaticType


@dataclass(frozen=True, slots=True)
class Today:
    """The day of assessment."""

    type: StaticType


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+ - * /`; a unary minus is `0 - x`."""

    operator: str
    left: TypedNode
    right: TypedNode
    type: StaticType


@dataclass(frozen=True, slots=True)
class Comparison:
    """`== != < <= > >=`."""

    operator: str
    left: TypedNode
    right: TypedNode
    type: StaticType


@dataclass(frozen=True, slots=True)
class Membership:
    """`x in (…)` for a value, or `"k" in x` for choices (then `options` is None)."""

    item: TypedNode
    options: tuple[TypedNode, ...] | None
    choices: Reference | None
    negated: bool
    type: StaticType


@dataclass(frozen=True, slots=True)
class Logic:
    """`and`, `or` over two or more operands, left to right and lazy."""

    operator: str
    operands: tuple[TypedNode, ...]
    type: StaticType


@dataclass(frozen=True, slots=True)
class Not:
    """`not x`."""

    operand: TypedNode
    type: StaticType


@dataclass(frozen=True, slots=True)
class Conditional:
    """`a if c else b`."""

    condition: TypedNode
    then: TypedNode
    otherwise: TypedNode
    type: StaticType


@dataclass(frozen=True, slots=True)
class Select:
    """`by`: one branch per key of a choice."""

    choice: Reference
    branches: tuple[tuple[str, TypedNode], ...]
    type: StaticType


@dataclass(frozen=True, slots=True)
class Call:
    """A function of values, such as `days(a, b)`."""

    function: Function
    arguments: tuple[TypedNode, ...]
    type: StaticType


@dataclass(frozen=True, slots=True)
class Each:
    """The values of `element for variable in list if condition`, as aggregates take.

    `skips_empty` is a bare column's way: an empty cell does not count.
    """

    list: ListSymbol
    variable: str
    element: TypedNode
    condition: TypedNode | None
    skips_empty: bool
    type: StaticType


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`sum count min max any all` of values; `count` also of a whole list."""

    function: str
    values: Each
    type: StaticType


@dataclass(frozen=True, slots=True)
class IsEmpty:
    """`is_empty(x)` of a field or a list."""

    field: Reference | None
    list: ListSymbol | None
    type: StaticType


@dataclass(frozen=True, slots=True)
class IfEmpty:
    """`if_empty(x, y)`: y where the field, or the extreme of nothing, is empty."""

    subject: Reference | Aggregate
    otherwise: TypedNode
    type: StaticType


@dataclass(frozen=True, slots=True)
class RateLookup:
    """`rate("group.key", on=day)`; `key` chooses among `keys` where it is a choice.

    `inputs` are the answers behind the day, at which an unknown rate is reported: a
    field in a frame, or a list.
    """

    tariff: str
    key: TypedNode | None
    keys: tuple[tuple[str, TariffKey], ...]
    on: TypedNode
    at: TypedNode | None
    inputs: tuple[Reference | ListSymbol, ...]
    type: StaticType


TypedNode = (
    Literal
    | Reference
    | Today
    | Arithmetic
    | Comparison
    | Membership
    | Logic
    | Not
    | Conditional
    | Select
    | Call
    | Each
    | Aggregate
    | IsEmpty
    | IfEmpty
    | RateLookup
)


def children(node: TypedNode) -> tuple[TypedNode, ...]:  # noqa: C901, PLR0911, PLR0912 - one arm per node
    """Give a node's parts, in the order in which they are evaluated."""
    match node:
        case Literal() | Reference() | Today():
            return ()
        case Arithmetic() | Comparison():
            return (node.left, node.right)
        case Membership():
            return (node.item, *(node.options or ()), *_some(node.choices))
        case Logic():
            return node.operands
        case Not():
            return (node.operand,)
        case Conditional():
            return (node.condition, node.then, node.otherwise)
        case Select():
            return (node.choice, *(branch for _, branch in node.branches))
        case Call():
            return node.arguments
        case Each():
            return (*_some(node.condition), node.element)
        case Aggregate():
            return (node.values,)
        case IsEmpty():
            return _some(node.field)
        case IfEmpty():
            return (node.subject, node.otherwise)
        case RateLookup():
            return (*_some(node.key), node.on, *_some(node.at))


def _some(node: TypedNode | None) -> tuple[TypedNode, ...]:
    return () if node is None else (node,)


def walk(node: TypedNode) -> Iterator[TypedNode]:
    """Go through a tree, a node before its parts."""
    yield node
    for child in children(node):
        yield from walk(child)


def mapped(node: TypedNode, change: Callable[[TypedNode], TypedNode]) -> TypedNode:
    """Give a node with each of its parts exchanged for what `change` gives."""
    changes: dict[str, object] = {
        field.name: _mapped_part(getattr(node, field.name), change)
        for field in fields(node)
    }
    return replace(node, **changes)  # type: ignore[arg-type]  # each keeps its type


def _mapped_part(part: object, change: Callable[[TypedNode], TypedNode]) -> object:
    if isinstance(part, _NODES):
        return change(cast("TypedNode", part))
    if isinstance(part, tuple):
        parts = cast("tuple[object, ...]", part)
        return tuple(_mapped_part(each, change) for each in parts)
    return part


_NODES = get_args(TypedNode)
