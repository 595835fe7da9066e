"""The blueprint of the beneficiary's pages; the views register themselves on it."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["blueprint"]

blueprint = Blueprint("requests", __name__, template_folder="templates")
