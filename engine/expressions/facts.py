"""What is known to hold where an expression stands, and what follows from it.

A condition becomes a `Formula` over three kinds of atom: a choice has one of some keys,
a field is present, or any other condition (which counts as its canonical text).
`Facts` are formulas taken to hold: an enclosing `visible_if`, the left side of an
`and`, the condition of an `if`. `Facts.implies` is deliberately weak and quick: it
proves what authors write as guards and nothing clever.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from engine.expressions.canonical import canonical
from engine.expressions.typed import (
    ROW,
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Each,
    IfEmpty,
    IsEmpty,
    Literal,
    Logic,
    Membership,
    Not,
    RateLookup,
    Reference,
    Select,
    TypedNode,
)
from engine.expressions.types import ChoiceType

N = TypeVar("N")

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "FALSE",
    "TRUE",
    "AllOf",
    "AnyOf",
    "Facts",
    "Formula",
    "Holds",
    "KeyIn",
    "Present",
    "formula_of",
    "negate",
    "rebind",
    "rebind_formula",
    "rebind_frame",
]


@dataclass(frozen=True, slots=True)
class KeyIn:
    """The choice is present and has one of `keys`, out of all the keys it declares."""

    reference: Reference
    keys: frozenset[str]
    declared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Present:
    """The field is not empty (or, negated, is)."""

    reference: Reference
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Holds:
    """Any other condition."""

    tree: TypedNode
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """A conjunction; of nothing it is true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A disjunction; of nothing it is false."""

    parts: tuple[Formula, ...]


Formula = KeyIn | Present | Holds | AllOf | AnyOf
TRUE = AllOf(())
FALSE = AnyOf(())


def formula_of(  # noqa: C901, PLR0911 - one arm per node
    tree: TypedNode,
) -> Formula:
    """Turn a typed condition into a formula."""
    match tree:
        case Literal(value=bool() as value):
            return TRUE if value else FALSE
        case Logic("and", operands):
            return AllOf(tuple(map(formula_of, operands)))
        case Logic(_, operands):
            return AnyOf(tuple(map(formula_of, operands)))
        case Not(operand):
            return negate(formula_of(operand))
        case IsEmpty(field=Reference() as reference):
            return Present(reference, negated=True)
        case Comparison("==" | "!=" as operator):
            keys = _keys_of_comparison(tree)
            if keys is None:
                return Holds(tree)
            return keys if operator == "==" else negate(keys)
        case Membership(item=Reference() as reference, options=tuple() as options):
            return _keys_of_membership(tree, reference, options)
        case _:
            return Holds(tree)


def _keys_of_comparison(tree: Comparison) -> KeyIn | None:
    for choice, key in ((tree.left, tree.right), (tree.right, tree.left)):
        if (
            isinstance(choice, Reference)
            and isinstance(choice.symbol.type, ChoiceType)
            and isinstance(key, Literal)
        ):
            return KeyIn(choice, frozenset((str(key.value),)), choice.symbol.type.keys)
    return None


def _keys_of_membership(
    tree: Membership, reference: Reference, options: tuple[TypedNode, ...]
) -> Formula:
    declared = reference.symbol.type
    if not isinstance(declared, ChoiceType):
        return Holds(tree)
    keys = frozenset(str(key.value) for key in options if isinstance(key, Literal))
    found = KeyIn(reference, keys, declared.keys)
    return negate(found) if tree.negated else found


def negate(formula: Formula) -> Formula:
    """Give the opposite; of a choice, the other keys it declares."""
    match formula:
        case AllOf(parts):
            return AnyOf(tuple(map(negate, parts)))
        case AnyOf(parts):
            return AllOf(tuple(map(negate, parts)))
        case KeyIn(reference, keys, declared):
            return KeyIn(reference, declared - keys, declared)
        case Present(reference, negated):
            return Present(reference, negated=not negated)
        case Holds(tree, negated):
            return Holds(tree, negated=not negated)


def rebind(node: N, frame: str) -> N:
    """Read what is said of the row at hand as said of another frame's row."""
    return rebind_frame(node, ROW, frame)


def rebind_frame(node: N, old: str, new: str) -> N:
    """Read what is said of one frame's row as said of another's."""
    return cast("N", _rebound(node, old, new))


def _rebound(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - any field of a node
    if isinstance(value, Reference):
        return replace(value, frame=new) if value.frame == old else value
    if isinstance(value, tuple):
        return tuple(_rebound(part, old, new) for part in value)  # pyright: ignore[reportUnknownVariableType] - parts of any node
    if is_dataclass(value) and isinstance(value, _REBINDABLE):
        parts = ((each.name, getattr(value, each.name)) for each in fields(value))
        changes = {
            name: rebound
            for name, part in parts
            if (rebound := _rebound(part, old, new)) is not part
        }
        return replace(value, **changes) if changes else value
    return value


_REBINDABLE = (
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Each,
    IfEmpty,
    IsEmpty,
    Logic,
    Membership,
    Not,
    RateLookup,
    Select,
    KeyIn,
    Present,
    Holds,
    AllOf,
    AnyOf,
)


def rebind_formula(formula: Formula, frame: str) -> Formula:
    """Read a formula about the row at hand as one about another frame's row."""
    return formula if frame == ROW else rebind(formula, frame)


Name = tuple[str, str]
"""A field in a frame: frame and path."""


def _name(reference: Reference) -> Name:
    return (reference.frame, reference.symbol.path)


def _text(formula: Formula) -> str:
    """Write a formula so that it is known again, in whatever order it is written."""
    match formula:
        case AllOf(parts):
            return f"({' and '.join(sorted(map(_text, parts)))})"
        case AnyOf(parts):
            return f"({' or '.join(sorted(map(_text, parts)))})"
        case KeyIn(reference, keys):
            return f"{_name(reference)} in {sorted(keys)}"
        case Present(reference, negated):
            return f"{_name(reference)} is {'empty' if negated else 'present'}"
        case Holds(tree, negated):
            return canonical(tree, negated=negated)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is taken to hold. `impossible` says that it contradicts itself."""

    keys: Mapping[Name, frozenset[str]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    present: frozenset[Name] = frozenset()
    absent: frozenset[Name] = frozenset()
    texts: frozenset[str] = frozenset()
    impossible: bool = False

    def possible_keys(self, reference: Reference) -> frozenset[str]:
        """Give the keys that a choice may have here."""
        declared = reference.symbol.type
        assert isinstance(declared, ChoiceType)  # noqa: S101 - the caller's type
        return self.keys.get(_name(reference), declared.keys)

    def is_present(self, reference: Reference) -> bool:
        """Tell whether a field is known not to be empty."""
        return self.impossible or _name(reference) in self.present

    def assume(self, formula: Formula) -> Facts:
        """Give the facts with one more formula taken to hold."""
        match formula:
            case AllOf(parts):
                return reduce(Facts.assume, parts, self)
            case AnyOf(parts):
                return self._assume_any(parts)
            case KeyIn(reference, keys):
                return self._assume_keys(reference, keys)
            case Present(reference, negated):
                return self._assume_presence(reference, negated=negated)
            case Holds(tree, negated):
                return self._assume_text(tree, negated=negated)

    def _assume_any(self, parts: tuple[Formula, ...]) -> Facts:
        alternatives = [self.assume(part) for part in parts]
        possible = [facts for facts in alternatives if not facts.impossible]
        if not possible:
            return replace(self, impossible=True)
        common = set(possible[0].keys).intersection(*(each.keys for each in possible))
        return Facts(
            keys={
                name: frozenset[str]().union(*(each.keys[name] for each in possible))
                for name in common
            },
            present=possible[0].present.intersection(*(f.present for f in possible)),
            absent=possible[0].absent.intersection(*(f.absent for f in possible)),
            texts=possible[0].texts.intersection(*(f.texts for f in possible))
            | {_text(AnyOf(parts))},
            impossible=self.impossible,
        )

    def _assume_keys(self, reference: Reference, keys: frozenset[str]) -> Facts:
        left = self.possible_keys(reference) & keys
        known = self.assume(Present(reference))
        return replace(
            known,
            keys={**known.keys, _name(reference): left},
            impossible=known.impossible or not left,
        )

    def _assume_presence(self, reference: Reference, *, negated: bool) -> Facts:
        name = _name(reference)
        if negated:
            return replace(
                self,
                absent=self.absent | {name},
                impossible=self.impossible or name in self.present,
            )
        if name in self.present:
            return self
        facts = replace(
            self,
            present=self.present | {name},
            impossible=self.impossible or name in self.absent,
        )
        visible = rebind_formula(reference.symbol.visibility(), reference.frame)
        return facts.assume(visible)

    def _assume_text(self, tree: TypedNode, *, negated: bool) -> Facts:
        opposite = canonical(tree, negated=not negated)
        return replace(
            self,
            texts=self.texts | {canonical(tree, negated=negated)},
            impossible=self.impossible or opposite in self.texts,
        )

    def implies(self, formula: Formula) -> bool:
        """Tell whether a formula certainly holds."""
        if self.impossible:
            return True
        match formula:
            case AllOf(parts):
                return all(map(self.implies, parts))
            case AnyOf(parts):
                return (
                    any(map(self.implies, parts))
                    or self._covers(parts)
                    or _text(formula) in self.texts
                )
            case KeyIn(reference, keys):
                name = _name(reference)
                return name in self.keys and self.keys[name] <= keys
            case Present(reference, negated):
                return _name(reference) in (self.absent if negated else self.present)
            case Holds(tree, negated):
                return canonical(tree, negated=negated) in self.texts

    def _covers(self, parts: Iterable[Formula]) -> bool:
        """Tell whether alternatives about one choice together cover its keys."""
        by_name: dict[Name, frozenset[str]] = {}
        for part in parts:
            if isinstance(part, KeyIn):
                name = _name(part.reference)
                by_name[name] = by_name.get(name, frozenset()) | part.keys
        return any(
            name in self.keys and self.keys[name] <= keys
            for name, keys in by_name.items()
        )
