"""`formengine explain`: how did this value come about?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.forms_directory import Forms, default_directory
from engine.cli.json_text import write, written
from engine.cli.judging import judged
from engine.cli.misuse import Misuse
from engine.cli.options import (
    applicant_option,
    day_option,
    forms_option,
    language_option,
)
from engine.runtime.explain import explain
from engine.source.near_miss import did_you_mean

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

__all__ = ["command"]


@click.command("explain")
@click.argument("form")
@click.argument("answers", metavar="ANSWERS.json")
@click.argument("path")
@day_option()
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How it is written.",
)
@applicant_option()
@language_option()
@forms_option()
def command(  # noqa: PLR0913 - one per option
    *,
    form: str,
    answers: str,
    path: str,
    day: date,
    output: str,
    applicant: str | None,
    lang: str,
    forms: Path | None,
) -> int:
    """Show how the value at PATH was calculated, with rates and their law."""
    known = Forms(default_directory(forms))
    assessment = judged(known.get(form), answers, applicant, day)
    translate = known.translator(lang)
    if path not in assessment.values:
        hint = did_you_mean(path, assessment.values)
        message = f"there is no value at «{path}»"
        raise Misuse(f"{message}; {hint}" if hint else message)
    derivation = explain(assessment, path)
    if output == "json":
        write(written(derivation.to_json(translate), indent=2))
    else:
        write("\n".join(derivation.lines(translate)))
    return 0
