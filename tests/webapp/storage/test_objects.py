"""What every storage does alike, asked of a folder and of a real object storage."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from webapp.storage.objects import (
    ChangedObjectError,
    MissingObjectError,
    ObjectStore,
    forget,
)

_ONE = b"one \x00\xff"


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def names(store: ObjectStore) -> set[str]:
    return {found.name for found in store.objects()}


def test_what_is_kept_is_read_under_the_name_that_it_got(store: ObjectStore) -> None:
    first, second = store.keep(_ONE), store.keep(_ONE)

    assert first != second
    assert store.read(first, hash_of(_ONE)) == _ONE
    assert store.has(first)
    assert names(store) == {first, second}


@pytest.mark.parametrize("length", [0, 1, 6 * 1024 * 1024])
def test_objects_have_any_length(store: ObjectStore, length: int) -> None:
    """Also more than an object storage takes in one part."""
    content = b"x" * length

    name = store.keep(content)

    assert store.read(name, hash_of(content)) == content


def test_a_storage_without_objects_lists_none(store: ObjectStore) -> None:
    """A folder need not be there yet."""
    assert list(store.objects()) == []


def test_a_list_tells_length_and_time(store: ObjectStore) -> None:
    name = store.keep(_ONE)

    [found] = store.objects()

    assert (found.name, found.length) == (name, len(_ONE))
    age = datetime.now(UTC) - found.stored_at
    assert abs(age) < timedelta(minutes=5)


def test_more_objects_than_a_page_are_listed(store: ObjectStore) -> None:
    """An object storage gives its list in pages."""
    kept = {store.keep(b"") for _ in range(60)}

    assert names(store) == kept


def test_what_is_put_back_has_its_name_and_its_new_bytes(store: ObjectStore) -> None:
    """Restoring a backup mends what was damaged."""
    name = store.keep(_ONE)

    store.put_back(name, b"two")

    assert store.read(name, hash_of(b"two")) == b"two"
    assert names(store) == {name}


def test_bytes_that_are_not_those_of_the_row_are_not_given(store: ObjectStore) -> None:
    """R23: told by name, never handed out."""
    name = store.keep(_ONE)

    with pytest.raises(ChangedObjectError, match=f"^{name}$"):
        store.read(name, hash_of(b"other bytes"))


def test_a_missing_object_is_told_by_name(store: ObjectStore) -> None:
    """R23: it is a loss, and no outage."""
    with pytest.raises(MissingObjectError, match=r"^nothing$"):
        store.read("nothing", hash_of(b""))
    assert not store.has("nothing")


def test_what_is_removed_is_gone_and_may_be_removed_again(store: ObjectStore) -> None:
    name = store.keep(_ONE)

    store.remove(name)
    forget(store, [name, "nothing"])

    assert names(store) == set()
    with pytest.raises(MissingObjectError):
        store.read(name, hash_of(_ONE))
