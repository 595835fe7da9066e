"""Which storage keeps documents and prints, as `PORTAL_STORAGE_*` say it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit
from urllib.request import url2pathname

from webapp.settings.setting import Setting, defaults_of
from webapp.storage.folder import Folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.storage.objects import ObjectStore

__all__ = [
    "STORAGE_DEFAULTS",
    "STORAGE_SETTINGS",
    "BucketSettings",
    "FolderSettings",
    "StorageSettings",
    "StorageSettingsError",
    "storage_settings",
    "store_at",
]

STORAGE_SETTINGS = (
    Setting(
        "STORAGE_URL",
        "",
        "`file:///folder` or `s3://bucket/prefix`.",
        if_blank="the folder of `PORTAL_ATTACHMENTS_PATH`",
    ),
    Setting(
        "ATTACHMENTS_PATH",
        "",
        "The folder of documents and prints.",
        if_blank="`attachments` of the instance",
    ),
    Setting(
        "STORAGE_ENDPOINT",
        "",
        "Of s3: its https address; http only on this machine.",
        if_blank="that of AWS",
    ),
    Setting("STORAGE_REGION", "us-east-1", "Of s3."),
    Setting(
        "STORAGE_KEY_ID",
        "",
        "Of s3; blank where the machine has a role of its own, as AWS and Kubernetes "
        "give one.",
    ),
    Setting("STORAGE_KEY", "", "Of s3: the secret that belongs to it.", is_secret=True),
    Setting(
        "STORAGE_CA_FILE",
        "",
        "The authority behind the endpoint's certificate, where it is a private one.",
    ),
    Setting(
        "STORAGE_PLAIN_HTTP",
        default=False,
        meaning="Plain http to another machine, for a network that nobody else is in.",
    ),
    Setting("STORAGE_CONNECT_TIMEOUT_S", 2.0, "To reach the storage.", "s"),
    Setting("STORAGE_TIMEOUT_S", 12.0, "Of a whole call, retries included.", "s"),
)
STORAGE_DEFAULTS = defaults_of(STORAGE_SETTINGS)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class StorageSettingsError(ValueError):
    """The settings name no storage, or one that everybody could listen to."""


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """A folder of the local disk."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketSettings:
    """A bucket of an object storage."""

    bucket: str
    prefix: str | None
    endpoint: str
    region: str
    key_id: str
    key: str
    ca_file: str
    connect_timeout_s: float
    timeout_s: float


StorageSettings: TypeAlias = FolderSettings | BucketSettings


def storage_settings(config: Mapping[str, Any], instance: Path) -> StorageSettings:
    """Read the settings.

    Raises:
        StorageSettingsError: They name no storage, or one that is not safe.
    """
    url = str(config["STORAGE_URL"])
    if not url:
        return FolderSettings(
            Path(config["ATTACHMENTS_PATH"] or instance / "attachments")
        )
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path and parts.netloc in ("", "localhost"):
        return FolderSettings(Path(url2pathname(parts.path)))
    if parts.scheme == "s3" and parts.netloc and not (parts.query or parts.fragment):
        return _bucket(config, parts.netloc, parts.path.strip("/"))
    message = "PORTAL_STORAGE_URL is file:///folder or s3://bucket/prefix."
    raise StorageSettingsError(message)


def store_at(settings: StorageSettings) -> ObjectStore:
    """Give the storage; nothing is asked of it yet.

    Raises:
        StorageSettingsError: What an object storage needs is not installed.
    """
    if isinstance(settings, FolderSettings):
        return Folder(settings.path)
    try:
        from webapp.storage.bucket import bucket_at  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "An s3: storage needs the extra: pip install 'formengine[s3]'"
        raise StorageSettingsError(message) from error
    return bucket_at(settings)


def _bucket(config: Mapping[str, Any], bucket: str, prefix: str) -> BucketSettings:
    endpoint = str(config["STORAGE_ENDPOINT"])
    _check_endpoint(endpoint, is_plain_allowed=bool(config["STORAGE_PLAIN_HTTP"]))
    return BucketSettings(
        bucket=bucket,
        prefix=prefix or None,
        endpoint=endpoint,
        region=str(config["STORAGE_REGION"]),
        key_id=str(config["STORAGE_KEY_ID"]),
        key=str(config["STORAGE_KEY"]),
        ca_file=str(config["STORAGE_CA_FILE"]),
        connect_timeout_s=float(config["STORAGE_CONNECT_TIMEOUT_S"]),
        timeout_s=float(config["STORAGE_TIMEOUT_S"]),
    )


def _check_endpoint(endpoint: str, *, is_plain_allowed: bool) -> None:
    if not endpoint:
        return
    parts = urlsplit(endpoint)
    is_secret = parts.scheme == "https" or parts.hostname in _LOOPBACK
    is_allowed = is_secret or is_plain_allowed
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_allowed:
        message = (
            "PORTAL_STORAGE_ENDPOINT must be the https address of the storage; http "
            "only on this machine, or with PORTAL_STORAGE_PLAIN_HTTP=true."
        )
        raise StorageSettingsError(message)
