"""The built-in problems and the book in which an assessment notes what it finds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.i18n.formats import day as day_text
from engine.i18n.texts import Message, Text
from engine.runtime.assessment import Level, Problem
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.compiler.form import CompiledField, CompiledList, CompiledRule
    from engine.expressions.evaluation import UnknownRate
    from engine.field_type import Rejection

__all__ = ["BUILT_IN", "PROBLEM_WORDS", "ProblemBook"]

_REQUIRED = Text("Le champ {label} est obligatoire.")
_REQUIRED_FILES = Text("Joignez au moins un document.")
_UNKNOWN_RATE = Text("Aucun tarif officiel n'est connu pour le {day}.")
_TOO_FEW_ROWS = Text("Ajoutez au moins une entrée : {item}.")
_TOO_FEW_OF_MANY = Text("Ajoutez des entrées : il en faut au moins {count} ({item}).")
_TOO_MANY_ROWS = Text("Supprimez des entrées : {count} au plus ({item}).")
_OVERLAP = Text("Ces dates recouvrent celles d'une autre entrée.")
_NOTHING_DUE = Text("Aucun montant à rembourser.")
_NOT_A_LIST = Text("Cette réponse doit être une liste d'entrées.")
_NOT_A_RECORD = Text("Cette réponse doit être un groupe de champs.")
_IGNORED = Text("Cette valeur n'est pas demandée par le formulaire ; elle est ignorée.")
_COMPUTED = Text("Ce champ est calculé par l'office ; la valeur reçue est ignorée.")

BUILT_IN = (
    "required",
    "invalid",
    "out_of_range",
    "too_few_rows",
    "unknown_rate",
    "end_before_start",
    "rows_overlap",
    "total.nothing_due",
    "ignored",
)
"""Codes that no rule of an author may take."""

PROBLEM_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "required": _REQUIRED,
        "required_files": _REQUIRED_FILES,
        "unknown_rate": _UNKNOWN_RATE,
        "too_few_rows": _TOO_FEW_ROWS,
        "too_few_of_many": _TOO_FEW_OF_MANY,
        "too_many_rows": _TOO_MANY_ROWS,
        "rows_overlap": _OVERLAP,
        "nothing_due": _NOTHING_DUE,
        "not_a_list": _NOT_A_LIST,
        "not_a_record": _NOT_A_RECORD,
        "ignored": _IGNORED,
        "computed": _COMPUTED,
    }
)
"""The words of built-in problems by name, for who words them elsewhere."""

_INDEX = re.compile(r"\[([0-9]+)\]")
_LAST = (1 << 30, 0, 0)


@dataclass(slots=True)
class ProblemBook:
    """Notes problems, each once, and gives them in the order of the form.

    `order_by_path` maps path patterns (`trips.fare`) to their place in the form.
    """

    order_by_path: Mapping[str, int]
    _found: dict[tuple[str, str], tuple[tuple[int, int, int], Problem]] = field(
        default_factory=dict[tuple[str, str], tuple[tuple[int, int, int], Problem]]
    )

    def in_order(self) -> tuple[Problem, ...]:
        """Give everything noted; what has no place in the form comes last, by path."""
        found = sorted(
            self._found.values(), key=lambda entry: (entry[0], entry[1].path)
        )
        return tuple(problem for _, problem in found)

    def add(
        self,
        code: str,
        path: str,
        text: Text,
        *,
        level: Level = Level.ERROR,
        params: Mapping[str, str | Text] | None = None,
    ) -> None:
        """Note a problem."""
        if (code, path) in self._found:
            return
        message = Message(text=text, params=params or {})
        problem = Problem(code=code, path=path, level=level, message=message)
        self._found[code, path] = (self._position(path), problem)

    def _position(self, path: str) -> tuple[int, int, int]:
        own = self.order_by_path.get(path)
        if own is not None:
            return (own, 0, 0)
        of_list, _, rest = path.partition("[")
        index, _, key = rest.partition("]")
        if not (index.isascii() and index.isdigit()) or "[" in key:
            return self._position_of_odd(path)
        return self._position_in(of_list, index, of_list + key)

    def _position_of_odd(self, path: str) -> tuple[int, int, int]:
        """Sort a path with a name that nobody asked for and that has brackets."""
        row = _INDEX.search(path)
        if row is None:
            return _LAST
        of_list, index = path[: row.start()], row.group(1)
        return self._position_in(of_list, index, _INDEX.sub("", path))

    def _position_in(
        self, of_list: str, index: str, pattern: str
    ) -> tuple[int, int, int]:
        list_order = self.order_by_path.get(of_list, _LAST[0])
        return list_order, int(index[:9]) + 1, self.order_by_path.get(pattern, 0)

    def required(self, path: str, compiled: CompiledField) -> None:
        """Note a question that must be answered and is not."""
        if compiled.codec.kind is ValueKind.FILES:
            self.add("required", path, _REQUIRED_FILES)
            return
        self.add("required", path, _REQUIRED, params={"label": compiled.short_label})

    def rejected(
        self, path: str, compiled: CompiledField, rejection: Rejection
    ) -> None:
        """Note an answer that its field's type cannot take."""
        params: dict[str, str | Text] = {"label": compiled.short_label}
        params |= rejection.params
        self.add(rejection.code, path, Text(rejection.message), params=params)

    def broken(self, rule: CompiledRule, index: int | None) -> None:
        """Note that a rule is broken, in the row of this index."""
        path = _target(rule, index)
        self.add(rule.id, path, rule.message, level=Level(rule.level))

    def rule_without_rate(
        self, rule: CompiledRule, index: int | None, unknown: UnknownRate
    ) -> None:
        """Note that a rule cannot be judged for a day without a rate."""
        self.unknown_rate(unknown.paths, _target(rule, index), unknown.day)

    def unknown_rate(self, paths: tuple[str, ...], own: str, day: date) -> None:
        """Note a day without a rate: at the answers behind it, or the value."""
        for path in paths or (own,):
            params = {"day": day_text(day)}
            self.add("unknown_rate", path, _UNKNOWN_RATE, params=params)

    def too_few_rows(self, compiled: CompiledList) -> None:
        """Note a list with fewer rows than it needs."""
        text = _TOO_FEW_ROWS if compiled.min == 1 else _TOO_FEW_OF_MANY
        self.add(
            "too_few_rows", compiled.key, text, params=_rows(compiled, compiled.min)
        )

    def too_many_rows(self, compiled: CompiledList) -> None:
        """Note a list with more rows than it takes."""
        params = _rows(compiled, compiled.max)
        self.add("out_of_range", compiled.key, _TOO_MANY_ROWS, params=params)

    def rows_overlap(self, path: str) -> None:
        """Note a row whose dates overlap another's."""
        self.add("rows_overlap", path, _OVERLAP)

    def nothing_due(self, path: str, message: Text) -> None:
        """Note a total that cannot be sent."""
        self.add("total.nothing_due", path, message or _NOTHING_DUE)

    def not_a_list(self, path: str) -> None:
        """Note something else where rows belong."""
        self.add("invalid", path, _NOT_A_LIST)

    def not_a_record(self, path: str) -> None:
        """Note something else where a group, a row or all answers belong."""
        self.add("invalid", path, _NOT_A_RECORD)

    def ignored(self, path: str, *, computed: bool) -> None:
        """Note a value that nobody asked for."""
        text = _COMPUTED if computed else _IGNORED
        self.add("ignored", path, text, level=Level.INFO)


def _target(rule: CompiledRule, index: int | None) -> str:
    of_list, key = rule.at
    return key if of_list is None else f"{of_list}[{index}].{key}"


def _rows(compiled: CompiledList, count: int) -> Mapping[str, str | Text]:
    return {"item": compiled.item, "count": str(count)}
