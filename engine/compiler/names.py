"""The names of a form: every field, group, list and let as a symbol in its scope.

First of the compiler's passes. What an expression says about a field (its visibility
and requirement) is worked out when first asked, by `Condition`, since it takes
expressions that name other fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.compiler.tables import expand
from engine.definition.model import (
    Field,
    Group,
    Item,
    Let,
    ListItem,
    Section,
    TariffTable,
    TextBlock,
)
from engine.expressions.context import Context
from engine.expressions.facts import FALSE, TRUE, AllOf, Facts, Formula, formula_of
from engine.expressions.symbols import (
    FieldSymbol,
    GroupSymbol,
    LetSymbol,
    ListSymbol,
    NameScope,
    Symbol,
    TextSymbol,
)
from engine.expressions.typed import APPLICANT, TypedNode
from engine.expressions.types import (
    BOOLEAN,
    DATE,
    FILES,
    TEXT,
    ChoicesType,
    ChoiceType,
    NumberType,
    StaticType,
)
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.compiler.codecs import Codecs
    from engine.definition.model import FormDefinition
    from engine.expressions.checker import Checker
    from engine.field_type import Codec
    from engine.source.nodes import ScalarNode

__all__ = ["Condition", "Names", "Place", "name_everything", "static_type"]


def static_type(  # noqa: PLR0911 - one arm per kind
    codec: Codec,
) -> StaticType:
    """Give the expression type of a field's values."""
    if codec.kind.is_number:
        return NumberType(codec.unit, codec.places)
    keys = frozenset(choice.key for choice in codec.control.choices)
    match codec.kind:
        case ValueKind.BOOLEAN:
            return BOOLEAN
        case ValueKind.DATE | ValueKind.MONTH:
            return DATE
        case ValueKind.CHOICE:
            return ChoiceType(keys)
        case ValueKind.CHOICES:
            return ChoicesType(keys)
        case ValueKind.FILES:
            return FILES
        case _:
            return TEXT


@dataclass(slots=True, eq=False)
class Condition:
    """A `visible_if` or `required_if` where it stands, checked when first asked.

    `around` are the conditions under which it is judged at all.
    """

    source: ScalarNode
    scope: NameScope
    checker: Checker
    around: tuple[Condition, ...]
    owner: str | None
    _tree: TypedNode | None = None
    _state: str = "new"

    def tree(self) -> TypedNode | None:
        """Give the typed condition; None where it is wrong, or asks about itself."""
        if self._state == "new":
            self._state = "busy"
            context = Context(scope=self.scope, facts=facts_of(self.around))
            self._tree = self.checker.check_condition(self.source, context)
            self._state = "done"
        return self._tree

    def formula(self) -> Formula:
        """Give the condition as a formula; a wrong one counts as always true."""
        tree = self.tree()
        return TRUE if tree is None else formula_of(tree)


def facts_of(conditions: tuple[Condition, ...]) -> Facts:
    """Give what holds where all of some conditions hold."""
    return Facts().assume(AllOf(tuple(each.formula() for each in conditions)))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Place:
    """Where a definition's item stands.

    `scope` is where its expressions look names up; `inner` that of its members'.
    `around` are the conditions of everything that encloses it, `own` its own.
    `prefix` leads its members' keys, `owner` is the list whose row they are in.
    """

    scope: NameScope
    inner: NameScope
    around: tuple[Condition, ...]
    own: Condition | None
    owner: str | None
    key: str
    symbol: Symbol | None = None
    required_if: Condition | None = None

    @property
    def shown(self) -> tuple[Condition, ...]:
        """Give every condition under which the item is shown."""
        return self.around if self.own is None else (*self.around, self.own)


@dataclass(slots=True)
class Names:
    """The outcome: the form's scope, and the place of each item by its identity."""

    form: NameScope
    places: dict[int, Place] = field(default_factory=dict[int, Place])
    tables: dict[int, Group] = field(default_factory=dict[int, Group])
    """The group that a tariff table was written out to."""

    def place(self, item: Item | Section) -> Place:
        """Give an item's place."""
        return self.places[id(item)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What encloses the items being named."""

    scope: NameScope
    members: dict[str, Symbol]
    conditions: tuple[Condition, ...]
    owner: str | None
    prefix: str


@dataclass(slots=True)
class _Namer:
    checker: Checker
    codecs: Codecs
    names: Names

    def items(self, items: tuple[Item, ...], around: _Around) -> None:
        for item in items:
            match item:
                case Field():
                    self.field(item, around)
                case TextBlock():
                    key = around.prefix + item.id
                    symbol = TextSymbol(name=item.id, key=key, owner=around.owner)
                    self.remember(item, item.visible_if, around, symbol=symbol)
                case Group():
                    self.group(item, item, around)
                case TariffTable():
                    tariffs, collector = self.checker.tariffs, self.checker.collector
                    group = expand(item, tariffs, collector)
                    self.names.tables[id(item)] = group
                    self.group(item, group, around)
                case ListItem():
                    self.list(item, around)

    def remember(
        self,
        item: Item | Section,
        visible_if: ScalarNode | None,
        around: _Around,
        *,
        symbol: Symbol | None = None,
        inner: NameScope | None = None,
        own_scope: NameScope | None = None,
    ) -> Place:
        scope = own_scope or around.scope
        place = Place(
            scope=scope,
            inner=inner or scope,
            around=around.conditions,
            own=self.condition(visible_if, scope, around.conditions, around.owner),
            owner=around.owner,
            key=around.prefix + item.id,
            symbol=symbol,
        )
        self.names.places[id(item)] = place
        if symbol is not None:
            around.members[item.id] = symbol
        return place

    def condition(
        self,
        source: ScalarNode | None,
        scope: NameScope,
        around: tuple[Condition, ...],
        owner: str | None,
    ) -> Condition | None:
        if source is None:
            return None
        return Condition(source, scope, self.checker, around, owner)

    def field(self, item: Field, around: _Around) -> None:
        codec = self.codecs.codec(item)
        own = self.condition(
            item.visible_if, around.scope, around.conditions, around.owner
        )
        shown = around.conditions if own is None else (*around.conditions, own)
        required = self.condition(item.required_if, around.scope, shown, around.owner)
        always = _is_always_present(item, codec)
        symbol = FieldSymbol(
            name=item.id,
            key=around.prefix + item.id,
            owner=around.owner,
            type=static_type(codec),
            minimum=None if _is_computed(item) else codec.minimum,
            computed=_is_computed(item),
            visibility=lambda: AllOf(tuple(each.formula() for each in shown)),
            requirement=lambda: _requirement(required, always=always),
            visible_text=shown[-1].source.text.strip() if shown else "",
            required_text=item.required_if.text.strip() if item.required_if else "",
        )
        around.members[item.id] = symbol
        self.names.places[id(item)] = Place(
            scope=around.scope,
            inner=around.scope,
            around=around.conditions,
            own=own,
            owner=around.owner,
            key=symbol.key,
            symbol=symbol,
            required_if=required,
        )

    def group(self, item: Group | TariffTable, group: Group, around: _Around) -> None:
        key = around.prefix + item.id
        symbol = GroupSymbol(name=item.id, key=key, owner=around.owner)
        inner = NameScope(
            members=symbol.members, parent=around.scope, list=around.scope.list
        )
        place = self.remember(
            item, group.visible_if, around, symbol=symbol, inner=inner
        )
        inside = _Around(
            scope=inner,
            members=symbol.members,
            conditions=place.shown,
            owner=around.owner,
            prefix=f"{place.key}.",
        )
        self.items(group.items, inside)
        self.lets(group.lets, inside)

    def list(self, item: ListItem, around: _Around) -> None:
        path = around.prefix + item.id
        symbol = ListSymbol(
            name=item.id,
            path=path,
            min=item.min,
            max=item.max,
            visibility=lambda: AllOf(tuple(each.formula() for each in place.shown)),
        )
        inner = NameScope(members=symbol.members, parent=around.scope, list=symbol)
        place = self.remember(item, item.visible_if, around, symbol=symbol, inner=inner)
        inside = _Around(
            scope=inner,
            members=symbol.members,
            conditions=place.shown,
            owner=path,
            prefix="",
        )
        if item.rate_periods is not None:
            for name in ("start", "end"):
                symbol.members[name] = _given(name, path, symbol)
        self.items(item.items, inside)
        self.lets(item.lets, inside)

    def lets(self, lets: tuple[Let, ...], around: _Around) -> None:
        for let in lets:
            around.members[let.name] = LetSymbol(
                name=let.name,
                owner=around.owner,
                expression=let.expression,
                scope=around.scope,
            )

    def section(self, section: Section, around: _Around) -> None:
        place = self.remember(section, section.visible_if, around)
        inside = _Around(
            scope=around.scope,
            members=around.members,
            conditions=place.shown,
            owner=around.owner,
            prefix="",
        )
        self.items(section.items, inside)
        self.lets(section.lets, inside)


def _given(name: str, path: str, of_list: ListSymbol) -> FieldSymbol:
    return FieldSymbol(
        name=name,
        key=name,
        owner=path,
        type=DATE,
        given=True,
        computed=True,
        visibility=of_list.visibility,
        requirement=lambda: TRUE,
    )


def _is_computed(item: Field) -> bool:
    return item.compute is not None or item.by is not None


def _is_always_present(item: Field, codec: Codec) -> bool:
    return (
        _is_computed(item)
        or item.default is not None
        or codec.kind is ValueKind.BOOLEAN
        or not (item.optional or item.required_if)
    )


def _requirement(required_if: Condition | None, *, always: bool) -> Formula:
    if always:
        return TRUE
    return FALSE if required_if is None else required_if.formula()


def name_everything(
    definition: FormDefinition,
    codecs: Codecs,
    checker: Checker,
) -> Names:
    """Make the symbols of a form, its sections in page order."""
    members: dict[str, Symbol] = {}
    scope = NameScope(members=members)
    names = Names(scope)
    namer = _Namer(checker, codecs, names)
    if definition.applicant is not None:
        _name_applicant(namer, definition.applicant, members, scope)
    around = _Around(scope=scope, members=members, conditions=(), owner=None, prefix="")
    for section in definition.sections:
        namer.section(section, around)
    namer.lets(definition.lets, around)
    return names


def _name_applicant(
    namer: _Namer, applicant: Group, members: dict[str, Symbol], scope: NameScope
) -> None:
    symbol = GroupSymbol(name=applicant.id, key=applicant.id, owner=APPLICANT)
    members[applicant.id] = symbol
    inner = NameScope(members=symbol.members, parent=scope)
    namer.items(
        applicant.items,
        _Around(
            scope=inner,
            members=symbol.members,
            conditions=(),
            owner=APPLICANT,
            prefix="",
        ),
    )
