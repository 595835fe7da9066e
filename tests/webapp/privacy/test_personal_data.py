"""No table is forgotten: each is exported and erased, or it is said why not."""

from collections import Counter

from webapp.privacy.personal_data import (
    LOG,
    OF_ACCOUNTS,
    OF_REQUESTS,
    WITHOUT_PERSON,
)
from webapp.tables import METADATA

NAMES_OF_OWNERS = {"account_id", "owner_id", "request_id", "recipient", "email"}


def test_every_table_is_known_once() -> None:
    """F12: whoever makes a table says here whose its rows are."""
    known = [each.name for each in (*OF_ACCOUNTS, *OF_REQUESTS, LOG)]
    known += WITHOUT_PERSON

    assert Counter(known) == Counter(METADATA.tables.keys())


def test_every_column_that_is_named_exists() -> None:
    for each in (*OF_ACCOUNTS, *OF_REQUESTS, LOG):
        named = {each.whose_column, *each.withheld}
        assert named <= set(each.table.columns.keys()), each.name


def test_a_table_with_an_owner_is_somebodys() -> None:
    """F12: a column that names a person or a request makes its table personal.

    The outbox knows addresses only; it is exported and erased by them.
    """
    owned = {
        name
        for name, table in METADATA.tables.items()
        if NAMES_OF_OWNERS & set(table.columns.keys())
    }

    assert owned & set(WITHOUT_PERSON) == {"outbox"}
