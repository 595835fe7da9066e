"""The contract of a check: a named judgement of texts with a form of their own.

A module of `engine.checks` exports one `CHECK`. An author asks for it by name
(`type: text, check: gln`); it reads a number with its check digit and gives it in the
one spelling that is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from engine.field_type import modules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.reading import Step

__all__ = ["Check", "CheckExample", "DeclaredCheck", "discover"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckExample:
    """A truth about a check: what is typed, and what is stored or None if refused."""

    typed: str
    stored: str | None


class Check(Protocol):
    """What a module of `engine.checks` exports as `CHECK`."""

    @property
    def name(self) -> str:
        """The word after `check:`."""
        ...

    @property
    def description(self) -> str:
        """What it checks, in English, for editors and the author's guide."""
        ...

    def normalise(self, text: str) -> str:
        """Give the stored spelling of a trimmed, NFC text that is not blank.

        Its own result gives itself.

        Raises:
            Rejection: The text is no such number; the words say what to type.
        """
        ...

    @property
    def steps(self) -> tuple[Step, ...]:
        """Describe `normalise` as data that a browser can follow: `engine.reading`."""
        ...

    def examples(self) -> Iterable[CheckExample]:
        """Give truths about the check: at least one accepted and one refused."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCheck:
    """A check written down as data: how modules fill the contract above."""

    name: str
    description: str
    normaliser: Callable[[str], str]
    steps: tuple[Step, ...]
    truths: tuple[CheckExample, ...]

    def normalise(self, text: str) -> str:
        """Give the stored spelling; see `Check.normalise`."""
        return self.normaliser(text)

    def examples(self) -> Iterable[CheckExample]:
        """Give the truths."""
        return self.truths


def discover(package: str = "engine.checks") -> Mapping[str, Check]:
    """Collect the `CHECK` of every module of a package, by name, read-only.

    Raises:
        ImportError: The package or one of its modules does not load.
    """
    found: list[Check] = [module.CHECK for module in modules_of(package)]
    return MappingProxyType({check.name: check for check in found})
