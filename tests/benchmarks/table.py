"""The benchmark table, as `make bench` prints it."""

from __future__ import annotations

from textwrap import indent, wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.pairs import Finding

__all__ = ["HEAD", "line", "verdict"]

_WIDTH = 88
HEAD = f"{'ratio':>8}  {'quartiles':>15}  {'at most':>7}        what"


def line(finding: Finding) -> str:
    """Write a row: figures and name, below them the inputs in words."""
    quartiles = f"{_figure(finding.lower)} – {_figure(finding.upper)}"
    holds = "holds" if finding.holds else "FAILS"
    first = (
        f"{_figure(finding.median):>8}  {quartiles:>15}  "
        f"{_figure(finding.at_most):>7}  {holds}  {finding.name}"
    )
    return "\n".join((first, *_below(finding.inputs)))


def verdict(findings: Sequence[Finding]) -> str:
    """Say how many rows hold."""
    held = sum(finding.holds for finding in findings)
    return f"{held} of {len(findings)} rows hold."


def _below(text: str) -> Iterator[str]:
    margin = " " * 10
    for each in wrap(text, _WIDTH - len(margin)):
        yield indent(each, margin)


def _figure(ratio: float) -> str:
    """Write a ratio with three digits that count."""
    digits = 1 if ratio >= 10 else 2 if ratio >= 0.1 else 4
    return f"{ratio:.{digits}f}"
