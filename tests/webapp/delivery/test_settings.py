"""The settings: what is missing or unsafe stops the portal at its start."""

from pathlib import Path
from typing import Any

import pytest

from tests.webapp.delivery.rig import settings
from webapp.delivery.settings import (
    DELIVERY_DEFAULTS,
    DeliverySettingsError,
    delivery_settings,
)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"BASE_URL": ""}, "PORTAL_BASE_URL must be where"),
        ({"BASE_URL": "http://guichet.example.org"}, "PORTAL_BASE_URL must be where"),
        ({"BASE_URL": "https://a@b.ch"}, "PORTAL_BASE_URL must be where"),
        ({"BASE_URL": "https://b.ch/?a=1"}, "PORTAL_BASE_URL must be where"),
        ({"DELIVERY_TO_FILES": True}, "PORTAL_DELIVERY_TO_FILES is for development"),
        ({"MAIL_HOST": ""}, "PORTAL_MAIL_HOST must name"),
        ({"MAIL_SENDER": ""}, "PORTAL_MAIL_SENDER must be"),
        ({"MAIL_SENDER": "a@b.ch\nBcc: c@d.ch"}, "PORTAL_MAIL_SENDER must be"),
        ({"MAIL_SECURITY": "ssl"}, "PORTAL_MAIL_SECURITY is starttls, tls or none"),
        ({"MAIL_HOST": "mail.example.org"}, "PORTAL_MAIL_SECURITY may be none for"),
        ({"SMS_URL": ""}, "PORTAL_SMS_URL must be"),
        ({"SMS_URL": "http://sms.example.org/"}, "PORTAL_SMS_URL must be"),
        ({"SMS_URL": "file:///etc/passwd"}, "PORTAL_SMS_URL must be"),
    ],
)
def test_production_refuses_what_is_missing_or_unsafe(
    changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(DeliverySettingsError, match=f"^{why}"):
        settings(**changes)


def test_development_needs_nothing(tmp_path: Path) -> None:
    config = {**DELIVERY_DEFAULTS, "DELIVERY_TO_FILES": True}

    read = delivery_settings(config, is_development=True, instance_path=tmp_path)

    assert read.base_url == "http://127.0.0.1:8000"
    assert read.messages_path == tmp_path / "messages"


def test_a_base_url_ends_without_a_slash() -> None:
    read = settings(BASE_URL="https://guichet.example.org/ai/")

    assert (read.base_url, read.domain) == (
        "https://guichet.example.org/ai",
        "guichet.example.org",
    )
