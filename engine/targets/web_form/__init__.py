"""A form as a page: what a browser sends is parsed, what templates draw is prepared.

Nothing is judged here: answers are kept as typed, `engine.runtime.assess` says what is
wrong with them, and `attach` puts what it said beside the answers.

Names of controls: a question of the form is its key (`wig.cost`); a cell of a row is
`<path of the list>-<index>-<key>` (`trips-0-fare`), the row's identifier
`trips-0-_id`; a drawn list has a control named as its path. Before tick boxes stands a
hidden control of the same name with a blank value, so that «not ticked» differs from
«not drawn»: what is not drawn keeps its earlier answer. Of a control sent twice the
first value counts, of tick boxes all. Files are never taken from what is sent.
"""

from engine.targets.web_form.actions import Outcome, apply_action, copy, start
from engine.targets.web_form.cells import Cell, Row, cell_id
from engine.targets.web_form.page import (
    AnswerField,
    RequestForm,
    RowsField,
    answers,
    attach,
    form_class,
)

__all__ = [
    "AnswerField",
    "Cell",
    "Outcome",
    "RequestForm",
    "Row",
    "RowsField",
    "answers",
    "apply_action",
    "attach",
    "cell_id",
    "copy",
    "form_class",
    "start",
]
