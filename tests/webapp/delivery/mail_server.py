"""A real mail server that answers as a test says."""

import asyncio
import ssl
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.webapp.delivery.rig import CERTIFICATES

DROP, SILENCE = "drop", "silence"


def tls_of_the_server() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / "trusted.pem", CERTIFICATES / "key.pem")
    return context


class _Script:
    """Answers to recipients and contents, in turn; what is left over is taken."""

    def __init__(self) -> None:
        self.recipients: list[str] = []
        self.contents: list[str] = []
        self.received: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: Any
    ) -> str:
        if self.recipients:
            return self.recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.received.append(envelope.original_content or b"")
        answer = self.contents.pop(0) if self.contents else "250 OK"
        if answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "250 OK"
        if answer == SILENCE:
            await asyncio.Event().wait()
        return answer


class MailServer(Controller):
    """The server on a free port; `script` tells what it answers."""

    def __init__(self, **options: Any) -> None:
        self.script = _Script()
        super().__init__(self.script, hostname="127.0.0.1", port=0, **options)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
