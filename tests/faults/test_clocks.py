"""Clocks that jump, forward and back, and machines whose clocks differ."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from tests.faults.rig import office
from tests.faults.tally import Tally
from tests.webapp.portal_for_tests import PASSWORD

pytestmark = pytest.mark.faults

_MINUTE_S, _DAY_S = 60, 24 * 60 * 60
_INSTANTS = {
    "summer time ends": datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC),
    "summer time begins": datetime(2027, 3, 28, 0, 59, 50, tzinfo=UTC),
    "leap day": datetime(2028, 2, 28, 22, 59, 50, tzinfo=UTC),
    "a year ends": datetime(2026, 12, 31, 22, 59, 50, tzinfo=UTC),
}


@pytest.mark.parametrize(
    "jump_s", [11 * _MINUTE_S, -11 * _MINUTE_S, _DAY_S, -_DAY_S, 2, -2]
)
def test_a_clock_that_jumps(
    folder: Path, tally: Tally, chance: Random, jump_s: int
) -> None:
    """R13 the clock jumps by minutes, by a day, forward and back

    While somebody fills a form, and while a mail waits; whoever is signed out by it
    signs in again. What is stored stays in order.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        rig.deliver()
        person.send_one()
        rig.clock.move(jump_s)
        person.browser = rig.signed_in(person.email)
        person.send_one()
        rig.clock.move(-jump_s)
        person.browser = rig.signed_in(person.email)
        person.send_one()
        tally.runs += 2
        rig.settle()

        assert rig.lies() == []


@pytest.mark.parametrize("instant", _INSTANTS.values(), ids=_INSTANTS)
def test_nights_with_another_length(
    folder: Path, tally: Tally, chance: Random, instant: datetime
) -> None:
    """R13 summer time, a leap day and the year's end pass while people send"""
    with office(folder, tally, chance) as rig:
        rig.clock.move((instant - rig.clock()).total_seconds())
        rig.serve()
        person = rig.beneficiary()
        for _ in range(4):
            person.send_one()
            rig.clock.move(20 * _MINUTE_S / 4)
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []


def test_a_code_is_not_valid_for_ever_when_the_clock_goes_back(
    folder: Path, tally: Tally, chance: Random
) -> None:
    """R13 a code and a session when the clock goes back a day, and comes again"""
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        person.send_one()
        browser = rig.browser().get("/connexion")
        browser.fill(email=person.email, password=PASSWORD).press("Se connecter")
        code = rig.portal.code(person.email)
        rig.clock.move(-_DAY_S)
        rig.clock.move(_DAY_S + 11 * _MINUTE_S)
        browser.fill(code=code).press("Envoyer")
        rig.clock.move(5 * _MINUTE_S)
        person.browser.get("/")
        tally.runs += 1
        rig.settle()

        assert browser.client.get("/", follow_redirects=True).request.path == (
            "/connexion"
        )
        assert person.browser.address == "/connexion"
        assert rig.lies() == []


def test_two_machines_whose_clocks_differ(
    folder: Path, tally: Tally, chance: Random
) -> None:
    """R13, R14 two machines, two minutes apart, serve the same people"""
    with office(folder, tally, chance) as rig:
        first = rig.serve(workers=1)
        second = rig.serve(workers=1, skew_s=2 * _MINUTE_S)
        machines = (first, second)
        rig.wire.port = first.port
        person = rig.beneficiary()
        for turn in range(8):
            rig.wire.port = machines[turn % 2].port
            paper = person.open()
            rig.wire.port = machines[(turn + 1) % 2].port
            person.save(paper)
            rig.wire.port = machines[turn % 2].port
            person.send(paper)
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []
