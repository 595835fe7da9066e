"""What tests of delivery work with: a real database, settings, a standing clock."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.storage.database import Database
from tests import databases
from webapp.delivery import outbox
from webapp.delivery.carriers import Carriers
from webapp.delivery.dispatch import Dispatch
from webapp.delivery.letter import Envelope, Kind, Letter
from webapp.delivery.patience import PATIENCE
from webapp.delivery.settings import (
    DELIVERY_DEFAULTS,
    DeliverySettings,
    delivery_settings,
)
from webapp.delivery.tables import OutboxMessage

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CERTIFICATES = Path(__file__).parent / "certificates"
CODE = Letter(
    key="code:1",
    kind=Kind.SMS,
    recipient="+41791234567",
    language="fr",
    text="Votre code d'accès au Guichet: 359-532",
    is_secret=True,
    expires_at=NOON + timedelta(minutes=10),
)
NOTICE = Letter(
    key="notice:1",
    kind=Kind.MAIL,
    recipient="camille.exemple@example.org",
    language="fr",
    subject="Votre IBAN a été changé",
    text="Bonjour,\n",
    html="<p>Bonjour,</p>\n",
)


def settings(**changes: Any) -> DeliverySettings:
    """Give the settings of a production that has them all, with changes."""
    config = {
        **DELIVERY_DEFAULTS,
        "BASE_URL": "https://guichet.example.org",
        "MAIL_HOST": "127.0.0.1",
        "MAIL_SECURITY": "none",
        "MAIL_SENDER": "guichet@example.org",
        "SMS_URL": "http://127.0.0.1:9/sms",
        **changes,
    }
    return delivery_settings(config, is_development=False, instance_path=Path("none"))


@dataclass
class Carrying:
    """Both ways out: notes what it is given, and fails as it is told."""

    faults: list[Any] = field(default_factory=list)
    carried: list[Any] = field(default_factory=list)

    def send(self, *message: object, key: str = "") -> None:
        self.carried.append((*message, key) if key else message[0])
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault


@dataclass
class Rig:
    """An outbox and a worker's tools, as two workers would share them."""

    path: Path
    instant: datetime = NOON
    carrying: Carrying = field(default_factory=Carrying)

    def __post_init__(self) -> None:
        self.database = Database(databases.address_of(self.path))
        self.dispatch = Dispatch(
            database=self.database,
            carriers=self.carriers(),
            clock=lambda: self.instant,
            chance=lambda: 0.0,
            patience=PATIENCE,
            lease_s=300,
        )

    def carriers(self, mail: Any = None, sms: Any = None) -> Carriers:
        both: Any = self.carrying
        return Carriers(
            mail=mail or both,
            sms=sms or both,
            mail_settings=settings().mail,
        )

    def through(self, mail: Any = None, sms: Any = None) -> Dispatch:
        """Give the tools with another way out."""
        return replace(self.dispatch, carriers=self.carriers(mail, sms))

    def wait(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)

    def write(self, letter: Letter) -> bool:
        with self.database.writing() as session:
            return outbox.write(session, letter, at=self.instant, domain="example.org")

    def rows(self) -> list[OutboxMessage]:
        with self.database.reading() as session:
            ordered = select(OutboxMessage).order_by(OutboxMessage.dedupe_key)
            return list(session.scalars(ordered))

    @property
    def row(self) -> OutboxMessage:
        (only,) = self.rows()
        return only


def envelope(letter: Letter, name: str = "an-id") -> Envelope:
    """Give a letter as a worker has it in hand."""
    return Envelope(
        id=name,
        message_id=f"<{name}@example.org>",
        kind=letter.kind,
        recipient=letter.recipient,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        is_secret=letter.is_secret,
        created_at=NOON,
        attempts=1,
        lease_token="a-token",
    )
