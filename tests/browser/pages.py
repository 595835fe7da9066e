"""Every page of a beneficiary by its address, to be looked at in every setting."""

from dataclasses import dataclass
from typing import Any

from engine.storage.definitions import archive
from engine.storage.references import new_id
from engine.storage.requests import RequestRepository
from tests.webapp.portal_for_tests import PortalForTests
from webapp.accounts.directory import find_account
from webapp.requests.statuses import Status

__all__ = [
    "ANSWERS",
    "FORMS",
    "PUBLIC",
    "SIGNED_IN",
    "Draft",
    "draft_of",
    "stored_draft",
]

FORMS = ("318.632.1", "318.632.2", "318.632", "318.635-639", "318.536", "300.001")
PUBLIC = ("/connexion", "/inscription", "/nowhere")
SIGNED_IN = ("/", "/profil", *(f"/formulaires/{form}" for form in FORMS))

_TRIP: dict[str, Any] = {
    "start": "06.06.2022",
    "end": "06.06.2022",
    "purpose": "Hôpital",
    "origin": "Genève",
    "destination": "Berne",
    "ticket": "public_return",
    "fare": "51.00",
}
ANSWERS: dict[str, Any] = {
    "decision_number": "320/2022/123456/0",
    "iban": "CH9300762011623852957",
    "period_from": "06.06.2022",
    "period_to": "10.06.2022",
    "meals": {"days_5_8h": "5"},
}
"""The tutorial's answers to 318.632.1 without its trips."""


@dataclass(frozen=True)
class Draft:
    """A stored draft. `path` leads to its form."""

    id: str

    @property
    def path(self) -> str:
        return f"/demandes/{self.id}"

    @property
    def check(self) -> str:
        """Where it is checked before it is sent."""
        return f"{self.path}/verification"


def stored_draft(portal: PortalForTests, *, trips: int = 1) -> Draft:
    """Store a draft of the tutorial's request with some trips."""
    rows = [{**_TRIP, "_id": f"row-{number}"} for number in range(trips)]
    return draft_of(portal, "318.632.1", {**ANSWERS, "trips": rows})


def draft_of(portal: PortalForTests, form_id: str, answers: dict[str, Any]) -> Draft:
    """Store a draft of a form with some answers."""
    form = portal.services.definitions.get(form_id)
    assert form is not None
    with portal.services.database.writing() as session:
        account = find_account(session, "camille.exemple@example.org")
        assert account is not None
        archive(session, form, at=portal.clock())
        made = RequestRepository(session).begin(
            form,
            owner_id=account.id,
            creation_key=new_id(),
            language="fr",
            status=Status.DRAFT,
            answers=answers,
            at=portal.clock(),
        )
        return Draft(made.id)
