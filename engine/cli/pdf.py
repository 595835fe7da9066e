"""`formengine pdf`: a request on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.forms_directory import Forms, default_directory
from engine.cli.judging import judged
from engine.cli.misuse import Misuse
from engine.cli.options import (
    applicant_option,
    day_option,
    forms_option,
    language_option,
)
from engine.cli.pdf_templates import TEMPLATES
from engine.i18n.catalogue import translator
from engine.i18n.texts import Text
from engine.targets.pdf import Envelope, TemplateError, load_template, render
from engine.targets.record import as_json, encode

if TYPE_CHECKING:
    from datetime import date

__all__ = ["command"]

_DRAFT = Text("Brouillon")


@click.command("pdf")
@click.argument("form")
@click.argument("answers", metavar="ANSWERS.json")
@day_option()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="OUT.pdf",
    help="The file to write.",
)
@applicant_option()
@language_option()
@forms_option()
def command(  # noqa: PLR0913 - one per option
    *,
    form: str,
    answers: str,
    day: date,
    output: Path,
    applicant: str | None,
    lang: str,
    forms: Path | None,
) -> int:
    """Print a request as PDF. It was not sent, so it is marked as a draft."""
    known = Forms(default_directory(forms))
    compiled = known.get(form)
    assessment = judged(compiled, answers, applicant, day)
    directories = (known.directory / "locales", TEMPLATES / "locales")
    translate = translator(lang, directories)
    envelope = Envelope(
        reference=None,
        status=translate(_DRAFT),
        record=as_json(encode(assessment, lang)),
    )
    try:
        template = load_template(TEMPLATES, compiled.pdf_template)
        content = render(
            assessment, template=template, envelope=envelope, translate=translate
        )
        output.write_bytes(content)
    except TemplateError as error:
        raise Misuse(str(error)) from error
    except OSError as error:
        message = f"{error.filename or output}: {error.strerror}"
        raise Misuse(message) from error
    return 0
