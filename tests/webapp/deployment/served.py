"""Gunicorn as production starts it, with nothing but the settings that it is given."""

import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.webapp.two_workers import port_of

__all__ = ["served"]


@contextmanager
def served(folder: Path, settings: Mapping[str, str], *, site: Path) -> Generator[int]:
    """Start the portal that is in a folder of modules; give its port.

    Args:
        folder: Where it is started, and may write.
        settings: Without the prefix `PORTAL_`.
        site: Where its code is.
    """
    log = folder / "gunicorn.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "gunicorn", "--bind", "127.0.0.1:0"),
                *("--worker-tmp-dir", folder, "webapp:create_app()"),
            ],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(site),
                "PYTHONDONTWRITEBYTECODE": "1",
                **{f"PORTAL_{name}": value for name, value in settings.items()},
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield port_of(server, log)
    finally:
        server.terminate()
        server.wait(20)
