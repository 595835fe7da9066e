"""The types `choice`, `choices`, `boolean` and `files`: what they say."""

import pytest

from engine.field_type import Choice
from tests.engine.field_types.refusals import bound, refusal

COLOURS = {"red": "Rouge", "green": "Vert"}
RECEIPT = {
    "name": "facture.pdf",
    "type": "application/pdf",
    "size": 1,
    "sha256": "ab" * 32,
}


@pytest.mark.parametrize(
    ("name", "options", "raw", "expected"),
    [
        (
            "choice",
            {"choices": COLOURS},
            "blue",
            ("invalid", "Choisissez une des réponses proposées."),
        ),
        (
            "choices",
            {"choices": COLOURS},
            ["red", "blue"],
            ("invalid", "Choisissez parmi les réponses proposées."),
        ),
        ("boolean", {}, "peut-être", ("invalid", "Répondez par oui ou par non.")),
        ("files", {}, "x", ("invalid", "Joignez de nouveau vos documents.")),
        (
            "files",
            {"accept": ["png", "jpeg"]},
            [RECEIPT],
            ("invalid", "Joignez des fichiers PNG, JPEG."),
        ),
        (
            "files",
            {"max": 2},
            [RECEIPT] * 3,
            ("out_of_range", "Joignez au plus 2 documents."),
        ),
    ],
)
def test_a_refusal_says_what_to_do(name, options, raw, expected):
    assert refusal(name, raw, **options) == expected


def test_choices_keep_the_order_and_the_places_of_their_labels():
    """The place of a label is where translators find it."""
    codec = bound("choice", choices=COLOURS, _contexts={"red": "form.yaml#red"})

    assert codec.control.choices == (
        Choice(key="red", label="Rouge", context="form.yaml#red"),
        Choice(key="green", label="Vert", context=None),
    )


def test_a_field_of_files_takes_the_media_types_of_its_names():
    assert bound("files", accept=["pdf", "heic"]).control.accept == (
        "application/pdf",
        "image/heic",
        "image/heif",
    )


def test_what_else_a_reference_says_is_left_out():
    """A record holds what identifies a document and nothing more."""
    codec = bound("files")

    value = codec.read([{**RECEIPT, "path": "/etc/passwd"}])

    assert value is not None
    assert codec.dump(value) == [RECEIPT]
