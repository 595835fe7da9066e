"""How every type whose value is a number reads it: exactly, within bounds.

JSON gives integers and (read without floats) Decimals; people type `1'234.50`. A float
has already lost what was typed and is refused, as is a boolean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from engine.field_type import Control, ControlKind, OptionError, Rejection
from engine.field_types._options import number_option
from engine.i18n import formats
from engine.i18n.formats import MAXIMUM_DIGITS, NumberFault, UnreadableNumberError
from engine.i18n.units import french_unit
from engine.values import Unit, Value, ValueKind, parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.field_type import Options, Reading
    from engine.i18n.texts import Text

__all__ = ["BOUNDS", "PLACES", "NumberCodec", "bind_number"]

_LIMIT = 10**MAXIMUM_DIGITS

BOUNDS = {
    "min": {"type": "number", "description": "The least number that may be given."},
    "max": {"type": "number", "description": "The greatest number that may be given."},
}
"""The options of every number."""

PLACES = {
    "places": {
        "type": "integer",
        "minimum": 0,
        "maximum": 6,
        "description": "How many decimal places are kept, 2 by default.",
    }
}
"""The option of numbers that have decimal places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCodec:
    """A field with a number. `wanted` says what to type instead of nonsense."""

    kind: ValueKind
    unit: Unit
    unit_text: str
    places: int
    minimum: Decimal | None
    maximum: Decimal | None
    control: Control
    wanted: Text
    _is_plain: Callable[[str], object] = field(init=False, repr=False, compare=False)
    _is_whole: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare the pattern of the spelling that is stored, which is read most."""
        part = rf"(?:\.[0-9]{{1,{self.places}}})?" if self.places else ""
        plain = re.compile(rf"[0-9]{{1,{MAXIMUM_DIGITS}}}{part}")
        object.__setattr__(self, "_is_plain", plain.fullmatch)
        object.__setattr__(self, "_is_whole", self.kind is ValueKind.INTEGER)

    def read(self, raw: object) -> Value | None:
        """Read a number; see `Codec.read`."""
        if isinstance(raw, str) and self._is_plain(raw):
            value = Decimal(raw)
        elif raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        else:
            value = self._typed(raw) if isinstance(raw, str) else self._exact(raw)
        least, most = self.minimum, self.maximum
        if (least is not None and value < least) or (most is not None and value > most):
            raise self._out_of_range()
        return int(value) if self._is_whole else value

    def _typed(self, raw: str) -> Decimal:
        """Read what a person typed."""
        try:
            return formats.read_number(raw, places=self.places, unit=self.unit_text)
        except UnreadableNumberError as error:
            raise self._rejection(error.fault) from error

    def _exact(self, raw: object) -> Decimal:
        """Take a number of JSON."""
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
            raise self._rejection(NumberFault.UNREADABLE)
        if isinstance(raw, Decimal) and not raw.is_finite():
            raise self._rejection(NumberFault.UNREADABLE)
        if not -_LIMIT < raw < _LIMIT:
            raise self._rejection(NumberFault.TOO_MANY_DIGITS)
        value = Decimal(raw)
        # Comparing with the rounded number never writes out an exponent.
        if round(value, self.places) != value:
            raise self._rejection(NumberFault.TOO_MANY_PLACES)
        return value

    def _out_of_range(self) -> Rejection:
        """Say between which numbers the answer must lie."""
        if self.minimum is None or self.maximum is None:
            if self.minimum is not None:
                return Rejection(
                    "out_of_range",
                    "Indiquez {minimum} ou plus.",
                    minimum=self._number(self.minimum),
                )
            return Rejection(
                "out_of_range",
                "Indiquez {maximum} ou moins.",
                maximum=self._number(self.maximum or Decimal(0)),
            )
        return Rejection(
            "out_of_range",
            "Indiquez un nombre de {minimum} à {maximum}.",
            minimum=self._number(self.minimum),
            maximum=self._number(self.maximum),
        )

    def _rejection(self, fault: NumberFault) -> Rejection:
        """Say what to type instead."""
        match fault:
            case NumberFault.UNREADABLE:
                return Rejection("invalid", self.wanted.french)
            case NumberFault.TOO_MANY_PLACES:
                return self._fewer_places()
            case NumberFault.TOO_MANY_DIGITS:
                return Rejection(
                    "out_of_range", "Indiquez au plus douze chiffres avant le point."
                )
        assert_never(fault)

    def _fewer_places(self) -> Rejection:
        """Say how many decimal places may be typed."""
        match self.places:
            case 0:
                return Rejection("invalid", "Indiquez un nombre sans décimales.")
            case 1:
                return Rejection("invalid", "Indiquez au plus une décimale.")
            case 2:
                return Rejection("invalid", "Indiquez au plus deux décimales.")
            case places:
                return Rejection(
                    "invalid",
                    "Indiquez au plus {places} décimales.",
                    places=str(places),
                )

    def _number(self, value: Decimal) -> str:
        if self.kind is ValueKind.INTEGER:
            return formats.number(int(value))
        return formats.money(value, places=self.places)

    @property
    def reading(self) -> Reading:
        """Describe a number within its bounds."""
        before, after = formats.beside_a_number(self.unit_text)
        bounded = self.minimum is not None or self.maximum is not None
        return {
            "kind": "number",
            "whole": self.kind is ValueKind.INTEGER,
            "places": self.places,
            "least": None if self.minimum is None else f"{self.minimum:f}",
            "most": None if self.maximum is None else f"{self.maximum:f}",
            "before": before,
            "after": after,
            "refusals": {
                **{fault.value: self._rejection(fault) for fault in NumberFault},
                **({"range": self._out_of_range()} if bounded else {}),
            },
        }

    def dump(self, value: Value) -> object:
        """Give an integer as a number, everything else as text with all its places."""
        if self.kind is ValueKind.INTEGER:
            return value
        return f"{value:z.{self.places}f}"

    def text(self, value: Value) -> str:
        """Write the number in house format, without its unit."""
        if isinstance(value, int):
            return formats.number(value)
        return f"{value:z,.{self.places}f}".replace(",", "'")

    def json_schema(self) -> dict[str, object]:
        """Describe the number; of a text, only the sign can be bounded."""
        if self.kind is ValueKind.INTEGER:
            bounds = {"minimum": self.minimum, "maximum": self.maximum}
            limit = _LIMIT - 1
            return {
                "type": "integer",
                "minimum": -limit,
                "maximum": limit,
                **{
                    name: int(value)
                    for name, value in bounds.items()
                    if value is not None
                },
            }
        sign = "" if self.minimum is not None and self.minimum >= 0 else "-?"
        whole = rf"(?:0|[1-9][0-9]{{0,{MAXIMUM_DIGITS - 1}}})"
        part = rf"\.[0-9]{{{self.places}}}" if self.places else ""
        return {"type": "string", "pattern": f"^{sign}{whole}{part}$"}


def bind_number(
    options: Options,
    kind: ValueKind,
    *,
    unit_text: str,
    places: int,
    least: Decimal | None = None,
    wanted: Text,
) -> NumberCodec:
    """Make the codec of a number; `least` is the minimum of those that name none.

    Raises:
        OptionError: The unit is none, or the bounds exclude each other.
    """
    minimum = number_option(options, "min")
    minimum = least if minimum is None else minimum
    maximum = number_option(options, "max")
    _check_bounds(minimum, maximum, places)
    try:
        unit = parse_unit(unit_text)
    except ValueError as error:
        message = f"«{unit_text}» is no unit: write «km», «CHF» or «CHF/day»"
        raise OptionError(message) from error
    return NumberCodec(
        kind=kind,
        unit=unit,
        unit_text=unit_text,
        places=places,
        minimum=minimum,
        maximum=maximum,
        control=_control(minimum, places, unit_text),
        wanted=wanted,
    )


def _check_bounds(
    minimum: Decimal | None, maximum: Decimal | None, places: int
) -> None:
    if minimum is not None and maximum is not None and minimum > maximum:
        message = f"min {minimum} is above max {maximum}"
        raise OptionError(message)
    for bound in (minimum, maximum):
        if bound is not None and round(bound, places) != bound:
            message = f"{bound} has more places than the field, which has {places}"
            raise OptionError(message)


def _control(minimum: Decimal | None, places: int, unit_text: str) -> Control:
    """Draw a number; a keyboard of digits has no minus sign on every telephone."""
    digits = "decimal" if places else "numeric"
    return Control(
        kind=ControlKind.NUMBER,
        input_mode=digits if minimum is not None and minimum >= 0 else None,
        suffix=french_unit(unit_text) or None,
        example=formats.money(
            Decimal("1234.5") if places else Decimal(12), places=places
        ),
        align_right=True,
    )
