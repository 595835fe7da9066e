"""How many documents a request may have, and how much a person may keep here.

What is counted is what is stored, after a document has been written anew. Two pages
saved at the same instant may together pass a limit by one page: it keeps the disk from
filling up, and is no promise to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext
from sqlalchemy import func, select

from webapp.attachments.content import RefusedDocumentError, megabytes
from webapp.attachments.tables import Attachment
from webapp.portal import portal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.storage.tables import Request

__all__ = ["StoredDocuments", "stored_documents"]


@dataclass(slots=True, kw_only=True)
class StoredDocuments:
    """What a request and its owner keep, counted on while a page is taken."""

    number: int
    """Of the request as it stands; what a correction took out is not in it."""
    length: int
    """Of those, in bytes."""
    length_of_owner: int
    """Of everything that the owner ever sent or is still writing."""

    def refuse_another(self) -> None:
        """Refuse a document before anything of it is read.

        Raises:
            RefusedDocumentError: The request has as many as it may have.
        """
        most = portal().settings.attachments_per_request
        if self.number >= most:
            raise RefusedDocumentError(
                ngettext(
                    "Une demande peut avoir %(num)s document au plus. Réunissez "
                    "plusieurs pages en un seul PDF, ou supprimez un document.",
                    "Une demande peut avoir %(num)s documents au plus. Réunissez "
                    "plusieurs pages en un seul PDF, ou supprimez un document.",
                    most,
                )
            )

    def add(self, name: str, length: int) -> None:
        """Count a document that is about to be stored.

        Raises:
            RefusedDocumentError: There is no room for it.
        """
        settings = portal().settings
        if self.length + length > settings.request_attachments_length:
            raise RefusedDocumentError(
                gettext(
                    "Le document «%(name)s» n'a plus de place: les documents d'une "
                    "demande peuvent avoir %(size)s Mo ensemble. Joignez une copie "
                    "plus petite, ou supprimez un autre document.",
                    name=name,
                    size=megabytes(settings.request_attachments_length),
                )
            )
        if self.length_of_owner + length > settings.account_attachments_length:
            raise RefusedDocumentError(
                gettext(
                    "Le document «%(name)s» n'a plus de place: tous vos documents "
                    "peuvent avoir %(size)s Mo ensemble. Supprimez des documents de "
                    "vos brouillons, ou appelez-nous au +41 22 327 27 27.",
                    name=name,
                    size=megabytes(settings.account_attachments_length),
                )
            )
        self.number += 1
        self.length += length
        self.length_of_owner += length


def stored_documents(session: Session, request: Request) -> StoredDocuments:
    """Count what is stored now."""
    number, length = session.execute(
        select(func.count(), func.coalesce(func.sum(Attachment.size), 0)).where(
            Attachment.request_id == request.id, Attachment.removed_at.is_(None)
        )
    ).one()
    of_owner = session.scalar(
        select(func.coalesce(func.sum(Attachment.size), 0)).where(
            Attachment.owner_id == request.owner_id
        )
    )
    return StoredDocuments(
        number=number, length=length, length_of_owner=int(of_owner or 0)
    )
