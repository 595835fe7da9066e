"""One person's visit with a real browser."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

from tests.webapp.portal_for_tests import PASSWORD, PortalForTests


@dataclass
class Visit:
    """A page of a browser, what its console said, and where it asked."""

    page: Page
    origin: str
    portal: PortalForTests
    violations: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._listen)
        self.page.on("request", self._watch)

    def _listen(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.violations.append(message.text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith(self.origin):
            self.strange.append(request.url)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def open(self, path: str) -> None:
        self.page.goto(self.origin + path)

    def sign_in(self, email: str = "camille.exemple@example.org") -> None:
        """Sign in as the tutorial walks it: password, then the code from the SMS."""
        self.open("/")
        self.sign_in_here(email)

    def sign_in_here(self, email: str = "camille.exemple@example.org") -> None:
        """Sign in at the page that asks for it, and go where it leads."""
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.press("Se connecter")
        self.page.get_by_label("Code d'accès").fill(self.portal.code(email))
        self.press("Envoyer")

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).first.click()

    def calculate(self) -> None:
        """Let the page compute: with scripts it does so by itself."""
        button = self.page.get_by_role("button", name="Calculer", exact=True).last
        if button.is_visible():
            button.click()

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds that the page does not show."""
        for _ in range(200):
            if condition():
                return
            self.page.wait_for_timeout(25)
        assert condition()

    def is_too_wide(self) -> bool:
        """Tell a page that must be scrolled sideways at its width."""
        width = self.page.viewport_size
        box = self.page.locator("body").bounding_box()
        assert width is not None
        assert box is not None
        return box["width"] > width["width"]
