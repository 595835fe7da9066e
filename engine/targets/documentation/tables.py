"""The tables of a form's page: rates with their law, examples with what comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.i18n.formats import day, number
from engine.i18n.texts import Text
from engine.i18n.units import unit_label
from engine.runtime.problems import PROBLEM_WORDS
from engine.targets.documentation.blocks import Block, Heading, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.definition.model import Example
    from engine.targets.documentation.sentences import Sentences
    from engine.tariffs.model import Rate, Tariff, TariffKey

__all__ = ["example_blocks", "rate_blocks"]

_RATE_HEADS = (Text("Tarif"), Text("Valable"), Text("Valeur"), Text("Source"))
_EXAMPLE_HEADS = (Text("Exemple"), Text("Jour"), Text("Ce qui doit en sortir"))
_SINCE, _BETWEEN = Text("dès le {start}"), Text("du {start} au {end}")
_UP_TO, _ABOVE = Text("jusqu'à {to}: {value}"), Text("au-delà: {value}")
_IN_UNIT = Text("{label} ({unit})")
_NO_PROBLEM, _PROBLEMS = Text("aucun problème"), Text("problèmes: {codes}")
_NO_VALUE, _IN_ROW = Text("sans valeur"), Text("{name} (ligne {row})")
_WARNINGS = Text("à confirmer: {codes}")
_PARAMETER = re.compile(r"\{(\w+)\}")
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


def example_blocks(form: CompiledForm, sentences: Sentences) -> Iterator[Block]:
    """Write the examples as one table, with the labels of the values they expect."""
    writer = _Outcomes(sentences, _fields(form), _messages(form))
    yield Table(
        heads=tuple(map(sentences.names.translate, _EXAMPLE_HEADS)),
        rows=tuple(
            (example.name, day(example.day), "; ".join(writer.of(example)))
            for example in form.examples
        ),
    )


def _fields(form: CompiledForm) -> Mapping[str, CompiledField]:
    """Give every field by its path without numbers of rows."""
    found = dict(form.fields)
    for path, of_list in form.lists.items():
        found |= {f"{path}.{field.key}": field for field in of_list.fields}
    return found


def _messages(form: CompiledForm) -> Mapping[str, Text]:
    """Give the words of each problem by its code."""
    return {**PROBLEM_WORDS, **{rule.id: rule.message for rule in form.rules}}


@dataclass(frozen=True, slots=True)
class _Outcomes:
    """Writes what examples expect."""

    sentences: Sentences
    fields: Mapping[str, CompiledField]
    messages: Mapping[str, Text]

    def of(self, example: Example) -> Iterator[str]:
        say = self.sentences.say
        for path, value in example.values.items():
            words = say(_NO_VALUE) if value is None else str(value)
            yield f"{self.name(path)} = {words}"
        if example.problems is not None:
            problems = ", ".join(map(self.problem, example.problems))
            yield say(_PROBLEMS, codes=problems) if problems else say(_NO_PROBLEM)
        if example.warnings:
            warnings = ", ".join(map(self.problem, example.warnings))
            yield say(_WARNINGS, codes=warnings)

    def name(self, path: str) -> str:
        """Name a value, with the number of its row as people count."""
        field = self.fields.get(_ROW.sub("", path))
        name = path if field is None else self.sentences.names.label(field)
        for index in _ROW.findall(path):
            name = self.sentences.say(_IN_ROW, name=name, row=str(int(index) + 1))
        return name

    def problem(self, written: str) -> str:
        """Word `code@path` as the person reads it; as it is where it needs more."""
        code, _, path = written.partition("@")
        text = self.messages.get(code)
        if text is None or not set(_PARAMETER.findall(text.french)) <= {"label"}:
            return written
        words = self.sentences.names.translate(text)
        return f"«{words.replace('{label}', self.name(path))}»"
