"""The log: a chain in which no line can be changed or taken away unseen (F10)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.webapp.office.desk import ANNE, Desk
from webapp.accounts.directory import find_account
from webapp.office import audit
from webapp.office.tables import AuditEntry


def _write(desk: Desk, *actions: str) -> None:
    for action in actions:
        with desk.database.writing() as session:
            account = find_account(session, ANNE)
            assert account is not None
            at = desk.portal.clock()
            audit.append(session, account, action, subject="r1", at=at)


def _verify(desk: Desk) -> audit.Verdict:
    with desk.database.reading() as session:
        return audit.verify(session)


def _tamper(desk: Desk, statement: str) -> None:
    with desk.database.writing() as session:
        session.execute(text(statement))


def test_an_untouched_log_is_whole(desk: Desk) -> None:
    """Every line follows from the one before."""
    _write(desk, "read", "accept", "read")

    verdict = _verify(desk)

    newest = desk.rows(AuditEntry)[-1]
    assert verdict == audit.Verdict(count=3, head=newest.hash, fault=None)


def test_an_empty_log_is_whole(desk: Desk) -> None:
    """Before anybody did anything there is nothing to find."""
    assert _verify(desk) == audit.Verdict(count=0, head=audit.FIRST_HASH, fault=None)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE audit_log SET action = 'refuse' WHERE number = 2",
            audit.Fault(2, "was changed"),
        ),
        (
            "UPDATE audit_log SET at = '2020-01-01 00:00:00.000000' WHERE number = 1",
            audit.Fault(1, "was changed"),
        ),
        (
            "UPDATE audit_log SET details = '{\"x\": 1}' WHERE number = 3",
            audit.Fault(3, "was changed"),
        ),
        (
            "DELETE FROM audit_log WHERE number = 2",
            audit.Fault(2, "line 2 is missing"),
        ),
        (
            "DELETE FROM audit_log WHERE number = 3",
            audit.Fault(3, "3 lines were written, 2 are there"),
        ),
        ("DELETE FROM audit_log", audit.Fault(1, "3 lines were written, 0 are there")),
    ],
)
def test_tampering_shows(desk: Desk, statement: str, fault: audit.Fault) -> None:
    """An edited, a deleted and a cut-off line are told with their number."""
    _write(desk, "read", "accept", "read")

    _tamper(desk, statement)

    assert _verify(desk).fault == fault


def test_a_deleted_line_shows_even_if_the_rest_is_numbered_anew(desk: Desk) -> None:
    """Closing the gap breaks the chain of hashes."""
    _write(desk, "read", "accept", "read")

    _tamper(desk, "DELETE FROM audit_log WHERE number = 2")
    _tamper(desk, "UPDATE audit_log SET number = 2 WHERE number = 3")

    assert _verify(desk).fault == audit.Fault(2, "does not follow the line before")


def test_lines_written_at_once_are_one_chain(desk: Desk) -> None:
    """Forty lines of four threads follow each other without gap or fork."""
    with ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            pool.submit(_write, desk, *["read"] * 10)

    verdict = _verify(desk)
    assert (verdict.count, verdict.fault) == (40, None)


def test_the_command_tells_whether_the_log_is_whole(desk: Desk) -> None:
    """`audit verify` prints the head, and fails at the line that was changed."""
    _write(desk, "read", "accept")
    run = desk.portal.app.test_cli_runner()

    whole = run.invoke(args=["audit", "verify"])
    head = whole.output.strip().rpartition(" ")[2]
    again = run.invoke(args=["audit", "verify", "--head", head])
    other = run.invoke(args=["audit", "verify", "--head", "1:" + "0" * 64])
    _tamper(desk, "UPDATE audit_log SET subject = 'r2' WHERE number = 1")
    broken = run.invoke(args=["audit", "verify"])

    assert whole.output.startswith("2 lines, all whole; head 2:")
    assert [whole.exit_code, again.exit_code, other.exit_code] == [0, 0, 1]
    assert (broken.exit_code, broken.output) == (1, "audit line 1: was changed\n")


def test_a_log_written_anew_is_not_the_one_that_was(desk: Desk) -> None:
    """A head that was kept elsewhere unmasks a whole log that was replaced."""
    _write(desk, "read", "accept")
    run = desk.portal.app.test_cli_runner()
    head = run.invoke(args=["audit", "verify"]).output.strip().rpartition(" ")[2]
    _tamper(desk, "DELETE FROM audit_log")
    _tamper(desk, "DELETE FROM audit_head")
    _write(desk, "read", "refuse")

    replaced = run.invoke(args=["audit", "verify", "--head", head])

    assert (replaced.exit_code, replaced.output) == (
        1,
        f"the log is another one than at {head}\n",
    )
