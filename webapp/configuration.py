"""The settings of the portal: defaults, environment, and what production refuses.

Settings come from `PORTAL_*` variables (values are JSON where they parse as such) and
from the mapping given to `create_app`, which wins. Production is the default mode: who
wants the conveniences of development says so, as `python -m webapp` does.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stdnum import iban
from stdnum.exceptions import ValidationError

from webapp.attachments.virus_scan import ScannerAddressError, scanner_at
from webapp.delivery.settings import (
    DELIVERY_DEFAULTS,
    DeliverySettings,
    DeliverySettingsError,
    delivery_settings,
)
from webapp.storage.settings import (
    STORAGE_DEFAULTS,
    StorageSettingsError,
    storage_settings,
)
from webapp.traffic.settings import (
    TRAFFIC_DEFAULTS,
    TrafficSettingsError,
    traffic_settings,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from webapp.attachments.virus_scan import Clamd
    from webapp.storage.settings import StorageSettings
    from webapp.traffic.settings import TrafficSettings

__all__ = ["ConfigurationError", "Settings", "configure"]

_ROOT = Path(__file__).parent.parent
_KIBIBYTE = 1024
_MEBIBYTE = 1024 * _KIBIBYTE
_SHORTEST_SECRET = 32

_DEFAULTS: Mapping[str, object] = {
    "MODE": "production",
    "FORMS_PATH": str(_ROOT / "forms"),
    "PDF_TEMPLATES_PATH": str(_ROOT / "pdf_templates"),
    "PROXIES": 0,
    "SAMPLE_ACCOUNTS": False,
    # Bodies: a page's answers are small; only a form's own page may carry documents.
    "MAX_CONTENT_LENGTH": 256 * _KIBIBYTE,
    "MAX_FORM_MEMORY_SIZE": 256 * _KIBIBYTE,
    "MAX_FORM_PARTS": 200,
    # Of a document that is too large only the beginning is kept, and all that is typed.
    "FORM_PAGE_LENGTH": 256 * _MEBIBYTE,
    "FORM_PAGE_MEMORY": 4 * _MEBIBYTE,
    "FORM_PAGE_PARTS": 8000,
    "ATTACHMENT_LENGTH": 10 * _MEBIBYTE,
    "ATTACHMENTS_PER_REQUEST": 20,
    # All documents together: of a request as it stands, and of all that a person keeps.
    "REQUEST_ATTACHMENTS_LENGTH": 100 * _MEBIBYTE,
    "ACCOUNT_ATTACHMENTS_LENGTH": 1024 * _MEBIBYTE,
    # clamd://host:port or clamd+unix:///path; blank where nothing looks for viruses.
    "AV": "",
    # Sessions end by themselves.
    "SESSION_IDLE_S": 15 * 60,
    "SESSION_ABSOLUTE_S": 12 * 60 * 60,
    # Sign-in: tries in a window, per account and per address.
    "SIGN_IN_WINDOW_S": 15 * 60,
    "SIGN_IN_PER_ACCOUNT": 10,
    "SIGN_IN_PER_ADDRESS": 100,
    # In 15 minutes: codes to a number, and registrations from an address.
    "CODES_PER_PHONE": 20,
    "REGISTRATIONS_PER_ADDRESS": 30,
    # The account that payments leave from; without it nothing is handed over.
    "PAYMENT_NAME": "",
    "PAYMENT_IBAN": "",
    # How often the forms' files are looked at again.
    "LOOK_AGAIN_AFTER_S": 1.0,
    # The token lives as long as the session that it belongs to.
    "WTF_CSRF_TIME_LIMIT": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_PATH": "/",
    "BABEL_DEFAULT_LOCALE": "fr",
    "BABEL_DEFAULT_TIMEZONE": "Europe/Zurich",
    "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
}


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
    app.config.from_mapping(DELIVERY_DEFAULTS)
    app.config.from_mapping(STORAGE_DEFAULTS)
    app.config.from_mapping(TRAFFIC_DEFAULTS)
    app.config.from_mapping(_DEFAULTS)
    app.config.from_prefixed_env("PORTAL")
    app.config.from_mapping(given or {})
    config = cast("dict[str, Any]", app.config)
    instance = Path(config.get("INSTANCE_PATH") or app.instance_path)
    config.setdefault("DATABASE_URL", f"sqlite:///{instance / 'portal.sqlite3'}")
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
