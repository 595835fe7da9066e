"""`formengine fuzz`: do all readers of a form say the same about requests by chance?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.forms_directory import Forms, default_directory
from engine.cli.json_text import write
from engine.cli.misuse import Misuse
from engine.cli.options import forms_option, language_option
from engine.cli.pdf_templates import TEMPLATES
from engine.i18n.catalogue import translator
from engine.targets.pdf import TemplateError, load_template
from engine.trials.agreement import disagreements, missing_in_print
from engine.trials.browser import differences, made
from engine.trials.node import NodeMissingError, node_command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.compiler.form import CompiledForm
    from engine.i18n.texts import Translator

__all__ = ["command"]

_PRINTED = 10
"""One request in so many is printed, since a PDF costs as much as many judgements."""


@click.command("fuzz")
@click.argument("form")
@click.option(
    "--n",
    "count",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="How many requests.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="The first request's seed; a request depends on form and seed alone.",
)
@language_option()
@forms_option()
def command(*, form: str, count: int, seed: int, lang: str, forms: Path | None) -> int:
    """Make requests by chance and compare what everything says about them.

    FORM is an id or a file. Valid, boundary and invalid answers are judged by the
    server and, where Node is, by the browser's modules; records go through their JSON
    Schema and back; amounts are read in PDFs. Each difference names its seed:
    `--seed SEED --n 1` shows it again.
    """
    known = Forms(default_directory(forms))
    compiled = known.get(form)
    folders = (known.directory / "locales", TEMPLATES / "locales")
    translate = translator(lang, folders)
    found = 0
    seeds = range(seed, seed + count)
    for line in (
        *_records(compiled, seeds),
        *_prints(compiled, seeds, translate),
        *_browser(compiled, seeds, translate),
    ):
        found += 1
        write(line)
    write(f"{compiled.id}: {count} requests, {found} differences")
    return int(found > 0)


def _records(form: CompiledForm, seeds: range) -> Iterator[str]:
    for seed in seeds:
        for words in disagreements(form, made(form, seed)):
            yield f"seed {seed}: {words}"


def _prints(form: CompiledForm, seeds: range, translate: Translator) -> Iterator[str]:
    try:
        template = load_template(TEMPLATES, form.pdf_template)
    except TemplateError as error:
        raise Misuse(str(error)) from error
    for seed in seeds:
        if seed % _PRINTED == 0:
            request = made(form, seed)
            for words in missing_in_print(form, request, template, translate):
                yield f"seed {seed}: {words}"


def _browser(form: CompiledForm, seeds: range, translate: Translator) -> Iterator[str]:
    try:
        node_command()
    except NodeMissingError as error:
        click.echo(f"{error}; the browser is not compared", err=True)
        return
    found = differences(form, translate, first=seeds.start, count=len(seeds))
    for each in found:
        yield (
            f"seed {each.seed}: {each.what}: the server says {each.server},"
            f" the browser {each.browser}"
        )
