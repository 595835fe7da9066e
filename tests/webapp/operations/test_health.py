"""Health: what is looked at, how long, how often, and what is told of it."""

from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from tests.databases import KIND
from tests.webapp.delivery.rig import NOTICE
from tests.webapp.portal_for_tests import PortalForTests, StandingClock, make_portal
from webapp.delivery import outbox
from webapp.operations.checks import checks_of
from webapp.operations.health import Health, Readiness

READY = {
    "database": "ok",
    "schema": "ok",
    "storage": "ok",
    "definitions": "ok",
    "outbox": "ok",
}


class Seconds:
    """A clock that never goes back."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def _checked(portal: PortalForTests) -> dict[str, Health]:
    """Look now, whatever was found a moment ago."""
    return dict(Readiness(checks_of(portal.services), timeout_s=60).found())


def test_a_process_that_answers_is_alive(portal: PortalForTests) -> None:
    """Its database may be gone: ending the process would mend nothing."""
    portal.services.database.close()

    answer = portal.app.test_client().get("/health/live")

    assert (answer.status_code, answer.json) == (200, {"state": "ok"})


def test_health_tells_names_and_states_and_nothing_else(portal: PortalForTests) -> None:
    """Whoever asks is nobody: no cookie, no language, nothing to be stored."""
    answer = portal.app.test_client().get(
        "/health/ready", headers={"Accept-Language": "de"}
    )

    assert answer.status_code == 200
    assert answer.json == {"state": "ready", "checks": READY}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_looking_leaves_nothing_behind(portal: PortalForTests) -> None:
    """Neither a row nor an object."""
    _checked(portal)

    with portal.services.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM chore_leases")) == 0
    assert list(portal.services.storage.objects()) == []


def test_without_tables_requests_are_refused(portal: PortalForTests) -> None:
    with portal.services.database.writing() as session:
        session.execute(text("ALTER TABLE chore_leases RENAME TO away"))

    answer = portal.app.test_client().get("/health/ready")

    assert answer.status_code == 503
    assert answer.json == {
        "state": "not ready",
        "checks": READY | {"database": "failed"},
    }


def test_an_earlier_schema_is_not_ready(portal: PortalForTests) -> None:
    with portal.services.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0002'"))

    assert _checked(portal)["schema"] is Health.FAILED


def test_a_schema_of_a_newer_release_is_served(portal: PortalForTests) -> None:
    """R20: the new release has changed the tables, the old one still answers."""
    with portal.services.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert _checked(portal)["schema"] is Health.OK


def test_a_storage_that_cannot_be_written_is_not_ready(tmp_path: Path) -> None:
    """R5: here its place is taken by a file."""
    (tmp_path / "documents").write_text("no folder")
    portal = make_portal(tmp_path, ATTACHMENTS_PATH=str(tmp_path / "documents"))

    assert _checked(portal) == READY | {"storage": "failed"}
    portal.services.database.close()


def test_a_broken_form_is_told_while_its_last_good_one_serves(tmp_path: Path) -> None:
    """R15: one machine after the other out of service for a slip would be worse."""
    forms = tmp_path / "forms"
    forms.mkdir()
    form = Path(__file__).parents[3] / "forms"
    for file in form.rglob("*.*"):
        if file.suffix in (".yaml", ".po", ".mo"):
            copy = forms / file.relative_to(form)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    portal = make_portal(tmp_path, FORMS_PATH=str(forms))
    assert _checked(portal)["definitions"] is Health.OK

    (forms / "318.632.1.yaml").write_text("form: [")

    assert _checked(portal)["definitions"] is Health.ATTENTION
    portal.services.database.close()


def test_no_form_at_all_is_not_ready(tmp_path: Path) -> None:
    portal = make_portal(tmp_path, FORMS_PATH=str(tmp_path / "nowhere"))

    assert _checked(portal)["definitions"] is Health.FAILED
    portal.services.database.close()


@pytest.mark.parametrize(("minutes", "state"), [(15, "ok"), (16, "attention")])
def test_messages_that_do_not_leave_are_told(
    portal: PortalForTests, minutes: int, state: str
) -> None:
    """Pages work all the same (R7)."""
    with portal.services.database.writing() as session:
        outbox.write(session, NOTICE, at=portal.clock(), domain="example.org")
    clock: StandingClock = portal.clock
    clock.instant = clock.instant.replace(minute=minutes)

    assert _checked(portal)["outbox"] == state


def test_what_hangs_is_slow_and_is_begun_once() -> None:
    """However often somebody asks, one thread waits."""
    goes_on, begun = Event(), []

    def hangs() -> Health:
        begun.append(1)
        assert goes_on.wait(20)
        return Health.OK

    seconds = Seconds()
    checks = {"one": hangs, "other": lambda: Health.OK}
    readiness = Readiness(checks, timeout_s=0.05, kept_s=1, clock=seconds)

    for seconds.now in (1, 2, 3):
        assert readiness.found() == {"one": Health.SLOW, "other": Health.OK}
    goes_on.set()
    seconds.now = 4
    readiness.timeout_s = 20

    assert readiness.found() == {"one": Health.OK, "other": Health.OK}
    assert len(begun) == 1


def test_who_asks_often_asks_for_little() -> None:
    seconds, looks = Seconds(), []

    def look() -> Health:
        looks.append(seconds.now)
        return Health.OK

    readiness = Readiness({"one": look}, kept_s=5, clock=seconds)

    for seconds.now in (0, 1, 4.9, 5, 6, 9.9, 10):
        readiness.found()

    assert looks == [0, 5, 10]


def test_what_raises_has_failed(caplog: pytest.LogCaptureFixture) -> None:
    """The log has the kind of the fault, not its words."""

    def fail() -> Health:
        raise ValueError("camille@example.org")

    assert Readiness({"one": fail}).found() == {"one": Health.FAILED}
    assert caplog.messages == ["one is not ready: ValueError"]


def test_the_database_of_this_run_is_probed(portal: PortalForTests) -> None:
    """A read-only one is none that requests may be sent to."""
    if KIND == "sqlite":
        statement = "PRAGMA query_only = ON"
    else:
        statement = "SET default_transaction_read_only = on"
    engine = portal.services.database.engine

    def make_read_only(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.cursor().execute(statement)
        connection.commit()

    event.listen(engine, "connect", make_read_only)
    engine.dispose()

    assert _checked(portal)["database"] is Health.FAILED
