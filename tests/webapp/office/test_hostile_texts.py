"""Texts that try to be more than text, wherever the two sides read each other."""

import re

import pytest

from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import a_pdf

_CANARIES = (
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "{{7*7}}${7*7}#{7*7}",
    "javascript:alert(1)//",
    "' onmouseover='alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
_ALIVE = re.compile(
    r"<img src=x|<script>alert|onerror=alert\(1\)>|href=.?javascript:|"
    r"<[a-z]+[^>]*'? onmouseover='alert|>\s*49"
)


@pytest.mark.parametrize("canary", _CANARIES)
def test_both_sides_read_it_as_text(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, canary: str
) -> None:
    """Names, remarks, file names, reasons, notes and motives stay text (D01)."""
    desk.person("malice@example.org", last_name=canary, first_name=canary)
    malice = desk.browser("malice@example.org")
    malice.get("/formulaires/318.632.1").attach("documents", f"{canary} a.pdf", a_pdf())
    sent = desk.send_meals_on(malice, remarks=canary)

    pages = [
        anne.get("/office/?statut=toutes").html,
        anne.get(f"/office/demandes/{sent.id}").html,
    ]
    anne.fill_all({"note-0": canary, "motif": canary}).press("Voir le courriel")
    pages.append(anne.html)
    anne.press("Demander une correction")
    pages += [malice.get(f"/demandes/{sent.id}").html]
    desk.send(malice.fill_all({"remarks": f"{canary} {canary}"}))
    pages += [malice.html, anne.get(f"/office/demandes/{sent.id}").html]
    anne.fill(motif=canary).press("Refuser")
    pages += [anne.html, malice.get(f"/demandes/{sent.id}").html]
    pages += [message.html for message in desk.messages()]

    assert [match for page in pages for match in _ALIVE.findall(page)] == []
    assert canary in malice.text
