"""An object storage that is slow, refuses, cuts off or lies."""

import re
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from tests.peers.certificates import made_in
from tests.peers.object_storage import ObjectStorage
from webapp.storage.bucket import PAUSE_S, Bucket, bucket_at
from webapp.storage.objects import MissingObjectError, StorageError, forget
from webapp.storage.settings import STORAGE_DEFAULTS, BucketSettings, storage_settings

_CONTENT = b"content"
_HASH = sha256(_CONTENT).hexdigest()


def settings_of(storage: ObjectStorage, **changes: object) -> BucketSettings:
    config = {**STORAGE_DEFAULTS, **storage.settings, **changes}
    made = storage_settings(config, instance=None)  # type: ignore[arg-type]
    assert isinstance(made, BucketSettings)
    return made


@dataclass
class Clock:
    """A number of seconds that stands still until it is moved."""

    now: float = 0.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bucket(object_storage: ObjectStorage, clock: Clock) -> Bucket:
    """A bucket whose calls may take three tenths of a second."""
    settings = settings_of(object_storage, STORAGE_TIMEOUT_S=0.3)
    return bucket_at(settings, clock=lambda: clock.now)


def test_objects_stand_below_the_prefix(
    bucket: Bucket, object_storage: ObjectStorage
) -> None:
    """Others may use the same bucket: what is not below it is not ours."""
    object_storage.put("portal-of-others/a", b"")

    name = bucket.keep(_CONTENT)

    assert object_storage.contents() == {
        f"portal/{name}": _CONTENT,
        "portal-of-others/a": b"",
    }
    assert [found.name for found in bucket.objects()] == [name]


@pytest.mark.parametrize(
    "fault", ["refuse", "stall", "cut", "forbid", "misdirect", "fail", "slow"]
)
def test_a_storage_that_does_not_do_it_is_told_in_time(
    bucket: Bucket, object_storage: ObjectStorage, clock: Clock, fault: str
) -> None:
    """R12: no call takes longer than it may, whatever the storage does."""
    name, proxy = bucket.keep(_CONTENT), object_storage.proxy
    {
        "refuse": proxy.refuse,
        "stall": proxy.stall,
        "cut": proxy.cut,
        "forbid": lambda: proxy.answer(403),
        "misdirect": lambda: proxy.answer(404),
        "fail": lambda: proxy.answer(503),
        "slow": lambda: proxy.slow_down(30),
    }[fault]()
    began = time.monotonic()

    for call in (
        lambda: bucket.keep(_CONTENT),
        lambda: bucket.read(name, _HASH),
        lambda: bucket.has(name),
        lambda: list(bucket.objects()),
        lambda: bucket.remove("nothing"),
    ):
        with pytest.raises(StorageError):
            call()
        clock.now += PAUSE_S

    assert time.monotonic() - began < 5 * 1.0
    proxy.pass_on()
    assert bucket.read(name, _HASH) == _CONTENT


def test_after_one_failure_nobody_waits_until_somebody_tries_again(
    bucket: Bucket, object_storage: ObjectStorage, clock: Clock
) -> None:
    """R12: a storage that hangs holds up one page, and not all of them."""
    name = bucket.keep(_CONTENT)
    object_storage.proxy.stall()
    with pytest.raises(StorageError):
        bucket.read(name, _HASH)
    object_storage.proxy.pass_on()

    with pytest.raises(StorageError, match=r"^it did not answer a moment ago$"):
        bucket.read(name, _HASH)
    clock.now += PAUSE_S
    assert bucket.read(name, _HASH) == _CONTENT
    assert bucket.has(name)


def test_a_missing_object_is_no_outage(bucket: Bucket) -> None:
    """The storage has answered, so it is asked again at once."""
    with pytest.raises(MissingObjectError):
        bucket.read("nothing", _HASH)

    assert not bucket.has("nothing")
    assert bucket.keep(_CONTENT)


def test_an_answer_that_is_cut_off_is_not_taken_for_the_whole(
    bucket: Bucket, object_storage: ObjectStorage
) -> None:
    """Half a document is none."""
    content = b"x" * 200_000
    name = bucket.keep(content)
    object_storage.proxy.cut(after=10_000)

    with pytest.raises(StorageError):
        bucket.read(name, sha256(content).hexdigest())


def test_an_object_whose_answer_was_lost_is_recognised(
    bucket: Bucket, object_storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second attempt finds what the first one stored, and nothing else."""
    monkeypatch.setattr("webapp.storage.bucket.new_id", lambda: "same")
    object_storage.put("portal/same", _CONTENT)

    assert bucket.keep(_CONTENT) == "same"
    with pytest.raises(StorageError, match=r"^another object has the name same$"):
        bucket.keep(b"other content")
    assert object_storage.contents() == {"portal/same": _CONTENT}


def test_what_cannot_be_removed_now_is_left_for_the_sweep(
    bucket: Bucket, object_storage: ObjectStorage, caplog: pytest.LogCaptureFixture
) -> None:
    """The rows are gone already; nobody who saved a page is told of it."""
    names = [bucket.keep(_CONTENT), bucket.keep(_CONTENT)]
    object_storage.proxy.refuse()

    forget(bucket, names)

    object_storage.proxy.pass_on()
    assert len(object_storage.contents()) == 2
    [line] = caplog.messages
    assert re.match(f"object {names[0]} is left for the sweep: ", line)


def test_a_bucket_that_is_not_there_is_an_outage(object_storage: ObjectStorage) -> None:
    """A mistake of the settings is no document without its object."""
    elsewhere = bucket_at(settings_of(object_storage, STORAGE_URL="s3://nowhere"))

    with pytest.raises(StorageError):
        elsewhere.keep(_CONTENT)
    elsewhere.interruption.end()
    with pytest.raises(StorageError):
        elsewhere.read("name", _HASH)


def test_a_certificate_of_nobody_is_not_believed(tmp_path: Path) -> None:
    """12.3.2: documents go to the storage that the office means, or nowhere."""
    certificates = made_in(tmp_path)
    with ObjectStorage(certificates=certificates) as storage:
        strange = bucket_at(settings_of(storage, STORAGE_TIMEOUT_S=0.6))
        with pytest.raises(StorageError):
            strange.keep(_CONTENT)
        assert storage.contents() == {}

        authority = str(certificates.authority)
        known = bucket_at(settings_of(storage, STORAGE_CA_FILE=authority))

        assert known.read(known.keep(_CONTENT), _HASH) == _CONTENT
