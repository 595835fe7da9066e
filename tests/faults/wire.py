"""HTTP between a test's browsers and a real server: what may break in between, breaks.

A browser of werkzeug's test client keeps cookies and follows redirects; here it talks
to a WSGI application that hands each request to a server over a connection of its own.
"""

from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException
from typing import Any

from werkzeug.datastructures import EnvironHeaders
from werkzeug.test import Client

from tests.webapp.plain_browser import PlainBrowser

_HOP_BY_HOP = ("connection", "transfer-encoding", "keep-alive")


class CutOffError(Exception):
    """No answer came, or not all of it: nobody knows what the server did."""


class Wire:
    """Hands requests to whoever listens on a port now."""

    def __init__(self, port: int, *, timeout_s: float = 60) -> None:
        self.port = port
        self.timeout_s = timeout_s

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=self.timeout_s)
        try:
            connection.request(
                environ["REQUEST_METHOD"],
                environ["RAW_URI"] if "RAW_URI" in environ else _target(environ),
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)),
                dict(EnvironHeaders(environ)),
            )
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            raise CutOffError(repr(error)) from error
        finally:
            connection.close()
        headers = [
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in _HOP_BY_HOP
        ]
        start_response(f"{answer.status} {answer.reason}", headers)
        return [content]


def browser_at(wire: Wire) -> PlainBrowser:
    """Give a browser of somebody who has not signed in."""
    return PlainBrowser(Client(wire))


def _target(environ: Any) -> str:
    query = environ.get("QUERY_STRING", "")
    return environ["PATH_INFO"] + (f"?{query}" if query else "")
