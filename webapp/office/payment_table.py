"""The CSV of a batch, in which no cell is a formula.

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, or one of these behind a
control or full-width character (OWASP, CSV injection; ASVS 5.0, 1.2.10): such a cell
gets an apostrophe in front. Every cell is quoted.
"""

from __future__ import annotations

import csv
import unicodedata
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webapp.office.tables import Payment, PaymentBatch

__all__ = ["payment_table", "safe_cell"]

_STARTS = ("=", "+", "-", "@")
_HEAD = (
    "Lot",
    "Référence",
    "Formulaire",
    "Bénéficiaire du paiement",
    "Rue",
    "NPA",
    "Lieu",
    "Pays",
    "IBAN",
    "Monnaie",
    "Montant",
)


def payment_table(batch: PaymentBatch, payments: Iterable[Payment]) -> bytes:
    """Give the CSV: UTF-8 with a mark, semicolons, as spreadsheets here expect it."""
    written = StringIO(newline="")
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(_HEAD)
    for payment in payments:
        creditor = payment.creditor
        writer.writerow(
            safe_cell(cell)
            for cell in (
                batch.id,
                payment.reference,
                payment.form_id,
                creditor["name"],
                creditor["street"],
                creditor["postcode"],
                creditor["city"],
                creditor["country"],
                payment.iban,
                "CHF",
                f"{payment.amount:.2f}",
            )
        )
    return written.getvalue().encode("utf-8-sig", "replace")


def safe_cell(text: str) -> str:
    """Give a text that every spreadsheet takes as text."""
    plain = text.replace("\x00", "")
    is_control = bool(plain) and unicodedata.category(plain[0]) in ("Cc", "Cf", "Zl")
    start = unicodedata.normalize("NFKC", plain).lstrip()[:1]
    return f"'{plain}" if is_control or start in _STARTS else plain
