"""What each fault cost, for the table at the end of a run."""

from dataclasses import dataclass

__all__ = ["NAME", "Tally", "table"]

NAME = "fault"
"""Under which a test's report carries its line."""


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


def table(lines: list[tuple[str, int, int, int]]) -> list[str]:
    """Lay the lines out, one fault after the other, with their sum."""
    total = (
        "all",
        sum(runs for _, runs, _, _ in lines),
        sum(acknowledged for _, _, acknowledged, _ in lines),
        sum(lost for _, _, _, lost in lines),
    )
    width = max(len(name) for name, *_ in [*lines, total])
    head = f"{'fault':{width}}  {'runs':>6}  {'acknowledged':>12}  {'lost':>5}"
    return [
        head,
        *(
            f"{name:{width}}  {runs:6}  {acknowledged:12}  {lost:5}"
            for name, runs, acknowledged, lost in [*sorted(lines), total]
        ),
    ]
