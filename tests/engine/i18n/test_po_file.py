"""Catalogue files are read as gettext writes them."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from engine.i18n.po_file import messages_of

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for folder in ("engine", "forms", "pdf_templates", "webapp")
    for path in (ROOT / folder).rglob("*.po")
)


def read_by_babel(data):
    """Give what Babel reads of messages without plural forms."""
    return [
        (
            message.context,
            message.id,
            message.string,
            message.fuzzy,
            message.auto_comments,
            message.user_comments,
        )
        for message in read_po(BytesIO(data))
        if message.id and isinstance(message.id, str)
    ]


def read_here(data):
    return [
        (
            message.context,
            message.id,
            message.words,
            message.is_fuzzy,
            message.remarks,
            message.comments,
        )
        for message in messages_of(data.decode())
    ]


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parts[-3]} {path.name}"
)
def test_our_files_are_read_as_babel_reads_them(path):
    """What a translator's program has saved is what is shown."""
    data = path.read_bytes()

    assert read_here(data) == read_by_babel(data)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"))
    | st.sampled_from('\n\t\r"\\#~'),
    max_size=100,
)
MESSAGES = st.tuples(TEXTS.filter(str.strip), TEXTS, st.none() | TEXTS, st.booleans())


@given(st.lists(MESSAGES, max_size=4))
def test_what_babel_writes_is_read_again(messages):
    """Quotes, backslashes, breaks and long lines come back as they were."""
    catalogue = Catalog(charset="utf-8")
    for text, words, context, is_fuzzy in messages:
        flags = ["fuzzy"] if is_fuzzy else []
        catalogue.add(text, words, flags=flags, context=context)
    buffer = BytesIO()
    write_po(buffer, catalogue)

    assert read_here(buffer.getvalue()) == read_by_babel(buffer.getvalue())


def test_what_is_no_message_is_passed_over():
    """Headers, plural forms, old messages and notes of programs are no texts."""
    text = (
        '# The head.\nmsgid ""\nmsgstr "Language: de\\n"\n\n'
        '#. page\n#: a.yaml:1\n#| msgid "Old"\n# of a translator\n#, fuzzy, c-format\n'
        'msgctxt "a#b"\nmsgid "One"\nmsgstr ""\n"Ei"\n"ns"\n\n'
        'msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "a"\n"b"\nmsgstr[1] "c"\n\n'
        '#. gone\n#~ msgid "Gone"\n#~ msgstr "Weg"\n\n'
        'msgid "Two"\nmsgstr "Zwei"\nnonsense\n'
        'msgid "Three"\nmsgid "Two"\nmsgstr "Doppelt"\n'
    )

    assert read_here(text.encode()) == [
        ("a#b", "One", "Eins", True, ["page"], ["of a translator"]),
        (None, "Two", "Zwei", False, [], []),
        (None, "Three", "", False, [], []),
    ]
