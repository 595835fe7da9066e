"""Messages about a request, written in the transaction of what they announce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from webapp.accounts.tables import Account
from webapp.delivery.reader import Reader, RequestFacts
from webapp.delivery.service import delivery
from webapp.language import translator_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledForm
    from engine.storage.tables import Request
    from webapp.delivery.letter import Letter

__all__ = ["announce", "facts_of", "reader_of"]


def reader_of(session: Session, owner_id: str) -> Reader:
    """Give the person whom messages about a request go to."""
    account = session.get_one(Account, owner_id)
    return Reader(account.email, account.language)


def facts_of(request: Request, form: CompiledForm, language: str) -> RequestFacts:
    """Give what messages say about a request; its link leads straight to it."""
    return RequestFacts(
        reference=request.reference or "",
        form_title=translator_for(language)(form.title),
        path=url_for("requests.show", request_id=request.id),
        total=request.total,
    )


def announce(
    session: Session,
    request: Request,
    form: CompiledForm,
    word: Callable[[Reader, RequestFacts], Letter],
) -> None:
    """Write a message about a request to its owner; `word` words it."""
    reader = reader_of(session, request.owner_id)
    letter = word(reader, facts_of(request, form, reader.language))
    delivery().write(session, letter)
