"""Drawing a document for the desk: pictures of its first pages, within bounds."""

import base64
import json
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from tests.webapp.attachments import samples
from webapp.attachments.bounds import Bounds, BoundsError, run_bounded
from webapp.attachments.programs.findings import Finding


def _drawn(
    content: bytes, width: int = 1100, turn: int = 0
) -> tuple[list[object], int]:
    """Give the size of each picture, and how many pages are left out."""
    drawn = run_bounded("draw", str(width), str(turn), content=content)
    assert drawn.finding is Finding.GOOD
    found = json.loads(drawn.output)
    pictures = [Image.open(BytesIO(base64.b64decode(p))) for p in found["pictures"]]
    return [picture.size for picture in pictures], found["more"]


@pytest.mark.parametrize(
    ("content", "turn", "expected"),
    [
        (samples.an_image("JPEG"), 0, ([(40, 20)], 0)),
        (samples.an_image("PNG"), 90, ([(20, 40)], 0)),
        (samples.an_image("PNG", (3000, 1000)), 0, ([(1100, 367)], 0)),
        (samples.a_pdf_of_pages(14), 0, ([(54, 54)] * 12, 2)),
    ],
)
def test_pages_become_pictures(content: bytes, turn: int, expected: object) -> None:
    """None is blown up beyond use; more than twelve pages are counted only."""
    assert _drawn(content, turn=turn) == expected


def test_what_cannot_be_drawn_is_said() -> None:
    drawn = run_bounded("draw", "1100", "0", content=b"%PDF-1.7 nothing")

    assert (drawn.finding, drawn.output) == (Finding.DAMAGED, b"")


@pytest.mark.parametrize("change", [samples.draw_itself, samples.draw_a_billion_times])
def test_a_pdf_that_never_ends_being_drawn_ends_its_own_process_only(
    change: Callable[[pikepdf.Pdf], object],
) -> None:
    """E04: in our process it would take the whole portal with it."""
    with pytest.raises(BoundsError):
        run_bounded(
            "draw",
            "1100",
            "0",
            content=samples.a_pdf_with(change),
            bounds=Bounds(cpu_s=1, memory=512 * 1024**2),
        )
