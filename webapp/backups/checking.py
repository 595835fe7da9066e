"""Checking a backup without restoring it: every part, and that the parts fit."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from alembic.script import ScriptDirectory
from sqlalchemy import func, select, table, text

from webapp.backups.contents import (
    DOCUMENTS,
    SUMS,
    BackupError,
    read_manifest,
    read_sums,
    sha256_of,
)
from webapp.backups.making import audit_head, named_objects, schema_of
from webapp.backups.snapshots import database_part, reading_sqlite, run_postgresql
from webapp.migrations import configuration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from webapp.backups.contents import Manifest

__all__ = ["faults_of_rows", "whole_backup"]


def whole_backup(folder: Path) -> Manifest:
    """Give the manifest of a backup that is whole.

    Raises:
        BackupError: It is not; the words name every fault.
    """
    manifest = read_manifest(folder)
    faults = list(_faults_of(folder, manifest))
    if faults:
        raise BackupError("\n".join(faults))
    return manifest


def _faults_of(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Tell everything that is wrong with a backup."""
    if not _is_known(manifest.schema):
        yield f"its database has revision {manifest.schema}, which is newer than this"
    try:
        content = (folder / SUMS).read_bytes()
    except OSError:
        yield f"{SUMS} is missing"
        return
    if sha256(content).hexdigest() != manifest.sums_sha256:
        yield f"{SUMS} was changed"
        return
    sums = dict(read_sums(folder))
    yield from _faults_of_parts(folder, sums)
    part = database_part(folder, manifest.backend)
    if part.name not in sums:
        yield f"{part.name} is missing"
    if sums.get(part.name) != _sum_of(part):
        return
    if manifest.backend == "sqlite":
        yield from _faults_of_sqlite(part, manifest, sums)
    else:
        yield from _faults_of_dump(part)


def _is_known(schema: str) -> bool:
    directory = ScriptDirectory.from_config(configuration())
    return schema in {script.revision for script in directory.walk_revisions()}


def _faults_of_parts(folder: Path, sums: Mapping[str, str]) -> Iterator[str]:
    there = {f"{DOCUMENTS}/{path.name}" for path in (folder / DOCUMENTS).glob("*")}
    yield from (f"{part} belongs to no backup" for part in sorted(there - set(sums)))
    for part, digest in sums.items():
        try:
            found = sha256_of(folder / part)
        except OSError:
            yield f"{part} is missing"
            continue
        if found != digest:
            yield f"{part} was changed"


def _sum_of(part: Path) -> str:
    return sha256_of(part) if part.is_file() else ""


def _faults_of_dump(part: Path) -> Iterator[str]:
    """Let PostgreSQL's own program read the dump's table of contents."""
    try:
        run_postgresql("pg_restore", "--list", str(part))
    except BackupError as error:
        yield f"{part.name}: {error}"


def _faults_of_sqlite(
    part: Path, manifest: Manifest, sums: Mapping[str, str]
) -> Iterator[str]:
    with reading_sqlite(part) as connection:
        for (words,) in connection.execute(text("PRAGMA integrity_check")):
            if words != "ok":
                yield f"{part.name}: {words}"
        for row in connection.execute(text("PRAGMA foreign_key_check")):
            yield f"{part.name}: a row of {row[0]} names a row of {row[2]} that is gone"
        yield from faults_of_rows(connection, manifest)
        yield from _faults_of_documents(connection, manifest, sums)


def faults_of_rows(connection: Connection, manifest: Manifest) -> Iterator[str]:
    """Tell where a database is not the one that a manifest speaks of."""
    if schema_of(connection) != manifest.schema:
        yield "the database has another revision than the manifest says"
    if audit_head(connection) != manifest.audit:
        yield "the log of the database is another one than the manifest says"
    for name, count in manifest.counts.items():
        counted = select(func.count()).select_from(table(name))
        found = connection.scalar(counted)
        if found != count:
            yield f"{name} has {found} rows, and had {count}"


def _faults_of_documents(
    connection: Connection, manifest: Manifest, sums: Mapping[str, str]
) -> Iterator[str]:
    excused = {*manifest.removed, *manifest.lost}
    for name, digest in named_objects(connection).items():
        if name not in excused and sums.get(f"{DOCUMENTS}/{name}") != digest:
            yield f"the document {name} does not fit its row"
