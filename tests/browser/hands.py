"""How somebody uses a page: by pointing, or by the keyboard alone."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page

__all__ = ["Hands", "Keyboard", "Pointer"]

_LOOKS = (Path(__file__).parent / "gallery" / "looks.js").read_text("utf-8")
_MOST = 300


class Hands(Protocol):
    """What a person does with controls."""

    def fill(self, control: Locator, text: str) -> None:
        """Type a text in the place of what stands in a control."""
        ...

    def press(self, control: Locator) -> None:
        """Press a button or link, tick a box."""
        ...

    def choose(self, control: Locator, value: str) -> None:
        """Choose one of a list."""
        ...

    def attach(self, control: Locator, file: Path) -> None:
        """Join a document."""
        ...


class Pointer:
    """Points and clicks."""

    def fill(self, control: Locator, text: str) -> None:
        control.fill(text)

    def press(self, control: Locator) -> None:
        control.click()

    def choose(self, control: Locator, value: str) -> None:
        control.select_option(value)

    def attach(self, control: Locator, file: Path) -> None:
        control.set_input_files(file)


@dataclass
class Keyboard:
    """Touches nothing but keys; sees where the focus is at each stop."""

    page: Page
    """On which nothing has been opened yet."""

    def __post_init__(self) -> None:
        self.page.add_init_script(f"(() => {{ {_LOOKS} }})()")

    def fill(self, control: Locator, text: str) -> None:
        self._go_to(control)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def press(self, control: Locator) -> None:
        self._go_to(control)
        is_box = control.evaluate("(each) => each.type === 'checkbox'")
        self.page.keyboard.press("Space" if is_box else "Enter")

    def choose(self, control: Locator, value: str) -> None:
        self._go_to(control)
        self.page.keyboard.press("Home")
        self._until("ArrowDown", lambda: control.input_value() == value)

    def attach(self, control: Locator, file: Path) -> None:
        self._go_to(control)
        # The dialog in which a file is chosen is the system's, not the page's.
        control.set_input_files(file)

    def _go_to(self, control: Locator) -> None:
        """Go on with the Tab key, round the page if need be, seeing each stop."""
        control.wait_for()

        def is_there() -> bool:
            stop, found = control.evaluate(
                "(each) => [looks.focused(), each === document.activeElement]"
            )
            assert stop is None or not stop["fault"], stop
            return bool(found)

        self._until("Tab", is_there)

    def _until(self, key: str, is_done: Callable[[], bool]) -> None:
        for _ in range(_MOST):
            if is_done():
                return
            self.page.keyboard.press(key)
        message = f"{key} leads nowhere on {self.page.url}"
        raise AssertionError(message)
