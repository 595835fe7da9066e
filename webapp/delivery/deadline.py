"""An end to exchanges that a slow server would stretch.

The time-out of a socket is that of one read: a server that sends a byte now and then
never reaches it. So the whole exchange gets a time, after which its socket is closed.
"""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["cut_after"]


@contextmanager
def cut_after(
    seconds: float, current_socket: Callable[[], socket.socket | None]
) -> Generator[Event]:
    """Shut a connection down when the time is over; its reader sees it end.

    Args:
        seconds: How long the block may last.
        current_socket: Gives the socket; STARTTLS puts another in its place.

    Yields:
        What is set once the time is over: an answer cut off may look like a whole one.
    """
    is_over = Event()

    def cut() -> None:
        is_over.set()
        connection = current_socket()
        if connection is not None:
            # The plain method: TLS would first want to say goodbye.
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()
