"""`formengine explain` shows how a value came about."""

import json


def test_a_value_is_told_with_its_rates_and_their_law(forms, run):
    """The value asked for comes first."""
    code, output, error = run(
        "explain", "library", "answers.json", "fee", "--day", "2025-01-01"
    )

    assert (code, error) == (0, "")
    assert output == (
        "Total 7.50 = 3 mois × 2.50 CHF/mois (Règlement, art. 4, dès le 01.01.2024)\n"
    )


def test_json_has_the_parts(forms, run):
    """Other programs read the value, the words and the rates."""
    _, output, _ = run(
        "explain",
        "library",
        "answers.json",
        "cards[0].amount",
        "--day",
        "2025-01-01",
        "--format",
        "json",
    )

    found = json.loads(output)
    assert (found["path"], found["value"]) == ("cards[0].amount", "7.50")
    assert [rate["source"] for rate in found["rates"]] == ["Règlement, art. 4"]


def test_a_path_without_a_value_is_misuse(forms, run):
    """A near one is named."""
    assert run("explain", "library", "answers.json", "fe", "--day", "2025-01-01") == (
        2,
        "",
        "formengine: there is no value at «fe»; did you mean «fee»?\n",
    )
