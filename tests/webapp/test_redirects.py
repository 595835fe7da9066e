"""Where signing in may lead: to pages of this portal only."""

import pytest

from tests.webapp.portal_for_tests import PortalForTests
from webapp.redirects import safe_next


@pytest.mark.parametrize(
    "address",
    [
        "//e",
        "///e",
        "////e.example/%2f..",
        "/\\e",
        "\\\\e",
        "\\/e",
        "/%09/e",
        "/\t/e",
        "/\n/e",
        "\t//e",
        " //e",
        "/%2f%2fe",
        "/%5ce",
        "/.//e",
        "/..//e",
        "/connexion//e",
        "/connexion/..//e",
        "/connexion\r\nLocation: https://e",
        "/connexion%0d%0aLocation:%20https://e",
        "/connexion@e",
        "@e",
        "https:e",
        "https:/e",
        "https://e",
        "HTTPS://e",
        "http://127.0.0.1@e",
        "ftp://e",
        "javascript:alert(1)",
        "jAvAsCrIpT:alert(1)",
        "data:text/html,x",
        "e.example",
        "./e",
        "?next=//e",
        "#//e",
        "/\u2044e",
        "／／e",  # noqa: RUF001 - full-width slashes
        "/deconnexion",
        "/nowhere",
        None,
        "",
    ],
)
def test_what_is_no_page_of_ours_leads_home(
    portal: PortalForTests, address: str | None
) -> None:
    """C09: whatever a browser would make of it."""
    with portal.app.test_request_context():
        assert safe_next(address) == "/"


@pytest.mark.parametrize(
    "address",
    [
        "/informations-personnelles",
        "/demandes/AAAAAAAAAAAAAAAAAAAAAA?voir=erreurs",
        "/office/?statut=processing&page=2",
    ],
)
def test_a_page_of_ours_is_gone_to(portal: PortalForTests, address: str) -> None:
    """Its query is kept."""
    with portal.app.test_request_context():
        assert safe_next(address) == address
