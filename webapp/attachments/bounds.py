"""Programs that read what strangers wrote: within bounds of time and memory.

A document may be small and unfold to gigabytes, or keep a library busy for hours. So it
is read by a process that may have so much and no more, and that knows neither the
portal's secrets nor its database. Starting it costs 40 to 70 ms on a machine of 2026.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore

from webapp.attachments.programs.findings import Finding

__all__ = ["BOUNDS", "Bounds", "BoundsError", "Outcome", "run_bounded"]

_START = Path(__file__).parent / "programs" / "start.py"
# As many documents at once as there are processors: more would only be slower.
_turns = BoundedSemaphore(os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one program may use; lengths in bytes."""

    cpu_s: int = 20
    time_s: float = 40
    """Until it is ended, whether it works or waits."""
    memory: int = 3 * 1024**3 // 2
    """Of addresses: a picture of 64 megapixels needs less than two thirds of it."""
    output: int = 64 * 1024**2


BOUNDS = Bounds()


class BoundsError(Exception):
    """The program wanted more than it may have, or broke."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program that ended by itself said."""

    finding: Finding
    output: bytes


def run_bounded(
    program: str, *arguments: str, content: bytes, bounds: Bounds = BOUNDS
) -> Outcome:
    """Run one of the programs on a document.

    Its input and output are files without a name, so that neither fills a pipe.

    Raises:
        BoundsError: See there; what it wrote is thrown away.
    """
    limits = json.dumps([bounds.cpu_s, bounds.memory, bounds.output])
    command = [sys.executable, "-I", str(_START), limits, program, *arguments]
    with TemporaryFile() as given, TemporaryFile() as written, _turns:
        given.write(content)
        given.seek(0)
        try:
            ended = subprocess.run(  # noqa: S603 - our own program
                command,
                stdin=given,
                stdout=written,
                stderr=subprocess.DEVNULL,
                env={},
                check=False,
                timeout=bounds.time_s,
            )
        except subprocess.TimeoutExpired as error:
            raise BoundsError from error
        written.seek(0)
        return Outcome(_finding(ended.returncode), written.read())


def _finding(status: int) -> Finding:
    """Read an exit status; a signal, or an exception such as MemoryError, is none."""
    try:
        return Finding(status)
    except ValueError as error:
        raise BoundsError from error
