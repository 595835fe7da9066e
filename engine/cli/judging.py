"""What `assess`, `explain` and `pdf` do alike: judge the answers of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.cli.json_text import read_file
from engine.i18n.texts import words
from engine.runtime.assess import assess

if TYPE_CHECKING:
    from datetime import date

    from engine.compiler.form import CompiledForm
    from engine.i18n.texts import Translator
    from engine.runtime.assessment import Assessment

__all__ = ["as_json", "judged"]


def judged(
    form: CompiledForm, answers: str, applicant: str | None, day: date
) -> Assessment:
    """Judge the answers of a JSON file.

    Args:
        form: The form that was filled.
        answers: The file's path; `-` is standard input.
        applicant: The path of the account's data; None where there are none.
        day: What `today()` gives.

    Raises:
        Misuse: A file cannot be read, or is no JSON.
    """
    account = None if applicant is None else read_file(applicant, "the applicant")
    return assess(form, read_file(answers, "the answers"), account, day)


def as_json(assessment: Assessment, translate: Translator) -> dict[str, object]:
    """Give an assessment as plain JSON data, values by flat path."""
    form = assessment.form
    return {
        "form": form.id,
        "version": form.version,
        "definition": form.hash,
        "day": assessment.day.isoformat(),
        "values": {
            path: field.codec.dump(value) for path, field, value in assessment.entries()
        },
        "problems": [
            {
                "path": problem.path,
                "code": problem.code,
                "level": problem.level.value,
                "message": words(problem.message, translate),
            }
            for problem in assessment.problems
        ],
    }
