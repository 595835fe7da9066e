"""Whether a request is somebody's own: nobody of the office decides for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.accounts.directory import email_key
from webapp.requests.index import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.accounts.tables import Account

__all__ = ["OwnRequestError", "is_own"]


class OwnRequestError(Exception):
    """Somebody of the office wanted to handle the own request; nothing was changed."""


def is_own(account: Account, owner: Account, applicant: Mapping[str, object]) -> bool:
    """Tell whether a request of `owner` is that of the person behind `account`.

    The same AVS number or e-mail tells; `name+anything@` is the mailbox `name@`.
    """
    numbers = {
        joined(str(data.get("avs_number") or ""))
        for data in (owner.applicant, applicant)
    }
    own_number = joined(str(account.applicant.get("avs_number") or ""))
    mailboxes = {_mailbox(owner.email), _mailbox(str(applicant.get("email") or ""))}
    return (bool(own_number) and own_number in numbers) or (
        _mailbox(account.email) in mailboxes
    )


def _mailbox(email: str) -> str:
    name, _, host = email_key(email).rpartition("@")
    return f"{name.partition('+')[0]}@{host}"
