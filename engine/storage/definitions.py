"""The archive of definitions: every text that a stored request was judged with."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engine.diagnostics import EngineError
from engine.storage.tables import Definition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledForm

__all__ = [
    "UnknownDefinitionError",
    "archive",
    "archived_hashes",
    "archived_sources",
    "newest_archived_sources",
]


class UnknownDefinitionError(EngineError):
    """A stored request names a definition that the archive does not hold."""


def archive(session: Session, form: CompiledForm, *, at: datetime) -> None:
    """Keep a form's texts under its hash; a second time changes nothing."""
    known = select(Definition.hash).where(Definition.hash == form.hash)
    if session.scalar(known) is not None:
        return
    definition = Definition(
        hash=form.hash,
        form_id=form.id,
        version=form.version,
        sources=dict(form.sources),
        archived_at=at,
    )
    # Where writers do not wait for each other, another may archive the same meanwhile.
    with suppress(IntegrityError), session.begin_nested():
        session.add(definition)


def archived_hashes(session: Session) -> frozenset[str]:
    """Give the hashes of every form that is archived."""
    return frozenset(session.scalars(select(Definition.hash)))


def archived_sources(session: Session, definition_hash: str) -> Mapping[str, str]:
    """Give the texts archived under a hash, as `CompiledForm.sources` had them.

    Raises:
        UnknownDefinitionError: There are none.
    """
    found = session.get(Definition, definition_hash)
    if found is None:
        message = f"no definition is archived under {definition_hash}"
        raise UnknownDefinitionError(message)
    return found.sources


def newest_archived_sources(session: Session, form_id: str) -> Mapping[str, str] | None:
    """Give the texts of a form that were archived last, or None if none ever were."""
    newest = (
        select(Definition.sources)
        .where(Definition.form_id == form_id)
        .order_by(Definition.archived_at.desc(), Definition.version.desc())
        .limit(1)
    )
    return session.scalar(newest)
