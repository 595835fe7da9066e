"""Figures that the database tells when somebody asks: the same from every process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from webapp.delivery.outbox import backlog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webapp.portal import Portal

__all__ = ["of_portal"]


class _Figures(Collector):
    """Reads what it tells at the moment of telling."""

    def __init__(self, services: Portal) -> None:
        self._services = services

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the figures of the forms, and of the outbox if it can be read."""
        state = self._services.definitions.state
        yield _one("portal_forms", "Forms in force in this process.", len(state.forms))
        yield _one(
            "portal_definition_problems",
            "Faults that keep changed files of forms out of force.",
            len(state.problems),
        )
        try:
            outbox = list(self._outbox())
        except SQLAlchemyError:
            outbox = []
        words = "Whether the database could be read."
        yield _one("portal_database_answers", words, int(bool(outbox)))
        yield from outbox

    def _outbox(self) -> Iterator[GaugeMetricFamily]:
        with self._services.database.reading() as session:
            kinds = backlog(session)
        now = self._services.now()
        waiting = _by_kind("portal_outbox_waiting", "Messages that wait to leave.")
        oldest = _by_kind(
            "portal_outbox_oldest_seconds", "How long the oldest of them waits."
        )
        dead = _by_kind(
            "portal_outbox_dead", "Messages that nobody tries to deliver any more."
        )
        for kind, found in kinds.items():
            waiting.add_metric([kind], found.waiting)
            age = now - found.oldest_at if found.oldest_at else None
            oldest.add_metric([kind], max(0.0, age.total_seconds()) if age else 0.0)
            dead.add_metric([kind], found.dead)
        yield from (waiting, oldest, dead)


def of_portal(services: Portal) -> bytes:
    """Give the figures of a portal, in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(services))
    return generate_latest(registry)


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _by_kind(name: str, words: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, labels=["kind"])
