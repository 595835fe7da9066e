"""Clerks who decide at the same moment; a form that changes under people's hands."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.faults.history import Decide, Outcome
from tests.faults.people import Clerk, at_once
from tests.faults.processes import ROOT
from tests.faults.rig import office
from tests.faults.tally import Tally

pytestmark = pytest.mark.faults

_PAIRS = 200
_CORRECTIONS = 50


def test_two_clerks_at_once(folder: Path, tally: Tally, chance: Random) -> None:
    """R17 two clerks decide on one request at the same moment

    Two hundred times, one of them wins: one status, one message; the other is told.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        person, clerks = rig.beneficiary(), (rig.clerk(), rig.clerk())
        person.with_documents = False
        for _ in range(_PAIRS):
            request_id = person.send_one().saving.request_id
            for clerk in clerks:
                clerk.open(request_id)
            made = at_once(*(_deciding(each, request_id, chance) for each in clerks))
            outcomes = {decision.outcome for decision in made}
            assert outcomes == {Outcome.OK, Outcome.REFUSED}
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []
        assert len([d for d in rig.history.of(Decide) if d.is_ok]) == _PAIRS


def _deciding(clerk: Clerk, request_id: str, chance: Random) -> Callable[[], Decide]:
    action = chance.choice(["Accepter", "Refuser"])
    return lambda: clerk.decide(request_id, action)


def test_a_correction_is_sent_while_a_clerk_decides(
    folder: Path, tally: Tally, chance: Random
) -> None:
    """R18 a correction is sent while a clerk decides on what was sent before

    That page decides nothing, whoever comes first; a new look at the request does.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        person, asking, late = rig.beneficiary(), rig.clerk(), rig.clerk()
        person.with_documents = False
        for _ in range(_CORRECTIONS):
            paper = person.send_one()
            request_id = paper.saving.request_id
            for clerk in (asking, late):
                clerk.open(request_id)
            asking.ask_for_correction()
            person.correct(paper)
            _, decision = at_once(
                partial(person.send, paper), _deciding(late, request_id, chance)
            )
            assert decision.outcome is Outcome.REFUSED
            late.open(request_id)
            assert late.decide(request_id, "Accepter").is_ok
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []


def test_a_form_that_changes_while_people_type(
    folder: Path, tally: Tally, chance: Random
) -> None:
    """R15 a form's file half written, broken, then whole, while people type

    What is half there never replaces what is good; what was typed is kept, and judged
    by the definition that its request names.
    """
    forms = folder / "forms"
    shutil.copytree(ROOT / "forms", forms)
    file = forms / "318.632.1.yaml"
    good = file.read_text()
    with office(
        folder, tally, chance, FORMS_PATH=str(forms), LOOK_AGAIN_AFTER_S=0.0
    ) as rig:
        rig.serve()
        person = rig.beneficiary()
        for number in range(2, 7):
            changed = good.replace("version: 1\n", f"version: {number}\n", 1)
            half, broken = chance.randint(1, len(changed) // 2), changed + "\n  : ["
            paper = person.open()
            file.write_text(changed[:half])
            person.save(paper)
            file.write_text(broken)
            person.send(paper)
            late = person.save(person.open())
            file.write_text(changed)
            page = person.browser.press("Envoyer ma demande")
            assert "La demande a changé entre-temps" in page.text
            person.send(late)
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []
        assert {each.version for each in rig.portal.requests()} == set(range(1, 7))
