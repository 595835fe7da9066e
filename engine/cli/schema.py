"""`formengine schema`: shapes for other programs and for an author's editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.forms_directory import Forms, default_directory, files_of
from engine.cli.json_text import write, written
from engine.cli.misuse import Misuse
from engine.cli.options import forms_option
from engine.definition.editor_schema import KnownNames, for_editors, tariff_schema
from engine.definition.loader import APPLICANT_FILE
from engine.definition.meta_schema import meta_schema
from engine.definition.named_types import load_named_types
from engine.definition.text_places import mappings
from engine.diagnostics import Collector
from engine.field_type import discover
from engine.source.nodes import MappingNode, ScalarNode
from engine.source.yaml_loader import load
from engine.targets.json_schema import record_schema
from engine.tariffs.loader import load_tariffs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.definition.json_schema import Schema
    from engine.source.files import SourceFile

__all__ = ["command"]

_FOLDER = "schema"
"""Where an editor finds the schemas, below the forms directory; see the modelines."""


@click.command("schema")
@click.argument("form", required=False)
@click.option(
    "--write", "to_files", is_flag=True, help="Write form.json and tariff.json there."
)
@forms_option()
def command(*, form: str | None, to_files: bool, forms: Path | None) -> int:
    """Print the JSON Schema of a form's record, or of the definition language.

    Without FORM it is that of the language, with the forms directory's named types and
    tariffs: an editor that knows it completes keys and underlines faults. With --write
    it goes to schema/ in the forms directory, beside that of tariffs, where the first
    line of each form looks for it.
    """
    directory = default_directory(forms)
    if to_files:
        _write(directory)
    elif form is None:
        write(written(_language(directory), indent=2))
    else:
        write(written(record_schema(Forms(directory).get(form)), indent=2))
    return 0


def _write(directory: Path) -> None:
    folder = directory / _FOLDER
    schemas = {"form.json": _language(directory), "tariff.json": tariff_schema()}
    try:
        folder.mkdir(exist_ok=True)
        for name, schema in schemas.items():
            (folder / name).write_text(f"{written(schema, indent=2)}\n", "utf-8")
    except OSError as error:
        message = f"{error.filename or folder} cannot be written: {error.strerror}"
        raise Misuse(message) from error


def _language(directory: Path) -> Schema:
    files, types = files_of(directory), discover()
    named_types = load_named_types(files, types, Collector())
    return for_editors(meta_schema(types, named_types), types, _known(files))


def _known(files: Mapping[str, SourceFile]) -> KnownNames:
    tariffs = load_tariffs(files, Collector())
    return KnownNames(
        tariffs=list(tariffs),
        rates=[
            f"{tariff.name}.{key}" for tariff in tariffs.values() for key in tariff.keys
        ],
        parts=[name for name in files if _is_part(files[name])],
        applicant=list(_applicant(files)),
    )


def _is_part(file: SourceFile) -> bool:
    """Tell a section or group that forms include."""
    if not file.name.startswith("shared/") or file.name == APPLICANT_FILE:
        return False
    root = load(file, Collector())
    return isinstance(root, MappingNode) and root.get("fields") is not None


def _applicant(files: Mapping[str, SourceFile]) -> Iterator[str]:
    file = files.get(APPLICANT_FILE)
    root = None if file is None else load(file, Collector())
    for field in () if root is None else mappings(root):
        name = field.get("field")
        if isinstance(name, ScalarNode):
            yield name.text
