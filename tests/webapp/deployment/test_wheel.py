"""What is installed is whole: it runs without the folder that it was made in."""

import os
import re
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.webapp.deployment.served import served

ROOT = Path(__file__).parent.parent.parent.parent
ROOMS = ("engine", "webapp", "forms", "pdf_templates")
NOT_INSTALLED = ("webapp/deployment/",)
SETTINGS = {
    "SECRET_KEY": "a secret of tests, long enough for everybody",
    "TRUSTED_HOSTS": '["127.0.0.1"]',
    "BASE_URL": "https://guichet.example.org",
    "MAIL_HOST": "127.0.0.1",
    "MAIL_SENDER": "guichet@example.org",
    "SMS_URL": "https://127.0.0.1/sms",
    "SMS_TOKEN": "t",
    "EMBEDDED_WORKER": "false",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, with nothing left of an earlier one."""
    folder = tmp_path_factory.mktemp("wheel")
    configuration = folder / "setup.cfg"
    configuration.write_text(
        f"[build]\nbuild_base = {folder / 'build'}\n[egg_info]\negg_base = {folder}\n"
    )
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps"),
            *("--no-build-isolation", "--quiet", "--wheel-dir", folder, ROOT),
        ],
        env=os.environ | {"DIST_EXTRA_CONFIG": str(configuration)},
        check=True,
        timeout=120,
    )
    [made] = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack it where nothing else of ours is; nobody may write there."""
    site = tmp_path_factory.mktemp("site")
    ZipFile(wheel).extractall(site)
    for path in site.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return site


def test_everything_tracked_is_in_it(wheel: Path) -> None:
    """Modules, templates, scripts, migrations, catalogues, forms and templates."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z", *ROOMS], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout.decode()
    wanted = {
        path
        for path in tracked.split("\0")
        if path and not path.startswith(NOT_INSTALLED) and (ROOT / path).exists()
    }

    assert wanted - set(ZipFile(wheel).namelist()) == set()


def test_what_make_brings_is_in_it(wheel: Path) -> None:
    """Fonts and the browser's arithmetic, which are not in the repository."""
    names = ZipFile(wheel).namelist()

    assert "webapp/static/vendor/decimal.mjs" in names
    assert [name for name in names if name.startswith("pdf_templates/fonts/")]
    assert [n for n in names if n.startswith(("tests/", *NOT_INSTALLED))] == []


def test_it_serves_its_pages(installed: Path, tmp_path: Path) -> None:
    """As production starts it, from a folder where nothing else is."""
    assert _place_of_webapp(installed) == installed / "webapp/__init__.py"
    (tmp_path / "instance").mkdir()
    settings = SETTINGS | {"INSTANCE_PATH": str(tmp_path / "instance")}
    with served(tmp_path, settings, site=installed) as port:
        status, page = _get(port, "/connexion")
        style = re.search(r'href="(/static/[^"]+\.css[^"]*)"', page)

        assert status == 200
        assert "Se connecter" in page
        assert style is not None
        assert _get(port, style[1])[0] == 200
        assert "Anmelden" in _get(port, "/connexion", {"Accept-Language": "de"})[1]
    assert (tmp_path / "instance" / "portal.sqlite3").exists()


def _place_of_webapp(site: Path) -> Path:
    """Tell which of the two that this machine has is the one that runs."""
    asked = "import importlib.util as u; print(u.find_spec('webapp').origin)"
    return Path(
        subprocess.run(
            [sys.executable, "-P", "-c", asked],
            env=os.environ | {"PYTHONPATH": str(site)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.strip()
    )


def _get(
    port: int, path: str, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text
