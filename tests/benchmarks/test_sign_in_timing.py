"""That time does not tell who has an account: statistics, for `make bench`.

`make test` counts the work instead (tests/webapp/accounts/test_passwords.py): on a
loaded machine a measured difference proves nothing.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from math import erfc, sqrt
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, make_portal

PAIRS = 40
KNOWN, UNKNOWN = "camille.exemple@example.org", "nobody.exemple@example.org"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PortalForTests]:
    made = make_portal(
        tmp_path,
        PASSWORDS=PasswordHasher(),
        SIGN_IN_PER_ACCOUNT=1000,
        SIGN_IN_PER_ADDRESS=1000,
    )
    made.account(KNOWN)
    yield made
    made.services.database.close()


def _sign_in(browser: PlainBrowser, email: str) -> Callable[[], object]:
    browser.get("/connexion").fill(email=email, password="not the password")
    address, data = browser.pressed("Se connecter")
    return lambda: browser.client.post(address, data=data)


def _forgotten(browser: PlainBrowser, email: str) -> Callable[[], object]:
    address, data = (
        browser.get("/mot-de-passe-oublie").fill(email=email).pressed("Envoyer")
    )
    return lambda: browser.client.post(address, data=data)


def _seconds(press: Callable[[], object]) -> float:
    began = perf_counter()
    press()
    return perf_counter() - began


def _mann_whitney(first: list[float], second: list[float]) -> float:
    """Give the two-sided p of «both come from one distribution» (normal, no ties)."""
    wins = sum(a > b for a in first for b in second)
    n, m = len(first), len(second)
    z = (wins - n * m / 2) / sqrt(n * m * (n + m + 1) / 12)
    return erfc(abs(z) / sqrt(2))


@pytest.mark.parametrize("page", [_sign_in, _forgotten])
def test_time_does_not_tell_who_has_an_account(
    portal: PortalForTests, page: Callable[[PlainBrowser, str], Callable[[], object]]
) -> None:
    """A02, A04: 40 pairs in turn; medians within 10 %, Mann-Whitney p above 0.01."""
    browser = portal.browser()
    known: list[float] = []
    unknown: list[float] = []
    _seconds(page(browser, "first@example.org"))
    for number in range(PAIRS):
        portal.clock.instant += timedelta(minutes=15)
        turn = [(KNOWN, known), (UNKNOWN, unknown)]
        for email, seconds in turn if number % 2 else reversed(turn):
            seconds.append(_seconds(page(browser, email)))

    assert median(known) == pytest.approx(median(unknown), rel=0.1)
    assert _mann_whitney(known, unknown) > 0.01
