"""What the scripts of a form's page are answered when they save it."""

from typing import Any

from werkzeug.test import TestResponse

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests

_JSON = {"Accept": "application/json"}


def _begin(camille: PlainBrowser) -> dict[str, str]:
    """Open a new form; give what its page sends first."""
    camille.get("/formulaires/318.632.1")
    names = ("csrf_token", "creation_key", "revision")
    return {name: camille.value(name) for name in names}


def _save(camille: PlainBrowser, address: str, sent: dict[str, Any]) -> TestResponse:
    data = {"action": "save", **sent}
    return camille.client.post(address, data=data, headers=_JSON)


def test_a_saving_tells_where_the_draft_is_and_its_revision(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A new form's first saving makes its draft."""
    sent = _begin(camille) | {"decision_number": "320/2022/1/0"}

    answer = _save(camille, "/formulaires/318.632.1", sent)

    [stored] = portal.requests()
    told = answer.get_json()
    assert told["address"] == f"/demandes/{stored.id}"
    assert told["revision"] == stored.revision
    assert told["saved"] == "Brouillon enregistré à 13:00"
    assert told["refusals"] == []
    assert told["kept"]["rows"] == {}
    assert told["idle_seconds"] > 0


def test_the_same_saving_twice_is_done_once(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """An answer that was lost on the way is given again."""
    sent = _begin(camille) | {"decision_number": "320/2022/1/0"}

    first = _save(camille, "/formulaires/318.632.1", sent).get_json()
    again = _save(camille, first["address"], sent).get_json()

    assert again["revision"] == first["revision"]
    assert len(portal.requests()) == 1


def test_a_saving_that_was_overtaken_tells_both_versions(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """Nothing is stored; the notice names each field that differs."""
    sent = _begin(camille)
    mine = sent | {"decision_number": "ici/1"}
    theirs = sent | {"decision_number": "ailleurs/1"}
    address = _save(camille, "/formulaires/318.632.1", theirs).get_json()["address"]

    answer = _save(camille, address, mine)

    told = answer.get_json()
    [stored] = portal.requests()
    assert (answer.status_code, told["revision"]) == (409, stored.revision)
    assert stored.answers["decision_number"] == "ailleurs/1"
    for words in ("Numéro de décision", "ici/1", "ailleurs/1"):
        assert words in told["notice"]
