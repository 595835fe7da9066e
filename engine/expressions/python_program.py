"""Typed trees to Python expressions, and to functions of one expression.

The generator builds `ast` nodes, never text, so nothing an author wrote can become
code: field names occur only as string constants, and what is generated has no builtins.
An expression reads `form` (the form's values), `row` (the row's; the form's where there
is no row) and `env` (the environment).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.expressions import evaluation
from engine.expressions.program import Program
from engine.expressions.shared_keys import is_about, shared_key
from engine.expressions.typed import (
    APPLICANT,
    FORM,
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
    Today,
    TypedNode,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CodeType

    from engine.expressions.shared_keys import SharedKey
    from engine.expressions.symbols import ListSymbol

__all__ = ["RUNTIME", "Generator", "lambda_of", "name_of", "program"]

_OPERATORS: dict[str, ast.operator] = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult()}
_COMPARISONS: dict[str, ast.cmpop] = {
    "==": ast.Eq(),
    "!=": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
}
RUNTIME: Mapping[str, object] = MappingProxyType(
    {
        "optional": evaluation.optional,
        "column": evaluation.column,
        "chosen": evaluation.chosen,
        "divide": evaluation.divide,
        "or_else": evaluation.or_else,
        "extreme": evaluation.extreme,
        "sum": sum,
        "len": len,
        "min": min,
        "max": max,
        "any": any,
        "all": all,
    }
)


def program(tree: TypedNode, source: str) -> Program:
    """Make the program of a tree; `source` is the author's text, for readers."""
    return Program(source=source, tree=tree, generate=_function)


def _function(tree: TypedNode) -> Callable[..., object]:
    generator = Generator(per_row=not is_about(tree, FORM, APPLICANT))
    body = lambda_of(generator.expression(tree), "form", "row", "env")
    module = ast.fix_missing_locations(ast.Expression(body))
    code: CodeType = compile(module, "<expression>", "eval")
    run: Callable[..., object] = eval(  # noqa: S307 - our own nodes only
        code, {"__builtins__": {}, **RUNTIME, **generator.constants}
    )
    return run


def lambda_of(body: ast.expr, *names: str) -> ast.expr:
    """Write a function without a name."""
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(name) for name in names],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    return ast.Lambda(arguments, body)


def name_of(name: str) -> ast.Name:
    """Write the reading of a variable."""
    return ast.Name(name, ast.Load())


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(name_of(name), list(arguments), [])


def _attribute(name: str) -> ast.expr:
    return ast.Attribute(name_of("env"), name, ast.Load())


def _item(container: ast.expr, key: str) -> ast.expr:
    return ast.Subscript(container, ast.Constant(key), ast.Load())


def _second(first: ast.expr, second: ast.expr) -> ast.expr:
    """Evaluate two expressions and give the second."""
    both = ast.Tuple([first, second], ast.Load())
    return ast.Subscript(both, ast.Constant(1), ast.Load())


@dataclass(slots=True)
class Generator:
    """Turns nodes into `ast`; objects that are no literals become named constants.

    `per_row` tells an expression that is asked for every row.
    """

    per_row: bool = False
    constants: dict[str, object] = field(default_factory=dict[str, object])

    def constant(self, value: object, kind: str) -> ast.Name:
        """Write an object; equal names never stand for two."""
        for name, known in self.constants.items():
            if known is value:
                return name_of(name)
        name = f"{kind}_{len(self.constants)}"
        self.constants[name] = value
        return name_of(name)

    def expression(  # noqa: C901, PLR0911, PLR0912 - one arm per node
        self, node: TypedNode
    ) -> ast.expr:
        """Generate one node."""
        match node:
            case Literal(value):
                if isinstance(value, Decimal):
                    return self.constant(value, "number")
                return ast.Constant(value)
            case Reference():
                return self.reference(node)
            case Today():
                return self.today()
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison(operator, left, right):
                return ast.Compare(
                    self.expression(left),
                    [_COMPARISONS[operator]],
                    [self.expression(right)],
                )
            case Membership():
                return self._membership(node)
            case Logic(operator, operands):
                kind = ast.And() if operator == "and" else ast.Or()
                return ast.BoolOp(kind, [self.expression(each) for each in operands])
            case Not(operand):
                return ast.UnaryOp(ast.Not(), self.expression(operand))
            case Conditional(condition, then, otherwise):
                return ast.IfExp(
                    self.expression(condition),
                    self.expression(then),
                    self.expression(otherwise),
                )
            case Select():
                return self._select(node)
            case Call(function, arguments):
                run = self.constant(function.run, function.name)
                return ast.Call(run, [self.expression(each) for each in arguments], [])
            case Each():
                return self._each(node, self._rows(node.list))
            case Aggregate():
                return self._aggregate(node)
            case IsEmpty():
                return self._is_empty(node)
            case IfEmpty():
                return self._if_empty(node)
            case RateLookup():
                return self._rate(node)

    def reference(self, node: Reference) -> ast.expr:
        """Write the reading of a field, which raises where it has no value."""
        return _item(self.scope(node.frame), node.symbol.key)

    def today(self) -> ast.expr:
        """Write the day of assessment."""
        return _attribute("today")

    def scope(self, frame: str) -> ast.expr:
        """Write the scope of a frame."""
        if frame == FORM:
            return name_of("form")
        if frame == ROW:
            return name_of("row")
        if frame == APPLICANT:
            return _attribute("applicant")
        return name_of(_variable(frame))

    def _arithmetic(self, node: Arithmetic) -> ast.expr:
        left, right = self.expression(node.left), self.expression(node.right)
        if node.operator == "/":
            return _call("divide", left, right)
        return ast.BinOp(left, _OPERATORS[node.operator], right)

    def _membership(self, node: Membership) -> ast.expr:
        operator = ast.NotIn() if node.negated else ast.In()
        if node.choices is not None:
            scope = self.scope(node.choices.frame)
            where = _call("chosen", scope, ast.Constant(node.choices.symbol.key))
        else:
            options = [self.expression(each) for each in node.options or ()]
            where = ast.Tuple(options, ast.Load())
        return ast.Compare(self.expression(node.item), [operator], [where])

    def _select(self, node: Select) -> ast.expr:
        *others, (_, last) = node.branches
        chain = self.expression(last)
        if not others:
            # A choice of one key is read too: it may be unavailable.
            return _second(self.expression(node.choice), chain)
        for key, branch in reversed(others):
            test = ast.Compare(
                self.expression(node.choice), [ast.Eq()], [ast.Constant(key)]
            )
            chain = ast.IfExp(test, self.expression(branch), chain)
        return chain

    def _rows(self, of_list: ListSymbol) -> ast.expr:
        return _item(_attribute("rows"), of_list.path)

    def _each(self, node: Each, rows: ast.expr) -> ast.expr:
        if node.skips_empty and isinstance(node.element, Reference):
            key = ast.Constant(node.element.symbol.key)
            return _call("column", rows, key)
        guards = [self.expression(node.condition)] if node.condition else []
        clause = self._clause(node, rows, guards)
        return ast.ListComp(self.expression(node.element), [clause])

    def _clause(
        self, node: Each, rows: ast.expr, guards: list[ast.expr]
    ) -> ast.comprehension:
        target = ast.Name(_variable(node.variable), ast.Store())
        return ast.comprehension(target, rows, guards, 0)

    def _aggregate(self, node: Aggregate) -> ast.expr:
        """Generate an aggregate so that asking it per row costs no walk per row."""
        each = node.values
        shared = shared_key(each)
        if shared is not None:
            return self._grouped(node, shared)
        plain = self._aggregated(node, self._rows(each.list))
        if self.per_row and is_about(each, FORM, APPLICANT, each.variable):
            return self._environment("once", self._site(), lambda_of(plain))
        return plain

    def _grouped(self, node: Aggregate, shared: SharedKey) -> ast.expr:
        each = node.values
        before = [self.expression(guard) for guard in shared.before]
        pair: list[ast.expr] = [
            self.expression(shared.of_row),
            name_of(_variable(each.variable)),
        ]
        keyed = ast.ListComp(
            ast.Tuple(pair, ast.Load()),
            [self._clause(each, self._rows(each.list), before)],
        )
        after = replace(node, values=replace(each, condition=shared.after))
        groups = self.groups(
            lambda_of(keyed),
            lambda_of(self._aggregated(after, name_of("group")), "group"),
        )
        asked = lambda_of(self.expression(shared.asked))
        return ast.Call(ast.Attribute(groups, "of", ast.Load()), [asked], [])

    def groups(self, keyed: ast.expr, reduce: ast.expr) -> ast.expr:
        """Write the groups of an aggregate that is asked by key."""
        return self._environment("groups", self._site(), keyed, reduce)

    def _site(self) -> ast.expr:
        return self.constant(object(), "site")

    def _environment(self, method: str, *arguments: ast.expr) -> ast.expr:
        return ast.Call(_attribute(method), list(arguments), [])

    def _aggregated(self, node: Aggregate, rows: ast.expr) -> ast.expr:
        values = self._each(node.values, rows)
        if node.function == "count":
            return _call("len", values)
        if node.function in ("min", "max"):
            return _call("extreme", name_of(node.function), values)
        return _call(node.function, values)

    def _is_empty(self, node: IsEmpty) -> ast.expr:
        if node.list is not None:
            return ast.UnaryOp(ast.Not(), self._rows(node.list))
        assert node.field is not None  # noqa: S101 - one of both is given
        return ast.Compare(self._optional(node.field), [ast.Is()], [ast.Constant(None)])

    def _optional(self, reference: Reference) -> ast.expr:
        key = ast.Constant(reference.symbol.key)
        return _call("optional", self.scope(reference.frame), key)

    def _if_empty(self, node: IfEmpty) -> ast.expr:
        if isinstance(node.subject, Reference):
            value = self._optional(node.subject)
        else:
            default = ast.keyword("default", ast.Constant(None))
            each = node.subject.values
            values = self._each(each, self._rows(each.list))
            value = ast.Call(name_of(node.subject.function), [values], [default])
        return _call("or_else", value, lambda_of(self.expression(node.otherwise)))

    def _rate(self, node: RateLookup) -> ast.expr:
        key: ast.expr
        if node.key is None:
            key = self.constant(node.keys[0][1], "rate")
        else:
            table = self.constant(dict(node.keys), "rates")
            key = ast.Subscript(table, self.expression(node.key), ast.Load())
        inputs = [self._input(each) for each in node.inputs]
        if node.at is not None:
            day, number = self.expression(node.on), self.expression(node.at)
            return self._environment("step_of_rate", key, day, number, *inputs)
        # rate.value if (rate := key.at(day := …)) is not None else env.no_rate(day, …)
        day = ast.NamedExpr(ast.Name("day", ast.Store()), self.expression(node.on))
        found = ast.Call(ast.Attribute(key, "at", ast.Load()), [day], [])
        rate = ast.NamedExpr(ast.Name("rate", ast.Store()), found)
        return ast.IfExp(
            ast.Compare(rate, [ast.IsNot()], [ast.Constant(None)]),
            ast.Attribute(name_of("rate"), "value", ast.Load()),
            self._environment("no_rate", name_of("day"), *inputs),
        )

    def _input(self, given: Reference | ListSymbol) -> ast.expr:
        if isinstance(given, Reference):
            scope, key = self.scope(given.frame), given.symbol.key
        else:
            scope, key = name_of("form"), given.path
        return ast.Tuple([scope, ast.Constant(key)], ast.Load())


def _variable(frame: str) -> str:
    """Name a variable after its depth: authors' words are no identifiers."""
    return f"v{frame.rpartition('@')[2]}"
