"""Everything that the office knows of one person, as one ZIP file.

archive ::= readme.txt data.json requests/NAME/(print-ROUND.pdf | documents/NAME)*

`data.json` has every row of every table that is about the person, column by column,
without secrets and without who of the office it was; see `personal_data`.
"""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from flask_babel import gettext
from sqlalchemy import select

from engine.storage.tables import FrozenPdf, Request, RequestVersion
from webapp.attachments.names import shown_name
from webapp.attachments.tables import Attachment
from webapp.clock import day_text
from webapp.delivery.tables import OutboxMessage
from webapp.language import speaking
from webapp.portal import portal
from webapp.privacy.messages import to_person
from webapp.privacy.personal_data import LOG, OF_ACCOUNTS, OF_REQUESTS
from webapp.storage.objects import LostObjectError
from webapp.storage.prints import content_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from webapp.accounts.tables import Account
    from webapp.privacy.personal_data import PersonalTable

__all__ = ["write_export"]

_MESSAGE_COLUMNS = ("kind", "recipient", "language", "subject", "text", "sent_at")


def write_export(session: Session, account: Account, to: IO[bytes]) -> int:
    """Write the archive of a person's data; give the number of requests in it.

    A document or print that is lost is named in `data.json` all the same.

    Raises:
        StorageError: The storage does not answer.
    """
    owned = select(Request).where(Request.owner_id == account.id)
    requests = session.scalars(owned.order_by(Request.created_at, Request.id)).all()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", _readme(account))
        data = _data(session, account, [request.id for request in requests])
        text = json.dumps(data, ensure_ascii=False, indent=2, default=_plain)
        archive.writestr("data.json", text)
        for request in requests:
            _write_files(session, request, archive)
    return len(requests)


def _data(
    session: Session, account: Account, request_ids: Sequence[str]
) -> dict[str, Any]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for personal, ids in (
        *((each, [account.id]) for each in OF_ACCOUNTS),
        *((each, request_ids) for each in OF_REQUESTS),
        (LOG, [account.id, *request_ids]),
    ):
        tables[personal.name] = _rows(session, personal, ids)
    messages = select(OutboxMessage).where(to_person(session, account))
    tables["outbox"] = [
        {name: getattr(row, name) for name in _MESSAGE_COLUMNS}
        for row in session.scalars(messages.order_by(OutboxMessage.created_at))
    ]
    return {"made_at": portal().now(), "tables": tables}


def _rows(
    session: Session, personal: PersonalTable, ids: Sequence[str]
) -> list[dict[str, Any]]:
    table: Table = personal.table
    columns = [each for each in table.columns if each.name not in personal.withheld]
    asked = select(*columns).where(personal.whose.in_(ids))
    ordered = asked.order_by(*table.primary_key.columns)
    return [dict(row) for row in session.execute(ordered).mappings()]


def _write_files(session: Session, request: Request, archive: zipfile.ZipFile) -> None:
    folder = f"requests/{request.reference or request.id}"
    store = portal().storage
    prints = (
        select(RequestVersion.round, FrozenPdf)
        .join(FrozenPdf, FrozenPdf.id == RequestVersion.pdf_id)
        .where(RequestVersion.request_id == request.id)
        .order_by(RequestVersion.round)
    )
    for number, frozen in session.execute(prints):
        try:
            content = content_of(store, frozen)
        except LostObjectError:
            continue
        archive.writestr(f"{folder}/print-{number}.pdf", content)
    documents = select(Attachment).where(Attachment.request_id == request.id)
    ordered = documents.order_by(Attachment.added_at, Attachment.id)
    for number, row in enumerate(session.scalars(ordered), start=1):
        try:
            content = store.read(row.stored_as, row.sha256)
        except LostObjectError:
            continue
        name = shown_name(row.name)
        archive.writestr(f"{folder}/documents/{number}-{name}", content)


def _readme(account: Account) -> str:
    with speaking(account.language):
        lines: Iterable[str] = (
            gettext(
                "Voici toutes les données que l'OCAS Genève garde de vous dans le "
                "guichet en ligne, au %(day)s.",
                day=day_text(portal().now()),
            ),
            gettext(
                "Le dossier «requests» contient vos demandes: les PDF envoyés et vos "
                "documents."
            ),
            gettext(
                "Le fichier «data.json» contient tout le reste: votre compte, vos "
                "connexions, les réponses de vos demandes, les décisions, les "
                "messages, et quand votre dossier a été consulté."
            ),
        )
    return "\n\n".join(lines) + "\n"


def _plain(value: object) -> str:
    """Give what JSON has no kind of: an instant, a day, an exact number."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    message = f"{type(value).__name__} is not exported"
    raise TypeError(message)
