"""The virus scan: a verdict in time, or the document is not taken."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from tests.webapp.attachments.clamd_peer import ClamdPeer, Mode
from tests.webapp.attachments.samples import EICAR
from webapp.attachments.virus_scan import (
    Clamd,
    ScanError,
    ScannerAddressError,
    scanner_at,
)


@pytest.fixture
def peer() -> Iterator[ClamdPeer]:
    with ClamdPeer() as made:
        yield made


def clamd(peer: ClamdPeer, timeout_s: float = 10) -> Clamd:
    return Clamd(address=("127.0.0.1", peer.port), timeout_s=timeout_s)


@pytest.mark.parametrize("length", [1, 65_536, 200_000])
def test_a_clean_document_has_no_virus(peer: ClamdPeer, length: int) -> None:
    """The whole document is sent, whatever its length."""
    assert clamd(peer).virus_in(b"x" * length) == ""
    assert peer.scanned == [b"x" * length]


def test_a_virus_is_named(peer: ClamdPeer) -> None:
    """E07."""
    assert clamd(peer).virus_in(b"%PDF-1.7\n" + EICAR) == "Eicar-Signature"


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (Mode.SILENT, "no verdict"),
        (Mode.DRIPS, "no verdict"),
        (Mode.GARBAGE, "no verdict"),
        (Mode.HALF, "no verdict"),
        (Mode.TOO_LONG, "no verdict"),
    ],
)
def test_whatever_is_no_verdict_is_an_error(
    peer: ClamdPeer, mode: Mode, reason: str
) -> None:
    """E07: slow, garbage, cut off: nobody knows, so nobody says that it is clean."""
    peer.mode = mode

    with pytest.raises(ScanError, match=reason):
        clamd(peer, timeout_s=0.3).virus_in(b"x")


def test_a_scanner_that_hangs_up_is_an_error(peer: ClamdPeer) -> None:
    """E07."""
    peer.mode = Mode.HANGS_UP

    with pytest.raises(ScanError):
        clamd(peer).virus_in(b"x" * 10_000_000)


def test_a_scanner_that_is_down_is_an_error() -> None:
    """E07."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(ScanError, match="ConnectionRefusedError"):
        Clamd(address=("127.0.0.1", port)).virus_in(b"x")


def test_a_scanner_may_be_at_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "clamd"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                while not connection.recv(1000).endswith(b"\0\0\0\0"):
                    pass
                connection.sendall(b"stream: OK\0")

        thread = Thread(target=answer)
        thread.start()
        scanner = scanner_at(f"clamd+unix://{path}")
        assert scanner is not None

        assert scanner.virus_in(b"x") == ""
        thread.join()
    with pytest.raises(ScanError):
        scanner.virus_in(b"x")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("clamd://av.example.org:3310", ("av.example.org", 3310)),
        ("clamd://[::1]:3310", ("::1", 3310)),
        ("clamd+unix:///run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
    ],
)
def test_an_address_names_a_scanner(text: str, address: tuple[str, int] | str) -> None:
    assert scanner_at(text) == Clamd(address=address)


def test_no_address_is_no_scanner() -> None:
    assert scanner_at("") is None


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "clamd://av.example.org",
        "clamd://:3310",
        "clamd://av:port",
        "http://av:3310",
        "clamd+unix://run/clamd.ctl",
    ],
)
def test_any_other_address_is_a_mistake(text: str) -> None:
    """A scanner that is meant and not reached must not look like none."""
    with pytest.raises(ScannerAddressError):
        scanner_at(text)
