"""axe-core finds nothing against WCAG 2.2 AA or good practice, in any setting.

`make test` shows each scene twice, in both themes, both widths and two languages, which
change from scene to scene. `make test-accessibility` shows it in each language, theme
and width, by pairs; with `ACCESSIBILITY_SETTINGS=all`, in every combination.
"""

import os
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.gallery.scenes import SCENES, Scene
from tests.browser.gallery.stage import Setting, Stage

_AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_LANGUAGES = ("fr", "de", "it", "en")
_LOOKS = (("light", 320), ("dark", 1280), ("light", 1280), ("dark", 320))


def settings(number: int) -> list[Setting]:
    """Give the settings of the scene with this number."""
    wanted = os.environ.get("ACCESSIBILITY_SETTINGS")
    if wanted == "all":
        return [Setting(each, *look) for each, look in product(_LANGUAGES, _LOOKS)]
    turned = (*_LOOKS[number % 4 :], *_LOOKS[: number % 4])
    pairs = [
        Setting(each, *look) for each, look in zip(_LANGUAGES, turned, strict=True)
    ]
    if wanted == "pairs":
        return pairs
    # Neighbours in the list of looks differ in theme and in width.
    first = number // 4 % 2 * 2
    return pairs[first : first + 2]


def _violations(page: Page) -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(
        """(tags) => axe.run(document, {
          runOnly: tags, resultTypes: ["violations"], iframes: false,
        })""",
        _TAGS,
    )
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(
    ("number", "scene"),
    list(enumerate(SCENES)),
    ids=[scene.name for scene in SCENES],
)
def test_axe_finds_nothing(stage: Stage, number: int, scene: Scene) -> None:
    """In every setting of the scene."""
    found, page, shown = [], None, ""
    for setting in settings(number):
        if page is None or setting.language != shown:
            page, shown = stage.show(scene, setting), setting.language
        stage.look(page, setting)
        found += [f"{setting}: {each}" for each in _violations(page)]

    assert found == []
