"""The rules of the architecture that no linter knows.

import-linter holds the direction of imports (pyproject.toml); this file holds the
rest: where files may stand, how long they may grow, what names may be spoken where.
"""

import ast
import importlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import field_type, values
from engine.compiler.library import load_directory

ROOT = Path(__file__).parent.parent

TOP_LEVEL = {
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    ".npmrc",
    ".pre-commit-hooks.yaml",
    ".typings",
    "Makefile",
    "README.md",
    "engine",
    "forms",
    "package-lock.json",
    "package.json",
    "pdf_templates",
    "pyproject.toml",
    "requirements.lock",
    "tests",
    "webapp",
}
VAGUE_NAMES = {"common", "handler", "helpers", "manager", "misc", "utils"}
LONGEST_MODULE = 400
CLOCKS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
    "time.localtime",
}


def _modules(*rooms: str) -> list[Path]:
    return [
        module
        for room in rooms
        for module in sorted((ROOT / room).rglob("*.py"))
        if "versions" not in module.parts
    ]


def _place(module: Path, node: ast.expr) -> str:
    return f"{module.relative_to(ROOT)}:{node.lineno}"


def test_the_top_level_holds_only_the_rooms_and_their_tools() -> None:
    """A new folder at the top is a decision, and is written down here."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert {path.split("/")[0] for path in tracked.split("\0") if path} <= TOP_LEVEL


def test_no_module_has_a_name_that_says_nothing() -> None:
    """A module is named for the noun it defines."""
    vague = [
        str(module.relative_to(ROOT))
        for module in _modules("engine", "webapp", "tests")
        if module.stem in VAGUE_NAMES
    ]

    assert vague == []


def test_no_module_outgrows_a_reader() -> None:
    """A module past the limit holds two nouns and is split."""
    lengths = {
        str(module.relative_to(ROOT)): len(module.read_text("utf-8").splitlines())
        for module in _modules("engine", "webapp")
    }

    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_the_engine_reads_no_clock() -> None:
    """The day is an argument, so an old record is judged as it was then.

    Only the command line looks at one, where a person gives no day.
    """
    readings = [
        f"{_place(module, node)} {ast.unparse(node)}"
        for module in _modules("engine")
        if module != ROOT / "engine/cli/clock.py"
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS
    ]

    assert readings == []


def _enum_members(tree: ast.AST) -> set[ast.AST]:
    """Give the values of enumerations: closed vocabularies of their own."""
    return {
        value
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any("Enum" in ast.unparse(base) for base in node.bases)
        for statement in node.body
        for value in ast.walk(statement)
    }


def _literals(tree: ast.AST) -> Iterator[ast.Constant]:
    """Give the string literals that are not an enumeration's own value."""
    members = _enum_members(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in members
        ):
            yield node


def _compared(tree: ast.AST) -> Iterator[ast.Constant]:
    """Give the string literals that a comparison or a `case` asks about."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare | ast.MatchValue):
            yield from _literals(node)


def _names_of_types_alone() -> set[str]:
    """Give the field types whose name is not also the name of a value type.

    «date» or «money» is a value type first: a closed set that the whole engine may
    speak about. «iban» is a field type and nothing else.
    """
    return set(field_type.discover()) - {kind.value for kind in values.ValueKind}


def test_a_field_type_is_named_only_in_its_own_module() -> None:
    """Nothing in the engine branches on a field type's name, so a new one is a file."""
    names = _names_of_types_alone()
    own_rooms = (ROOT / "engine/field_types", ROOT / "engine/checks")
    spoken = [
        f"{_place(module, literal)} {literal.value!r}"
        for module in _modules("engine")
        if not any(module.is_relative_to(room) for room in own_rooms)
        for literal in _literals(ast.parse(module.read_text("utf-8")))
        if literal.value in names
    ]

    assert spoken == []


def test_field_types_do_not_name_each_other() -> None:
    """A module of a field type speaks of no other field type."""
    spoken = [
        f"{_place(module, literal)} {literal.value!r}"
        for module in _modules("engine/field_types")
        for literal in _literals(ast.parse(module.read_text("utf-8")))
        if literal.value in _names_of_types_alone()
        and literal.value != _type_defined_in(module)
    ]

    assert field_type.discover()
    assert spoken == []


def _type_defined_in(module: Path) -> str | None:
    """Give the name of the field type that a module exports."""
    if module.stem.startswith("_"):
        return None
    found = importlib.import_module(f"engine.field_types.{module.stem}")
    return found.FIELD_TYPE.name if hasattr(found, "FIELD_TYPE") else None


def test_the_portal_does_not_branch_on_a_field_type() -> None:
    """One set of templates and views serves every field type.

    It does speak of the applicant's own `email` and `iban`, which are fields.
    """
    form, *_ = load_directory(ROOT / "forms").forms.values()
    names = _names_of_types_alone() - {field.key for field in form.applicant}
    asked = [
        f"{_place(module, literal)} {literal.value!r}"
        for module in _modules("webapp")
        for literal in _compared(ast.parse(module.read_text("utf-8")))
        if literal.value in names
    ]

    assert asked == []


@pytest.mark.parametrize("lock", ["requirements.lock", "package-lock.json"])
def test_a_lock_names_no_place_to_download_from(lock: str) -> None:
    """Whoever installs chooses the index; the lock holds versions and hashes."""
    text = (ROOT / lock).read_text("utf-8")
    if lock.endswith(".json"):
        packages = json.loads(text)["packages"].values()
        text = json.dumps([package | {"funding": None} for package in packages])

    assert re.findall(r"https?://\S+|--(?:extra-)?index-url\s\S+", text) == []
