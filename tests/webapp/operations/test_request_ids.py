"""The name of a request: a proxy's where it is safe, else one of ours."""

import re
from pathlib import Path

import pytest

from tests.webapp.portal_for_tests import PortalForTests, make_portal
from webapp.access import Audience, open_to
from webapp.operations.request_ids import request_id_of

OURS = re.compile(r"[0-9A-F]{10}")


@pytest.mark.parametrize(
    "given", ["f0e1d2c3b4a59687", "0b6a1d8e-5a3c-4c8e-9d7b-2f1e0a9c8b7d"]
)
def test_a_proxys_name_is_kept(given: str) -> None:
    assert request_id_of(given) == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "a" * 65,
        "0123456789abcdef\n",
        "0123456789abcdef ERROR forged",
        "camille@example.org",
        "7561234567897",
        "CH9300762011623852957",
        "079-123-45-67",
    ],
)
def test_what_may_be_of_a_person_or_forge_a_line_is_not_kept(given: str) -> None:
    assert OURS.fullmatch(request_id_of(given))


@pytest.mark.parametrize(("proxies", "is_kept"), [(0, False), (1, True)])
def test_only_a_proxy_gives_names(
    tmp_path: Path, proxies: int, *, is_kept: bool
) -> None:
    portal = make_portal(tmp_path, PROXIES=proxies)

    answer = portal.app.test_client().get(
        "/connexion", headers={"X-Request-ID": "f0e1d2c3b4a59687"}
    )

    assert (answer.headers["X-Request-ID"] == "f0e1d2c3b4a59687") is is_kept
    portal.services.database.close()


def test_the_page_of_a_fault_shows_the_name(portal: PortalForTests) -> None:
    """F06: whoever calls reads it out, whoever answers finds the lines."""

    @portal.app.get("/broken")
    @open_to(Audience.ANYONE)
    def broken() -> str:
        raise ZeroDivisionError

    answer = portal.app.test_client().get("/broken")

    assert answer.headers["X-Request-ID"] in answer.text
