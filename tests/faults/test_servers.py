"""The servers that a large portal stands on: PostgreSQL, Redis, an object storage."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Event

import pytest

from tests.engine.storage.postgresql_server import BINARIES, PostgresqlServer
from tests.faults.people import Beneficiary
from tests.faults.processes import until
from tests.faults.rig import office
from tests.faults.tally import Tally
from tests.faults.wire import CutOffError
from tests.peers.object_storage import ObjectStorage
from tests.peers.redis_server import BINARY, RedisServer

pytestmark = pytest.mark.faults

_ROUNDS = 6
_POSTGRESQL: dict[str, Callable[[PostgresqlServer], object]] = {
    "restarted": PostgresqlServer.restart,
    "its connections ended": lambda server: server.terminate_connections("postgres"),
    "crashed": lambda server: (server.crash(), server.start()),
}


def _insist(person: Beneficiary, over: Event) -> None:
    """Send one request after the other, whatever becomes of them."""
    while not over.is_set():
        try:
            person.tries_to_send()
        except CutOffError:
            continue


@pytest.mark.skipif(not BINARIES, reason="this machine has no PostgreSQL")
@pytest.mark.parametrize("fault", _POSTGRESQL)
def test_postgresql_goes_and_comes(
    folder: Path, tally: Tally, chance: Random, fault: str
) -> None:
    """R10 PostgreSQL restarted, crashed, its connections ended

    While people send. Who is refused reads why; when it is back, all goes on.
    """
    with (
        PostgresqlServer(is_durable=True) as server,
        office(folder, tally, chance, DATABASE_URL=server.address()) as rig,
    ):
        rig.serve()
        people, over = [rig.beneficiary() for _ in range(3)], Event()
        with ThreadPoolExecutor(len(people)) as pool:
            working = [pool.submit(_insist, person, over) for person in people]
            try:
                for _ in range(_ROUNDS):
                    goal = len(rig.history.acknowledged) + chance.randint(2, 8)
                    until(
                        lambda least=goal: len(rig.history.acknowledged) > least,
                        "nobody is served",
                    )
                    _POSTGRESQL[fault](server)
                    tally.runs += 1
            finally:
                over.set()
            for each in working:
                each.result(60)
        for person in people:
            person.send_one()
        rig.settle()

        assert rig.lies() == []


@pytest.mark.skipif(not BINARIES, reason="this machine has no PostgreSQL")
def test_postgresql_is_away(folder: Path, tally: Tally, chance: Random) -> None:
    """R10 PostgreSQL away for a while

    Who presses meanwhile keeps what was typed, and sends it by one press afterwards.
    """
    with (
        PostgresqlServer(is_durable=True) as server,
        office(folder, tally, chance, DATABASE_URL=server.address()) as rig,
    ):
        rig.serve()
        person = rig.beneficiary()
        person.with_documents = False
        for _ in range(3):
            draft = person.save(person.open())
            server.stop("immediate")
            page = person.browser.press("Envoyer ma demande")
            assert page.status == 503, page.text
            assert rig.browser().get("/health/ready").status == 503
            server.start()
            page.press("Essayer encore une fois")
            assert page.address.endswith("/confirmation"), page.text
            person.sent(draft)
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []


_REDIS: dict[str, Callable[[RedisServer], object]] = {
    "flushed": RedisServer.flush,
    "killed, and started": RedisServer.restart,
    "silent": lambda server: server.proxy.stall(),
    "away": lambda server: server.proxy.refuse(),
}


@pytest.mark.skipif(not BINARY, reason="this machine has no Redis")
@pytest.mark.parametrize("fault", _REDIS)
def test_redis_forgets(folder: Path, tally: Tally, chance: Random, fault: str) -> None:
    """R11 Redis flushed, killed, silent, away

    It holds nothing that anybody would miss: nobody is signed out, nothing waits.
    """
    with (
        RedisServer() as server,
        office(folder, tally, chance, REDIS_URL=server.url_through_proxy) as rig,
    ):
        rig.serve()
        person = rig.beneficiary()
        for _ in range(3):
            person.send_one()
            _REDIS[fault](server)
            person.send_one()
            assert rig.signed_in(person.email).address == "/"
            server.proxy.pass_on()
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []


_STORAGE: dict[str, Callable[[ObjectStorage], object]] = {
    "slow": lambda storage: storage.proxy.slow_down(0.2),
    "away": lambda storage: storage.proxy.refuse(),
    "silent": lambda storage: storage.proxy.stall(),
    "403": lambda storage: storage.proxy.answer(403),
    "503": lambda storage: storage.proxy.answer(503),
    "answers cut off": lambda storage: storage.proxy.cut(after=20),
}


@pytest.mark.parametrize("fault", _STORAGE)
def test_an_object_storage_in_trouble(
    folder: Path, tally: Tally, chance: Random, fault: str
) -> None:
    """R12 the object storage is slow, away, silent, refuses, cuts off

    A document that was not stored is named; whatever else was typed is kept, and
    requests are sent meanwhile. Afterwards documents go again.
    """
    with (
        ObjectStorage() as storage,
        office(folder, tally, chance, **storage.settings, STORAGE_TIMEOUT_S=3) as rig,
    ):
        rig.serve(workers=1)
        person, other = rig.beneficiary(), rig.beneficiary()
        other.with_documents = False
        person.send_one()
        _STORAGE[fault](storage)
        for _ in range(3):
            person.tries_to_send()
            other.send_one()
            tally.runs += 1
        storage.proxy.pass_on()
        until(person.tries_to_send, "documents are refused for ever", within_s=60)
        rig.settle()

        assert rig.lies() == []
