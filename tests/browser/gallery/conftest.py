"""One portal and one browser for all scenes: what they show is only looked at."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.browser.gallery.exhibits import exhibits
from tests.browser.gallery.stage import Stage


@pytest.fixture(scope="session")
def stage(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    made = exhibits(tmp_path_factory.mktemp("gallery"))
    server = make_server("127.0.0.1", 0, made.portal.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    staged = Stage(chromium, f"http://127.0.0.1:{server.server_port}", made)
    yield staged
    staged.close()
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
    made.portal.services.database.close()
