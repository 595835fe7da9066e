"""The storages that tests ask: a folder of their own, and a real object storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.object_storage import ObjectStorage
from webapp.storage.objects import ObjectStore
from webapp.storage.settings import STORAGE_DEFAULTS, storage_settings, store_at


@pytest.fixture(scope="session")
def one_storage() -> Iterator[ObjectStorage]:
    with ObjectStorage() as started:
        yield started


@pytest.fixture
def object_storage(one_storage: ObjectStorage) -> Iterator[ObjectStorage]:
    """A storage with nothing in it, which answers at once."""
    yield one_storage
    one_storage.proxy.pass_on()
    for name in one_storage.contents():
        one_storage.delete(name)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """A store of either kind, made as the portal makes it."""
    settings = dict(STORAGE_DEFAULTS)
    if request.param == "bucket":
        settings |= request.getfixturevalue("object_storage").settings
    return store_at(storage_settings(settings, tmp_path))
