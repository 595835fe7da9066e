"""`/dev/messages`: what was «sent» on this machine; registered in development only."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Blueprint, abort, current_app, render_template

from webapp.access import Audience, open_to
from webapp.delivery.development import kept_messages

if TYPE_CHECKING:
    from webapp.delivery.service import Delivery

__all__ = ["dev_messages"]

dev_messages = Blueprint("dev_messages", __name__, template_folder="templates")
_MOST = 200


@dev_messages.get("/dev/messages")
@open_to(Audience.ANYONE)
def show() -> str:
    """Show the newest messages."""
    made = cast("Delivery", current_app.extensions["delivery"])
    folder = made.settings.messages_path
    if folder is None:
        abort(404)
    kept = kept_messages(folder)[:_MOST]
    return render_template("delivery/dev_messages.html", messages=kept)
