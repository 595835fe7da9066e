"""`formengine examples` says what differs from what authors wrote."""


def test_what_comes_out_as_written_passes(forms, run):
    """The last line counts."""
    assert run("examples") == (0, "1 passed, 0 failed\n", "")
    assert run("examples", "forms/library.yaml") == (0, "1 passed, 0 failed\n", "")


def test_what_differs_is_printed(forms, run):
    """Values, problems and warnings, below the example's place and name."""
    path = forms / "library.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(
            'expect: {values: {fee: "7.50"}, problems: [], warnings: []}',
            "expect: {values: {fee: 8, 'cards[0].months': '3', 'cards[1].months': 1,"
            " name: ~}, problems: ['invalid@name'], warnings: ['early@day']}",
        ).replace("day < today()", "day == today()"),
        "utf-8",
    )

    assert run("examples") == (
        1,
        (
            "forms/library.yaml:25:16: une carte\n"
            "  fee: expected 8, got 7.50\n"
            "  cards[1].months: expected 1, there is no value\n"
            "  name: expected no value, got É\n"
            "  problems: expected invalid@name, which is not there\n"
            "0 passed, 1 failed\n"
        ),
        "",
    )


def test_what_an_example_does_not_say_is_not_compared(forms, run):
    """A case may look at values alone, or say that there is none."""
    path = forms / "library.yaml"
    text = path.read_text("utf-8")
    expected = 'expect: {values: {fee: "7.50"}, problems: [], warnings: []}'
    path.write_text(
        text.replace(expected, "expect: {values: {'cards[1].amount': ~}}"), "utf-8"
    )

    assert run("examples") == (0, "1 passed, 0 failed\n", "")


def test_an_expected_value_of_another_kind_differs(forms, run):
    """What is no answer of the field cannot be its value."""
    path = forms / "library.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('fee: "7.50"', "fee: much"), "utf-8")

    assert run("examples")[1].splitlines()[1] == "  fee: expected much, got 7.50"


def test_an_unexpected_problem_is_printed(forms, run):
    """An empty list says that there is none."""
    path = forms / "library.yaml"
    text = path.read_text("utf-8").replace("name: É, ", "")
    path.write_text(text, "utf-8")

    assert run("examples")[:2] == (
        1,
        (
            "forms/library.yaml:25:16: une carte\n"
            "  problems: got required@name, which is not expected\n"
            "0 passed, 1 failed\n"
        ),
    )


def test_a_form_with_errors_is_told(forms, run):
    """Its examples cannot be run; the others are."""
    (forms / "broken.yaml").write_text("form: 'b\n", "utf-8")

    assert run("examples") == (
        1,
        "1 passed, 0 failed\n",
        (
            "forms/broken.yaml:1:7: error E114 the quotation mark ' is never closed\n"
            "  = inside '…' write an apostrophe twice, or put the text into double"
            " quotes\n"
        ),
    )


def test_misuse_is_one_line(forms, run):
    """There is nothing to run."""
    assert run("examples", "nowhere") == (
        2,
        "",
        "formengine: nowhere is no directory and no form\n",
    )


def test_expected_visibility_is_compared(forms, run):
    """Fields, rows and sections; a place that does not exist is told."""
    path = forms / "library.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(
            'expect: {values: {fee: "7.50"}',
            "expect: {shown: [main, cards, 'cards[0].amount', nane, 'cards[1].months'],"
            ' hidden: [fee, cards], values: {fee: "7.50"}',
        ),
        "utf-8",
    )

    assert run("examples")[1].splitlines()[1:] == [
        "  nane: there is no such place",
        "  cards[1].months: there is no such place",
        "  fee: expected to be hidden, it is shown",
        "  cards: expected to be hidden, it is shown",
        "0 passed, 1 failed",
    ]


def test_coverage_tells_what_no_example_reaches(forms, run):
    """Values, both outcomes of each condition, rows of rates."""
    assert run("examples", "--coverage") == (
        1,
        (
            "library: examples reach 87 % (7 of 8)\n"
            "  early, warn_if: «day < today()» never holds\n"
            "1 passed, 0 failed\n"
        ),
        "",
    )


def test_mutants_that_no_example_notices_are_told(forms, run):
    """Each with its fault; too many of them are a finding."""
    exit_code, printed, _ = run("examples", "--mutate")

    assert exit_code == 1
    assert printed.splitlines() == [
        "library: examples notice 44 % (4 of 9 mutants)",
        (
            "  cards.amount, compute: another step of rounding in"
            ' «round(months * rate("cards.month", on=day), 0.05)»'
        ),
        "  early: without its warn_if «day < today()»",
        "  name: needs no answer",
        "  day: needs no answer",
        "  cards.months: needs no answer",
        "1 passed, 0 failed",
    ]


def test_enough_noticed_mutants_are_clean(forms, run):
    """The share that is asked for decides."""
    assert run("examples", "--mutate", "--at-least", "30")[0] == 0
