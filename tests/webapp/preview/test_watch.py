"""Files that change while they are looked at."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from webapp.preview.watch import SETTLED_AFTER_S, Watch

FORM = """\
form: small
version: 1
title: Petit formulaire
sections:
  - section: main
    title: Tout
    fields:
      - {field: name, type: text, label: Nom}
"""
APPLICANT = """\
group: applicant
title: Titulaire
fields: [{field: last_name, type: text, label: Nom}]
"""

TYPE = """\
8 |       - {field: name, type: txt, label: Nom}
  |                             ^^^"""


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Desk:
    """A form's file with its watch."""

    path: Path
    clock: Clock
    watch: Watch

    def save(self, text: str) -> None:
        """Write the file, with a time of its own however quick the test is."""
        before = self.path.stat().st_mtime_ns if self.path.exists() else 0
        self.path.write_text(text, "utf-8")
        os.utime(self.path, ns=(before + 1, before + 1))

    def settled(self):
        """Look, let the files stand still, and look again."""
        self.watch.look()
        self.clock.seconds += SETTLED_AFTER_S
        return self.watch.look()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/applicant.yaml").write_text(APPLICANT, "utf-8")
    path, clock = tmp_path / "small.yaml", Clock()
    path.write_text(FORM, "utf-8")
    watch = Watch(
        path=path,
        templates=tmp_path / "pdf_templates",
        today=lambda: date(2026, 1, 1),
        elapsed_s=clock,
    )
    return Desk(path, clock, watch)


def test_the_first_look_takes_what_is_there(desk: Desk):
    """Nobody waits for a form that nobody changes."""
    look = desk.watch.look()

    assert (look.number, look.is_current) == (1, True)
    assert look.form is not None
    assert look.form.title.french == "Petit formulaire"


def test_looking_again_compiles_nothing(desk: Desk):
    """The same form is given as long as no file changes."""
    first = desk.watch.look()

    assert desk.settled() is first


def test_a_change_is_taken_when_the_files_stand_still(desk: Desk):
    """Until then the last form is shown, whatever half a save says."""
    first = desk.watch.look()

    desk.save(FORM[:40])
    assert desk.watch.look() is first
    desk.clock.seconds += SETTLED_AFTER_S / 2
    desk.save(FORM.replace("Petit", "Grand"))
    assert desk.watch.look() is first
    desk.clock.seconds += SETTLED_AFTER_S * 0.9
    assert desk.watch.look() is first
    desk.clock.seconds += SETTLED_AFTER_S * 0.1

    look = desk.watch.look()
    assert look.form is not None
    assert (look.number, look.form.title.french) == (2, "Grand formulaire")


def test_a_broken_form_leaves_the_last_good_one(desk: Desk):
    """With its faults, all of them, each with its line and carets."""
    good = desk.watch.look().form

    desk.save(FORM.replace("type: text", "type: txt").replace("title: T", "titel: T"))
    look = desk.settled()

    assert (look.form, look.is_current) == (good, False)
    assert [(each.diagnostic.code, each.picture) for each in look.diagnostics] == [
        ("E202", "6 |     titel: Tout\n  |     ^^^^^"),
        ("E217", TYPE),
    ]
    assert (look.errors, look.warnings) == (2, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E105"),
        ("[" * 100_000, "E104"),
        ("a: &a [x]\nb: [*a, *a]\n", "E107"),
        ("title: " + "x" * 1_000_001, "E103"),
        ("\x00\x01\x02", "E102"),
        ("form: !!python/object/apply:os.system [id]\n", "E109"),
    ],
)
def test_what_is_no_form_at_all_breaks_nothing(desk: Desk, text, code):
    """Whatever is saved is told as an author's fault."""
    good = desk.watch.look().form

    desk.save(text)
    look = desk.settled()

    assert look.form is good
    assert code in {each.diagnostic.code for each in look.diagnostics}


def test_a_form_that_is_gone_leaves_the_last_good_one(desk: Desk):
    """As for a moment, when an editor moves a new file over the old one."""
    good = desk.watch.look().form

    desk.path.unlink()
    look = desk.settled()

    assert (look.form, look.is_current) == (good, False)
    assert look.trouble == f"there is no file or directory {desk.path}"


def replaced(path: Path) -> None:
    """Save as many editors do: a new file takes the place of the old one."""
    new = path.with_name("new")
    new.write_text(path.read_text("utf-8").replace("Nom", "Non"), "utf-8")
    state = path.stat()
    os.utime(new, ns=(state.st_atime_ns, state.st_mtime_ns))
    new.replace(path)


def written(name: str) -> Callable[[Path], None]:
    """Write a file of the directory anew."""

    def write(path: Path) -> None:
        place = path.parent / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("# rien\n", "utf-8")

    return write


@pytest.mark.parametrize(
    "change",
    [
        replaced,
        written("shared/texts.yaml"),
        written("tariffs/rates.yaml"),
        written("locales/de/LC_MESSAGES/forms.po"),
        written("pdf_templates/letter.yaml"),
        written("pdf_templates/locales/de/LC_MESSAGES/pdf.po"),
    ],
)
def test_whatever_the_page_depends_on_is_watched(desk: Desk, change):
    """Shared parts, rates, translations and templates as well as the form."""
    desk.watch.look()

    change(desk.path)

    assert desk.settled().number == 2
