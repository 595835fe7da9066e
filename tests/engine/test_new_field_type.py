"""A new field type is one new file: everything else finds it and can work with it."""

import json
import sys
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader
from werkzeug.datastructures import MultiDict

from engine.compiler.library import compile_files
from engine.field_type import FieldType, Rejection, discover
from engine.i18n.catalogue import translator
from engine.runtime.assess import assess
from engine.source.files import SourceFile
from engine.targets import web_form
from engine.targets.json_schema import record_schema
from engine.targets.pdf import Envelope, load_template, render
from engine.targets.record import decode, encode
from tests.engine.targets.browser.readings import unlike

DAY = date(2022, 8, 26)
FRENCH = translator("fr", [])
TEMPLATE = load_template(Path(__file__).parents[2] / "pdf_templates", "invoice")

PLATE = '''
"""The type `plate`: the number of a Swiss car, as GE 123456."""

import re

from engine.field_type import (
    Control,
    ControlKind,
    DeclaredFieldType,
    Rejection,
    TypeExample,
)
from engine.field_types._text import TextCodec
from engine.reading import match, replace, upper
from engine.values import ValueKind

_PLATE = "(GE|VD|VS|ZH) ?([0-9]{1,6})"


def _spell(text):
    found = re.fullmatch(_PLATE, text.upper())
    if found is None:
        raise _unreadable()
    return f"{found[1]} {found[2]}"


def _unreadable():
    return Rejection("invalid", "Indiquez un numéro de plaques comme GE 123456.")


def _bind(options):
    return TextCodec(
        control=Control(kind=ControlKind.TEXT, max_length=12, example="GE 123456"),
        maximum_length=12,
        spell=_spell,
        steps=(upper(), match(_PLATE, _unreadable()), replace(_PLATE, "$1 $2")),
        schema={"pattern": "^[A-Z]{2} [0-9]{1,6}$"},
    )


FIELD_TYPE = DeclaredFieldType(
    name="plate",
    kind=ValueKind.TEXT,
    binder=_bind,
    truths=(
        TypeExample(options={}, raw=" ge123 ", value="GE 123", json="GE 123"),
        TypeExample(options={}, raw="XX 1", rejected="invalid"),
    ),
)
'''

FORM = """
form: parking
version: 1
title: Place de parc
legal_basis: Règlement art. 1
pdf_template: invoice
sections:
  - section: main
    title: Véhicule
    fields:
      - {field: car, type: plate, label: Plaques}
      - list: others
        item: Autre véhicule
        add_label: Ajouter un véhicule
        max: 3
        fields:
          - {field: plate, type: plate, label: Plaques}
"""


@pytest.fixture
def types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, FieldType]:
    """Give the engine's types and one of another package."""
    package = tmp_path / "types_of_the_town"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "_cantons.py").write_text("raise RuntimeError", encoding="utf-8")
    (package / "plate.py").write_text(PLATE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    # That of the test before stood in a folder that is no more.
    for name in ("types_of_the_town", "types_of_the_town.plate"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return {**discover(), **discover("types_of_the_town")}


@pytest.fixture
def form(types: Mapping[str, FieldType]):
    """Give a form with the new type."""
    source = SourceFile(name="parking.yaml", shown="parking.yaml", text=FORM)
    library = compile_files({"parking.yaml": source}, types=types)
    assert library.diagnostics == ()
    return library.forms["parking"]


@pytest.fixture
def judged(form):
    """Give a judged request that was typed into the page."""
    page = web_form.form_class(form)(
        MultiDict({"car": "ge123", "others-0-_id": "a", "others-0-plate": "vd 7"})
    )
    return assess(form, web_form.answers(page), None, DAY)


def test_a_type_is_found_by_being_there(types: Mapping[str, FieldType]) -> None:
    """What types share stands in modules with an underscore, which are no types."""
    assert set(types) - set(discover()) == {"plate"}


def test_its_examples_are_true(types: Mapping[str, FieldType]) -> None:
    codec = types["plate"].bind({})

    accepted, refused = types["plate"].examples()
    assert codec.read(accepted.raw) == accepted.value
    with pytest.raises(Rejection):
        codec.read(refused.raw)


def test_the_browser_reads_it(types: Mapping[str, FieldType]) -> None:
    """Its steps, written as data, come to the same."""
    assert unlike(types["plate"]) == []


def test_it_is_judged(judged) -> None:
    assert dict(judged.values) == {"car": "GE 123", "others[0].plate": "VD 7"}
    assert judged.problems == ()


def test_its_own_words_stand_on_the_page(form) -> None:
    answers = {"car": "GE", "others": [{"plate": "XX 1"}]}
    page = web_form.form_class(form)(None, answers=answers)

    web_form.attach(page, assess(form, answers, None, DAY), FRENCH)

    words = ("Indiquez un numéro de plaques comme GE 123456.",)
    assert page.cell("car").errors == words
    assert page.rows("others")[0].cell("plate").errors == words


def test_its_records_fit_their_schema_and_come_back(form, judged) -> None:
    record: Any = json.loads(json.dumps(encode(judged, "fr")))

    assert Draft202012Validator(record_schema(form)).is_valid(record)
    assert decode(form, record) == (
        {"car": "GE 123", "others": [{"_id": "a", "plate": "VD 7"}]},
        {},
        DAY,
    )


def test_it_is_printed(judged) -> None:
    envelope = Envelope(reference=None, status="Brouillon")

    document = render(judged, template=TEMPLATE, envelope=envelope, translate=FRENCH)

    text = PdfReader(BytesIO(document)).pages[0].extract_text()
    assert "GE 123" in text
    assert "VD 7" in text
