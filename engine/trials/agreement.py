"""Whether everything that is made of a request says the same about it.

A request is judged; its record must fit the record's JSON Schema, come back from its
JSON, and give the same values when it is judged again; and every amount of the record
must stand in its PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import pypdfium2
from jsonschema import Draft202012Validator

from engine.i18n.texts import Text
from engine.runtime.assess import assess
from engine.targets.json_schema import record_schema
from engine.targets.pdf import Envelope, render
from engine.targets.record import RecordError, decode, encode, flat_values
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema.exceptions import ValidationError

    from engine.compiler.form import CompiledForm
    from engine.fuzz import RandomRequest
    from engine.i18n.texts import Translator
    from engine.runtime.assessment import Assessment
    from engine.targets.pdf import Template

__all__ = ["disagreements", "missing_in_print"]

_DRAFT = Text("Brouillon")
_LANGUAGE = "fr"


def disagreements(form: CompiledForm, request: RandomRequest) -> Iterator[str]:
    """Give a line for each way in which a request's record and its judgement differ."""
    judged = assess(form, request.answers, request.applicant, request.day)
    again = assess(form, request.answers, request.applicant, request.day)
    if (judged.values, judged.problems) != (again.values, again.problems):
        yield "the same request is judged otherwise the second time"
    record = encode(judged, _LANGUAGE)
    if not judged.may_be_sent:
        return
    for fault in _faults(form, record):
        yield f"the record does not fit its schema at {fault}"
    try:
        reread = assess(form, *decode(form, record))
    except RecordError as error:
        yield f"the record does not come back: {error}"
        return
    if flat_values(reread) != flat_values(judged):
        yield "the record judged again has other values"


def _faults(form: CompiledForm, record: object) -> Iterator[str]:
    errors = cast("Iterator[ValidationError]", _validator(form).iter_errors(record))  # pyright: ignore[reportArgumentType, reportUnknownMemberType] - a record is plain JSON
    for error in errors:
        place = ".".join(str(part) for part in error.absolute_path)
        yield f"{place}: {error.message}"


@lru_cache(maxsize=8)
def _validator(form: CompiledForm) -> Draft202012Validator:
    return Draft202012Validator(record_schema(form))


def missing_in_print(
    form: CompiledForm,
    request: RandomRequest,
    template: Template,
    translate: Translator,
) -> Iterator[str]:
    """Give a line for each amount of a request that its PDF does not show.

    An amount that a request has several times must stand there as often.
    """
    judged = assess(form, request.answers, request.applicant, request.day)
    envelope = Envelope(reference=None, status=translate(_DRAFT))
    document = render(judged, template=template, envelope=envelope, translate=translate)
    shown = Counter(_NUMBER.findall(_text_of(document)))
    for number, count in Counter(_amounts(judged)).items():
        if shown[number] < count:
            yield f"the PDF shows {number} {shown[number]} times, not {count}"


_NUMBER = re.compile(r"-?[0-9][0-9']*\.[0-9]+|-?[0-9][0-9']*")


def _amounts(judged: Assessment) -> Iterator[str]:
    for _, compiled, value in judged.entries():
        if compiled.codec.kind is ValueKind.MONEY:
            yield compiled.codec.text(value)


def _text_of(document: bytes) -> str:
    pages = pypdfium2.PdfDocument(document)
    try:
        texts = [
            pages[number].get_textpage().get_text_bounded()
            for number in range(len(pages))
        ]
    finally:
        pages.close()
    return "\n".join(texts)
