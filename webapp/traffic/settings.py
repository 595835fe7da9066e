"""How much an address may ask in a minute, and who counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from webapp.settings.setting import Setting, defaults_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "TRAFFIC_DEFAULTS",
    "TRAFFIC_SETTINGS",
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


# Whole houses share an address: what the office cares about is counted in the database,
# for each account; this keeps off floods.
_A_MINUTE = "per minute"
TRAFFIC_SETTINGS = (
    Setting("SIGN_IN_PER_MINUTE", 120, "Of one address; 0: all.", _A_MINUTE),
    Setting("REGISTRATION_PER_MINUTE", 60, "Likewise.", _A_MINUTE),
    Setting("CODES_PER_MINUTE", 120, "Likewise, of codes and links.", _A_MINUTE),
    Setting("VERIFICATION_PER_MINUTE", 120, "Likewise, of documents.", _A_MINUTE),
    Setting("SAVES_PER_MINUTE", 3000, "Likewise, of forms saved or judged.", _A_MINUTE),
    Setting("UPLOADS_PER_MINUTE", 300, "Likewise, of what has documents.", _A_MINUTE),
    Setting(
        "REDIS_URL",
        "",
        "`redis://` or `rediss://` (TLS), where several machines count together.",
        is_secret=True,
        if_blank="each process counts by itself",
    ),
)
TRAFFIC_DEFAULTS = defaults_of(TRAFFIC_SETTINGS)
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
