"""Decisions: on what was seen, once, with everything that follows."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine.storage.tables import Request
from tests.webapp.office.desk import ANNE, BRUNO, CAMILLE, Desk
from tests.webapp.plain_browser import PlainBrowser
from webapp.accounts.directory import Role, find_account
from webapp.accounts.tables import Account
from webapp.office.tables import AuditEntry, Decision
from webapp.requests.tables import CorrectionNote


def _open(browser: PlainBrowser, request: Request) -> PlainBrowser:
    return browser.get(f"/office/demandes/{request.id}")


def test_a_clerk_accepts(desk: Desk, anne: PlainBrowser, sent: Request) -> None:
    """Accepting changes the status and tells the beneficiary, in one step."""
    before = len(desk.messages())

    _open(anne, sent).press("Accepter")

    assert desk.request(sent.id).status == "accepted"
    assert desk.events(sent.id)[-1] == ("accept", "accepted", "")
    [message] = desk.messages()[before:]
    assert (message.recipient, message.subject) == (
        CAMILLE,
        f"Votre demande {sent.reference} est acceptée",
    )
    assert "La décision est enregistrée" in anne.text


def test_a_refusal_needs_a_reason(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """Without a reason nothing happens, and the field says so."""
    _open(anne, sent).press("Refuser")

    assert anne.status == 422
    assert "Indiquez le motif du refus." in anne.text
    assert desk.request(sent.id).status == "processing"


def test_a_refusal_tells_its_reason(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request
) -> None:
    """The reason reaches the beneficiary by mail and on the page."""
    _open(anne, sent).fill(motif="Déjà remboursé.\nVoir votre courrier.").press(
        "Refuser"
    )

    assert desk.request(sent.id).status == "refused"
    assert "Déjà remboursé." in desk.messages()[-1].text
    camille.get(f"/demandes/{sent.id}")
    assert "Motif du refus Déjà remboursé. Voir votre courrier." in camille.text


def test_a_correction_needs_a_note(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """Nobody is asked to correct something unsaid."""
    _open(anne, sent).press("Demander une correction")

    assert anne.status == 422
    assert "Écrivez au moins une note." in anne.text
    assert desk.request(sent.id).status == "processing"


def test_a_correction_keeps_its_notes_and_writes_them(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """A phrase and own words make one note; the mail leads to the request."""
    _open(anne, sent).press("Ajouter une note")
    phrase = "Le document joint est illisible. Joignez une copie plus nette."
    anne.fill_all(
        {
            "champ-0": "period_to",
            "note-0": "Le séjour finit le 8 juin.",
            "champ-1": "documents",
            "phrase-1": "unreadable_document",
            "note-1": "Merci.",
        }
    )
    anne.press("Demander une correction")

    notes = [(n.round, n.path, n.text, n.opened) for n in desk.rows(CorrectionNote)]
    assert notes == [
        (1, "period_to", "Le séjour finit le 8 juin.", ["period_from", "period_to"]),
        (1, "documents", f"{phrase}\nMerci.", ["documents"]),
    ]
    assert desk.request(sent.id).status == "correction"
    text = desk.messages()[-1].text
    assert "Le séjour finit le 8 juin." in text
    assert f"/demandes/{sent.id}" in text


def test_the_preview_sends_nothing(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """The mail is shown as it would be sent, and what was typed stays."""
    before = len(desk.messages())

    _open(anne, sent).fill_all({"note-0": "Corrigez la date."}).press(
        "Voir le courriel"
    )

    assert f"Votre demande {sent.reference}: à corriger" in anne.text
    assert anne.value("note-0") == "Corrigez la date."
    assert len(desk.messages()) == before
    assert desk.request(sent.id).status == "processing"


def test_a_note_may_begin_at_a_field(anne: PlainBrowser, sent: Request) -> None:
    """The address can name the field that a note is about."""
    anne.get(f"/office/demandes/{sent.id}?note=iban")

    assert anne.value("champ-0") == "iban"


def test_each_answer_has_a_button_for_a_note(anne: PlainBrowser, sent: Request) -> None:
    """It chooses the field in a blank note, else in one more; nothing typed is lost."""
    _open(anne, sent).press("Écrire une note : IBAN")
    assert anne.value("champ-0") == "iban"

    anne.fill_all({"note-0": "Est-ce le bon compte?", "motif": "Peut-être."})
    anne.press("Écrire une note : Numéro de décision")

    assert [anne.value(f"champ-{n}") for n in (0, 1)] == ["iban", "decision_number"]
    assert anne.value("note-0") == "Est-ce le bon compte?"
    assert anne.value("motif") == "Peut-être."
    assert 'id="note-1" name="note-1" rows="3" autofocus' in anne.html


def test_a_phrase_is_said_in_the_beneficiarys_language(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """The clerk chooses in French, sees the German, and German is what is written."""
    with desk.database.writing() as session:
        session.get_one(Account, sent.owner_id).language = "de"
    german = "Ein Dokument fehlt. Legen Sie die Rechnung oder die Quittung bei."

    _open(anne, sent).fill_all({"phrase-0": "missing_document"})
    anne.press("Voir le courriel")

    assert "Un document manque. Joignez la facture ou la quittance." in anne.text
    assert f'<p class="hint" lang="de" data-theirs-of="phrase-0">{german}' in anne.html
    assert anne.text.count(german) == 2
    assert "Guten Tag" in anne.text

    anne.press("Demander une correction")

    assert [note.text for note in desk.rows(CorrectionNote)] == [german]
    assert german in desk.messages()[-1].text


def test_a_field_is_named_in_the_beneficiarys_language(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """The mail names the field as its reader knows it; the page stays French."""
    with desk.database.writing() as session:
        session.get_one(Account, sent.owner_id).language = "de"

    _open(anne, sent).fill_all({"champ-0": "decision_number", "note-0": "320/2022/2"})
    anne.press("Voir le courriel")
    assert "Numéro de décision" in anne.text
    anne.press("Demander une correction")

    text = desk.messages()[-1].text
    assert "Numéro de décision" not in text
    assert "320/2022/2" in text


@pytest.mark.parametrize(
    ("email", "avs_number"),
    [
        ("anne.keller@example.org", "756.1234.5678.97"),
        ("camille.exemple+guichet@example.org", ""),
    ],
)
def test_nobody_decides_for_themselves(
    desk: Desk, sent: Request, email: str, avs_number: str
) -> None:
    """B08: the same AVS number or mailbox; the page says so, a forged press fails."""
    if email != ANNE:
        desk.person(email, Role.CLERK)
    with desk.database.writing() as session:
        clerk = find_account(session, email)
        assert clerk is not None
        clerk.applicant = {"avs_number": avs_number}
    browser = desk.browser(email)
    address, data = _open(desk.browser(BRUNO), sent).pressed("Accepter")
    token = _open(browser, sent).value("csrf_token")

    answer = browser.client.post(address, data={**data.to_dict(), "csrf_token": token})

    assert "Cette demande est la vôtre" in browser.text
    assert "une autre personne en décide" in browser.text
    assert answer.status_code == 403
    assert desk.request(sent.id).status == "processing"


def test_a_second_decision_is_told_and_changes_nothing(
    desk: Desk, anne: PlainBrowser, bruno: PlainBrowser, sent: Request
) -> None:
    """Who decides later sees the newer state and keeps every word typed (R17)."""
    _open(anne, sent)
    _open(bruno, sent).press("Accepter")

    anne.fill(motif="Pièce manquante.").press("Refuser")

    assert anne.status == 409
    assert "rien n'a été enregistré" in anne.text
    assert "Acceptée par bruno.rossi@example.org, 24.11.2026 à 13:00." in anne.text
    assert anne.value("motif") == "Pièce manquante."
    assert desk.request(sent.id).status == "accepted"
    assert [d.action for d in desk.rows(Decision)] == ["accept"]


def test_a_decision_names_the_content_it_saw(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """A page that showed something else decides nothing (R18)."""
    address, data = _open(anne, sent).pressed("Accepter")
    data["content"] = "0" * 64

    response = anne.client.post(address, data=data)

    assert response.status_code == 409
    assert desk.request(sent.id).status == "processing"


def test_what_was_decided_on_is_kept(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """Decision and log name the hash of what was sent."""
    _open(anne, sent).press("Accepter")

    [decision] = desk.rows(Decision)
    content_hash = desk.versions(sent.id)[0].version.content_hash
    assert decision.content_hash == content_hash
    line = next(e for e in desk.rows(AuditEntry) if e.action == "accept")
    assert line.details == {"content": content_hash, "revision": decision.revision}


_PAIRS = [
    (one, other)
    for one in ("Accepter", "Refuser", "Demander une correction")
    for other in ("Accepter", "Refuser", "Demander une correction")
]


@pytest.mark.parametrize(("one", "other"), _PAIRS)
def test_of_two_decisions_at_once_one_happens(
    desk: Desk,
    anne: PlainBrowser,
    bruno: PlainBrowser,
    sent: Request,
    one: str,
    other: str,
) -> None:
    """Whatever both press at the same instant: one status, one event, one mail."""
    typed = {"motif": "Non.", "note-0": "Corrigez."}
    _, accept = _open(anne, sent).fill_all(typed).pressed(one)
    address, refuse = _open(bruno, sent).fill_all(typed).pressed(other)
    before, together = len(desk.messages()), Barrier(2)

    def press(browser: PlainBrowser, data: object) -> int:
        together.wait()
        return browser.client.post(address, data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(press, anne, accept), pool.submit(press, bruno, refuse)]
        codes = sorted(answer.result() for answer in answers)

    assert codes == [303, 409]
    assert len(desk.rows(Decision)) == 1
    assert len(desk.events(sent.id)) == 2
    assert len(desk.messages()) == before + 1


def test_a_decided_request_takes_no_other_decision(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """The page offers none, and a forged one is refused."""
    address, data = _open(anne, sent).pressed("Refuser")
    anne.press("Accepter")
    page = desk.request(sent.id)
    data["motif"], data["revision"] = "Non.", str(page.revision)

    response = anne.client.post(address, data=data)

    assert response.status_code == 409
    assert desk.request(sent.id).status == "accepted"
