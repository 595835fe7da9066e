"""D01: texts that try to be more, on every page of both sides, in a real browser.

Every text that a person or a clerk may write carries canaries; each page and each mail
is opened. Nothing may run, ask another host or break a rule, and the words stay words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, a_pdf
from webapp.accounts.directory import Role

_CANARIES = {
    "markup": '"><img src=x onerror=alert(1)> </textarea><script>alert(2)</script>',
    "attributes": "' onmouseover='alert(3) javascript:alert(4)// \" onfocus=x",
    "templates": "a{{7*7}}z a${7*7}z a#{7*7}z a<%= 7*7 %>z {% raise %} &lt;b&gt;",
    "styles": "</style><style>*{display:none}</style><base href=//a.example/>\u200fabc",
}
_CLERK = "vera.kunz@example.org"
_WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("Content Security Policy: " + event.violatedDirective));
"""
# Elements that only a canary can have made, and all that a reader may see.
_LOOK = """() => ({
  alive: [...document.querySelectorAll("*")].filter((each) =>
    each.matches("img[src=x], base, script:not([src]), [href^='javascript:']")
    || (each.matches("style") && each.textContent.startsWith("*{display"))
    || [...each.attributes].some(({name}) => name.startsWith("on"))
  ).map((each) => each.outerHTML),
  text: document.body.innerText + " " + document.title + " " +
    [...document.querySelectorAll("input, textarea")].map((e) => e.value).join(" "),
  html: document.documentElement.outerHTML,
})"""


@dataclass
class _Reader:
    """Somebody who opens pages, and what went wrong on them."""

    page: Page
    origin: str
    canary: str
    faults: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.add_init_script(_WATCH)
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.faults.append(f"error {error}"))

    def open(self, path: str) -> None:
        answer = self.page.goto(self.origin + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        self.look(path)

    def look(self, name: str) -> None:
        """Search the page that is open, and its frames, for what is alive."""
        self.page.wait_for_load_state()
        for frame in self.page.frames:
            frame.wait_for_selector("body", state="attached")
            found = frame.evaluate(_LOOK)
            self.faults += [f"{name}: {each}" for each in found["alive"]]
            if "a49z" in found["html"]:
                self.faults.append(f"{name}: a template was filled in")
            if _plain(self.canary) in _plain(found["text"]):
                self.shown.add(name)

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused" in message.text:
            self.faults.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "about:")):
            self.faults.append(f"asked {request.url}")


def _plain(text: str) -> str:
    """Give words however they are broken into lines.

    Marks of direction do not count: mails leave them out.
    """
    return "".join(text.replace("\u200f", "").split())


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return Desk(portal)


def _sign_in(page: Page, browser: PlainBrowser, origin: str) -> None:
    """Give a real browser the session of one without scripts."""
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": origin}]
    )


def _reader(
    chromium: Browser, origin: str, browser: PlainBrowser, canary: str
) -> _Reader:
    context = chromium.new_context(locale="fr-CH")
    page = context.new_page()
    _sign_in(page, browser, origin)
    return _Reader(page, origin, canary)


@pytest.fixture(params=_CANARIES)
def canary(request: pytest.FixtureRequest) -> str:
    return _CANARIES[request.param]


def _malice(desk: Desk, canary: str) -> PlainBrowser:
    """Give the browser of a person whose data are canaries."""
    hostile = dict.fromkeys(
        (
            "last_name",
            "first_name",
            "street",
            "city",
            "representative_name",
            "representative_address",
        ),
        canary,
    )
    desk.person("malice@example.org", represented=True, **hostile)
    return desk.browser("malice@example.org")


def _fill(desk: Desk, malice: PlainBrowser, canary: str) -> None:
    """Open the form and fill every text of it; the file's name as well."""
    malice.get("/formulaires/318.632.1").fill_all({"decision_number": "320/2022/1"})
    malice.attach("documents", f"{canary.replace('/', '_')[:90]}.pdf", a_pdf())
    malice.fill_all(
        {
            "trips-0-start": "06.06.2022",
            "trips-0-end": "06.06.2022",
            "trips-0-purpose": canary,
            "trips-0-origin": canary,
            "trips-0-destination": canary,
            "trips-0-ticket": "taxi",
            "remarks": canary,
        }
    )
    malice.press("Calculer").fill_all({"trips-0-fare": "12.00"})


@pytest.fixture
def people(
    desk: Desk, chromium: Browser, origin: str, canary: str
) -> Iterator[tuple[PlainBrowser, _Reader, _Reader]]:
    """A person made of canaries, the same in a real browser, and a clerk in one."""
    desk.person(_CLERK, Role.CLERK)
    malice = _malice(desk, canary)
    clerk = desk.browser(_CLERK)
    readers = [_reader(chromium, origin, each, canary) for each in (malice, clerk)]
    yield malice, readers[0], readers[1]
    for reader in readers:
        reader.page.context.close()


def test_every_text_stays_text_wherever_it_is_read(
    desk: Desk,
    people: tuple[PlainBrowser, _Reader, _Reader],
    canary: str,
) -> None:
    """From the draft over a correction to a refusal: both sides, mails, PDF's page."""
    malice, person, clerk = people
    _fill(desk, malice, canary)
    malice.press("Enregistrer")
    [draft] = [each for each in desk.portal.requests() if each.sent_at is None]
    own, desk_page = f"/demandes/{draft.id}", f"/office/demandes/{draft.id}"
    for path in ("/", own, f"{own}/verification", "/informations-personnelles"):
        person.open(path)

    malice.get(own)
    sent = desk.send(malice)
    person.open(f"{own}/confirmation")
    person.open(own)
    clerk.open("/office/")
    clerk.open("/office/?statut=toutes&q=alert")
    clerk.open(desk_page)
    clerk.page.get_by_label("Note", exact=True).fill(canary)
    clerk.page.get_by_label("Motif").fill(canary)
    clerk.page.get_by_role("button", name="Voir le courriel", exact=True).click()
    clerk.look("preview")
    clerk.page.get_by_role("button", name="Demander une correction").click()
    clerk.look("corrected")
    clerk.open(f"{desk_page}/beneficiaire")

    person.open(own)
    desk.send(malice.get(own).fill_all({"remarks": f"{canary} {canary}"}))
    clerk.open(desk_page)
    clerk.page.get_by_label("Motif").fill(canary)
    clerk.page.get_by_role("button", name="Refuser").click()
    clerk.look("refused")
    person.open(f"{own}?refused")
    person.open("/dev/messages")
    # A page of its own: mails have inline styles, which the portal's pages refuse.
    mail = _Reader(person.page.context.new_page(), person.origin, canary)
    for message in desk.messages():
        mail.page.set_content(message.html)
        mail.look(message.subject)

    assert person.faults + clerk.faults + mail.faults == []
    assert {own, f"{own}/verification", f"{own}?refused"} <= person.shown
    assert {desk_page, "preview", "corrected", "refused"} <= clerk.shown
    assert f"{desk_page}/beneficiaire" in clerk.shown
    assert {
        f"Votre demande {sent.reference}: à corriger",
        f"Votre demande {sent.reference} est refusée",
    } <= mail.shown
