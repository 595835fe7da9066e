"""Expressions in words: whoever knows the law can check them without YAML."""

import pytest

from engine.i18n.catalogue import translator
from engine.targets.documentation.names import Names
from engine.targets.documentation.sentences import Sentences
from tests.engine.compiler.written_forms import form_of

SECTIONS = """\
sections:
  - section: main
    title: Un
    fields:
      - {field: a, type: integer, min: 1, label: Nombre}
      - {field: b, type: integer, min: 1, label: Autre nombre}
      - {field: years, type: integer, unit: year, label: Années}
      - {field: day, type: date, label: Jour}
      - {field: end, type: date, label: Fin}
      - {field: name, type: text, label: Nom, optional: true}
      - {field: tick, type: boolean, label: Accord}
      - {field: other_tick, type: boolean, label: Autre accord}
      - {field: kind, type: choice, label: Genre, choices: {x: Train, y: Bus, z: Taxi}}
      - {field: many, type: choices, label: Jours, choices: {mo: Lundi, tu: Mardi}}
      - {field: level, type: choice, label: Degré, choices_from: levels}
      - list: rows
        item: Trajet
        min: 1
        fields:
          - {field: cost, type: integer, label: Coût}
          - {field: on, type: date, label: Date}
          - {field: car, type: boolean, label: En voiture}
      - group: wig
        title: Perruque
        fields:
          - {field: price, type: integer, label: Prix}
      - group: shoes
        title: Chaussures
        fields:
          - {field: price, type: integer, label: Prix}
%s
"""
TARIFFS = {
    "levels": "tariff: levels\ntitle: Allocation\nkeys: {low: {label: Faible}, "
    "high: {label: Grave}}\nvalues:\n"
    "  - {from: 2020-01-01, source: S, low: 1, high: 2}\n",
    "scales": "tariff: scales\ntitle: Échelle\nkeys:\n  s:\n    label: Prix\n"
    "    by: year\n    values:\n"
    "      - {from: 2020-01-01, source: S, steps: [{to: 3, value: 1}, {value: 2}]}\n",
}
RULE = '    rules:\n      r: {error_if: "%s", at: day, message: Non.}'
FIELD = '      - {field: v, type: %s, label: V, compute: "%s"}'


def sentences_of(form):
    """Give the writer of a form's expressions, in French."""
    return Sentences(Names.of(form, translator("fr", ())))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("a > b", "«Nombre» est plus grand que «Autre nombre»"),
        ("a >= 3", "«Nombre» est au moins 3"),
        ("a <= 1000", "«Nombre» est au plus 1000"),
        ("not a <= 3", "«Nombre» est plus grand que 3"),
        ("a == b", "«Nombre» est égal à «Autre nombre»"),
        ("a != b", "«Nombre» n'est pas égal à «Autre nombre»"),
        ("day < end", "«Jour» est avant «Fin»"),
        ("day <= end", "«Jour» n'est pas après «Fin»"),
        ("day == end", "«Jour» est le même jour que «Fin»"),
        ("day > today()", "«Jour» est après le jour de la demande"),
        ("tick", "«Accord» est coché"),
        ("not tick", "«Accord» n'est pas coché"),
        ("is_empty(name)", "«Nom» est vide"),
        ("not is_empty(name)", "«Nom» est rempli"),
        ("kind == 'x'", "«Genre» est «Train»"),
        ("not kind == 'x'", "«Genre» n'est pas «Train»"),
        ("kind in ('x', 'y', 'z')", "«Genre» est «Train», «Bus» ou «Taxi»"),
        ("kind not in ('x', 'y')", "«Genre» n'est pas «Train» ou «Bus»"),
        ("'mo' in many", "«Jours» contient «Lundi»"),
        ("'mo' not in many", "«Jours» ne contient pas «Lundi»"),
        ("tick and a > 1", "«Accord» est coché et «Nombre» est plus grand que 1"),
        (
            "tick and (other_tick or a > 1)",
            (
                "«Accord» est coché et («Autre accord» est coché ou «Nombre» est plus"
                " grand que 1)"
            ),
        ),
        (
            "not (tick and other_tick)",
            "«Accord» n'est pas coché ou «Autre accord» n'est pas coché",
        ),
        (
            "tick and not (other_tick or a > 1)",
            (
                "«Accord» est coché et «Autre accord» n'est pas coché et «Nombre» est"
                " au plus 1"
            ),
        ),
        (
            "any(r.cost > 3 for r in rows)",
            "pour au moins une ligne «Trajet»: «Coût» est plus grand que 3",
        ),
        (
            "not any(r.cost > 3 for r in rows if r.car)",
            (
                "pour aucune ligne «Trajet» où «En voiture» est coché: «Coût» est plus"
                " grand que 3"
            ),
        ),
        (
            "all(r.car for r in rows)",
            "pour chaque ligne «Trajet»: «En voiture» est coché",
        ),
        (
            "not all(r.car for r in rows)",
            "pas pour chaque ligne «Trajet»: «En voiture» est coché",
        ),
        ("is_empty(rows)", "«Trajet» est vide"),
        ("kind in ('x',)", "«Genre» est «Train»"),
        ("a in (1, 2)", "«Nombre» est 1 ou 2"),
        ("True", "toujours"),
        ("not True", "jamais"),
        (
            "('x' if tick else 'y') == 'x'",
            "«x», si «Accord» est coché; sinon «y» est «x»",
        ),
        (
            "tick and not (not other_tick)",
            "«Accord» est coché et «Autre accord» est coché",
        ),
        ("wig.price > 1", "«Prix» (Perruque) est plus grand que 1"),
        (
            "(tick if a > 1 else other_tick)",
            (
                "«Accord» est coché, si «Nombre» est plus grand que 1; sinon «Autre"
                " accord» est coché"
            ),
        ),
    ],
)
def test_a_condition_is_a_clause_that_stands_after_if(condition, words):
    """Its negation is worked in."""
    form = form_of(SECTIONS % (RULE % condition), TARIFFS)

    assert sentences_of(form).condition(form.rules[-1].condition.tree) == words


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("integer", "a + 2 * b", "«Nombre» + 2 × «Autre nombre»"),
        ("integer", "(a + 2) * b", "(«Nombre» + 2) × «Autre nombre»"),
        (
            "integer",
            "a - (b - 1) - 1",
            "«Nombre» − («Autre nombre» − 1) − 1",
        ),
        ("integer, min: -9", "-a", "−«Nombre»"),
        ("integer", "round(a / b, 1)", "«Nombre» ÷ «Autre nombre», arrondi à 1"),
        ("integer", "min(a, b, 3)", "le plus petit de «Nombre», «Autre nombre» et 3"),
        ("integer", "max(0, a - b)", "(«Nombre» − «Autre nombre»), mais au moins 0"),
        ("integer", "max(a, b)", "le plus grand de «Nombre» et «Autre nombre»"),
        ("integer", "a if tick else 0", "«Nombre», si «Accord» est coché; sinon 0"),
        (
            "integer, unit: day",
            "days(day, end)",
            "le nombre de jours de «Jour» à «Fin»",
        ),
        ("integer", "year(day)", "l'année de «Jour»"),
        ("date", "add_months(day, 3)", "«Jour» plus 3 mois"),
        ("date", "add_months(day, -3)", "«Jour» moins 3 mois"),
        ("date", "add_days(day, a)", "«Jour» plus «Nombre» jours"),
        ("date", "date(year(day), 1, 31)", "le 31.01. de l'année de «Jour»"),
        ("date", "last_day(day)", "le dernier jour du mois «Jour»"),
        (
            "integer",
            "age(day, end)",
            "l'âge atteint le «Fin» pour une naissance le «Jour»",
        ),
        ("integer", "sum(rows.cost)", "la somme de «Coût» de chaque ligne «Trajet»"),
        (
            "integer",
            "sum(r.cost * 2 for r in rows if r.car)",
            (
                "la somme de («Coût» × 2) de chaque ligne «Trajet» où «En voiture» est"
                " coché"
            ),
        ),
        ("integer", "count(rows)", "le nombre de lignes «Trajet»"),
        (
            "integer",
            "count(r.cost for r in rows if r.car)",
            "le nombre de «Coût» des lignes «Trajet» où «En voiture» est coché",
        ),
        ("boolean", "a > 3", "«Nombre» est plus grand que 3"),
        (
            "boolean",
            "any(r.car for r in rows)",
            "pour au moins une ligne «Trajet»: «En voiture» est coché",
        ),
        ("date", "min(rows.on)", "le plus petit «Date» des lignes «Trajet»"),
        (
            "text, max_length: 9",
            "if_empty(name, 'x')",
            "«Nom» (si c'est vide: «x»)",
        ),
        (
            "decimal",
            "rate('levels.low', on=day)",
            "le tarif «Faible» valable à la date «Jour»",
        ),
        (
            "decimal",
            "rate('levels', level, on=day)",
            "le tarif «Allocation» pour «Degré», valable à la date «Jour»",
        ),
        (
            "decimal",
            "round(rate('scales.s', at=years, on=day), 1)",
            (
                "le tarif «Prix» valable à la date «Jour», échelon de «Années», arrondi"
                " à 1"
            ),
        ),
    ],
)
def test_a_value_is_a_phrase(kind, value, words):
    """With the names that the page shows, and signs as at school."""
    form = form_of(SECTIONS % (FIELD % (kind, value)), TARIFFS)
    computed = form.fields["v"].compute

    assert computed is not None
    assert sentences_of(form).value(computed.tree) == words


def test_the_row_at_hand_is_told_from_the_rows_gone_through():
    """Both have a date."""
    condition = "sum(r.cost for r in rows if r.on == on) > 3"
    rule = "        rules:\n          r: {error_if: '%s', at: on, message: Non.}\n"
    written = SECTIONS.replace(
        "      - group: wig", rule % condition + "      - group: wig"
    )
    form = form_of(written % "", TARIFFS)

    assert sentences_of(form).condition(form.rules[0].condition.tree) == (
        "la somme de «Coût» de chaque ligne «Trajet» où «Date» est le même jour que"
        " «Date» de cette ligne est plus grand que 3"
    )
