"""Settings: what production refuses, what development keeps, what the tables are."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from engine.storage.database import Database
from tests.databases import address_of
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from webapp import create_app
from webapp.accounts.samples import SAMPLES
from webapp.configuration import ConfigurationError
from webapp.migrations import upgrade
from webapp.tables import METADATA

_SAFE: dict[str, Any] = {
    "MODE": "production",
    "SECRET_KEY": "s" * 40,
    "TRUSTED_HOSTS": ["www.example.org"],
    "SAMPLE_ACCOUNTS": False,
    "BASE_URL": "https://www.example.org",
    "MAIL_HOST": "mail.example.org",
    "MAIL_SENDER": "guichet@example.org",
    "SMS_URL": "https://sms.example.org/send",
    "EMBEDDED_WORKER": False,
}


@pytest.mark.parametrize(
    "unsafe",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "short"},
        {"TRUSTED_HOSTS": None},
        {"SAMPLE_ACCOUNTS": True},
        {"MODE": "debug"},
        {"MAIL_HOST": ""},
        {"BASE_URL": "http://www.example.org"},
        {"DELIVERY_TO_FILES": True},
        {"LOG_LEVEL": "LOUD"},
        {"SECURITY_CONTACT": "security@example.org", "SECURITY_EXPIRES": "2027-06-30"},
        {"SECURITY_CONTACT": "mailto:security@example.org", "SECURITY_EXPIRES": "soon"},
    ],
)
def test_production_refuses_what_is_unsafe(
    tmp_path: Path, unsafe: dict[str, Any]
) -> None:
    """A29: no default secret, no sample account, no unknown host, no third mode."""
    with pytest.raises(ConfigurationError):
        create_app({"INSTANCE_PATH": str(tmp_path), **_SAFE, **unsafe})


def test_settings_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`PORTAL_*` variables are read; the mode is production unless one says else."""
    monkeypatch.setenv("PORTAL_INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("PORTAL_SECRET_KEY", "e" * 40)
    monkeypatch.setenv("PORTAL_TRUSTED_HOSTS", '["www.example.org"]')
    for name in ("BASE_URL", "MAIL_HOST", "MAIL_SENDER", "SMS_URL"):
        monkeypatch.setenv(f"PORTAL_{name}", _SAFE[name])

    app = create_app()

    assert app.config["SESSION_COOKIE_NAME"] == "__Host-session"
    app.extensions["portal"].database.close()


def test_a_setting_that_is_misspelt_keeps_the_portal_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its default would be in force, and nobody would notice."""
    monkeypatch.setenv("PORTAL_SESSION_IDLE", "60")

    with pytest.raises(ConfigurationError, match="did you mean PORTAL_SESSION_IDLE_S"):
        create_app({"INSTANCE_PATH": str(tmp_path), **_SAFE})


def test_the_secret_may_stand_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n")
    monkeypatch.setenv("PORTAL_SECRET_KEY_FILE", str(tmp_path / "key"))
    safe = {name: value for name, value in _SAFE.items() if name != "SECRET_KEY"}

    app = create_app(
        {
            "INSTANCE_PATH": str(tmp_path),
            "DATABASE_URL": address_of(tmp_path),
            **safe,
        }
    )

    assert app.config["SECRET_KEY"] == "k" * 40
    app.extensions["portal"].database.close()


def test_development_keeps_its_secret(tmp_path: Path) -> None:
    """Sessions survive a restart, and the secret is this copy's own."""
    first, second = (make_portal(tmp_path, SECRET_KEY=None) for _ in range(2))

    assert first.services.settings.secret == second.services.settings.secret
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    for portal in (first, second):
        portal.services.database.close()


def test_sample_accounts_open_in_development(tmp_path: Path) -> None:
    """They are made once, whatever the number of starts."""
    make_portal(tmp_path, SAMPLE_ACCOUNTS=True).services.database.close()
    portal = make_portal(tmp_path, SAMPLE_ACCOUNTS=True)
    sample = SAMPLES[0]
    browser = portal.browser().get("/connexion")
    browser.fill(email=sample.email, password=sample.password)

    browser.press("Se connecter").fill(code=portal.code(sample.email))

    assert browser.press("Envoyer").address == "/"
    portal.services.database.close()


def test_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    """No table, column or index differs between the two."""
    with closing(Database(address_of(tmp_path, is_migrated=False))) as database:
        upgrade(database)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection)

            assert compare_metadata(context, METADATA) == []


def test_sqlite_is_opened_for_durability(tmp_path: Path) -> None:
    """A write-ahead log, forced to disk; foreign keys hold; writers wait."""
    database = Database(address_of(tmp_path, kind="sqlite"))
    with closing(database), database.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_the_command_line_brings_the_database_up_to_date(
    portal: PortalForTests,
) -> None:
    """`flask --app webapp db upgrade` may be run at any time."""
    result = portal.app.test_cli_runner().invoke(args=["db", "upgrade"])

    assert (result.exit_code, result.output) == (0, "")
