"""Which storage the settings name."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.webapp.portal_for_tests import make_portal
from webapp.configuration import ConfigurationError
from webapp.storage.settings import (
    STORAGE_DEFAULTS,
    BucketSettings,
    FolderSettings,
    StorageSettings,
    StorageSettingsError,
    storage_settings,
    store_at,
)

_INSTANCE = Path("/var/lib/portal")
_S3 = {"STORAGE_URL": "s3://office", "STORAGE_ENDPOINT": "https://s3.example.org"}


def read(**settings: Any) -> StorageSettings:
    return storage_settings({**STORAGE_DEFAULTS, **settings}, _INSTANCE)


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ({}, "/var/lib/portal/attachments"),
        ({"ATTACHMENTS_PATH": "/srv/documents"}, "/srv/documents"),
        ({"STORAGE_URL": "file:///srv/documents"}, "/srv/documents"),
        ({"STORAGE_URL": "file:///srv/pi%C3%A8ces%20jointes"}, "/srv/pièces jointes"),
    ],
)
def test_a_folder_is_the_default(settings: dict[str, str], folder: str) -> None:
    """An office that set nothing, or the setting of before, keeps its documents."""
    assert read(**settings) == FolderSettings(Path(folder))


def test_a_bucket_has_a_prefix_an_endpoint_and_keys() -> None:
    assert read(
        **_S3 | {"STORAGE_URL": "s3://office/portal/"},
        STORAGE_REGION="eu-central-2",
        STORAGE_KEY_ID="id",
        STORAGE_KEY="key",
    ) == BucketSettings(
        bucket="office",
        prefix="portal",
        endpoint="https://s3.example.org",
        region="eu-central-2",
        key_id="id",
        key="key",
        ca_file="",
        connect_timeout_s=2.0,
        timeout_s=12.0,
    )


@pytest.mark.parametrize(
    "url", ["documents", "file://server/share", "https://s3.example.org", "s3:///a"]
)
def test_an_address_that_names_no_storage_is_refused(url: str) -> None:
    with pytest.raises(
        StorageSettingsError,
        match=r"^PORTAL_STORAGE_URL is file:///folder or s3://bucket/prefix\.$",
    ):
        read(STORAGE_URL=url)


@pytest.mark.parametrize(
    ("endpoint", "is_plain_allowed"),
    [
        ("https://s3.example.org", False),
        ("http://127.0.0.1:9000", False),
        ("http://storage:9000", True),
    ],
)
def test_an_endpoint_is_secret_local_or_allowed_to_be_plain(
    endpoint: str, is_plain_allowed: bool
) -> None:
    settings = _S3 | {"STORAGE_ENDPOINT": endpoint}

    made = read(**settings, STORAGE_PLAIN_HTTP=is_plain_allowed)

    assert isinstance(made, BucketSettings)
    assert made.endpoint == endpoint


@pytest.mark.parametrize("endpoint", ["http://storage:9000", "storage:9000", "ftp://a"])
def test_an_endpoint_that_others_could_listen_to_is_refused(
    tmp_path: Path, endpoint: str
) -> None:
    """12.3.1: documents do not travel in the clear by mistake; the portal says so."""
    with pytest.raises(
        ConfigurationError,
        match=r"^PORTAL_STORAGE_ENDPOINT must be the https address of the storage; "
        r"http only on this machine, or with PORTAL_STORAGE_PLAIN_HTTP=true\.$",
    ):
        make_portal(tmp_path, **_S3 | {"STORAGE_ENDPOINT": endpoint})


def test_a_portal_starts_while_its_storage_is_down(tmp_path: Path) -> None:
    """R28: nothing is asked of it before somebody needs a document."""
    settings = _S3 | {"STORAGE_ENDPOINT": "http://127.0.0.1:9"}

    portal = make_portal(tmp_path, **settings)

    assert portal.browser().get("/connexion").status == 200
    portal.services.database.close()


def test_a_bucket_without_its_library_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Told at once, and not by the first document."""
    monkeypatch.setitem(sys.modules, "webapp.storage.bucket", None)

    with pytest.raises(
        StorageSettingsError,
        match=r"^An s3: storage needs the extra: pip install 'formengine\[s3\]'$",
    ):
        store_at(read(**_S3))
