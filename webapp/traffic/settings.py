"""How much an address may ask in a minute, and who counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "TRAFFIC_DEFAULTS",
    "Door",
    "TrafficSettings",
    "TrafficSettingsError",
    "traffic_settings",
]


class Door(StrEnum):
    """What is counted by itself; each has its setting."""

    SIGN_IN = "sign_in"
    REGISTRATION = "registration"
    """Also passwords that were forgotten: both send messages."""
    CODES = "codes"
    """Codes and links that are tried, or asked for again."""
    VERIFICATION = "verification"
    SAVES = "saves"
    """Forms that are saved and judged, also while somebody types."""
    UPLOADS = "uploads"
    """Bodies that only documents make so long."""


TRAFFIC_DEFAULTS: Mapping[str, object] = MappingProxyType(
    {
        # Whole houses share an address: what the office cares about is counted in the
        # database, for each account; this keeps off floods. 0 means that all may pass.
        "SIGN_IN_PER_MINUTE": 120,
        "REGISTRATION_PER_MINUTE": 60,
        "CODES_PER_MINUTE": 120,
        "VERIFICATION_PER_MINUTE": 120,
        "SAVES_PER_MINUTE": 3000,
        "UPLOADS_PER_MINUTE": 300,
        # redis:// or rediss:// (TLS), where several machines count together.
        "REDIS_URL": "",
    }
)
_SCHEMES = ("redis", "rediss", "unix")


class TrafficSettingsError(ValueError):
    """The settings name nobody who counts."""


@dataclass(frozen=True, slots=True)
class TrafficSettings:
    """Limits by door; 0 where there is none."""

    most_per_minute: Mapping[Door, int]
    redis_url: str
    """Blank where each process counts for itself."""


def traffic_settings(config: Mapping[str, Any]) -> TrafficSettings:
    """Read the settings.

    Raises:
        TrafficSettingsError: They name no Redis.
    """
    url = str(config["REDIS_URL"])
    if url and urlsplit(url).scheme not in _SCHEMES:
        message = "PORTAL_REDIS_URL is redis://host:port/number or rediss://…"
        raise TrafficSettingsError(message)
    most = {door: int(config[f"{door.upper()}_PER_MINUTE"]) for door in Door}
    return TrafficSettings(most, url)
