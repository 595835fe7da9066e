"""Delivery as an application has it: with its first request, and as a command."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.webapp.delivery.rig import NOON, NOTICE, Rig, settings
from webapp.delivery.letter import State
from webapp.delivery.service import EXTENSION, Delivery, delivery, install_delivery
from webapp.delivery.worker import Worker


@pytest.fixture
def app() -> Flask:
    app = Flask("delivery_for_tests")
    app.add_url_rule("/", view_func=lambda: "Bonjour")
    return app


@pytest.fixture
def signals() -> Iterator[None]:
    kept = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, action in kept.items():
        signal.signal(number, action)


def install(app: Flask, rig: Rig, folder: Path, **changes: Any) -> Delivery:
    to_files = replace(settings(**changes), messages_path=folder)
    return install_delivery(app, to_files, rig.database, lambda: NOON)


def test_the_worker_starts_with_the_first_request(
    app: Flask, rig: Rig, tmp_path: Path
) -> None:
    made = install(app, rig, tmp_path / "messages")
    with rig.database.writing() as session:
        made.write(session, NOTICE)

    assert app.test_client().get("/").status_code == 200
    made.worker.stop()

    assert rig.row.state == State.SENT
    assert [file.name for file in (tmp_path / "messages").iterdir()] == [
        "20261124T120000Z-0001.eml"
    ]


def test_no_worker_starts_where_one_runs_elsewhere(
    app: Flask, rig: Rig, tmp_path: Path
) -> None:
    install(app, rig, tmp_path / "messages", EMBEDDED_WORKER=False)

    assert app.before_request_funcs == {}


def test_the_command_delivers_until_it_is_terminated(
    app: Flask, rig: Rig, tmp_path: Path, signals: None
) -> None:
    class Ends:
        def send(self, message: object, /) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    made = install(app, rig, tmp_path / "messages")
    dispatch = rig.through(mail=Ends())
    app.extensions[EXTENSION] = replace(
        made, dispatch=dispatch, worker=Worker(dispatch)
    )
    rig.write(NOTICE)

    result = app.test_cli_runner().invoke(args=["worker"])

    assert (result.exit_code, result.output) == (0, "The worker delivers messages.\n")
    assert rig.row.state == State.SENT


def test_views_find_the_delivery_of_their_application(
    app: Flask, rig: Rig, tmp_path: Path
) -> None:
    made = install(app, rig, tmp_path / "messages")

    with app.app_context():
        assert delivery() is made


def test_real_delivery_has_no_page_of_development(app: Flask, rig: Rig) -> None:
    install_delivery(app, settings(), rig.database, lambda: NOON)

    assert "dev_messages" not in app.blueprints
