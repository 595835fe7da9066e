"""The tables of a form's page: rates with their law, examples with what comes out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.i18n.formats import day, number
from engine.i18n.texts import Text
from engine.i18n.units import unit_label
from engine.targets.documentation.blocks import Block, Heading, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.definition.model import Example
    from engine.targets.documentation.names import Names
    from engine.targets.documentation.sentences import Sentences
    from engine.tariffs.model import Rate, Tariff, TariffKey

__all__ = ["example_blocks", "rate_blocks"]

_RATE_HEADS = (Text("Tarif"), Text("Valable"), Text("Valeur"), Text("Source"))
_EXAMPLE_HEADS = (Text("Exemple"), Text("Jour"), Text("Ce qui doit en sortir"))
_SINCE, _BETWEEN = Text("dès le {start}"), Text("du {start} au {end}")
_UP_TO, _ABOVE = Text("jusqu'à {to}: {value}"), Text("au-delà: {value}")
_IN_UNIT = Text("{label} ({unit})")
_NO_PROBLEM, _PROBLEMS = Text("aucun problème"), Text("problèmes: {codes}")
_WARNINGS = Text("à confirmer: {codes}")
_ROW = re.compile(r"\[(\d+)\]")


def rate_blocks(tariffs: Iterable[Tariff], sentences: Sentences) -> Iterator[Block]:
    """Write each tariff as a table, the newest value of a key first."""
    translate = sentences.names.translate
    heads = tuple(map(translate, _RATE_HEADS))
    for tariff in tariffs:
        yield Heading(3, translate(tariff.title))
        rows = tuple(
            (
                _key(key, sentences),
                _validity(rate, sentences),
                _value(rate, key, sentences),
                translate(rate.source),
            )
            for key in tariff.keys.values()
            for rate in reversed(key.rates)
        )
        yield Table(heads=heads, rows=rows, numbers=frozenset((2,)))


def _key(key: TariffKey, sentences: Sentences) -> str:
    translate = sentences.names.translate
    label = translate(key.label)
    if not key.unit_text:
        return label
    unit = unit_label(key.unit_text, translate)
    return sentences.say(_IN_UNIT, label=label, unit=unit)


def _validity(rate: Rate, sentences: Sentences) -> str:
    if rate.end is None:
        return sentences.say(_SINCE, start=day(rate.start))
    return sentences.say(_BETWEEN, start=day(rate.start), end=day(rate.end))


def _value(rate: Rate, key: TariffKey, sentences: Sentences) -> str:
    if rate.value is not None:
        return number(rate.value, places=key.places)
    return "; ".join(
        sentences.say(_ABOVE, value=number(step.value, places=key.places))
        if step.to is None
        else sentences.say(
            _UP_TO, to=number(step.to), value=number(step.value, places=key.places)
        )
        for step in rate.steps
    )


def example_blocks(
    form: CompiledForm, names: Names, sentences: Sentences
) -> Iterator[Block]:
    """Write the examples as one table, with the labels of the values they expect."""
    fields = _fields(form)
    yield Table(
        heads=tuple(map(names.translate, _EXAMPLE_HEADS)),
        rows=tuple(
            (
                example.name,
                day(example.day),
                "; ".join(_outcome(example, fields, names, sentences)),
            )
            for example in form.examples
        ),
    )


def _fields(form: CompiledForm) -> Mapping[str, CompiledField]:
    """Give every field by its path without numbers of rows."""
    found = dict(form.fields)
    for path, of_list in form.lists.items():
        found |= {f"{path}.{field.key}": field for field in of_list.fields}
    return found


def _outcome(
    example: Example,
    fields: Mapping[str, CompiledField],
    names: Names,
    sentences: Sentences,
) -> Iterator[str]:
    for path, value in example.values.items():
        field = fields.get(_ROW.sub("", path))
        label = path if field is None else names.label(field)
        rows = "".join(f" {int(index) + 1}" for index in _ROW.findall(path))
        yield f"{label}{rows} = {value}"
    if example.problems is not None:
        codes = ", ".join(example.problems)
        yield (
            sentences.say(_PROBLEMS, codes=codes)
            if codes
            else sentences.say(_NO_PROBLEM)
        )
    if example.warnings:
        yield sentences.say(_WARNINGS, codes=", ".join(example.warnings))
