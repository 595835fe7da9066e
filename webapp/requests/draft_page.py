"""Drawing the page of a form, from a draft or from what was just typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from flask import flash, get_flashed_messages, render_template

from engine.runtime.assessment import Level
from engine.targets.web_form import cell_id
from webapp.requests.alike import Alike
from webapp.requests.answered import is_any_answered
from webapp.requests.explanations import Calculation, Explanations
from webapp.requests.judging import Shown, page_of, problems_shown
from webapp.requests.layout import Block, SectionLayout, layout_of
from webapp.requests.live_page import live_data, saved_words
from webapp.requests.row_patterns import MarkedRow
from webapp.requests.statuses import LOOKS, Status
from webapp.requests.wording import Line, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.compiler.form import CompiledForm, CompiledSection
    from engine.i18n.texts import Text
    from engine.runtime.assessment import Assessment, Problem
    from engine.storage.tables import Request
    from engine.targets.web_form import Cell, RequestForm, Row
    from webapp.attachments.tables import Attachment
    from webapp.requests.correction_page import CorrectionPage
    from webapp.requests.differences import Difference
    from webapp.requests.documents import Refusal
    from webapp.requests.layout import Placed
    from webapp.requests.newer_form import Review

__all__ = [
    "DraftPage",
    "Part",
    "explainer_of",
    "has_visible",
    "remember_refusals",
    "render_draft",
]

_REFUSAL = "refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """What the page of a form is drawn from.

    `saved_at` None tells a form that is not a draft yet; `own_draft` is the person's
    other draft of this form; `conflict` tells that something else was saved meanwhile.
    """

    form: CompiledForm
    answers: Mapping[str, Any]
    assessment: Assessment
    shown: Shown
    address: str
    creation_key: str
    revision: int
    attachments: Mapping[str, Sequence[Attachment]]
    """By the flat path of their question."""
    applicant: Mapping[str, Any]
    saved_at: datetime | None = None
    own_draft: Request | None = None
    conflict: bool = False
    overtaken: tuple[Difference, ...] = ()
    """What the version that was saved meanwhile says otherwise, as `before`."""
    has_changed_definition: bool = False
    to_review: Sequence[Review] = ()
    no_longer_asked: Sequence[Text] = ()
    """The questions whose answers are kept and not used."""
    status: Status = Status.DRAFT
    correction: CorrectionPage | None = None
    """Notes and locks of a correction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section and its state: `todo`, `done`, or blank before judgement.

    In a correction it is `note` or `locked`.
    """

    section: CompiledSection
    blocks: tuple[Block, ...]
    keys: frozenset[str]
    asks: frozenset[str]
    state: str
    is_hidden: bool


def remember_refusals(refusals: Iterable[Refusal]) -> None:
    """Keep why documents were not taken, for the page that comes next."""
    for refusal in refusals:
        # Flask types messages as text; any value that JSON knows may be kept.
        flash(cast("str", (refusal.path, refusal.words)), _REFUSAL)


def render_draft(draft: DraftPage) -> str:
    """Draw the page."""
    page = page_of(draft.form, draft.answers, draft.assessment, draft.shown)
    problems = problems_shown(draft.assessment, draft.shown)
    refusals = _refusals()
    lines = (
        *lines_of(draft.form, (p for p in problems if p.level is Level.ERROR)),
        *(Line(cell_id(path), words) for path, words in refusals),
    )
    total = draft.form.total.key if draft.form.total else ""
    return render_template(
        "requests/form.html",
        draft=draft,
        form=draft.form,
        page=page,
        parts=tuple(_parts(draft, page)),
        lines=lines,
        has_errors=bool(lines),
        look=LOOKS[draft.status],
        correction=draft.correction,
        total=page.cell(total) if total else None,
        total_path=total,
        has_visible=has_visible,
        alike=Alike(
            documents=draft.attachments,
            refusals=_by_path(refusals),
            is_possible=draft.correction is None,
        ),
        blank_row=page.blank_row,
        explained=explainer_of(draft.assessment),
        live=live_data(draft),
        saved_words=_saved_words,
        overtaken=draft.overtaken,
        address=draft.address,
    )


def _parts(draft: DraftPage, page: RequestForm) -> Iterator[Part]:
    shown = problems_shown(draft.assessment, draft.shown)
    for layout in layout_of(draft.form):
        state = _correction_state(draft, layout)
        if _is_wrong(layout, shown):
            state = "todo"
        elif not state and _is_complete(layout, draft.assessment):
            state = "done"
        yield Part(
            section=layout.section,
            blocks=layout.blocks,
            keys=layout.keys,
            asks=layout.asks,
            state=state,
            is_hidden=page.is_hidden(layout.section.key),
        )


def _correction_state(draft: DraftPage, layout: SectionLayout) -> str:
    """Tell whether a section of a correction is to be corrected, or locked."""
    if draft.correction is None or draft.correction.locks.opened.everything:
        return ""
    keys = {note.path.partition("[")[0] for note in draft.correction.notes}
    return "note" if keys & layout.keys else "locked"


def _is_complete(layout: SectionLayout, assessment: Assessment) -> bool:
    """Tell a section in which something is answered, nothing missing, nothing wrong."""
    is_answered = is_any_answered(layout.asks, assessment.root)
    return is_answered and not _is_wrong(layout, assessment.problems)


def _is_wrong(layout: SectionLayout, problems: Iterable[Problem]) -> bool:
    return any(
        problem.level is Level.ERROR and problem.path.partition("[")[0] in layout.keys
        for problem in problems
    )


def _saved_words(draft: DraftPage) -> str:
    """Say when a page's request was saved; blank where it never was."""
    return saved_words(draft.status, draft.saved_at) if draft.saved_at else ""


def explainer_of(
    assessment: Assessment,
) -> Callable[[Sequence[Placed], RequestForm | Row | MarkedRow], Calculation]:
    """Give what explains the amounts of a grid in a scope."""
    explanations = Explanations(assessment)

    @cache
    def explained(
        questions: tuple[Placed, ...], scope: RequestForm | Row
    ) -> Calculation:
        cells = (scope.cell(placed.question.key) for placed in questions)
        return Calculation.of(
            explanations.lines((c.path, c.question, c.value) for c in cells)
        )

    def explained_in(
        questions: Sequence[Placed], scope: RequestForm | Row | MarkedRow
    ) -> Calculation:
        asked = tuple(questions)
        if not isinstance(scope, MarkedRow):
            return explained(asked, scope)
        return Calculation(
            hidden=scope.mark(lambda row: explained(asked, row).hidden),
            items=scope.mark(lambda row: explained(asked, row).items),
        )

    return explained_in


def has_visible(block: Block, scope: Any) -> bool:  # noqa: ANN401 - the page or a row
    """Tell whether a question of a block is shown in a scope."""
    cells = (
        cast("Cell", scope.cell(placed.question.key)) for placed in block.questions
    )
    return any(cell.is_visible for cell in cells)


def _by_path(refusals: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, words in refusals:
        found.setdefault(path, []).append(words)
    return found


def _refusals() -> list[tuple[str, str]]:
    found = cast(
        "list[tuple[str, str]]", get_flashed_messages(category_filter=[_REFUSAL])
    )
    return [(path, words) for path, words in found]
