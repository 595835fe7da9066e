"""The command as a process: what it loads, how it ends."""

import json
import os
import signal
import subprocess
import sys

import pytest

COMMANDS = [
    "assess",
    "check",
    "diff",
    "docs",
    "examples",
    "explain",
    "fuzz",
    "new",
    "pdf",
    "preview",
    "schema",
    "translations",
]


def start(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "engine", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        **options,
    )


def test_a_process_ends_with_what_was_found(forms):
    """Exit codes are those of the commands."""
    process = start("assess", "library", "answers.json", "--day", "2025-01-01")
    output, error = process.communicate(timeout=60)

    assert (process.returncode, error) == (0, b"")
    assert json.loads(output)["values"]["name"] == "Émile"


def test_checking_loads_no_page_no_database_and_no_pdf(forms):
    """A command imports what it needs."""
    program = (
        "import sys\n"
        "from engine.cli.main import cli\n"
        "try:\n    cli.main(['check', 'forms'])\n"
        "except SystemExit as ended:\n    print(ended.code)\n"
        "heavy = {'flask', 'sqlalchemy', 'fpdf', 'wtforms'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert found.stdout == "0\n[]\n"


def test_an_interrupt_ends_without_a_traceback(forms):
    """As shells expect: 128 and the signal's number."""
    process = start("assess", "--batch", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"{}\n")
    process.stdin.flush()
    process.stdout.readline()

    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)

    assert (process.returncode, error) == (130, b"")


def test_a_reader_that_has_gone_away_ends_it_quietly(forms):
    """As in a pipe to `head`."""
    process = start("assess", "--batch", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    process.stdin.write(b"{}\n" * 10)
    process.stdin.close()

    assert process.wait(timeout=60) == 141
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_help_names_every_command(run, arguments):
    """Asking for nothing asks for help."""
    code, output, _ = run(*arguments)

    assert code == 0
    assert [
        line.split()[0] for line in output.partition("Commands:\n")[2].splitlines()
    ] == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(run, name):
    """Its help says how it is called."""
    code, output, _ = run(name, "--help")

    assert code == 0
    assert output.startswith(f"Usage: formengine {name} ")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("chek", "did you mean «check»?"),
        ("xyz", f"there are {', '.join(COMMANDS)}"),
    ],
)
def test_an_unknown_command_is_misuse(run, name, hint):
    """One line, with what was meant."""
    assert run(name) == (2, "", f"formengine: there is no command «{name}»: {hint}\n")


def test_without_a_directory_the_installed_forms_are_used(tmp_path, monkeypatch, run):
    """The command works anywhere."""
    monkeypatch.chdir(tmp_path)

    code, output, _ = run("schema", "318.632.1")

    assert code == 0
    assert json.loads(output)["properties"]["form"] == {"const": "318.632.1"}
