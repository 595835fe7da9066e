"""The contract of a field type, and how the types are found.

A module of `engine.field_types` exports one `FIELD_TYPE`. A field type `bind`s the
options that an author wrote to a `Codec`, which answers for that one field: how an
answer is read, kept, shown, described to JSON Schema and drawn. Targets and templates
ask the codec and switch on its `Control.kind`, a closed set; none knows a type's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from engine.diagnostics import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

    from engine.values import Unit, Value, ValueKind

__all__ = [
    "Choice",
    "Codec",
    "Control",
    "ControlKind",
    "DeclaredFieldType",
    "FieldType",
    "OptionError",
    "Options",
    "Reading",
    "Rejection",
    "TypeExample",
    "discover",
    "modules_of",
]

Reading = Mapping[str, object]
"""How answers are read, as data; its vocabulary is told in `engine.reading`."""

Options = Mapping[str, object]
"""A field's own options as checked by the type's `option_schemas`.

Plain data: numbers are `int` or `Decimal`, never float; `choices` is a mapping of key
to French label in the author's order.
"""


class Rejection(EngineError):  # noqa: N818 - it is an answer to an answer, no failure
    """An answer that a codec cannot take.

    Attributes:
        code: `invalid` (not understood) or `out_of_range` (understood, out of bounds).
        message: French words with `{label}` and the places named by `params`; the
            message identifier of the engine's catalogue. Written as a literal, here or
            in a `Text`, it is found for translators.
        params: Values for the places, worded already in Swiss house format.
    """

    def __init__(self, code: str, message: str, **params: str) -> None:
        """Keep code, words and parameters."""
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.params = params


class OptionError(EngineError):
    """Options that contradict each other, such as a minimum above the maximum."""


class ControlKind(StrEnum):
    """What a page draws; the closed set on which templates switch."""

    TEXT = "text"
    MULTILINE = "multiline"
    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    CHECKBOX = "checkbox"
    SELECT = "select"
    CHECKBOXES = "checkboxes"
    FILES = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option of a choice: the key that is stored and its French label.

    `context` is the label's place for the catalogues (see `engine.i18n`); None for
    labels that are no form's text, such as the names of countries.
    """

    key: str
    label: str
    context: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """How a field is drawn, in terms of no framework."""

    kind: ControlKind
    input_mode: str | None = None
    """HTML `inputmode`: decimal, numeric, email, tel; None for plain text."""
    autocomplete: str | None = None
    """HTML `autocomplete` token where the type implies one, such as `email`."""
    suffix: str | None = None
    """Unit shown beside the control, such as `CHF` or `km`."""
    max_length: int | None = None
    choices: tuple[Choice, ...] = ()
    accept: tuple[str, ...] = ()
    """Media types of files, such as `application/pdf`; empty for other controls."""
    example: str | None = None
    """A value as a person would type it, such as `06.06.2022`, for hints."""
    align_right: bool = False


class Codec(Protocol):
    """One field's way with its values. Stateless and immutable."""

    @property
    def kind(self) -> ValueKind:
        """The kind of the values."""
        ...

    @property
    def unit(self) -> Unit:
        """The unit of a number; `PURE` for everything else."""
        ...

    @property
    def places(self) -> int:
        """How many decimal places a number keeps; 0 for everything else."""
        ...

    @property
    def minimum(self) -> Value | None:
        """The least number allowed; None where there is no bound, or no number."""
        ...

    @property
    def control(self) -> Control:
        """What to draw."""
        ...

    def read(self, raw: object) -> Value | None:
        """Read an answer: a JSON value, or a text as a person types it.

        Both `"2022-06-06"` and `"06.06.2022"`, `"1234.50"` and `"CHF 1'234.50"`.
        Text is trimmed and NFC-normalised; a blank answer gives None. Any object may
        come (this is where arbitrary JSON arrives); a float never counts as a number.

        Raises:
            Rejection: The answer is not understood or out of bounds.
        """
        ...

    @property
    def reading(self) -> Reading:
        """Describe `read` as data that a browser can follow; see `engine.reading`."""
        ...

    def dump(self, value: Value) -> object:
        """Give the canonical JSON: money and decimals as text with `places` places."""
        ...

    def text(self, value: Value) -> str:
        """Write a value as house format shows it and a person may type it again.

        `1'234.50`, `06.06.2022`, `CH93 0076 …`; the key of a choice, not its label.
        """
        ...

    def json_schema(self) -> dict[str, object]:
        """Describe `dump`'s shape in JSON Schema 2020-12."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeExample:
    """A truth about a type that the contract test runs through every target.

    Either `value` (and then `json`, the canonical form) or `rejected` (a problem code)
    is given.
    """

    options: Options
    raw: object
    value: Value | None = None
    json: object = None
    rejected: str | None = None


class FieldType(Protocol):
    """What a module of `engine.field_types` exports as `FIELD_TYPE`."""

    @property
    def name(self) -> str:
        """The word after `type:`."""
        ...

    @property
    def kind(self) -> ValueKind:
        """The kind of value it holds."""
        ...

    @property
    def option_schemas(self) -> Mapping[str, Mapping[str, object]]:
        """JSON Schema of each option of its own, with `description` for editors.

        Options of every field (label, optional, …) are not among them.
        """
        ...

    @property
    def required_options(self) -> tuple[str, ...]:
        """Options that must be written, such as `choices`."""
        ...

    def bind(self, options: Options) -> Codec:
        """Make the codec of one field.

        Raises:
            OptionError: The options contradict each other; the text says how.
        """
        ...

    def examples(self) -> Iterable[TypeExample]:
        """Give truths about the type: at least one accepted and one rejected answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFieldType:
    """A field type written down as data: how modules fill the contract above."""

    name: str
    kind: ValueKind
    option_schemas: Mapping[str, Mapping[str, object]] = field(
        default_factory=dict[str, Mapping[str, object]]
    )
    required_options: tuple[str, ...] = ()
    binder: Callable[[Options], Codec]
    truths: tuple[TypeExample, ...]

    def bind(self, options: Options) -> Codec:
        """Make the codec of one field; see `FieldType.bind`."""
        return self.binder(options)

    def examples(self) -> Iterable[TypeExample]:
        """Give the truths."""
        return self.truths


def modules_of(package: str) -> tuple[ModuleType, ...]:
    """Import every module of a package but those whose name begins with `_`.

    Raises:
        ImportError: The package or one of its modules does not load.
    """
    root = import_module(package)
    return tuple(
        import_module(f"{package}.{found.name}")
        for found in iter_modules(root.__path__)
        if not found.name.startswith("_")
    )


def discover(package: str = "engine.field_types") -> Mapping[str, FieldType]:
    """Collect the `FIELD_TYPE` of every module of a package, by name, read-only.

    Raises:
        ImportError: The package or one of its modules does not load.
    """
    found: list[FieldType] = [module.FIELD_TYPE for module in modules_of(package)]
    return MappingProxyType({field_type.name: field_type for field_type in found})
