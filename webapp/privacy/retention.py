"""Removing what is over: announced where a person might still want it, then erased.

The worker does it each hour, a little at a time, so that nobody waits for it. Several
workers may do it at once: each transaction looks again at what it removes.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from flask import url_for
from sqlalchemy import select

from engine.storage.tables import Definition
from webapp.accounts.tables import Account
from webapp.clock import day_text
from webapp.delivery.addresses import UnreachableError
from webapp.delivery.reader import Reader
from webapp.delivery.service import delivery
from webapp.language import translator_for
from webapp.outside import as_if_asked
from webapp.portal import portal
from webapp.privacy.due import (
    NOTICE_KEY,
    accounts_due,
    closed_due,
    drafts_due,
    drafts_to_announce,
    last_day,
)
from webapp.privacy.erasing import (
    RETENTION,
    erase_account,
    erase_requests,
    log_erasures,
)
from webapp.privacy.rules import RetentionRulesError, retention_rules
from webapp.privacy.traces import count_old, old_traces, remove_old
from webapp.storage.objects import forget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flask import Flask
    from sqlalchemy.orm import Session

    from engine.storage.tables import Request
    from webapp.privacy.due import Due
    from webapp.privacy.rules import RetentionRules

__all__ = ["follow_retention", "office_rules", "remove_what_is_over", "what_is_over"]

_AT_ONCE = 50
_ROUNDS = 20
"""Of so many at once, in an hour."""
_log = logging.getLogger(__name__)


def follow_retention(app: Flask) -> None:
    """Do the chore: announce and remove; with rules that are wrong, nothing."""
    with as_if_asked(app):
        try:
            rules = office_rules()
        except RetentionRulesError as error:
            _log.error("nothing is removed: %s", error)
            return
        for line in remove_what_is_over(rules):
            _log.info("removed: %s", line)


def office_rules() -> RetentionRules:
    """Give the office's rules.

    Raises:
        RetentionRulesError: They are wrong.
    """
    services = portal()
    with services.database.reading() as session:
        archived = set(session.scalars(select(Definition.form_id).distinct()))
    known = archived | set(services.definitions.forms)
    return retention_rules(services.settings.forms_path, form_ids=known)


def what_is_over(rules: RetentionRules) -> Iterator[str]:
    """Tell everything that would be announced or removed now, and why."""
    now = portal().now()
    with portal().database.reading() as session:
        for draft in drafts_to_announce(session, rules, now=now):
            yield f"announce draft {draft.id} of {draft.form_id}"
        for find in (drafts_due, closed_due, accounts_due):
            for due in find(session, rules, now=now):
                yield f"remove {due}"
        for old in old_traces(rules, now):
            number = count_old(session, old)
            if number:
                yield f"remove {old.told(number)}"


def remove_what_is_over(rules: RetentionRules) -> Iterator[str]:
    """Announce and remove what is over; tell each line when it is done."""
    yield from _in_rounds(rules, _announced, drafts_to_announce)
    for find in (drafts_due, closed_due):
        yield from _in_rounds(rules, partial(_erased, find=find), find)
    yield from _in_rounds(rules, _erased_accounts, accounts_due)
    for old in old_traces(rules, portal().now()):
        number = remove_old(portal().database, old)
        if number:
            yield old.told(number)


_Done = tuple["Sequence[str]", "Sequence[str]"]
"""The lines to tell, and the objects to forget."""


def _in_rounds(
    rules: RetentionRules,
    do: Callable[[Session, RetentionRules], _Done],
    find: Callable[..., Sequence[object]],
) -> Iterator[str]:
    """Do something in short transactions until nothing is left of it.

    It is looked for without keeping writers waiting: mostly there is nothing.
    """
    for _ in range(_ROUNDS):
        with portal().database.reading() as session:
            if not find(session, rules, now=portal().now(), limit=1):
                return
        with portal().database.writing() as session:
            lines, objects = do(session, rules)
        forget(portal().storage, objects)
        yield from lines
        if not lines:
            return


def _announced(session: Session, rules: RetentionRules) -> _Done:
    drafts = drafts_to_announce(session, rules, now=portal().now(), limit=_AT_ONCE)
    told = [draft for draft in drafts if _announce(session, rules, draft)]
    return [f"draft {draft.id} of {draft.form_id} is announced" for draft in told], ()


def _announce(session: Session, rules: RetentionRules, draft: Request) -> bool:
    owner, made = session.get_one(Account, draft.owner_id), delivery()
    form = portal().definitions.get(draft.form_id) or portal().definitions.pinned(
        draft.form_id, draft.definition_hash
    )
    try:
        letter = made.letters.draft_ends(
            Reader(owner.email, owner.language),
            translator_for(owner.language)(form.title),
            url_for("requests.show", request_id=draft.id),
            day=day_text(last_day(rules, draft, portal().now())),
            key=NOTICE_KEY.format(draft.id, draft.revision),
        )
    except UnreachableError:
        return False
    return made.write(session, letter)


def _erased(
    session: Session,
    rules: RetentionRules,
    *,
    find: Callable[..., Sequence[Due]],
) -> _Done:
    now = portal().now()
    due = find(session, rules, now=now, limit=_AT_ONCE, holds=True)
    ids = [each.id for each in due]
    objects = erase_requests(session, ids)
    log_erasures(session, RETENTION, at=now, requests=ids)
    return list(map(str, due)), objects


def _erased_accounts(session: Session, rules: RetentionRules) -> _Done:
    now = portal().now()
    due = accounts_due(session, rules, now=now, limit=_AT_ONCE, holds=True)
    for each in due:
        erase_account(session, session.get_one(Account, each.id))
    log_erasures(session, RETENTION, at=now, accounts=[each.id for each in due])
    return list(map(str, due)), ()
