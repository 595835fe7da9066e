"""Writing pages with fpdf2, and what that leans on."""

from __future__ import annotations

import inspect
from io import BytesIO
from typing import cast

import pytest
from fontTools.ttLib import TTFont
from fpdf.fonts import TTFFont
from fpdf.output import OutputProducer
from pypdf.generic import ArrayObject, DictionaryObject

from tests.engine.targets.pdf.requests_to_print import printed, request, travel


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        (
            "_add_fonts",
            [
                "self",
                "image_objects_per_index",
                "gfxstate_objs_per_name",
                "pattern_objs_per_name",
            ],
        ),
        ("_add_pdf_obj", ["self", "pdf_obj", "trace_label"]),
        (
            "_finalize_catalog",
            [
                "self",
                "catalog_obj",
                "pages_root_obj",
                "first_page_obj",
                "sig_annotation_obj",
                "xmp_metadata_obj",
                "struct_tree_root_obj",
                "outline_dict_obj",
            ],
        ),
    ],
)
def test_the_private_names_of_fpdf2_are_as_they_were(name, parameters):
    """A new fpdf2 that changes what `paper` overrides is noticed here."""
    signature = inspect.signature(getattr(OutputProducer, name))

    assert list(signature.parameters) == parameters


def test_faces_have_everything_that_fpdf2_asks_of_a_font():
    """`_Face` skips fpdf2's constructor, so a new attribute must be looked at."""
    assert set(TTFFont.__slots__) == {
        "i",
        "type",
        "name",
        "desc",
        "glyph_ids",
        "_hbfont",
        "sp",
        "ss",
        "up",
        "ut",
        "cw",
        "ttffile",
        "fontkey",
        "emphasis",
        "scale",
        "subset",
        "cmap",
        "ttfont",
        "missing_glyphs",
        "biggest_size_pt",
        "color_font",
        "unicode_range",
        "palette_index",
        "is_compressed",
        "is_cff",
        "is_cid_keyed",
        "is_symbol",
        "cff_ros",
        "collection_font_number",
    }


def _fonts(assessment):
    """The composite fonts of a print, by name."""
    reader = printed(assessment).reader
    found = {}
    for page in reader.pages:
        resources = cast("DictionaryObject", page["/Resources"])
        for reference in cast("DictionaryObject", resources["/Font"]).values():
            font = reference.get_object()
            found[font["/BaseFont"]] = font
    return found


def test_only_fonts_that_are_used_are_embedded():
    """A print in Latin letters carries the two weights and no fallback."""
    assert set(_fonts(travel(1))) == {
        "/OFFICE+AtkinsonHyperlegibleNext-Regular",
        "/OFFICE+AtkinsonHyperlegibleNext-SemiBold",
    }


def test_embedded_fonts_open_as_fonts():
    """A font program has the glyphs that codes, widths and glyph map speak of."""
    for font in _fonts(request("900", {"name": "Ελένη 😀 李"})).values():
        inner = font["/DescendantFonts"][0].get_object()
        program = TTFont(BytesIO(inner["/FontDescriptor"]["/FontFile2"].get_data()))
        glyphs = inner["/CIDToGIDMap"].get_object().get_data()
        widths = inner["/W"]
        numbers = program.getReverseGlyphMap()
        glyph_names = {number: name for name, number in numbers.items()}

        assert isinstance(widths, ArrayObject)
        assert len(widths[1]) == len(glyphs) // 2
        for code, width in enumerate(widths[1]):
            number = int.from_bytes(glyphs[2 * code : 2 * code + 2], "big")
            name = glyph_names[number]
            scale = 1000 / program["head"].unitsPerEm
            assert round(program["hmtx"].metrics[name][0] * scale) == int(width)


def test_a_fallback_font_carries_only_what_was_printed():
    """One Greek word does not bring three thousand glyphs."""
    fonts = _fonts(request("900", {"name": "Ελένη"}))
    inner = fonts["/OFFICE+NotoSans-Regular"]["/DescendantFonts"][0].get_object()

    assert len(inner["/W"][1]) == len("Ελένη")


def test_a_print_is_small():
    """Two pages in two weights stay below 60 kB."""
    assert len(printed(travel(1)).data) < 60_000
