"""The processes of a portal that is to fail: gunicorn with its workers, the outbox."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Self

from tests.faults.served import ProcessSettings

ROOT = Path(__file__).parent.parent.parent
LONGEST_WAIT_S = 30
_LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")

__all__ = ["LONGEST_WAIT_S", "Outbox", "Server", "injected", "until"]


def until(
    condition: Callable[[], object], what: str, *, within_s: float = LONGEST_WAIT_S
) -> None:
    """Wait until something is so in another process."""
    never, end = Event(), time.monotonic() + within_s
    while time.monotonic() < end:
        if condition():
            return
        never.wait(0.005)
    message = f"after {within_s} seconds: {what}"
    raise AssertionError(message)


# A test run that is ended itself leaves nothing behind.
_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


class _Process:
    """A process whose words go to a file."""

    def __init__(
        self, command: list[str], settings: ProcessSettings, log: Path
    ) -> None:
        self.log = log
        with log.open("a") as output:
            self.process = subprocess.Popen(
                [*_WITH_US, *command],
                cwd=ROOT,
                env=settings.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End it and whatever it has started, at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(LONGEST_WAIT_S)

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def stop(self) -> int:
        """Ask it to end; give its exit status."""
        self.process.terminate()
        return self.process.wait(LONGEST_WAIT_S)


class Server(_Process):
    """gunicorn on a free port; its workers are forked from an application made once."""

    def __init__(
        self,
        settings: ProcessSettings,
        log: Path,
        *,
        workers: int,
        options: tuple[str, ...],
    ) -> None:
        self.workers_wanted = workers
        super().__init__(
            [
                *(sys.executable, "-m", "gunicorn", "--preload"),
                *("--workers", str(workers), "--bind", "127.0.0.1:0"),
                *("--worker-tmp-dir", str(log.parent), "--no-control-socket", *options),
                "tests.faults.served:application()",
            ],
            settings,
            log,
        )
        until(self._listens, "nobody listens")
        self.port = int(_LISTENING.findall(self.log.read_text())[-1])
        until(lambda: len(self.workers) == workers, "no worker")

    @property
    def workers(self) -> list[int]:
        """Give the processes that answer now."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [each for each in map(int, children) if _is_alive(each)]

    def until_whole(self, *, without: tuple[int, ...] = ()) -> None:
        """Wait until there are as many workers as there should be, none of them old."""

        def is_whole() -> bool:
            now = self.workers
            return len(now) == self.workers_wanted and not set(now) & set(without)

        until(is_whole, "a worker that ended has no successor")

    def _listens(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return bool(_LISTENING.search(self.log.read_text()))


class Outbox(_Process):
    """`flask --app webapp worker`: whoever delivers messages."""

    def __init__(self, settings: ProcessSettings, log: Path) -> None:
        command = [*(sys.executable, "-m", "flask"), "--app"]
        command += ["tests.faults.served:application", "worker"]
        super().__init__(command, settings, log)

    @property
    def is_over(self) -> bool:
        return self.process.poll() is not None

    def has_begun(self) -> bool:
        return "The worker delivers messages." in self.log.read_text()

    def kill_soon(self) -> None:
        """Kill it, without waiting for its end: it may be waiting for its killer."""
        self.process.kill()


@contextmanager
def injected(pid: int, calls: str, action: str, when: str) -> Generator[None]:
    """Let a process meet a fault at its system calls, while the block lasts.

    Args:
        pid: The process; it may end by it.
        calls: Names of system calls, as strace writes them: `fsync,fdatasync`.
        action: `signal=SIGKILL`, `error=EIO` and the like.
        when: `3` for the third of them, `1+` for all.
    """
    tracer = subprocess.Popen(
        [
            *("strace", "-f", "-p", str(pid), "-e", f"trace={calls}"),
            *("-e", f"inject={calls}:{action}:when={when}", "-o", "/dev/null"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert tracer.stderr is not None
    try:
        said = tracer.stderr.readline()
        assert "attached" in said, said
        yield
    finally:
        tracer.terminate()
        tracer.communicate(timeout=LONGEST_WAIT_S)


def _is_alive(pid: int) -> bool:
    """Tell a process that runs from one that is over and not yet buried."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
