"""Finding requests by words, in an office of any size.

A text that is one word when its blanks and signs are left out (an AVS number, an IBAN,
a reference) is looked up as such. Otherwise every word has to begin a word of the
request. The rarest one leads: what it finds is looked through for the others. Where
even that is very common, the queue is gone through in its order instead, which ends
after a page; how many there are is then not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, literal, select
from sqlalchemy.orm import aliased

from engine.storage.tables import Request
from webapp.requests.index import joined, words_in
from webapp.requests.tables import SearchWord

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

__all__ = ["Search", "search"]

_FEW = 5000
"""Words found that are looked through one by one."""
_BEHIND_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Search:
    """Which requests a text finds, and whether they are too many to be counted."""

    condition: ColumnElement[bool]
    is_common: bool


def search(session: Session, text: str) -> Search:
    """Look a text up in the words of requests that were sent."""
    beginnings = _beginnings(session, text)
    if not beginnings:
        return Search(Request.id.is_(None), is_common=False)
    rarest, *others = beginnings
    if _hits(session, rarest) > _FEW:
        each = [_has(Request.id, beginning) for beginning in beginnings]
        return Search(and_(*each), is_common=True)
    found = (
        select(SearchWord.request_id)
        .where(
            SearchWord.word >= rarest,
            SearchWord.word < rarest + _BEHIND_ALL,
            *(_has(SearchWord.request_id, beginning) for beginning in others),
        )
        # It cuts nothing off, and tells the database how few they are.
        .limit(_FEW)
    )
    return Search(Request.id.in_(found), is_common=False)


def _beginnings(session: Session, text: str) -> list[str]:
    """Give what has to begin words of a request, the rarest first."""
    words, whole = words_in(text), joined(text)
    if len(words) == 1 or (words and _hits(session, whole)):
        return [whole]
    return sorted(words, key=lambda word: _hits(session, word))


def _hits(session: Session, beginning: str) -> int:
    """Count words with a beginning, a few more than are looked through at most."""
    some = (
        select(literal(1))
        .select_from(SearchWord)
        .where(SearchWord.word >= beginning, SearchWord.word < beginning + _BEHIND_ALL)
        .limit(_FEW + 1)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) or 0


def _has(request_id: InstrumentedAttribute[str], beginning: str) -> ColumnElement[bool]:
    """Tell of one request after the other whether it has such a word."""
    word = aliased(SearchWord)
    first = (
        select(literal(1))
        .where(
            word.request_id == request_id,
            word.word >= beginning,
            word.word < beginning + _BEHIND_ALL,
        )
        .limit(1)
    )
    return first.scalar_subquery() == 1
