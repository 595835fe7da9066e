"""Documents that tests attach: good, damaged, hostile. All are made, none is kept."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text that every scanner calls a virus (eicar.org)."""


def an_image(kind: str, size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "navy").save(written, format=kind, **options)
    return written.getvalue()


def a_photograph() -> bytes:
    """Give a JPEG lying on its side, taken at a place that its metadata tells."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn a quarter
    exif[0x8825] = {1: "N", 2: (46.0, 12.0, 0.0)}  # GPS
    return an_image("JPEG", exif=exif)


def a_png_that_claims(width: int, height: int) -> bytes:
    """Give a small PNG that unfolds to a picture of this size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack("!I", len(content)) + checked + _crc(checked)

    header = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = b"\0" * (width // 8 + 1)
    packed = zlib.compressobj(9)
    pixels = b"".join(packed.compress(row) for _ in range(height)) + packed.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


def _crc(content: bytes) -> bytes:
    return struct.pack("!I", zlib.crc32(content))


def a_pdf_with(
    change: Callable[[pikepdf.Pdf], object],
    encryption: pikepdf.Encryption | bool = False,
) -> bytes:
    written = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        pdf.save(written, encryption=encryption)
    return written.getvalue()


def nothing(_: pikepdf.Pdf) -> None:
    """Change nothing."""


def run_a_program(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS="app.alert(1)"
    )


def start_a_program(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")


def carry_a_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["virus.exe"] = b"MZ"


def draw_itself(pdf: pikepdf.Pdf) -> None:
    """Let a form draw itself: what follows it never ends."""
    form = _form(pdf, b"/Again Do /Again Do")
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Again=form))
    _show(pdf, form)


def draw_a_billion_times(pdf: pikepdf.Pdf) -> None:
    """Let each of nine forms draw the next ten times."""
    form = _form(pdf, b"0 0 1 1 re f")
    for _ in range(9):
        outer = _form(pdf, b"/Next Do " * 10)
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Next=form))
        form = outer
    _show(pdf, form)


def _form(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.Stream:
    return pdf.make_stream(
        content,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 100, 100],
    )


def _show(pdf: pikepdf.Pdf, form: pikepdf.Stream) -> None:
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(First=form))
    page.Contents = pdf.make_stream(b"/First Do")


def a_pdf_of_pages(count: int) -> bytes:
    """Give a PDF whose every page is the same object, told by its reference."""
    kids = b"3 0 R " * count
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    return _pdf_file(objects)


def a_pdf_that_unfolds(length: int) -> bytes:
    """Give a PDF with a stream of objects that unfolds to so many bytes."""
    packed = zlib.compressobj(9)
    head = b"3 0 "
    content = packed.compress(head + b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    blank = b" " * 1_000_000
    for _ in range(length // len(blank)):
        content += packed.compress(blank)
    content += packed.flush()
    written = b"%PDF-1.7\n"
    places = [0]
    for number, each in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        ),
        1,
    ):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, each)
    stream_at = len(written)
    written += (
        b"4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n"
        b"%s\nendstream endobj\n" % (len(content), content)
    )
    table_at = len(written)
    entries = b"\0\0\0\0\0\0" + b"".join(
        b"\x01" + struct.pack("!I", place) + b"\0" for place in places[1:]
    )
    entries += b"\x02" + struct.pack("!I", 4) + b"\0"
    entries += b"\x01" + struct.pack("!I", stream_at) + b"\0"
    entries += b"\x01" + struct.pack("!I", table_at) + b"\0"
    return written + (
        b"5 0 obj<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d>>stream\n"
        b"%s\nendstream endobj\nstartxref\n%d\n%%%%EOF\n"
        % (len(entries), entries, table_at)
    )


def _pdf_file(objects: list[bytes]) -> bytes:
    written = b"%PDF-1.7\n"
    table = b""
    for number, each in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj%s endobj\n" % (number, each)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(written))
    )
