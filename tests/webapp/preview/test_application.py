"""The preview asked without a browser: what it takes, refuses and keeps to itself."""

import shutil
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.preview.application import create_preview
from webapp.preview.bench import EXTENSION, Bench
from webapp.preview.watch import SETTLED_AFTER_S, Watch

ROOT = Path(__file__).parents[3]
FORM = """\
form: small
version: 1
title: Petit <script>alert(1)</script>
sections:
  - section: main
    title: Tout
    fields:
      - {field: name, type: text, label: Nom}
      - {field: proofs, type: files, label: Documents}
      - list: visits
        item: Visite
        max: 3
        fields:
          - {field: place, type: text, label: Lieu}
examples:
  cases:
    - example: une visite
      day: 2025-01-01
      answers:
        name: Émile
        visits: [{place: Genève}]
        proofs:
          - name: billet.pdf
            type: application/pdf
            size: 1200
            sha256: "0000000000000000000000000000000000000000000000000000000000000001"
      expect: {problems: []}
"""
ADDRESS = "http://127.0.0.1:8001"


@dataclass
class Preview:
    """The application and somebody who asks it."""

    app: Flask
    path: Path
    seconds: float = 0.0

    @property
    def bench(self) -> Bench:
        return self.app.extensions[EXTENSION]

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def get(self, path: str):
        return self.client.get(path, base_url=ADDRESS)

    def post(self, path: str, headers: dict[str, str] | None = None, **data: object):
        sent = {"csrf_token": self.bench.token, **data}
        return self.client.post(path, base_url=ADDRESS, data=sent, headers=headers)

    def save(self, old: str, new: str) -> None:
        """Save the form with a text in place of another, and let it settle."""
        assert old in FORM
        self.path.write_text(FORM.replace(old, new), "utf-8")
        self.bench.look()
        self.seconds += SETTLED_AFTER_S


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    (tmp_path / "shared").mkdir()
    for name in ("applicant.yaml", "types.yaml"):
        shutil.copy(ROOT / "forms/shared" / name, tmp_path / "shared")
    path = tmp_path / "small.yaml"
    path.write_text(FORM, "utf-8")
    made = Preview(Flask("none"), path)
    watch = Watch(
        path=path,
        templates=ROOT / "pdf_templates",
        today=lambda: date(2026, 1, 1),
        elapsed_s=lambda: made.seconds,
    )
    made.app = create_preview(watch, date(2026, 1, 1))
    return made


def a_pdf() -> BytesIO:
    written = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(written)
    return BytesIO(written.getvalue())


def test_texts_of_a_form_are_texts(preview: Preview):
    """No form puts a script into the page, around it or into the title."""
    for path in ("/", "/formulaire/"):
        html = preview.get(path).text

        assert "<script>alert" not in html
        assert "Petit &lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_only_this_page_frames_the_form(preview: Preview):
    """The portal's policy, but for the frame."""
    headers = preview.get("/formulaire/").headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'self'; base-uri 'none'; object-src 'none'; frame-src 'self'"
    )
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("origin", "data", "headers", "code"),
    [
        (ADDRESS, {"csrf_token": "guessed"}, {}, 400),
        (ADDRESS, {}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ("http://evil.example:8001", {}, {}, 400),
    ],
)
def test_other_sites_change_nothing(preview: Preview, origin, data, headers, code):
    """Without the token of these pages, from elsewhere, or under another name."""
    preview.get("/")
    sent = {"csrf_token": preview.bench.token, "name": "X", **data}
    answer = preview.client.post(
        "/formulaire/", base_url=origin, data=sent, headers=headers
    )

    assert answer.status_code == code
    assert preview.bench.sheet.answers.get("name") is None


def test_no_cookie_is_set(preview: Preview):
    """A portal on this machine keeps its session, whatever its port."""
    assert "Set-Cookie" not in preview.get("/").headers


def test_an_example_brings_its_documents(preview: Preview):
    """By name only; rows can be known again; the request may be sent."""
    preview.get("/")
    preview.post("/exemple", example="0")

    page = preview.get("/formulaire/").text
    sheet, form = preview.bench.sheet, preview.bench.look().form
    assert form is not None
    assert "billet.pdf" in page
    assert sheet.assessment(form).problems == ()
    assert [len(row["_id"]) for row in sheet.answers["visits"]] == [22]
    assert (
        preview.get(
            f"/formulaire/documents/preview/{sheet.attachments[0].id}"
        ).status_code
        == 404
    )


def test_a_document_is_attached_by_hand_and_removed(preview: Preview):
    """It is checked as in the portal, and is in memory for as long as it is shown."""
    preview.get("/")
    as_json = {"Accept": "application/json"}
    answer = preview.post("/formulaire/", as_json, proofs=(a_pdf(), "reçu.pdf"))
    attached = preview.bench.sheet.attachments[0]
    address = f"/formulaire/documents/preview/{attached.id}"

    assert "reçu.pdf" in answer.get_json()["documents"]["proofs"]
    assert preview.get(address).data.startswith(b"%PDF-")

    preview.post("/formulaire/", action=f"document.{attached.id}.remove")

    assert preview.get(address).status_code == 404
    assert preview.bench.documents == {}


def test_what_is_no_document_is_refused(preview: Preview):
    """With the portal's words."""
    preview.get("/")
    sent = (BytesIO(b"nothing"), "reçu.pdf")
    answer = preview.post("/formulaire/", {"Accept": "application/json"}, proofs=sent)

    assert [path for path, _ in answer.get_json()["refusals"]] == ["proofs"]
    assert preview.bench.sheet.attachments == ()


def test_an_example_that_is_edited_fills_the_form_anew(preview: Preview):
    """As long as nobody has typed over it."""
    preview.get("/")
    preview.post("/exemple", example="0")
    preview.save("name: Émile", "name: Zoé")
    preview.get("/")
    assert preview.bench.sheet.answers["name"] == "Zoé"

    preview.post("/formulaire/", name="Anna")
    preview.save("name: Émile", "name: Yves")
    preview.get("/")
    assert preview.bench.sheet.answers["name"] == "Anna"


def test_a_form_that_never_compiled_has_only_messages(preview: Preview):
    """It shows itself with the first save without errors."""
    preview.path.write_text(FORM.replace("type: text", "type: txt"), "utf-8")

    assert "Rien à montrer encore" in preview.get("/formulaire/").text
    assert "E217" in preview.get("/").text
    assert preview.get("/pdf").status_code == 404
    assert "sans erreur" in preview.get("/pdf/pages").text

    preview.save("Petit", "Grand")

    assert "Grand" in preview.get("/formulaire/").text


def test_a_template_that_is_missing_is_told(preview: Preview):
    """The form is shown all the same."""
    preview.get("/")
    preview.save("version: 1", "version: 1\npdf_template: nowhere")

    assert "nowhere" in preview.get("/pdf/pages").text
    assert "Nom" in preview.get("/formulaire/").text
    assert preview.get("/pdf").status_code == 404


def test_the_day_is_chosen(preview: Preview):
    """What is no day changes nothing."""
    preview.get("/")
    preview.post("/reglages", form_language="de", day="2031-05-06")
    preview.post("/reglages", form_language="it", day="demain")

    sheet = preview.bench.sheet
    assert (sheet.day, sheet.language) == (date(2031, 5, 6), "it")
    assert '"day": "2031-05-06"' in preview.get("/formulaire/").text.replace(
        "&#34;", '"'
    )
