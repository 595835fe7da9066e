"""Warnings that the sender confirms: once per rule, with a reason.

What is kept names the places and values that the warning showed. When they change, the
confirmation lapses and is asked for again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.i18n.texts import words
from engine.runtime.assessment import Level
from webapp.language import translator
from webapp.requests.wording import row_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.runtime.assessment import Assessment

__all__ = ["Confirmable", "confirmables", "confirmations", "control_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmable:
    """The warnings of one rule, and the reason given for them so far."""

    code: str
    words: tuple[str, ...]
    """Each with the row that it speaks of, once even where several say the same."""
    places: tuple[tuple[str, str], ...]
    """Path and value, as the warning showed them."""
    reason: str

    @property
    def control(self) -> str:
        """Give the name of the control that takes the reason."""
        return control_of(self.code)


def control_of(code: str) -> str:
    """Give the name of the control that takes a rule's reason."""
    return f"reason-{code}"


def confirmables(
    assessment: Assessment, kept: Mapping[str, Any]
) -> tuple[Confirmable, ...]:
    """Give the warnings to confirm, rule by rule, with reasons that still hold."""
    codes = dict.fromkeys(
        problem.code
        for problem in assessment.problems
        if problem.level is Level.WARNING
    )
    return tuple(_confirmable(assessment, code, kept.get(code)) for code in codes)


def confirmations(
    asked: tuple[Confirmable, ...], reasons: Mapping[str, str]
) -> dict[str, Any]:
    """Give what is kept with the request: rule, reason, places and values."""
    return {
        warning.code: {
            "reason": reasons.get(warning.control, warning.reason).strip(),
            "places": [list(place) for place in warning.places],
            "words": list(warning.words),
        }
        for warning in asked
    }


def _confirmable(assessment: Assessment, code: str, kept: Any) -> Confirmable:  # noqa: ANN401 - stored JSON
    problems = [
        problem
        for problem in assessment.problems
        if problem.code == code and problem.level is Level.WARNING
    ]
    places = tuple((p.path, str(assessment.values.get(p.path, ""))) for p in problems)
    holds = bool(kept) and [list(place) for place in places] == kept["places"]
    worded: list[str] = []
    for problem in problems:
        row = row_name(assessment.form, problem.path)
        text = words(problem.message, translator())
        worded.append(f"{row} : {text}" if row else text)
    return Confirmable(
        code=code,
        words=tuple(dict.fromkeys(worded)),
        places=places,
        reason=kept["reason"] if holds else "",
    )
