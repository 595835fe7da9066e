"""The conformance vectors hold: each is built into a form and judged."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from engine.compiler.library import compile_files
from engine.diagnostics import Collector
from engine.runtime.assess import assess
from engine.source.files import SourceFile, read_directory
from engine.source.scalars import to_json
from engine.source.yaml_loader import load

VECTORS = Path(__file__).parents[2] / "conformance"
SURROUNDINGS = MappingProxyType(
    {
        name: SourceFile(name=name, shown=name, text=file.text)
        for name, file in read_directory(VECTORS).items()
        if "/" in name
    }
)
INDENT = " " * 8


def read(path):
    """Read a file of vectors as plain data."""
    collector = Collector()
    name = path.name
    file = SourceFile(name=name, shown=name, text=path.read_text("utf-8"))
    node = load(file, collector)
    assert node is not None, collector.sorted()
    return to_json(node)


def merged(shared, vector):
    """Give a vector with what its file shares."""
    whole = {**shared, **vector}
    whole["fields"] = [*shared.get("fields", ()), *vector.get("fields", ())]
    for key in ("answers", "applicant"):
        whole[key] = {**shared.get(key, {}), **vector.get(key, {})}
    return whole


def vectors():
    for path in sorted(VECTORS.glob("*.yaml")):
        shared: Any = read(path)
        for vector in shared.pop("vectors"):
            name = f"{path.stem}: {vector['case']}"
            yield pytest.param(merged(shared, vector), id=name)


def flow(value) -> str:
    """Write plain data in YAML's flow style, numbers as they are."""
    match value:
        case dict():
            return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, value)) + "]"
        case Decimal():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


def titled(item):
    """Give an item of a form the texts that a vector leaves out."""
    (kind,) = {"field", "group", "list", "text", "period", "tariff_table"} & set(item)
    texts: dict[str, Any] = {"label": item[kind]}
    match kind:
        case "group" | "text" | "list":
            texts = {"title": item[kind]}
        case "period":
            texts = {"labels": item[kind]}
        case "tariff_table":
            heads = ("quantity", "line", "rate", "amount")
            texts = {"columns": {head: head for head in heads}}
        case _:
            pass
    if kind == "list":
        texts |= {"item": "Ligne", "add_label": "Ajouter"}
    if kind == "text":
        texts |= {"body": "Texte"}
    whole = {kind: item[kind], **texts, **item}
    for rule in whole.get("rules", {}).values():
        rule.setdefault("message", "Attention.")
    if "fields" in whole:
        whole["fields"] = [titled(inner) for inner in whole["fields"]]
    return whole


def definition(vector):
    """Write the form of a vector; the line of its expression, and the text."""
    lines = ['form: "vector"', "version: 1", "title: Vecteur", "legal_basis: aucune"]
    lines += ["pdf_template: invoice"]
    rules = vector.get("rules", {})
    for rule in rules.values():
        rule.setdefault("message", "Attention.")
    for key, value in (("let", vector.get("let")), ("rules", rules)):
        lines += [f"{key}: {flow(value)}"] if value else []
    lines += [f"total: {flow(vector['total'])}"] if "total" in vector else []
    lines += ["sections:", "  - section: main", "    title: Page", "    fields:"]
    lines += [f"      - {flow(titled(item))}" for item in vector["fields"]]
    if "compute" in vector:
        options = titled({"field": "result", **vector.get("type", {"type": "money"})})
        lines += ["      -"]
        lines += [f"{INDENT}{key}: {flow(each)}" for key, each in options.items()]
        lines += [f"{INDENT}compute: |-", f"{INDENT}  {vector['compute']}"]
    return len(lines), "\n".join(lines) + "\n"


def compiled(vector):
    """Compile a vector's form; the form or None, and what is refused."""
    line, text = definition(vector)
    own = SourceFile(name="vector.yaml", shown="vector.yaml", text=text)
    library = compile_files({**SURROUNDINGS, own.name: own}, only=(own.name,))
    refused = [
        said(found, line if "compute" in vector else 0)
        for found in library.diagnostics
        if found.severity == "error"
    ]
    return library.forms.get("vector"), refused


def said(found, line):
    column = found.span.column - len(INDENT) - 2
    place = f"{column} " if found.span.line == line else ""
    hint = f" = {found.hint}" if found.hint else ""
    return f"{place}{found.code} {found.message}{hint}"


def exact(values):
    """Tell 5 from "5" and from a Decimal, which JSON does."""
    return {path: (type(value).__name__, value) for path, value in values.items()}


def wanted_values(vector):
    values = dict(vector.get("values", {}))
    return values | ({"result": vector["value"]} if "value" in vector else {})


@pytest.mark.parametrize("vector", list(vectors()))
def test_a_vector_gives_what_it_says(vector):
    """Values and all problems, or what its author is told."""
    form, refused = compiled(vector)
    assert vector.get("refused", []) == refused
    if form is None:
        return

    found = assess(
        form,
        vector["answers"],
        vector["applicant"],
        date.fromisoformat(vector.get("day", "2025-01-01")),
    )

    given = {path: field.codec.dump(value) for path, field, value in found.entries()}
    wanted = wanted_values(vector)
    assert exact(wanted) == exact({path: given.get(path) for path in wanted})
    assert vector.get("problems", []) == [
        f"{each.code}@{each.path}" for each in found.problems
    ]
