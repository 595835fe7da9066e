"""A proxy between a client and a real server, which fails as a test says.

Everything passes until it is told otherwise; what it is told holds for connections that
are open already, as for new ones.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from threading import Event, Lock, Thread
from typing import Self

_PIECE = 64 * 1024


class Mode(Enum):
    """What becomes of requests and their answers."""

    PASSES = "everything reaches its end"
    REFUSES = "nobody is connected"
    STALLS = "requests are taken, and never answered"
    CUTS = "requests arrive; their answers are cut off"
    ANSWERS = "an answer of the proxy's own, whatever was asked"


class TcpProxy:
    """Listens on a free port of the loopback interface, from beginning to end.

    The port stays its own while connections are refused: a second socket is bound to
    it, and never listens.
    """

    def __init__(
        self,
        target: tuple[str, int] | str = ("127.0.0.1", 0),
        *,
        greets: bool = False,
    ) -> None:
        self.target = target
        """Host and port, or the path of a Unix socket; may be changed."""
        self._greets = greets
        """Whether the server speaks first, as mail servers do."""
        self._mode = Mode.PASSES
        self._delay_s = 0.0
        self._passing = 0
        self._answer = b""
        self._closing = Event()
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[Thread] = []
        self._reserved = _bound(0)
        self.port: int = self._reserved.getsockname()[1]
        self._listener: socket.socket | None = None

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._stop_listening()
        self._reserved.close()
        self._hang_up()
        for thread in self._threads:
            thread.join(10)

    def pass_on(self) -> None:
        """Let everything pass at once again."""
        self._delay_s = 0.0
        self._become(Mode.PASSES)

    def slow_down(self, delay_s: float) -> None:
        """Hold each piece of an answer back for so long."""
        self._delay_s = delay_s
        self._become(Mode.PASSES)

    def refuse(self) -> None:
        """End what is open and connect nobody."""
        self._become(Mode.REFUSES)
        self._stop_listening()
        self._hang_up()

    def stall(self) -> None:
        """Take requests and say nothing."""
        self._become(Mode.STALLS)

    def cut(self, *, after: int = 0) -> None:
        """Hang up after so many bytes of an answer; the server has done its part."""
        self._passing = after
        self._become(Mode.CUTS)

    def answer(self, status: int) -> None:
        """Answer every HTTP request with a status and nothing else."""
        head = f"HTTP/1.1 {status} Scripted\r\n"
        self._answer = f"{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
        self._become(Mode.ANSWERS)

    def _become(self, mode: Mode) -> None:
        self._mode = mode
        if mode is not Mode.REFUSES and self._listener is None:
            self._listen()

    def _listen(self) -> None:
        self._listener = _bound(self.port)
        self._listener.listen(64)
        self._start(self._accept, self._listener)

    def _stop_listening(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            _end(listener)

    def _hang_up(self) -> None:
        with self._lock:
            open_now = list(self._open)
        for connection in open_now:
            _end(connection)

    def _start(self, work: Callable[..., None], *arguments: socket.socket) -> None:
        thread = Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self._keep(client)
            self._start(self._carry, client)

    def _keep(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def _drop(self, connection: socket.socket) -> None:
        _end(connection)
        with self._lock:
            self._open.discard(connection)

    def _carry(self, client: socket.socket) -> None:
        """Carry what a client sends to the server, and answers back."""
        server: socket.socket | None = None
        try:
            if self._greets and self._mode in (Mode.PASSES, Mode.CUTS):
                server = self._reach(client)
            while piece := client.recv(_PIECE):
                if self._mode is Mode.STALLS:
                    continue
                if self._mode is Mode.ANSWERS:
                    self._answer_itself(client)
                    return
                server = server or self._reach(client)
                server.sendall(piece)
        except OSError:
            return
        finally:
            if server is not None:
                self._drop(server)
            self._drop(client)

    def _reach(self, client: socket.socket) -> socket.socket:
        """Connect to the server, and carry back what it says."""
        server = self._connect()
        self._keep(server)
        self._start(self._carry_back, server, client)
        return server

    def _carry_back(self, server: socket.socket, client: socket.socket) -> None:
        try:
            while piece := server.recv(_PIECE):
                if self._delay_s and self._closing.wait(self._delay_s):
                    return
                if self._mode is Mode.CUTS:
                    client.sendall(piece[: self._passing])
                    return
                if self._mode is Mode.PASSES:
                    client.sendall(piece)
        except OSError:
            return
        finally:
            self._drop(client)

    def _answer_itself(self, client: socket.socket) -> None:
        client.sendall(self._answer)
        client.shutdown(socket.SHUT_WR)
        # Whoever is still sending is let finish, so that the answer is read.
        while client.recv(_PIECE):
            pass

    def _connect(self) -> socket.socket:
        if isinstance(self.target, str):
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(self.target)
            return connection
        return socket.create_connection(self.target, 10)


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def _end(connection: socket.socket) -> None:
    """Close it, and wake the thread that waits for it."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
