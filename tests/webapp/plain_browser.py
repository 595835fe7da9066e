"""A browser without JavaScript: it reads a page's forms, fills and presses them.

What is posted is what a real browser would post: every control of the form with the
value that the page gave it or that was filled in, and the one button pressed.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Self
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict
from werkzeug.test import Client, TestResponse


@dataclass
class Control:
    """An input, select or text area, or one of its boxes."""

    name: str
    kind: str
    value: str = ""
    is_on: bool = True
    is_shown: bool = True


@dataclass
class Button:
    """A button with the words on it; `action` wins over that of its form."""

    name: str
    value: str
    action: str = ""
    words: str = ""


@dataclass
class Form:
    """A form of the page."""

    id: str
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self._owned: list[tuple[str, Form | None, Button]] = []
        self._owned_controls: list[tuple[str, Control]] = []
        self._form: Form | None = None
        self._button: Button | None = None
        self._select: Control | None = None
        self._area: Control | None = None
        self._link: list[str] | None = None
        self.words: list[str] = []
        self._templates = 0
        self._hidden: list[str] = []
        """The hidden element that is open, and those of the same name inside it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._templates += tag == "template"
        if not self._templates:
            self._hide(tag, is_hidden=("hidden", None) in attrs)
            self._start(tag, attrs)

    def _hide(self, tag: str, *, is_hidden: bool) -> None:
        if tag in self._hidden or (is_hidden and not self._hidden):
            self._hidden.append(tag)

    def _start(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(a.get("id", ""), a.get("action", ""), a["method"])
            self.forms.append(self._form)
        elif tag == "a":
            self._link = [a.get("href", ""), ""]
        elif tag == "button":
            self._button = Button(
                a.get("name", ""), a.get("value", ""), a.get("formaction", "")
            )
            self._owned.append((a.get("form", ""), self._form, self._button))
        elif tag == "input" and a.get("form"):
            control = Control(a["name"], a["type"], a["value"])
            self._owned_controls.append((a["form"], control))
        elif self._form is not None and tag in ("input", "select", "textarea"):
            self._control(tag, a)
        elif tag == "option" and self._select is not None:
            first = not self._select.is_on
            if "selected" in a or first:
                self._select.value, self._select.is_on = a.get("value", ""), True

    def _control(self, tag: str, a: dict[str, str]) -> None:
        assert self._form is not None
        kind = a.get("type", tag)
        on = kind not in ("checkbox", "radio") or "checked" in a
        control = Control(
            a.get("name", ""), kind, a.get("value", ""), on, not self._hidden
        )
        self._form.controls.append(control)
        if tag == "select":
            control.is_on = False
            self._select = control
        if tag == "textarea":
            self._area = control

    def handle_endtag(self, tag: str) -> None:
        if self._templates:
            self._templates -= tag == "template"
            return
        if tag in self._hidden:
            self._hidden.pop()
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            # A browser drops the line break that follows the start tag.
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None
        elif tag == "a" and self._link is not None:
            self.links.append((self._link[0], " ".join(self._link[1].split())))
            self._link = None

    def close(self) -> None:
        """Give each button to its form, which may stand after it."""
        super().close()
        by_id = {form.id: form for form in self.forms if form.id}
        for owner, around, button in self._owned:
            form = by_id.get(owner, around)
            if form is not None:
                form.buttons.append(button)
        for owner, control in self._owned_controls:
            by_id[owner].controls.append(control)

    def handle_data(self, data: str) -> None:
        if self._templates:
            return
        if not self._hidden:
            self.words.append(data)
        if self._button is not None:
            self._button.words += data
        if self._area is not None:
            self._area.value += data
        if self._link is not None:
            self._link[1] += data


class PlainBrowser:
    """One person's browser: cookies, and the page that is open."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.response: TestResponse | None = None
        self.address = ""
        self._reader = _Reader()
        self._filled: dict[str, str] = {}
        self._files: dict[str, list[tuple[str, bytes]]] = {}

    @property
    def html(self) -> str:
        assert self.response is not None
        return self.response.text

    @property
    def status(self) -> int:
        assert self.response is not None
        return self.response.status_code

    @property
    def text(self) -> str:
        """The words that the page shows, one blank between them."""
        return " ".join(" ".join(self._reader.words).split())

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.html, re.DOTALL)
        return unescape(found[1]) if found else ""

    @property
    def links(self) -> list[tuple[str, str]]:
        return self._reader.links

    @property
    def names(self) -> set[str]:
        """The names of all controls that can be seen."""
        controls = (c for form in self._reader.forms for c in form.controls)
        return {c.name for c in controls if c.is_shown}

    def value(self, name: str) -> str:
        """What stands in a control."""
        return next(
            c.value for f in self._reader.forms for c in f.controls if c.name == name
        )

    def get(self, address: str) -> Self:
        return self._open(self.client.get(address, follow_redirects=True))

    def follow(self, words: str) -> Self:
        """Press the link whose words contain some."""
        return self.get(next(href for href, said in self.links if words in said))

    def fill(self, **values: str) -> Self:
        return self.fill_all(values)

    def fill_all(self, values: dict[str, str]) -> Self:
        unknown = set(values) - self.names
        assert not unknown, unknown
        self._filled |= values
        return self

    def attach(self, name: str, file_name: str, content: bytes) -> Self:
        assert name in self.names
        self._files.setdefault(name, []).append((file_name, content))
        return self

    def press(self, words: str) -> Self:
        """Press the first button whose words begin with some."""
        address, data = self.pressed(words)
        return self._open(
            self.client.post(
                address,
                data=data,
                content_type="multipart/form-data",
                follow_redirects=True,
            )
        )

    def pressed(self, words: str) -> tuple[str, MultiDict[str, object]]:
        """Give what pressing a button would post, and where to."""
        for form in self._reader.forms:
            for button in form.buttons:
                if " ".join(button.words.split()).startswith(words):
                    address = button.action or form.action or self.address
                    return address, self._data(form, button)
        message = f"no button «{words}»"
        raise AssertionError(message)

    def _data(self, form: Form, button: Button) -> MultiDict[str, object]:
        data: MultiDict[str, object] = MultiDict()
        for control in form.controls:
            for value in self._values(control):
                data.add(control.name, value)
        if button.name:
            data.add(button.name, button.value)
        return data

    def _values(self, control: Control) -> list[object]:
        """Give what one control sends."""
        filled = self._filled.get(control.name)
        if not control.name:
            return []
        if control.kind == "file":
            files = self._files.get(control.name, [])
            return [(BytesIO(content), name) for name, content in files]
        if control.kind == "hidden" or filled is None:
            return [control.value] if control.is_on else []
        if control.kind == "checkbox":
            return [control.value] if filled else []
        return [filled]

    def _open(self, response: TestResponse) -> Self:
        self.response = response
        self.address = urlsplit(response.request.url).path
        self._reader = _Reader()
        if response.mimetype == "text/html":
            self._reader.feed(response.text)
            self._reader.close()
        self._filled = {}
        self._files = {}
        return self
