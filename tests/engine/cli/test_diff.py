"""`formengine diff` tells what a change does, and whether it needs a new version."""

import json
import shutil
import subprocess

import pytest


@pytest.fixture
def changed(forms):
    """A copy of the directory in which the months may be fewer."""
    copy = shutil.copytree(forms, forms.with_name("changed"))
    path = copy / "library.yaml"
    path.write_text(path.read_text("utf-8").replace("min: 1,", "min: 2,"), "utf-8")
    return copy


BEYOND = "an answer beyond it is kept and shown as wrong"


def test_two_directories_are_compared(forms, changed, run):
    """A change that needs a version which is not raised is a finding."""
    assert run("diff", forms, changed) == (
        1,
        (
            "library, version 2\n"
            "  needs a new version: cards.months: the least was 1, is 2\n"
            f"    drafts: {BEYOND}\n"
            "  = raise «version:» of library: stored drafts are concerned\n"
        ),
        "",
    )


def test_a_raised_version_is_clean(forms, changed, run):
    """So is a change that is compatible."""
    path = changed / "library.yaml"
    path.write_text(path.read_text("utf-8").replace("version: 2", "version: 3"))

    assert run("diff", forms, changed)[0] == 0
    assert run("diff", changed, forms / "library.yaml")[0] == 0


def test_nothing_changed_says_nothing(forms, run):
    """An empty answer is a clean one."""
    assert run("diff", forms, forms) == (0, "", "")


def test_forms_come_and_go(forms, changed, run):
    """A form that is gone breaks, a new one does not."""
    (changed / "library.yaml").rename(changed / "other.yaml")
    path = changed / "other.yaml"
    path.write_text(path.read_text("utf-8").replace("form: library", "form: other"))

    exit_code, printed, _ = run("diff", forms, changed)

    assert exit_code == 1
    assert printed.splitlines()[:2] == [
        "library",
        "  breaking: library: the form is gone",
    ]
    assert printed.splitlines()[-1] == "  compatible: other: the form is new"


def test_json_says_the_same(forms, changed, run):
    """For programs."""
    exit_code, printed, _ = run("diff", forms, changed, "--format", "json")

    assert exit_code == 1
    assert json.loads(printed) == {
        "library": {
            "needs_version": True,
            "changes": [
                {
                    "effect": "needs a new version",
                    "place": "cards.months",
                    "words": "the least was 1, is 2",
                    "drafts": BEYOND,
                }
            ],
        }
    }


@pytest.fixture
def committed(forms):
    """The forms as the last commit of a repository."""

    def git(*arguments):
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(("git", *identity, *arguments), cwd=forms.parent, check=True)

    git("init", "--quiet")
    git("add", "forms")
    git("commit", "--quiet", "--message", "forms")
    return forms


def test_the_last_commit_is_what_is_compared_with(committed, run):
    """Without arguments: what did I change?"""
    path = committed / "library.yaml"
    path.write_text(path.read_text("utf-8").replace("Bibliothèque", "Médiathèque"))

    expected = (
        0,
        "library, version 2\n  compatible: library: title is «Médiathèque»\n",
        "",
    )
    assert run("diff") == expected
    assert run("diff", "HEAD:forms/library.yaml", path) == expected
    assert run("diff", "HEAD:forms") == expected


def test_an_unknown_revision_is_misuse(committed, run):
    """What is neither a path nor a revision."""
    exit_code, _, error = run("diff", "nowhere")

    assert exit_code == 2
    assert "there is no path and no revision nowhere" in error


def test_forms_with_errors_are_not_compared(forms, changed, run):
    """The first error is told."""
    path = changed / "library.yaml"
    path.write_text(path.read_text("utf-8").replace("sum(cards", "sum(card"))

    exit_code, printed, error = run("diff", forms, changed)

    assert (exit_code, printed) == (2, "")
    assert "E3" in error
