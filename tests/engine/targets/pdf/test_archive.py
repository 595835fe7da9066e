"""Prints as documents for the archive: PDF/A-3u with the record within.

What ISO 19005-3 asks is read back from the file itself, with a library that had no part
in writing it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from engine.storage.requests import content_hash
from engine.targets import record
from tests.engine.targets.pdf.requests_to_print import (
    DRAFT,
    SENT,
    printed,
    request,
    travel,
    words_in,
)

MANY_SCRIPTS = "Ελένη Жук 😀 李 « œ – ’ Ț » \x00 \ud800 \ue000 \ufeff \ufffe \U0001ffff"
PRINTS = {
    "one row": lambda: printed(travel(1)),
    "many rows": lambda: printed(travel(40)),
    "a draft": lambda: printed(travel(2), DRAFT),
    "in German": lambda: printed(travel(2), translate=words_in("de")),
    "of many scripts": lambda: printed(
        travel(1), replace(SENT, verification=MANY_SCRIPTS, reference=MANY_SCRIPTS)
    ),
}
FORBIDDEN = {
    *("/JS", "/JavaScript", "/AA", "/OpenAction", "/URI", "/Launch", "/A", "/Annots"),
    *("/AcroForm", "/Encrypt", "/OCProperties", "/SMask", "/ca", "/CA", "/BM"),
    *("/Group", "/XObject", "/ExtGState", "/LZWDecode", "/Requirements"),
}
"""Actions, annotations, forms, layers, transparency: nothing of it is printed."""


@pytest.fixture(scope="module", params=PRINTS)
def pdf(request):
    """Prints of several kinds, opened one after the other."""
    with Pdf.open(BytesIO(PRINTS[request.param]().data)) as opened:
        yield opened


def keys_within(part):
    """Every key of a dictionary, an array or a stream, whatever depth it has."""
    match part:
        case Dictionary() | Stream():
            yield from part.keys()
            inner = [value for _, value in part.items()]
        case Array():
            inner = list(part)
        case _:
            inner = []
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from keys_within(value)


def shown(pdf):
    """Each font of a file, and the two-byte codes that its pages show in it."""
    for page in pdf.pages:
        font = Dictionary()
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                font = page.Resources.Font[str(operands[0])]
            elif str(operator) in ("Tj", "TJ", "'", '"'):
                codes = bytes(operands[0])
                for start in range(0, len(codes), 2):
                    yield font, int.from_bytes(codes[start : start + 2], "big")


def unicode_map(font):
    """What a font says that its codes mean."""
    entries = re.findall(rb"<(\w{4})> <(\w+)>\n", font.ToUnicode.read_bytes())
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in entries
    }


def test_a_print_says_that_it_is_pdf_a_3u(pdf):
    """6.6.4: part and conformance stand in metadata that nothing compresses."""
    assert pdf.open_metadata().pdfa_status == "3U"
    assert "/Filter" not in pdf.Root.Metadata
    assert (pdf.Root.Metadata.Type, pdf.Root.Metadata.Subtype) == ("/Metadata", "/XML")


def test_a_print_has_version_and_identifier_and_no_secret(pdf):
    """6.1: header, trailer; encryption is not allowed."""
    assert pdf.pdf_version == "1.7"
    assert not pdf.is_encrypted
    assert len(pdf.trailer.ID) == 2
    assert "/Info" not in pdf.trailer


def test_colours_have_a_profile(pdf):
    """6.2.3: the output intent brings the sRGB profile of three colours."""
    [intent] = pdf.Root.OutputIntents
    profile = intent.DestOutputProfile

    assert (intent.S, str(intent.OutputConditionIdentifier)) == ("/GTS_PDFA1", "sRGB")
    assert profile.N == 3
    assert profile.read_bytes()[12:20] == b"mntrRGB "


def test_nothing_acts_and_nothing_shines_through(pdf):
    """D04 and 6.2, 6.3, 6.5: no action, annotation, layer or transparency."""
    found = {key for each in pdf.objects for key in keys_within(each)}

    assert found & FORBIDDEN == set()


def test_every_font_is_embedded_with_its_meaning(pdf):
    """6.2.11: programs are inside, and each code has its characters."""
    for font in {font.objgen: font for font, _ in shown(pdf)}.values():
        [inner] = font.DescendantFonts
        assert (font.Subtype, inner.Subtype) == ("/Type0", "/CIDFontType2")
        assert isinstance(inner.FontDescriptor.FontFile2, Stream)
        assert isinstance(inner.CIDToGIDMap, Stream)
        assert isinstance(font.ToUnicode, Stream)


def test_everything_shown_has_a_glyph_and_characters(pdf):
    """6.2.11.7, 6.2.11.8: neither «.notdef» nor a code without meaning is shown."""
    for font, codes in _codes_by_font(pdf):
        meaning = unicode_map(font)
        glyphs = font.DescendantFonts[0].CIDToGIDMap.read_bytes()

        assert codes <= meaning.keys()
        assert not {meaning[code] for code in codes} & {"\0", "\ufeff", "\ufffe"}
        assert all(glyphs[2 * code : 2 * code + 2] != b"\0\0" for code in codes)


def _codes_by_font(pdf):
    found = {}
    for font, code in shown(pdf):
        found.setdefault(font.objgen, (font, set()))[1].add(code)
    return found.values()


def test_the_language_is_that_of_the_words():
    """A screen reader pronounces a German print as German."""
    with Pdf.open(BytesIO(PRINTS["in German"]().data)) as pdf:
        assert str(pdf.Root.Lang) == "de-CH"
        assert pdf.open_metadata()["dc:language"] == {"de-CH"}
        assert pdf.open_metadata()["dc:title"] == (
            "Rechnung für Reisekosten und Verpflegung · 318.632.1 · 7KX4-9QMT"
        )


@pytest.mark.parametrize("envelope", [SENT, DRAFT])
def test_the_record_is_the_one_attachment(envelope):
    """6.8: the JSON stands for the document's data, and is what was judged."""
    assessment = travel(3, remarks="L'été à Genève")
    expected = record.encode(assessment, "fr")

    with Pdf.open(BytesIO(printed(assessment, envelope).data)) as pdf:
        [spec] = pdf.Root.AF
        assert list(pdf.attachments) == ["record.json"]
        assert pdf.Root.Names.EmbeddedFiles.Names[1].objgen == spec.objgen
        assert spec.AFRelationship == "/Data"
        assert (str(spec.F), str(spec.UF)) == ("record.json", "record.json")
        assert str(spec.Desc) == (
            "Les données de la demande, pour les programmes (JSON)"
        )
        file = spec.EF.F
        assert file.Subtype == Name("/application/json")
        assert sorted(file.Params.keys()) == ["/ModDate", "/Size"]
        content = file.read_bytes()

    assert json.loads(content) == expected
    assert sha256(content).hexdigest() == content_hash(expected)


def test_a_character_that_no_font_has_takes_the_claim_away(small_template):
    """What cannot be shown rightly is printed, but is no PDF/A."""
    whole = printed(request("900", {"name": "Camille"}), template=small_template)
    lacking = printed(request("900", {"name": "李"}), template=small_template)

    assert whole.says("pdfaid:part") == "3"
    assert lacking.says("pdfaid:part") is None
    assert lacking.says("dc:title") == whole.says("dc:title")
