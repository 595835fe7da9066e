"""Delivery as the application has it: one object that writes, and knows its worker."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app
from sqlalchemy import event

from webapp.delivery import outbox
from webapp.delivery.carriers import carriers_for
from webapp.delivery.command import worker_command
from webapp.delivery.development_page import dev_messages
from webapp.delivery.dispatch import Dispatch
from webapp.delivery.messages import Letters
from webapp.delivery.patience import PATIENCE
from webapp.delivery.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask
    from sqlalchemy.orm import Session

    from engine.storage.database import Database
    from webapp.delivery.letter import Letter
    from webapp.delivery.settings import DeliverySettings

__all__ = ["EXTENSION", "Delivery", "delivery", "install_delivery"]

EXTENSION = "delivery"
"""Where an application keeps its `Delivery`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Messages of one application; safe to share between threads."""

    settings: DeliverySettings
    letters: Letters
    dispatch: Dispatch
    worker: Worker

    def write(self, session: Session, letter: Letter) -> bool:
        """Write a message in the caller's transaction; once it commits, deliver it.

        Gives False where the letter's key was written before.
        """
        is_new = outbox.write(
            session,
            letter,
            at=self.dispatch.clock(),
            domain=self.settings.domain,
        )
        if is_new:

            def wake(_: Session) -> None:
                self.worker.wake()

            event.listen(session, "after_commit", wake, once=True)
        return is_new


def install_delivery(
    app: Flask,
    settings: DeliverySettings,
    database: Database,
    clock: Callable[[], datetime],
) -> Delivery:
    """Give an application its delivery: command, worker, and page of development.

    The embedded worker starts with the first request, that is after a server forked;
    `Delivery.worker.start()` starts it at once.
    """
    dispatch = Dispatch(
        database=database,
        carriers=carriers_for(settings, clock),
        clock=clock,
        chance=secrets.SystemRandom().random,
        patience=PATIENCE,
        lease_s=settings.lease_s,
    )
    made = Delivery(
        settings=settings,
        letters=Letters(settings),
        dispatch=dispatch,
        worker=Worker(dispatch),
    )
    app.extensions[EXTENSION] = made
    app.cli.add_command(worker_command)
    if settings.messages_path is not None:
        app.register_blueprint(dev_messages)
    if settings.embedded_worker:
        app.before_request(made.worker.start)
    return made


def delivery() -> Delivery:
    """Give the delivery of the application that is answering."""
    return cast("Delivery", current_app.extensions[EXTENSION])
