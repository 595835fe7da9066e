"""What operators start from names only what there is."""

import json
import re
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from tests.webapp.portal_for_tests import PortalForTests
from webapp.configuration import Settings, configure
from webapp.settings.catalogue import SETTINGS
from webapp.settings.environment import read_environment
from webapp.storage.settings import BucketSettings, FolderSettings

DEPLOYMENT = Path(__file__).parent.parent.parent.parent / "webapp" / "deployment"
UNITS = sorted((DEPLOYMENT / "systemd").glob("*.service"))
SETTING = re.compile(r"\bPORTAL_([A-Z][A-Z0-9_]*)")
HARDENED = {
    "User": "portal",
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "RestrictNamespaces": "yes",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
}


@pytest.fixture
def compose() -> dict[str, Any]:
    text = (DEPLOYMENT / "compose.yaml").read_text("utf-8")
    # Merge keys and anchors, which our own loader refuses, are usual in these files.
    return yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: TID251


def _unit(path: Path) -> ConfigParser:
    """Read a unit; of keys that come several times the last one counts here."""
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, "utf-8")
    return parser


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(DEPLOYMENT.rglob("*")) if path.is_file()],
    ids=lambda path: path.name,
)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    """Also as `PORTAL_…_FILE`, which names a file with the value in it."""
    known = {setting.name for setting in SETTINGS}
    named = set(SETTING.findall(path.read_text("utf-8")))

    assert {name.removesuffix("_FILE") for name in named} <= known


def _configured(values: dict[str, str], folder: Path) -> Settings:
    """Read settings as a portal does that starts with them, secrets from files."""
    found = dict(values)
    for name, value in values.items():
        if name.endswith("_FILE"):
            found[name] = str(folder / Path(value).name)
            Path(found[name]).write_text(f"{'s' * 40}\n")
    given = read_environment(SETTINGS, found)
    return configure(Flask(__name__, instance_path=str(folder)), given)


def test_the_portal_starts_with_the_settings_of_the_stack(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    """Each secret comes from its file."""
    read = _configured(compose["services"]["web"]["environment"], tmp_path)

    assert (read.database_url, read.secret) == ("s" * 40, "s" * 40)
    assert read.storage == BucketSettings(
        bucket="portal",
        prefix=None,
        endpoint="http://storage:9000",
        region="us-east-1",
        key_id="portal",
        key="s" * 40,
        ca_file="",
        connect_timeout_s=2,
        timeout_s=12,
    )
    assert read.traffic.redis_url == "redis://counter:6379/0"
    assert not read.delivery.embedded_worker
    assert (read.is_development, read.proxies) == (False, 1)


def test_the_portal_starts_with_the_settings_of_the_units(tmp_path: Path) -> None:
    lines = (DEPLOYMENT / "portal.env").read_text("utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines if line[:1] != "#")
    unquoted = {name: value.strip("'") for name, value in values.items()}

    read = _configured({"PORTAL_SECRET_KEY_FILE": "key", **unquoted}, tmp_path)

    assert read.storage == FolderSettings(tmp_path / "attachments")
    assert (read.is_development, read.proxies) == (False, 1)


def test_every_secret_of_the_stack_is_a_file_that_its_service_gets(
    compose: dict[str, Any],
) -> None:
    for name, service in compose["services"].items():
        settings = service.get("environment", {})
        used = {
            value.removeprefix("/run/secrets/")
            for value in map(str, settings.values())
            if value.startswith("/run/secrets/")
        }
        given = set(service.get("secrets", ()))
        assert used == given, name
        assert given <= set(compose["secrets"]), name


def test_the_stack_is_shut_in(compose: dict[str, Any]) -> None:
    """Only the proxy is reached from outside; the code of the portal is read only."""
    services = compose["services"]

    assert {name for name, each in services.items() if "ports" in each} == {"proxy"}
    assert compose["networks"]["inside"] == {"internal": True}
    for name in ("web", "worker", "backup"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    for name in ("database", "storage", "counter"):
        assert services[name]["networks"] == ["inside"]


def test_every_volume_and_network_is_declared(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service.get("networks", ())) <= set(compose["networks"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOYMENT / source).exists(), source
            else:
                assert source in compose["volumes"], source


def test_the_stack_runs_commands_that_there_are(
    portal: PortalForTests, compose: dict[str, Any]
) -> None:
    """And its image is built from the file that it names."""
    started = [
        " ".join(each.get("command", ())) for each in compose["services"].values()
    ]
    ours = [command for command in started if "--app webapp" in command]

    assert len(ours) == 2
    assert all(_is_command(portal, command) for command in ours)
    build = compose["services"]["web"]["build"]
    assert (DEPLOYMENT / build["context"] / build["dockerfile"]).is_file()


def test_the_image_says_what_it_starts_in_whole_words() -> None:
    """The commands of the image are JSON; it runs as nobody that may write its code."""
    text = (DEPLOYMENT / "Containerfile").read_text("utf-8").replace("\\\n", "")
    commands = re.findall(r"^(?:HEALTHCHECK .*)?CMD (\[.*\])$", text, re.MULTILINE)

    probe, start = map(json.loads, commands)
    assert probe[:2] == ["python", "-c"]
    compile(probe[2], "probe", "exec")
    assert start[:2] == ["sh", "-c"]
    assert "gunicorn" in start[2]
    assert text.index("USER 10001") > text.index("COPY --from=build")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_keep_to_themselves(path: Path) -> None:
    service = dict(_unit(path)["Service"])

    assert {key: service.get(key) for key in HARDENED} == HARDENED


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_there_are(portal: PortalForTests, path: Path) -> None:
    """Gunicorn, or a command of the application."""
    start = _unit(path)["Service"]["ExecStart"]

    assert start.endswith(" webapp:create_app()") or _is_command(portal, start)


def _is_command(portal: PortalForTests, line: str) -> bool:
    """Tell whether `flask --app webapp …` in a line is a command, with its options."""
    found = re.search(
        r"flask --app webapp ([a-z]+)(?: ([a-z]+))?(?: --([a-z]+))?", line
    )
    assert found is not None
    command: Any = portal.app.cli.commands[found[1]]
    if found[2]:
        command = command.commands[found[2]]
    return not found[3] or f"--{found[3]}" in {
        option for each in command.params for option in each.opts
    }


def test_every_timer_has_its_service() -> None:
    timers = {path.stem for path in (DEPLOYMENT / "systemd").glob("*.timer")}

    assert timers == {"portal-backup", "portal-sweep"}
    assert timers <= {path.stem for path in UNITS}
