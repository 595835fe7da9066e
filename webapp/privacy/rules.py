"""How long the office keeps what: `forms/portal/retention.yaml`, read and judged.

rules    ::= { part ":" { name ":" days } }
days     ::= a whole number from 1 | "never"

A file with anything wrong in it removes nothing: its faults are told at their places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.diagnostics import Collector, render
from engine.source.files import SourceFile
from engine.source.nodes import MappingNode, ScalarNode
from engine.source.yaml_loader import load
from webapp.requests.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from engine.source.nodes import Entry, Node

__all__ = ["FILE", "RetentionRules", "RetentionRulesError", "retention_rules"]

FILE = "portal/retention.yaml"
"""Below the folder of forms."""
_NEVER = "never"
_LONGEST = 36500
_CLOSED = (Status.REFUSED, Status.TRANSMITTED)
"""What nobody works on any more; all else is kept until it is one of these."""
_PARTS = {
    "drafts": ("untouched", "announced"),
    "closed": _CLOSED,
    "accounts": ("unconfirmed",),
    "traces": ("sessions", "devices", "links", "codes", "messages", "texts"),
}
_FORMS = "forms"


class RetentionRulesError(ValueError):
    """The rules cannot be followed; the words name every fault with its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRules:
    """Days by what they are for; None is for ever."""

    days: Mapping[tuple[str, str], int | None]
    """By part and name: `("drafts", "untouched")`."""
    forms: Mapping[tuple[str, Status], int | None]
    """By form and status, where a form has days of its own."""

    def of(self, part: str, name: str) -> int | None:
        """Give the days of one thing; None for ever."""
        return self.days[part, name]

    def closed(self, form_id: str, status: Status) -> int | None:
        """Give the days that a request is kept after it was closed; None for ever."""
        own = (form_id, status)
        return self.forms[own] if own in self.forms else self.of("closed", status)


def retention_rules(folder: Path, *, form_ids: Collection[str]) -> RetentionRules:
    """Read the rules of a folder of forms.

    Args:
        folder: With `portal/retention.yaml`.
        form_ids: Of the forms that rules may be about.

    Raises:
        RetentionRulesError: The file is missing or says something else.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read"
        raise RetentionRulesError(message) from error
    collector = Collector()
    root = load(SourceFile(name=FILE, shown=str(path), text=text), collector)
    if root is None or collector.sorted():
        told = [render(each, None) for each in collector.sorted()]
        raise RetentionRulesError("\n".join(told) or f"{path} is empty")
    reader = _Reader(form_ids=frozenset(form_ids))
    reader.read(root)
    if reader.faults:
        raise RetentionRulesError("\n".join(reader.faults))
    return RetentionRules(days=reader.days, forms=reader.forms)


class _Reader:
    """Collects days, and what is wrong."""

    def __init__(self, *, form_ids: Collection[str]) -> None:
        self.days: dict[tuple[str, str], int | None] = {}
        self.forms: dict[tuple[str, Status], int | None] = {}
        self.faults: list[str] = []
        self._form_ids = form_ids

    def read(self, root: Node) -> None:
        """Read the whole file."""
        for entry in self._entries(root, (*_PARTS, _FORMS)):
            if entry.key.text == _FORMS:
                self._read_forms(entry.value)
                continue
            part = entry.key.text
            for inner in self._entries(entry.value, _PARTS[part]):
                self.days[part, inner.key.text] = self._number(inner.value)
        wanted = [(part, name) for part, names in _PARTS.items() for name in names]
        for part, name in wanted:
            if not self.faults and (part, name) not in self.days:
                self._fault(root, f"«{part}» must say «{name}»")
        self._compare(root)

    def _read_forms(self, node: Node) -> None:
        for form in self._entries(node, self._form_ids):
            for entry in self._entries(form.value, _CLOSED):
                own = (form.key.text, Status(entry.key.text))
                self.forms[own] = self._number(entry.value)

    def _compare(self, root: Node) -> None:
        if self.faults:
            return
        untouched = self.days["drafts", "untouched"]
        announced = self.days["drafts", "announced"]
        if announced is None:
            self._fault(root, "«announced» is a number of days")
        elif untouched is not None and announced >= untouched:
            self._fault(root, "a draft is announced after it is removed")

    def _entries(self, node: Node, known: Collection[str]) -> Iterator[Entry]:
        if not isinstance(node, MappingNode):
            self._fault(node, f"here stands one or more of: {', '.join(known)}")
            return
        for entry in node:
            if entry.key.text in known:
                yield entry
            else:
                words = f"«{entry.key.text}» is none of: {', '.join(sorted(known))}"
                self._fault(entry.key, words)

    def _number(self, node: Node) -> int | None:
        text = node.text if isinstance(node, ScalarNode) else ""
        if text == _NEVER:
            return None
        if text.isascii() and text.isdecimal() and 1 <= int(text) <= _LONGEST:
            return int(text)
        self._fault(node, f"days are a number from 1 to {_LONGEST}, or «never»")
        return None

    def _fault(self, node: Node, words: str) -> None:
        span = node.span
        self.faults.append(f"{span.path}:{span.line}:{span.column}: {words}")
