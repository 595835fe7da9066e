"""How long a session lasts, and that one press prolongs it."""

import re
from datetime import timedelta

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests


def _attributes(browser: PlainBrowser) -> dict[str, str]:
    found = re.search(r"<html ([^>]*)>", browser.html)
    assert found is not None
    return dict(re.findall(r'data-([a-z-]+)="([^"]*)"', found[1]))


def test_a_page_says_how_long_its_session_lasts(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A22, A23: in seconds, until the idle end, and until the end in any case."""
    assert _attributes(camille.get("/")) == {
        "idle-seconds": "900",
        "session-seconds": "43200",
        "prolong": "/session/prolonger",
    }
    for _ in range(59):
        portal.clock.instant += timedelta(minutes=12)
        camille.get("/")

    assert _attributes(camille)["idle-seconds"] == "720"
    assert _attributes(camille)["session-seconds"] == "720"
    assert _attributes(portal.browser().get("/connexion")) == {}


def test_a_use_just_noted_is_not_noted_again(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """The page tells the seconds that are really left."""
    portal.clock.instant += timedelta(seconds=59)

    assert _attributes(camille.get("/"))["idle-seconds"] == "841"


def test_one_press_prolongs_a_session(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """WCAG 2.2, 2.2.1: as a form back to its page, or for a script in JSON."""
    token = camille.get("/").value("csrf_token")
    for _ in range(3):
        portal.clock.instant += timedelta(minutes=14, seconds=59)
        answer = camille.client.post("/session/prolonger", data={"csrf_token": token})
        assert answer.json == {"idle_seconds": 900}

    back = camille.client.post(
        "/session/prolonger",
        data={"csrf_token": token, "next": "/informations-personnelles"},
    )

    assert (back.status_code, back.location) == (303, "/informations-personnelles")
    assert camille.client.get("/").status_code == 200


def test_a_press_does_not_prolong_what_has_ended(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A22: then only signing in helps."""
    token = camille.get("/").value("csrf_token")
    portal.clock.instant += timedelta(minutes=15)

    answer = camille.client.post("/session/prolonger", data={"csrf_token": token})

    assert answer.location == "/connexion?next=/"
    assert camille.client.get("/").status_code == 303
