"""What judges a form is a few functions, and says what it does."""

from dataclasses import replace
from datetime import date

from engine.compiler.passes import Pass, judge_of
from engine.runtime.assess import assess
from tests.engine.compiler.written_forms import form_of

DAY = date(2025, 4, 2)
TRIPS = """\
sections:
  - section: trips
    title: Trajets
    fields:
      - list: trips
        item: Trajet
        add_label: Ajouter
        max: 9
        fields:
          - {field: start, type: date, label: Début}
          - {field: end, type: date, label: Fin}
          - field: days
            type: integer
            unit: day
            label: Jours
            compute: days(start, end)
        rules:
          reversed:
            error_if: end < start
            at: end
            message: La fin est avant le début.
          future:
            warn_if: start > add_months(today(), 1)
            at: start
            message: C'est dans longtemps.
"""
SHARES = """\
sections:
  - section: costs
    title: Frais
    fields:
      - list: costs
        item: Frais
        add_label: Ajouter
        max: 9
        fields:
          - {field: price, type: money, label: Prix}
          - {field: twice, type: money, label: Double, compute: 2 * price}
          - {field: rest, type: money, label: Reste, compute: sum(costs.twice) - twice}
"""
NOBODY = """\
def judge(rows, form, env, problems):
    for row in rows:
        pass"""
STEPS = """\
def judge(rows, form, env, problems):
    for row in rows:
        answer = row.answers.get
        'start'
        try:
            row_start = read_start_0(answer('start'))
        except Rejection as rejection:
            row_start = None
            row.unavailable |= {'start'}
            problems.rejected(row.path('start'), field_start_1, rejection)
        else:
            if row_start is not None:
                row['start'] = row_start
            else:
                row.unavailable |= {'start'}
                problems.required(row.path('start'), field_start_1)
        'end'
        try:
            row_end = read_end_2(answer('end'))
        except Rejection as rejection:
            row_end = None
            row.unavailable |= {'end'}
            problems.rejected(row.path('end'), field_end_3, rejection)
        else:
            if row_end is not None:
                row['end'] = row_end
            else:
                row.unavailable |= {'end'}
                problems.required(row.path('end'), field_end_3)
        'days: days(start, end)'
        try:
            row_days = days_4(row_start, row_end) \
if row_start is not None and row_end is not None else None
        except Waiting:
            row_days = None
        if row_days is None:
            row.unavailable |= {'days'}
        else:
            row_days = int(row_days)
            row['days'] = row_days"""
RULES = """\
def judge(rows, form, env, problems):
    today = env.today
    fixed_0 = settled(lambda: add_months_2(today, 1))
    for row in rows:
        row_end = row.get('end')
        row_start = row.get('start')
        'reversed: end < start'
        if row_end < row_start \
if row_end is not None and row_start is not None else None:
            problems.broken(rule_reversed_0, row.index)
        'future: start > add_months(today(), 1)'
        if row_start > fixed_0 \
if row_start is not None and fixed_0 is not None else None:
            problems.broken(rule_future_1, row.index)"""


def sources(steps):
    """Give the texts of those steps that are functions."""
    return [each.source for each in steps if isinstance(each, Pass)]


def test_a_row_is_judged_by_two_functions_that_can_be_read():
    """One for its fields, one for its rules; variables carry the fields' names."""
    judge = form_of(TRIPS).judge

    assert sources(judge.steps) == [STEPS]
    assert sources(judge.rules) == [RULES]


def test_every_function_is_in_the_text_under_its_scope():
    """The applicant's first, then as they run."""
    parts = f"# applicant\n{NOBODY}", f"# trips\n{STEPS}", f"# trips\n{RULES}"

    assert form_of(TRIPS).judge.source == "\n\n\n".join(parts)


def test_what_looks_at_the_whole_list_waits_for_all_rows():
    """The sum of the other rows counts those that come later, too."""
    form = form_of(SHARES)
    rows = [{"price": price} for price in ("1.00", "2.00", "4.00")]

    found = assess(form, {"costs": rows}, None, DAY)

    assert len(sources(form.judge.steps)) == 2
    assert [str(row.values["rest"]) for row in found.root.rows["costs"]] == [
        "12.00",
        "10.00",
        "6.00",
    ]


def test_a_form_that_differs_in_a_rule_shares_all_other_functions():
    """They are generated once."""
    form = form_of(TRIPS)
    other = replace(form, rules=form.rules[:1])

    first, second = judge_of(form.plan, form.rules), other.judge

    assert second.steps == first.steps
    assert second.rules != first.rules
    assert "future" not in second.source
