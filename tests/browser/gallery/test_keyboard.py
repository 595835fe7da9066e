"""Every page by keyboard alone: all of it is reached, seen, and left again."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.gallery.scenes import SCENES, Scene
from tests.browser.gallery.stage import Setting, Stage

# Every page in turn: `make test-accessibility`, not `make test`.
pytestmark = pytest.mark.every_page

_LOOKS = (Path(__file__).parent / "looks.js").read_text("utf-8")
_MOST = 400


def _walk(page: Page, key: str) -> list[dict[str, Any]]:
    """Press a key until it leaves the page or begins anew; give each stop."""
    stops: list[dict[str, Any]] = []
    for _ in range(_MOST):
        page.keyboard.press(key)
        page.evaluate("new Promise(requestAnimationFrame)")
        stop = page.evaluate("looks.focused()")
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            return stops
        stops.append(stop)
    message = f"the focus is trapped at {stops[-1]['name']}"
    raise AssertionError(message)


_WALKED = [scene for scene in SCENES if "showModal" not in scene.script]


@pytest.mark.parametrize(
    ("number", "scene"),
    list(enumerate(_WALKED)),
    ids=[scene.name for scene in _WALKED],
)
def test_the_tab_key_leads_through_the_page(
    stage: Stage, number: int, scene: Scene
) -> None:
    """WCAG 2.2: 2.1.1, 2.1.2, 2.4.1, 2.4.3, 2.4.7 and 2.4.11."""
    page = stage.show(scene, Setting("fr", "light", (320, 1280)[number % 2]))
    page.evaluate(_LOOKS)
    page.evaluate("looks.begin()")
    expected = page.evaluate("looks.stops()")

    walked = _walk(page, "Tab")

    assert walked[0]["name"] == "a.skip «Aller au contenu»"
    places = [each["place"] for each in walked]
    assert [each for each in places if each in expected] == expected
    assert [
        f"{each['name']}: {each['fault']}" for each in walked if each["fault"]
    ] == []
