"""A small forms directory, and the command as other programs call it."""

import json

import pytest
from click.testing import CliRunner

from engine.cli.main import cli

FORM = """\
form: library
version: 2
title: Bibliothèque
total: {field: fee, zero: allowed}
sections:
  - section: main
    title: Inscription
    fields:
      - {field: name, type: text, label: Nom}
      - {field: day, type: date, label: Jour}
      - list: cards
        item: Carte
        max: 8
        fields:
          - {field: months, type: integer, unit: month, min: 1, label: Mois}
          - field: amount
            type: money
            label: Montant
            compute: round(months * rate("cards.month", on=day), 0.05)
      - {field: fee, type: money, label: Total, compute: sum(cards.amount)}
    rules:
      early: {warn_if: day < today(), at: day, message: Ce jour est passé.}
examples:
  cases:
    - example: une carte
      day: 2025-01-01
      answers: {name: É, day: 2025-01-01, cards: [{months: 3}]}
      expect: {values: {fee: "7.50"}, problems: [], warnings: []}
"""
TARIFF = """\
tariff: cards
title: Cartes
keys: {month: {label: Mois, unit: CHF/month}}
values:
  - {from: 2024-01-01, source: "Règlement, art. 4", month: 2.50}
"""
APPLICANT = """\
group: applicant
title: Titulaire
fields: [{field: last_name, type: text, label: Nom}]
"""
ANSWERS = {"name": "Émile", "day": "2025-01-01", "cards": [{"months": 3}]}


@pytest.fixture
def forms(tmp_path, monkeypatch):
    """Stand in a folder with `forms/` and `answers.json`; give the forms directory."""
    monkeypatch.chdir(tmp_path)
    directory = tmp_path / "forms"
    for folder in (directory / "tariffs", directory / "shared"):
        folder.mkdir(parents=True)
    (directory / "library.yaml").write_text(FORM, "utf-8")
    (directory / "tariffs" / "cards.yaml").write_text(TARIFF, "utf-8")
    (directory / "shared" / "applicant.yaml").write_text(APPLICANT, "utf-8")
    (tmp_path / "answers.json").write_text(json.dumps(ANSWERS), "utf-8")
    return directory


@pytest.fixture
def run():
    """Run a command; give exit code, standard output and standard error."""

    def run(*arguments, stdin=None):
        result = CliRunner().invoke(
            cli, [str(argument) for argument in arguments], input=stdin
        )
        return result.exit_code, result.stdout, result.stderr

    return run
