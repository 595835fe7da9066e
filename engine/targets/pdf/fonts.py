"""Fonts: parsed once per process, and what a document embeds of them.

A TrueType file is opened with fontTools and kept; for the characters of a document it
gives a `FontProgram`: the subset file and the tables that a PDF wants beside it. The
program of a main font is the same for every document (all its characters), so it is
made once; that of a fallback font holds only the characters that were asked for.

Every character has a code of its own, so that text read back from the PDF is the text
that was printed, even where two characters share a glyph or no font has one: such a
character is drawn as U+FFFD and still known by its own name.

Figures that stand in columns use digits of one width, which a font offers as the
OpenType feature `tnum`. They go by private characters (`FIGURES`) inside this package.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = [
    "FIGURES",
    "FONT_UNITS",
    "REPLACEMENT",
    "Descriptor",
    "Font",
    "FontProgram",
    "font_program",
    "load_font",
]

FONT_UNITS = 1000
"""Widths are in thousandths of the type size, as a PDF counts them."""

_FIGURE_BASE = 0xE030

REPLACEMENT = "\ufffd"
"""What is drawn for a character that no font has."""

FIGURES: Mapping[int, str] = MappingProxyType(
    {ord("0") + digit: chr(_FIGURE_BASE + digit) for digit in range(10)}
)
"""For `str.translate`: from digits to the private characters of one width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """What a font descriptor says (ISO 32000-1, 9.8), in thousandths of an em."""

    ascent: int
    descent: int
    cap_height: int
    italic_angle: int
    stem_v: int
    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FontProgram:
    """What a PDF embeds of a font; streams are deflated already.

    Character number `n` of `characters` has the two-byte code `n`.
    """

    name: str
    characters: tuple[str, ...]
    file: bytes
    file_length: int
    glyph_by_code: bytes
    unicode_by_code: bytes
    widths: str
    descriptor: Descriptor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Font:
    """A parsed TrueType file; plain data, so that threads may share it."""

    name: str
    data: bytes
    glyphs: Mapping[str, str]
    """The glyph's name of each character, those of `FIGURES` included."""
    widths: Mapping[str, int]
    """The advance width of each character, in thousandths of the type size."""
    descriptor: Descriptor

    @property
    def replacement_width(self) -> int:
        """The width of the sign that stands for a character without a glyph."""
        return self.widths.get(REPLACEMENT, FONT_UNITS)


@lru_cache(maxsize=32)
def load_font(path: Path) -> Font:
    """Read a TrueType file; the same path gives the same font for the whole process.

    Raises:
        OSError: The file cannot be read.
    """
    data = path.read_bytes()
    tables: TTFont = TTFont(BytesIO(data), lazy=True)
    glyphs = _glyphs(tables)
    scale = FONT_UNITS / tables["head"].unitsPerEm
    metrics = tables["hmtx"].metrics
    return Font(
        name=tables["name"].getDebugName(6) or path.stem,
        data=data,
        glyphs=MappingProxyType(glyphs),
        widths=MappingProxyType(
            {char: round(metrics[name][0] * scale) for char, name in glyphs.items()}
        ),
        descriptor=_descriptor(tables),
    )


@lru_cache(maxsize=64)
def font_program(font: Font, characters: tuple[str, ...] | None = None) -> FontProgram:
    """Give what a document embeds that prints `characters`, coded in this order.

    None is everything the font has, for the fonts that nearly every document uses.
    """
    coded = tuple(sorted(font.glyphs)) if characters is None else characters
    sign = font.glyphs.get(REPLACEMENT, ".notdef")
    names = [font.glyphs.get(character, sign) for character in coded]
    data, order = _subset(font.data, names)
    widths = (font.widths.get(char, font.replacement_width) for char in coded)
    return FontProgram(
        name=font.name,
        characters=coded,
        file=zlib.compress(data),
        file_length=len(data),
        glyph_by_code=zlib.compress(
            b"".join(order[name].to_bytes(2, "big") for name in names)
        ),
        unicode_by_code=zlib.compress(_unicode_map(coded)),
        widths=f"[0 [{' '.join(map(str, widths))}]]",
        descriptor=font.descriptor,
    )


def _glyphs(tables: TTFont) -> dict[str, str]:
    names = {chr(code): name for code, name in tables.getBestCmap().items()}
    figures = _feature(tables, "tnum")
    for digit, private in FIGURES.items():
        if (glyph := names.get(chr(digit))) is not None:
            names[private] = figures.get(glyph, glyph)
    return names


def _feature(tables: TTFont, tag: str) -> dict[str, str]:
    """Give the single substitutions of an OpenType feature, glyph by glyph."""
    if "GSUB" not in tables:
        return {}
    found: dict[str, str] = {}
    layout = tables["GSUB"].table
    for record in layout.FeatureList.FeatureRecord:
        if record.FeatureTag == tag:
            for index in record.Feature.LookupListIndex:
                for part in layout.LookupList.Lookup[index].SubTable:
                    found |= getattr(part, "mapping", {})
    return found


_UNREAD_TABLES = ("cmap", "name", "post", "OS/2", "gasp")
"""A PDF names glyphs by number and describes the font itself."""


def _subset(data: bytes, glyphs: Iterable[str]) -> tuple[bytes, Mapping[str, int]]:
    """Give a font file of these glyphs and the number of each in it."""
    # The font is opened anew, because subsetting changes it.
    font = TTFont(BytesIO(data), lazy=True, recalcTimestamp=False)
    options = Options(notdef_outline=True, hinting=False, layout_features=[])
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(glyphs=list(glyphs))
    subsetter.subset(font)
    order = font.getReverseGlyphMap()
    for tag in _UNREAD_TABLES:
        if tag in font:
            del font[tag]
    stream = BytesIO()
    font.save(stream)
    return stream.getvalue(), order


def _descriptor(tables: TTFont) -> Descriptor:
    head, outline, post = tables["head"], tables["OS/2"], tables["post"]
    scale = FONT_UNITS / head.unitsPerEm
    edges = (head.xMin, head.yMin, head.xMax, head.yMax)
    return Descriptor(
        ascent=round(tables["hhea"].ascent * scale),
        descent=round(tables["hhea"].descent * scale),
        cap_height=round(outline.sCapHeight * scale),
        italic_angle=int(post.italicAngle),
        stem_v=round(50 + (outline.usWeightClass / 65) ** 2),
        box=f"[{' '.join(str(round(edge * scale)) for edge in edges)}]",
    )


_UNICODE_MAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_UNICODE_MAP_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_BLOCK = 100
"""A block of a character map has at most 100 entries (Adobe Technical Note 5014)."""


def _unicode_map(characters: tuple[str, ...]) -> bytes:
    """Write the table by which a reader finds and copies text."""
    plain = {figure: chr(digit) for digit, figure in FIGURES.items()} | {"\xa0": " "}
    entries = [
        f"<{code:04X}> <{plain.get(char, char).encode('utf-16-be').hex().upper()}>\n"
        for code, char in enumerate(characters)
    ]
    blocks = (
        entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)
    )
    body = "".join(
        f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks
    )
    return (_UNICODE_MAP_HEAD + body + _UNICODE_MAP_TAIL).encode("ascii")
