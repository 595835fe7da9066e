"""Catalogue files as translators keep them: what is finished, stale or still to do.

`engine.i18n.catalogue` reads of a `.po` file only what a person may be shown; here
every entry is read, brought in step with the texts of today, and written again. A file
that has nothing to change comes out byte for byte as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from engine.i18n.po_file import messages_of
from engine.i18n.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.i18n.po_file import PoMessage

__all__ = ["Entry", "in_step", "read_entries", "written_entries"]

_HEADER = """\
# Translations of the forms' texts. «formengine translations» keeps the entries in step
# with the forms; an entry marked «fuzzy» waits for a translator.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_FUZZY = "fuzzy"
_BEFORE = "Before: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A text and its translation; `words` are empty while there is none.

    `before` is the French that the words were made from, where it has changed since:
    the entry is stale then. `remarks` are the translator's own.
    """

    text: Text
    words: str = ""
    before: str = ""
    is_fuzzy: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def is_finished(self) -> bool:
        """Tell whether a reader may be shown the translation."""
        return bool(self.words) and not self.is_fuzzy


def read_entries(path: Path) -> tuple[Entry, ...]:
    """Read a catalogue's entries in the file's order; none where there is no file."""
    if not path.is_file():
        return ()
    return tuple(map(_entry, messages_of(path.read_text("utf-8"))))


def _entry(message: PoMessage) -> Entry:
    comment = " ".join(message.remarks)
    return Entry(
        text=Text(message.id, message.context),
        words=message.words,
        before=comment.partition(_BEFORE)[2],
        is_fuzzy=message.is_fuzzy,
        remarks=tuple(message.comments),
    )


def in_step(entries: Iterable[Entry], texts: Iterable[Text]) -> tuple[Entry, ...]:
    """Give one entry for each text, in the order of the texts.

    A text whose French has changed keeps its words as a proposal, marked fuzzy; one
    that has only moved keeps them as they are; entries of other texts go.
    """
    wanted = tuple(texts)
    known = tuple(entries)
    by_text = {each.text: each for each in known}
    by_place = {each.text.context: each for each in known}
    gone = {each.text for each in known} - set(wanted)
    moved = {each.text.french: each for each in known if each.text in gone}

    def entry(text: Text) -> Entry:
        if text in by_text:
            return by_text[text]
        if text.french in moved:
            return replace(moved[text.french], text=text)
        changed = by_place.get(text.context)
        if changed is None or not changed.words:
            return Entry(text=text)
        before = changed.before or changed.text.french
        return replace(changed, text=text, before=before, is_fuzzy=True)

    return tuple(entry(text) for text in wanted)


def written_entries(entries: Iterable[Entry], language: str) -> bytes:
    """Write a catalogue file; the order of the entries is kept."""
    # Babel takes a tenth of a second to import, and `check` only reads.
    from babel.messages.catalog import Catalog  # noqa: PLC0415
    from babel.messages.pofile import write_po  # noqa: PLC0415

    catalogue = Catalog(charset="utf-8")
    for entry in entries:
        file, _, place = (entry.text.context or "").partition("#")
        before = [f"{_BEFORE}{entry.before}"] if entry.is_fuzzy and entry.before else []
        catalogue.add(
            entry.text.french,
            entry.words,
            # Babel's types want a line; a text is found by its place.
            locations=[(file, None)],  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
            flags=[_FUZZY] if entry.is_fuzzy else [],
            auto_comments=[place, *before],
            user_comments=entry.remarks,
            context=entry.text.context,
        )
    buffer = BytesIO()
    write_po(buffer, catalogue, omit_header=True)
    body = buffer.getvalue().rstrip(b"\n") + b"\n"
    return _HEADER.format(language=language).encode() + body
