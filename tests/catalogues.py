"""The catalogues of translations that are kept in step with the sources.

`python -m tests.catalogues` (`make translations`) brings every file in step: new texts
get an empty entry, entries of texts that are no more go. The forms' own texts are the
affair of `formengine translations`.
"""

import ast
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from engine.i18n.texts import LANGUAGES, Text
from engine.targets.pdf import load_template

ROOT = Path(__file__).parent.parent
FOREIGN = tuple(language for language in LANGUAGES if language != "fr")

_GETTEXT: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
_ENGINE = {"Text": 0, "Rejection": 1}
"""By the name that is called: which argument is French; a place may follow."""

_DOCUMENTATION = ROOT / "engine/targets/documentation"
"""A room with catalogues of its own, which no citizen reads."""

_MESSAGES_OF_MAIL = (
    "delivery/messages.py",
    "delivery/draft_letters.py",
    "delivery/templates/delivery/letter.*",
)
_JINJA = ("**/templates/**.html", "**/templates/**.txt")
_HEADER = """\
# {about}
# «make translations» keeps the entries in step with the sources.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@dataclass(frozen=True)
class Source:
    """Texts of one room, and the catalogues that hold their translations."""

    domain: str
    about: str
    directory: Path
    texts: Callable[[], Iterator[Message]]

    def path(self, language: str) -> Path:
        """Give the place of one language's file."""
        return self.directory / language / "LC_MESSAGES" / f"{self.domain}.po"

    def wanted(self) -> Catalog:
        """Give every text once, in the order of the sources."""
        catalogue = Catalog(charset="utf-8")
        for words, context in _found(self):
            catalogue[words] = Message(words, context=context)
        return catalogue

    def known(self, language: str) -> Catalog:
        """Give what the file holds."""
        path = self.path(language)
        if not path.is_file():
            return Catalog(locale=language, charset="utf-8")
        with path.open("rb") as file:
            return read_po(file, locale=language)

    def written(self, language: str) -> bytes:
        """Give the file as it is to be: in step, its translations kept."""
        known, wanted = self.known(language), self.wanted()
        for message in wanted:
            found = known.get(message.id, message.context)
            if message.id and found is not None and found.id == message.id:
                message.string = found.string
                message.flags |= found.flags & {"fuzzy"}
                message.user_comments = found.user_comments
        buffer = BytesIO()
        write_po(buffer, wanted, width=0, no_location=True, omit_header=True)
        header = _HEADER.format(about=self.about, language=language)
        return header.encode() + buffer.getvalue().strip(b"\n") + b"\n"


@cache
def _found(source: Source) -> tuple[tuple[Any, str | None], ...]:
    """Read the sources once."""
    return tuple((message.id, message.context) for message in source.texts())


def _of_portal() -> Iterator[Message]:
    return _extracted(takes=lambda name: not _is_of_mail(name))


def _of_mail() -> Iterator[Message]:
    return _extracted(takes=_is_of_mail)


def _is_of_mail(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _MESSAGES_OF_MAIL)


def _extracted(*, takes: Callable[[str], bool]) -> Iterator[Message]:
    """Give the texts that are marked in the portal's modules and templates."""
    found = extract_from_dir(
        str(ROOT / "webapp"),
        [("**.py", "python"), *((name, "jinja2.ext:babel_extract") for name in _JINJA)],
        {name: {"trim_blocks": "true", "lstrip_blocks": "true"} for name in _JINJA},
        keywords=_GETTEXT,
    )
    for name, _, words, _, context in found:
        if takes(name):
            yield Message(words, context=context)


def _of_engine() -> Iterator[Message]:
    """Give the literals that the engine words problems, units and prints with."""
    for module in sorted((ROOT / "engine").rglob("*.py")):
        if _DOCUMENTATION not in module.parents:
            yield from _literals(module)


def _of_documentation() -> Iterator[Message]:
    """Give the literals that forms are written down with."""
    for module in sorted(_DOCUMENTATION.rglob("*.py")):
        yield from _literals(module)


def _literals(module: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        place = _ENGINE.get(node.func.id)
        if place is None:
            continue
        french, *rest = [_literal(each) for each in node.args[place:]] or [None]
        if french:
            yield Message(french, context=rest[0] if rest else None)


def _literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _of_pdf_templates() -> Iterator[Message]:
    for path in sorted((ROOT / "pdf_templates").glob("*.yaml")):
        for text in _texts_within(load_template(path.parent, path.stem)):
            yield Message(text.french, context=text.context)


def _texts_within(part: object) -> Iterator[Text]:
    """Give the texts of a tree of frozen data, from the top."""
    if isinstance(part, Text):
        if part:
            yield part
    elif isinstance(part, tuple | list):
        for each in part:
            yield from _texts_within(each)
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from _texts_within(getattr(part, field.name))


SOURCES = (
    Source(
        "engine",
        "The engine's own words: problems, units, explanations, the PDF's frame.",
        ROOT / "engine/i18n/locales",
        _of_engine,
    ),
    Source(
        "documentation",
        "What the pages say that write a form down for lawyers.",
        _DOCUMENTATION / "locales",
        _of_documentation,
    ),
    Source(
        "pdf",
        "What the templates of PDFs say.",
        ROOT / "pdf_templates/locales",
        _of_pdf_templates,
    ),
    Source(
        "messages",
        "What the portal's pages say.",
        ROOT / "webapp/translations",
        _of_portal,
    ),
    Source(
        "delivery",
        "What e-mails and SMS say.",
        ROOT / "webapp/delivery/translations",
        _of_mail,
    ),
)


# Two letters in CLDR that are no country: unions, islands of a country, pseudo-locales.
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)


def countries_path(language: str) -> Path:
    """Give the place of the countries' names in a language."""
    return ROOT / f"engine/i18n/countries/{language}.json"


def countries(language: str) -> str:
    """Give the file of the names that CLDR has for countries."""
    names = {
        code: name
        for code, name in sorted(Locale(language).territories.items())
        if len(code) == len("CH") and code.isalpha() and code not in _NO_COUNTRIES
    }
    return json.dumps(names, ensure_ascii=False, indent=0) + "\n"


def update() -> None:
    """Write every file anew, and say what is still to do."""
    for language in LANGUAGES:
        countries_path(language).write_text(countries(language), "utf-8")
    for source in SOURCES:
        for language in FOREIGN:
            path, written = source.path(language), source.written(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written)
            waiting = sum(1 for message in source.known(language) if _waits(message))
            name = path.relative_to(ROOT)
            sys.stdout.write(f"{name}: {waiting} to translate\n")


def _waits(message: Message) -> bool:
    words = message.string if isinstance(message.string, tuple) else (message.string,)
    return bool(message.id) and (message.fuzzy or not all(words))


if __name__ == "__main__":
    update()
