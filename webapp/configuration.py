"""The settings of the portal: defaults, environment, and what production refuses.

Settings come from `PORTAL_*` variables (the table: `webapp/settings/`) and from the
mapping given to `create_app`, which wins. Production is the default mode: who
wants the conveniences of development says so, as `python -m webapp` does.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stdnum import iban
from stdnum.exceptions import ValidationError

from webapp.attachments.virus_scan import ScannerAddressError, scanner_at
from webapp.delivery.settings import (
    DeliverySettings,
    DeliverySettingsError,
    delivery_settings,
)
from webapp.settings.catalogue import SETTINGS
from webapp.settings.environment import read_environment
from webapp.settings.setting import SettingError, defaults_of
from webapp.storage.settings import StorageSettingsError, storage_settings
from webapp.traffic.settings import TrafficSettingsError, traffic_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from webapp.attachments.virus_scan import Clamd
    from webapp.storage.settings import StorageSettings
    from webapp.traffic.settings import TrafficSettings

__all__ = ["ConfigurationError", "Settings", "configure"]

_SHORTEST_SECRET = 32
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

_FIXED: Mapping[str, object] = {
    # The token lives as long as the session that it belongs to.
    "WTF_CSRF_TIME_LIMIT": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_PATH": "/",
    "BABEL_DEFAULT_LOCALE": "fr",
    "BABEL_DEFAULT_TIMEZONE": "Europe/Zurich",
    "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
}
"""What no variable changes."""


class ConfigurationError(RuntimeError):
    """The portal refuses to start with these settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings that the portal itself reads; lengths in bytes, `_s` in seconds."""

    is_development: bool
    secret: str
    instance_path: Path
    database_url: str
    forms_path: Path
    pdf_templates_path: Path
    storage: StorageSettings
    traffic: TrafficSettings
    proxies: int
    sample_accounts: bool
    max_form_parts: int
    form_page_length: int
    form_page_memory: int
    form_page_parts: int
    attachment_length: int
    attachments_per_request: int
    request_attachments_length: int
    account_attachments_length: int
    virus_scanner: Clamd | None
    session_idle_s: int
    session_absolute_s: int
    sign_in_window_s: int
    sign_in_per_account: int
    sign_in_per_address: int
    codes_per_phone: int
    registrations_per_address: int
    look_again_after_s: float
    delivery: DeliverySettings
    log_level: str
    metrics_token: str
    """Blank where nobody gets the metrics."""
    security_contact: str
    security_expires: date | None
    """None where there is no `security.txt`."""
    payment_name: str
    payment_iban: str
    """Swiss, without blanks; blank where nothing is handed over for payment."""

    @property
    def is_https(self) -> bool:
        """Tell whether browsers reach the portal over HTTPS, as in production."""
        return not self.is_development


def configure(app: Flask, given: Mapping[str, Any] | None) -> Settings:
    """Put the settings of an application together and check them.

    Raises:
        ConfigurationError: Something is missing, or unsafe in production.
    """
    app.config.from_mapping(defaults_of(SETTINGS))
    app.config.from_mapping(_FIXED)
    app.config.from_mapping(_from_environment())
    app.config.from_mapping(given or {})
    config = cast("dict[str, Any]", app.config)
    instance = Path(config.get("INSTANCE_PATH") or app.instance_path)
    if not config["DATABASE_URL"]:
        config["DATABASE_URL"] = f"sqlite:///{instance / 'portal.sqlite3'}"
    if config["MODE"] == "development":
        _be_convenient(config, instance)
    else:
        _be_strict(config)
    settings = _settings(config, instance)
    _name_the_cookie(config, settings)
    return settings


def _settings(config: Mapping[str, Any], instance: Path) -> Settings:
    return Settings(
        is_development=config["MODE"] == "development",
        secret=str(config["SECRET_KEY"]),
        instance_path=instance,
        database_url=str(config["DATABASE_URL"]),
        forms_path=Path(config["FORMS_PATH"]),
        pdf_templates_path=Path(config["PDF_TEMPLATES_PATH"]),
        storage=_storage(config, instance),
        traffic=_traffic(config),
        sample_accounts=bool(config["SAMPLE_ACCOUNTS"]),
        look_again_after_s=float(config["LOOK_AGAIN_AFTER_S"]),
        virus_scanner=_virus_scanner(str(config["AV"])),
        delivery=_delivery(config, instance),
        log_level=_log_level(str(config["LOG_LEVEL"])),
        metrics_token=str(config["METRICS_TOKEN"]),
        security_contact=_security_contact(str(config["SECURITY_CONTACT"])),
        security_expires=_security_expires(config),
        payment_name=str(config["PAYMENT_NAME"]),
        payment_iban=_payment_iban(str(config["PAYMENT_IBAN"])),
        **{
            name: int(config[name.upper()])
            for name in (
                "proxies",
                "max_form_parts",
                "form_page_length",
                "form_page_memory",
                "form_page_parts",
                "attachment_length",
                "attachments_per_request",
                "request_attachments_length",
                "account_attachments_length",
                "session_idle_s",
                "session_absolute_s",
                "sign_in_window_s",
                "sign_in_per_account",
                "sign_in_per_address",
                "codes_per_phone",
                "registrations_per_address",
            )
        },
    )


def _from_environment() -> Mapping[str, object]:
    try:
        return read_environment(SETTINGS, os.environ)
    except SettingError as error:
        raise ConfigurationError(str(error)) from error


def _delivery(config: Mapping[str, Any], instance: Path) -> DeliverySettings:
    try:
        return delivery_settings(
            config,
            is_development=config["MODE"] == "development",
            instance_path=instance,
        )
    except DeliverySettingsError as error:
        raise ConfigurationError(str(error)) from error


def _storage(config: Mapping[str, Any], instance: Path) -> StorageSettings:
    try:
        return storage_settings(config, instance)
    except StorageSettingsError as error:
        raise ConfigurationError(str(error)) from error


def _traffic(config: Mapping[str, Any]) -> TrafficSettings:
    try:
        return traffic_settings(config)
    except TrafficSettingsError as error:
        raise ConfigurationError(str(error)) from error


def _virus_scanner(address: str) -> Clamd | None:
    try:
        return scanner_at(address)
    except ScannerAddressError as error:
        message = (
            "PORTAL_AV names ClamAV's daemon: clamd://host:port or clamd+unix:///path."
        )
        raise ConfigurationError(message) from error


def _log_level(name: str) -> str:
    if name not in _LOG_LEVELS:
        message = f"PORTAL_LOG_LEVEL is one of {', '.join(_LOG_LEVELS)}."
        raise ConfigurationError(message)
    return name


def _security_contact(address: str) -> str:
    # RFC 9116, 2.5.3: an address of the web, of mail or a telephone number.
    if address and not address.startswith(("mailto:", "https://", "tel:")):
        message = "PORTAL_SECURITY_CONTACT begins with mailto:, https:// or tel:."
        raise ConfigurationError(message)
    return address


def _security_expires(config: Mapping[str, Any]) -> date | None:
    if not config["SECURITY_CONTACT"]:
        return None
    try:
        return date.fromisoformat(str(config["SECURITY_EXPIRES"]))
    except ValueError as error:
        message = "PORTAL_SECURITY_EXPIRES is the contact's last day, as 2027-06-30."
        raise ConfigurationError(message) from error


def _payment_iban(text: str) -> str:
    if not text:
        return ""
    try:
        number = iban.validate(text)
    except ValidationError as error:
        message = "PORTAL_PAYMENT_IBAN is no valid IBAN."
        raise ConfigurationError(message) from error
    if not number.startswith(("CH", "LI")):
        message = "PORTAL_PAYMENT_IBAN must be of a bank in Switzerland."
        raise ConfigurationError(message)
    return number


def _be_convenient(config: dict[str, Any], instance: Path) -> None:
    if not config["MAIL_HOST"]:
        config["DELIVERY_TO_FILES"] = True
    if not config["PAYMENT_IBAN"]:
        config["PAYMENT_NAME"] = "OCAS Genève (essai)"
        config["PAYMENT_IBAN"] = "CH56 0483 5012 3456 7800 9"
    if not config["SECRET_KEY"]:
        config["SECRET_KEY"] = _kept_secret(instance / "secret-key")
    if not config["TRUSTED_HOSTS"]:
        config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost", "[::1]"]


def _be_strict(config: Mapping[str, Any]) -> None:
    if config["MODE"] != "production":
        message = "PORTAL_MODE is production or development."
        raise ConfigurationError(message)
    if config["SAMPLE_ACCOUNTS"]:
        message = "PORTAL_SAMPLE_ACCOUNTS is for development; production refuses it."
        raise ConfigurationError(message)
    if len(str(config["SECRET_KEY"] or "")) < _SHORTEST_SECRET:
        message = (
            "PORTAL_SECRET_KEY must be set to at least 32 random characters, for "
            'example by python -c "import secrets; print(secrets.token_urlsafe(32))".'
        )
        raise ConfigurationError(message)
    if not config["TRUSTED_HOSTS"]:
        message = (
            'PORTAL_TRUSTED_HOSTS must name the hosts served, such as ["www.ocas.ch"].'
        )
        raise ConfigurationError(message)


def _kept_secret(path: Path) -> str:
    """Give the secret of this copy, made at its first start, so sessions survive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii")


def _name_the_cookie(config: dict[str, Any], settings: Settings) -> None:
    """Use the `__Host-` prefix where HTTPS allows it.

    A browser takes such a cookie only from this very host (RFC 6265bis, 4.1.3.2).
    """
    config["SESSION_COOKIE_SECURE"] = settings.is_https
    config["SESSION_COOKIE_NAME"] = "__Host-session" if settings.is_https else "session"
