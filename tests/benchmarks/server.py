"""`python -m tests.benchmarks.server FOLDER`: the portal under waitress, for a while.

Beside its own pages it serves those of `orm_rows`. It prints its port and ends when its
input does, so that it never outlives who started it.
"""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from waitress.server import create_server

from tests.benchmarks.orm_rows import blueprint
from tests.benchmarks.stored_requests import portal_in
from tests.benchmarks.trips import FORMS

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["serving"]


@contextmanager
def serving(folder: Path) -> Generator[int]:
    """Serve a folder's portal from another process; gives the port."""
    command = (sys.executable, "-m", "tests.benchmarks.server", str(folder))
    with subprocess.Popen(
        command, cwd=FORMS.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.communicate()


def _serve(folder: Path) -> None:
    # That requests wait is what is measured; lines about it would bury the table.
    logging.disable(logging.WARNING)
    with portal_in(folder) as portal:
        portal.app.register_blueprint(blueprint)
        listening = socket.create_server(("127.0.0.1", 0))
        server = create_server(portal.app, sockets=[listening])
        threading.Thread(target=server.run, daemon=True).start()
        click.echo(listening.getsockname()[1])
        sys.stdin.read()
        server.close()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
