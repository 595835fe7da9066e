"""A real object storage with the S3 interface: moto's server, as a process of its own.

Clients reach it through a proxy, which delays, cuts and refuses as a test says. What it
stores is gone with the process, so a storage that is down is one that `proxy` refuses.
"""

import re
import ssl
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Self
from urllib.request import Request, urlopen

import obstore
from obstore.store import S3Store

from tests.peers.certificates import Certificates
from tests.peers.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    from obstore.store import ClientConfig

_LONGEST_WAIT_S = 30
_RUNNING = re.compile(r"Running on https?://127\.0\.0\.1:(\d+)")
KEY, SECRET, REGION = "tests", "a secret of tests", "eu-central-2"


class ObjectStorage:
    """A server with one empty bucket; as a context, started and then ended.

    With certificates it speaks TLS.
    """

    def __init__(
        self, bucket: str = "office", *, certificates: Certificates | None = None
    ) -> None:
        self.bucket = bucket
        self._certificates = certificates
        self.proxy = TcpProxy()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it; requests are answered from then on."""
        self._folder = tempfile.TemporaryDirectory()
        log = Path(self._folder.name) / "log"
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        if self._certificates is not None:
            command += ["-c", str(self._certificates.certificate)]
            command += ["-k", str(self._certificates.key)]
        with log.open("w") as output:
            self._process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            self._port = self._listening_at(log)
            self.proxy.target = ("127.0.0.1", self._port)
            self.proxy.__enter__()
            self._make_bucket()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it, and everything that it stored."""
        self.proxy.__exit__()
        self._process.kill()
        self._process.wait(_LONGEST_WAIT_S)
        self._folder.cleanup()

    @property
    def settings(self) -> dict[str, str]:
        """What the portal is told of it, without the prefix `PORTAL_`."""
        return {
            "STORAGE_URL": f"s3://{self.bucket}/portal",
            "STORAGE_ENDPOINT": self._address(self.proxy.port),
            "STORAGE_REGION": REGION,
            "STORAGE_KEY_ID": KEY,
            "STORAGE_KEY": SECRET,
        }

    def contents(self) -> dict[str, bytes]:
        """Give everything stored, by its whole name; not through the proxy."""
        store = self._behind_the_proxy()
        names = [found["path"] for page in obstore.list(store) for found in page]
        return {name: bytes(obstore.get(store, name).bytes()) for name in names}

    def put(self, name: str, content: bytes) -> None:
        """Write an object behind everybody's back."""
        obstore.put(self._behind_the_proxy(), name, content)

    def delete(self, name: str) -> None:
        """Lose an object."""
        obstore.delete(self._behind_the_proxy(), name)

    def _address(self, port: int) -> str:
        return f"{'https' if self._certificates else 'http'}://127.0.0.1:{port}"

    def _behind_the_proxy(self) -> S3Store:
        client: ClientConfig = {"allow_http": True, "timeout": timedelta(seconds=10)}
        if self._certificates is not None:
            client["root_certificate"] = self._certificates.authority.read_bytes()
        return S3Store(
            self.bucket,
            config={
                "access_key_id": KEY,
                "secret_access_key": SECRET,
                "region": REGION,
                "endpoint": self._address(self._port),
            },
            client_options=client,
        )

    def _listening_at(self, log: Path) -> int:
        never = Event()
        for _ in range(_LONGEST_WAIT_S * 50):
            found = _RUNNING.search(log.read_text())
            if found:
                return int(found[1])
            if self._process.poll() is not None:
                break
            never.wait(0.02)
        raise AssertionError(log.read_text())

    def _make_bucket(self) -> None:
        scope = f"{KEY}/20260101/{REGION}/s3/aws4_request"
        signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=x"
        where = f"<LocationConstraint>{REGION}</LocationConstraint>"
        request = Request(  # noqa: S310 - an address of a server of this process
            f"{self._address(self._port)}/{self.bucket}",
            f"<CreateBucketConfiguration>{where}</CreateBucketConfiguration>".encode(),
            {"Authorization": signed, "Content-Type": "application/xml"},
            method="PUT",
        )
        trusted = self._certificates.authority if self._certificates else None
        context = ssl.create_default_context(cafile=trusted)
        urlopen(request, timeout=10, context=context).close()  # noqa: S310 - as above
