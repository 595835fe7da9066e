"""The repositories of definitions and requests, on real databases.

Every test runs on an SQLite file and, where the machine has the server, on PostgreSQL.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from engine.compiler.form import CompiledForm
from engine.compiler.library import load_archive, load_directory
from engine.storage.database import Database
from engine.storage.definitions import (
    UnknownDefinitionError,
    archive,
    archived_sources,
)
from engine.storage.references import new_id, new_reference
from engine.storage.requests import (
    KeptPdf,
    RequestRepository,
    Sending,
    free_reference,
)
from engine.storage.tables import Request
from tests.databases import KINDS, address_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FORMS = Path(__file__).parent.parent.parent.parent / "forms"


@pytest.fixture(scope="module")
def form() -> CompiledForm:
    return load_directory(FORMS).forms["318.632"]


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    opened = Database(address_of(tmp_path, kind=request.param))
    yield opened
    opened.close()


def begin(
    database: Database, form: CompiledForm, key: str = "k", at: datetime = NOW
) -> Request:
    with database.writing() as session:
        archive(session, form, at=at)
        return RequestRepository(session).begin(
            form,
            owner_id="owner",
            creation_key=key,
            language="fr",
            status="draft",
            answers={"decision_number": "as typed "},
            at=at,
        )


def sending(request: Request, reference: str) -> Sending:
    return Sending(
        reference=reference,
        actor_id="owner",
        from_status="draft",
        to_status="processing",
        action="send",
        at=NOW,
        language="fr",
        definition_hash=request.definition_hash,
        version=request.version,
        answers=request.answers,
        record={"answers": {}},
        applicant={"last_name": "Exemple"},
        confirmations={},
        total=Decimal("0.10"),
        pdf=KeptPdf(sha256="0" * 64, stored_as="pdf"),
    )


def send(database: Database, request: Request, reference: str = "7KX4-9QMT") -> bool:
    with database.writing() as session:
        return RequestRepository(session).send(
            request.id, sending(request, reference), revision=request.revision
        )


def found(database: Database, request: Request) -> Request:
    with database.reading() as session:
        again = RequestRepository(session).find(request.id)
    assert again is not None
    return again


def test_an_archived_definition_compiles_to_the_same_form(
    database: Database, form: CompiledForm
) -> None:
    """Kept once however often, and found under its hash."""
    for _ in range(2):
        with database.writing() as session:
            archive(session, form, at=NOW)

    with database.reading() as session:
        again = load_archive(form.id, archived_sources(session, form.hash))
    assert again.hash == form.hash


def test_an_unknown_definition_is_named(database: Database) -> None:
    """A record without its definition is a fault that says which is missing."""
    with (
        database.reading() as session,
        pytest.raises(
            UnknownDefinitionError, match="no definition is archived under x"
        ),
    ):
        archived_sources(session, "x")


def test_a_draft_keeps_answers_as_typed(database: Database, form: CompiledForm) -> None:
    """Nothing is trimmed or understood on the way to the disk."""
    draft = begin(database, form)

    assert found(database, draft).answers == {"decision_number": "as typed "}


def test_the_same_key_begins_one_request(
    database: Database, form: CompiledForm
) -> None:
    """A double click on a new form makes one draft."""
    assert begin(database, form).id == begin(database, form).id


def test_an_overtaken_change_changes_nothing(
    database: Database, form: CompiledForm
) -> None:
    """The second of two that saw the same revision is told."""
    draft = begin(database, form)
    revisions = []
    for answer in ("first", "second"):
        with database.writing() as session:
            revisions.append(
                RequestRepository(session).change(
                    draft.id,
                    {"answers": {"a": answer}},
                    revision=draft.revision,
                    status="draft",
                )
            )

    assert revisions == [2, None]
    assert found(database, draft).answers == {"a": "first"}


def test_a_request_is_sent_once(database: Database, form: CompiledForm) -> None:
    """The second finds nothing to send; record, event and PDF are there once."""
    draft = begin(database, form)

    assert [send(database, draft), send(database, draft, "AAAA-AAAA")] == [True, False]

    sent = found(database, draft)
    with database.reading() as session:
        repository = RequestRepository(session)
        events = repository.events(draft.id)
        pdf = repository.frozen_pdf(draft.id)
    assert (sent.reference, sent.status, sent.sent_at) == (
        "7KX4-9QMT",
        "processing",
        NOW,
    )
    assert sent.applicant == {"last_name": "Exemple"}
    assert [(e.from_status, e.to_status, e.at) for e in events] == [
        ("draft", "processing", NOW)
    ]
    assert pdf is not None
    assert (pdf.sha256, pdf.stored_as, pdf.content) == ("0" * 64, "pdf", b"")


def test_a_sending_that_fails_leaves_the_draft(
    database: Database, form: CompiledForm
) -> None:
    """All of it is one transaction."""
    first, second = begin(database, form), begin(database, form, "other")
    send(database, first)

    with pytest.raises(IntegrityError):
        send(database, second)

    assert found(database, second).status == "draft"


def test_a_free_reference_is_not_taken(database: Database, form: CompiledForm) -> None:
    """References are made until one is free."""
    with database.reading() as session:
        reference = free_reference(session)

    assert send(database, begin(database, form), reference)


def test_amounts_are_exact(database: Database, form: CompiledForm) -> None:
    """Ten centimes come back as ten centimes."""
    draft = begin(database, form)
    send(database, draft)

    assert str(found(database, draft).total) == "0.10"


@pytest.mark.parametrize("amount", ["0.00005", "1E+14", "NaN", "-Infinity"])
def test_an_amount_that_would_change_is_refused(
    database: Database, form: CompiledForm, amount: str
) -> None:
    """What one database would round, or another has no room for, neither keeps."""
    draft = begin(database, form)

    def keep() -> None:
        with database.writing() as session:
            session.get_one(Request, draft.id).total = Decimal(amount)

    with pytest.raises(StatementError, match="not an amount with four places at most"):
        keep()
    assert found(database, draft).total is None


def test_instants_are_utc(database: Database, form: CompiledForm) -> None:
    """An instant of any zone is the same instant afterwards, in UTC."""
    zurich = timezone(timedelta(hours=1))
    draft = begin(database, form, at=datetime(2026, 11, 24, 13, 0, tzinfo=zurich))

    kept = found(database, draft).created_at
    assert (kept, kept.tzinfo) == (NOW, UTC)


def test_an_instant_without_zone_is_refused(
    database: Database, form: CompiledForm
) -> None:
    """Nobody knows when it was."""
    with pytest.raises(StatementError, match="it has no zone"):
        begin(database, form, at=NOW.replace(tzinfo=None))


def test_a_persons_requests_come_newest_first(
    database: Database, form: CompiledForm
) -> None:
    """Nobody else's are among them."""
    older = begin(database, form, "older")
    newer = begin(database, form, "newer", at=NOW + timedelta(days=1))

    with database.reading() as session:
        repository = RequestRepository(session)
        listed = [request.id for request in repository.of_owner("owner")]
        others = list(repository.of_owner("somebody else"))

    assert (listed, others) == ([newer.id, older.id], [])


def test_a_persons_requests_come_by_pages(
    database: Database, form: CompiledForm
) -> None:
    """Each page begins behind the last one seen, which is the person's own."""
    made = [
        begin(database, form, f"key {number}", NOW + timedelta(minutes=number)).id
        for number in range(5)
    ]
    with database.writing() as session:
        other = RequestRepository(session).begin(
            form,
            owner_id="somebody else",
            creation_key="k",
            language="fr",
            status="draft",
            answers={},
            at=NOW,
        )
    expected = made[::-1]

    with database.reading() as session:
        repository = RequestRepository(session)
        pages = [
            [each.id for each in repository.of_owner("owner", after=after, limit=2)]
            for after in (None, expected[1], expected[3], other.id, "none")
        ]

    first = expected[:2]
    assert pages == [first, expected[2:4], expected[4:], first, first]


def test_a_request_needs_its_definition(database: Database, form: CompiledForm) -> None:
    """Foreign keys are enforced."""
    with pytest.raises(IntegrityError), database.writing() as session:
        RequestRepository(session).begin(
            form,
            owner_id="owner",
            creation_key="k",
            language="fr",
            status="draft",
            answers={},
            at=NOW,
        )


def test_writers_wait_for_each_other(database: Database, form: CompiledForm) -> None:
    """Many at once all succeed: none meets a locked database."""
    keys = [f"key {number}" for number in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda key: begin(database, form, key), keys))

    with database.reading() as session:
        assert len(RequestRepository(session).of_owner("owner")) == len(keys)


def test_one_key_begins_one_request_at_once(
    database: Database, form: CompiledForm
) -> None:
    """Twelve presses of the same button at the same time make one draft."""
    with ThreadPoolExecutor(12) as pool:
        made = pool.map(lambda _: begin(database, form).id, range(12))

        assert len(set(made)) == 1


def test_references_are_read_out_without_mistake() -> None:
    """No letter or digit that looks or sounds like another; no two alike."""
    made = {new_reference() for _ in range(500)}

    assert len(made) == 500
    assert not set("".join(made)) & set("01ILOU")
    assert {len(new_id()) for _ in range(20)} == {22}
