"""R20: workers are replaced while people send, and nobody notices."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.storage.tables import Request
from tests.webapp.two_workers import TwoWorkers, two_workers
from tests.webapp.writers import writing


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TwoWorkers]:
    with two_workers(tmp_path) as started:
        yield started


def test_nothing_is_lost_and_nothing_refused_while_workers_change(
    server: TwoWorkers,
) -> None:
    """R20: each press is answered by its confirmation, and each confirmed is stored."""
    with writing(server) as writers:
        before = len(writers.acknowledged)
        server.reload()

    with server.portal.services.database.reading() as session:
        sent = session.scalars(select(Request.id).where(Request.sent_at.is_not(None)))
        assert sorted(sent) == sorted(writers.acknowledged)
    assert len(writers.acknowledged) > before
