"""Which passwords are refused, and why."""

from collections import Counter
from pathlib import Path
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import select

from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, make_portal
from webapp.accounts.directory import Role
from webapp.accounts.password_rules import password_problem
from webapp.accounts.passwords import hash_of, is_password
from webapp.accounts.tables import Account

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


class _Counting(PasswordHasher):
    """Counts what is asked of it."""

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        self.done = Counter[str]()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
        self.done["verify"] += 1
        return super().verify(hash, password)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.done["hash"] += 1
        return super().hash(password, salt=salt)


def _work_of_a_try(portal: PortalForTests, email: str, password: str) -> Counter[str]:
    hasher = portal.services.passwords
    assert isinstance(hasher, _Counting)
    hasher.done.clear()
    browser = portal.browser().get("/connexion")
    browser.fill(email=email, password=password).press("Se connecter")
    return Counter(hasher.done)


def test_every_try_is_the_same_work(tmp_path: Path) -> None:
    """A02: one comparison, whether there is an account, a password, or neither."""
    hasher = _Counting.from_parameters(CHEAPEST)
    portal = make_portal(tmp_path, PASSWORDS=hasher)
    portal.account("known@example.org")
    portal.account("waits@example.org", Role.CLERK)
    portal.account("gone@example.org")
    with portal.services.database.writing() as session:
        for account in session.scalars(select(Account)):
            if account.email == "waits@example.org":
                account.password_hash = ""
            if account.email == "gone@example.org":
                account.disabled_at = portal.clock()
    _work_of_a_try(portal, "first@example.org", "not the password")

    work = {
        (email, password): _work_of_a_try(portal, email, password)
        for email in ("known", "waits", "gone", "nobody")
        for password in ("not the password", "x" * 4096, PASSWORD)
        for email in (f"{email}@example.org",)
    }

    assert set(map(str, work.values())) == {str(Counter(verify=1))}
    portal.services.database.close()


@pytest.mark.parametrize("password_hash", ["", None])
def test_no_password_fits_who_has_none(
    portal: PortalForTests, password_hash: str | None
) -> None:
    """A29: neither a blank one nor one that stands in our code."""
    hasher = portal.services.passwords

    for typed in ("", "nobody has this password"):
        assert not is_password(hasher, password_hash, typed)


def test_all_of_a_password_counts(portal: PortalForTests) -> None:
    """A05: nothing is cut off, folded or trimmed; accents are, however typed."""
    hasher = portal.services.passwords
    kept = hash_of(hasher, "é" * 80 + "a ")

    assert is_password(hasher, kept, "e\u0301" * 80 + "a ")
    for other in ("é" * 80 + "b ", "é" * 80 + "A ", "é" * 80 + "a", "é" * 72):
        assert not is_password(hasher, kept, other)
