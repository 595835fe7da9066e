"""What the command refuses before it serves anything."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.cli.main import cli

FORMS = str(Path(__file__).parents[3] / "forms")


def run(*arguments: str) -> tuple[int, str]:
    """Run the command; give exit code and standard error."""
    result = CliRunner().invoke(cli, ["preview", *arguments])
    return result.exit_code, result.stderr


def test_a_form_that_nobody_wrote_is_misuse():
    """By its id, with what was meant, or by the path of its file."""
    code, error = run("318.632.3", "--forms", FORMS)
    unknown = f"formengine: there is no form «318.632.3» in {FORMS}"

    assert (code, error) == (2, f"{unknown}; did you mean «318.632.2»?\n")
    assert run("none.yaml") == (2, "formengine: there is no form none.yaml\n")


def test_a_port_that_is_taken_is_misuse():
    """Whoever has it keeps it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        code, error = run("318.632.1", "--forms", FORMS, "--port", port)

    why = f"port {port} cannot be used: Address already in use"
    assert (code, error) == (2, f"formengine: {why}; choose another --port\n")


def test_without_the_portal_the_engine_says_so(monkeypatch: pytest.MonkeyPatch):
    """The engine alone has every other command."""
    monkeypatch.setattr(main, "_GROUP", "formengine.commands.of.nobody")

    assert run("318.632.1") == (
        2,
        "formengine: preview comes with the portal, which is not installed\n",
    )
