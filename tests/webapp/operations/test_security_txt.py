"""Where weaknesses are told: RFC 9116, from the settings."""

from pathlib import Path

from tests.webapp.portal_for_tests import PortalForTests, make_portal


def test_the_contact_is_told(tmp_path: Path) -> None:
    portal = make_portal(
        tmp_path,
        SECURITY_CONTACT="mailto:securite@example.org",
        SECURITY_EXPIRES="2027-06-30",
        BASE_URL="https://guichet.example.org",
    )

    answer = portal.app.test_client().get("/.well-known/security.txt")

    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text == (
        "Contact: mailto:securite@example.org\n"
        "Expires: 2027-06-30T23:59:59Z\n"
        "Preferred-Languages: fr, de, it, en\n"
        "Canonical: https://guichet.example.org/.well-known/security.txt\n"
    )
    portal.services.database.close()


def test_without_a_contact_there_is_none(portal: PortalForTests) -> None:
    assert portal.app.test_client().get("/.well-known/security.txt").status_code == 404
