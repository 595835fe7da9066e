"""`formengine pdf` prints a request."""

import json

import pytest
from pikepdf import Pdf
from pypdf import PdfReader


def arguments(output):
    return ("pdf", "library", "answers.json", "--day", "2025-01-01", "-o", output)


def test_a_request_is_printed(forms, run):
    """The file is a PDF, the same bytes each time."""
    assert run(*arguments("a.pdf")) == (0, "", "")
    assert run(*arguments("b.pdf")) == (0, "", "")

    first, second = ((forms.parent / name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert first.startswith(b"%PDF-")
    assert first == second


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Comment ces montants sont calculés"),
        ("de", "So werden diese Beträge berechnet"),
        ("it", "Come sono calcolati questi importi"),
        ("en", "How these amounts are calculated"),
    ],
)
def test_it_explains_its_amounts_in_each_language(forms, run, language, title):
    """The page on how the amounts come about is printed here, too."""
    assert run(*arguments("a.pdf"), "--lang", language) == (0, "", "")

    pages = PdfReader(forms.parent / "a.pdf").pages
    assert title in pages[-1].extract_text().splitlines()


def test_the_record_is_attached(forms, run):
    """A program reads what the print was made from."""
    run(*arguments("a.pdf"), "--lang", "de")

    with Pdf.open(forms.parent / "a.pdf") as pdf:
        attached = json.loads(pdf.attachments["record.json"].get_file().read_bytes())
    assert (attached["form"], attached["language"]) == ("library", "de")
    assert attached["day"] == "2025-01-01"


def test_a_place_that_cannot_be_written_is_misuse(forms, run):
    """One line, as everywhere."""
    assert run(*arguments("nowhere/a.pdf")) == (
        2,
        "",
        "formengine: nowhere/a.pdf: No such file or directory\n",
    )


def test_an_unknown_template_is_misuse(forms, run):
    """The form names it."""
    path = forms / "library.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("version: 2", "version: 2\npdf_template: nothing"))

    code, output, error = run(*arguments("a.pdf"))

    assert (code, output) == (2, "")
    assert error.startswith("formengine: ")
    assert "nothing.yaml" in error
    assert error.count("\n") == 1
