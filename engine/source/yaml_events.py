"""What the YAML parser tells of a text, one event after the other.

libyaml's parser where PyYAML was built with it; the pure Python one gives the same
events, several times slower. Kinds of events are told apart by their class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "ALIAS",
    "DOCUMENT_START",
    "MAPPING_END",
    "MAPPING_START",
    "SCALAR",
    "SEQUENCE_END",
    "STREAM_END",
    "Event",
    "of",
]


class _Mark(Protocol):
    """A position in the text."""

    @property
    def index(self) -> int:
        """Counts characters from 0."""
        ...


class Event(Protocol):
    """What is read of an event; which kinds have it is said where not all do."""

    @property
    def start_mark(self) -> _Mark:
        """Where it begins."""
        ...

    @property
    def end_mark(self) -> _Mark:
        """Where it ends."""
        ...

    @property
    def anchor(self) -> str | None:
        """The name of an anchor or alias; of nodes."""
        ...

    @property
    def tag(self) -> str | None:
        """The tag that is written before it; of nodes but aliases."""
        ...

    @property
    def value(self) -> str:
        """The text; of scalars."""
        ...

    @property
    def implicit(self) -> tuple[bool, bool]:
        """First, whether it is plain; of scalars."""
        ...

    @property
    def flow_style(self) -> bool:
        """Whether it stands in braces; of the start of a mapping."""
        ...


class _Parser(Protocol):
    def get_event(self) -> Event: ...


ALIAS: type[object] = yaml.AliasEvent
DOCUMENT_START: type[object] = yaml.DocumentStartEvent
MAPPING_END: type[object] = yaml.MappingEndEvent
MAPPING_START: type[object] = yaml.MappingStartEvent
SCALAR: type[object] = yaml.ScalarEvent
SEQUENCE_END: type[object] = yaml.SequenceEndEvent
STREAM_END: type[object] = yaml.StreamEndEvent

_PARSER: Callable[[str], _Parser] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def of(text: str) -> Callable[[], Event]:
    """Give what tells the next event of a text at each call, up to `STREAM_END`.

    Raises:
        yaml.YAMLError: The text is no YAML; here or while its events are told.
    """
    return _PARSER(text).get_event
