"""SMS: the gateway that an office plugs in, and one for providers with an HTTP API."""

from __future__ import annotations

import http.client
import json
import ssl
from contextlib import closing
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from webapp.delivery.deadline import cut_after
from webapp.delivery.letter import DeliveryError

if TYPE_CHECKING:
    from threading import Event

    from webapp.delivery.settings import SmsSettings

__all__ = ["HttpSmsGateway", "SmsGateway"]

_LONGEST_WAIT_S = 600
_REFUSED_MESSAGE = (400, 410, 413, 422)


class SmsGateway(Protocol):
    """A way out for SMS."""

    def send(self, number: str, text: str, /, *, key: str) -> None:
        """Deliver one text, or raise `DeliveryError`.

        Args:
            number: In E.164: +41791234567.
            text: What to show.
            key: The same for each attempt, so that a provider may tell them.
        """
        ...


class HttpSmsGateway:
    """A provider that takes JSON by POST; the settings name its fields.

    Redirects are not followed: they would take token and number elsewhere.
    """

    def __init__(self, settings: SmsSettings) -> None:
        """Read which certificates to trust; nothing is connected yet."""
        self._settings = settings
        self._tls = ssl.create_default_context()
        if settings.ca_file:
            self._tls.load_verify_locations(settings.ca_file)

    def send(self, number: str, text: str, *, key: str) -> None:
        """Hand a text to the provider.

        Raises:
            DeliveryError: It was not taken, or nobody knows whether it was.
        """
        connection = self._connection()
        try:
            connection.connect()
            connection.sock.settimeout(self._settings.timeout_s)
            with cut_after(
                self._settings.timeout_s, lambda: connection.sock
            ) as is_over:
                self._post(connection, number, text, key)
                # Its body is of no interest, and may be long.
                with closing(connection.getresponse()) as response:
                    _check_time(is_over)
        except (OSError, http.client.HTTPException) as error:
            raise DeliveryError(type(error).__name__, is_outage=True) from error
        finally:
            connection.close()
        _judge(response)

    def _connection(self) -> http.client.HTTPConnection:
        address = urlsplit(self._settings.url)
        host, timeout_s = address.hostname or "", self._settings.connect_timeout_s
        if address.scheme == "https":
            return http.client.HTTPSConnection(
                host, address.port, timeout=timeout_s, context=self._tls
            )
        return http.client.HTTPConnection(host, address.port, timeout=timeout_s)

    def _post(
        self, connection: http.client.HTTPConnection, number: str, text: str, key: str
    ) -> None:
        settings = self._settings
        address = urlsplit(settings.url)
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        fields = {settings.number_field: number, settings.text_field: text}
        if settings.sender_field:
            fields[settings.sender_field] = settings.sender
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if settings.token:
            headers[settings.token_header] = settings.token_prefix + settings.token
        connection.request("POST", target, json.dumps(fields).encode(), headers)


def _check_time(is_over: Event) -> None:
    if is_over.is_set():
        raise TimeoutError


def _judge(response: http.client.HTTPResponse) -> None:
    """Raise what an answer means; success is any of 200 to 299."""
    status = response.status
    if http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        return
    is_final = status in _REFUSED_MESSAGE
    raise DeliveryError(
        f"HTTP {status}",
        is_final=is_final,
        is_outage=not is_final,
        retry_after_s=_retry_after_s(response.getheader("Retry-After") or ""),
    )


def _retry_after_s(text: str) -> float:
    """Read seconds; a date is left to our own patience."""
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), _LONGEST_WAIT_S)
    return 0
