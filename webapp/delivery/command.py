"""`flask --app webapp worker`: delivers messages in a process of its own."""

from __future__ import annotations

import signal
from threading import Event
from typing import TYPE_CHECKING, cast

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.delivery.worker import run_worker

if TYPE_CHECKING:
    from types import FrameType

    from webapp.delivery.service import Delivery

__all__ = ["worker_command"]


@click.command("worker")
@with_appcontext
def worker_command() -> None:
    """Deliver e-mails and SMS until interrupted or terminated."""
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    made = cast("Delivery", current_app.extensions["delivery"])
    click.echo("The worker delivers messages.")
    run_worker(made.worker, stop)
