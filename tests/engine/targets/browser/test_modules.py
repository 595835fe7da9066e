"""What the browser's modules may not do, and how much they may weigh."""

import gzip
import re
from pathlib import Path

import pytest

from engine.field_type import discover
from engine.values import ValueKind

STATIC = Path(__file__).parents[4] / "webapp" / "static"
MODULES = sorted((STATIC / "program").glob("*.js"))
FORBIDDEN = re.compile(r"\beval\(|\bFunction\(|\bDate\b\(?|innerHTML|parseFloat")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
MOST_BYTES_SENT = 60_000

every_module = pytest.mark.parametrize(
    "module", MODULES, ids=[module.stem for module in MODULES]
)


def code_of(module: Path) -> str:
    """Give a module without its comments."""
    return COMMENT.sub("", module.read_text("utf-8"))


@every_module
def test_a_module_runs_no_text_and_reads_no_clock(module: Path) -> None:
    """The content security policy forbids the one, an old request the other."""
    assert FORBIDDEN.findall(code_of(module)) == []


@every_module
def test_a_module_names_no_field_type(module: Path) -> None:
    """A new field type comes with its reading and changes no module."""
    names = set(discover()) - {kind.value for kind in ValueKind}

    spoken = set(re.findall(r"[\"'`](\w+)[\"'`]", code_of(module)))

    assert spoken & names == set()


def test_all_of_them_are_light() -> None:
    """As they are sent, decimal arithmetic included."""
    files = [*MODULES, STATIC / "vendor" / "decimal.mjs"]

    sent = sum(len(gzip.compress(file.read_bytes())) for file in files)

    assert sent <= MOST_BYTES_SENT
