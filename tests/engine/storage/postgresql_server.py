"""A PostgreSQL server of the machine's own, for as long as tests need it.

It listens on a socket in a temporary folder and nowhere else. The server refuses to run
as root, so root lends it to the user `nobody`.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["BINARIES", "running_postgresql"]

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin/postgres"), default=None)
"""The server's program; None where the machine has none."""


@contextmanager
def running_postgresql() -> Generator[str]:
    """Start a server on an empty cluster; give its address for SQLAlchemy."""
    assert BINARIES is not None
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        _run("initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        log = folder / "log"
        _run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql+psycopg://tests@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *arguments: str | Path) -> None:
    assert BINARIES is not None
    lent = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
    command = [*lent, str(BINARIES.with_name(program)), *map(str, arguments)]
    subprocess.run(
        command,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
