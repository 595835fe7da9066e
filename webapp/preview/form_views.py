"""The page of the form inside the preview: drawn, judged and filled as in the portal.

These views stand under the names that the portal's templates lead to, so those draw
here unchanged. What is typed goes to the sheet and nowhere else.
"""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import (
    Blueprint,
    abort,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext

from engine.i18n.texts import LANGUAGES, words
from engine.storage.references import new_id
from engine.targets import web_form
from webapp.attachments.content import RefusedDocumentError, check_document
from webapp.attachments.tables import Attachment
from webapp.language import translator
from webapp.portal import page_services
from webapp.preview.bench import bench
from webapp.preview.sheet import REQUEST_ID
from webapp.requests.blank_rows import without_blank_rows
from webapp.requests.documents import Refusal, attachments_at, places
from webapp.requests.draft_page import DraftPage, render_draft
from webapp.requests.judging import Shown
from webapp.requests.live_answers import asks_for_json
from webapp.requests.live_page import kept_answers
from webapp.requests.program_view import program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from engine.compiler.form import CompiledForm
    from webapp.attachments.content import CheckedDocument
    from webapp.preview.sheet import Sheet
    from webapp.requests.documents import Place

__all__ = ["blueprint"]

blueprint = Blueprint(
    "requests",
    __name__,
    url_prefix="/formulaire",
    template_folder="../requests/templates",
)
_REMOVAL = "document.{id}.remove"


@blueprint.get("/")
def home() -> str:
    """Show the form with what is filled, and the problems that the address asks for."""
    form = bench().look().form
    if form is None:
        return render_template("preview/nothing.html")
    return render_draft(_page(form, bench().sheet))


@blueprint.post("/")
def save() -> AnyResponse:
    """Take what was typed, and do what a button asks, as the portal does."""
    form = bench().look().form
    if form is None:
        abort(409)
    typed = web_form.form_class(form)(request.form, answers=bench().sheet.answers)
    answers, action = web_form.answers(typed), request.form.get("action", "save")
    if action in ("continue", "calculate"):
        answers = without_blank_rows(form, answers)
    outcome = web_form.apply_action(form, answers, action, new_id=new_id)
    attachments, refusals = _documents(form, outcome.answers, action)
    bench().change(lambda sheet: sheet.typed(outcome.answers, attachments))
    if asks_for_json():
        return _saved(form, refusals)
    if outcome.problem is not None:
        text = words(outcome.problem.message, translator())
        refusals.append(Refusal(outcome.problem.path, text))
    _speak(request.form.get("language", ""))
    return redirect(url_for("requests.home") + _goal(action, outcome.focus), 303)


blueprint.add_url_rule(
    "/programme/<form_id>/<definition_hash>/<any(fr, de, it, en):language>",
    view_func=program,
)


@blueprint.get("/documents/<request_id>/<document_id>")
def document(request_id: str, document_id: str) -> Response:
    """Give a document that was attached by hand; those of examples have no content."""
    content = bench().documents.get(document_id)
    if request_id != REQUEST_ID or content is None:
        abort(404)
    name = next(
        (each.name for each in bench().sheet.attachments if each.id == document_id), ""
    )
    return send_file(
        BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=name or "document",
    )


def _page(form: CompiledForm, sheet: Sheet) -> DraftPage:
    asked = request.args.get("voir")
    answers = sheet.filled_answers(form)
    return DraftPage(
        form=form,
        answers=answers,
        assessment=sheet.assessment(form),
        shown=Shown(asked) if asked in tuple(Shown) else Shown.NONE,
        address=url_for("requests.home"),
        creation_key="",
        revision=sheet.revision,
        attachments=attachments_at(form, answers, sheet.attachments),
        applicant=sheet.applicant,
    )


def _speak(language: str) -> None:
    """Show the form in the language of the button that was pressed, if one was."""
    if language in LANGUAGES:
        bench().change(lambda sheet: sheet.shown(language=language, day=sheet.day))


def _goal(action: str, focus: str | None) -> str:
    if action == "continue":
        return f"?voir={Shown.ALL}#erreurs"
    if action == "calculate":
        return f"?voir={Shown.TYPED}"
    return f"#{web_form.cell_id(focus)}" if focus else ""


def _saved(form: CompiledForm, refusals: list[Refusal]) -> Response:
    """Answer the scripts of the page, which save by themselves."""
    sheet = bench().sheet
    answers = sheet.filled_answers(form)
    found = attachments_at(form, answers, sheet.attachments)
    draw = get_template_attribute("requests/documents.html", "document_list")
    return jsonify(
        address=url_for("requests.home"),
        revision=sheet.revision,
        saved=gettext("Aperçu : rien n'est enregistré"),
        documents={path: str(draw(documents)) for path, documents in found.items()},
        refusals=[[refusal.path, refusal.words] for refusal in refusals],
        kept=kept_answers(form, answers, None),
        idle_seconds=None,
    )


def _documents(
    form: CompiledForm, answers: Mapping[str, Any], action: str
) -> tuple[tuple[Attachment, ...], list[Refusal]]:
    """Give the documents after a press of a button, and why some were not taken."""
    refusals: list[Refusal] = []
    kept = [
        each
        for each in bench().sheet.attachments
        if action != _REMOVAL.format(id=each.id)
    ]
    for place in places(form, answers):
        for file in request.files.getlist(place.control):
            if not file.filename:
                continue
            longest = page_services().settings.attachment_length
            try:
                checked = check_document(
                    file.filename,
                    file.stream.read(longest + 1),
                    accepted=place.field.codec.control.accept,
                    longest=longest,
                    scanner=None,
                )
            except RefusedDocumentError as error:
                refusals.append(Refusal(place.path, str(error)))
            else:
                kept.append(_attached(place, checked))
    return tuple(kept), refusals


def _attached(place: Place, checked: CheckedDocument) -> Attachment:
    made = Attachment(
        id=new_id(),
        request_id=REQUEST_ID,
        question=place.question,
        row_id=place.row_id,
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.content),
        sha256=sha256(checked.content).hexdigest(),
    )
    bench().documents[made.id] = checked.content
    return made
