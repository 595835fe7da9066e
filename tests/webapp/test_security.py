"""What holds for every address, generated from the URL map; and what is refused."""

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from webapp.access import Audience, audience_of, open_to
from webapp.accounts.directory import Role

_VALUES = {
    "form_id": "318.632.1",
    "request_id": "A" * 22,
    "document_id": "B" * 22,
    "language": "fr",
}
PUBLIC = {
    "accounts.entry",
    "accounts.register",
    "accounts.register_account",
    "accounts.sign_in",
    "dev_messages.show",
    "operations.live",
    "operations.metrics",
    "operations.ready",
    "operations.security",
    "static",
    "accounts.code",
    "accounts.try_access_code",
    "accounts.new_code",
    "accounts.sms_code",
    "accounts.confirmation",
    "accounts.confirm",
    "accounts.forgotten",
    "accounts.ask_for_link",
    "accounts.new_password",
    "accounts.choose_password",
    "accounts.welcome",
    "accounts.open_account",
    "verification.show",
    "verification.check",
}
WITH_A_WAY_BACK = {
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.try_access_code",
    "accounts.new_code",
    "accounts.sms_code",
}
"""Their forms lead to a fresh page; nothing is changed all the same."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'"
)


def _rules(app: Flask, method: str) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint != "static"
    ]


def _address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        built = rule.build({name: _VALUES.get(name, "1") for name in rule.arguments})
    assert built is not None
    return built[1]


def test_every_view_says_whom_it_is_for(portal: PortalForTests) -> None:
    """B03: a view without a declared audience fails here before it is refused there."""
    undeclared = [
        endpoint
        for endpoint in portal.app.view_functions
        if audience_of(portal.app, endpoint) is None
    ]

    assert undeclared == []


def test_every_page_carries_every_header(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C05, C07: pages, redirects and errors alike, signed in or not."""
    addresses = [_address(portal.app, rule) for rule in _rules(portal.app, "GET")]
    answers = [
        client.get(address)
        for client in (camille.client, portal.app.test_client())
        for address in (*addresses, "/nowhere", "/connexion/x.css")
    ]

    for answer in answers:
        headers = answer.headers
        assert headers["Content-Security-Policy"] == _POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert "Permissions-Policy" in headers
        assert "Access-Control-Allow-Origin" not in headers
        assert answer.status_code < 500


def test_static_files_are_kept_by_browsers(portal: PortalForTests) -> None:
    """C07: under an address that carries their release's hash, for a year."""
    page = portal.browser().get("/connexion").html
    found = re.search(r'href="(/static/\w{12}/tokens\.css)"', page)
    assert found is not None

    with portal.app.test_client().get(found[1]) as answer:
        headers = answer.headers

    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_have_no_inline_code(camille: PlainBrowser) -> None:
    """C06: neither style nor script nor handler stands in the HTML."""
    for address in ("/", "/connexion", "/inscription", "/formulaires/318.632.1"):
        html = camille.get(address).html
        assert re.findall(r"<style|\sstyle=|<script(?![^>]+\ssrc=)", html) == []
        assert re.findall(r"\son[a-z]+=|<script[^>]*>[^<]", html) == []


def test_every_change_needs_its_token(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C01: without, with another person's, and with an earlier session's token."""
    portal.account("autre@example.org")
    others = portal.signed_in("autre@example.org").get("/").value("csrf_token")
    earlier = portal.browser().get("/connexion").value("csrf_token")
    before = portal.requests()

    for rule in _rules(portal.app, "POST"):
        for token in (None, others, earlier):
            data = {"csrf_token": token} if token else {}
            answer = camille.client.post(_address(portal.app, rule), data=data)
            expected = 303 if rule.endpoint in WITH_A_WAY_BACK else 400
            assert answer.status_code == expected, rule.endpoint

    assert portal.requests() == before
    assert "camille.exemple@example.org" in camille.get("/").text


def test_other_sites_change_nothing(camille: PlainBrowser) -> None:
    """C01: a browser says that the page asking is another site's."""
    address, data = camille.get("/").pressed("Se déconnecter")

    answer = camille.client.post(
        address, data=data, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert "camille.exemple@example.org" in camille.get("/").text


def test_nobody_opens_what_is_for_those_signed_in(portal: PortalForTests) -> None:
    """A11: every such address leads to the entry page."""
    for rule in _rules(portal.app, "GET"):
        if audience_of(portal.app, rule.endpoint) is Audience.ANYONE:
            continue
        answer = portal.app.test_client().get(_address(portal.app, rule))
        assert answer.status_code == 303, rule.endpoint
        assert answer.headers["Location"].startswith("/connexion?next="), rule.endpoint


def test_only_these_pages_are_for_anyone(portal: PortalForTests) -> None:
    """B03: opening a page to everybody is a decision, and is written down here."""
    open_to_anyone = {
        rule.endpoint
        for rule in portal.app.url_map.iter_rules()
        if audience_of(portal.app, rule.endpoint) is Audience.ANYONE
    }

    assert open_to_anyone == PUBLIC


def test_a_clerk_has_no_request_pages(portal: PortalForTests) -> None:
    """The beneficiary's pages are for beneficiaries."""
    portal.account("clerk@example.org", Role.CLERK)
    clerk = portal.signed_in("clerk@example.org")

    assert clerk.get("/").status == 200
    assert clerk.get("/formulaires/318.632.1").status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_not_allowed(portal: PortalForTests, method: str) -> None:
    """C10: nothing but GET and POST."""
    answer = portal.app.test_client().open("/connexion", method=method)

    assert answer.status_code == 405


def test_an_unknown_host_is_refused(portal: PortalForTests) -> None:
    """C08: addresses are never built from a host that somebody made up."""
    answer = portal.app.test_client().get(
        "/connexion", headers={"Host": "evil.example"}
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/%09/evil.example",
        "https:evil.example",
        "https://evil.example",
        "@evil.example",
        "javascript:alert(1)",
        "/nowhere",
        "/deconnexion",
        "",
    ],
)
def test_signing_in_leads_to_no_other_site(
    portal: PortalForTests, address: str
) -> None:
    """C09: what is no page of ours leads home."""
    portal.account()
    browser = portal.browser().get("/connexion")
    browser.fill(
        email="camille.exemple@example.org", password="trois-pommes-et-un-train"
    )
    target, data = browser.pressed("Se connecter")

    browser.client.post(target, data={**data.to_dict(), "next": address})
    code = portal.code("camille.exemple@example.org")
    target, data = browser.get("/code").fill(code=code).pressed("Envoyer")
    answer = browser.client.post(target, data=data)

    assert answer.headers["Location"] == "/"


def test_signing_in_leads_to_the_page_asked_for(portal: PortalForTests) -> None:
    """Who opened a form's address gets that form after signing in."""
    portal.account()
    browser = portal.browser().get("/formulaires/318.632.1")
    browser.fill(
        email="camille.exemple@example.org", password="trois-pommes-et-un-train"
    )

    browser.press("Se connecter")
    browser.fill(code=portal.code("camille.exemple@example.org")).press("Envoyer")

    assert browser.address == "/formulaires/318.632.1"


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (b"a=1&" * 300, "/connexion"),
        (b"a=" + b"1" * 300_000, "/connexion"),
        (b"a&" * 100_000, "/formulaires/318.632.1"),
        (b"a=" + b"1" * 5_000_000, "/formulaires/318.632.1"),
    ],
)
def test_bodies_have_a_limit(camille: PlainBrowser, body: bytes, address: str) -> None:
    """F05: fields are counted and lengths measured in plain forms, too."""
    answer = camille.client.post(
        address, data=body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 413


def test_a_fault_of_ours_shows_a_number_and_nothing_else(
    portal: PortalForTests, caplog: pytest.LogCaptureFixture
) -> None:
    """F06: the page tells no trace, path or query; the log does, under the number."""

    @portal.app.get("/broken")
    @open_to(Audience.ANYONE)
    def broken() -> str:
        raise ZeroDivisionError

    browser = portal.browser().get("/broken")

    number = re.search(r"votre appel : ([0-9A-F]{10})", browser.text)
    assert browser.status == 500
    assert "ZeroDivisionError" not in browser.html
    assert "+41 22 327 27 27" in browser.text
    assert number is not None
    assert f"fault {number[1]}" in caplog.text


def test_the_cookie_is_kept_from_scripts_and_other_hosts(tmp_path: Path) -> None:
    """A28: in production it is secure, of this host only, and carries no person."""
    portal = make_portal(
        tmp_path,
        MODE="production",
        TRUSTED_HOSTS=["localhost"],
        SECRET_KEY="s" * 40,
        BASE_URL="https://localhost",
        MAIL_HOST="mail.example.org",
        MAIL_SENDER="guichet@example.org",
        SMS_URL="https://sms.example.org/send",
    )
    portal.account()
    client = portal.app.test_client()
    page = client.get("/connexion", base_url="https://localhost")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None

    answer = client.post(
        "/connexion",
        base_url="https://localhost",
        headers={"Referer": "https://localhost/connexion"},
        data={
            "csrf_token": token[1],
            "email": "camille.exemple@example.org",
            "password": "trois-pommes-et-un-train",
        },
    )

    name, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert answer.status_code == 303
    assert name.startswith("__Host-session=")
    assert "camille" not in name
    assert set(attributes) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert answer.headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains"
    )
    portal.services.database.close()
