"""Limits this process, then runs a program: `start.py LIMITS PROGRAM ARGUMENT…`.

LIMITS are JSON: seconds of processor time, bytes of memory, bytes of output. The limits
are set by the process itself, before it has read anything: setting them between fork
and exec is not safe beside threads.
"""

from __future__ import annotations

import json
import resource
import runpy
import sys
from pathlib import Path
from types import ModuleType

__all__ = ["limit"]


def limit(cpu_s: int, memory: int, output: int) -> None:
    """Let this process have no more; it cannot take it back."""
    for kind, most in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _stand_in_for_the_portal() -> None:
    """Let `webapp.attachments` be imported without starting the whole portal."""
    package = ModuleType("webapp")
    package.__path__ = [str(Path(__file__).parents[2])]
    sys.modules["webapp"] = package


if __name__ == "__main__":
    limit(*json.loads(sys.argv[1]))
    _stand_in_for_the_portal()
    sys.argv = sys.argv[2:]
    runpy.run_module(f"webapp.attachments.programs.{sys.argv[0]}", run_name="__main__")
