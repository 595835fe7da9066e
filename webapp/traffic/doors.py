"""The doors that are open to everybody, and who is asked to wait before them.

This layer is coarse: it counts requests of an address in each minute of the clock, and
forgets them. How often a password or a code may be tried is decided in the database.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, TypeVar

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from webapp.accounts.limits import keyed_hash
from webapp.portal import portal
from webapp.traffic.settings import Door

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from webapp.traffic.counters import Counter

__all__ = ["limit_traffic", "through"]

_View = TypeVar("_View", bound="Callable[..., object]")
_MARK = "door"
_WINDOW_S = 60
_HOME_OF_IPV6 = 64
"""Bits of an address that a house gets; in the others it may call itself anything."""


def through(door: Door) -> Callable[[_View], _View]:
    """Declare which door a view's changes come through."""

    def mark(view: _View) -> _View:
        setattr(view, _MARK, door)
        return view

    return mark


def limit_traffic(app: Flask, counter: Counter) -> None:
    """Count every change that comes through a door, before anything is read of it."""

    def count() -> None:
        door = _door()
        most = portal().settings.traffic.most_per_minute[door] if door else 0
        if door is None or not most:
            return
        seconds = int(portal().now().timestamp())
        subject = f"{door}:{keyed_hash('address', _home(request.remote_addr or ''))}"
        if counter.count(subject, seconds // _WINDOW_S) > most:
            raise TooManyRequests(retry_after=_WINDOW_S - seconds % _WINDOW_S)

    app.before_request(count)


def _door() -> Door | None:
    """Give the door of this request; None for whoever only looks."""
    if request.method != "POST":
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    door: Door | None = getattr(view, _MARK, None)
    if door is Door.SAVES and _is_long():
        return Door.UPLOADS
    return door


def _is_long() -> bool:
    """Tell a body that is longer than a page's answers, or does not say how long."""
    if "Transfer-Encoding" in request.headers:
        return True
    return (request.content_length or 0) > (request.max_content_length or 0)


def _home(address: str) -> str:
    """Give what one house has of addresses: one of IPv4, a network of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _HOME_OF_IPV6), strict=False))
    return address
