"""The WTForms class of a form: one field for each question, one for each list."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

from wtforms import Field
from wtforms.form import BaseForm

from engine.i18n.texts import words
from engine.runtime.assessment import Level
from engine.targets.web_form.cells import Cell, Row
from engine.targets.web_form.nesting import Answers, put, reach, rows_at
from engine.targets.web_form.sent import ROW_ID, FormData, answer_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.compiler.form import CompiledField, CompiledForm, CompiledList
    from engine.i18n.texts import Translator
    from engine.runtime.assessment import Assessment, Problem, Scope

__all__ = ["AnswerField", "RequestForm", "RowsField", "answers", "attach", "form_class"]


_NO_ROW = 999_999


class AnswerField(Field):
    """A question of the form's scope; `data` is its answer as typed."""

    def __init__(self, *, question: CompiledField, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own arguments
        """Keep the question."""
        super().__init__(question.label.french, **kwargs)
        self.question = question

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was sent; `data` is the earlier answer until then."""
        self.data = answer_of(self.question, valuelist, self.data)


class RowsField(Field):
    """A list; `data` is its rows as typed."""

    def __init__(self, *, compiled: CompiledList, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own arguments
        """Keep the list."""
        super().__init__(compiled.title.french, **kwargs)
        self.compiled = compiled

    def process(
        self,
        formdata: Any,  # noqa: ANN401 - as WTForms hands it over
        data: Any = None,  # noqa: ANN401 - as WTForms hands it over
        extra_filters: Any = None,  # noqa: ANN401, ARG002 - answers are kept as typed
    ) -> None:
        """Take the earlier rows, or those sent; both come with the whole form."""
        self.process_errors = []
        if formdata is None:
            self.data = rows_at(data, self.compiled.key)
        else:
            self.data = rows_of(self.compiled, cast("FormData", formdata), data)


class RequestForm(BaseForm):
    """The page of one form, from earlier answers and from what was sent.

    Args:
        formdata: What the browser sent; None for a page that is only shown.
        answers: Earlier raw answers, nested; what is not drawn keeps its answer.
    """

    form: ClassVar[CompiledForm]
    unbound: ClassVar[Mapping[str, Any]]

    def __init__(
        self,
        formdata: FormData | None = None,
        answers: Mapping[str, object] | None = None,
    ) -> None:
        """Parse."""
        super().__init__(self.unbound)
        earlier = answers or {}
        data = {
            name: earlier if isinstance(field, RowsField) else reach(earlier, name)
            for name, field in self._fields.items()
        }
        self.process(cast("Any", formdata), data=data)
        self._hidden: frozenset[str] = frozenset()
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._translate: Translator | None = None

    # Thousands of cells are made where a page is drawn, not where it is only read.

    @cached_property
    def _cells(self) -> dict[str, Cell]:
        return {
            key: Cell(question, key, None if question.is_computed else self[key].data)
            for key, question in self.form.fields.items()
        }

    @cached_property
    def _rows(self) -> dict[str, tuple[Row, ...]]:
        return {
            path: () if compiled.is_computed else _rows(compiled, self[path].data)
            for path, compiled in self.form.lists.items()
        }

    def cell(self, key: str) -> Cell:
        """Give a question or computed value of the form's scope.

        Raises:
            KeyError: The form has none of that key.
        """
        return self._cells[key]

    def rows(self, path: str) -> tuple[Row, ...]:
        """Give the rows of a list; those of a computed list after `attach`.

        Raises:
            KeyError: The form has no such list.
        """
        return self._rows[path]

    def blank_row(self, path: str) -> Row:
        """Give a row that nobody filled, from which scripts make new ones.

        Its index is that of no row, so that its HTML ids are its own.

        Raises:
            KeyError: The form has no such list.
        """
        return _row(self.form.lists[path], _NO_ROW, {})

    def is_hidden(self, key: str) -> bool:
        """Tell whether a section, group, list, text or field is not shown."""
        return key in self._hidden

    def list_errors(self, path: str) -> tuple[str, ...]:
        """Give what blocks sending about a list itself."""
        return self._words(path, Level.ERROR)

    def list_warnings(self, path: str) -> tuple[str, ...]:
        """Give the warnings about a list itself."""
        return self._words(path, Level.WARNING)

    def list_infos(self, path: str) -> tuple[str, ...]:
        """Give the remarks about a list itself."""
        return self._words(path, Level.INFO)

    def _words(self, path: str, level: Level) -> tuple[str, ...]:
        if self._translate is None:
            return ()
        return _worded(self._problems.get(path, ()), level, self._translate)

    def judged(self, assessment: Assessment, translate: Translator) -> None:
        """Take over what was judged; see `attach`."""
        self._hidden = assessment.root.hidden
        self._translate = translate
        self._problems = _by_path(assessment.problems)
        for cell in self._cells.values():
            _judge(cell, assessment.root, self._problems, translate)
        for path, compiled in self.form.lists.items():
            scopes = assessment.root.rows.get(path, ())
            if compiled.is_computed:
                self._rows[path] = _rows(compiled, [{} for _ in scopes])
            for row, scope in zip(self._rows[path], scopes, strict=False):
                row.hidden = frozenset(scope.hidden)
                for cell in row.cells:
                    _judge(cell, scope, self._problems, translate)
        for name, field in self._fields.items():
            field.errors = self._words(name, Level.ERROR)


@lru_cache(maxsize=64)
def form_class(form: CompiledForm) -> type[RequestForm]:
    """Give the class of a form's pages, made once for each compiled form."""
    unbound: dict[str, Any] = {
        key: AnswerField(question=question)
        for key, question in form.fields.items()
        if not question.is_computed
    }
    for path, compiled in form.lists.items():
        if not compiled.is_computed:
            unbound[path] = RowsField(compiled=compiled)
    return type("RequestForm", (RequestForm,), {"form": form, "unbound": unbound})


def answers(page: RequestForm) -> Answers:
    """Give the nested raw answers, as typed, for `assess` and for a draft."""
    found: Answers = {}
    for name, field in page._fields.items():
        if field.data is not None:
            found = put(found, name, field.data)
    return found


def attach(page: RequestForm, assessment: Assessment, translate: Translator) -> None:
    """Put onto a page what the judge found: problems, visibility, computed values."""
    page.judged(assessment, translate)


def _rows(compiled: CompiledList, data: list[Answers]) -> tuple[Row, ...]:
    return tuple(_row(compiled, index, answers) for index, answers in enumerate(data))


def _row(compiled: CompiledList, index: int, answers: Answers) -> Row:
    start = f"{compiled.key}[{index}]."
    return Row(
        path=compiled.key,
        index=index,
        id=str(answers.get(ROW_ID) or ""),
        cells=tuple(
            Cell(
                question,
                start + question.key,
                None if question.is_computed else reach(answers, question.key),
            )
            for question in compiled.fields
        ),
    )


def _by_path(problems: tuple[Problem, ...]) -> dict[str, tuple[Problem, ...]]:
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        found[problem.path] = (*found.get(problem.path, ()), problem)
    return found


def _judge(
    cell: Cell,
    scope: Scope,
    problems: Mapping[str, tuple[Problem, ...]],
    translate: Translator,
) -> None:
    """Put onto a cell what its scope knows of it."""
    key = cell.question.key
    cell.value = scope.values.get(key)
    cell.is_visible = key not in scope.hidden
    cell.is_unavailable = key in scope.unavailable
    cell.is_required = key in scope.required
    if problems or cell.problems:
        _say(cell, problems.get(cell.path, ()), translate)


def _say(cell: Cell, problems: tuple[Problem, ...], translate: Translator) -> None:
    cell.problems = problems
    if problems:
        cell.errors = _worded(problems, Level.ERROR, translate)
        cell.warnings = _worded(problems, Level.WARNING, translate)
        cell.infos = _worded(problems, Level.INFO, translate)


def _worded(
    problems: tuple[Problem, ...], level: Level, translate: Translator
) -> tuple[str, ...]:
    return tuple(
        words(problem.message, translate)
        for problem in problems
        if problem.level is level
    )
