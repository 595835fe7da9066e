"""The blueprint of the desk; the views register themselves on it."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["blueprint"]

blueprint = Blueprint(
    "office", __name__, template_folder="templates", url_prefix="/office"
)
