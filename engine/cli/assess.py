"""`formengine assess`: what is in a request, and may it be sent?"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from engine.cli.forms_directory import Forms, default_directory
from engine.cli.json_text import NotJsonError, parse, write, written
from engine.cli.judging import as_json, judged
from engine.cli.misuse import Misuse
from engine.cli.options import (
    applicant_option,
    forms_option,
    language_option,
    parse_day,
)
from engine.runtime.assess import assess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.i18n.texts import Translator

__all__ = ["command"]


@click.command("assess")
@click.argument("form", required=False)
@click.argument("answers", required=False, metavar="ANSWERS.json")
@click.option(
    "--day",
    type=parse_day,
    metavar="DAY",
    help="The day it is judged: 2025-01-31.",
)
@click.option(
    "--batch",
    metavar="CASES.jsonl",
    help="One case per line: {form, day, applicant, answers}; - is standard input.",
)
@applicant_option()
@language_option()
@forms_option()
def command(  # noqa: PLR0913 - one per option
    *,
    form: str | None,
    answers: str | None,
    day: date | None,
    batch: str | None,
    applicant: str | None,
    lang: str,
    forms: Path | None,
) -> int:
    """Judge the answers of a request and print values and problems as JSON.

    FORM is a form's id or the path of its file; ANSWERS.json is a file, or - for
    standard input.
    """
    known = Forms(default_directory(forms))
    if batch is not None:
        if form is not None or day is not None or applicant is not None:
            raise Misuse("--batch takes form, day and applicant from its lines")
        cases = _Cases(known, known.translator(lang))
        for line in _lines(batch):
            write(written(cases.judged(line)))
        return 0
    if form is None or answers is None or day is None:
        raise Misuse("assess needs FORM, ANSWERS.json and --day, or --batch")
    assessment = judged(known.get(form), answers, applicant, day)
    write(written(as_json(assessment, known.translator(lang)), indent=2))
    return 0


def _lines(batch: str) -> Iterator[bytes]:
    """Go through the lines of a file without reading it as a whole."""
    if batch == "-":
        yield from sys.stdin.buffer
        return
    try:
        with Path(batch).open("rb") as file:
            yield from file
    except OSError as error:
        message = f"the cases {batch} cannot be read: {error.strerror}"
        raise Misuse(message) from error


@dataclass(frozen=True, slots=True)
class _Cases:
    """Judges one line after another; a fault of a line is that line's answer."""

    forms: Forms
    translate: Translator

    def judged(self, line: bytes) -> dict[str, object]:
        """Give a line's assessment, or `{"error": …}`."""
        try:
            parsed = parse(line.decode("utf-8-sig").rstrip("\r\n"))
            if not isinstance(parsed, dict):
                return {"error": "the line is no object"}
            case = cast("dict[str, object]", parsed)
            form = self.forms.get(_text(case, "form"))
            day = parse_day(_text(case, "day"))
        except UnicodeDecodeError:
            return {"error": "the line is not UTF-8 text"}
        except NotJsonError as error:
            return {"error": f"the line is not JSON: {error}"}
        except click.ClickException as error:
            return {"error": error.message}
        answers, applicant = case.get("answers", {}), case.get("applicant")
        return as_json(assess(form, answers, applicant, day), self.translate)


def _text(case: dict[str, object], key: str) -> str:
    value = case.get(key)
    if isinstance(value, str):
        return value
    message = f"the line has no «{key}»"
    raise Misuse(message)
