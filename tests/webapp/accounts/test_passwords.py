"""Which passwords are refused, and why."""

import pytest

from tests.webapp.portal_for_tests import PortalForTests
from webapp.accounts.password_rules import password_problem
from webapp.accounts.passwords import hash_of, is_password

_ABOUT = ("pierre.dupont@mail.ch", "Dupont", "Pierre", "756.1234.5678.97")


@pytest.mark.parametrize(
    "password",
    [
        "trois-pommes-et-un-train",
        "日本語のとても長い合言葉です",
        "un nuage boit du thé vert ",
        "vélo orange " * 10 + "12345678",
    ],
)
def test_any_characters_are_taken(portal: PortalForTests, password: str) -> None:
    """A05: any Unicode, blanks, 128 characters and more; no rule of composition."""
    with portal.app.test_request_context():
        assert password_problem(password, _ABOUT) == ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("onze signes", "Le mot de passe a au moins 12 signes"),
        ("x" * 4096, "Le mot de passe a au moins 12 signes"),
        ("Remboursement2026", "il est fait de «remboursement»"),
        ("pierre.dupont@mail.ch", "il est fait de «pierredupontmailch»"),
        ("7561234567897", "il est fait de «7561234567897»"),
        ("password1234", "parmi les plus utilisés"),
        ("qwertyuiop12", "parmi les plus utilisés"),
        ("aaaaaaaaaaaaaa", "parmi les plus utilisés"),
    ],
)
def test_what_is_guessed_is_refused(
    portal: PortalForTests, password: str, why: str
) -> None:
    """A06: with the reason, without asking anybody over the network."""
    with portal.app.test_request_context():
        assert why in password_problem(password, _ABOUT)


def test_all_of_a_password_counts(portal: PortalForTests) -> None:
    """A05: nothing is cut off, folded or trimmed; accents are, however typed."""
    hasher = portal.services.passwords
    kept = hash_of(hasher, "é" * 80 + "a ")

    assert is_password(hasher, kept, "e\u0301" * 80 + "a ")
    for other in ("é" * 80 + "b ", "é" * 80 + "A ", "é" * 80 + "a", "é" * 72):
        assert not is_password(hasher, kept, other)
