"""The page around the form: messages, examples with their verdict, rates, the PDF."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)

from engine.i18n.texts import LANGUAGES, words
from engine.targets.pdf import TemplateError
from webapp.attachments.programs.findings import FoundError
from webapp.language import choose_language, speaking, translator
from webapp.preview.bench import bench
from webapp.preview.sheet import blank, by_example
from webapp.preview.trials import rates_asked, trials_of

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from engine.compiler.form import CompiledForm
    from engine.i18n.texts import Message
    from webapp.preview.printed import Printed

__all__ = ["blueprint"]

blueprint = Blueprint("preview", __name__, template_folder="templates")

_EMPTY = "vide"


@blueprint.get("/")
def page() -> str:
    """Show everything but the form's own page and its PDF, which come into frames."""
    look = bench().look()
    sheet, form = bench().sheet, look.form
    assessment = sheet.assessment(form) if form else None
    return render_template(
        "preview/page.html",
        look=look,
        form=form,
        sheet=sheet,
        state=_state(),
        path=bench().watch.path,
        trials=trials_of(form) if form else None,
        assessment=assessment,
        rates=rates_asked(assessment) if assessment else (),
        word=_word,
        empty=_EMPTY,
    )


@blueprint.get("/etat")
def state() -> Response:
    """Tell what the page compares with what it shows, several times a second."""
    return jsonify(_state())


def _word(message: Message) -> str:
    """Word a message in the reader's language, for a template."""
    return words(message, translator())


def _state() -> dict[str, str]:
    """Name the run of this command, what the page shows, and what its form does."""
    look, sheet = bench().look(), bench().sheet
    return {
        "run": bench().token[:8],
        "version": f"{look.number}.{sheet.revision}",
        "form": f"{look.number}.{sheet.filling}",
    }


@blueprint.post("/exemple")
def fill() -> AnyResponse:
    """Fill the form with an example, or empty it."""
    form = _form()
    asked = request.form.get("example", "")
    if asked == _EMPTY:
        bench().change(lambda sheet: blank(sheet, form))
        return _back()
    if not asked.isascii() or not asked.isdigit() or int(asked) >= len(form.examples):
        abort(400)
    example = form.examples[int(asked)]
    bench().change(lambda sheet: by_example(sheet, form, example))
    return _back()


@blueprint.post("/reglages")
def settle() -> AnyResponse:
    """Show the form in a language, judged on a day."""
    language = request.form.get("form_language", "")
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        day = bench().sheet.day
    if language not in LANGUAGES:
        abort(400)
    bench().change(lambda sheet: sheet.shown(language=language, day=day))
    return _back()


@blueprint.post("/langue")
def speak() -> AnyResponse:
    """Show the page around the form in another language."""
    if request.form.get("language") not in LANGUAGES:
        abort(400)
    choose_language(request.form["language"])
    return _back()


@blueprint.get("/pdf")
def pdf() -> Response:
    """Give the PDF of what is filled."""
    printed = _printed()
    if isinstance(printed, str):
        abort(404)
    return _inline(printed.content, "application/pdf")


@blueprint.get("/pdf/pages")
def pdf_pages() -> str:
    """Give the pages of the PDF as pictures, or why it cannot be printed."""
    printed = _printed() if bench().look().form else ""
    if isinstance(printed, str):
        return render_template("preview/pdf.html", printed=None, trouble=printed)
    version = _state()["version"]
    return render_template("preview/pdf.html", printed=printed, version=version)


@blueprint.get("/pdf/<version>/<int:number>.jpg")
def pdf_picture(version: str, number: int) -> Response:  # noqa: ARG001 - for the browser
    """Give the picture of one page, from 1; the version keeps an old one from view."""
    printed = _printed()
    if isinstance(printed, str) or not 0 < number <= len(printed.pictures):
        abort(404)
    return _inline(printed.pictures[number - 1], "image/jpeg")


def _printed() -> Printed | str:
    """Print what is filled, or say why it cannot be printed."""
    form, sheet = _form(), bench().sheet
    key = (bench().look().number, sheet.revision)
    try:
        with speaking(sheet.language):
            return bench().press.printed(key, sheet.assessment(form))
    except (TemplateError, FoundError, OSError) as error:
        return str(error)


def _form() -> CompiledForm:
    form = bench().look().form
    if form is None:
        abort(404)
    return form


def _back() -> AnyResponse:
    return redirect(url_for("preview.page"), 303)


def _inline(content: bytes, media_type: str) -> Response:
    return send_file(BytesIO(content), mimetype=media_type)
