"""Small requests to print: forms and assessments made by hand, without YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pypdf import PdfReader

from engine.compiler.form import (
    CompiledField,
    CompiledForm,
    CompiledList,
    CompiledSection,
    Requirement,
    Total,
)
from engine.field_type import discover
from engine.i18n.texts import NO_TEXT, Text
from engine.runtime.assessment import Assessment, Scope
from engine.targets.pdf import Envelope, load_template, render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.values import Value

TEMPLATES = Path(__file__).parents[4] / "pdf_templates"
TYPES = discover()
DAY = date(2022, 8, 26)


@dataclass(frozen=True)
class French:
    """The language of the texts themselves."""

    language: str = "fr"

    def __call__(self, text: Text) -> str:
        return text.french


def make_field(
    key: str,
    kind: str = "text",
    label: str = "",
    *,
    computed: bool = False,
    within: str | None = None,
    **options: object,
) -> CompiledField:
    """A field of a type, labelled with its key unless said otherwise."""
    words = Text(label or key)
    return CompiledField(
        id=key.rpartition(".")[2],
        key=key,
        list=within,
        codec=TYPES[kind].bind(options),
        label=words,
        short_label=words,
        requirement=Requirement.NEVER,
        order=0,
        given=computed,
    )


def make_list(
    key: str, fields: Sequence[CompiledField], *, periods: tuple = ()
) -> CompiledList:
    return CompiledList(
        id=key,
        key=key,
        title=NO_TEXT,
        help=NO_TEXT,
        item=Text("Ligne"),
        add_label=NO_TEXT,
        min=0,
        max=200,
        order=0,
        visible_if=None,
        items=tuple(fields),
        fields=tuple(fields),
        periods=periods,
    )


def make_section(
    items: Sequence, *, title: str = "Section", periods: tuple = ()
) -> CompiledSection:
    return CompiledSection(
        id=title,
        key=f"section:{title}",
        title=Text(title),
        help=NO_TEXT,
        visible_if=None,
        items=tuple(items),
        periods=periods,
    )


APPLICANT = (
    make_field("first_name"),
    make_field("last_name"),
    make_field("street"),
    make_field("postcode", "postcode"),
    make_field("city"),
    make_field("avs_number", "ahv_number"),
    make_field("birth_date", "date"),
    make_field("email", "email"),
    make_field("mobile", "phone"),
)

PERSON = {
    "first_name": "Pierre",
    "last_name": "DUPONT",
    "street": "Chemin des Lilas 12",
    "postcode": "1200",
    "city": "Genève",
    "avs_number": "756.1234.5678.97",
    "birth_date": date(1972, 9, 1),
    "email": "pierre.dupont@mail.ch",
    "mobile": "+41791234567",
}


def make_form(
    sections: Sequence[CompiledSection],
    *,
    total: str | None = None,
    title: str = "Facture pour frais de voyage et nourriture",
) -> CompiledForm:
    items = [item for section in sections for item in section.items]
    return CompiledForm(
        id="318.632.1",
        version=1,
        hash="0" * 64,
        title=Text(title),
        legal_basis=NO_TEXT,
        pdf_template="invoice",
        total=Total(
            key=total, zero_allowed=False, negative_allowed=False, message=NO_TEXT
        )
        if total
        else None,
        sections=tuple(sections),
        fields={item.key: item for item in items if isinstance(item, CompiledField)},
        lists={item.key: item for item in items if isinstance(item, CompiledList)},
        applicant=APPLICANT,
        rules=(),
        tariffs={},
        examples=(),
        sources={},
        plan=None,
    )


def make_assessment(
    form: CompiledForm,
    values: Mapping[str, Value],
    rows: Mapping[str, Sequence[Mapping[str, Value]]] | None = None,
    *,
    hidden: frozenset[str] = frozenset(),
    unavailable: frozenset[str] = frozenset(),
    person: Mapping[str, Value] = PERSON,
) -> Assessment:
    return Assessment(
        form=form,
        day=DAY,
        root=Scope(
            values=dict(values),
            unavailable=set(unavailable),
            hidden=set(hidden),
            rows={
                key: tuple(Scope(values=dict(row), unavailable=set()) for row in found)
                for key, found in (rows or {}).items()
            },
        ),
        applicant=Scope(values=dict(person), unavailable=set()),
        problems=(),
    )


TRIP_FIELDS = (
    make_field("start", "date", "Début", within="trips"),
    make_field("end", "date", "Fin", within="trips"),
    make_field("purpose", "text", "But du voyage / Type de mesure", within="trips"),
    make_field("origin", "text", "Parcours de", within="trips"),
    make_field("destination", "text", "à", within="trips"),
    make_field(
        "ticket",
        "choice",
        "Type de billet",
        within="trips",
        choices={
            "public_single": "Transport public - Aller simple",
            "private_car": "Voiture privée (nécessaire en raison de l'invalidité)",
        },
    ),
    make_field("distance_km", "decimal", "Distance", places=1, unit="km"),
    make_field("fare", "money", "CHF", within="trips"),
    make_field("amount", "money", "Montant", within="trips", computed=True),
)


def make_trips(count: int) -> list[dict[str, Value]]:
    """As many trips, each with an amount of its own."""
    return [
        {
            "start": date(2022, 6, 1 + number % 28),
            "end": date(2022, 6, 1 + number % 28 + number % 3),
            "purpose": "Hôpital",
            "origin": "Genève",
            "destination": "Berne",
            "ticket": "public_single",
            "fare": Decimal(5100 + number) / 100,
            "amount": Decimal(5100 + number) / 100,
        }
        for number in range(count)
    ]


def travel_form() -> CompiledForm:
    """The shape of 318.632.1 without its tariff table."""
    return make_form(
        [
            make_section(
                [
                    make_field("decision_number", "text", "Numéro de décision"),
                    make_field("iban", "iban", "IBAN"),
                    make_field("other", "boolean", "Titulaire différent"),
                ],
                title="Décompte",
            ),
            make_section(
                [
                    make_list("trips", TRIP_FIELDS, periods=(("start", "end"),)),
                    make_field("travel", "money", "Total voyage", computed=True),
                    make_field("grand", "money", "Total général", computed=True),
                ],
                title="Frais de voyage",
            ),
            make_section(
                [
                    make_field("documents", "files", "Documents"),
                    make_field("remarks", "multiline", "Remarques/Compléments"),
                ],
                title="Documents et remarques",
            ),
        ],
        total="grand",
    )


def travel_request(count: int, **more: Value) -> Assessment:
    """A request of `count` trips."""
    trips = make_trips(count)
    total = sum((Decimal(str(trip["amount"])) for trip in trips), Decimal(0))
    values = {
        "decision_number": "320/2022/123456/0",
        "iban": "CH9300762011623852957",
        "other": False,
        "travel": total,
        "grand": total,
        **more,
    }
    return make_assessment(travel_form(), values, {"trips": trips})


SENT = Envelope(
    reference="7KX4-9QMT",
    status="En traitement",
    sent_at=datetime(2022, 8, 26, 9, 30, tzinfo=UTC),
    verification="Vérifier ce document: comparez la référence avec l'original.",
)
DRAFT = Envelope(reference=None, status="Brouillon")


@dataclass(frozen=True)
class Printed:
    """A rendered PDF, read back."""

    data: bytes
    pages: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        reader = PdfReader(BytesIO(self.data))
        texts = tuple(page.extract_text() for page in reader.pages)
        object.__setattr__(self, "pages", texts)

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def reader(self) -> PdfReader:
        return PdfReader(BytesIO(self.data))


def printed(assessment: Assessment, envelope: Envelope = SENT) -> Printed:
    template = load_template(TEMPLATES, "invoice")
    return Printed(
        render(assessment, template=template, envelope=envelope, translate=French())
    )
