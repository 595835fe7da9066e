"""The settings of delivery, from `PORTAL_BASE_URL`, `PORTAL_MAIL_*`, `PORTAL_SMS_*`.

`DELIVERY_DEFAULTS` is to be merged below an application's configuration;
`delivery_settings` reads and checks the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from webapp.delivery.addresses import UnreachableError, mail_address
from webapp.settings.setting import Setting, defaults_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "DELIVERY_DEFAULTS",
    "DELIVERY_SETTINGS",
    "DeliverySettings",
    "DeliverySettingsError",
    "MailSettings",
    "Security",
    "SmsSettings",
    "delivery_settings",
]

DELIVERY_SETTINGS = (
    Setting(
        "BASE_URL",
        "",
        "Where people reach the portal, for links; never taken from a request.",
    ),
    Setting(
        "DELIVERY_TO_FILES",
        default=False,
        meaning="Write messages to files of the instance; production refuses it.",
    ),
    Setting(
        "EMBEDDED_WORKER",
        default=True,
        meaning="`false` where `flask --app webapp worker` delivers instead.",
    ),
    Setting(
        "DELIVERY_LEASE_S",
        300,
        "How long a worker has a message for itself: longer than a delivery.",
        "s",
    ),
    Setting("MAIL_HOST", "", "The mail server."),
    Setting("MAIL_PORT", 587, "Its port."),
    Setting(
        "MAIL_SECURITY", "starttls", "`starttls`, `tls`, or `none` on this machine."
    ),
    Setting("MAIL_CA_FILE", "", "Certificates to trust besides the machine's."),
    Setting("MAIL_USERNAME", "", "Who signs in to the mail server."),
    Setting("MAIL_PASSWORD", "", "With what.", is_secret=True),
    Setting("MAIL_SENDER", "", "The address that writes."),
    Setting("MAIL_SENDER_NAME", "OCAS Genève", "Its name."),
    Setting("MAIL_TIMEOUT_S", 10.0, "Of each step of a delivery.", "s"),
    Setting("SMS_URL", "", "The https address of the SMS provider."),
    Setting("SMS_CA_FILE", "", "Certificates to trust besides the machine's."),
    Setting("SMS_TOKEN", "", "What the provider knows the office by.", is_secret=True),
    Setting("SMS_TOKEN_HEADER", "Authorization", "The header that carries it."),
    Setting("SMS_TOKEN_PREFIX", "Bearer ", "What stands before it."),
    Setting("SMS_SENDER", "OCAS", "Who writes."),
    Setting("SMS_NUMBER_FIELD", "to", "The provider's name for the number."),
    Setting("SMS_TEXT_FIELD", "text", "The provider's name for the text."),
    Setting("SMS_SENDER_FIELD", "from", "The provider's name for who writes."),
    Setting("SMS_CONNECT_TIMEOUT_S", 2.0, "To reach the provider.", "s"),
    Setting("SMS_TIMEOUT_S", 5.0, "Of the whole exchange.", "s"),
    Setting(
        "SMS_REGIONS",
        ("CH", "LI", "FR", "DE", "IT", "AT"),
        "Countries whose numbers are taken.",
    ),
)
DELIVERY_DEFAULTS = defaults_of(DELIVERY_SETTINGS)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class DeliverySettingsError(ValueError):
    """The portal must not start with these settings."""


class Security(StrEnum):
    """How the connection to the mail server is kept secret."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The mail server, and who writes."""

    host: str
    port: int
    security: Security
    ca_file: str
    """Certificates to trust besides the machine's; blank for none."""
    username: str
    password: str
    sender: str
    sender_name: str
    timeout_s: float
    """Of each step; a whole delivery may take six times that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSettings:
    """The SMS provider's address and the names that it uses."""

    url: str
    ca_file: str
    token: str
    token_header: str
    token_prefix: str
    sender: str
    number_field: str
    text_field: str
    sender_field: str
    connect_timeout_s: float
    timeout_s: float
    """Of the whole exchange."""
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """Everything that delivery is told from outside."""

    base_url: str
    """Without a slash at its end."""
    messages_path: Path | None
    """Folder that messages are written to instead; None delivers for real."""
    embedded_worker: bool
    lease_s: float
    mail: MailSettings
    sms: SmsSettings

    @property
    def domain(self) -> str:
        """The name that Message-IDs end with."""
        return urlsplit(self.base_url).hostname or "localhost"


def delivery_settings(
    config: Mapping[str, Any], *, is_development: bool, instance_path: Path
) -> DeliverySettings:
    """Read the settings from a configuration that has the defaults in it.

    Raises:
        DeliverySettingsError: Something is missing, or unsafe in production.
    """
    to_files = bool(config["DELIVERY_TO_FILES"])
    settings = DeliverySettings(
        base_url=_base_url(str(config["BASE_URL"]), is_development=is_development),
        messages_path=instance_path / "messages" if to_files else None,
        embedded_worker=bool(config["EMBEDDED_WORKER"]),
        lease_s=float(config["DELIVERY_LEASE_S"]),
        mail=_mail(config),
        sms=_sms(config),
    )
    if to_files and not is_development:
        message = "PORTAL_DELIVERY_TO_FILES is for development; production refuses it."
        raise DeliverySettingsError(message)
    if not to_files:
        _check_mail(settings.mail)
        _check_sms(settings.sms)
    return settings


def _base_url(text: str, *, is_development: bool) -> str:
    if not text and is_development:
        return "http://127.0.0.1:8000"
    parts = urlsplit(text)
    is_plain = not (parts.query or parts.fragment or parts.username)
    schemes = ("https", "http") if is_development else ("https",)
    if parts.scheme not in schemes or not parts.hostname or not is_plain:
        message = (
            "PORTAL_BASE_URL must be where people reach the portal, such as "
            "https://guichet.ocas.ch"
        )
        raise DeliverySettingsError(message)
    return text.rstrip("/")


def _mail(config: Mapping[str, Any]) -> MailSettings:
    try:
        security = Security(str(config["MAIL_SECURITY"]))
    except ValueError as error:
        message = "PORTAL_MAIL_SECURITY is starttls, tls or none."
        raise DeliverySettingsError(message) from error
    return MailSettings(
        host=str(config["MAIL_HOST"]),
        port=int(config["MAIL_PORT"]),
        security=security,
        ca_file=str(config["MAIL_CA_FILE"]),
        username=str(config["MAIL_USERNAME"]),
        password=str(config["MAIL_PASSWORD"]),
        sender=str(config["MAIL_SENDER"]) or "guichet@localhost",
        sender_name=str(config["MAIL_SENDER_NAME"]),
        timeout_s=float(config["MAIL_TIMEOUT_S"]),
    )


def _sms(config: Mapping[str, Any]) -> SmsSettings:
    words = {
        name: str(config[f"SMS_{name.upper()}"])
        for name in (
            "url",
            "ca_file",
            "token",
            "token_header",
            "token_prefix",
            "sender",
            "number_field",
            "text_field",
            "sender_field",
        )
    }
    regions = cast("list[str] | tuple[str, ...]", config["SMS_REGIONS"])
    return SmsSettings(
        connect_timeout_s=float(config["SMS_CONNECT_TIMEOUT_S"]),
        timeout_s=float(config["SMS_TIMEOUT_S"]),
        regions=tuple(regions),
        **words,
    )


def _check_mail(mail: MailSettings) -> None:
    if not mail.host:
        message = "PORTAL_MAIL_HOST must name the mail server."
        raise DeliverySettingsError(message)
    try:
        mail_address(mail.sender)
    except UnreachableError as error:
        message = "PORTAL_MAIL_SENDER must be the e-mail address that writes."
        raise DeliverySettingsError(message) from error
    if mail.security is Security.NONE and mail.host not in _LOOPBACK:
        message = "PORTAL_MAIL_SECURITY may be none for a server on this machine only."
        raise DeliverySettingsError(message)


def _check_sms(sms: SmsSettings) -> None:
    parts = urlsplit(sms.url)
    is_secret = parts.scheme == "https" or parts.hostname in _LOOPBACK
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_secret:
        message = "PORTAL_SMS_URL must be the https address of the SMS provider."
        raise DeliverySettingsError(message)
