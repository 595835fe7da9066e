"""Names of documents: shown on one line, leading nowhere."""

import pytest

from webapp.attachments.names import shown_name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x.pdf", "x.pdf"),
        ("CON", "CON"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("co\u00adop.pdf", "coop.pdf"),
        ('"; filename="x.pdf', '"; filename="x.pdf'),
        ("\U0001f600.pdf", "\U0001f600.pdf"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
        ("a.pdf\x00.html", "a.pdf.html"),
        ("a.pdf. ", "a.pdf."),
        ("", "document"),
        (None, "document"),
    ],
)
def test_a_name_is_shown_on_one_line_and_leads_nowhere(
    given: str | None, shown: str
) -> None:
    """E06: no path, no control character, no turned direction."""
    assert shown_name(given) == shown
