"""`python -m webapp --port N`: the portal on this machine, for development.

Everything is kept under `instance/`; the database is made and brought up to date, and
sample accounts are there to sign in with.
"""

from __future__ import annotations

import click
import waitress

from webapp import create_app
from webapp.accounts.directory import Role
from webapp.accounts.samples import SAMPLES, sample_secret
from webapp.portal import portal

_ROOM_FOR_CHUNKS = 1024**2
"""Waitress reads a body to its end first; what the portal refuses, it need not."""
_NAMES = {Role.BENEFICIARY: "Beneficiary", Role.CLERK: "Clerk"}


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port of 127.0.0.1.")
def serve(port: int) -> None:
    """Serve the portal on this machine."""
    address = f"http://127.0.0.1:{port}"
    app = create_app(
        {
            "MODE": "development",
            "SAMPLE_ACCOUNTS": True,
            "BASE_URL": address,
            # One person tries everything out, from one address, with one number.
            "CODES_PER_PHONE": 1000,
            "REGISTRATIONS_PER_ADDRESS": 1000,
        }
    )
    with app.app_context():
        settings = portal().settings
        secrets = {sample.email: sample_secret(sample.email) for sample in SAMPLES}
    for sample in SAMPLES:
        name = _NAMES[sample.role]
        click.echo(f"{name} e-mail: {sample.email}")
        click.echo(f"{name} password: {sample.password}")
        if secrets[sample.email]:
            click.echo(f"{name} authenticator secret: {secrets[sample.email]}")
    click.echo(f"The portal is at {address}/")
    longest = settings.form_page_length + _ROOM_FOR_CHUNKS
    waitress.serve(
        app, host="127.0.0.1", port=port, ident=None, max_request_body_size=longest
    )


if __name__ == "__main__":
    serve()
