"""Static files are pinned and small; pages are compressed for nobody else's readers."""

import gzip
import re

import brotli
import pytest

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests


def _address(portal: PortalForTests, name: str) -> str:
    page = portal.browser().get("/connexion").html
    found = re.search(r"/static/\w{12}/", page)
    assert found is not None
    return found[0] + name


def test_modules_find_each_other_under_one_release(portal: PortalForTests) -> None:
    """A relative import leads to a pinned file, so no page mixes two releases."""
    client = portal.app.test_client()

    page = client.get(_address(portal, "form/page.js")).text
    imported = re.findall(r'from "\./([\w.]+)"', page)

    assert "judge.js" in imported
    for name in imported:
        answer = client.get(_address(portal, f"form/{name}"))
        assert answer.headers["Cache-Control"].endswith("immutable")
        assert answer.mimetype == "text/javascript"


def test_another_releases_address_is_not_kept(portal: PortalForTests) -> None:
    """A page from before an update gets today's file, which its browser forgets."""
    answer = portal.app.test_client().get("/static/000000000000/portal.js")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_scripts_are_sent_without_comments_but_with_licences(
    portal: PortalForTests,
) -> None:
    """What only maintainers read is not sent to phones; a licence always is."""
    client = portal.app.test_client()

    own = client.get(_address(portal, "form/page.js")).text
    decimal = client.get(_address(portal, "vendor/decimal.mjs")).text

    assert "@module" not in own
    assert "MIT Licence" in decimal


@pytest.mark.parametrize(
    ("site", "encoding"),
    [("same-origin", "gzip"), ("none", "gzip"), ("cross-site", None), (None, None)],
)
def test_a_page_is_compressed_for_its_own_readers_only(
    camille: PlainBrowser, site: str | None, encoding: str | None
) -> None:
    """BREACH: no other site can have the length of a page with a token measured."""
    headers = {"Accept-Encoding": "gzip"} | ({"Sec-Fetch-Site": site} if site else {})

    answer = camille.client.get("/formulaires/318.632.1", headers=headers)

    assert answer.headers.get("Content-Encoding") == encoding
    body = gzip.decompress(answer.data) if encoding else answer.data
    assert b"csrf_token" in body


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
    ],
)
def test_the_smallest_encoding_that_a_reader_takes_is_sent(
    camille: PlainBrowser, accepted: str, encoding: str | None
) -> None:
    """Files and pages alike; what is unpacked is the same."""
    headers = {"Accept-Encoding": accepted, "Sec-Fetch-Site": "same-origin"}
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
    page = camille.client.get("/formulaires/318.632.1", headers=headers)
    script = re.search(rb"/static/\w{12}/form/page.js", unpack[encoding](page.data))
    assert script is not None
    file = camille.client.get(script[0].decode(), headers=headers)

    assert [
        page.headers.get("Content-Encoding"),
        file.headers.get("Content-Encoding"),
    ] == [encoding] * 2
    assert b'from "./judge.js"' in unpack[encoding](file.data)
    assert "Accept-Encoding" in page.vary or encoding is None
