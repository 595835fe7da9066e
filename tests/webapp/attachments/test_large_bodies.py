"""Bodies of any length and speed, sent to real servers (E03)."""

import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.webapp.attachments.server_process import SECRET_KEY, ServerProcess
from tests.webapp.office.desk import Desk
from tests.webapp.portal_for_tests import make_portal

MEBIBYTE = 1024**2
ENOUGH = 50 * MEBIBYTE
SOMEBODY = "somebody@example.org"


@pytest.fixture(params=["waitress", "gunicorn"])
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path, request.param) as made:
        yield made


def _cookie(folder: Path) -> str:
    """Give the cookie of somebody who has signed in, in the database of a server."""
    portal = make_portal(folder, SECRET_KEY=SECRET_KEY)
    portal.clock.instant = datetime.now(UTC)
    desk = Desk(portal)
    desk.person(SOMEBODY)
    # A page with a form in it, for the token that belongs to the session.
    kept = desk.browser(SOMEBODY).get("/").client.get_cookie("session")
    assert kept is not None
    portal.services.database.close()
    return f"session={kept.value}"


def _head(*lines: str) -> bytes:
    head = ("POST /connexion HTTP/1.1", "Host: 127.0.0.1", *lines, "", "")
    return "\r\n".join(head).encode()


def _send(server: ServerProcess, head: bytes, body: Iterable[bytes]) -> tuple[int, int]:
    """Send until the server says no more; give the status, and how much was sent."""
    sent = 0
    with server.connection() as connection:
        connection.sendall(head)
        answer = b""
        for piece in body:
            try:
                connection.setblocking(False)
                answer = connection.recv(100)
            except BlockingIOError:
                pass
            except OSError:
                break
            connection.settimeout(20)
            if answer:
                break
            try:
                connection.sendall(piece)
            except OSError:
                break
            sent += len(piece)
        try:
            answer = answer or connection.recv(100)
        except OSError:
            return 0, sent
    return int(answer.split()[1]), sent


def test_a_huge_body_is_refused_before_it_is_read(server: ServerProcess) -> None:
    """500 MB that nobody asked for cost neither memory nor time."""
    server.get("/connexion")
    before = server.highest_memory
    length = 500 * MEBIBYTE
    head = _head(
        "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {length}"
    )

    status, sent = _send(server, head, [b"x" * MEBIBYTE] * 500)

    # Some servers close while the client is still sending, which then hears nothing.
    assert status in (0, 413)
    assert sent < 40 * MEBIBYTE
    assert server.highest_memory - before < ENOUGH


def test_a_huge_body_without_a_length_is_refused(server: ServerProcess) -> None:
    """Chunks have no end that could be known before; they are counted."""
    server.get("/connexion")
    before = server.highest_memory
    chunk = b"%x\r\n%s\r\n" % (MEBIBYTE, b"x" * MEBIBYTE)
    head = _head(
        "Content-Type: multipart/form-data; boundary=x", "Transfer-Encoding: chunked"
    )

    status, sent = _send(server, head, [chunk] * 300)

    assert status in (0, 413)
    assert sent < 300 * MEBIBYTE
    assert server.highest_memory - before < ENOUGH


def test_a_length_that_is_too_short_makes_no_second_request(
    server: ServerProcess,
) -> None:
    """What follows the body is not taken for a page that somebody asked for."""
    head = _head("Content-Type: text/plain", "Content-Length: 3")
    with server.connection() as connection:
        connection.sendall(head + b"abcGET_NO_METHOD x y\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        answers = b"".join(iter(lambda: connection.recv(65536), b""))

    assert b" 200 OK" not in answers


def test_a_length_that_is_too_long_saves_nothing(server: ServerProcess) -> None:
    """The rest never comes; the page is not taken, and the server goes on."""
    head = _head(
        "Content-Type: application/x-www-form-urlencoded", "Content-Length: 100"
    )
    with server.connection() as connection:
        connection.sendall(head + b"email=a")
    assert server.get("/connexion")[0] == 200


def test_slow_bodies_hold_nobody_up(tmp_path: Path) -> None:
    """Twenty that stand still in the middle; everybody else is answered."""
    head = _head("Content-Type: text/plain", "Content-Length: 1000")
    with ServerProcess(tmp_path, "waitress") as server, ExitStack() as slow:
        for _ in range(20):
            connection = slow.enter_context(server.connection())
            connection.sendall(head + b"x")

        assert server.get("/connexion")[0] == 200


def _pieces(fields: dict[str, str], length: int) -> Iterator[bytes]:
    """Give a form with a document of this length in front of the last field."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    yield "".join(parts[:-1]).encode()
    yield (
        b'--x\r\nContent-Disposition: form-data; name="documents"; '
        b'filename="film.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n'
    )
    for _ in range(length // MEBIBYTE):
        yield b"x" * MEBIBYTE
    yield f"\r\n{parts[-1]}--x--\r\n".encode()


def test_a_large_document_costs_no_memory_and_none_of_the_words(
    server: ServerProcess, tmp_path: Path
) -> None:
    """100 MB: its beginning is kept to be refused, the fields around it are saved."""
    cookie = _cookie(tmp_path)
    _, page = server.get("/formulaires/318.632", cookie)
    hidden = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    before = server.highest_memory
    fields = {**hidden, "action": "save", "decision_number": "320/2022/1"}
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)

    connection.request(
        "POST",
        "/formulaires/318.632",
        body=_pieces(fields, 100 * MEBIBYTE),
        headers={
            "Cookie": cookie,
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(
                sum(len(piece) for piece in _pieces(fields, 100 * MEBIBYTE))
            ),
        },
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()

    assert answer.status == 303
    _, draft = server.get(answer.headers["Location"].partition("#")[0], cookie)
    assert 'value="320/2022/1"' in draft
    assert server.highest_memory - before < ENOUGH
