"""`formengine schema`: shapes for other programs and for an author's editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.forms_directory import Forms, default_directory, files_of
from engine.cli.json_text import write, written
from engine.cli.options import forms_option
from engine.definition.meta_schema import meta_schema
from engine.definition.named_types import load_named_types
from engine.diagnostics import Collector
from engine.field_type import discover
from engine.targets.json_schema import record_schema

if TYPE_CHECKING:
    from pathlib import Path

    from engine.definition.json_schema import Schema

__all__ = ["command"]


@click.command("schema")
@click.argument("form", required=False)
@forms_option()
def command(*, form: str | None, forms: Path | None) -> int:
    """Print the JSON Schema of a form's record, or of the definition language.

    Without FORM it is that of the language, with the forms directory's named types:
    an editor that knows it completes keys and underlines faults.
    """
    directory = default_directory(forms)
    if form is None:
        write(written(_language(directory), indent=2))
    else:
        write(written(record_schema(Forms(directory).get(form)), indent=2))
    return 0


def _language(directory: Path) -> Schema:
    types = discover()
    named_types = load_named_types(files_of(directory), types, Collector())
    return meta_schema(types, named_types)
