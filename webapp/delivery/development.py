"""Delivery on this machine: messages become files that a person can read.

`<utc>-<n>.eml` holds an e-mail as it would have been sent, `<utc>-<n>.sms.txt` an SMS:
the number on the first line, then the text. Files appear whole, in order of name.
"""

from __future__ import annotations

import email
import os
import secrets
from dataclasses import dataclass
from email import policy
from typing import TYPE_CHECKING

from webapp.delivery.letter import DeliveryError, Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from email.message import EmailMessage
    from pathlib import Path

__all__ = ["KeptMessage", "MessageFolder", "kept_messages"]

_MAIL = ".eml"
_SMS = ".sms.txt"
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMessage:
    """A message in the folder, as a page shows it."""

    name: str
    """Of its file."""
    kind: Kind
    recipient: str
    subject: str
    """Blank for an SMS."""
    text: str


class MessageFolder:
    """A folder in place of the mail server and of the SMS provider."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        """Use a folder, which is made with the first message."""
        self._path = path
        self._clock = clock

    def deliver_mail(self, message: EmailMessage) -> None:
        """Write an e-mail."""
        self._write(message.as_bytes(), _MAIL)

    def deliver_sms(self, number: str, text: str) -> None:
        """Write an SMS."""
        self._write(f"{number}\n{text}\n".encode(), _SMS)

    def _write(self, content: bytes, ending: str) -> None:
        """Write a file that nobody sees before it is whole.

        Raises:
            DeliveryError: The disk takes nothing.
        """
        temporary = self._path / f".{secrets.token_hex(8)}.tmp"
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            try:
                temporary.touch(_OWNER_ONLY)
                with temporary.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                self._give_name(temporary, ending)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise DeliveryError(type(error).__name__, is_outage=True) from error

    def _give_name(self, temporary: Path, ending: str) -> None:
        """Take the next free number; a link, unlike renaming, never replaces."""
        stamp = f"{self._clock():%Y%m%dT%H%M%SZ}"
        number = 1 + sum(1 for _ in self._path.glob(f"{stamp}-*"))
        while True:
            try:
                (self._path / f"{stamp}-{number:04d}{ending}").hardlink_to(temporary)
            except FileExistsError:
                number += 1
            else:
                return


class FolderMail:
    """The folder as a `MailTransport`."""

    def __init__(self, folder: MessageFolder) -> None:
        """Write to a folder."""
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write an e-mail."""
        self._folder.deliver_mail(message)


class FolderSms:
    """The folder as an `SmsGateway`."""

    def __init__(self, folder: MessageFolder) -> None:
        """Write to a folder."""
        self._folder = folder

    def send(self, number: str, text: str, *, key: str) -> None:  # noqa: ARG002 - each attempt is a file
        """Write an SMS."""
        self._folder.deliver_sms(number, text)


def kept_messages(path: Path) -> tuple[KeptMessage, ...]:
    """Read the messages of a folder, the newest first."""
    files = sorted((*path.glob(f"*{_MAIL}"), *path.glob(f"*{_SMS}")), reverse=True)
    return tuple(_read(file) for file in files)


def _read(file: Path) -> KeptMessage:
    if file.name.endswith(_SMS):
        number, _, text = file.read_text("utf-8").partition("\n")
        return KeptMessage(
            name=file.name, kind=Kind.SMS, recipient=number, subject="", text=text
        )
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    return KeptMessage(
        name=file.name,
        kind=Kind.MAIL,
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(body.get_content()).replace("\r\n", "\n") if body is not None else "",
    )
