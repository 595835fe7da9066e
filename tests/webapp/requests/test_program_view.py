"""The program of a form is served under an address that names its content."""

import json

import pytest

from engine.i18n.catalogue import translator
from engine.targets.browser import program
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests
from webapp.requests.program_view import program_address


@pytest.fixture
def form(portal: PortalForTests):
    return portal.services.definitions.forms["318.632.1"]


@pytest.fixture
def address(portal: PortalForTests, form) -> str:
    """The address that a page names."""
    with portal.app.test_request_context("/"):
        return program_address(form)


def test_it_is_the_program_of_the_form(camille: PlainBrowser, form, address) -> None:
    response = camille.client.get(address)

    assert response.mimetype == "application/json"
    assert json.loads(response.data) == json.loads(
        json.dumps(program(form, translator("fr", [])))
    )


def test_a_browser_keeps_it(camille: PlainBrowser, address) -> None:
    response = camille.client.get(address)

    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_another_version_is_not_kept(camille: PlainBrowser, address) -> None:
    """Whoever asks with an old version gets the new one, this once."""
    response = camille.client.get(address.partition("?")[0] + "?v=0")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("old", "new"),
    [("318.632.1/", "318.632.2/"), ("/fr?", "/rm?"), ("/programme/", "/programme/0")],
)
def test_what_there_is_not(camille: PlainBrowser, address, old: str, new: str) -> None:
    """Another form, language or definition than there is."""
    assert camille.client.get(address.replace(old, new)).status_code == 404


def test_only_beneficiaries_fill_forms(anne: PlainBrowser, address) -> None:
    assert anne.client.get(address).status_code == 403
