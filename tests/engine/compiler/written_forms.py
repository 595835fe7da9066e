"""Small forms, written as texts and compiled as an author's files are."""

from collections.abc import Mapping

from engine.compiler.form import CompiledForm
from engine.compiler.library import Library, compile_files
from engine.diagnostics import render
from engine.source.files import SourceFile

HEAD = """\
form: small
version: 1
title: Petit
legal_basis: aucune
pdf_template: invoice
"""


def library_of(sections: str, tariffs: Mapping[str, str] | None = None) -> Library:
    """Compile one form from the lines of its sections, with tariffs by name."""
    texts = {"small.yaml": HEAD + sections} | {
        f"tariffs/{name}.yaml": text for name, text in (tariffs or {}).items()
    }
    return compile_files(
        {
            name: SourceFile(name=name, shown=name, text=text)
            for name, text in texts.items()
        }
    )


def form_of(sections: str, tariffs: Mapping[str, str] | None = None) -> CompiledForm:
    """Give a form that has no faults."""
    library = library_of(sections, tariffs)
    assert said_of(library) == []
    return library.forms["small"]


def said_of(library: Library) -> list[str]:
    """Give what its author is told, without the source lines."""
    return [render(each, None) for each in library.diagnostics]
