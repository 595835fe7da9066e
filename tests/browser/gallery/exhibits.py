"""A portal in which every page can be seen in every state, and who looks at it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from engine.storage.definitions import archive
from engine.storage.references import new_id
from engine.storage.requests import RequestRepository
from engine.storage.tables import Request
from tests.browser.pages import FORMS, stored_draft
from tests.webapp.delivery.rig import CODE, NOTICE
from tests.webapp.office.desk import CAMILLE, Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import CAMILLE as DATA
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, a_pdf, make_portal
from webapp.access import Audience, open_to
from webapp.accounts.authenticators import set_app_up
from webapp.accounts.directory import Role, find_account
from webapp.accounts.tables import AccessCount, Account, Challenge, SignInAttempt
from webapp.delivery import outbox
from webapp.delivery.tables import OutboxMessage
from webapp.requests.statuses import Status

__all__ = ["Exhibits", "Reader", "exhibits"]

_WORKED = Path(__file__).parents[2] / "worked_examples"
_NEW, _APP, _UNCONFIRMED = (
    f"{name}.exemple@example.org" for name in ("noa", "alix", "lou")
)
_CLERK, _SUPERVISOR = "anne.keller@example.org", "sophie.meier@example.org"
_LONG = "Rosalie-Amandine de Montmollin-Schwarzenberger"


class Reader(StrEnum):
    """Somebody who looks at pages."""

    NOBODY = "nobody"
    AWAITING_SMS = "somebody who waits for a code"
    HAS_APP = "somebody who reads a code from an app"
    NEW = "a beneficiary without requests"
    UNCONFIRMED = "a beneficiary with an address that is not confirmed"
    CAMILLE = "a beneficiary"
    CLERK = "a clerk"
    SUPERVISOR = "a supervisor"


@dataclass
class Exhibits:
    """The portal, everybody's browser, and the addresses of what there is to see."""

    portal: PortalForTests
    browsers: Mapping[Reader, PlainBrowser]
    addresses: dict[str, str] = field(default_factory=dict)

    def forget_tries(self) -> None:
        """Let codes and passwords be tried as if for the first time."""
        with self.portal.services.database.writing() as session:
            session.execute(update(Challenge).values(tries=0))
            session.execute(delete(AccessCount))
            session.execute(delete(SignInAttempt))


def exhibits(folder: Path) -> Exhibits:
    """Put up the portal with everything that there is to see."""
    portal = make_portal(
        folder,
        PAYMENT_NAME="Office cantonal des assurances sociales",
        PAYMENT_IBAN="CH9300762011623852957",
    )
    _add_fault(portal.app)
    desk = Desk(portal)
    made = Exhibits(portal, _browsers(desk))
    _show_links(made)
    _open_own_data(made)
    _show_drafts(made)
    _show_requests(made, desk)
    _show_messages(desk)
    made.browsers[Reader.AWAITING_SMS].press("J'ai besoin d'un nouveau code")
    return made


def _add_fault(app: Flask) -> None:
    @open_to(Audience.ANYONE)
    def fault() -> str:
        raise ZeroDivisionError

    app.add_url_rule("/fault", view_func=fault)


def _browsers(desk: Desk) -> dict[Reader, PlainBrowser]:
    portal = desk.portal
    for email in (CAMILLE, _NEW, _APP):
        desk.person(email)
    desk.person(_CLERK, Role.CLERK)
    desk.person(_SUPERVISOR, Role.SUPERVISOR)
    portal.account(_UNCONFIRMED)
    with desk.database.writing() as session:
        _account(session, _UNCONFIRMED).email_confirmed_at = None
        _account(session, CAMILLE).applicant = {**DATA, "last_name": _LONG}
        own_app = _account(session, _APP)
        set_app_up(session, own_app.id, "n", timecode=0, at=portal.clock())
    return {
        Reader.NOBODY: portal.browser(),
        Reader.AWAITING_SMS: _at_the_code(portal, CAMILLE),
        Reader.HAS_APP: _at_the_code(portal, _APP),
        Reader.NEW: desk.browser(_NEW),
        Reader.UNCONFIRMED: desk.browser(_UNCONFIRMED),
        Reader.CAMILLE: desk.browser(CAMILLE),
        Reader.CLERK: desk.browser(_CLERK),
        Reader.SUPERVISOR: desk.browser(_SUPERVISOR),
    }


def _account(session: Session, email: str) -> Account:
    account = find_account(session, email)
    assert account is not None
    return account


def _at_the_code(portal: PortalForTests, email: str) -> PlainBrowser:
    browser = portal.browser().get("/connexion")
    return browser.fill(email=email, password=PASSWORD).press("Se connecter")


def _show_links(made: Exhibits) -> None:
    """Have the links written that mails and commands give."""
    portal = made.portal
    made.browsers[Reader.UNCONFIRMED].get("/").press("Renvoyez-moi un nouvel email!")
    made.addresses["confirm"] = _found("/confirmation/", portal.mails()[-1].text)
    asking = portal.browser().get("/mot-de-passe-oublie")
    asking.fill(email=CAMILLE).press("Envoyer")
    mail = portal.mails()[-1].text
    made.addresses["reset"] = _found("/nouveau-mot-de-passe/", mail)
    run = portal.app.test_cli_runner().invoke(args=["staff", "add", "new@example.org"])
    made.addresses["welcome"] = _found("/premiere-connexion/", run.output)


def _open_own_data(made: Exhibits) -> None:
    """Have the download of everything opened by a code."""
    camille = made.browsers[Reader.CAMILLE].get("/informations-personnelles")
    camille.press("Demander mes données")
    camille.fill(code=made.portal.code(CAMILLE)).press("Envoyer")


def _found(path: str, text: str) -> str:
    found = re.search(rf"{path}[^\s\"?]*", text)
    assert found is not None
    return found[0]


def _show_drafts(made: Exhibits) -> None:
    """Store each form blank and filled, and a filled one with documents."""
    for form_id in FORMS:
        [case, *_] = json.loads((_WORKED / f"{form_id}.json").read_text("utf-8"))
        answers = {
            key: value for key, value in case["answers"].items() if key != "documents"
        }
        made.addresses[f"blank {form_id}"] = _stored(made.portal, form_id, {})
        made.addresses[f"filled {form_id}"] = _stored(made.portal, form_id, answers)
    camille = made.browsers[Reader.CAMILLE]
    camille.get(made.addresses["filled 318.632.1"])
    camille.attach("documents", "Billet du 6 juin.png", _a_picture())
    camille.attach("documents", f"{_LONG}.pdf", a_pdf())
    camille.press("Enregistrer")
    made.addresses["to confirm"] = stored_draft(made.portal).path


def _stored(portal: PortalForTests, form_id: str, answers: dict[str, Any]) -> str:
    form = portal.services.definitions.get(form_id)
    assert form is not None
    with portal.services.database.writing() as session:
        archive(session, form, at=portal.clock())
        made = RequestRepository(session).begin(
            form,
            owner_id=_account(session, CAMILLE).id,
            creation_key=new_id(),
            language="fr",
            status=Status.DRAFT,
            answers=answers,
            at=portal.clock(),
        )
        return f"/demandes/{made.id}"


def _a_picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (60, 80), "white").save(written, "PNG")
    return written.getvalue()


def _show_requests(made: Exhibits, desk: Desk) -> None:
    """Send requests and decide them, so that each status is there."""
    camille = made.browsers[Reader.CAMILLE]
    clerk = made.browsers[Reader.CLERK]
    for name in ("paid", "accepted"):
        _decide(clerk, made, name, desk.send_meals(camille)).press("Accepter")
        if name == "paid":
            clerk.get("/office/paiements").press("Transmettre pour paiement")
    refused = _decide(clerk, made, "refused", desk.send_meals(camille))
    refused.fill(motif="Déjà remboursé.\nVoir votre courrier.").press("Refuser")
    for name in ("to correct", "corrected"):
        sent = desk.send_trips(camille, ("51", "87"), remarks=f"Voir {_LONG}.")
        place = f"trips[{sent.answers['trips'][1]['_id']}].fare"
        _decide(clerk, made, name, sent)
        clerk.fill_all({"champ-0": place, "note-0": "Le billet indique 51.00."})
        clerk.press("Demander une correction")
    desk.portal.clock.instant += timedelta(minutes=5)
    camille.get(made.addresses["corrected"]).fill_all({"trips-1-fare": "51.00"})
    desk.send(camille)
    camille.get("/formulaires/318.632.1")
    camille.attach("documents", "Billet du 6 juin.png", _a_picture())
    camille.attach("documents", f"{_LONG}.pdf", a_pdf())
    sent = desk.send_meals_on(camille)
    _decide(clerk, made, "sent", sent)


def _decide(
    clerk: PlainBrowser, made: Exhibits, name: str, sent: Request
) -> PlainBrowser:
    """Note where a sent request is; open it at the desk."""
    made.addresses[name] = f"/demandes/{sent.id}"
    return clerk.get(f"/office/demandes/{sent.id}")


def _show_messages(desk: Desk) -> None:
    """Leave one message stuck, and one late."""
    with desk.database.writing() as session:
        for letter in (NOTICE, CODE):
            outbox.write(session, letter, at=desk.portal.clock(), domain="example.org")
        for key, error, state in (
            (NOTICE.key, "SMTP 550", "stuck"),
            (CODE.key, "HTTP 503", None),
        ):
            changes = {"attempts": 3, "last_error": error}
            session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.dedupe_key == key)
                .values(**changes, **({"state": state} if state else {}))
            )
