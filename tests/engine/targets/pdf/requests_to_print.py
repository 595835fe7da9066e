"""Requests to print: the office's forms, and a sampler with every kind of field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pikepdf import Pdf
from pypdf import PdfReader

from engine.compiler.library import compile_files
from engine.compiler.plan import ListStep
from engine.i18n.catalogue import translator
from engine.runtime.assess import assess
from engine.source.files import SourceFile, read_directory
from engine.targets import record
from engine.targets.pdf import Envelope, load_template, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.compiler.form import CompiledForm
    from engine.i18n.texts import Text, Translator
    from engine.runtime.assessment import Assessment
    from engine.targets.pdf import Template

ROOT = Path(__file__).parents[4]
DAY = date(2022, 8, 26)


@dataclass(frozen=True)
class French:
    """The language of the texts themselves."""

    language: str = "fr"

    def __call__(self, text: Text) -> str:
        return text.french


def _compiled():
    files = read_directory(ROOT / "forms")
    sampler = Path(__file__).with_name("sampler.yaml")
    files["900.yaml"] = SourceFile(
        name="900.yaml", shown=str(sampler), text=sampler.read_text(encoding="utf-8")
    )
    return compile_files(files)


LIBRARY = _compiled()
TEMPLATE = load_template(ROOT / "pdf_templates", "invoice")

PERSON = {
    "first_name": "Pierre",
    "last_name": "DUPONT",
    "street": "Chemin des Lilas 12",
    "postcode": "1200",
    "city": "Genève",
    "country": "CH",
    "avs_number": "756.1234.5678.97",
    "birth_date": "1972-09-01",
    "email": "pierre.dupont@mail.ch",
    "mobile": "+41791234567",
}

SENT = Envelope(
    reference="7KX4-9QMT",
    status="En traitement",
    sent_at=datetime(2022, 8, 26, 9, 30, tzinfo=UTC),
    verification="Vérifier ce document: comparez la référence avec l'original.",
)
DRAFT = Envelope(reference=None, status="Brouillon")


def request(
    form: str,
    answers: Mapping[str, object],
    *,
    person: Mapping[str, object] = PERSON,
    day: date = DAY,
) -> Assessment:
    """The assessment of answers to a form."""
    return assess(LIBRARY.forms[form], answers, person, day)


def trip(number: int) -> dict[str, object]:
    """A trip whose fare is its own: 51.00, 51.01, …"""
    return {
        "start": f"2022-06-{1 + number % 28:02d}",
        "end": f"2022-06-{1 + number % 28:02d}",
        "purpose": "Hôpital",
        "origin": "Genève",
        "destination": "Berne",
        "ticket": "public_single",
        "fare": f"{51 + number / 100:.2f}",
    }


def travel(count: int, **more: object) -> Assessment:
    """A request of 318.632.1 with as many trips."""
    answers = {
        "decision_number": "320/2022/123456/0",
        "iban": "CH93 0076 2011 6238 5295 7",
        "trips": [trip(number) for number in range(count)],
        "period_from": "2022-06-01",
        "period_to": "2022-06-30",
        "meals": {"days_5_8h": 5},
        **more,
    }
    form = LIBRARY.forms["318.632.1"]
    return assess(_taking(form, count), answers, PERSON, DAY)


def _taking(form: CompiledForm, rows: int) -> CompiledForm:
    """A form whose lists take as many rows as a test wants."""
    steps = tuple(
        replace(step, list=replace(step.list, max=max(rows, step.list.max)))
        if isinstance(step, ListStep)
        else step
        for step in form.plan.steps
    )
    return replace(form, plan=replace(form.plan, steps=steps))


@dataclass(frozen=True)
class Printed:
    """A rendered PDF, read back."""

    data: bytes

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(BytesIO(self.data))

    def says(self, name: str) -> object:
        """What the document says of itself, such as `dc:title`."""
        with Pdf.open(BytesIO(self.data)) as pdf:
            return pdf.open_metadata().get(name)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        return tuple(page.extract_text() for page in self.reader.pages)

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.splitlines())


def words_in(language: str) -> Translator:
    """The words of a language, of forms and templates."""
    folders = (ROOT / "forms" / "locales", ROOT / "pdf_templates" / "locales")
    return translator(language, folders)


def rendered(
    assessment: Assessment,
    envelope: Envelope = SENT,
    *,
    translate: Translator | None = None,
    template: Template = TEMPLATE,
) -> bytes:
    """Print with the record attached, in French unless told otherwise."""
    translate = translate or French()
    attached = record.as_json(record.encode(assessment, translate.language))
    return render(
        assessment,
        template=template,
        envelope=replace(envelope, record=attached),
        translate=translate,
    )


def printed(
    assessment: Assessment,
    envelope: Envelope = SENT,
    *,
    translate: Translator | None = None,
    template: Template = TEMPLATE,
) -> Printed:
    """Print as `rendered` does, and read back."""
    return Printed(
        rendered(assessment, envelope, translate=translate, template=template)
    )
