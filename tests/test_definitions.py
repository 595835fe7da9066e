"""Forms that are accepted and forms that are refused, as files.

Beside each refused form stands what `formengine check` prints about it, without the
source lines. Shared parts and tariffs of their own stand beside them.
"""

from datetime import date
from pathlib import Path

import pytest

from engine.cli.check import check_path
from engine.diagnostic_catalogue import CATALOGUE
from engine.diagnostics import render

HERE = Path(__file__).parent
DEFINITIONS = HERE / "definitions"
ACCEPTED = sorted((DEFINITIONS / "accepted").glob("*.yaml"))
REFUSED = sorted((DEFINITIONS / "refused").glob("*.yaml"))
DAY = date(2026, 1, 1)


def printed(path):
    """Give what an author reads about a file, paths as below its folder."""
    return "".join(
        f"{render(found, None)}\n".replace(f"{path.parent}/", "")
        for found in check_path(path, DAY).diagnostics
    )


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_what_is_right_is_accepted(path):
    """Nothing is said about a form that is in order."""
    assert printed(path) == ""


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_what_is_wrong_is_told_at_its_place(path):
    """All errors are told at once, in the file's order."""
    assert path.with_suffix(".expected").read_text("utf-8") == printed(path)


def test_every_code_is_shown_by_a_test():
    """A code that nothing shows has no words that anybody has read."""
    shown = "".join(
        path.read_text("utf-8", errors="replace")
        for path in HERE.rglob("*")
        if path.suffix in (".py", ".expected", ".yaml")
    )

    assert [code for code in CATALOGUE if code not in shown] == []
