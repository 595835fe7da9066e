"""Offices that are backed up, and others that a backup is put back into."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.storage.tables import FrozenPdf, Request, RequestVersion
from tests.webapp.portal_for_tests import PortalForTests
from webapp.attachments.tables import Attachment
from webapp.storage.prints import content_of
from webapp.storage.sweep import losses
from webapp.tables import METADATA

__all__ = ["Said", "contents", "documents_fit", "run", "sent_contents"]


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    words: str


def run(portal: PortalForTests, *arguments: object) -> Said:
    """Run a command of `flask --app webapp` on a portal."""
    done = portal.app.test_cli_runner().invoke(args=[str(a) for a in arguments])
    return Said(done.exit_code, done.output)


def contents(portal: PortalForTests) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table."""
    with portal.services.database.engine.connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(table))), key=repr
            )
            for table in METADATA.sorted_tables
        }


def sent_contents(portal: PortalForTests) -> dict[str, set[str]]:
    """Give, by reference, the hashes of a request's records, prints and documents."""
    found: dict[str, set[str]] = {}
    with portal.services.database.reading() as session:
        for request in session.scalars(select(Request)):
            if request.reference is None:
                continue
            own = select(RequestVersion.content_hash, FrozenPdf)
            own = own.join(FrozenPdf, FrozenPdf.id == RequestVersion.pdf_id)
            own = own.where(RequestVersion.request_id == request.id)
            hashes = set[str]()
            for content_hash, pdf in session.execute(own):
                content_of(portal.services.storage, pdf)
                hashes |= {content_hash, pdf.sha256}
            named = select(Attachment.sha256)
            named = named.where(Attachment.request_id == request.id)
            found[request.reference] = hashes | set(session.scalars(named))
    return found


def documents_fit(portal: PortalForTests) -> bool:
    """Tell whether each row's document is there, byte for byte (I3)."""
    services = portal.services
    return not list(losses(services.database, services.storage))


def part(folder: Path, name: str) -> Path:
    """Give the first part of a backup whose path fits."""
    return min(folder.glob(name))
