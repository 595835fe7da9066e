"""The portal on a real port, and a real browser to visit it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

from tests.browser.visit import Visit
from tests.webapp.portal_for_tests import PortalForTests, make_portal

_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PortalForTests]:
    made = make_portal(tmp_path)
    made.account()
    yield made
    made.services.database.close()


@pytest.fixture
def origin(portal: PortalForTests) -> Iterator[str]:
    """Serve the portal on a free port; give its address."""
    server = make_server("127.0.0.1", 0, portal.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def visit(
    request: pytest.FixtureRequest,
    chromium: Browser,
    origin: str,
    portal: PortalForTests,
) -> Iterator[Visit]:
    """A visit that notes every violation and every request to somewhere else."""
    context = chromium.new_context(
        java_script_enabled=request.param, accept_downloads=True, locale="fr-CH"
    )
    page: Page = context.new_page()
    yield Visit(page, origin, portal)
    context.close()


@pytest.fixture
def live(chromium: Browser, origin: str, portal: PortalForTests) -> Iterator[Visit]:
    """A signed-in visit with scripts."""
    context = chromium.new_context(locale="fr-CH", accept_downloads=True)
    visit = Visit(context.new_page(), origin, portal)
    visit.sign_in()
    yield visit
    context.close()
