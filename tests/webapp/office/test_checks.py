"""Automatic checks: what the portal finds before a clerk reads."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from engine.runtime.assess import assess
from engine.storage.tables import Request
from tests.webapp.office.desk import CAMILLE, Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import a_pdf
from webapp.accounts.tables import Account, AccountChange
from webapp.office.tables import FindingCount
from webapp.requests.index import Days, claimed_days

_TWICE = "Même période déjà demandée"


def _page(anne: PlainBrowser, request: Request) -> str:
    return anne.get(f"/office/demandes/{request.id}").text


def test_a_single_request_is_in_order(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """What is in order is said too, so nobody wonders whether it was checked."""
    text = _page(anne, sent)

    assert "Période demandée une seule fois" in text
    assert "IBAN du compte, pas changé récemment" in text
    assert "Aucun document joint" in text


@pytest.mark.parametrize(
    ("days", "is_told"),
    [
        (("10.06.2022", "14.06.2022"), True),
        (("01.06.2022", "06.06.2022"), True),
        (("07.06.2022", "08.06.2022"), True),
        (("11.06.2022", "14.06.2022"), False),
        (("01.06.2022", "05.06.2022"), False),
    ],
)
def test_days_claimed_twice_are_told(
    desk: Desk,
    camille: PlainBrowser,
    anne: PlainBrowser,
    sent: Request,
    days: tuple[str, str],
    is_told: bool,
) -> None:
    """One common day is enough, none is none; the other request is linked."""
    second = desk.send_meals(camille, "1", period_from=days[0], period_to=days[1])

    assert (_TWICE in _page(anne, second)) is is_told
    link = (f"/office/demandes/{sent.id}", sent.reference)
    assert (link in anne.links) is is_told


def test_the_same_days_of_somebody_else_are_nothing(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request
) -> None:
    """Only the same insured person can claim twice."""
    desk.person("jonas@example.org", avs_number="756.9217.0769.85")
    other = desk.send_meals(desk.browser("jonas@example.org"))

    assert _TWICE not in _page(anne, other)


def test_a_refused_request_claims_nothing(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request
) -> None:
    """Who was refused may ask again."""
    anne.get(f"/office/demandes/{sent.id}").fill(motif="Non.").press("Refuser")
    second = desk.send_meals(camille)

    assert _TWICE not in _page(anne, second)


def test_the_same_document_is_told(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """A file that came with another request is told, whoever sent it."""
    content = a_pdf()
    camille.get("/formulaires/318.632.1")
    camille.attach("documents", "facture.pdf", content)
    first = desk.send_meals_on(camille)
    desk.person("jonas@example.org", avs_number="756.9217.0769.85")
    jonas = desk.browser("jonas@example.org")
    jonas.get("/formulaires/318.632.1").attach("documents", "autre.pdf", content)
    second = desk.send_meals_on(jonas)

    text = _page(anne, second)

    said = f"Document déjà reçu avec une autre demande {first.reference} : autre.pdf"
    assert said in text


def test_another_iban_than_the_accounts_is_told(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """The account's IBAN is shown masked."""
    sent = desk.send_meals(camille, iban="CH5604835012345678009")

    text = _page(anne, sent)

    assert "IBAN différent de celui du compte Compte: CH93 •••• 2957" in text


def test_an_iban_changed_since_the_last_request_is_told(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request
) -> None:
    """Even if the account was changed as well: that is how a theft looks."""
    with desk.database.writing() as session:
        account = session.get_one(Account, sent.owner_id)
        account.applicant = {**account.applicant, "iban": "CH5604835012345678009"}
    desk.portal.clock.instant += timedelta(minutes=1)
    second = desk.send_meals(desk.browser(CAMILLE), period_to="11.06.2022")

    text = _page(anne, second)

    assert "IBAN changé depuis la demande précédente Avant: CH93 •••• 2957" in text


@pytest.mark.parametrize(("days", "is_told"), [(9, True), (61, False)])
def test_an_iban_of_the_account_changed_lately_is_told(
    desk: Desk, anne: PlainBrowser, days: int, is_told: bool
) -> None:
    """Two months after a change nobody needs to look any more."""
    owner_id = desk.person("jonas@example.org", avs_number="756.9217.0769.85")
    with desk.database.writing() as session:
        at = desk.portal.clock() - timedelta(days=days)
        session.add(AccountChange(account_id=owner_id, what="iban", at=at))
    sent = desk.send_meals(desk.browser("jonas@example.org"))

    text = _page(anne, sent)

    assert (f"IBAN du compte modifié {days} jours avant l'envoi" in text) is is_told


def test_a_confirmed_warning_comes_with_its_reason(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """What the sender confirmed stands before the answers, with the words given."""
    sent = desk.send_trips(camille, ("51",))

    text = _page(anne, sent)

    assert "sans joindre de document. Motif donné: C'est ainsi." in text


def test_every_amount_is_explained(anne: PlainBrowser, sent: Request) -> None:
    """The table tells how each amount came about, and by which law."""
    text = _page(anne, sent)

    assert "Total général" in text
    assert "5 jours × 11.50 CHF/jour" in text
    assert "RAI art. 90" in text


def _dated(desk: Desk, form_id: str, answers: Mapping[str, object]) -> tuple[Days, ...]:
    """Give the days that some answers claim."""
    form = desk.portal.services.definitions.forms[form_id]
    return claimed_days(assess(form, answers, {}, date(2026, 11, 24)))


def test_a_month_claims_its_days(desk: Desk) -> None:
    """February of a leap year has 29."""
    found = _dated(desk, "318.536", {"month": "2024-02"})

    assert found == (Days(date(2024, 2, 1), date(2024, 2, 29)),)


def test_a_year_claims_its_days(desk: Desk) -> None:
    """A vehicle's year is claimed from its first to its last day."""
    answers = {"category": "vehicle", "vehicle": {"year": "2025", "months": "5"}}
    found = _dated(desk, "318.635-639", answers)

    assert found == (Days(date(2025, 1, 1), date(2025, 12, 31)),)


def test_the_same_year_is_told_and_blocks_nothing(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """Several things may be claimed for one year: that asks for a look only."""
    first, second = (_send_vehicle(desk, camille) for _ in range(2))

    text = _page(anne, second)

    assert "Même année déjà demandée" in text
    assert first.reference is not None
    assert first.reference in text
    counts = {each.request_id: each.blocking for each in desk.rows(FindingCount)}
    assert counts == {first.id: 0, second.id: 0}


def _send_vehicle(desk: Desk, camille: PlainBrowser) -> Request:
    camille.get("/formulaires/318.635-639")
    camille.fill_all({"decision_number": "320/2022/1", "category": "vehicle"})
    camille.press("Calculer")
    return desk.send(camille.fill_all({"vehicle.year": "2025", "vehicle.months": "5"}))
