"""The portal: a thin Flask application that asks the engine and stores its answers.

`create_app` puts it together; see `webapp.configuration` for its settings.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from flask import Flask
from flask_wtf.csrf import CSRFProtect

from engine.storage.database import Database
from webapp import (
    access,
    assets,
    commands,
    errors,
    language,
    language_switch,
    security,
)
from webapp.accounts import (
    app_page,
    code_page,
    confirmation_page,
    profile_page,
    registration,
    reset_page,
    samples,
    sessions,
    welcome_page,
)
from webapp.accounts import views as account_views
from webapp.accounts.staff import staff
from webapp.attachments.incoming import FormRequest
from webapp.backups.command import backup_command, restore_command
from webapp.clock import system_clock
from webapp.configuration import configure
from webapp.definitions import Definitions
from webapp.delivery.chores import Chore
from webapp.delivery.service import install_delivery
from webapp.migrations import upgrade
from webapp.office import figures_page, handling_views, messages_page, payment_views
from webapp.office import views as office_views
from webapp.office.commands import audit_commands
from webapp.operations.doctor_command import doctor_command
from webapp.operations.logs import write_logs
from webapp.operations.requests import follow_requests
from webapp.operations.views import install_operations
from webapp.portal import EXTENSION, Portal
from webapp.privacy import views as privacy_views
from webapp.privacy.commands import person_commands, retention_command
from webapp.privacy.retention import follow_retention
from webapp.requests import check_page, copying, form_page, program_view, wording
from webapp.requests import views as request_views
from webapp.requests.reminders import remind_of_drafts
from webapp.settings.command import settings_command
from webapp.storage.command import documents_commands
from webapp.storage.prints import move_prints
from webapp.storage.settings import store_at
from webapp.traffic.counters import counter_at
from webapp.traffic.doors import limit_traffic
from webapp.verification import views as verification_views

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from webapp.configuration import Settings

__all__ = ["create_app"]

_PRINTS_AN_HOUR = 1000
"""How many prints the worker moves to the storage at once, at the most."""

_VIEWS = (
    account_views,
    registration,
    code_page,
    confirmation_page,
    reset_page,
    profile_page,
    app_page,
    welcome_page,
    request_views,
    form_page,
    check_page,
    copying,
    program_view,
    office_views,
    handling_views,
    figures_page,
    messages_page,
    payment_views,
    verification_views,
    privacy_views,
)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make the application; its database is brought to the newest version.

    Args:
        config: Settings that win over those of the environment. Three of them are
            objects and come this way only: `CLOCK` gives the present instant,
            `PASSWORDS` is the argon2 hasher, `VIRUS_SCANNER` looks for viruses.

    Raises:
        ConfigurationError: A setting is missing, or unsafe in production.
    """
    app = Flask(__name__, static_folder=None)
    app.request_class = FormRequest
    settings = configure(app, config)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    write_logs(settings)
    services = _services(settings, config or {})
    app.extensions[EXTENSION] = services
    follow_requests(app, settings)
    made = install_delivery(app, settings.delivery, services.database, services.clock)
    made.worker.chores.extend(_chores(app, services))
    language.speak(app)
    limit_traffic(app, counter_at(settings.traffic.redis_url))
    sessions.watch_sessions(app)
    security.protect(app, settings)
    CSRFProtect(app)
    language_switch.switch_languages(app)
    access.guard(app)
    assets.serve_assets(app)
    errors.explain_errors(app)
    wording.teach_templates(app)
    commands.add_commands(app)
    app.cli.add_command(audit_commands)
    app.cli.add_command(documents_commands)
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
    app.cli.add_command(retention_command)
    app.cli.add_command(person_commands)
    install_operations(app, services)
    app.cli.add_command(staff)
    app.cli.add_command(settings_command)
    app.cli.add_command(doctor_command)
    for blueprint in dict.fromkeys(views.blueprint for views in _VIEWS):
        app.register_blueprint(blueprint)
    upgrade(services.database)
    if settings.sample_accounts:
        samples.create_samples(services)
    return app


def _chores(app: Flask, services: Portal) -> Iterator[Chore]:
    """Give what is done each hour; each machine archives the forms that it has."""
    yield Chore("reminders", partial(remind_of_drafts, app))
    yield Chore(
        "archive",
        lambda: services.definitions.keep_in_archive(services.now()),
        is_everybodys=True,
    )
    yield Chore(
        "prints",
        partial(move_prints, services.database, services.storage, most=_PRINTS_AN_HOUR),
    )
    yield Chore("retention", partial(follow_retention, app))


def _services(settings: Settings, given: Mapping[str, Any]) -> Portal:
    database = Database(settings.database_url)
    return Portal(
        settings=settings,
        database=database,
        definitions=Definitions(
            settings.forms_path,
            database,
            look_again_after_s=settings.look_again_after_s,
        ),
        clock=given.get("CLOCK", system_clock),
        storage=store_at(settings.storage),
        virus_scanner=given.get("VIRUS_SCANNER") or settings.virus_scanner,
        passwords=given.get("PASSWORDS") or PasswordHasher(),
    )
