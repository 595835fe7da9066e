"""Files of forms that change under a running portal: what counts, and from when on."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from engine.storage.tables import Definition
from tests.webapp.portal_for_tests import PortalForTests
from webapp.definitions import Definitions
from webapp.delivery.service import EXTENSION

FORMS = Path(__file__).parent.parent.parent / "forms"
NAME, ID = "300.001.yaml", "300.001"
_LATER_S = 3600


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A directory with one form, which a test may break."""
    folder = tmp_path / "forms"
    for kind in ("shared", "tariffs"):
        shutil.copytree(FORMS / kind, folder / kind)
    shutil.copyfile(FORMS / NAME, folder / NAME)
    return folder


@pytest.fixture
def start(portal: PortalForTests, forms: Path) -> Callable[[], Definitions]:
    """Start what serves the directory, as a process does, looking all the time."""
    return lambda: Definitions(forms, portal.services.database, look_again_after_s=1e-6)


def write(path: Path, text: str) -> None:
    """Write a file that nobody takes for one of long ago."""
    path.write_text(text, "utf-8")
    written = path.stat().st_mtime + _LATER_S
    os.utime(path, (written, written))


def look(definitions: Definitions) -> dict[str, str]:
    """Look once more; give the titles in force."""
    Event().wait(1e-5)
    return {form.id: form.title.french for form in definitions.forms.values()}


def test_half_of_a_file_is_not_taken_for_the_whole(
    start: Callable[[], Definitions], forms: Path
) -> None:
    """R15: what is a form by chance counts no sooner than what is being written."""
    running, path = start(), forms / NAME
    text, titles = path.read_text("utf-8"), look(running)
    changed = text.replace("title: ", "title: Nouvelle ", 1)
    before = running.state.hash

    write(path, changed[: changed.rindex("\n  - ")])
    assert look(running) == titles
    write(path, changed)
    assert look(running) == titles

    assert look(running) == {ID: f"Nouvelle {titles[ID]}"}
    assert running.state.hash != before


def test_a_file_that_is_replaced_is_not_gone_meanwhile(
    start: Callable[[], Definitions], forms: Path
) -> None:
    """An editor may take the old file away before the new one is there."""
    running, path = start(), forms / NAME
    text = path.read_text("utf-8").replace('form: "300.001"', 'form: "300.002"')
    (forms / "300.002.yaml").write_text(text, "utf-8")
    titles = look(running)

    path.unlink()
    assert look(running) == titles
    shutil.copyfile(FORMS / NAME, path)
    assert look(running) == titles
    path.unlink()
    look(running)

    assert ID not in look(running)


def test_a_broken_file_is_told_until_it_is_mended(
    start: Callable[[], Definitions], forms: Path
) -> None:
    """R15: by file, place and code, for the page that watches over the portal."""
    running, path = start(), forms / NAME
    titles, text = look(running), path.read_text("utf-8")
    assert running.state.problems == ()

    path.write_text("form: [", "utf-8")
    assert (look(running), look(running)) == (titles, titles)
    [problem] = running.state.problems
    assert problem.startswith(f"{NAME}:1:")

    path.write_text(text, "utf-8")
    look(running)
    look(running)
    assert running.state.problems == ()


def test_a_process_that_starts_beside_a_broken_file_serves_the_archived_form(
    portal: PortalForTests, start: Callable[[], Definitions], forms: Path
) -> None:
    """R15: the last good one, though this process never saw it."""
    good = start()
    good.keep_in_archive(portal.clock())
    (forms / NAME).write_text("form: [", "utf-8")

    started = start()

    assert started.state.forms == good.state.forms != {}
    assert len(started.state.problems) == 1


def test_a_form_that_was_never_good_is_not_there(
    start: Callable[[], Definitions], forms: Path
) -> None:
    """Nor does it keep the others away."""
    (forms / "never.yaml").write_text("form: [", "utf-8")

    assert list(look(start())) == [ID]


def test_an_archived_form_that_this_program_cannot_read_is_told(
    portal: PortalForTests,
    start: Callable[[], Definitions],
    forms: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is left out, and the log says why."""
    good = start()
    form = good.forms[ID]
    good.keep_in_archive(portal.clock())
    with portal.services.database.writing() as session:
        row = session.get_one(Definition, form.hash)
        row.sources = {NAME: "form: ["}
    (forms / NAME).write_text("form: [", "utf-8")

    assert look(start()) == {}
    assert f"the archived form {ID} does not compile" in caplog.text


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_disk_that_is_not_there_takes_no_form_away(
    start: Callable[[], Definitions],
    forms: Path,
    caplog: pytest.LogCaptureFixture,
    is_empty: bool,
) -> None:
    """Told once, however often somebody looks; back again, it is as before."""
    running = start()
    titles = look(running)
    elsewhere = forms.rename(forms.with_name("elsewhere"))
    if is_empty:
        forms.mkdir()

    assert (look(running), look(running)) == (titles, titles)
    assert running.state.problems == ("forms: there are no forms",)
    assert len(caplog.messages) == 1
    if is_empty:
        forms.rmdir()
    elsewhere.rename(forms)
    assert look(running) == titles
    assert running.state.problems == ()


def test_processes_that_serve_the_same_say_the_same(
    start: Callable[[], Definitions],
) -> None:
    """Two machines are compared by one hash."""
    first, second = start(), start()

    assert first.state == second.state
    assert len(first.state.hash) == 64


def test_the_worker_archives_what_is_in_force(portal: PortalForTests) -> None:
    """Also forms that nobody has begun yet."""
    made = portal.app.extensions[EXTENSION]
    for chore in made.worker.chores:
        chore.do()

    with portal.services.database.reading() as session:
        archived = {row.form_id: row.hash for row in session.query(Definition)}
    assert archived == portal.services.definitions.state.forms
