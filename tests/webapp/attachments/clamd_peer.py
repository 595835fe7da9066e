"""A real peer of ClamAV's protocol on a free port, answering as a test says."""

import socketserver
import struct
from enum import Enum
from threading import Event, Thread
from typing import Self

from tests.webapp.attachments.samples import EICAR


class Mode(Enum):
    """How it behaves."""

    SCANS = "looks for EICAR"
    SILENT = "takes everything and says nothing"
    DRIPS = "says something now and then"
    GARBAGE = "says what nobody understands"
    HALF = "says half of a verdict"
    HANGS_UP = "closes the connection in the middle"
    TOO_LONG = "says that the stream is too long"


class ClamdPeer:
    """Runs in a thread; `scanned` is what was sent to it."""

    def __init__(self, mode: Mode = Mode.SCANS) -> None:
        self.mode = mode
        self.scanned: list[bytes] = []
        self.closing = Event()
        peer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                peer.answer(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: socketserver.StreamRequestHandler) -> None:
        if self.mode is Mode.HANGS_UP:
            request.rfile.read(20)
            return
        content = _stream(request)
        self.scanned.append(content)
        match self.mode:
            case Mode.SCANS if EICAR in content:
                request.wfile.write(b"stream: Eicar-Signature FOUND\0")
            case Mode.SCANS:
                request.wfile.write(b"stream: OK\0")
            case Mode.GARBAGE:
                request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\nstream: OK\0")
            case Mode.HALF:
                request.wfile.write(b"stream: OK")
            case Mode.TOO_LONG:
                request.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            case Mode.DRIPS:
                self._drip(request)
            case _:
                self.closing.wait()

    def _drip(self, request: socketserver.StreamRequestHandler) -> None:
        while not self.closing.wait(0.02):
            try:
                request.wfile.write(b"s")
            except OSError:
                return


def _stream(request: socketserver.StreamRequestHandler) -> bytes:
    assert request.rfile.read(10) == b"zINSTREAM\0"
    content = b""
    while (length := struct.unpack("!I", request.rfile.read(4))[0]) > 0:
        content += request.rfile.read(length)
    return content
