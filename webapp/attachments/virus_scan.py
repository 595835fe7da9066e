"""Looking for viruses with ClamAV's daemon, by its INSTREAM protocol (clamd(8)).

The document is sent over a socket; the daemon needs no access to our files. Whatever
does not answer clearly, and in time, is an error: what nobody looked at is not taken.
"""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from webapp.delivery.deadline import cut_after

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Clamd", "ScanError", "ScannerAddressError", "VirusScanner", "scanner_at"]

_PIECE = 64 * 1024
_LONGEST_REPLY = 1024
"""In pieces, and in bytes of each."""
_INFECTED = re.compile(rb"stream: ([!-~]+) FOUND")


class ScanError(Exception):
    """Nobody knows whether there is a virus."""


class ScannerAddressError(ValueError):
    """The setting names no scanner."""


class VirusScanner(Protocol):
    """Looks for viruses; an office may give its own."""

    def virus_in(self, content: bytes) -> str:
        """Give the name of the virus that is found, or blank.

        Raises:
            ScanError: It could not be found out.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamd:
    """A daemon on a host and port, or at a Unix socket."""

    address: tuple[str, int] | str
    connect_timeout_s: float = 2
    timeout_s: float = 30
    """Of the whole exchange."""

    def virus_in(self, content: bytes) -> str:
        """Send a document and read the verdict; see `VirusScanner`."""
        try:
            with self._connect() as connection:
                # Closed a little later than the exchange is cut, so that only one is.
                connection.settimeout(self.timeout_s + 1)
                with cut_after(self.timeout_s, lambda: connection):
                    reply = _exchange(connection, content)
        except OSError as error:
            raise ScanError(type(error).__name__) from error
        return _verdict(reply)

    def _connect(self) -> socket.socket:
        if isinstance(self.address, str):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(self.connect_timeout_s)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        return socket.create_connection(self.address, self.connect_timeout_s)


def scanner_at(address: str) -> Clamd | None:
    """Read `clamd://host:port` or `clamd+unix:///path`; blank means no scanner.

    Raises:
        ScannerAddressError: It is neither.
    """
    if not address:
        return None
    parts = urlsplit(address)
    try:
        if parts.scheme == "clamd" and parts.hostname and parts.port:
            return Clamd(address=(parts.hostname, parts.port))
    except ValueError as error:
        raise ScannerAddressError(address) from error
    if parts.scheme == "clamd+unix" and parts.path and not parts.netloc:
        return Clamd(address=parts.path)
    raise ScannerAddressError(address)


def _exchange(connection: socket.socket, content: bytes) -> bytes:
    """Send pieces, each behind its length; the length 0 ends them."""
    connection.sendall(b"zINSTREAM\0")
    for begin in range(0, len(content), _PIECE):
        piece = content[begin : begin + _PIECE]
        connection.sendall(struct.pack("!I", len(piece)) + piece)
    connection.sendall(struct.pack("!I", 0))
    return b"".join(_until_end(connection))


def _until_end(connection: socket.socket) -> Iterator[bytes]:
    """Give what is received, up to the zero byte, the end, or far too much."""
    for _ in range(_LONGEST_REPLY):
        piece = connection.recv(_LONGEST_REPLY)
        yield piece
        if not piece or piece.endswith(b"\0"):
            return


def _verdict(reply: bytes) -> str:
    """Read a reply that is whole: one that was cut off has no zero byte."""
    if reply == b"stream: OK\0":
        return ""
    found = _INFECTED.fullmatch(reply.removesuffix(b"\0"))
    if found is None or not reply.endswith(b"\0"):
        raise ScanError("no verdict")
    return found[1].decode("ascii")
