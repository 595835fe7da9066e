"""What pages are made of: HTML as the standard has it, names, and nothing foreign."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Page

from tests.browser.gallery.scenes import SCENES, Scene
from tests.browser.gallery.stage import Setting, Stage

# Every page in turn: `make test-accessibility`, not `make test`.
pytestmark = pytest.mark.every_page

_LOOKS = (Path(__file__).parent / "looks.js").read_text("utf-8")
_NAMED = {
    "alertdialog",
    "button",
    "checkbox",
    "combobox",
    "dialog",
    "DisclosureTriangle",
    "link",
    "listbox",
    "navigation",
    "radio",
    "region",
    "searchbox",
    "spinbutton",
    "table",
    "textbox",
}
_every_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)


def _repairs(html: str) -> list[str]:
    """Give what a browser has to guess in a page."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    lines = html.splitlines()
    return [
        f"{code} {said}: {lines[line - 1].strip()}"
        for (line, _), code, said in parser.errors
    ]


@_every_scene
def test_a_page_is_html_without_repair(stage: Stage, scene: Scene) -> None:
    """Before scripts touch it; then each name is given once, and references hold."""
    page = stage.show(scene, Setting("fr"))

    assert _repairs(stage.markup) == []
    page.evaluate(_LOOKS)
    assert page.evaluate("looks.lost()") == []


@_every_scene
def test_a_page_asks_and_breaks_nothing(stage: Stage, scene: Scene) -> None:
    """No rule of the policy is broken, no other host asked, no error left behind."""
    stage.faults(scene)
    stage.show(scene, Setting("fr"))

    assert stage.faults(scene) == []


@dataclass(frozen=True)
class _Spoken:
    """Something that a screen reader is told of."""

    role: str
    name: str
    description: str
    element: str
    id: str

    @property
    def needs_name(self) -> bool:
        """A fieldset is a group that needs one, what a summary opens is not."""
        if self.role == "group":
            return self.element == "FIELDSET"
        return self.role in _NAMED


def _spoken(page: Page) -> list[_Spoken]:
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    elements = session.send("DOM.getFlattenedDocument", {"depth": -1})["nodes"]
    session.detach()
    by_id = {each["backendNodeId"]: each for each in elements}
    return [
        _told(node, by_id.get(node.get("backendDOMNodeId"), {}))
        for node in nodes
        if not node["ignored"]
    ]


def _told(node: dict[str, Any], element: dict[str, Any]) -> _Spoken:
    return _Spoken(
        role=str(node["role"]["value"]),
        name=_text(node, "name"),
        description=_text(node, "description"),
        element=element.get("nodeName", ""),
        id=dict(_pairs(element.get("attributes", []))).get("id", ""),
    )


def _pairs(flat: list[str]) -> list[tuple[str, str]]:
    return list(zip(flat[::2], flat[1::2], strict=True))


def _text(node: dict[str, Any], key: str) -> str:
    return " ".join(str(node.get(key, {}).get("value", "")).split())


@_every_scene
def test_every_control_has_a_name_and_what_is_said_of_it(
    stage: Stage, scene: Scene
) -> None:
    """In the tree of Chromium, which screen readers read."""
    page = stage.show(scene, Setting("fr"))
    page.evaluate(_LOOKS)
    spoken = _spoken(page)
    said = {each.id: each.description for each in spoken}

    nameless = [each for each in spoken if each.needs_name and not each.name]
    unsaid = [
        f"{each['control']}: {words}"
        for each in page.evaluate("looks.remarks()")
        for words in each["said"]
        if words not in f"{said.get(each['control'])} {said.get(each['group'])}"
    ]

    assert (nameless, unsaid) == ([], [])
