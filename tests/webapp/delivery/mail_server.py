"""A real mail server that answers as a test says."""

import asyncio
import ssl
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.webapp.delivery.rig import CERTIFICATES

if TYPE_CHECKING:
    from collections.abc import Callable

DROP, SILENCE = "drop", "silence"


def tls_of_the_server() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / "trusted.pem", CERTIFICATES / "key.pem")
    return context


class _Script:
    """Answers to recipients and contents, in turn; what is left over is taken.

    A function among the contents or recipients is called, and then its turn is taken
    as «250 OK»: it may end whoever is talking to the server.
    """

    def __init__(self) -> None:
        self.recipients: list[str | Callable[[], object]] = []
        self.contents: list[str | Callable[[], object]] = []
        self.received: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: Any
    ) -> str:
        if self.recipients:
            answer = self.recipients.pop(0)
            if isinstance(answer, str):
                return answer
            answer()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.received.append(envelope.original_content or b"")
        answer = self.contents.pop(0) if self.contents else "250 OK"
        if not isinstance(answer, str):
            answer()
            return "250 OK"
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
