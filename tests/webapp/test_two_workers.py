"""What must hold however many workers answer at once, on the server of production."""

from collections import Counter
from collections.abc import Iterator
from itertools import count

import pytest
from sqlalchemy import func, select

from engine.storage.requests import RequestRepository
from engine.storage.tables import FrozenPdf
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from tests.webapp.two_workers import TwoWorkers, pressing, two_workers
from webapp.accounts.codes import spelled
from webapp.accounts.directory import Role, find_account
from webapp.accounts.tables import Challenge, LoginSession, SignInAttempt
from webapp.delivery.tables import OutboxMessage
from webapp.office.tables import Decision

_numbers = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoWorkers]:
    with two_workers(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def portal(server: TwoWorkers) -> PortalForTests:
    return server.portal


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return Desk(portal)


@pytest.fixture
def email(desk: Desk) -> str:
    """Of a beneficiary whom no other test knows."""
    email = f"beneficiary.{next(_numbers)}@example.org"
    desk.person(email)
    return email


def _asked(portal: PortalForTests, email: str) -> PlainBrowser:
    browser = portal.browser().get("/connexion")
    return browser.fill(email=email, password=PASSWORD).press("Se connecter")


def test_a_code_counts_once(
    server: TwoWorkers, portal: PortalForTests, email: str
) -> None:
    """A13: of eight presses with the right code, one signs in."""
    browser = _asked(portal, email)
    press = pressing(browser, "Envoyer", code=portal.code(email))

    answers = server.at_once([press] * 8)

    assert {(each.status, each.location) for each in answers} == {(303, "/")}
    assert sum("Set-Cookie" in each.headers for each in answers) == 1
    with portal.services.database.reading() as session:
        account = find_account(session, email)
        assert account is not None
        opened = select(LoginSession).where(LoginSession.account_id == account.id)
        assert len(session.scalars(opened).all()) == 1


def test_fifty_wrong_codes_at_once_are_five_tries(
    server: TwoWorkers, portal: PortalForTests, email: str
) -> None:
    """A12: each counts, so after five of them not even the right one helps."""
    browser = _asked(portal, email)
    right = spelled(portal.code(email))
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    answers = server.at_once([pressing(browser, "Envoyer", code=wrong)] * 50)

    assert Counter(each.status for each in answers) == {422: 4, 303: 46}
    late = server.at_once([pressing(browser, "Envoyer", code=right)])
    assert late[0].location == "/connexion"
    with portal.services.database.reading() as session:
        account = find_account(session, email)
        assert account is not None
        asked = select(Challenge.tries).where(Challenge.account_id == account.id)
        assert session.scalars(asked).one() == 5


def test_fifty_wrong_passwords_at_once_are_ten_tries(
    server: TwoWorkers, portal: PortalForTests, email: str
) -> None:
    """A08: the others are not even compared."""
    browser = portal.browser().get("/connexion").fill(email=email)

    answers = server.at_once(
        [pressing(browser, "Se connecter", password="not the password")] * 50
    )

    assert Counter(each.status for each in answers) == {422: 10, 429: 40}
    with portal.services.database.reading() as session:
        tried = select(func.count(SignInAttempt.id))
        most = session.scalars(tried.group_by(SignInAttempt.account_key)).all()
        assert max(most) == 10


def test_a_request_is_sent_once(server: TwoWorkers, desk: Desk, email: str) -> None:
    """F08: twenty presses are one sending, one e-mail and the same confirmation."""
    browser = desk.browser(email).get("/formulaires/318.632.1")
    browser.fill_all({"decision_number": "320/2022/1", "meals.days_5_8h": "5"})
    browser.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})
    browser.press("Continuer")
    request_id = browser.address.split("/")[2]

    answers = server.at_once([pressing(browser, "Envoyer ma demande")] * 20)

    assert {(each.status, each.location) for each in answers} == {
        (303, f"/demandes/{request_id}/confirmation")
    }
    sent = desk.request(request_id)
    with desk.database.reading() as session:
        events = RequestRepository(session).events(request_id)
        mails = session.scalars(
            select(OutboxMessage.subject).where(OutboxMessage.recipient == email)
        ).all()
    prints = {frozen.stored_as for frozen in desk.rows(FrozenPdf)}
    stored = {found.name for found in desk.portal.services.storage.objects()}
    assert prints == stored
    assert [event.to_status for event in events] == ["processing"]
    assert mails == [f"Votre demande {sent.reference} est envoyée"]


def test_of_two_decisions_at_once_one_happens(
    server: TwoWorkers, desk: Desk, email: str
) -> None:
    """9.3: the other clerk is told, and keeps what was written; one mail leaves."""
    sent = desk.send_meals(desk.browser(email))
    clerks = []
    for name in ("anne", "bruno"):
        clerk = f"{name}.{next(_numbers)}@example.org"
        desk.person(clerk, Role.CLERK)
        clerks.append(desk.browser(clerk).get(f"/office/demandes/{sent.id}"))
    reasons = [f"Motif de la personne {number}." for number in (1, 2)]
    presses = [
        pressing(clerk, "Refuser", motif=reason)
        for clerk, reason in zip(clerks, reasons, strict=True)
    ]

    answers = server.at_once(presses)

    assert sorted(each.status for each in answers) == [303, 409]
    loser = next(n for n, each in enumerate(answers) if each.status == 409)
    assert reasons[loser] in answers[loser].text
    with desk.database.reading() as session:
        decisions = session.scalars(
            select(Decision.reason).where(Decision.request_id == sent.id)
        ).all()
        mails = session.scalars(
            select(OutboxMessage.subject).where(OutboxMessage.recipient == email)
        ).all()
    assert decisions == [reasons[1 - loser]]
    assert mails[1:] == [f"Votre demande {sent.reference} est refusée"]


_HOST = b"Host: 127.0.0.1\r\n"
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST /connexion HTTP/1.1\r\n" + _HOST + _FORM + b"Content-Length: 6\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
        b"POST /connexion HTTP/1.1\r\n" + _HOST + _FORM + b"Content-Length: 5\r\n"
        b"Content-Length: 6\r\n\r\na=1234",
        b"GET /connexion HTTP/1.1\r\n" + _HOST + b"X-Folded: a\r\n b\r\n\r\n",
        b"GET /connexion HTTP/1.1\r\n" + _HOST + b"X-Split: a\rX-Other: b\r\n\r\n",
        b"GET /connexion HTTP/1.1\r\n" + _HOST + b"X Name: a\r\n\r\n",
        b"GET /connexion\r\nX: HTTP/1.1\r\n" + _HOST + b"\r\n",
        b"POST /connexion HTTP/1.1\r\n" + _HOST + b"Content-Length: -1\r\n\r\n",
        b"POST /connexion HTTP/1.1\r\n" + _HOST + b"Transfer-Encoding: xchunked\r\n"
        b"\r\n0\r\n\r\n",
    ],
    ids=[
        "both lengths",
        "two lengths",
        "folded header",
        "bare return in a header",
        "blank in a name",
        "line break in a path",
        "negative length",
        "unknown encoding",
    ],
)
def test_a_request_that_two_servers_would_read_differently_is_refused(
    server: TwoWorkers, request_bytes: bytes
) -> None:
    """C12: and what comes after it on the connection is not read as another one."""
    smuggled = b"GET /inscription HTTP/1.1\r\n" + _HOST + b"\r\n"

    statuses = server.raw(request_bytes + smuggled)

    assert len(statuses) <= 1
    assert set(statuses) <= {b"400", b"501"}


def test_an_encoded_line_break_in_a_path_makes_no_header(server: TwoWorkers) -> None:
    """C12: it is part of an address that does not exist."""
    path = b"/connexion%0d%0aSet-Cookie:%20a=b"

    assert server.raw(
        b"GET " + path + b" HTTP/1.1\r\n" + _HOST + b"Connection: close\r\n\r\n"
    ) == [b"404"]


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /connexion?" + b"a" * 9000 + b" HTTP/1.1\r\n" + _HOST, b"414"),
        (
            b"GET /connexion HTTP/1.1\r\n"
            + _HOST
            + b"X-Long: "
            + b"a" * 65536
            + b"\r\n",
            b"431",
        ),
    ],
    ids=["address", "header"],
)
def test_heads_have_a_limit(server: TwoWorkers, head: bytes, status: bytes) -> None:
    """F05: an address of more than 8 kB, a header of 64 kB."""
    assert server.raw(head + b"Connection: close\r\n\r\n") == [status]
