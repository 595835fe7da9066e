"""Where scenes are set: a browser in which each reader has a page."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from tests.browser.gallery.exhibits import Exhibits, Reader
from tests.browser.gallery.scenes import Scene

__all__ = ["Setting", "Stage"]

_TALL = 800


@dataclass(frozen=True, order=True)
class Setting:
    """How somebody looks at a page."""

    language: str
    theme: str = "light"
    width: int = 1280

    def __str__(self) -> str:
        return f"{self.language} {self.theme} {self.width}"


@dataclass
class _Watched:
    """A page, and what was wrong with it by itself: noted by the browser."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        # A page that says what is wrong is sent with the status of that fault.
        is_own_status = message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not is_own_status:
            self.faults.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "about:", "blob:")):
            self.faults.append(f"asked {request.url}")


@dataclass
class Stage:
    """A browser in which each reader has a page with the own session."""

    chromium: Browser
    origin: str
    exhibits: Exhibits
    markup: str = ""
    """The page shown last, as it was sent."""
    _pages: dict[Reader, _Watched] = field(default_factory=dict)

    def close(self) -> None:
        for watched in self._pages.values():
            watched.page.context.close()

    def faults(self, scene: Scene) -> list[str]:
        """Give what the browser disliked of this reader's pages since asked last."""
        watched = self._watched(scene.reader)
        found, watched.faults = watched.faults, []
        return found

    def show(self, scene: Scene, setting: Setting) -> Page:
        """Open a scene as somebody wants to see it."""
        page = self._watched(scene.reader).page
        self.exhibits.forget_tries()
        page.context.add_cookies(
            [{"name": "language", "value": setting.language, "url": self.origin}]
        )
        self.look(page, setting)
        answer = page.goto(self.origin + self._path(scene))
        for name, value in scene.fill.items():
            page.locator(f"main [name={name}]").fill(value)
        if scene.script and scene.press:
            page.evaluate(scene.script)
        if scene.leads_to:
            page.locator(scene.press).first.click()
            page.locator(scene.leads_to).wait_for()
        elif scene.press:
            answer = self._press(page, scene.press)
        elif scene.script:
            page.evaluate(f"() => {{ {scene.script} }}")
        assert answer is not None
        assert answer.status == scene.status, (scene.name, answer.status, page.url)
        self.markup = answer.text()
        spoken = page.locator("html").get_attribute("lang")
        assert spoken == (scene.language or setting.language)
        if page.locator("form.request:not(:has(ol.toc))").count():
            # The page computes by itself once its list of sections is marked; a
            # correction has a list of the office's notes instead.
            page.locator("[data-state][data-is]").first.wait_for(state="attached")
        return page

    def look(self, page: Page, setting: Setting) -> None:
        """Look at a page that is open in another way, without asking for it again."""
        page.set_viewport_size({"width": setting.width, "height": _TALL})
        scheme = "dark" if setting.theme == "dark" else "light"
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def _path(self, scene: Scene) -> str:
        addresses = self.exhibits.addresses
        return re.sub(r"\{(.+?)\}", lambda name: addresses[name[1]], scene.path)

    def _press(self, page: Page, selector: str) -> Response | None:
        with page.expect_navigation() as going:
            page.locator(selector).first.click()
        return going.value

    def _watched(self, reader: Reader) -> _Watched:
        if reader not in self._pages:
            context = self.chromium.new_context(locale="fr-CH")
            cookie = self.exhibits.browsers[reader].client.get_cookie("session")
            if cookie is not None:
                context.add_cookies(
                    [{"name": cookie.key, "value": cookie.value, "url": self.origin}]
                )
            self._pages[reader] = _Watched(context.new_page(), self.origin)
        return self._pages[reader]
