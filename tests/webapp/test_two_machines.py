"""Two machines on one database and one bucket, with forms of different versions.

So it is for a while whenever forms are changed: one machine has the new files already.
Each is a gunicorn of its own, on a port of its own.
"""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.peers.object_storage import ObjectStorage
from tests.peers.redis_server import RedisServer
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, a_pdf
from tests.webapp.two_workers import TwoWorkers, pressing, two_workers
from webapp.accounts.codes import spelled
from webapp.attachments.tables import Attachment

FORMS = Path(__file__).parent.parent.parent / "forms"
_MOST = 6
_numbers = count()


@pytest.fixture(scope="module")
def machines(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[TwoWorkers, TwoWorkers]]:
    """An older machine, and a newer one that says «Somme» for the total."""
    folder = tmp_path_factory.mktemp("office")
    newer_forms = shutil.copytree(FORMS, folder / "forms")
    path = newer_forms / "318.632.1.yaml"
    text = path.read_text("utf-8").replace("version: 1", "version: 2", 1)
    path.write_text(text.replace("Total général", "Somme"), "utf-8")
    with RedisServer() as redis, ObjectStorage() as storage:
        shared: dict[str, Any] = {
            "REDIS_URL": redis.url,
            "VERIFICATION_PER_MINUTE": _MOST,
            **storage.settings,
        }
        newest: dict[str, Any] = {**shared, "FORMS_PATH": str(newer_forms)}
        with (
            two_workers(folder, workers=1, **shared) as older,
            two_workers(folder, workers=1, **newest) as newer,
        ):
            yield older, newer


@pytest.fixture
def older(machines: tuple[TwoWorkers, TwoWorkers]) -> TwoWorkers:
    return machines[0]


@pytest.fixture
def newer(machines: tuple[TwoWorkers, TwoWorkers]) -> TwoWorkers:
    return machines[1]


@pytest.fixture
def email(older: TwoWorkers) -> str:
    """Of a beneficiary whom no other test knows."""
    email = f"beneficiary.{next(_numbers)}@example.org"
    Desk(older.portal).person(email)
    return email


def fill_meals(browser: PlainBrowser) -> PlainBrowser:
    browser.get("/formulaires/318.632.1")
    browser.fill_all({"decision_number": "320/2022/1", "meals.days_5_8h": "5"})
    return browser.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})


def test_a_session_is_one_everywhere(
    older: TwoWorkers, newer: TwoWorkers, email: str
) -> None:
    """R14: begun here and known there; ended here and over there."""
    browser = Desk(older.portal).browser(email).get("/")
    assert [each.get(browser, "/").status for each in (older, newer)] == [200, 200]

    [answer] = older.at_once([pressing(browser, "Se déconnecter")])

    assert answer.location == "/connexion"
    assert [each.get(browser, "/").status for each in (older, newer)] == [303, 303]


def test_the_tries_of_a_code_count_everywhere(
    older: TwoWorkers, newer: TwoWorkers, email: str
) -> None:
    """R14, A12: three wrong ones here and two there, and the right one is void."""
    browser = older.portal.browser().get("/connexion")
    browser.fill(email=email, password=PASSWORD).press("Se connecter")
    right = spelled(older.portal.code(email))
    wrong = pressing(browser, "Envoyer", code=f"{(int(right) + 1) % 1_000_000:06}")

    answers = [*older.at_once([wrong] * 3), *newer.at_once([wrong] * 2)]
    [late] = older.at_once([pressing(browser, "Envoyer", code=right)])

    assert sorted(each.status for each in answers) == [303, 422, 422, 422, 422]
    assert late.location == "/connexion"


def test_floods_are_counted_together(older: TwoWorkers, newer: TwoWorkers) -> None:
    """R11, R14: by Redis, which both of them ask."""
    browser = older.portal.browser().get("/verifier")
    press = pressing(browser, "Vérifier")
    half = _MOST // 2

    first = older.at_once([press] * half)
    second = newer.at_once([press] * half)
    answers = [*older.at_once([press]), *newer.at_once([press])]

    assert [each.status for each in (*first, *second)] == [422] * _MOST
    assert [each.status for each in answers] == [429, 429]


def test_what_was_sent_is_shown_everywhere_as_it_was(
    older: TwoWorkers, newer: TwoWorkers, email: str
) -> None:
    """R15: by the definition in the archive, not by the files of the machine."""
    browser = fill_meals(Desk(newer.portal).browser(email)).press("Continuer")
    request_id = browser.address.split("/")[2]

    [sent] = newer.at_once([pressing(browser, "Envoyer ma demande")])

    assert sent.location == f"/demandes/{request_id}/confirmation"
    pages = [
        machine.get(browser, f"/demandes/{request_id}") for machine in (older, newer)
    ]
    assert all("Somme" in page.text for page in pages)
    assert not any("Total général" in page.text for page in pages)
    prints = {
        machine.get(browser, f"/demandes/{request_id}/pdf").text
        for machine in (older, newer)
    }
    assert len(prints) == 1


def test_a_document_that_came_here_is_given_there(
    older: TwoWorkers, newer: TwoWorkers, email: str
) -> None:
    """R14: it is in the bucket, whichever machine took it."""
    browser = Desk(older.portal).browser(email).get("/formulaires/318.632")
    browser.attach("documents", "a.pdf", a_pdf())
    [saved] = older.at_once([pressing(browser, "Enregistrer")])
    with older.portal.services.database.reading() as session:
        of_request = Attachment.request_id == saved.location.rpartition("/")[2]
        [document] = session.scalars(select(Attachment).where(of_request))

    address = f"{saved.location}/documents/{document.id}"
    given = [each.get(browser, address) for each in (older, newer)]

    assert [each.status for each in given] == [200, 200]
    assert given[0].text == given[1].text
    assert given[0].text.startswith("%PDF-")


def test_a_draft_goes_to_and_fro_with_its_answers(
    older: TwoWorkers, newer: TwoWorkers, email: str
) -> None:
    """R14, R15: each machine asks as its files say, and loses nothing."""
    there = fill_meals(Desk(newer.portal).browser(email)).press("Enregistrer")
    here = Desk(older.portal).browser(email).get(there.address)
    assert "Total général" in here.text

    [saved] = older.at_once([pressing(here, "Enregistrer", decision_number="320/7")])

    assert saved.location == there.address
    there.get(there.address)
    assert "Somme" in there.text
    assert there.value("decision_number") == "320/7"
    assert there.value("meals.days_5_8h") == "5"


def test_machines_say_what_they_serve(older: TwoWorkers, newer: TwoWorkers) -> None:
    """Whoever looks after them sees that they differ, and in which form."""
    here = older.portal.services.definitions.state
    there = newer.portal.services.definitions.state

    assert here.hash != there.hash
    differing = {form for form in here.forms if here.forms[form] != there.forms[form]}
    assert differing == {"318.632.1"}
    assert (here.problems, there.problems) == ((), ())
