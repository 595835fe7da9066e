"""The portal behind a real server, as a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Self

from tests import databases

SECRET_KEY = "a secret of tests, long enough for everybody"
_LONGEST_WAIT_S = 60


class ServerProcess:
    """Waitress as `python -m webapp` starts it, or gunicorn; `folder` has its files."""

    def __init__(self, folder: Path, kind: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        gunicorn = ["gunicorn", "-b", f"127.0.0.1:{self.port}", "webapp:create_app()"]
        waitress = ["webapp", "--port", str(self.port)]
        settings = {
            "MODE": "development",
            "INSTANCE_PATH": str(folder),
            "DATABASE_URL": databases.address_of(folder),
            "SECRET_KEY": SECRET_KEY,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", *(gunicorn if kind == "gunicorn" else waitress)],
            env=os.environ | {f"PORTAL_{name}": v for name, v in settings.items()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        never = Event()
        for _ in range(_LONGEST_WAIT_S * 20):
            try:
                self.connection().close()
            except OSError:
                never.wait(0.05)
            else:
                return self
        self._process.kill()
        message = "the server never started"
        raise AssertionError(message)

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(_LONGEST_WAIT_S)

    def connection(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), 20)

    def get(self, address: str, cookie: str = "") -> tuple[int, str]:
        """Give status and words of a page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    @property
    def highest_memory(self) -> int:
        """The most bytes that it ever had, its workers among it."""
        parent = str(self._process.pid)
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return sum(_highest(pid) for pid in (parent, *children))


def _highest(pid: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0
