"""What every kind of answer carries, and what no answer does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from webapp.access import Audience, open_to

HOST = "https://localhost"
POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
}


@pytest.fixture
def production(tmp_path: Path) -> Iterator[FlaskClient]:
    """A browser of a portal with production's settings, and a view that is broken."""
    portal = make_portal(
        tmp_path,
        MODE="production",
        TRUSTED_HOSTS=["localhost"],
        SECRET_KEY="s" * 40,
        BASE_URL=HOST,
        MAIL_HOST="mail.example.org",
        MAIL_SENDER="guichet@example.org",
        SMS_URL="https://sms.example.org/send",
    )

    @portal.app.get("/broken")
    @open_to(Audience.ANYONE)
    def broken() -> str:
        raise ZeroDivisionError

    yield portal.app.test_client()
    portal.services.database.close()


def _static(client: FlaskClient) -> str:
    page = client.get("/connexion", base_url=HOST).text
    found = re.search(r'href="(/static/[^"]+\.css[^"]*)"', page)
    assert found is not None
    return found[1]


_ASKED: dict[str, dict[str, Any]] = {
    "page": {"path": "/connexion"},
    "redirect": {"path": "/"},
    "without token": {"path": "/inscription", "method": "POST"},
    "another site": {
        "path": "/connexion",
        "method": "POST",
        "headers": {"Sec-Fetch-Site": "cross-site"},
    },
    "not found": {"path": "/nowhere"},
    "other method": {"path": "/connexion", "method": "PUT"},
    "too large": {
        "path": "/connexion",
        "method": "POST",
        "data": {"a": "1" * 300_000},
    },
    "fault": {"path": "/broken"},
}
"""What provokes each kind of answer."""


def _answer(client: FlaskClient, kind: str) -> TestResponse:
    if kind in _ASKED:
        return client.open(base_url=HOST, **_ASKED[kind])
    address = _static(client)
    asked = {} if kind == "static" else {"If-None-Match": "*"}
    return client.get(address, base_url=HOST, headers=asked)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("page", 200),
        ("redirect", 303),
        ("without token", 400),
        ("another site", 403),
        ("not found", 404),
        ("other method", 405),
        ("too large", 413),
        ("fault", 500),
        ("static", 200),
        # Static files have no validator: their address changes with their content.
        ("static, known", 200),
    ],
)
def test_every_kind_of_answer_is_guarded(
    production: FlaskClient, kind: str, status: int
) -> None:
    """C05: in production, errors of ours and static files included."""
    with _answer(production, kind) as answer:
        headers = answer.headers

    assert answer.status_code == status
    directives = dict(
        part.strip().split(" ", 1)
        for part in headers["Content-Security-Policy"].split(";")
    )
    assert POLICY.items() <= directives.items()
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert not re.search(r"\d", headers.get("Server", ""))
    assert ("no-store" in headers["Cache-Control"]) is not (
        kind in ("static", "static, known")
    )


@pytest.mark.parametrize("origin", ["https://evil.example", "null", HOST])
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_no_other_site_reads_an_answer(
    production: FlaskClient, origin: str, method: str
) -> None:
    """C11: no origin is ever allowed, asked beforehand or not."""
    answer = production.open(
        "/connexion",
        method=method,
        base_url=HOST,
        headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
    )

    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_no_address_takes_another_method(portal: PortalForTests) -> None:
    """C10: nor does a header turn one method into another."""
    client = portal.app.test_client()
    for rule in portal.app.url_map.iter_rules():
        address = re.sub(r"<[^>]+>", "1", rule.rule)
        for method in ("PUT", "DELETE", "PATCH", "TRACE"):
            status = client.open(address, method=method).status_code
            assert status in (404, 405), (method, address)
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert client.get("/connexion", headers={name: "DELETE"}).status_code == 200
        assert client.post("/inscription", headers={name: "GET"}).status_code == 400


@pytest.mark.parametrize(
    "ending", ["/x.css", "/.css", ";x.css", "%2Fx.css", "%00.css", "%3Fx.css", "/x.js"]
)
def test_a_page_has_no_second_address_that_a_cache_would_keep(
    camille: PlainBrowser, ending: str
) -> None:
    """C07: cache deception; the page itself is never to be stored."""
    answer = camille.client.get(f"/informations-personnelles{ending}")

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_pdf_is_not_to_be_stored(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C07: nor is any document that belongs to somebody."""
    camille.get("/formulaires/318.632.1").press("Enregistrer")
    [draft] = portal.requests()

    answer = camille.client.get(f"/demandes/{draft.id}/pdf")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address", ["/metrics", "/docs", "/console", "/debug", "/server-status", "/.env"]
)
def test_nothing_of_ours_is_shown_from_outside(
    production: FlaskClient, address: str
) -> None:
    """F06: no page of a tool, and no debugger."""
    assert production.get(address, base_url=HOST).status_code == 404
    assert not production.application.debug


def test_a_fault_tells_a_number_and_nothing_else(production: FlaskClient) -> None:
    """F06: neither trace nor path nor query nor version."""
    page = production.get("/broken?iban=CH9300762011623852957", base_url=HOST).text

    assert re.search(r"votre appel : [0-9A-F]{8}", page)
    assert not re.findall(r"Traceback|ZeroDivision|\.py|SELECT|CH93|[Pp]ython", page)
