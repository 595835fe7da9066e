"""What makes a print fit for the archive: PDF/A-3u (ISO 19005-3).

The fonts are embedded with the characters they stand for, colours have a profile
(fpdf2 brings sRGB), and nothing acts or is encrypted. Here stand the rest: what the
document says of itself, as XMP (ISO 16684-1), and the record it was printed from.

fpdf2 would write XMP too, but with the clock's time in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from fpdf.enums import AssociatedFileRelationship, DocumentCompliance

if TYPE_CHECKING:
    from datetime import datetime

    from fpdf import FPDF

__all__ = ["LEVEL", "RECORD_NAME", "Imprint", "attach_record", "describe"]

LEVEL = DocumentCompliance.PDFA_3U
RECORD_NAME = "record.json"
"""The attached file's name, the same in every print, so that programs find it."""

_PRODUCER = "formengine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What a document says of itself, and the record that it carries.

    `author` may be blank. `created` is aware. `record` is JSON, or None, and
    `record_note` says what it is.
    """

    title: str
    language: str
    author: str
    subject: str
    created: datetime
    record: bytes | None = None
    record_note: str = ""


def attach_record(pdf: FPDF, imprint: Imprint) -> None:
    """Attach the record, as the data that the whole document shows."""
    if imprint.record is None:
        return
    pdf.embed_file(
        bytes=imprint.record,
        basename=RECORD_NAME,
        desc=imprint.record_note,
        mime_type="application/json",
        modification_date=imprint.created,
        associated_file_relationship=AssociatedFileRelationship.DATA.value,
        compress=True,
    )


_CLAIM = f"""\
   <pdfaid:part>{LEVEL.part}</pdfaid:part>
   <pdfaid:conformance>{LEVEL.conformance}</pdfaid:conformance>
"""

_CREATOR = """\
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
"""

_METADATA = """\
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/">
{claim}{creator}   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <dc:format>application/pdf</dc:format>
   <xmp:CreateDate>{created}</xmp:CreateDate>
   <xmp:ModifyDate>{created}</xmp:ModifyDate>
   <xmp:MetadataDate>{created}</xmp:MetadataDate>
   <pdf:Producer>{producer}</pdf:Producer>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>"""  # noqa: E501 - blanks between these elements would count


def describe(pdf: FPDF, imprint: Imprint, *, is_archival: bool) -> None:
    """Say what the document is; that it is PDF/A only where it is."""
    pdf.set_lang(imprint.language)
    pdf.set_xmp_metadata(
        _METADATA.format(
            claim=_CLAIM if is_archival else "",
            title=escape(imprint.title),
            creator=(
                _CREATOR.format(author=escape(imprint.author)) if imprint.author else ""
            ),
            subject=escape(imprint.subject),
            language=escape(imprint.language),
            created=imprint.created.isoformat(timespec="seconds"),
            producer=_PRODUCER,
        )
    )
