"""The portal as the rig's processes run it: web workers, and the worker of the outbox.

Only two things differ from production: passwords are hashed cheaply, and the clock
begins on a day of the tests and can be moved while everybody is at work.
"""

import json
import os
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask

from engine.runtime.assess import assess
from webapp import create_app
from webapp.portal import EXTENSION
from webapp.requests.printing import print_assessment

if TYPE_CHECKING:
    from webapp.portal import Portal

SETTINGS = "SETTINGS_OF_THE_FAULTY_PORTAL"
"""Names the environment variable with the settings of a process, as JSON."""
BEGINNING = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class MovableClock:
    """Runs as time does, from a day of the tests on, plus what a file says.

    Every process that reads the same file sees the same time; a skew is of one alone.
    """

    file: Path
    skew_s: float = 0.0

    def __call__(self) -> datetime:
        began, moved_s = json.loads(self.file.read_text())
        passed_s = time.time() - began + moved_s + self.skew_s
        return BEGINNING + timedelta(seconds=passed_s)

    def begin(self) -> None:
        self._write(time.time(), 0.0)

    def move(self, seconds: float) -> None:
        """Jump: forward, or back where it is negative."""
        began, moved_s = json.loads(self.file.read_text())
        self._write(began, moved_s + seconds)

    def _write(self, began: float, moved_s: float) -> None:
        # Whole at any instant: somebody may be reading.
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps([began, moved_s]))
        new.rename(self.file)


@dataclass(frozen=True, kw_only=True)
class ProcessSettings:
    """What a process of the rig is told."""

    clock_file: str
    skew_s: float
    portal: dict[str, object]

    def environment(self) -> dict[str, str]:
        return {**os.environ, SETTINGS: json.dumps(asdict(self), default=str)}


def application() -> Flask:
    """Make the application, warm: what a worker is forked from serves at once."""
    told = ProcessSettings(**json.loads(os.environ[SETTINGS]))
    app = create_app(
        {
            "MODE": "development",
            "SECRET_KEY": "a secret of tests, long enough for everybody",
            "EMBEDDED_WORKER": False,
            "LOOK_AGAIN_AFTER_S": 3600.0,
            **told.portal,
            "CLOCK": MovableClock(Path(told.clock_file), told.skew_s),
            "PASSWORDS": PasswordHasher.from_parameters(CHEAPEST),
        }
    )
    services: Portal = app.extensions[EXTENSION]
    app.test_client().get("/connexion")
    form, now = services.definitions.forms["318.632.1"], services.now()
    with app.test_request_context():
        blank = assess(form, {}, {}, now.date())
        print_assessment(blank, reference="0000-0000", sent_at=now)
    # A connection must not be shared by those who are forked from this process.
    services.database.close()
    return app
