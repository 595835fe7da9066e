"""`formengine pdf` prints a request."""


def arguments(output):
    return ("pdf", "library", "answers.json", "--day", "2025-01-01", "-o", output)


def test_a_request_is_printed(forms, run):
    """The file is a PDF, the same bytes each time."""
    assert run(*arguments("a.pdf")) == (0, "", "")
    assert run(*arguments("b.pdf")) == (0, "", "")

    first, second = ((forms.parent / name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert first.startswith(b"%PDF-")
    assert first == second


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
