"""Column types that keep instants and amounts exact on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Numeric, String
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

__all__ = ["ExactDecimal", "Instant"]

_CENTIME = Decimal("0.01")
_SMALLEST = Decimal("0.0001")
_TOO_MUCH = Decimal(10) ** 14


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite keeps no zone, so it is taken off and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Store UTC.

        Raises:
            ValueError: The instant has no zone, so nobody knows when it was.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"not an instant, it has no zone: {value.isoformat()}"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Give an aware UTC instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number: NUMERIC where the database has it, text in SQLite.

    SQLite's NUMERIC is a binary float, which would turn 0.10 into something else.
    """

    impl = Numeric(18, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type for a database."""
        exact = String(24) if dialect.name == "sqlite" else Numeric(18, 4)
        return dialect.type_descriptor(exact)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - generic in its argument

    def process_bind_param(
        self, value: Decimal | None, dialect: Dialect
    ) -> Decimal | str | None:
        """Store the digits as they are.

        Raises:
            ValueError: NUMERIC would round it, or has no room for it.
        """
        if value is None:
            return value
        if not value.is_finite() or abs(value) >= _TOO_MUCH or value % _SMALLEST:
            message = f"not an amount with four places at most: {value}"
            raise ValueError(message)
        return f"{value:f}" if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: Decimal | str | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> Decimal | None:
        """Give a Decimal, with two places at least, as amounts are written."""
        if value is None:
            return None
        number = Decimal(value)
        amount = number.quantize(_CENTIME)
        return amount if amount == number else number.normalize()
