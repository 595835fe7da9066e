"""A Redis server of the machine's own, for as long as tests need it."""

import random
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from threading import Event
from typing import Self

from redis import Redis
from redis.exceptions import RedisError

from tests.peers.tcp_proxy import TcpProxy

BINARY = shutil.which("redis-server")
"""The server's program; None where the machine has none."""

_LONGEST_WAIT_S = 20
# Below those that the system gives to outgoing connections.
_PORTS = range(20_000, 32_000)


class RedisServer:
    """A server that keeps nothing on disk; as a context, started and then ended.

    Clients reach it at `url`, or through `proxy`, which delays, cuts and refuses.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="redis-")
        self.port = random.choice(_PORTS)  # noqa: S311 - no secret
        self._process: subprocess.Popen[bytes] | None = None
        self.proxy = TcpProxy()

    def __enter__(self) -> Self:
        self.start()
        self.proxy.target = ("127.0.0.1", self.port)
        self.proxy.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.proxy.__exit__()
        self.kill()
        self._folder.cleanup()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def url_through_proxy(self) -> str:
        return f"redis://127.0.0.1:{self.proxy.port}/0"

    def start(self) -> None:
        """Start it, empty; commands are answered from then on."""
        for _ in range(5):
            self._process = self._started()
            if self._answers():
                return
            self.kill()
            self.port = random.choice(_PORTS)  # noqa: S311 - no secret
        raise AssertionError((Path(self._folder.name) / "log").read_text())

    def stop(self) -> None:
        """Let it end by itself."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Kill and start it: it has forgotten everything."""
        self.kill()
        self.start()

    def flush(self) -> None:
        """Make it forget everything."""
        with self._client() as client:
            client.flushall()

    def keys(self) -> list[str]:
        """Give the names of what it keeps, in order."""
        with self._client() as client:
            return sorted(key.decode() for key in client.scan_iter())

    def lives_for(self, key: str) -> int:
        """Give the seconds until it forgets something by itself; -1 for never."""
        with self._client() as client:
            return int(client.ttl(key))

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def _client(self) -> Redis:
        return Redis(port=self.port, socket_timeout=10, socket_connect_timeout=10)

    def _started(self) -> "subprocess.Popen[bytes]":
        assert BINARY is not None
        options = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "save": "",
            "appendonly": "no",
            "dir": self._folder.name,
            "logfile": str(Path(self._folder.name) / "log"),
        }
        words = [word for name, to in options.items() for word in (f"--{name}", to)]
        return subprocess.Popen(
            [BINARY, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def _answers(self) -> bool:
        assert self._process is not None
        never = Event()
        for _ in range(_LONGEST_WAIT_S * 50):
            try:
                with self._client() as client:
                    client.ping()
            except RedisError:
                never.wait(0.02)
            else:
                return self._process.poll() is None
            if self._process.poll() is not None:
                return False
        return False

    def _end(self, sign: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(sign)
            self._process.wait(_LONGEST_WAIT_S)
            self._process = None
