"""Addresses of static files: they carry their content's hash, so browsers keep them."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, request, url_for

if TYPE_CHECKING:
    from flask import Flask, Response

__all__ = ["asset", "serve_assets"]

_HASH_LENGTH = 12


def serve_assets(app: Flask) -> None:
    """Give templates `asset(name)`, and static answers their lifetime."""
    app.add_template_global(asset)
    app.after_request(_let_browsers_keep)


def asset(name: str) -> str:
    """Give the address of a static file."""
    return url_for("static", filename=name, v=_version(_path(name)))


def _path(name: str) -> Path:
    return Path(current_app.static_folder or "") / name


@lru_cache(maxsize=64)
def _version(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:_HASH_LENGTH]


def _let_browsers_keep(response: Response) -> Response:
    if request.endpoint == "static":
        is_named_by_content = "v" in request.args
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if is_named_by_content else "no-cache"
        )
    return response
