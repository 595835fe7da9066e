"""Static files under addresses that name their release.

`/static/<release>/<name>`: the release is a hash over every static file, taken once
when the application starts. So a module or a style sheet may name another by a relative
address, and browsers keep all of them for ever. Text is compressed when it is asked for
first, as Brotli (RFC 7932), or as gzip for who knows no Brotli; a page only for a
reader who came from nowhere else, so that no other site can have its length measured
while it carries a token (the BREACH attack).
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, cast

import brotli
from flask import Response, abort, current_app, g, request, url_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flask import Flask

__all__ = ["asset", "serve_assets"]

_EXTENSION = "assets"
_HASH_LENGTH = 12
_FOR_EVER = "public, max-age=31536000, immutable"
_MEDIA_TYPES = {".mjs": "text/javascript", ".js": "text/javascript"}
_TEXTS = ("text/", "image/svg", "application/json")
_SHORTEST_COMPRESSED = 1024
_ONCE = 11
"""Brotli's quality for what is compressed once: the best."""
_EACH_TIME = 4
"""And for pages: quicker than gzip, and smaller, as it sees that rows are alike."""
_COMMENT = re.compile(
    rb"^[ \t]*(?:/\*.*?\*/[ \t]*|//[^\n]*)\n", re.DOTALL | re.MULTILINE
)
_LICENCE = re.compile(rb"copyright|licen[cs]e", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asset:
    """One static file. Only texts are compressed; the others are already."""

    content: bytes
    media_type: str
    is_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Release:
    """All static files of an application that runs."""

    name: str
    assets: Mapping[str, _Asset]


def serve_assets(app: Flask) -> None:
    """Serve static files, give templates `asset(name)`, and compress pages."""
    app.extensions[_EXTENSION] = _release(Path(app.root_path) / "static")
    app.add_url_rule("/static/<release>/<path:name>", "static", _serve)
    app.add_template_global(asset)
    app.after_request(_compress_pages)


def asset(name: str) -> str:
    """Give the address of a static file."""
    known = cast("dict[str, str]", g.setdefault("assets", {}))
    if name not in known:
        # Found once a page, which may have hundreds of icons.
        known[name] = url_for("static", release=_running().name, name=name)
    return known[name]


def _running() -> _Release:
    found: _Release = current_app.extensions[_EXTENSION]
    return found


def _release(folder: Path) -> _Release:
    digest = sha256()
    assets: dict[str, _Asset] = {}
    for name, path in sorted(_files(folder)):
        content = _read(path)
        digest.update(f"{name} {len(content)}\n".encode() + content)
        assets[name] = _asset(path, content)
    return _Release(name=digest.hexdigest()[:_HASH_LENGTH], assets=assets)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _read(path: Path) -> bytes:
    """Read a file; of a script's comments only those that name a licence are sent.

    Comments that begin a line are taken out, which no text of ours spans.
    """
    content = path.read_bytes()
    if path.suffix not in _MEDIA_TYPES:
        return content
    return _COMMENT.sub(
        lambda found: found[0] * bool(_LICENCE.search(found[0])), content
    )


def _asset(path: Path, content: bytes) -> _Asset:
    guessed = _MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    media_type = guessed or "application/octet-stream"
    return _Asset(
        content=content,
        media_type=media_type,
        is_text=media_type.startswith(_TEXTS),
    )


@lru_cache(maxsize=256)
def _compressed_once(content: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.compress(content, quality=_ONCE)
    return gzip.compress(content, mtime=0)


_COMPRESS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=_EACH_TIME),
    "gzip": gzip.compress,
}
"""How a page is compressed, by encoding, the smallest first."""


def _serve(release: str, name: str) -> Response:
    """Answer with a file; under the address of another release, not to be kept.

    A page of the release before this one may still ask for a file it had not asked for.
    """
    running = _running()
    found = running.assets.get(name)
    if found is None:
        abort(404)
    response = Response(found.content, mimetype=found.media_type)
    encoding = _taken_encoding() if found.is_text else ""
    if encoding:
        content = _compressed_once(found.content, encoding)
        _give_compressed(response, encoding, content)
    if found.is_text:
        response.vary.add("Accept-Encoding")
    is_pinned = release == running.name
    response.headers["Cache-Control"] = _FOR_EVER if is_pinned else "no-cache"
    return response


def _compress_pages(response: Response) -> Response:
    if (
        response.mimetype in ("text/html", "application/json")
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")
        and (encoding := _taken_encoding())
        and len(response.get_data()) >= _SHORTEST_COMPRESSED
    ):
        content = _COMPRESS[encoding](response.get_data())
        _give_compressed(response, encoding, content)
        response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
    return response


def _taken_encoding() -> str:
    """Give the best encoding that is taken (RFC 9110, 12.5.3); blank for none."""
    accepted = request.accept_encodings
    return next((name for name in _COMPRESS if accepted[name]), "")


def _give_compressed(response: Response, encoding: str, content: bytes) -> None:
    response.set_data(content)
    response.headers["Content-Encoding"] = encoding
