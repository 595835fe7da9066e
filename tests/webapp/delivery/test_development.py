"""Messages as files: named by time and number, whole, readable."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.webapp.delivery.rig import CODE, NOON, NOTICE, Rig, envelope, settings
from tests.webapp.portal_for_tests import make_portal
from webapp.delivery.carriers import carriers_for
from webapp.delivery.development import KeptMessage, MessageFolder, kept_messages
from webapp.delivery.dispatch import deliver_due
from webapp.delivery.letter import DeliveryError, Kind
from webapp.delivery.mail import compose
from webapp.delivery.service import install_delivery
from webapp.delivery.settings import DELIVERY_DEFAULTS, delivery_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "messages"


def test_each_message_is_a_file(rig: Rig, folder: Path) -> None:
    to_files = replace(settings(), messages_path=folder)
    rig.dispatch = replace(
        rig.dispatch, carriers=carriers_for(to_files, lambda: rig.instant)
    )
    rig.write(CODE)
    rig.write(NOTICE)

    deliver_due(rig.dispatch, Kind.SMS)
    deliver_due(rig.dispatch, Kind.MAIL)

    assert sorted(file.name for file in folder.iterdir()) == [
        "20261124T120000Z-0001.sms.txt",
        "20261124T120000Z-0002.eml",
    ]
    sms = folder / "20261124T120000Z-0001.sms.txt"
    assert sms.read_text("utf-8") == (
        "+41791234567\nVotre code d'accès au Guichet: 359-532\n"
    )
    mail = message_from_bytes(
        (folder / "20261124T120000Z-0002.eml").read_bytes(), policy=policy.default
    )
    assert (mail["To"], mail["Subject"]) == (NOTICE.recipient, NOTICE.subject)


def test_messages_at_once_have_files_of_their_own(folder: Path) -> None:
    kept = MessageFolder(folder, lambda: NOON)

    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            pool.submit(kept.deliver_sms, "+41791234567", str(number))

    texts = {message.text.strip() for message in kept_messages(folder)}
    assert texts == {str(number) for number in range(40)}
    assert len(list(folder.iterdir())) == 40


def test_the_newest_message_comes_first(folder: Path) -> None:
    now = [NOON]
    kept = MessageFolder(folder, lambda: now[0])
    kept.deliver_sms(CODE.recipient, CODE.text)
    now[0] += timedelta(seconds=1)
    kept.deliver_mail(compose(envelope(NOTICE), settings().mail))

    assert kept_messages(folder) == (
        KeptMessage(
            name="20261124T120001Z-0001.eml",
            kind=Kind.MAIL,
            recipient=NOTICE.recipient,
            subject=NOTICE.subject,
            text="Bonjour,\n",
        ),
        KeptMessage(
            name="20261124T120000Z-0001.sms.txt",
            kind=Kind.SMS,
            recipient=CODE.recipient,
            subject="",
            text=CODE.text + "\n",
        ),
    )


def test_no_folder_is_no_messages(folder: Path) -> None:
    assert kept_messages(folder) == ()


def test_a_folder_that_cannot_be_written_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = MessageFolder(tmp_path / "file" / "messages", lambda: NOON)

    with pytest.raises(DeliveryError) as caught:
        kept.deliver_sms(CODE.recipient, CODE.text)

    assert caught.value.is_outage


def test_the_page_shows_messages_and_links_in_them(tmp_path: Path) -> None:
    made = make_portal(tmp_path)
    to_files = delivery_settings(
        {**DELIVERY_DEFAULTS, "DELIVERY_TO_FILES": True, "EMBEDDED_WORKER": False},
        is_development=True,
        instance_path=tmp_path,
    )
    if "delivery" not in made.app.extensions:
        install_delivery(made.app, to_files, made.services.database, made.clock)
    kept = MessageFolder(tmp_path / "messages", made.clock)
    kept.deliver_sms(CODE.recipient, "<b> http://127.0.0.1:8000/a")

    page = made.app.test_client().get("/dev/messages").get_data(as_text=True)

    assert (
        '<pre>&lt;b&gt; <a href="http://127.0.0.1:8000/a" rel="noopener">'
        "http://127.0.0.1:8000/a</a>\n</pre>"
    ) in page
    made.services.database.close()
