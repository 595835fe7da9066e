"""The portal as production runs it: gunicorn with two workers, spoken to over HTTP.

People sign in and fill pages through an application of the test's own process, on the
same database; what is to happen at the same moment is sent to the server, from many
connections at once. Its clock stands still like that of the tests.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from typing import Any

from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests import databases
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, make_portal

ROOT = Path(__file__).parent.parent.parent
_FOLDER, _SETTINGS = "FOLDER_OF_THE_TESTS_PORTAL", "SETTINGS_OF_THE_TESTS_PORTAL"
_LONGEST_WAIT_S = 120
"""Of a machine that does much else: presses wait while both workers start anew."""
_LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")


def application() -> Flask:
    """Give each worker its application."""
    settings = json.loads(os.environ[_SETTINGS])
    return _portal(Path(os.environ[_FOLDER]), settings).app


def _portal(folder: Path, settings: Mapping[str, Any]) -> PortalForTests:
    return make_portal(
        folder,
        DATABASE_URL=databases.address_of(folder, is_migrated=False),
        **{"LOOK_AGAIN_AFTER_S": 3600.0, **settings},
    )


@dataclass(frozen=True)
class Answer:
    """What the server said to one of those who pressed at once."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class TwoWorkers:
    """The server, and the portal of the test's own process beside it."""

    portal: PortalForTests
    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def reload(self) -> None:
        """Replace both workers as an operator does, and wait until the old are gone."""
        before = self._workers()
        self.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + _LONGEST_WAIT_S
        while before & self._workers() or len(self._workers()) != len(before):
            assert time.monotonic() < deadline, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            os.sched_yield()

    def _workers(self) -> set[int]:
        """Give the processes that answer now."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return set(map(int, children.read_text().split()))

    def at_once(self, presses: list["Press"]) -> list[Answer]:
        """Send everything at the same moment, each on a connection of its own."""
        together = Barrier(len(presses))

        def send(press: "Press") -> Answer:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=_LONGEST_WAIT_S)
            connection.connect()
            together.wait()
            connection.request("POST", press.address, press.body, press.headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return Answer(answer.status, dict(answer.getheaders()), text)

        with ThreadPoolExecutor(len(presses)) as pool:
            return list(pool.map(send, presses))

    def get(self, browser: PlainBrowser, address: str) -> Answer:
        """Open a page here, with the cookie of a browser."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_LONGEST_WAIT_S)
        connection.request("GET", address, headers={"Cookie": _cookie_of(browser)})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        headers = dict(answer.getheaders())
        return Answer(answer.status, headers, content.decode("utf-8", "replace"))

    def raw(self, request: bytes) -> list[bytes]:
        """Send bytes as they are; give the status lines of all answers to them."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as sent:
            sent.sendall(request)
            sent.shutdown(socket.SHUT_WR)
            received = b"".join(iter(lambda: sent.recv(65536), b""))
        return re.findall(rb"^HTTP/1\.1 (\d{3})", received, re.MULTILINE)


@dataclass(frozen=True)
class Press:
    """A press of a button, as a browser would send it."""

    address: str
    body: bytes
    headers: dict[str, str]


def pressing(browser: PlainBrowser, words: str, **changes: str) -> Press:
    """Give what pressing a button of a browser's page sends, cookies included."""
    address, data = browser.pressed(words)
    values: MultiDict[str, Any] = MultiDict(
        (name, FileStorage(*value) if isinstance(value, tuple) else value)
        for name, value in data.items(multi=True)
    )
    for name, value in changes.items():
        values[name] = value
    boundary, body = encode_multipart(values)
    return Press(
        address,
        body,
        {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Cookie": _cookie_of(browser),
        },
    )


def _cookie_of(browser: PlainBrowser) -> str:
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    return f"session={cookie.value}"


@contextmanager
def two_workers(
    folder: Path, *, workers: int = 2, served: str = __name__, **settings: Any
) -> Generator[TwoWorkers]:
    """Start the server on an empty folder, where both workers make the tables.

    A second server on the same folder is another machine on the same database.

    Args:
        folder: Has the database and what is stored.
        workers: How many answer.
        served: The module whose `application()` each of them serves.
        settings: Of every worker, and of the portal in the test's own process.
    """
    log = folder / f"server-{len(list(folder.glob('server-*.log')))}.log"
    databases.address_of(folder, is_migrated=False)
    command = [
        *(sys.executable, "-m", "gunicorn", "--workers", str(workers)),
        *("--bind", "127.0.0.1:0", "--worker-tmp-dir", str(folder)),
        f"{served}:application()",
    ]
    with log.open("w") as output:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={
                **os.environ,
                _FOLDER: str(folder),
                _SETTINGS: json.dumps(settings),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        port = port_of(server, log)
        portal = _portal(folder, settings)
        databases.number_messages(portal.services.database)
        yield TwoWorkers(portal, port, server, log)
        portal.services.database.close()
    finally:
        server.terminate()
        server.wait(20)


def port_of(server: "subprocess.Popen[bytes]", log: Path) -> int:
    """Wait until the server listens; connections then wait for its workers."""
    while server.poll() is None:
        found = _LISTENING.search(log.read_text())
        if found:
            return int(found[1])
        os.sched_yield()
    raise AssertionError(log.read_text())
