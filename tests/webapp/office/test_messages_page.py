"""«Messages en attente»: what did not leave, why, and another try."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.webapp.delivery.rig import CODE, NOTICE
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from webapp.delivery import outbox
from webapp.delivery.letter import Letter
from webapp.delivery.tables import OutboxMessage
from webapp.office.messages_page import reason_words
from webapp.office.tables import AuditEntry


def _write(desk: Desk, letter: Letter, **changes: object) -> OutboxMessage:
    """Write a message, as it stands after some attempts."""
    with desk.database.writing() as session:
        outbox.write(session, letter, at=desk.portal.clock(), domain="example.org")
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.dedupe_key == letter.key)
            .values(**changes)
        )
    return _row(desk, letter.key)


def _row(desk: Desk, key: str) -> OutboxMessage:
    return next(row for row in desk.rows(OutboxMessage) if row.dedupe_key == key)


def test_a_supervisor_sees_what_is_stuck_and_what_is_late(
    desk: Desk, sophie: PlainBrowser
) -> None:
    """With its reason, and without what it says: a code is nobody else's."""
    _write(desk, NOTICE, state="stuck", attempts=1, last_error="SMTP 550")
    _write(desk, CODE, attempts=3, last_error="HTTP 503")

    sophie.get("/office/").follow("Messages en attente")

    assert "Bloqués 1" in sophie.text
    assert (
        "Votre IBAN a été changé camille.exemple@example.org 24.11.2026 à 13:00 1 "
        "Refusé par le serveur (SMTP 550). Réessayer"
    ) in sophie.text
    assert (
        "SMS +41791234567 24.11.2026 à 13:00 3 Le serveur demande d'attendre "
        "(HTTP 503). 24.11.2026 à 13:00"
    ) in sophie.text
    assert "359-532" not in sophie.text


def test_nothing_late_is_said_as_well(sophie: PlainBrowser) -> None:
    sophie.get("/office/messages")

    assert "Aucun message n'est bloqué." in sophie.text
    assert "Aucun message n'est retardé." in sophie.text


def test_a_stuck_message_is_tried_again(desk: Desk, sophie: PlainBrowser) -> None:
    """From the beginning, and the log knows who asked for it."""
    row = _write(desk, NOTICE, state="stuck", attempts=45, last_error="SMTP 451")

    sophie.get("/office/messages").press("Réessayer camille.exemple")

    again = _row(desk, NOTICE.key)
    assert (again.state, again.attempts) == ("waiting", 0)
    assert again.message_id == row.message_id
    assert "1 message est envoyé encore une fois." in sophie.text
    logged = desk.rows(AuditEntry)[-1]
    assert (logged.action, logged.details) == (
        "retry_messages",
        {"message": row.id, "count": 1},
    )


def test_all_are_tried_again_but_those_of_no_use(
    desk: Desk, sophie: PlainBrowser
) -> None:
    """A code whose time is over has no text any more."""
    for number in range(3):
        _write(desk, replace(NOTICE, key=f"notice:{number}"), state="stuck")
    _write(desk, CODE, state="stuck", text="", last_error="expired")

    sophie.get("/office/messages")
    assert "Trop tard: son contenu ne sert plus. –" in sophie.text
    sophie.press("Tout réessayer")

    assert "3 messages sont envoyés encore une fois." in sophie.text
    assert "Bloqués 1" in sophie.text


def test_a_message_that_left_meanwhile_is_told(
    desk: Desk, sophie: PlainBrowser
) -> None:
    _write(desk, NOTICE, state="stuck")
    sophie.get("/office/messages")
    _write(desk, NOTICE, state="sent", sent_at=desk.portal.clock() + timedelta(hours=1))

    sophie.press("Réessayer")

    assert "Aucun message n'est envoyé" in sophie.text


def test_a_clerk_is_not_shown_the_page(anne: PlainBrowser) -> None:
    """Nor the way to it."""
    assert "Messages en attente" not in anne.get("/office/").text
    assert anne.get("/office/messages").status == 403


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("expired", "Trop tard: son contenu ne sert plus."),
        (
            "delivery was cut short each time",
            "L'envoi a été interrompu chaque fois.",
        ),
        ("SMTP 550", "Refusé par le serveur (SMTP 550)."),
        ("HTTP 400", "Refusé par le serveur (HTTP 400)."),
        ("HTTP 429", "Le serveur demande d'attendre (HTTP 429)."),
        ("SMTP 451", "Le serveur demande d'attendre (SMTP 451)."),
        ("UnreachableError", "L'adresse n'est pas valable."),
        ("", "L'envoi a été interrompu."),
        ("TimeoutError", "Le serveur ne répond pas comme il faut (TimeoutError)."),
    ],
)
def test_a_reason_is_said_in_words(desk: Desk, code: str, words: str) -> None:
    with desk.portal.app.test_request_context():
        assert reason_words(code) == words
