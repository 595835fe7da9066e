"""The paper: writes a filled sheet as PDF, with fpdf2.

fpdf2 parses and subsets its fonts for every document, which is nearly all the time that
a short document takes. Here a document is given faces whose program is made already
(`engine.targets.pdf.fonts`), and `_Producer` embeds them instead of fpdf2's own. That
leans on private names of fpdf2, `_add_fonts`, `_add_pdf_obj` and `_finalize_catalog` of
`OutputProducer`; tests/engine/targets/pdf/test_paper.py fails when they change.

The same sheet gives the same bytes: the date of creation is passed in, and fpdf2 makes
the file's identifier from the contents. Every document is PDF/A-3u
(`engine.targets.pdf.archive`), unless a template's fonts lack a character and have no
sign for what they lack: such a document does not say that it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fpdf import FPDF
from fpdf.enums import FontDescriptorFlags, TextEmphasis
from fpdf.fonts import PDFFontDescriptor, TTFFont
from fpdf.output import CIDSystemInfo, OutputProducer, PDFFont
from fpdf.syntax import Name, PDFArray, PDFContentStream

from engine.targets.pdf.archive import LEVEL, attach_record, describe
from engine.targets.pdf.fonts import FONT_UNITS, font_program
from engine.targets.pdf.sheet import Box, Line, Rule, Watermark

if TYPE_CHECKING:
    from fpdf.output import PDFCatalog, PDFExtGState, PDFType3Font, PDFXObject
    from fpdf.pattern import Pattern

    from engine.targets.pdf.archive import Imprint
    from engine.targets.pdf.fonts import Descriptor, Font, FontProgram
    from engine.targets.pdf.lettering import Lettering
    from engine.targets.pdf.sheet import Mark, Sheet
    from engine.targets.pdf.template import Colour, TextStyle

__all__ = ["write_pdf"]


class _Face(TTFFont):
    """A font as one document uses it: hands out codes and remembers them."""

    __slots__ = ("_codes", "font", "has_all", "is_whole")

    def __init__(self, font: Font, number: int, key: str, *, is_whole: bool) -> None:
        # fpdf2's own constructor would parse the file again.
        self.i = number
        self.type = "TTF"
        self.fontkey = key
        self.name = font.name
        self.emphasis = TextEmphasis.NONE
        self.color_font = None
        self.missing_glyphs: list[int] = []
        self.font = font
        self.is_whole = is_whole
        self.has_all = True
        self._codes: dict[str, str] = (
            _codes(font_program(font).characters) if is_whole else {}
        )

    def encode_text(self, text: str) -> str:
        """Write a text as the operand and operator that show it."""
        codes = self._codes
        if not self.is_whole:
            for character in text:
                codes.setdefault(character, f"{len(codes):04X}")
        try:
            operand = "".join([codes[character] for character in text])
        except KeyError:
            self.has_all = False
            operand = "".join([codes.get(character, _UNKNOWN) for character in text])
        return f"<{operand}> Tj"

    @property
    def program(self) -> FontProgram | None:
        """What to embed; None where no text was set in this font."""
        if self.is_whole:
            return font_program(self.font)
        return font_program(self.font, tuple(self._codes)) if self._codes else None


_UNKNOWN = "0000"
"""Code of the first character of a main font, a blank: only a template whose fallback
fonts have no replacement sign needs it."""


def _codes(characters: tuple[str, ...]) -> dict[str, str]:
    return {character: f"{code:04X}" for code, character in enumerate(characters)}


def _faces(pdf: FPDF) -> list[_Face]:
    return [face for face in pdf.fonts.values() if isinstance(face, _Face)]


class _Stream(PDFContentStream):
    """A stream that is deflated already."""

    def __init__(self, deflated: bytes, length: int | None = None) -> None:
        super().__init__(deflated)
        self.filter = Name("FlateDecode")
        self.length1 = length


class _Producer(OutputProducer):
    """Embeds the programs of faces."""

    def _add_fonts(
        self,
        image_objects_per_index: dict[int, PDFXObject],  # noqa: ARG002 - of coloured fonts
        gfxstate_objs_per_name: dict[str, PDFExtGState],  # noqa: ARG002 - as above
        pattern_objs_per_name: dict[str, Pattern],  # noqa: ARG002 - as above
    ) -> dict[int, PDFFont | PDFType3Font]:
        return {
            face.i: self._embed(program)
            for face in _faces(self.fpdf)
            if (program := face.program) is not None
        }

    def _finalize_catalog(self, *objects: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        """Take out the action that fpdf2 has every reader do on opening."""
        super()._finalize_catalog(*objects, **named)
        catalog: PDFCatalog = objects[0]
        catalog.open_action = None

    def _embed(self, program: FontProgram) -> PDFFont:
        """Add a composite font (ISO 32000-1, 9.7) with its descendant and streams."""
        name = f"{_TAG}+{program.name}"
        whole = PDFFont(subtype="Type0", base_font=name, encoding="Identity-H")
        inner = PDFFont(
            subtype="CIDFontType2", base_font=name, d_w=1000, w=program.widths
        )
        inner.c_i_d_system_info = CIDSystemInfo()
        inner.c_i_d_to_g_i_d_map = _Stream(program.glyph_by_code)
        file = _Stream(program.file, program.file_length)
        inner.font_descriptor = _Descriptor(name, program.descriptor, file)
        whole.descendant_fonts = PDFArray([inner])
        whole.to_unicode = _Stream(program.unicode_by_code)
        for part in (
            whole,
            inner,
            whole.to_unicode,
            inner.c_i_d_system_info,
            inner.font_descriptor,
            inner.c_i_d_to_g_i_d_map,
            file,
        ):
            self._add_pdf_obj(part, "fonts")
        return whole


_TAG = "OFFICE"
"""Six letters before the name mark a subset (ISO 32000-1, 9.6.4)."""


class _Descriptor(PDFFontDescriptor):
    """Describes a font and names its file."""

    def __init__(self, name: str, found: Descriptor, file: PDFContentStream) -> None:
        super().__init__(
            ascent=found.ascent,
            descent=found.descent,
            cap_height=found.cap_height,
            flags=FontDescriptorFlags.SYMBOLIC,
            font_b_box=found.box,
            italic_angle=found.italic_angle,
            stem_v=found.stem_v,
            missing_width=FONT_UNITS,
        )
        self.font_name = Name(name)
        self.font_file2 = file


def write_pdf(sheet: Sheet, *, imprint: Imprint, size: tuple[float, float]) -> bytes:
    """Write all pages of a sheet; `size` is the page's, in mm."""
    pdf = FPDF(unit="mm", format=size, enforce_compliance=LEVEL)
    pdf.allow_images_transparency = False
    pdf.set_auto_page_break(auto=False)
    # «Page 2/4» is known when it is written; nothing is to be replaced afterwards.
    pdf.alias_nb_pages("")
    pdf.set_creation_date(imprint.created)
    pen = _Pen(pdf, sheet.lettering)
    for page in sheet.pages:
        pdf.add_page()
        pen.begin_page()
        for mark in page:
            pen.draw(mark)
    attach_record(pdf, imprint)
    describe(pdf, imprint, is_archival=all(face.has_all for face in _faces(pdf)))
    return bytes(pdf.output(output_producer_class=_Producer))


class _Pen:
    """Draws marks, changing font and colour only where they differ."""

    def __init__(self, pdf: FPDF, lettering: Lettering) -> None:
        self._pdf = pdf
        self._lettering = lettering
        self._colour: Colour | None = None

    def begin_page(self) -> None:
        """Forget the colour: a page begins in black."""
        self._colour = None

    def draw(self, mark: Mark) -> None:
        """Draw one mark."""
        match mark:
            case Line():
                self._text(mark.x, mark.y, mark.text, mark.style)
            case Rule():
                self._pdf.set_draw_color(*mark.colour)
                self._pdf.set_line_width(mark.weight)
                self._pdf.line(*mark.start, *mark.end)
            case Box():
                self._fill(mark.colour)
                self._pdf.rect(mark.x, mark.y, mark.width, mark.height, style="F")
            case Watermark():
                half = self._lettering.width(mark.text, mark.style) / 2
                with self._pdf.rotation(mark.angle, mark.x, mark.y):
                    self._text(mark.x - half, mark.y, mark.text, mark.style)
                self._colour = None

    def _text(self, x: float, y: float, text: str, style: TextStyle) -> None:
        self._fill(style.colour)
        for run in self._lettering.runs(text, style):
            self._face(run.font, style.size)
            self._pdf.text(x, y, run.text)
            if run.text is not text:
                x += self._lettering.width(run.text, style)

    def _fill(self, colour: Colour) -> None:
        # fpdf2 wraps a text in q … Q unless it has the colour that areas are filled in.
        if colour != self._colour:
            self._pdf.set_fill_color(*colour)
            self._pdf.set_text_color(*colour)
            self._colour = colour

    def _face(self, number: int, size: float) -> None:
        key = f"face{number}"
        if key not in self._pdf.fonts:
            self._pdf.fonts[key] = _Face(
                self._lettering.font(number),
                len(self._pdf.fonts) + 1,
                key,
                is_whole=number < len(self._lettering.fonts),
            )
        self._pdf.set_font(key, size=size)
