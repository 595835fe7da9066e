"""What is taken as a document, what is refused, and what is kept of it."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from flask_babel import Babel
from PIL import Image

from tests.webapp.attachments import samples
from tests.webapp.attachments.samples import a_pdf_with, an_image
from tests.webapp.portal_for_tests import a_pdf
from webapp.attachments.bounds import BOUNDS, Bounds
from webapp.attachments.content import (
    CheckedDocument,
    RefusedDocumentError,
    check_document,
    megabytes,
)

ALL = ("application/pdf", "image/jpeg", "image/png", "image/heic")
LONGEST = 1_500_000
_NO_TYPE = "Le document «{}» n'est pas un PDF, JPEG, PNG ou HEIC."
_DAMAGED = (
    "Le document «{}» est endommagé. Ouvrez-le pour vérifier, puis joignez une "
    "nouvelle copie."
)
_TOO_COMPLEX = (
    "Le document «{}» est trop grand ou trop compliqué pour être lu. "
    "Photographiez-le ou imprimez-le en PDF, puis joignez la copie."
)
_TOO_LARGE = (
    "Le document «{}» dépasse 1.4 Mo. Joignez une copie plus petite, par exemple une "
    "photo moins grande."
)
_LOCKED = (
    "Le PDF «{}» est protégé par un mot de passe. Enregistrez-le sans mot de passe, "
    "puis joignez-le."
)
_ACTIVE = (
    "Le PDF «{}» contient un programme ou des fichiers joints. Imprimez-le en PDF, "
    "puis joignez la copie."
)


@pytest.fixture(autouse=True)
def words() -> object:
    """Let words be said, in French."""
    app = Flask(__name__)
    Babel(app, default_locale="fr")
    with app.test_request_context():
        yield


def check(name: str, content: bytes, bounds: Bounds = BOUNDS) -> CheckedDocument:
    return check_document(name, content, accepted=ALL, longest=LONGEST, bounds=bounds)


def refusal(name: str, content: bytes, bounds: Bounds = BOUNDS) -> str:
    with pytest.raises(RefusedDocumentError) as refused:
        check(name, content, bounds)
    return str(refused.value)


def _padded(length: int) -> bytes:
    """Give a good PDF of this length, its table moved by a comment in front of it."""
    start = a_pdf()
    head, rest = start[:9], start[9:]
    return head + b"%" + b" " * (length - len(start) - 2) + b"\n" + rest


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("a.pdf", a_pdf(), ("a.pdf", "application/pdf")),
        ("A.PDF", a_pdf(), ("A.PDF", "application/pdf")),
        ("a.jpg", an_image("JPEG"), ("a.jpg", "image/jpeg")),
        ("a.jpeg", an_image("JPEG"), ("a.jpeg", "image/jpeg")),
        ("a.png", an_image("PNG"), ("a.png", "image/png")),
        ("a.heic", an_image("HEIF"), ("a.jpg", "image/jpeg")),
        ("a.heif", an_image("HEIF"), ("a.jpg", "image/jpeg")),
    ],
)
def test_the_four_types_are_taken(
    name: str, content: bytes, kept: tuple[str, str]
) -> None:
    """E01: extension, signature and a full reading agree."""
    checked = check(name, content)

    assert (checked.name, checked.media_type) == kept


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<html>", _NO_TYPE),
        ("page.pdf.html", a_pdf(), _NO_TYPE),
        ("page.pdf", b"<html>", _NO_TYPE),
        ("page.pdf.", a_pdf(), _NO_TYPE),
        ("late.pdf", b"<html>" + a_pdf(), _NO_TYPE),
        ("a.png", an_image("JPEG"), _NO_TYPE),
        ("a.gif", an_image("GIF"), _NO_TYPE),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", _NO_TYPE),
        ("a.exe", b"MZ", _NO_TYPE),
        ("a.docm", b"PK\x03\x04", _NO_TYPE),
        ("a.pdf.gz", b"\x1f\x8b\x08", _NO_TYPE),
        ("a.pdf", b"%PDF-1.7\n", _DAMAGED),
        ("a.pdf", b"%PDF-1.7\n" + b"7 0 obj" * 999, _DAMAGED),
        ("a.png", an_image("PNG")[:60], _DAMAGED),
        ("a.heic", an_image("HEIF")[:-60], _DAMAGED),
        ("a.jpg", b"\xff\xd8\xff", _DAMAGED),
        ("a.pdf", b"", "Le document «{}» est vide."),
        ("a.pdf", b"%", _NO_TYPE),
        ("a.pdf", b"%PDF-" + b" " * LONGEST, _TOO_LARGE),
        ("a.pdf", a_pdf_with(samples.run_a_program), _ACTIVE),
        ("a.pdf", a_pdf_with(samples.start_a_program), _ACTIVE),
        ("a.pdf", a_pdf_with(samples.carry_a_file), _ACTIVE),
        (
            "a.pdf",
            a_pdf_with(
                samples.nothing, encryption=pikepdf.Encryption(user="u", owner="o")
            ),
            _LOCKED,
        ),
    ],
)
def test_everything_else_is_refused_with_its_reason(
    name: str, content: bytes, words: str
) -> None:
    """E01, E03, E05: the message names the document and what to do."""
    assert refusal(name, content) == words.format(name)


def test_the_limit_itself_is_allowed() -> None:
    """E03: as long as it may be is taken, a byte more is not."""
    assert check("a.pdf", _padded(LONGEST)).media_type == "application/pdf"
    assert refusal("a.pdf", _padded(LONGEST + 1)) == _TOO_LARGE.format("a.pdf")


def test_a_pdf_with_a_broken_table_is_mended() -> None:
    """E05: a reader finds its objects without the table, and so do we."""
    broken = a_pdf().replace(b"startxref\n", b"startxref\n9")

    assert len(pikepdf.open(BytesIO(check("a.pdf", broken).content)).pages) == 1


def test_a_pdf_that_only_its_owner_locks_is_taken() -> None:
    """E05: it opens without a password."""
    locked = a_pdf_with(
        samples.nothing, encryption=pikepdf.Encryption(user="", owner="o")
    )

    assert not pikepdf.open(BytesIO(check("a.pdf", locked).content)).is_encrypted


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", an_image("PNG")), ("a.pdf", a_pdf())]
)
@pytest.mark.parametrize(
    "hidden", [b"<?php system('id'); ?><script>alert(1)</script>", b"PK\x03\x04zip"]
)
def test_what_hides_behind_a_document_is_not_kept(
    name: str, content: bytes, hidden: bytes
) -> None:
    """E02: a picture that is also a program is stored as a picture only."""
    assert hidden not in check(name, content + hidden).content


def test_a_photograph_stands_upright_and_tells_no_place() -> None:
    """E09: orientation is kept, position is gone."""
    checked = check("a.jpg", samples.a_photograph())

    kept = Image.open(BytesIO(checked.content))
    assert kept.size == (20, 40)
    assert dict(kept.getexif()) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", samples.a_png_that_claims(50_000, 50_000)),
        ("a.png", samples.a_png_that_claims(8001, 8000)),
        ("a.pdf", samples.a_pdf_of_pages(100_000)),
        ("a.pdf", samples.a_pdf_of_pages(501)),
    ],
    ids=["2500 megapixels", "64 megapixels", "100000 pages", "501 pages"],
)
def test_what_is_too_large_inside_is_refused(name: str, content: bytes) -> None:
    """E04: before anything of it is unfolded."""
    assert refusal(name, content) == _TOO_COMPLEX.format(name)


def test_what_wants_too_much_memory_is_refused() -> None:
    """E04: a small PDF that unfolds to 400 MB ends its own process only."""
    content = samples.a_pdf_that_unfolds(400_000_000)

    said = refusal("a.pdf", content, Bounds(memory=400 * 1024**2))

    assert len(content) < 500_000
    assert said in (_TOO_COMPLEX.format("a.pdf"), _DAMAGED.format("a.pdf"))


@pytest.mark.parametrize(
    "bounds", [Bounds(time_s=0.01), Bounds(cpu_s=0), Bounds(output=10)]
)
def test_what_takes_too_long_or_becomes_too_long_is_refused(bounds: Bounds) -> None:
    """E04: time, processor time and output have an end."""
    assert refusal("a.pdf", a_pdf(), bounds) == _TOO_COMPLEX.format("a.pdf")


@pytest.mark.parametrize("change", [samples.draw_itself, samples.draw_a_billion_times])
def test_a_pdf_that_never_ends_being_drawn_is_kept_in_no_time(
    change: Callable[[pikepdf.Pdf], object],
) -> None:
    """E04: nothing is drawn when it is taken; the desk's drawing has bounds as well."""
    assert check("a.pdf", a_pdf_with(change)).media_type == "application/pdf"


@pytest.mark.parametrize(
    ("length", "said"),
    [(10 * 1024**2, "10"), (3 * 1024**2 // 2, "1.5"), (1024**3, "1024")],
)
def test_a_length_is_said_in_megabytes(length: int, said: str) -> None:
    assert megabytes(length) == said
