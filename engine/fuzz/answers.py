"""Answers to one question: good, at a bound, spoilt or hostile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.field_type import Rejection
from engine.fuzz.spoiling import hostile, spoilt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from engine.field_type import Codec, Reading

__all__ = ["Temper", "answer"]

_WORDS = (
    *("Exemple", "Élise", "Rue du Lac 3", "A", "  Anne-Marie O’Brien ", "1201"),
    *("320/2024/123456/0", "E\u0301lise", "Łódź", "7601001000018", "X123456", "CH"),
)
_LARGEST = 10**12
_TRIES = 8
_SPELLINGS = (
    "{0:%Y-%m-%d}",
    "{0:%d.%m.%Y}",
    "{0.day}.{0.month}.{0:%Y}",
    "{0:%d/%m/%y}",
)
_MONTH_SPELLINGS = ("{0:%Y-%m}", "{0:%m.%Y}", "{0.month}/{0:%Y}", "{0:%m.%y}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """How somebody fills a form: the shares of answers that are not good ones."""

    missing: float = 0.0
    bound: float = 0.0
    spoilt: float = 0.0
    hostile: float = 0.0

    def drawn(self, chance: Random) -> str:
        """Draw what kind of answer comes next."""
        place = chance.random()
        for name in ("missing", "bound", "spoilt", "hostile"):
            place -= getattr(self, name)
            if place < 0:
                return name
        return "good"


def answer(codec: Codec, temper: Temper, days: Sequence[date], chance: Random) -> Any:  # noqa: ANN401 - any JSON
    """Give an answer as a page or a program sends it.

    Args:
        codec: The question's.
        temper: How often which kind of answer is given.
        days: Days that matter, such as those on which a rate begins; the first is the
            one around which most things happened.
        chance: What decides.
    """
    match temper.drawn(chance):
        case "missing":
            return chance.choice((None, "", "  "))
        case "hostile":
            return hostile(chance)
        case "bound":
            return _at_a_bound(codec.reading, days, chance)
        case "spoilt":
            good = _good(codec, days, chance)
            return spoilt(good, chance) if isinstance(good, str) else hostile(chance)
        case _:
            return _good(codec, days, chance)


def _good(codec: Codec, days: Sequence[date], chance: Random) -> Any:  # noqa: ANN401 - any JSON
    """Give an answer that the codec takes, if a few tries find one."""
    found: Any = None
    for _ in range(_TRIES):
        found = _plausible(codec, days, chance)
        try:
            codec.read(found)
        except Rejection:
            continue
        break
    return found


def _plausible(  # noqa: PLR0911 - one arm per kind
    codec: Codec, days: Sequence[date], chance: Random
) -> Any:  # noqa: ANN401 - any JSON
    reading: Any = codec.reading
    match reading["kind"]:
        case "number":
            return _number(reading, chance)
        case "calendar":
            return _spelled_day(reading, _day(days, chance), chance)
        case "boolean":
            words = [*reading["yes"], *reading["no"]]
            return chance.choice((True, False, True, False, chance.choice(words)))
        case "choice":
            return chance.choice(reading["keys"])
        case "choices":
            return chance.sample(
                reading["keys"], chance.randint(0, len(reading["keys"]))
            )
        case "files":
            return [_file(reading, chance) for _ in range(chance.randint(1, 2))]
        case _:
            return _text(codec, chance)


def _text(codec: Codec, chance: Random) -> str:
    choices = [choice.key for choice in codec.control.choices]
    if choices:
        return chance.choice((chance.choice(choices), "CH"))
    example = codec.control.example
    return example if example and chance.random() < 0.7 else chance.choice(_WORDS)  # noqa: PLR2004 - most have a form of their own


def _file(reading: Reading, chance: Random) -> dict[str, object]:
    accept: Any = reading["accept"]
    return {
        "name": chance.choice(("facture.pdf", "Reçu n° 2.jpg", " ticket.png ")),
        "type": chance.choice(accept),
        "size": chance.randint(1, 10**6),
        "sha256": f"{chance.getrandbits(256):064x}",
    }


# Numbers


def _number(reading: Any, chance: Random) -> Any:  # noqa: ANN401 - of any codec
    places: int = reading["places"]
    step = Decimal(1).scaleb(-chance.randint(0, places))
    value = chance.randrange(10 ** chance.randint(1, 5)) * step
    if reading["least"] is not None:
        value = max(value, Decimal(reading["least"]))
    if reading["most"] is not None:
        value = min(value, Decimal(reading["most"]))
    return _spelled_number(value, places, chance)


def _spelled_number(value: Decimal, places: int, chance: Random) -> object:
    plain = f"{value:f}"
    match chance.randrange(8):
        case 0:
            return f"{value:,.{places}f}".replace(",", chance.choice(("'", "’", " ")))
        case 1:
            return plain.replace(".", ",")
        case 2:
            return f" {plain} "
        case 3:
            return int(value) if value == int(value) else value
        case _:
            return plain


def _at_a_bound(reading: Any, days: Sequence[date], chance: Random) -> object:  # noqa: ANN401 - of any codec
    match reading["kind"]:
        case "number":
            step = Decimal(1).scaleb(-reading["places"])
            ends = [reading["least"] or "0", reading["most"] or str(_LARGEST)]
            value = Decimal(chance.choice(ends))
            return f"{value + chance.choice((-1, 0, 0, 1)) * step:f}"
        case "calendar":
            ends = [reading["earliest"], reading["latest"]]
            edges = [date.fromisoformat(chance.choice(ends)), chance.choice(days)]
            moved = chance.choice(edges) + timedelta(days=chance.choice((-1, 0, 1)))
            return _spelled_day(reading, moved, chance)
        case "text":
            length: int = chance.choice((reading["least"], reading["most"]))
            return "é" * max(0, length + chance.choice((-1, 0, 1)))
        case _:
            return chance.choice(("", [], None))


# Days


def _day(days: Sequence[date], chance: Random) -> date:
    match chance.randrange(16):
        case 0:
            return chance.choice(days) + timedelta(days=chance.choice((-1, 0, 1)))
        case 1:
            return date(2024, 2, 29)
        case 2:
            return date(1950, 1, 1) + timedelta(days=chance.randrange(30_000))
        case _:
            return days[0]


def _spelled_day(reading: Any, day: date, chance: Random) -> str:  # noqa: ANN401 - of any codec
    spellings = _MONTH_SPELLINGS if reading["part"] == "month" else _SPELLINGS
    return chance.choice(spellings).format(day)
