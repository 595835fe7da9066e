"""The blueprint of registration and sign-in; the views register themselves on it."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["blueprint"]

blueprint = Blueprint("accounts", __name__, template_folder="templates")
