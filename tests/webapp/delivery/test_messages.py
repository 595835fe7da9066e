"""The words of each message, whole; what is put into them is shown and does nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.webapp.delivery.rig import CODE, NOON, envelope, settings
from webapp.delivery.addresses import UnreachableError
from webapp.delivery.letter import Kind, Letter
from webapp.delivery.mail import compose
from webapp.delivery.messages import Letters
from webapp.delivery.reader import Reader, RequestFacts
from webapp.delivery.wording import Note

LETTERS = Letters(settings())
CAMILLE = Reader("camille.exemple@example.org", "fr")
MOBILE = Reader("+41 79 123 45 67", "fr")
SOON = NOON + timedelta(hours=1)
REQUEST = RequestFacts(
    reference="7KX4-9QMT",
    form_title="Facture pour frais de voyage et nourriture",
    path="/demandes/7KX4-9QMT",
    total=Decimal("1234.50"),
)
EXPECTED = Path(__file__).parent / "letters"
"""One file per message: its subject, a blank line, its text."""

CANARY = '"><img src=x onerror=alert(1)>{{7*7}}${7*7}\r\nBcc: x@example.com\x00\u202e'
SHOWN = '"><img src=x onerror=alert(1)>{{7*7}}${7*7}\nBcc: x@example.com'


WORDED: dict[str, Callable[[Reader], Letter]] = {
    "email_confirmation": lambda to: LETTERS.email_confirmation(
        to, "/confirmation/abc_-9", key="k", expires_at=SOON
    ),
    "account_exists": lambda to: LETTERS.account_exists(to, "/", key="k"),
    "password_reset": lambda to: LETTERS.password_reset(
        to, "/mot-de-passe/abc", key="k", expires_at=SOON
    ),
    "password_changed": lambda to: LETTERS.password_changed(to, key="k"),
    "email_changed": lambda to: LETTERS.email_changed(to, key="k"),
    "phone_changed": lambda to: LETTERS.phone_changed(to, key="k"),
    "iban_changed": lambda to: LETTERS.iban_changed(to, key="k"),
    "authenticator_changed": lambda to: LETTERS.authenticator_changed(to, key="k"),
    "welcome": lambda to: LETTERS.welcome(
        to, "/bienvenue/abc", key="k", expires_at=SOON
    ),
    "draft_waits": lambda to: LETTERS.draft_waits(
        to, REQUEST.form_title, "/demandes/abc", key="k"
    ),
    "draft_ends": lambda to: LETTERS.draft_ends(
        to, REQUEST.form_title, "/demandes/abc", day="12.03.2027", key="k"
    ),
    "request_received": lambda to: LETTERS.request_received(to, REQUEST, key="k"),
    "correction_requested": lambda to: LETTERS.correction_requested(
        to,
        replace(REQUEST, path="/demandes/7KX4-9QMT/correction", total=None),
        (Note("Trajet 2, CHF", "Indiquez 51.00.\nMerci."), Note("Documents", "-")),
        key="k",
    ),
    "accepted": lambda to: LETTERS.accepted(to, REQUEST, key="k"),
    "refused": lambda to: LETTERS.refused(to, REQUEST, CANARY, key="k"),
    "transmitted": lambda to: LETTERS.transmitted(to, REQUEST, key="k"),
}


KNOWN_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main"),
    *("table", "tr", "td", "h1", "p", "br", "strong", "a"),
}


class Page(HTMLParser):
    """What a mail reader shows of a page, and the tags that it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.lasttag != "style":
            self.words += data.split()

    @property
    def links(self) -> list[str]:
        return [str(attrs["href"]) for _, attrs in self.tags if "href" in attrs]


@pytest.mark.parametrize("name", WORDED)
def test_an_email_says_this(name: str) -> None:
    letter = WORDED[name](CAMILLE)

    expected = (EXPECTED / f"{name}.txt").read_text("utf-8")
    assert f"{letter.subject}\n\n{letter.text}" == expected
    assert (letter.recipient, letter.language, letter.key) == (
        CAMILLE.address,
        "fr",
        "k",
    )


@pytest.mark.parametrize("name", WORDED)
def test_the_html_says_the_same_as_the_text(name: str) -> None:
    letter = WORDED[name](CAMILLE)
    page = Page(letter.html)

    spoken = re.sub(r"https://\S+|^\* |^-- $", "", letter.text, flags=re.MULTILINE)
    shown = " ".join(page.words)
    for line in spoken.split("\n"):
        if not line.startswith("+41"):
            assert " ".join(line.removesuffix(":").split()) in shown
    linked = re.findall(r"https://\S+", letter.text)
    assert page.links == [*linked, "tel:+41223272727"]


@pytest.mark.parametrize("name", WORDED)
def test_an_html_email_fetches_nothing(name: str) -> None:
    """No picture, style or font from elsewhere: nobody sees when it is read."""
    page = Page(WORDED[name](CAMILLE).html)

    assert {tag for tag, _ in page.tags} <= KNOWN_TAGS
    assert not [
        attrs for _, attrs in page.tags if "src" in attrs or "url(" in str(attrs)
    ]


def test_a_message_says_in_which_language_it_is() -> None:
    letter = LETTERS.accepted(replace(CAMILLE, language="de"), REQUEST, key="k")

    assert letter.html.startswith('<!doctype html>\n<html lang="de">\n')


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "Ihr Antrag 7KX4-9QMT ist angenommen"),
        ("it", "La sua richiesta 7KX4-9QMT è accettata"),
        ("en", "Your request 7KX4-9QMT is accepted"),
        ("rm", "Votre demande 7KX4-9QMT est acceptée"),
    ],
)
def test_an_email_is_in_its_readers_language(language: str, expected: str) -> None:
    reader = replace(CAMILLE, language=language)

    assert LETTERS.accepted(reader, REQUEST, key="k").subject == expected


def test_what_a_clerk_typed_is_shown_and_does_nothing() -> None:
    """D01, D02: neither a tag nor a header comes of it."""
    letter = LETTERS.refused(
        CAMILLE, replace(REQUEST, reference=CANARY), CANARY, key="k"
    )

    message = compose(envelope(letter), settings().mail)

    assert message["Bcc"] is None
    assert "\n" not in str(message["Subject"])
    page = Page(letter.html)
    assert [tag for tag, _ in page.tags if tag in ("img", "script")] == []
    assert " ".join(SHOWN.split()) in " ".join(page.words)
    assert "\x00" not in letter.html
    assert "\u202e" not in letter.html


def test_an_access_code_is_sent_in_these_words() -> None:
    code = LETTERS.access_code(
        MOBILE, "359-532", key="code:1", expires_at=NOON + timedelta(minutes=10)
    )

    assert code == CODE


def test_a_new_iban_is_told_by_sms_too() -> None:
    """A27, D03: in fixed words, without any number that somebody typed."""
    notice = LETTERS.iban_changed_sms(MOBILE, key="k")

    assert (notice.kind, notice.recipient, notice.is_secret) == (
        Kind.SMS,
        "+41791234567",
        False,
    )
    assert notice.text == (
        "OCAS Guichet: votre IBAN a été changé. Ce n'était pas vous? Appelez le "
        "+41 22 327 27 27."
    )


@pytest.mark.parametrize(
    "code", ["359532", "359-53", "359-5322", "359-532\n", "http:///", "٣٥٩-٥٣٢"]
)
def test_nothing_but_a_code_gets_into_an_sms(code: str) -> None:
    """D03."""
    with pytest.raises(ValueError, match=r"^an access code has six digits and a dash$"):
        LETTERS.access_code(MOBILE, code, key="k", expires_at=SOON)


def test_no_code_goes_to_a_foreign_number() -> None:
    """D03."""
    far = Reader("+44 7400 123456", "en")

    with pytest.raises(UnreachableError):
        LETTERS.access_code(far, "359-532", key="k", expires_at=SOON)


@pytest.mark.parametrize(
    "path", ["", "//evil.example", "https://evil.example", "/a\\b", "/a b", "/a\n", "a"]
)
def test_a_link_leads_to_the_portal(path: str) -> None:
    with pytest.raises(ValueError, match=r"^a link leads to a path of the portal$"):
        LETTERS.account_exists(CAMILLE, path, key="k")


def test_what_opens_something_is_secret() -> None:
    """Links with a token and codes are erased once sent; the rest is kept."""
    secret = {name for name, make in WORDED.items() if make(CAMILLE).is_secret}

    assert secret == {"email_confirmation", "password_reset", "welcome"}


@pytest.mark.parametrize("language", ["de", "it", "en"])
@pytest.mark.parametrize("name", WORDED)
def test_every_word_is_translated(name: str, language: str) -> None:
    """A sentence that stays French in another language has no translation."""
    reader = replace(CAMILLE, language=language)
    kept = {"Total: CHF 1'234.50", "-", "Merci."}
    french = (EXPECTED / f"{name}.txt").read_text("utf-8").splitlines()
    given = {
        line.strip() for line in french if not line.startswith((" ", "https:", "-"))
    }

    lines = {line.strip() for line in WORDED[name](reader).text.splitlines()}

    assert (lines & given) - kept - {"", "* Documents", "* Trajet 2, CHF"} == set()
