"""A real HTTP server in the place of the SMS provider, answering as a test says."""

import json
import ssl
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self


@dataclass
class Answer:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False
    drips: bool = False


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str | None]
    fields: dict[str, str]


class SmsProvider:
    """Runs in a thread; `answers` are given in turn, then everything is taken."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answers: list[Answer] = []
        self.received: list[Received] = []
        self.closing = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            plain = self._server.socket
            self._server.socket = tls.wrap_socket(plain, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}/v1/sms?region=ch"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.take(self, json.loads(body))

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Say nothing."""

        return Handler

    def take(self, request: BaseHTTPRequestHandler, fields: dict[str, str]) -> None:
        kept = ("Authorization", "Content-Type", "Idempotency-Key")
        headers = {name: request.headers[name] for name in kept}
        self.received.append(Received(request.path, headers, fields))
        answer = self.answers.pop(0) if self.answers else Answer()
        if answer.drips:
            request.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.closing.wait(0.02):
                try:
                    request.wfile.write(b"X-Drip: 1\r\n")
                except OSError:
                    return
        if answer.is_silent:
            self.closing.wait()
            return
        request.send_response(answer.status)
        for name, value in answer.headers.items():
            request.send_header(name, value)
        request.end_headers()
