"""E-mails: how they are composed, and handed to a mail server by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Protocol

from webapp.delivery.addresses import mail_address
from webapp.delivery.deadline import cut_after
from webapp.delivery.letter import DeliveryError
from webapp.delivery.settings import Security
from webapp.delivery.wording import one_line

if TYPE_CHECKING:
    from webapp.delivery.letter import Envelope
    from webapp.delivery.settings import MailSettings

__all__ = ["MailTransport", "SmtpServer", "compose"]

_STEPS = 6
"""Connect, TLS, sign in, sender and recipient, content, end."""
_PERMANENT = 500


class MailTransport(Protocol):
    """A way out for e-mails."""

    def send(self, message: EmailMessage, /) -> None:
        """Deliver one message, or raise `DeliveryError`."""
        ...


def compose(envelope: Envelope, settings: MailSettings) -> EmailMessage:
    """Compose the e-mail of an envelope: each time the same, to the last byte.

    Raises:
        UnreachableError: The recipient is not one address.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(settings.sender_name, addr_spec=settings.sender)
    message["To"] = Address(addr_spec=mail_address(envelope.recipient))
    message["Subject"] = one_line(envelope.subject)
    message["Date"] = envelope.created_at
    message["Message-ID"] = envelope.message_id
    # RFC 3834, 5: so that nobody's holiday answers.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(envelope.text, cte="quoted-printable")
    message.add_alternative(envelope.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{envelope.id}")
    message["Content-Language"] = one_line(envelope.language)
    return message


class SmtpServer:
    """A mail server; each message has a connection of its own."""

    def __init__(self, settings: MailSettings) -> None:
        """Read which certificates to trust; nothing is connected yet."""
        self._settings = settings
        self._tls = ssl.create_default_context()
        if settings.ca_file:
            self._tls.load_verify_locations(settings.ca_file)

    def send(self, message: EmailMessage) -> None:
        """Hand a message to the server.

        Raises:
            DeliveryError: It was not taken, or nobody knows whether it was.
        """
        try:
            server = self._connect()
            with cut_after(_STEPS * self._settings.timeout_s, lambda: server.sock):
                self._hand_over(server, message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(reply[0] for reply in error.recipients.values())
            raise _fault(code, is_about_the_message=True) from error
        except smtplib.SMTPDataError as error:
            raise _fault(error.smtp_code, is_about_the_message=True) from error
        except smtplib.SMTPResponseException as error:
            raise _fault(error.smtp_code, is_about_the_message=False) from error
        except smtplib.SMTPNotSupportedError as error:
            raise DeliveryError("SMTPNotSupportedError", is_outage=True) from error
        except OSError as error:
            raise DeliveryError(type(error).__name__, is_outage=True) from error

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        # Named, or the machine's own name would be looked up and told.
        own_name = settings.sender.rpartition("@")[2]
        if settings.security is Security.TLS:
            return smtplib.SMTP_SSL(
                settings.host,
                settings.port,
                local_hostname=own_name,
                timeout=settings.timeout_s,
                context=self._tls,
            )
        return smtplib.SMTP(
            settings.host,
            settings.port,
            local_hostname=own_name,
            timeout=settings.timeout_s,
        )

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            if self._settings.security is Security.STARTTLS:
                server.starttls(context=self._tls)
            if self._settings.username:
                server.login(self._settings.username, self._settings.password)
            server.send_message(message)
            # It is taken by now: a goodbye that fails must not send it again.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()


def _fault(code: int, *, is_about_the_message: bool) -> DeliveryError:
    """Judge an answer: what is wrong with the server itself gets better one day."""
    return DeliveryError(
        f"SMTP {code}",
        is_final=is_about_the_message and code >= _PERMANENT,
        is_outage=not is_about_the_message,
    )
