"""Figures of how the portal does, counted by each process.

With `PROMETHEUS_MULTIPROC_DIR` (an empty folder, made before the server starts) the
processes of one machine count into files there, and any of them tells the sum; without
it a process tells of itself. Labels have nothing of persons: views, kinds, classes.
"""

from __future__ import annotations

import os
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

__all__ = ["Happening", "count", "counted", "of_processes", "time_request"]

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_OWN = CollectorRegistry()


class Happening(StrEnum):
    """What is counted when it happens."""

    SENDING = "sendings"
    DECISION = "decisions"
    FAILED_SIGN_IN = "failed_sign_ins"
    STORAGE_ERROR = "storage_errors"
    DEFINITION_FAILURE = "definition_failures"


_WORDS = {
    Happening.SENDING: "Requests sent by beneficiaries, corrections included.",
    Happening.DECISION: "Decisions of the office.",
    Happening.FAILED_SIGN_IN: "Passwords and codes that were wrong, or too many.",
    Happening.STORAGE_ERROR: "Documents or prints that could not be stored or read.",
    Happening.DEFINITION_FAILURE: "Looks at changed forms that found them broken.",
}
_COUNTERS = {
    happening: Counter(f"portal_{happening}", words, registry=_OWN)
    for happening, words in _WORDS.items()
}
_REQUESTS = Histogram(
    "portal_request_seconds",
    "How long answers took, by view and class of status.",
    ["endpoint", "status"],
    registry=_OWN,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def count(happening: Happening) -> None:
    """Count something that happened."""
    _COUNTERS[happening].inc()


def counted(happening: Happening) -> float:
    """Give how often something happened in this process."""
    return _OWN.get_sample_value(f"portal_{happening}_total") or 0


def time_request(endpoint: str, status: int, seconds: float) -> None:
    """Note how long an answer took."""
    _REQUESTS.labels(endpoint, f"{status // 100}xx").observe(seconds)


def of_processes() -> bytes:
    """Give what was counted, in Prometheus's text format."""
    if _FOLDER not in os.environ:
        return generate_latest(_OWN)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # it has no types
    return generate_latest(together)
