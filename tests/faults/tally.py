"""What each fault cost, for the table at the end of a run."""

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["NAME", "Tally", "table"]

NAME = "fault"
"""Under which a test's report carries its line."""
_ALL = "all"


@dataclass
class Tally:
    """One line: how often a fault was met, what was acknowledged, what was lost."""

    fault: str
    runs: int = 0
    acknowledged: int = 0
    lost: int = 0

    @property
    def line(self) -> tuple[str, int, int, int]:
        return (self.fault, self.runs, self.acknowledged, self.lost)


def table(lines: Iterable[tuple[str, int, int, int]]) -> list[str]:
    """Lay out a line for each fault, whatever number of tests met it, and their sum."""
    sums: dict[str, list[int]] = {}
    for fault, *counts in lines:
        for name in (fault, _ALL):
            before = sums.get(name, [0, 0, 0])
            sums[name] = [a + b for a, b in zip(before, counts, strict=True)]
    width = max(len(name) for name in sums)
    head = f"{'fault':{width}}  {'runs':>6}  {'acknowledged':>12}  {'lost':>5}"
    return [
        head,
        *(
            f"{name:{width}}  {runs:6}  {acknowledged:12}  {lost:5}"
            for name, (runs, acknowledged, lost) in sorted(
                sums.items(), key=lambda line: (line[0] == _ALL, line[0])
            )
        ),
    ]
