"""`flask --app webapp worker` as a process of its own, to be ended in the middle."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Self

from tests import databases

LEASE_S = 2
_LONGEST_WAIT_S = 60


class WorkerProcess:
    """A worker with the database of a folder and a mail server of this machine."""

    def __init__(self, folder: Path, mail_port: int, **settings: object) -> None:
        environment = {
            "MODE": "development",
            "INSTANCE_PATH": folder,
            "DATABASE_URL": databases.address_of(folder),
            "SECRET_KEY": "a secret of tests, long enough for everybody",
            "DELIVERY_LEASE_S": LEASE_S,
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": mail_port,
            "MAIL_SECURITY": "none",
            "MAIL_SENDER": "guichet@example.org",
            "SMS_URL": "http://127.0.0.1:9/",
            **settings,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "webapp", "worker"],
            env={
                **os.environ,
                **{f"PORTAL_{name}": str(value) for name, value in environment.items()},
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.end()

    def pause(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()

    def stop(self) -> None:
        self._process.terminate()

    def end(self) -> int:
        """Wait for its end; give its exit status."""
        _, log = self._process.communicate(timeout=_LONGEST_WAIT_S)
        self.log += log or ""
        return self._process.returncode


def until(condition: Callable[[], bool]) -> None:
    """Wait until something has happened in another process."""
    never = Event()
    for _ in range(_LONGEST_WAIT_S * 50):
        if condition():
            return
        never.wait(0.02)
    message = "it never happened"
    raise AssertionError(message)
