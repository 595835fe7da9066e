"""The ways out for each kind of message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from webapp.delivery.development import FolderMail, FolderSms, MessageFolder
from webapp.delivery.letter import Kind
from webapp.delivery.mail import SmtpServer, compose
from webapp.delivery.sms import HttpSmsGateway

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from webapp.delivery.letter import Envelope
    from webapp.delivery.mail import MailTransport
    from webapp.delivery.settings import DeliverySettings, MailSettings
    from webapp.delivery.sms import SmsGateway

__all__ = ["Carriers", "carriers_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """A mail transport and an SMS gateway; an office may give its own."""

    mail: MailTransport
    sms: SmsGateway
    mail_settings: MailSettings

    def carry(self, envelope: Envelope) -> None:
        """Deliver a message.

        Raises:
            DeliveryError: It was not delivered, or nobody knows.
        """
        match envelope.kind:
            case Kind.MAIL:
                self.mail.send(compose(envelope, self.mail_settings))
            case Kind.SMS:
                self.sms.send(envelope.recipient, envelope.text, key=envelope.id)
            case _:
                assert_never(envelope.kind)


def carriers_for(settings: DeliverySettings, clock: Callable[[], datetime]) -> Carriers:
    """Give the ways out that the settings ask for."""
    if settings.messages_path is not None:
        folder = MessageFolder(settings.messages_path, clock)
        return Carriers(
            mail=FolderMail(folder),
            sms=FolderSms(folder),
            mail_settings=settings.mail,
        )
    return Carriers(
        mail=SmtpServer(settings.mail),
        sms=HttpSmsGateway(settings.sms),
        mail_settings=settings.mail,
    )
