"""Floods from one address wait a minute before the doors; everybody else goes on."""

import html
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.peers.redis_server import RedisServer
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, a_pdf, make_portal
from webapp.configuration import ConfigurationError

_LOW = {
    "SIGN_IN_PER_MINUTE": 2,
    "REGISTRATION_PER_MINUTE": 2,
    "CODES_PER_MINUTE": 2,
    "VERIFICATION_PER_MINUTE": 2,
    "SAVES_PER_MINUTE": 2,
    "UPLOADS_PER_MINUTE": 2,
}


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PortalForTests]:
    made = make_portal(tmp_path, **_LOW)
    made.account()
    yield made
    made.services.database.close()


def press(
    portal: PortalForTests, address: str, times: int, network: str = "192.0.2.1"
) -> list[int]:
    """Send an empty form several times; give the statuses."""
    return [ask(portal, address, network).status_code for _ in range(times)]


def ask(portal: PortalForTests, address: str, network: str) -> TestResponse:
    client = portal.app.test_client()
    return client.post(address, environ_base={"REMOTE_ADDR": network})


@pytest.mark.parametrize(
    "address",
    [
        "/connexion",
        "/inscription",
        "/mot-de-passe-oublie",
        "/code",
        "/code/nouveau",
        "/code/sms",
        "/confirmation/abc",
        "/nouveau-mot-de-passe/abc",
        "/premiere-connexion/abc",
        "/verifier",
        "/formulaires/318.632",
        "/demandes/abc",
    ],
)
def test_each_public_door_has_its_limit(portal: PortalForTests, address: str) -> None:
    """The third press of a minute is asked to wait, whatever it carries."""
    *passed, last = press(portal, address, 3)

    assert 429 not in passed
    assert last == 429


def test_the_page_says_how_long_to_wait(portal: PortalForTests) -> None:
    """In words, and for programs in seconds to the next minute."""
    portal.clock.instant += timedelta(seconds=25)
    press(portal, "/connexion", 2)

    answer = ask(portal, "/connexion", "192.0.2.1")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "35")
    assert (
        "Beaucoup de pages ont été demandées depuis votre réseau. Attendez une minute, "
        "revenez en arrière et essayez encore une fois: ce que vous avez tapé est "
        "encore là."
    ) in html.unescape(answer.text)


def test_after_a_minute_everybody_may_again(portal: PortalForTests) -> None:
    assert press(portal, "/verifier", 3)[-1] == 429

    portal.clock.instant += timedelta(minutes=1)

    assert press(portal, "/verifier", 1) == [400]


def test_another_address_does_not_wait(portal: PortalForTests) -> None:
    """Nor does another door, nor whoever only looks."""
    press(portal, "/verifier", 3)

    assert press(portal, "/verifier", 1, network="192.0.2.2") == [400]
    assert press(portal, "/connexion", 1) != [429]
    looking = portal.app.test_client().get(
        "/verifier", environ_base={"REMOTE_ADDR": "192.0.2.1"}
    )
    assert looking.status_code == 200


def test_a_house_has_one_network_of_ipv6(portal: PortalForTests) -> None:
    """Its 2^64 addresses are one sender."""
    inside = [f"2001:db8:0:1::{number}" for number in (1, 2, 3)]

    found = [press(portal, "/verifier", 1, network)[0] for network in inside]

    assert found == [400, 400, 429]
    assert press(portal, "/verifier", 1, "2001:db8:0:2::1") == [400]


def test_who_has_no_address_is_one_sender(portal: PortalForTests) -> None:
    """A server on a Unix socket that is not told of its proxy knows nobody."""
    assert press(portal, "/verifier", 3, network="")[-1] == 429


def test_a_body_of_unknown_length_is_an_upload(portal: PortalForTests) -> None:
    """It may be the longest of all."""
    client = portal.app.test_client()
    headers = {"Transfer-Encoding": "chunked"}

    found = [client.post("/demandes/abc", headers=headers) for _ in range(3)]

    assert [answer.status_code == 429 for answer in found] == [False, False, True]
    assert client.post("/demandes/abc").status_code != 429


def test_documents_are_counted_by_themselves(portal: PortalForTests) -> None:
    """A long body is an upload; answers that are saved have a count of their own."""
    browser = portal.signed_in().get("/formulaires/318.632")
    for number in range(2):
        browser.attach("documents", f"{number}.pdf", a_pdf() + b" " * 300_000)
        browser.press("Enregistrer")
    assert browser.press("Enregistrer").status == 200

    browser.attach("documents", "3.pdf", a_pdf() + b" " * 300_000)

    assert browser.press("Enregistrer").status == 429


def test_no_limit_is_no_limit(tmp_path: Path) -> None:
    """0 switches a door's count off, for whoever counts elsewhere."""
    portal = make_portal(tmp_path, VERIFICATION_PER_MINUTE=0)

    assert 429 not in press(portal, "/verifier", 130)
    portal.services.database.close()


def test_the_limits_of_every_day_hold_up_nobody(tmp_path: Path) -> None:
    """Thirty people of one house sign in within a minute."""
    portal = make_portal(tmp_path)

    assert 429 not in press(portal, "/code", 30)
    portal.services.database.close()


def test_machines_count_together(tmp_path: Path, redis: RedisServer) -> None:
    """R14: half of a flood at each is a flood; Redis gets to know no address."""
    machines = [
        make_portal(tmp_path / name, **_LOW, REDIS_URL=redis.url) for name in "ab"
    ]

    found = [press(machine, "/verifier", 2) for machine in machines]

    assert found == [[400, 400], [429, 429]]
    assert "192.0.2.1" not in "".join(redis.keys())
    for machine in machines:
        machine.services.database.close()


def test_nobody_is_signed_out_when_redis_dies(
    tmp_path: Path, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """R11: sessions, codes and drafts are in the database; no page is an error."""
    portal = make_portal(tmp_path, REDIS_URL=redis.url)
    portal.account()
    camille = portal.signed_in().get("/formulaires/318.632")
    browser = portal.browser().get("/connexion")
    browser.fill(email="camille.exemple@example.org", password=PASSWORD)
    browser.press("Se connecter")

    redis.kill()

    camille.fill_all({"decision_number": "320/1"}).press("Enregistrer")
    assert (camille.status, camille.value("decision_number")) == (200, "320/1")
    code = portal.code("camille.exemple@example.org")
    assert browser.fill(code=code).press("Envoyer").address == "/"
    assert _said(caplog) == ["Redis does not answer, requests go on: ConnectionError"]
    redis.start()
    assert camille.get("/").status == 200
    portal.services.database.close()


def _said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [line for line in caplog.messages if "Redis" in line]


def test_an_address_that_is_no_redis_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError,
        match=r"^PORTAL_REDIS_URL is redis://host:port/number or rediss://…$",
    ):
        make_portal(tmp_path, REDIS_URL="localhost:6379")


def test_who_types_too_late_and_too_often_is_told_both(portal: PortalForTests) -> None:
    """A page asks to wait, instead of losing what was typed to the sign-in page."""
    browser = portal.signed_in().get("/formulaires/318.632").press("Enregistrer")
    browser.press("Enregistrer").fill_all({"decision_number": "320/1"})
    portal.clock.instant += timedelta(minutes=16)
    press(portal, "/demandes/abc", 2, network="127.0.0.1")
    address, data = browser.pressed("Enregistrer")

    answer = browser.client.post(address, data=data)

    assert answer.status_code == 429
    assert "camille" not in answer.text
