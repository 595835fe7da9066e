"""`python -m tests.benchmarks [WORD…]`: measure the rows whose names have a word.

Exit 0 where every measured row holds, 1 where one fails.
"""

from __future__ import annotations

import logging
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.benchmarks import assessing, pages, printing, serving, starting
from tests.benchmarks.pairs import Finding, measure
from tests.benchmarks.table import HEAD, line, verdict

THEMES = (assessing, pages, printing, starting, serving)


def main(words: list[str]) -> int:
    """Measure, printing each row as soon as it is known."""
    # A line for each request would bury the table.
    logging.disable(logging.INFO)
    findings: list[Finding] = []
    click.echo(HEAD)
    for theme in THEMES:
        with ExitStack() as opened:
            folder = Path(opened.enter_context(TemporaryDirectory()))
            for row in opened.enter_context(theme.rows(folder)):
                if not words or any(word in row.name for word in words):
                    findings.append(measure(row))
                    click.echo(line(findings[-1]))
    click.echo(verdict(findings))
    return int(not all(finding.holds for finding in findings))


sys.exit(main(sys.argv[1:]))
