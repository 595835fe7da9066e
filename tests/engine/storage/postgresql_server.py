"""A PostgreSQL server of the machine's own, for as long as tests need it.

It listens on a socket in a temporary folder and nowhere else. The server refuses to run
as root, so root lends it to the user `nobody`.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal, Self

import psycopg

__all__ = ["BINARIES", "PostgresqlServer"]

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin/postgres"), default=None)
"""The server's program; None where the machine has none."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of the server's own is made in it
_SETTINGS = {"listen_addresses": "", "max_connections": "200", "autovacuum": "off"}
# As an office of the Romandie would have it: nothing of ours may count on an order of
# letters that is that of their bytes.
_SORTING = (
    *("-E", "UTF8", "--locale=C.UTF-8"),
    *("--locale-provider=icu", "--icu-locale=fr-CH"),
)
_FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""What a server is spared whose files nobody reads after it."""


class PostgresqlServer:
    """A server on a cluster of its own; as a context, started and then removed.

    `is_durable` is for tests of faults: what was committed is forced to a disk, as in
    production. Otherwise the files are in memory, where the machine has such a folder.
    """

    def __init__(self, *, is_durable: bool = False, **settings: str) -> None:
        in_memory = _MEMORY.is_dir() and not is_durable
        self.folder = Path(
            tempfile.mkdtemp(prefix="postgresql-", dir=_MEMORY if in_memory else None)
        )
        self._settings = {
            **_SETTINGS,
            **({} if is_durable else _FORGETFUL),
            "unix_socket_directories": str(self.folder),
            **settings,
        }
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
        self._guard = _guard(self.folder)
        self._run("initdb", "-U", "tests", "-A", "trust", *_SORTING)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def address(self, name: str = "postgres") -> str:
        """Give the address of one of its databases for SQLAlchemy."""
        return f"postgresql+psycopg://tests@/{name}?host={self.folder}"

    @property
    def is_running(self) -> bool:
        return (self._data / "postmaster.pid").exists()

    def start(self) -> None:
        """Start it; connections are taken from then on."""
        options = " ".join(f"-c {name}='{to}'" for name, to in self._settings.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """End it: after its clients went, after their transactions, or at once."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def crash(self) -> None:
        """End it at once, as a power cut would: it recovers at its next start."""
        self.stop("immediate")

    def restart(self) -> None:
        """End and start it; open transactions are rolled back."""
        self.stop()
        self.start()

    def terminate_connections(self, name: str) -> int:
        """End every connection to a database; tell how many there were."""
        with self.operating() as connection:
            ended = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )
            return len(ended.fetchall())

    def operating(self) -> psycopg.Connection[tuple[object, ...]]:
        """Give a connection of the operator's, each statement by itself."""
        return psycopg.connect(
            f"host={self.folder} user=tests dbname=postgres", autocommit=True
        )

    def remove(self) -> None:
        """End it, however it stands, and leave nothing behind."""
        try:
            if self.is_running:
                self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._guard.communicate(timeout=60)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *arguments: str) -> None:
        assert BINARIES is not None
        lent = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        command = [*lent, str(BINARIES.with_name(program)), "-D", str(self._data)]
        subprocess.run(
            [*command, *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            timeout=60,
        )


def _guard(folder: Path) -> "subprocess.Popen[bytes]":
    """Start what ends the server and removes its files once this process is no more.

    However it ended: the guard waits for the end of a pipe that nobody writes to.
    """
    script = (
        'cat; pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)'
        ' && kill -QUIT "$pid"'
        '; while kill -0 "${pid:-none}" 2>/dev/null; do sleep 0.1; done; rm -rf "$1"'
    )
    return subprocess.Popen(
        ["sh", "-c", script, "guard", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
