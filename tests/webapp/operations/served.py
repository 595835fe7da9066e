"""What a server of the test of logs serves: the portal, and a view that is broken."""

from flask import Flask

from tests.webapp import two_workers
from webapp.access import Audience, open_to

__all__ = ["WORDS", "application"]

WORDS = "pierre.dupont@example.org 756.1234.5678.97"
"""What the exception says that a request ends with."""


def application() -> Flask:
    """Give each worker its application."""
    app = two_workers.application()

    @app.get("/broken")
    @open_to(Audience.ANYONE)
    def broken() -> str:
        raise ValueError(WORDS)

    return app
