"""Text to syntax: restricted Python expressions, by the standard library's `ast`.

    expression ::= literal | name | name "." name | - e | e (+ - * /) e | e compare e
                 | e and/or e | not e | e if e else e | e [not] in (key, …)
                 | function(e, …) | aggregate(e for name in list [if e])

Whatever else Python knows is refused with the place and, where the author clearly meant
another language's spelling, with ours. `ast` counts columns in bytes of UTF-8;
`Syntax.span` turns them back into characters.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from engine.expressions.advice import about_syntax

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Collector, Span
    from engine.source.nodes import ScalarNode

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "Syntax", "parse"]

MAX_LENGTH = 500
MAX_DEPTH = 60

_ALLOWED = frozenset(
    (
        ast.Expression,
        ast.Constant,
        ast.Name,
        ast.Load,
        ast.Store,
        ast.Attribute,
        ast.UnaryOp,
        ast.USub,
        ast.Not,
        ast.BinOp,
        ast.Add,
        ast.Sub,
        ast.Mult,
        ast.Div,
        ast.BoolOp,
        ast.And,
        ast.Or,
        ast.Compare,
        ast.Eq,
        ast.NotEq,
        ast.Lt,
        ast.LtE,
        ast.Gt,
        ast.GtE,
        ast.In,
        ast.NotIn,
        ast.IfExp,
        ast.Call,
        ast.keyword,
        ast.GeneratorExp,
        ast.comprehension,
        ast.Tuple,
    )
)

_FOREIGN = (
    (re.compile(r"&&"), "and"),
    (re.compile(r"\|\|"), "or"),
    (re.compile(r"<>|≠"), "!="),
    (re.compile(r"\b(\d{4})-0?(\d{1,2})-0?(\d{1,2})\b"), r"date(\1, \2, \3)"),
    (re.compile(r"≤"), "<="),
    (re.compile(r"≥"), ">="),
    (re.compile(r"×|·"), "*"),
    (re.compile(r"÷"), "/"),
    (re.compile(r"(?<![=!<>:])=(?![=])"), "=="),
    (re.compile(r"!(?!=)"), "not"),
    (re.compile(r"\b(?:SI|IF|WENN|SE)\s*\("), "a if condition else b"),
    (re.compile(r"\bthen\b|\balors\b"), "a if condition else b"),
    (re.compile(r"\b(?:ET|AND|UND)\b"), "and"),
    (re.compile(r"\b(?:OU|OR|ODER)\b"), "or"),
    (re.compile(r"\b(?:SOMME|SUMME|SUM)\s*\("), "sum(…)"),
    (re.compile(r";"), ","),
)
_TEXT_LITERAL = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_KEYWORD_EQUALS = re.compile(r"(?:(?<=\w\()|(?<=,))\s*\w+\s*=(?!=)")
_LINE_BREAKS = re.compile(r"[\n\r\t\v\f]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Syntax:
    """A parsed expression: Python's tree, and the way from it to places and text."""

    tree: ast.expr
    source: ScalarNode
    text: str
    shift: int

    def _offset(self, column: int) -> int:
        return len(self.text.encode()[:column].decode(errors="ignore")) + self.shift

    def span(self, node: ast.expr | ast.keyword) -> Span:
        """Give the place of a node in the author's file."""
        start = self._offset(node.col_offset)
        end = self._offset(node.end_col_offset or node.col_offset + 1)
        return self.source.span_at(start, max(1, end - start))

    def segment(self, node: ast.expr) -> str:
        """Give a node's text as written."""
        raw = self.text.encode()
        return raw[node.col_offset : node.end_col_offset].decode()

    def number(self, node: ast.Constant) -> int | Decimal | None:
        """Read a number from its text, exactly; None for `1e3`, `0x1F` and the like."""
        text = self.segment(node)
        if not _NUMBER.fullmatch(text):
            return None
        return Decimal(text) if "." in text else int(text)


def parse(source: ScalarNode, collector: Collector) -> Syntax | None:
    """Parse an expression, or report why it is none and give None."""
    text = _LINE_BREAKS.sub(" ", source.text)
    if len(text) > MAX_LENGTH:
        collector.add("E304", source.text_span, length=len(text), limit=MAX_LENGTH)
        return None
    if not text.strip():
        collector.add("E300", source.text_span, reason="it is blank")
        return None
    if _report_foreign_spelling(source, text, collector) or _report_comment(
        source, text, collector
    ):
        return None
    shift = len(text) - len(text.lstrip())
    tree = _python_tree(source, text.strip(), shift, collector)
    if tree is None:
        return None
    syntax = Syntax(tree, source, text.strip(), shift)
    refused = _refused(tree)
    if refused is None:
        collector.add("E300", source.text_span, reason="it is nested too deeply")
        return None
    for node, place in refused:
        what = _REFUSED.get(type(node), "such construct")
        collector.add("E303", syntax.span(place), what=what)
    return None if refused else syntax


def _report_foreign_spelling(
    source: ScalarNode, text: str, collector: Collector
) -> bool:
    blanked = _KEYWORD_EQUALS.sub(
        lambda found: " " * len(found.group()), _without_texts(text)
    )
    for pattern, ours in _FOREIGN:
        found = pattern.search(blanked)
        if found:
            written = found.group().rstrip("( ")
            span = source.span_at(found.start(), len(written))
            collector.add(
                "E305", span, written=written, hint=f"write «{found.expand(ours)}»"
            )
            return True
    return False


def _report_comment(source: ScalarNode, text: str, collector: Collector) -> bool:
    """Refuse a comment: on one line, it would swallow the rest of the expression."""
    found = _without_texts(text).find("#")
    if found < 0:
        return False
    what = "comment: write it outside the expression"
    collector.add("E303", source.span_at(found), what=what)
    return True


def _without_texts(text: str) -> str:
    return _TEXT_LITERAL.sub(lambda found: " " * len(found.group()), text)


def _python_tree(
    source: ScalarNode, text: str, shift: int, collector: Collector
) -> ast.expr | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        # The parser says 0 where the text ends too early.
        offset = (error.offset - 1 if error.offset else len(text)) + shift
        reason = _reason(error)
        hint = about_syntax(_without_texts(text))
        collector.add("E300", source.span_at(offset), hint=hint, reason=reason)
    except (ValueError, RecursionError, MemoryError):
        reason = "it is nested too deeply or holds a character that cannot be read"
        collector.add("E300", source.text_span, reason=reason)
    return None


def _reason(error: SyntaxError) -> str:
    message = error.msg or ""
    if "never closed" in message or "EOF" in message:
        return "a parenthesis or quote is not closed"
    if "unmatched" in message:
        return "there is a closing parenthesis too many"
    if "unterminated" in message:
        return "a quote is not closed"
    return "something is missing or too much here"


_REFUSED: dict[type[ast.AST], str] = {
    ast.Pow: "powers («**»)",
    ast.FloorDiv: "«//»",
    ast.Mod: "«%»",
    ast.Subscript: "square brackets",
    ast.List: "square brackets",
    ast.ListComp: "square brackets",
    ast.Dict: "braces",
    ast.Set: "braces",
    ast.Lambda: "functions of one's own",
    ast.NamedExpr: "«:=»",
    ast.JoinedStr: "formatted texts",
    ast.Is: "«is»: write «==»",
    ast.IsNot: "«is not»: write «!=»",
    ast.Starred: "«*» before a name",
    ast.UAdd: "plus sign before a value",
}


def _refused(tree: ast.expr) -> list[tuple[ast.AST, ast.expr]] | None:
    """Find what the language does not know, each with its place, outermost only.

    Returns:
        None for a tree that is nested too deeply.
    """
    found: list[tuple[ast.AST, ast.expr]] = []
    level: list[tuple[ast.AST, ast.expr, bool]] = [(tree, tree, True)]
    """Nodes of one depth, with what is around; whether nothing there is refused."""
    for _ in range(MAX_DEPTH):
        below: list[tuple[ast.AST, ast.expr, bool]] = []
        for node, around, is_outermost in level:
            place = node if isinstance(node, ast.expr) else around
            allowed = not is_outermost or _is_allowed(node)
            if not allowed:
                found.append((node, place))
            is_known = is_outermost and allowed
            below += [(child, place, is_known) for child in _children(node)]
        if not below:
            return found
        level = below
    return None


def _is_allowed(node: ast.AST) -> bool:
    is_asynchronous = isinstance(node, ast.comprehension) and node.is_async
    return type(node) in _ALLOWED and not is_asynchronous


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Give a node's parts, as `ast.iter_child_nodes` does in twice the time."""
    for name in node._fields:
        part = cast("object", getattr(node, name, None))
        if isinstance(part, ast.AST):
            yield part
        elif isinstance(part, list):
            yield from (
                each for each in cast("list[object]", part) if isinstance(each, ast.AST)
            )
