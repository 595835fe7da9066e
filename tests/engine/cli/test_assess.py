"""`formengine assess` gives values and problems as JSON, one case or many."""

import json

import pytest

from engine.compiler.library import load_directory


def test_a_request_is_judged(forms, run):
    """Values are canonical, by flat path; the definition is named by its hash."""
    code, output, error = run(
        "assess", "library", "answers.json", "--day", "2025-01-02"
    )

    assert (code, error) == (0, "")
    assert json.loads(output) == {
        "form": "library",
        "version": 2,
        "definition": load_directory(forms).forms["library"].hash,
        "day": "2025-01-02",
        "values": {
            "name": "Émile",
            "day": "2025-01-01",
            "fee": "7.50",
            "cards[0].months": 3,
            "cards[0].amount": "7.50",
        },
        "problems": [
            {
                "path": "day",
                "code": "early",
                "level": "warning",
                "message": "Ce jour est passé.",
            }
        ],
    }


def test_problems_are_no_failure(forms, run):
    """The command did what it was asked for."""
    (forms.parent / "answers.json").write_text("[]", "utf-8")

    code, output, _ = run("assess", "library", "answers.json", "--day", "2025-01-01")

    assert code == 0
    assert {problem["level"] for problem in json.loads(output)["problems"]} == {"error"}


def test_a_form_may_be_a_path_and_answers_standard_input(forms, run):
    """The directory of the file is its forms directory."""
    code, output, _ = run(
        "assess",
        forms / "library.yaml",
        "-",
        "--day",
        "2025-01-01",
        stdin='{"name": "É"}',
    )

    assert code == 0
    assert json.loads(output)["values"]["name"] == "É"


def test_a_form_is_found_by_the_id_it_has(forms, run):
    """The file's name is a help, not the rule."""
    (forms / "library.yaml").rename(forms / "other.yaml")

    code, output, _ = run("assess", "library", "answers.json", "--day", "2025-01-01")

    assert (code, json.loads(output)["form"]) == (0, "library")


def test_the_forms_directory_may_be_named(forms, run, monkeypatch, tmp_path_factory):
    """The command works from anywhere."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    arguments = ("--day", "2025-01-01", "--forms", forms)

    code, output, _ = run("assess", "library", "-", *arguments, stdin="{}")

    assert (code, json.loads(output)["form"]) == (0, "library")


def test_cases_may_stand_in_a_file(forms, run):
    """One line per case."""
    (forms.parent / "cases.jsonl").write_text(json.dumps(CASE) + "\n", "utf-8")

    code, output, _ = run("assess", "--batch", "cases.jsonl")

    assert (code, json.loads(output)["values"]["fee"]) == (0, "7.50")


def test_a_form_in_a_file_of_another_name_is_found(forms, run):
    """Also where a file has the id as its name and holds another form."""
    text = (forms / "library.yaml").read_text("utf-8")
    (forms / "a.yaml").write_text(text, "utf-8")
    (forms / "library.yaml").write_text(text.replace("form: library", "form: b"))

    code, output, _ = run("assess", "library", "answers.json", "--day", "2025-01-01")

    assert (code, json.loads(output)["form"]) == (0, "library")


def test_messages_are_in_the_language_asked_for(forms, run):
    """Texts of the form come from its catalogues."""
    folder = forms / "locales" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "forms.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgctxt "library.yaml#main.early.message"\n'
        'msgid "Ce jour est passé."\nmsgstr "Der Tag ist vorbei."\n',
        "utf-8",
    )

    _, output, _ = run(
        "assess", "library", "answers.json", "--day", "2025-01-02", "--lang", "de"
    )

    assert [found["message"] for found in json.loads(output)["problems"]] == [
        "Der Tag ist vorbei."
    ]


MISUSE = {
    "unknown form": (
        ["librari", "answers.json", "--day", "2025-01-01"],
        "there is no form «librari» in forms; did you mean «library»?",
    ),
    "unknown path": (
        ["forms/nothing.yaml", "answers.json", "--day", "2025-01-01"],
        "there is no file forms/nothing.yaml",
    ),
    "a path that is no form": (
        ["./answers.json", "answers.json", "--day", "2025-01-01"],
        "./answers.json is no form: its name must end in .yaml",
    ),
    "broken form": (
        ["broken", "answers.json", "--day", "2025-01-01"],
        (
            "forms/broken.yaml:1:7: error E114 the quotation mark ' is never closed"
            " («formengine check forms/broken.yaml» tells every error)"
        ),
    ),
    "no answers": (
        ["library", "nothing.json", "--day", "2025-01-01"],
        "the answers nothing.json cannot be read: No such file or directory",
    ),
    "answers that are no JSON": (
        ["library", "broken.json", "--day", "2025-01-01"],
        (
            "the answers broken.json: this is not JSON: line 1, column 2: Expecting"
            " property name enclosed in double quotes"
        ),
    ),
    "answers that are no text": (
        ["library", "binary.json", "--day", "2025-01-01"],
        "the answers binary.json: this is not UTF-8 text",
    ),
    "a key twice": (
        ["library", "twice.json", "--day", "2025-01-01"],
        "the answers twice.json: this is not JSON: the key «a» is written twice",
    ),
    "a number that is none": (
        ["library", "nan.json", "--day", "2025-01-01"],
        "the answers nan.json: this is not JSON: NaN is no number of JSON",
    ),
    "answers without end": (
        ["library", "deep.json", "--day", "2025-01-01"],
        "the answers deep.json: this is not JSON: it is nested too deep",
    ),
    "no applicant": (
        ["library", "answers.json", "--day", "2025-01-01", "--applicant", "none.json"],
        "the applicant none.json cannot be read: No such file or directory",
    ),
    "no day": (
        ["library", "answers.json"],
        "assess needs FORM, ANSWERS.json and --day, or --batch",
    ),
    "an impossible day": (
        ["library", "answers.json", "--day", "2025-02-30"],
        "Invalid value for '--day': «2025-02-30» is no day; write it as 2025-01-31",
    ),
    "a directory in a form's place": (
        ["x", "answers.json", "--day", "2025-01-01", "--forms", "locked"],
        "locked/x.yaml cannot be read: Is a directory",
    ),
    "no directory": (
        ["library", "answers.json", "--day", "2025-01-01", "--forms", "nowhere"],
        "there is no directory nowhere",
    ),
    "a language that nobody speaks": (
        ["library", "answers.json", "--day", "2025-01-01", "--lang", "es"],
        "Invalid value for '--lang': 'es' is not one of 'fr', 'de', 'it', 'en'.",
    ),
    "batch and more": (
        ["library", "--batch", "cases.jsonl"],
        "--batch takes form, day and applicant from its lines",
    ),
    "no cases": (
        ["--batch", "cases.jsonl"],
        "the cases cases.jsonl cannot be read: No such file or directory",
    ),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_is_one_line(forms, run, name):
    """What was wrong, on standard error, and exit code 2; never a traceback."""
    (forms / "broken.yaml").write_text("form: 'b\n", "utf-8")
    folder = forms.parent
    (folder / "broken.json").write_text("{a", "utf-8")
    (folder / "binary.json").write_bytes(b"\xff\xfe")
    (folder / "twice.json").write_text('{"a": 1, "a": 2}', "utf-8")
    (folder / "nan.json").write_text('{"a": NaN}', "utf-8")
    (folder / "deep.json").write_text("[" * 100_000, "utf-8")
    (folder / "locked" / "x.yaml").mkdir(parents=True)
    arguments, expected = MISUSE[name]

    assert run("assess", *arguments) == (2, "", f"formengine: {expected}\n")


ANSWERS = {"name": "É", "day": "2025-01-01", "cards": [{"months": 3}]}
CASE = {"form": "library", "day": "2025-01-01", "answers": ANSWERS}


def batch(run, *lines):
    code, output, error = run("assess", "--batch", "-", stdin="".join(lines))
    assert (code, error) == (0, "")
    return [json.loads(line) for line in output.splitlines()]


def test_a_line_in_is_a_line_out(forms, run):
    """In order, each as a single case would be."""
    lines = [
        json.dumps(CASE | {"answers": ANSWERS | {"cards": [{"months": months}]}}) + "\n"
        for months in (1, 2)
    ]

    assert [found["values"]["fee"] for found in batch(run, *lines)] == ["2.50", "5.00"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "the line is not JSON: line 1, column 2: Expecting property name"),
        ("", "the line is not JSON: line 1, column 1: Expecting value"),
        ("[" * 100_000, "the line is not JSON: it is nested too deep"),
        ('{"form": "x", "form": "y"}', "the line is not JSON: the key «form» is"),
        ("[]", "the line is no object"),
        ("{}", "the line has no «form»"),
        ('{"form": 3}', "the line has no «form»"),
        ('{"form": "library"}', "the line has no «day»"),
        ('{"form": "library", "day": "soon"}', "«soon» is no day"),
        ('{"form": "nothing", "day": "2025-01-01"}', "there is no form «nothing»"),
        ('{"form": "../x.yaml", "day": "2025-01-01"}', "there is no file ../x.yaml"),
    ],
)
def test_a_faulty_line_has_its_error_in_its_place(forms, run, line, expected):
    """The lines after it are judged all the same."""
    error, judged = batch(run, line + "\n", json.dumps(CASE))

    assert list(error) == ["error"]
    assert error["error"].startswith(expected)
    assert judged["values"]["fee"] == "7.50"


def test_a_line_that_is_no_text_has_its_error_in_its_place(forms, run):
    """Bytes are looked at line by line."""
    code, output, _ = run(
        "assess", "--batch", "-", stdin=b"\xff\n" + json.dumps(CASE).encode()
    )

    first, second = map(json.loads, output.splitlines())
    assert (code, first) == (0, {"error": "the line is not UTF-8 text"})
    assert second["values"]["fee"] == "7.50"


ODD = [
    None,
    3,
    "x",
    [],
    {"name": "\ud800", "day": "2025-01-01"},
    {"cards": {"months": 3}},
    {"cards": [[], None, {"months": "1E999999"}]},
    {"cards": [{"months": [[[]]]}]},
    {"name": {"a": 1}, "fee": "1"},
]


@pytest.mark.parametrize("answers", ODD, ids=repr)
def test_any_answers_are_judged(forms, run, answers):
    """What is no answer is a problem, and its line is JSON again."""
    (found,) = batch(run, json.dumps(CASE | {"answers": answers}))

    assert found["form"] == "library"


@pytest.mark.parametrize("number", ["1" * 5000, "1E+999999", "-0.0", "1e-400"])
def test_any_number_is_judged(forms, run, number):
    """Size costs no time and raises nothing."""
    line = (
        '{"form": "library", "day": "2025-01-01", '
        f'"answers": {{"cards": [{{"months": {number}}}]}}}}'
    )

    (found,) = batch(run, line)

    assert "fee" not in found["values"]


def test_an_applicant_stands_in_its_line(forms, run):
    """A case without one is judged without."""
    form = (forms / "library.yaml").read_text("utf-8")
    rule = (
        "      mine: {info_if: applicant.last_name == name, at: name, message: Vous}\n"
    )
    form = form.replace("    rules:\n", f"    rules:\n{rule}")
    (forms / "library.yaml").write_text(form, "utf-8")

    found = batch(
        run,
        json.dumps(CASE | {"applicant": {"last_name": "É"}}) + "\n",
        json.dumps(CASE),
    )

    assert [
        [problem["code"] for problem in each["problems"] if problem["path"] == "name"]
        for each in found
    ] == [["mine"], []]
