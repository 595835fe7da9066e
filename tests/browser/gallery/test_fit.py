"""Pages fit narrow windows, wider and larger text, and fingers; in German."""

from pathlib import Path

import pytest

from tests.browser.gallery.scenes import SCENES, Scene
from tests.browser.gallery.stage import Setting, Stage

# Every page in turn: `make test-accessibility`, not `make test`.
pytestmark = pytest.mark.every_page

_LOOKS = (Path(__file__).parent / "looks.js").read_text("utf-8")
# Width, height, and what is looked for: 320 × 256 is 1280 × 1024 at 400 %.
_WINDOWS = (
    (320, 256, ("sideways",)),
    (320, 800, ("spaced", "small")),
    (1280, 800, ("sideways", "spaced", "enlarged", "small")),
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_pages_fit_every_window_and_text(stage: Stage, scene: Scene) -> None:
    """WCAG 2.2: reflow (1.4.10), text (1.4.4, 1.4.12) and targets (2.5.8)."""
    page = stage.show(scene, Setting("de"))
    page.evaluate(_LOOKS)
    found = []
    for width, height, looks in _WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        for look in looks:
            said = page.evaluate(f"looks.{look}()")
            found += [f"{width} × {height} {look}: {each}" for each in said]

    assert found == []
