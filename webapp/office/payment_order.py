"""The payment order of a batch: ISO 20022 pain.001.001.09, as Swiss banks take it.

Elements and their order are those of the Swiss Payment Standards (SIX, Implementation
Guidelines Credit Transfer, version 2): one order in CHF from one account, domestic and
foreign IBANs, structured addresses. No library fits: those for SEPA write euro orders
with service levels that Swiss CHF payments must not have.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from webapp.office.tables import Payment, PaymentBatch

__all__ = ["NAMESPACE", "bank_text", "payment_order"]

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_NOT_ALLOWED = re.compile("[^ -~\u00a0-\u017fȘșȚț€]")
"""Swiss Payment Standards, 3.1: Basic Latin, Latin-1 Supplement, Latin Extended-A."""


def payment_order(batch: PaymentBatch, payments: Iterable[Payment]) -> bytes:
    """Give the order as XML; the same batch gives the same bytes."""
    ET.register_namespace("", NAMESPACE)
    document = ET.Element(_tag("Document"))
    initiation = _child(document, "CstmrCdtTrfInitn")
    _write_header(_child(initiation, "GrpHdr"), batch)
    order = _child(initiation, "PmtInf")
    _write_order(order, batch)
    for payment in payments:
        _write_payment(_child(order, "CdtTrfTxInf"), payment)
    ET.indent(document)
    written: bytes = ET.tostring(document, encoding="UTF-8", xml_declaration=True)
    return written


def bank_text(text: str, longest: int) -> str:
    """Give a text in the characters that banks take, cut to what they take.

    A letter outside of them loses its marks if it then is one; anything else is left
    out.
    """
    one_line = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(
        c if not _NOT_ALLOWED.match(c) else _NOT_ALLOWED.sub("", _bare(c))
        for c in one_line
    )
    return kept.strip()[:longest].strip()


def _bare(character: str) -> str:
    return unicodedata.normalize("NFKD", character)


def _write_header(header: ET.Element, batch: PaymentBatch) -> None:
    _text(header, "MsgId", batch.id)
    _text(header, "CreDtTm", f"{batch.made_at:%Y-%m-%dT%H:%M:%SZ}")
    _text(header, "NbOfTxs", str(batch.count))
    _text(header, "CtrlSum", _amount(batch.total))
    _text(_child(header, "InitgPty"), "Nm", bank_text(batch.debtor_name, 70))


def _write_order(order: ET.Element, batch: PaymentBatch) -> None:
    _text(order, "PmtInfId", batch.id)
    _text(order, "PmtMtd", "TRF")
    _text(order, "BtchBookg", "true")
    _text(order, "NbOfTxs", str(batch.count))
    _text(order, "CtrlSum", _amount(batch.total))
    _text(_child(order, "ReqdExctnDt"), "Dt", batch.execution_day.isoformat())
    _text(_child(order, "Dbtr"), "Nm", bank_text(batch.debtor_name, 70))
    account = _child(_child(order, "DbtrAcct"), "Id")
    _text(account, "IBAN", batch.debtor_iban)
    _write_agent(_child(order, "DbtrAgt"), batch.debtor_iban)


def _write_agent(agent: ET.Element, iban: str) -> None:
    """Name the bank by the clearing number within a Swiss or Liechtenstein IBAN."""
    institution = _child(agent, "FinInstnId")
    member = _child(institution, "ClrSysMmbId")
    _text(_child(member, "ClrSysId"), "Cd", "CHBCC")
    _text(member, "MmbId", str(int(iban[4:9])))


def _write_payment(transaction: ET.Element, payment: Payment) -> None:
    names = _child(transaction, "PmtId")
    _text(names, "InstrId", payment.reference)
    _text(names, "EndToEndId", payment.reference)
    amount = _child(_child(transaction, "Amt"), "InstdAmt")
    amount.set("Ccy", "CHF")
    amount.text = _amount(payment.amount)
    creditor = _child(transaction, "Cdtr")
    _text(creditor, "Nm", bank_text(payment.creditor["name"], 70))
    _write_address(_child(creditor, "PstlAdr"), payment)
    _text(_child(_child(transaction, "CdtrAcct"), "Id"), "IBAN", payment.iban)
    words = f"Remboursement AI {payment.reference} {payment.form_id}"
    _text(_child(transaction, "RmtInf"), "Ustrd", bank_text(words, 140))


def _write_address(address: ET.Element, payment: Payment) -> None:
    for name, key, longest in (
        ("StrtNm", "street", 70),
        ("PstCd", "postcode", 16),
        ("TwnNm", "city", 35),
        ("Ctry", "country", 2),
    ):
        text = bank_text(payment.creditor[key], longest)
        if text:
            _text(address, name, text)


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _child(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, _tag(name))


def _text(parent: ET.Element, name: str, text: str) -> None:
    _child(parent, name).text = text


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
