"""Payment: everything accepted leaves once, with exact amounts."""

import csv
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import StringIO
from pathlib import Path
from threading import Barrier
from xml.etree import ElementTree as ET

import pytest

from engine.storage.tables import Request
from tests.webapp.office.desk import Desk
from tests.webapp.office.published_structure import faults_in
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import make_portal
from webapp.configuration import ConfigurationError
from webapp.office.payment_order import NAMESPACE, bank_text
from webapp.office.payment_table import safe_cell
from webapp.office.tables import Payment, PaymentBatch

_N = f"{{{NAMESPACE}}}"


@pytest.fixture
def accepted(desk: Desk, camille: PlainBrowser, anne: PlainBrowser) -> list[Request]:
    """Three requests of 57.50, 11.50 and 0.10."""
    sent = [desk.send_meals(camille), desk.send_meals(camille, "1")]
    sent.append(desk.send_trips(camille, ("0.10",)))
    for each in sent:
        anne.get(f"/office/demandes/{each.id}").press("Accepter")
    return [desk.request(each.id) for each in sent]


def _transmit(browser: PlainBrowser) -> PlainBrowser:
    return browser.get("/office/paiements").press("Transmettre pour paiement")


def _order(desk: Desk, anne: PlainBrowser) -> ET.Element:
    [batch] = desk.rows(PaymentBatch)
    written = anne.client.get(f"/office/paiements/{batch.id}.xml").data
    return ET.fromstring(written)  # noqa: S314 - our own file


def test_the_page_says_what_waits(anne: PlainBrowser, accepted: list[Request]) -> None:
    """Number and sum of what would be paid stand before the button."""
    assert "3 demandes acceptées, CHF 69.10" in anne.get("/office/paiements").text


def test_accepted_requests_leave_together(
    desk: Desk, anne: PlainBrowser, accepted: list[Request]
) -> None:
    """Statuses, batch, events and messages become true together."""
    before = len(desk.messages())

    _transmit(anne)

    [batch] = desk.rows(PaymentBatch)
    assert (batch.count, batch.total) == (3, Decimal("69.10"))
    assert {desk.request(each.id).status for each in accepted} == {"transmitted"}
    event = ("transmit", "transmitted", batch.id)
    assert [desk.events(each.id)[-1] for each in accepted] == [event] * 3
    assert len(desk.messages()) == before + 3


def test_nothing_leaves_twice(
    desk: Desk, anne: PlainBrowser, accepted: list[Request]
) -> None:
    """A second press, from a page that still showed them, orders nothing."""
    address, data = anne.get("/office/paiements").pressed("Transmettre")
    anne.client.post(address, data=data)
    anne.client.post(address, data=data)

    assert len(desk.rows(PaymentBatch)) == 1
    assert len(desk.rows(Payment)) == 3


@pytest.mark.parametrize("attempt", range(3))
def test_two_exports_at_once_are_one(
    desk: Desk,
    anne: PlainBrowser,
    bruno: PlainBrowser,
    accepted: list[Request],
    attempt: int,
) -> None:
    """Of two clerks who press at the same instant, one orders everything."""
    address, of_anne = anne.get("/office/paiements").pressed("Transmettre")
    _, of_bruno = bruno.get("/office/paiements").pressed("Transmettre")
    together = Barrier(2)

    def press(browser: PlainBrowser, data: object) -> int:
        together.wait()
        return browser.client.post(address, data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = [
            pool.submit(press, anne, of_anne),
            pool.submit(press, bruno, of_bruno),
        ]
        codes = [answer.result() for answer in answers]

    assert codes == [303, 303]
    assert [batch.count for batch in desk.rows(PaymentBatch)] == [3]
    ids = sorted(payment.request_id for payment in desk.rows(Payment))
    assert ids == sorted(each.id for each in accepted)


def test_the_order_has_the_published_structure(
    desk: Desk, anne: PlainBrowser, accepted: list[Request]
) -> None:
    """Every element stands where pain.001.001.09 wants it, with a value it takes."""
    _transmit(anne)

    assert faults_in(_order(desk, anne)) == []


def test_the_amounts_are_those_of_the_records(
    desk: Desk, anne: PlainBrowser, accepted: list[Request]
) -> None:
    """Each amount is its request's total, and the control sum is exact."""
    _transmit(anne)

    order = _order(desk, anne)
    paid = {
        str(transaction.findtext(f"{_N}PmtId/{_N}EndToEndId")): Decimal(
            str(transaction.findtext(f"{_N}Amt/{_N}InstdAmt"))
        )
        for transaction in order.iter(f"{_N}CdtTrfTxInf")
    }
    assert paid == {each.reference: each.total for each in accepted}
    sums = {Decimal(str(each.text)) for each in order.iter(f"{_N}CtrlSum")}
    assert sums == {sum(paid.values(), Decimal(0))}
    assert {each.text for each in order.iter(f"{_N}NbOfTxs")} == {"3"}


def test_a_batch_gives_the_same_file_for_ever(
    desk: Desk, anne: PlainBrowser, accepted: list[Request]
) -> None:
    """The bank knows a file sent twice by its number, and pays once."""
    _transmit(anne)
    [batch] = desk.rows(PaymentBatch)
    address = f"/office/paiements/{batch.id}.xml"

    first, second = (anne.client.get(address).data for _ in range(2))

    assert first == second
    assert f"<MsgId>{batch.id}</MsgId>".encode() in first


def test_the_order_names_account_and_person(
    desk: Desk, anne: PlainBrowser, accepted: list[Request]
) -> None:
    """Debtor, creditor and both accounts are those of office and request."""
    _transmit(anne)

    texts = [str(each.text).strip() for each in _order(desk, anne).iter() if each.text]
    for expected in (
        "CH5604835012345678009",
        "4835",
        "CH9300762011623852957",
        "Camille Exemple",
        "Rue des Exemples 1",
        "1201",
        "Genève",
        "2026-11-25",
    ):
        assert expected in texts


@pytest.mark.parametrize(
    ("iban", "words"),
    [
        (
            "CH4431999123000889012",
            "Un QR-IBAN demande une référence: à payer à la main.",
        ),
        ("CH00", "L'IBAN manque ou n'est pas valable."),
    ],
)
def test_what_cannot_be_paid_is_held(
    desk: Desk, anne: PlainBrowser, sent: Request, iban: str, words: str
) -> None:
    """A request of long ago may name an account that no order can pay to."""
    anne.get(f"/office/demandes/{sent.id}").press("Accepter")
    with desk.database.writing() as session:
        stored = session.get_one(Request, sent.id)
        assert stored.record is not None
        answers = {**stored.record["answers"], "iban": iban}
        stored.record = {**stored.record, "answers": answers}

    anne.get("/office/paiements")

    assert f"{sent.reference} : {words}" in anne.text
    assert "CHF 0.00" in anne.text


def test_the_table_has_every_payment(
    desk: Desk, anne: PlainBrowser, accepted: list[Request]
) -> None:
    """One quoted row per payment, amounts with two places."""
    _transmit(anne)
    [batch] = desk.rows(PaymentBatch)

    text = anne.client.get(f"/office/paiements/{batch.id}.csv").data.decode("utf-8-sig")

    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    found = {row["Référence"]: row["Montant"] for row in rows}
    amounts = ("57.50", "11.50", "0.10")
    assert found == dict(zip((r.reference for r in accepted), amounts, strict=True))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+41", "'+41"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\x00=1", "'=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("  =1", "'  =1"),
        ("\u200b=1", "'\u200b=1"),
        ("Rue =1", "Rue =1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(given: str, expected: str) -> None:
    """What a spreadsheet would run gets an apostrophe in front (D05)."""
    assert safe_cell(given) == expected


@pytest.mark.parametrize(
    ("given", "longest", "expected"),
    [
        ("O’Brien  Łukasz", 70, "OBrien Łukasz"),
        ("Ţepeș \n Ж", 70, "Ţepeș"),
        ("Nguyễn", 70, "Nguyen"),
        ("x" * 80, 70, "x" * 70),
        ("<b>&", 70, "<b>&"),
    ],
)
def test_banks_get_the_letters_they_take(
    given: str, longest: int, expected: str
) -> None:
    """Swiss Payment Standards, 3.1: Latin letters; marks beyond them are dropped."""
    assert bank_text(given, longest) == expected


def test_a_wrong_account_of_the_office_is_refused_at_the_start(tmp_path: Path) -> None:
    """The portal does not start with an account that no bank has."""
    with pytest.raises(ConfigurationError, match="PORTAL_PAYMENT_IBAN is no valid"):
        make_portal(tmp_path, PAYMENT_IBAN="CH30 1234 5678 9012 3456 M")
