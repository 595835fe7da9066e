"""Every setting, by chapter; the rooms that read some name them beside their reader."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from webapp.delivery.settings import DELIVERY_SETTINGS
from webapp.settings.setting import Setting
from webapp.storage.settings import STORAGE_SETTINGS
from webapp.traffic.settings import TRAFFIC_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CATALOGUE", "SETTINGS"]

_ROOT = Path(__file__).parent.parent.parent
_KIBIBYTE = 1024
_MEBIBYTE = 1024 * _KIBIBYTE

_OFFICE = (
    Setting("MODE", "production", "`production` or `development`."),
    Setting(
        "SECRET_KEY",
        "",
        "At least 32 random characters: signs cookies and keys what is hashed. "
        "Development makes one of its own.",
        is_secret=True,
    ),
    Setting(
        "SECRET_KEY_FALLBACKS",
        (),
        "Earlier secrets whose cookies are still taken, after a change.",
        is_secret=True,
    ),
    Setting(
        "TRUSTED_HOSTS",
        (),
        'The names that the portal is reached by, such as `["www.ocas.ch"]`. Probes '
        "of health name one of them, too.",
    ),
    Setting("PROXIES", 0, "How many proxies stand in front, whose headers are true."),
    Setting(
        "INSTANCE_PATH",
        "",
        "The folder of what is kept on this machine.",
        if_blank="`instance` beside the code",
    ),
    Setting(
        "DATABASE_URL",
        "",
        "As SQLAlchemy writes it: `sqlite:////path/portal.sqlite3` or "
        "`postgresql+psycopg://user:password@host/name`.",
        is_secret=True,
        if_blank="`portal.sqlite3` of the instance",
    ),
    Setting(
        "FORMS_PATH",
        str(_ROOT / "forms"),
        "The folder of the forms.",
        if_blank="`forms` beside the code",
    ),
    Setting(
        "PDF_TEMPLATES_PATH",
        str(_ROOT / "pdf_templates"),
        "The folder of what prints look like.",
        if_blank="`pdf_templates` beside the code",
    ),
    Setting(
        "LOOK_AGAIN_AFTER_S",
        1.0,
        "How often the files of the forms are looked at again.",
        "s",
    ),
    Setting("SAMPLE_ACCOUNTS", default=False, meaning="For development only."),
)
_SIGN_IN = (
    Setting("SESSION_IDLE_S", 15 * 60, "How long an unused session lasts.", "s"),
    Setting("SESSION_ABSOLUTE_S", 12 * 60 * 60, "How long any session lasts.", "s"),
    Setting(
        "SIGN_IN_WINDOW_S", 15 * 60, "The time that passwords are counted in.", "s"
    ),
    Setting("SIGN_IN_PER_ACCOUNT", 10, "Passwords for one account in that time."),
    Setting("SIGN_IN_PER_ADDRESS", 100, "Passwords from one address in that time."),
    Setting("CODES_PER_PHONE", 20, "Codes to one number in 15 minutes."),
    Setting(
        "REGISTRATIONS_PER_ADDRESS", 30, "New accounts of one address in 15 minutes."
    ),
)
_BODIES = (
    Setting(
        "MAX_CONTENT_LENGTH", 256 * _KIBIBYTE, "What a page's form may send.", "bytes"
    ),
    Setting("MAX_FORM_MEMORY_SIZE", 256 * _KIBIBYTE, "Of it, its fields.", "bytes"),
    Setting("MAX_FORM_PARTS", 200, "How many fields it may have."),
    # Of a document that is too large only the beginning is kept, and all that is typed.
    Setting("FORM_PAGE_LENGTH", 256 * _MEBIBYTE, "A form with its documents.", "bytes"),
    Setting("FORM_PAGE_MEMORY", 4 * _MEBIBYTE, "Of it, its answers.", "bytes"),
    Setting("FORM_PAGE_PARTS", 8000, "How many answers it may have."),
    Setting("ATTACHMENT_LENGTH", 10 * _MEBIBYTE, "One document.", "bytes"),
    Setting("ATTACHMENTS_PER_REQUEST", 20, "How many documents a request has."),
    Setting(
        "REQUEST_ATTACHMENTS_LENGTH",
        100 * _MEBIBYTE,
        "The documents of a request together.",
        "bytes",
    ),
    Setting(
        "ACCOUNT_ATTACHMENTS_LENGTH",
        1024 * _MEBIBYTE,
        "The documents that one person keeps.",
        "bytes",
    ),
    Setting(
        "AV",
        "",
        "ClamAV's daemon, which clears each document: `clamd://host:port` or "
        "`clamd+unix:///path`.",
    ),
)
_PAYMENT = (
    Setting("PAYMENT_NAME", "", "Who pays; without it nothing is handed over."),
    Setting("PAYMENT_IBAN", "", "The account that payments leave from."),
)
_OPERATION = (
    Setting(
        "LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`: what is logged."
    ),
    Setting(
        "METRICS_TOKEN",
        "",
        "Who shows it (`Authorization: Bearer …`) gets `/metrics`; nobody without.",
        is_secret=True,
    ),
    Setting(
        "SECURITY_CONTACT",
        "",
        "Where weaknesses are told, a `mailto:` or `https:` address, for "
        "`/.well-known/security.txt`.",
    ),
    Setting("SECURITY_EXPIRES", "", "The day until which that holds: `2027-06-30`."),
)

CATALOGUE: Mapping[str, tuple[Setting, ...]] = MappingProxyType(
    {
        "The portal": _OFFICE,
        "Sign-in and sessions": _SIGN_IN,
        "What may be sent": _BODIES,
        "Messages": DELIVERY_SETTINGS,
        "Documents and prints": STORAGE_SETTINGS,
        "Traffic": TRAFFIC_SETTINGS,
        "Payment": _PAYMENT,
        "Operation": _OPERATION,
    }
)
"""The chapters, in the order of reading."""

SETTINGS = tuple(setting for group in CATALOGUE.values() for setting in group)
