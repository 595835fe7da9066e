"""A person with something in every table, as years of use leave it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from tests.webapp.office.desk import ANNE, CAMILLE, Desk
from tests.webapp.portal_for_tests import a_pdf
from webapp.accounts.directory import find_account
from webapp.accounts.tables import Account
from webapp.privacy.personal_data import OF_ACCOUNTS, OF_REQUESTS

__all__ = ["Life", "account_of", "begin", "command", "live", "rows_about", "wait"]


@dataclass(frozen=True)
class Life:
    """The ids of a draft with a document, a refused, a paid and an open request."""

    draft: str
    refused: str
    paid: str
    open: str

    @property
    def requests(self) -> list[str]:
        return [self.draft, self.refused, self.paid, self.open]


def command(desk: Desk, *arguments: object) -> str:
    """Give what a command of `flask --app webapp` says; it must end well."""
    done = desk.portal.app.test_cli_runner().invoke(args=[str(a) for a in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def begin(desk: Desk) -> str:
    """Let Camille begin a request with a document; give the draft's id."""
    browser = desk.browser(CAMILLE).get("/formulaires/318.632")
    browser.attach("documents", "a.pdf", a_pdf()).press("Enregistrer")
    return browser.address.split("/")[2]


def live(desk: Desk) -> Life:
    """Let Camille begin, send, be refused, be paid."""
    browser, clerk = desk.browser(CAMILLE), desk.browser(ANNE)
    refused = desk.send_meals(browser).id
    clerk.get(f"/office/demandes/{refused}").fill(motif="Hors délai.").press("Refuser")
    paid = desk.send_meals(browser, "4").id
    clerk.get(f"/office/demandes/{paid}").press("Accepter")
    clerk.get("/office/paiements").press("Transmettre pour paiement")
    sent = desk.send_meals(browser, "3").id
    return Life(begin(desk), refused, paid, sent)


def account_of(desk: Desk, email: str = CAMILLE) -> Account | None:
    with desk.database.reading() as session:
        return find_account(session, email)


def rows_about(desk: Desk, ids: list[str]) -> dict[str, int]:
    """Count the rows about accounts and requests, by table; none is not told."""
    found: dict[str, Any] = {}
    with desk.database.reading() as session:
        for each in (*OF_ACCOUNTS, *OF_REQUESTS):
            counted = select(func.count()).select_from(each.table)
            found[each.name] = session.scalar(counted.where(each.whose.in_(ids)))
    return {name: number for name, number in found.items() if number}


def wait(desk: Desk, days: float) -> None:
    desk.portal.clock.instant += timedelta(days=days)
