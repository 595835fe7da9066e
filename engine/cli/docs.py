"""`formengine docs`: a form as a page to read, for lawyers and auditors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.forms_directory import Forms, default_directory
from engine.cli.json_text import write
from engine.cli.options import forms_option, language_option
from engine.i18n.catalogue import translator
from engine.targets.documentation import LOCALES, as_html, as_markdown, page_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["command"]

_FORMATS = {"md": as_markdown, "html": as_html}


@click.command("docs")
@click.argument("form")
@click.option(
    "--format",
    "output",
    type=click.Choice(list(_FORMATS)),
    default="md",
    help="md (Markdown), or html: one file that needs nothing beside it.",
)
@language_option()
@forms_option()
def command(*, form: str, output: str, lang: str, forms: Path | None) -> int:
    """Write a page of a form: questions, rules in words, rates with law, examples.

    It is made from the definition that is evaluated, and goes to standard output.
    """
    known = Forms(default_directory(forms))
    compiled = known.get(form)
    catalogues = (known.directory / "locales", LOCALES)
    page = page_of(compiled, translator(lang, catalogues))
    write(_FORMATS[output](page).removesuffix("\n"))
    return 0
