"""An object storage that speaks S3: AWS, MinIO, Ceph and others.

`obstore` is the client, an extra (`s3`): it bounds the whole of a call, retries what
may be retried, sends a SHA-256 along and creates only what was not there. Its threads
begin with the first call, so a server that forks after loading the portal may do so.

After one call that failed the next ones fail at once, for a while.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from engine.storage.references import new_id
from webapp.interruption import Interruption
from webapp.storage.objects import (
    ChangedObjectError,
    LostObjectError,
    MissingObjectError,
    StorageError,
    StoredObject,
    unchanged,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from obstore import GetResult
    from obstore.store import ClientConfig, S3Config

    from webapp.storage.settings import BucketSettings

__all__ = ["PAUSE_S", "Bucket", "bucket_at"]

PAUSE_S = 15.0
"""How long nobody tries, after somebody tried in vain."""
_NO_SUCH_KEY = "<Code>NoSuchKey</Code>"
_MOST_RETRIES = 2
_FIRST_WAIT = timedelta(milliseconds=100)
_LONGEST_WAIT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Objects below one prefix of a bucket."""

    store: S3Store
    interruption: Interruption

    def keep(self, content: bytes) -> str:
        """Store an object under a new name; see `ObjectStore`."""
        name = new_id()
        with self._asked():
            try:
                self.store.put(name, content, mode="create", use_multipart=False)
            except AlreadyExistsError:
                self._recognise(name, content)
        return name

    def put_back(self, name: str, content: bytes) -> None:
        """Store an object under a name; see `ObjectStore`."""
        with self._asked():
            self.store.put(name, content, use_multipart=False)

    def read(self, name: str, sha256: str) -> bytes:
        """Give an object; see `ObjectStore`."""
        with self._asked():
            content = bytes(self._found(name).bytes())
        return unchanged(content, sha256, name)

    def has(self, name: str) -> bool:
        """Tell whether an object is there; see `ObjectStore`."""
        try:
            with self._asked():
                self._found(name)
        except MissingObjectError:
            return False
        return True

    def objects(self) -> Iterator[StoredObject]:
        """Give what is stored; see `ObjectStore`."""
        with self._asked():
            for page in self.store.list():  # pyright: ignore[reportUnknownMemberType] - another overload names an extra's type
                for found in page:
                    yield StoredObject(
                        name=found["path"],
                        length=found["size"],
                        stored_at=found["last_modified"],
                    )

    def remove(self, name: str) -> None:
        """Forget an object; see `ObjectStore`."""
        with self._asked():
            self.store.delete(name)

    def _found(self, name: str) -> GetResult:
        """Give an object whose bytes are still to be read.

        Raises:
            MissingObjectError: The storage says that it has none of this name; any
                other 404 is of somebody in between, or of a bucket that is not there.
        """
        try:
            return self.store.get(name)
        except FileNotFoundError as error:
            if _NO_SUCH_KEY not in str(error):
                raise
            raise MissingObjectError(name) from error

    def _recognise(self, name: str, content: bytes) -> None:
        """Take a new name that is there already for ours, if its bytes are.

        The answer to the first attempt was lost, and the second one found its work.
        """
        stored = bytes(self.store.get(name).bytes())
        try:
            unchanged(stored, sha256(content).hexdigest(), name)
        except ChangedObjectError as error:
            message = f"another object has the name {name}"
            raise StorageError(message) from error

    @contextmanager
    def _asked(self) -> Generator[None]:
        """Ask the storage, unless it is left alone; tell of its failures alike."""
        if not self.interruption.may_ask():
            message = "it did not answer a moment ago"
            raise StorageError(message)
        try:
            yield
        except LostObjectError:
            self.interruption.end()
            raise
        except (OSError, ValueError, BaseError) as error:
            self.interruption.begin()
            raise StorageError(str(error).partition("\n")[0]) from error
        self.interruption.end()


def bucket_at(
    settings: BucketSettings, *, clock: Callable[[], float] = time.monotonic
) -> Bucket:
    """Give the bucket that the settings name; nothing is asked of it yet.

    Args:
        settings: Where it is, and how long a call may take.
        clock: Gives seconds that never go back, for the pause after a failure.
    """
    config: S3Config = {"region": settings.region, "checksum_algorithm": "sha256"}
    if settings.endpoint:
        config["endpoint"] = settings.endpoint
    if settings.key_id:
        config["access_key_id"] = settings.key_id
        config["secret_access_key"] = settings.key
    # The last attempt begins within a third of the time and has the rest of it.
    a_third = timedelta(seconds=settings.timeout_s / 3)
    client: ClientConfig = {
        "allow_http": settings.endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=settings.connect_timeout_s),
        "timeout": 2 * a_third,
    }
    if settings.ca_file:
        client["root_certificate"] = Path(settings.ca_file).read_bytes()
    return Bucket(
        S3Store(
            settings.bucket,
            prefix=settings.prefix,
            config=config,
            client_options=client,
            retry_config={
                "max_retries": _MOST_RETRIES,
                "retry_timeout": a_third,
                "backoff": {"init_backoff": _FIRST_WAIT, "max_backoff": _LONGEST_WAIT},
            },
        ),
        Interruption(pause_s=PAUSE_S, clock=clock),
    )
