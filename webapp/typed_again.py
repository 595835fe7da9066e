"""A page with what was typed into one of its forms put back into the controls."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

__all__ = ["with_typed"]

_NEVER_SHOWN: Final = ("hidden", "password", "file", "submit", "button", "reset")
_BOXES: Final = ("checkbox", "radio")

_Attributes = list[tuple[str, str | None]]


def with_typed(page: str, form_id: str, typed: MultiDict[str, str]) -> str:
    """Give a page whose form shows what was sent; passwords are not shown again.

    Args:
        page: HTML as our templates write it.
        form_id: The form; controls of other forms stay as they are.
        typed: What a browser sent of that form.
    """
    writer = _Writer(form_id, typed)
    writer.feed(page)
    writer.close()
    return "".join(writer.written)


class _Writer(HTMLParser):
    """Writes a page as it reads it, but for the controls of one form."""

    def __init__(self, form_id: str, typed: MultiDict[str, str]) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self.form_id, self.typed = form_id, typed
        self.is_within = False
        self.selected: tuple[str, ...] | None = None
        """What is chosen in the select that is open, if that was sent."""
        self.leaves_out = False
        """Whether the text of a text area is passed over."""

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.is_within = given.get("id") == self.form_id
        if not self.is_within:
            self._copy()
        elif tag == "input":
            self._input(attrs, name, given.get("type") or "text")
        elif tag == "option" and self.selected is not None:
            is_chosen = (given.get("value") or "") in self.selected
            self._write(tag, _switched(attrs, "selected", is_on=is_chosen))
        else:
            self._copy()
            if tag == "select" and name in self.typed:
                self.selected = tuple(self.typed.getlist(name))
            if tag == "textarea" and name in self.typed:
                # A line feed right after the tag is none of the text.
                self.written.append("\n" + escape(self.typed[name]))
                self.leaves_out = True

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:  # noqa: ARG002 - its name and arguments are the parser's
        self._copy()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_within = False
        if tag == "select":
            self.selected = None
        if tag == "textarea":
            self.leaves_out = False
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._pass_on(data)

    def handle_entityref(self, name: str) -> None:
        self._pass_on(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._pass_on(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.written.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.written.append(f"<!{decl}>")

    def _input(self, attrs: _Attributes, name: str, kind: str) -> None:
        if not name or kind in _NEVER_SHOWN:
            self._copy()
        elif kind in _BOXES:
            value = dict(attrs).get("value") or "on"
            is_on = value in self.typed.getlist(name)
            self._write("input", _switched(attrs, "checked", is_on=is_on))
        elif name in self.typed:
            others = [each for each in attrs if each[0] != "value"]
            self._write("input", [*others, ("value", self.typed[name])])
        else:
            self._copy()

    def _copy(self) -> None:
        self.written.append(self.get_starttag_text() or "")

    def _write(self, tag: str, attrs: _Attributes) -> None:
        parts = [
            name if value is None else f'{name}="{escape(value)}"'
            for name, value in attrs
        ]
        self.written.append(f"<{' '.join((tag, *parts))}>")

    def _pass_on(self, text: str) -> None:
        if not self.leaves_out:
            self.written.append(text)


def _switched(attrs: _Attributes, name: str, *, is_on: bool) -> _Attributes:
    others = [each for each in attrs if each[0] != name]
    return [*others, (name, None)] if is_on else others
