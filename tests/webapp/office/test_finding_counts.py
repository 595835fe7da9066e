"""What the queue shows of the checks, without judging anything."""

from engine.storage.tables import Request
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from webapp.office.tables import FindingCount


def _counts(desk: Desk) -> dict[str, tuple[int, int]]:
    return {
        each.request_id: (each.blocking, each.warnings)
        for each in desk.rows(FindingCount)
    }


def test_findings_are_counted_with_the_sending(desk: Desk, sent: Request) -> None:
    """Before anybody of the office has opened the request."""
    assert _counts(desk) == {sent.id: (0, 1)}


def test_a_second_request_counts_in_the_first_one_too(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request
) -> None:
    """Each claims the other's days; once one is refused, nothing is claimed twice."""
    second = desk.send_meals(camille)
    both = _counts(desk)
    anne.get(f"/office/demandes/{second.id}").fill(motif="Double.").press("Refuser")

    assert both == {sent.id: (1, 1), second.id: (1, 1)}
    assert _counts(desk)[sent.id] == (0, 1)


def test_opening_a_request_counts_again(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """A count that has grown old is put right by whoever reads."""
    with desk.database.writing() as session:
        session.get_one(FindingCount, sent.id).blocking = 7

    anne.get(f"/office/demandes/{sent.id}")

    assert _counts(desk) == {sent.id: (0, 1)}
