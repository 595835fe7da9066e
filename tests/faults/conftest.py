"""Faults are made from a seed, and what each cost is shown in one table at the end.

`make test-faults` runs them; `FAULTS_SEED=n` (or `--seed n`) makes the same ones again.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests import databases
from tests.faults.tally import NAME, Tally, table

_SEED = "FAULTS_SEED"

collect_ignore = [] if databases.KIND == "sqlite" else ["test_disks.py"]
"""PostgreSQL's files are its server's, which answers for them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, help="What the faults are made from.")


def pytest_configure(config: pytest.Config) -> None:
    # In the environment, other processes of the same run find it.
    given = config.getoption("--seed", default=None)
    if given is not None:
        os.environ[_SEED] = str(given)
    os.environ.setdefault(_SEED, str(secrets.randbelow(1_000_000)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for found in terminalreporter.stats.values() for each in found]
    # The reports of a test's phases may carry the same line.
    lines = {
        report.nodeid: tuple(value)
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == NAME
    }
    if lines:
        seed = f"FAULTS_SEED={os.environ[_SEED]}"
        terminalreporter.section(f"faults on {databases.KIND}, {seed}")
        for line in table(lines.values()):
            terminalreporter.write_line(line)


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Random:
    """What a test leaves to chance: the same for the same seed."""
    return Random(f"{os.environ[_SEED]} {request.node.nodeid}")  # noqa: S311 - no secret


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """The line of the table; its fault is the first line of the test's docstring."""
    words = (request.function.__doc__ or request.node.name).strip().splitlines()[0]
    made = Tally(words)
    yield made
    request.node.user_properties.append((NAME, made.line))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an office lies; PostgreSQL's database of it is dropped with the test."""
    return tmp_path
