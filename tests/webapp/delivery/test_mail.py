"""E-mails on their way: composed the same each time, handed over by real SMTP."""

import socket
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from tests.webapp.delivery.mail_server import (
    DROP,
    SILENCE,
    MailServer,
    tls_of_the_server,
)
from tests.webapp.delivery.rig import CERTIFICATES, NOTICE, Rig, envelope, settings
from webapp.delivery.addresses import UnreachableError
from webapp.delivery.dispatch import Pass, deliver_due
from webapp.delivery.letter import DeliveryError, Kind, State
from webapp.delivery.mail import SmtpServer, compose

TRUSTED = str(CERTIFICATES / "trusted.pem")


def smtp(port: int, **changes: Any) -> SmtpServer:
    return SmtpServer(settings(MAIL_PORT=port, MAIL_TIMEOUT_S=5, **changes).mail)


def test_an_email_is_composed_to_the_last_byte() -> None:
    message = compose(envelope(NOTICE), settings().mail)

    assert message.as_bytes().decode("ascii").replace("\r\n", "\n") == (
        "From: OCAS =?utf-8?q?Gen=C3=A8ve?= <guichet@example.org>\n"
        "To: camille.exemple@example.org\n"
        "Subject: Votre IBAN a =?utf-8?b?w6l0w6kgY2hhbmfDqQ==?=\n"
        "Date: Tue, 24 Nov 2026 12:00:00 +0000\n"
        "Message-ID: <an-id@example.org>\n"
        "Auto-Submitted: auto-generated\n"
        "MIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="=_an-id"\n'
        "Content-Language: fr\n"
        "\n"
        "--=_an-id\n"
        'Content-Type: text/plain; charset="utf-8"\n'
        "Content-Transfer-Encoding: quoted-printable\n"
        "\n"
        "Bonjour,\n"
        "\n"
        "--=_an-id\n"
        'Content-Type: text/html; charset="utf-8"\n'
        "Content-Transfer-Encoding: quoted-printable\n"
        "MIME-Version: 1.0\n"
        "\n"
        "<p>Bonjour,</p>\n"
        "\n"
        "--=_an-id--\n"
    )


@pytest.mark.parametrize(
    "subject",
    ["Oui\r\nBcc: x@example.com", "Oui\nBcc: x@example.com", "Oui\x00\u2028Bcc: x"],
)
def test_a_line_break_in_a_subject_makes_no_header(subject: str) -> None:
    """D02: it becomes a blank."""
    message = compose(envelope(replace(NOTICE, subject=subject)), settings().mail)

    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert read.keys() == message.keys()
    assert str(read["Subject"]).split()[0] in ("Oui", "OuiBcc:")
    assert read["Bcc"] is None


@pytest.mark.parametrize(
    "recipient",
    [
        "camille@example.org\r\nBcc: x@example.com",
        "camille@example.org, x@example.com",
        "Camille <camille@example.org>",
        "camille@example.org\n",
        "",
    ],
)
def test_an_email_goes_to_one_address(recipient: str) -> None:
    """D02."""
    with pytest.raises(UnreachableError):
        compose(envelope(replace(NOTICE, recipient=recipient)), settings().mail)


def test_an_email_reaches_the_server(rig: Rig, mail_server: MailServer) -> None:
    rig.write(NOTICE)

    done = deliver_due(rig.through(mail=smtp(mail_server.port)), Kind.MAIL)

    assert done == Pass(sent=1)
    expected = compose(
        replace(envelope(NOTICE, rig.row.id), message_id=rig.row.message_id),
        settings().mail,
    )
    assert mail_server.script.received == [expected.as_bytes()]


def test_a_message_lost_before_its_receipt_comes_again_with_its_id(
    rig: Rig, mail_server: MailServer
) -> None:
    """R7: the server took it, and hung up before it said so."""
    mail_server.script.contents = [DROP]
    rig.write(NOTICE)
    dispatch = rig.through(mail=smtp(mail_server.port))

    assert deliver_due(dispatch, Kind.MAIL) == Pass(failed=1, is_outage=True)
    assert rig.row.last_error == "SMTPServerDisconnected"
    rig.wait(5)
    assert deliver_due(dispatch, Kind.MAIL) == Pass(sent=1)
    first, second = mail_server.script.received
    assert first == second


def test_a_grey_list_is_waited_for(rig: Rig, mail_server: MailServer) -> None:
    """R7."""
    mail_server.script.recipients = ["451 4.7.1 Try camille.exemple@example.org later"]
    rig.write(NOTICE)
    dispatch = rig.through(mail=smtp(mail_server.port))

    assert deliver_due(dispatch, Kind.MAIL) == Pass(failed=1)
    assert (rig.row.state, rig.row.last_error) == (State.WAITING, "SMTP 451")
    rig.wait(5)
    assert deliver_due(dispatch, Kind.MAIL) == Pass(sent=1)


@pytest.mark.parametrize("part", ["recipients", "contents"])
def test_a_refused_message_is_stuck_at_once(
    rig: Rig, mail_server: MailServer, part: str
) -> None:
    setattr(mail_server.script, part, ["550 5.1.1 No such mailbox"])
    rig.write(NOTICE)

    deliver_due(rig.through(mail=smtp(mail_server.port)), Kind.MAIL)

    assert (rig.row.state, rig.row.last_error) == (State.STUCK, "SMTP 550")


def test_a_refused_connection_is_an_outage() -> None:
    """R7."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(DeliveryError) as caught:
        smtp(port).send(compose(envelope(NOTICE), settings().mail))

    assert (caught.value.reason, caught.value.is_outage, caught.value.is_final) == (
        "ConnectionRefusedError",
        True,
        False,
    )


def test_a_server_that_never_greets_is_left() -> None:
    """R7."""
    message = compose(envelope(NOTICE), settings().mail)

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        slow = SmtpServer(settings(MAIL_PORT=port, MAIL_TIMEOUT_S=0.1).mail)
        with pytest.raises(DeliveryError, match=r"^SMTPServerDisconnected$"):
            slow.send(message)


def test_a_server_that_falls_silent_is_left(mail_server: MailServer) -> None:
    """R7: it got everything and answers nothing."""
    mail_server.script.contents = [SILENCE]
    slow = SmtpServer(settings(MAIL_PORT=mail_server.port, MAIL_TIMEOUT_S=0.3).mail)

    with pytest.raises(DeliveryError) as caught:
        slow.send(compose(envelope(NOTICE), settings().mail))

    assert caught.value.is_outage


def test_encryption_begins_before_anything_is_told() -> None:
    server = MailServer(tls_context=tls_of_the_server(), require_starttls=True)
    server.start()
    try:
        transport = smtp(server.port, MAIL_SECURITY="starttls", MAIL_CA_FILE=TRUSTED)
        transport.send(compose(envelope(NOTICE), settings().mail))
    finally:
        server.stop()

    assert len(server.script.received) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(security: str) -> None:
    """R7: its certificate is verified."""
    tls = tls_of_the_server()
    options = {"ssl_context": tls} if security == "tls" else {"tls_context": tls}
    server = MailServer(**options)
    server.start()
    try:
        with pytest.raises(DeliveryError, match=r"^SSLCertVerificationError$"):
            smtp(server.port, MAIL_SECURITY=security).send(
                compose(envelope(NOTICE), settings().mail)
            )
    finally:
        server.stop()

    assert server.script.received == []


def test_encryption_from_the_first_byte() -> None:
    server = MailServer(ssl_context=tls_of_the_server())
    server.start()
    try:
        transport = smtp(server.port, MAIL_SECURITY="tls", MAIL_CA_FILE=TRUSTED)
        transport.send(compose(envelope(NOTICE), settings().mail))
    finally:
        server.stop()

    assert len(server.script.received) == 1


def test_a_server_without_encryption_gets_nothing(mail_server: MailServer) -> None:
    """STARTTLS is asked for, not hoped for."""
    transport = smtp(mail_server.port, MAIL_SECURITY="starttls")

    with pytest.raises(DeliveryError, match=r"^SMTPNotSupportedError$"):
        transport.send(compose(envelope(NOTICE), settings().mail))

    assert mail_server.script.received == []


def test_a_wrong_sign_in_makes_no_message_stuck() -> None:
    """It is the office's own mistake: what waits is sent once it is mended."""
    server = MailServer(tls_context=tls_of_the_server(), authenticator=_refuse)
    server.start()
    try:
        with pytest.raises(DeliveryError) as caught:
            smtp(
                server.port,
                MAIL_SECURITY="starttls",
                MAIL_CA_FILE=TRUSTED,
                MAIL_USERNAME="guichet",
                MAIL_PASSWORD="faux",
            ).send(compose(envelope(NOTICE), settings().mail))
    finally:
        server.stop()

    assert (caught.value.reason, caught.value.is_outage, caught.value.is_final) == (
        "SMTP 535",
        True,
        False,
    )


def _refuse(*_: object) -> Any:
    return AuthResult(success=False, handled=False)
