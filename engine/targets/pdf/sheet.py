"""The sheet: where things stand on which page, before any PDF is written.

Blocks write to a sheet in millimetres from the page's top left corner and let its
cursor `y` run down; the sheet begins pages and remembers what stands on each. Only when
all pages are known is it written out, so that «page 2/4» needs no second thought.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engine.targets.pdf.lettering import MM_PER_POINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.targets.pdf.lettering import Lettering
    from engine.targets.pdf.template import Colour, Edges, TextStyle

__all__ = ["Box", "Line", "Mark", "Rule", "Sheet", "Watermark"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    style: TextStyle


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical stroke."""

    start: tuple[float, float]
    end: tuple[float, float]
    weight: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Watermark:
    """A word across the page, its middle at `x`, `y`, turned by `angle` degrees."""

    x: float
    y: float
    text: str
    style: TextStyle
    angle: float


Mark = Line | Rule | Box | Watermark

_MIDDLE = 0.5
_DESCENT = 0.3
"""A baseline stands 0.3 of the type size below the middle of its line."""


@dataclass(slots=True, eq=False)
class Sheet:
    """Pages being filled. `y` is where the next thing goes."""

    edges: Edges
    lettering: Lettering
    first_y: float
    """Where content begins on every page but the first."""
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = 0.0

    def __post_init__(self) -> None:
        """Begin at the top of the text area."""
        self.y = self.edges.top

    @property
    def left(self) -> float:
        """The left edge of the text area."""
        return self.edges.left

    @property
    def width(self) -> float:
        """The width of the text area."""
        return self.edges.right - self.edges.left

    @property
    def room(self) -> float:
        """What is left of the page below the cursor."""
        return self.edges.bottom - self.y

    @property
    def page_room(self) -> float:
        """What a fresh page offers."""
        return self.edges.bottom - self.first_y

    def new_page(self) -> None:
        """Go on at the top of a fresh page."""
        self.pages.append([])
        self.y = self.first_y

    def need(self, height: float) -> bool:
        """Begin a page when less than `height` is left; tell whether it did.

        What is taller than a page begins where it is: no page would hold it.
        """
        if height <= self.room or height > self.page_room:
            return False
        self.new_page()
        return True

    def add(self, mark: Mark) -> None:
        """Put something on the current page."""
        self.pages[-1].append(mark)

    def write(
        self,
        at: tuple[float, float],
        text: str,
        style: TextStyle,
        *,
        pitch: float,
        width: float = 0.0,
        align: Literal["left", "right"] = "left",
    ) -> None:
        """Write one line whose top left corner is `at`, `pitch` mm high.

        `width` matters to what is aligned right: it ends at x + width.
        """
        x, y = at
        if align == "right":
            x += width - self.lettering.width(text, style)
        base = y + _MIDDLE * pitch + _DESCENT * style.size * MM_PER_POINT
        self.add(Line(x, base, text, style))

    def write_lines(
        self,
        at: tuple[float, float],
        lines: Sequence[str],
        style: TextStyle,
        *,
        pitch: float,
        width: float = 0.0,
        align: Literal["left", "right"] = "left",
    ) -> float:
        """Write lines below each other; give the y below the last."""
        x, y = at
        for line in lines:
            self.write((x, y), line, style, pitch=pitch, width=width, align=align)
            y += pitch
        return y

    def rule(self, y: float, *, weight: float, colour: Colour) -> None:
        """Draw a rule over the whole width."""
        edges = self.edges
        self.add(Rule((edges.left, y), (edges.right, y), weight, colour))
