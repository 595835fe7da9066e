"""`formengine preview`: see a form while it is being written."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import click
from waitress.server import create_server

from engine.cli.clock import today
from engine.cli.forms_directory import default_directory, file_of
from engine.cli.misuse import Misuse
from engine.cli.options import forms_option
from webapp.preview.application import create_preview
from webapp.preview.watch import Watch

__all__ = ["command"]

_TEMPLATES = Path(__file__).parents[2] / "pdf_templates"
_HOST = "127.0.0.1"
_THREADS = 8
"""A page asks for its parts at once, while it looks for changes."""


@click.command("preview")
@click.argument("form")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port of 127.0.0.1; 0 takes a free one.",
)
@click.option(
    "--pdf-templates",
    "templates",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=_TEMPLATES,
    help="The folder of PDF templates; the installed one unless given.",
)
@forms_option()
def command(*, form: str, port: int, templates: Path, forms: Path | None) -> int:
    """Show a form beside its PDF, its messages and examples, anew after each save.

    FORM is the id of a form, or the path of its file, which may still have errors.
    Only this machine can open the page; nothing that is typed there is stored.
    """
    watch = Watch(
        path=file_of(form, default_directory(forms)),
        templates=templates,
        today=today,
        elapsed_s=time.monotonic,
    )
    app = create_preview(watch, today())
    with _listening(port) as listener:
        server = create_server(app, sockets=[listener], threads=_THREADS, ident=None)
        address = f"http://{_HOST}:{listener.getsockname()[1]}/"
        click.echo(f"{watch.path} is shown at {address}")
        server.run()
    return 0


def _listening(port: int) -> socket.socket:
    """Give a socket of this machine alone.

    Raises:
        Misuse: The port is taken.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        message = f"port {port} cannot be used: {error.strerror}; choose another --port"
        raise Misuse(message) from error
    return listener
