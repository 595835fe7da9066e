"""The template of a print: page, fonts, type, colours, and the blocks in their order.

All of it is data that a maintainer writes in `pdf_templates/`; README.md there is the
guide. Lengths are millimetres, type sizes points, colours red-green-blue from 0 to 255.
A *slot* names what is printed: a field's path (`remarks`, `applicant.last_name`) or one
of `engine.targets.pdf.slots.NAMES` (`reference`, `status`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.i18n.texts import Text

__all__ = [
    "Block",
    "Colour",
    "DerivationsBlock",
    "DocumentsBlock",
    "Edges",
    "FontFiles",
    "LetterheadBlock",
    "ListLayout",
    "PageBreakBlock",
    "PageLayout",
    "PanelEntry",
    "SectionsBlock",
    "SignatureBlock",
    "Slot",
    "SlotColumn",
    "SlotColumnsBlock",
    "SlotEntry",
    "Template",
    "TextBlock",
    "TextStyle",
    "TitleBlock",
    "Typography",
]

Colour = tuple[int, int, int]
Slot = str


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text is set; `figures` asks for digits of one width."""

    size: float
    bold: bool
    colour: Colour
    figures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Typography:
    """The type of everything that is printed."""

    title: TextStyle
    number: TextStyle
    reference: TextStyle
    status: TextStyle
    section: TextStyle
    group: TextStyle
    value: TextStyle
    label: TextStyle
    table: TextStyle
    total: TextStyle
    grand_total: TextStyle
    note: TextStyle
    letterhead_name: TextStyle
    letterhead: TextStyle
    running: TextStyle
    footer: TextStyle
    draft: TextStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFiles:
    """The files of the two weights, and of the fonts that fill their gaps in order."""

    regular: Path
    bold: Path
    fallback: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """The text area, measured from the page's left and top edge."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """The page; `first_y` is where content begins from page 2 on."""

    width: float
    height: float
    edges: Edges
    first_y: float
    footer_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Colours of what is no text."""

    ink: Colour
    line: Colour
    accent: Colour
    panel: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterheadBlock:
    """Who sends it: a name, a bar, lines beside it and lines at the right."""

    name: Text
    left: tuple[Text, ...]
    right: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelEntry:
    """A labelled value of the panel beside the title; `beside` ends at its right."""

    label: Text
    slot: Slot
    beside: Slot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """The form's number and title at the left, a panel at the right."""

    number: Slot
    title: Slot
    panel: tuple[PanelEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotEntry:
    """A label over lines of slots; a line joins its slots with blanks.

    Without a label it has that of its first slot's field. Lines with nothing in them
    are left out, and so is the entry when all are.
    """

    label: Text | None
    lines: tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotColumn:
    """Entries below each other, `at` mm from the text area's left edge."""

    at: float
    width: float
    entries: tuple[SlotEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotColumnsBlock:
    """Columns of entries, such as the applicant."""

    columns: tuple[SlotColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLayout:
    """What a template says of one list's table.

    `widths` gives columns their width by field key; the others share the rest. `joined`
    fields stand in one column, a dash between them.
    """

    widths: Mapping[str, float] = field(default_factory=dict[str, float])
    joined: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionsBlock:
    """Every section of the form, without what other blocks print."""

    lists: Mapping[str, ListLayout]
    """By the list's path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreakBlock:
    """What follows begins a page, if anything was printed on this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationsBlock:
    """How the amounts come about, with their law."""

    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsBlock:
    """The attached files with their SHA-256."""

    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """One slot as running text under a title, left out where empty."""

    title: Text
    slot: Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    """Lines to write on, side by side."""

    labels: tuple[Text, ...]


Block = (
    LetterheadBlock
    | TitleBlock
    | SlotColumnsBlock
    | SectionsBlock
    | PageBreakBlock
    | DerivationsBlock
    | DocumentsBlock
    | TextBlock
    | SignatureBlock
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A whole template. `footer` has lines of slots, joined by « · »."""

    name: str
    page: PageLayout
    fonts: FontFiles
    colours: Colours
    type: Typography
    running: tuple[tuple[Slot, ...], tuple[Slot, ...]]
    """From page 2 on: the slots at the left and at the right of the top line."""
    footer: tuple[tuple[Slot, ...], ...]
    blocks: tuple[Block, ...]

    @property
    def placed(self) -> frozenset[Slot]:
        """Slots that text blocks print, which sections therefore leave out."""
        return frozenset(
            block.slot for block in self.blocks if isinstance(block, TextBlock)
        )

    @property
    def sender(self) -> Text | None:
        """Who sends what is printed, by its letterhead; None where it has none."""
        names = (b.name for b in self.blocks if isinstance(b, LetterheadBlock))
        return next(names, None)

    @property
    def has_documents(self) -> bool:
        """Tell whether files are listed by a block of their own."""
        return any(isinstance(block, DocumentsBlock) for block in self.blocks)
