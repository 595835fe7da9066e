"""`python -m tests.benchmarks.volume`: is a page of a large office as quick?

The same pages are asked of an office with a hundred thousand requests and of one with a
million, on SQLite and on PostgreSQL. What is told is the time that the database took:
readings are asked once more by themselves, the best of five; what writes is timed as it
happens, its commit included. Exit 1 where a page takes longer than it may.
"""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import event

from engine.storage.definitions import archive
from tests import databases
from tests.benchmarks.many_requests import CLERKS, fill
from tests.webapp.office.desk import ANNE, CAMILLE, SOPHIE, Desk, desk_of
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from webapp.accounts.directory import Role
from webapp.delivery.dispatch import deliver_due
from webapp.delivery.letter import Kind
from webapp.delivery.service import EXTENSION
from webapp.operations.figures import of_portal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from sqlalchemy.engine import Engine

__all__ = ["measured"]

MOST_MS = 50.0
_LITTLE_MS = 10.0
"""What is never more than this is flat, whatever its ratio."""
_MOST_GROWTH = 2.0
_SIZES = ((100_000, 20_000), (1_000_000, 200_000))
_QUEUES = {
    "queue": "",
    "queue, all": "?statut=toutes",
    "queue, transmitted": "?statut=transmitted",
    "queue, refused": "?statut=refused",
    "queue, form": "?statut=toutes&formulaire=318.536",
    "queue, a rare form": "?statut=toutes&formulaire=300.001",
    "queue, form and colleague": f"?formulaire=318.536&attribuee={CLERKS[0]}",
    "queue, form and nobody's": "?formulaire=318.536&attribuee=personne",
    "queue, age": "?age=20",
    "queue, age and form": "?age=20&formulaire=318.536",
    "queue, nobody's": "?attribuee=personne",
    "queue, a colleague's": f"?attribuee={CLERKS[0]}",
    "queue, a colleague's, all": f"?statut=toutes&attribuee={CLERKS[0]}",
    "queue, AVS number": "?statut=toutes&q=756.0000.0001.042",
    "queue, reference": "?statut=toutes&q=0042-0000",
    "queue, one name": "?statut=toutes&q=nom1042",
    "queue, common name": "?statut=toutes&q=rochat",
    "queue, two words": "?statut=toutes&q=rochat+nom8",
    "queue, far behind": "?statut=toutes&apres=1795000000.0.r",
}


@dataclass
class _Watch:
    """What a page asked of the database, and how long what it wrote took."""

    engine: Engine
    asked: list[tuple[str, Any]] = field(default_factory=list)
    written_s: float = 0.0
    _began: float = 0.0

    def before(
        self, _: Any, __: Any, statement: str, parameters: Any, *___: Any
    ) -> None:
        if statement.startswith("SELECT") and "FOR " not in statement:
            self.asked.append((statement, parameters))
        self._began = time.perf_counter()

    def after(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith("SELECT") or "FOR " in statement:
            self.written_s += time.perf_counter() - self._began

    def milliseconds(self) -> float:
        """Give the time of everything that was asked and written."""
        with self.engine.connect() as connection:
            read = sum(
                min(_timed(connection, *each) for _ in range(5)) for each in self.asked
            )
        return (read + self.written_s) * 1000


def _timed(connection: Any, statement: str, parameters: Any) -> float:
    began = time.perf_counter()
    connection.exec_driver_sql(statement, parameters).fetchall()
    return time.perf_counter() - began


@contextmanager
def _watching(engine: Engine) -> Generator[_Watch]:
    watch, commit = _Watch(engine), engine.dialect.do_commit

    def timed(connection: Any) -> None:
        began = time.perf_counter()
        commit(connection)
        watch.written_s += time.perf_counter() - began

    event.listen(engine, "before_cursor_execute", watch.before)
    event.listen(engine, "after_cursor_execute", watch.after)
    engine.dialect.do_commit = timed  # type: ignore[method-assign]  # for a while
    try:
        yield watch
    finally:
        engine.dialect.do_commit = commit  # type: ignore[method-assign]  # as it was
        event.remove(engine, "before_cursor_execute", watch.before)
        event.remove(engine, "after_cursor_execute", watch.after)


def measured(portal: PortalForTests, requests: int, accounts: int) -> dict[str, float]:
    """Fill an empty office and give each page's milliseconds of database time."""
    services = portal.services
    form = services.definitions.forms["318.632.1"]
    with services.database.writing() as session:
        archive(session, form, at=portal.clock())
    desk = desk_of(portal)
    camille = desk.browser(CAMILLE)
    sent = [desk.send_meals(camille) for _ in range(3)]
    fill(services.database, requests=requests, accounts=accounts, form_hash=form.hash)
    anne = desk.browser(ANNE)
    desk.person(SOPHIE, Role.SUPERVISOR)
    sophie = desk.browser(SOPHIE)
    made = portal.app.extensions[EXTENSION]
    pages: dict[str, Callable[[], object]] = {
        "home": lambda: camille.get("/"),
        "home, of many": lambda: _of_many(desk).get("/"),
        **{
            name: lambda query=query: anne.get(f"/office/{query}")
            for name, query in _QUEUES.items()
        },
        "request": lambda: anne.get(f"/office/demandes/{sent[0].id}"),
        "request, from all": lambda: anne.get(
            f"/office/demandes/{sent[0].id}?statut=toutes"
        ),
        "decision": lambda: anne.press("Accepter"),
        "messages": lambda: sophie.get("/office/messages"),
        "metrics": lambda: of_portal(services),
        "outbox, nothing due": lambda: [
            deliver_due(made.dispatch, kind) for kind in Kind
        ],
        **{f"each hour, {chore.name}": chore.do for chore in made.worker.chores},
    }
    found: dict[str, float] = {}
    for name, ask in pages.items():
        with _watching(services.database.engine) as watch:
            ask()
        found[name] = watch.milliseconds()
    assert anne.status == 200
    return found


def _of_many(desk: Desk) -> Any:
    return desk.browser("p1@example.org")


def _office(kind: databases.Kind, requests: int, accounts: int) -> dict[str, float]:
    with TemporaryDirectory(dir=_memory()) as folder:
        address = databases.address_of(Path(folder), kind=kind)
        portal = make_portal(
            Path(folder), DATABASE_URL=address, LOOK_AGAIN_AFTER_S=3600.0
        )
        try:
            return measured(portal, requests, accounts)
        finally:
            portal.services.database.close()
            databases.drop_within(Path(folder))


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of its own in it


def _is_flat(small: float, large: float) -> bool:
    return large < MOST_MS and large < max(_LITTLE_MS, _MOST_GROWTH * small)


@click.command()
@click.option("--kind", "kinds", multiple=True, type=click.Choice(databases.KINDS))
def main(kinds: tuple[databases.Kind, ...]) -> None:
    """Print a table for each database."""
    # A line for each request would bury it.
    logging.disable(logging.INFO)
    is_well = True
    for kind in kinds or databases.KINDS:
        small, large = (_office(kind, *size) for size in _SIZES)
        click.echo(f"{kind:28} {_SIZES[0][0]:>10,} {_SIZES[1][0]:>10,} requests")
        for name in large:
            holds = _is_flat(small[name], large[name])
            is_well &= holds
            mark = "" if holds else "  too slow"
            click.echo(f"{name:28} {small[name]:8.2f}ms {large[name]:8.2f}ms{mark}")
    databases.end()
    sys.exit(not is_well)


if __name__ == "__main__":
    main()
