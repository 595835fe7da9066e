"""The forms that the portal serves, kept up to date with their files.

The files are looked at again at most once a second, and a change counts once nothing
changes any more: half of a file may well be a form. What was compiled last stays in
force until something new is whole: a form whose file no longer compiles keeps its last
good definition, in a process that starts beside the broken file the one that was
archived last. Its faults are logged, and told by `state`. A form whose file is gone is
no longer offered. Requests made with an older definition, or on a machine with other
files, are read with that one, from the archive.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from dataclasses import dataclass, field
from errno import ENOENT
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from engine.compiler.library import ArchiveError, compile_files, load_archive
from engine.diagnostics import render
from engine.source.files import SourceFile, read_directory
from engine.storage.definitions import (
    archive,
    archived_hashes,
    archived_sources,
    newest_archived_sources,
)
from webapp.operations.metrics import Happening, count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from engine.compiler.form import CompiledForm
    from engine.compiler.library import Library
    from engine.storage.database import Database

__all__ = ["Definitions", "DefinitionsState"]

_LOOK_AGAIN_AFTER_S = 1.0
_log = logging.getLogger(__name__)

_Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionsState:
    """What one process serves, for whoever looks after several of them."""

    hash: str
    """Of all forms in force: the same wherever the same ones are."""
    forms: Mapping[str, str]
    """The hashes of the forms in force, by id."""
    problems: tuple[str, ...]
    """Why files are not in force, a place and a code each; none where all are."""


@dataclass(slots=True)
class Definitions:
    """The forms of one directory. Safe to share between threads."""

    directory: Path
    database: Database
    look_again_after_s: float = _LOOK_AGAIN_AFTER_S
    _forms: Mapping[str, CompiledForm] = field(
        default_factory=dict[str, "CompiledForm"]
    )
    _archived: dict[str, CompiledForm] = field(
        default_factory=dict[str, "CompiledForm"]
    )
    _stamp: _Stamp | None = None
    """Of the files that were compiled last."""
    _seen: _Stamp | None = None
    """Of files that had changed at the last look."""
    _problems: tuple[str, ...] = ()
    _unreadable: tuple[str, ...] = ()
    """Why the files could not be looked at, if they could not."""
    _looked_at: float = -math.inf
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def forms(self) -> Mapping[str, CompiledForm]:
        """Give the forms in force, by id."""
        # One looks, the others go on with what is in force; at first there is nothing
        # to go on with, so they wait.
        if self._is_due() and self._lock.acquire(blocking=self._stamp is None):
            try:
                if self._is_due():
                    self._look()
                    self._looked_at = time.monotonic()
            finally:
                self._lock.release()
        return self._forms

    def get(self, form_id: str) -> CompiledForm | None:
        """Give the form in force under an id, or None."""
        return self.forms.get(form_id)

    def pinned(self, form_id: str, definition_hash: str) -> CompiledForm:
        """Give a form with exactly this definition, in force or archived.

        Raises:
            UnknownDefinitionError: It is neither.
        """
        current = self.forms.get(form_id)
        if current is not None and current.hash == definition_hash:
            return current
        if definition_hash not in self._archived:
            with self.database.reading() as session:
                sources = archived_sources(session, definition_hash)
            self._archived[definition_hash] = load_archive(form_id, sources)
        return self._archived[definition_hash]

    @property
    def state(self) -> DefinitionsState:
        """Tell what is in force, and what is not because it is broken."""
        hashes = {form_id: form.hash for form_id, form in sorted(self.forms.items())}
        lines = "".join(f"{form_id} {hash_}\n" for form_id, hash_ in hashes.items())
        return DefinitionsState(
            hash=sha256(lines.encode()).hexdigest(),
            forms=hashes,
            problems=self._unreadable + self._problems,
        )

    def keep_in_archive(self, at: datetime) -> None:
        """Archive what is in force, used or not: a process that starts may need it."""
        with self.database.reading() as session:
            known = archived_hashes(session)
        new = [form for form in self.forms.values() if form.hash not in known]
        if new:
            with self.database.writing() as session:
                for form in new:
                    archive(session, form, at=at)

    def _is_due(self) -> bool:
        return time.monotonic() - self._looked_at > self.look_again_after_s

    def _look(self) -> None:
        try:
            stamp = _stamp_of(self.directory)
            self._unreadable = ()
            if stamp == self._stamp or not self._is_settled(stamp):
                return
            library = _compiled(tuple(read_directory(self.directory).values()))
        except OSError as error:
            # Files are written while we look: the next look sees them whole.
            self._tell_unreadable(error)
            return
        _report(library)
        kept = _kept(self._forms, library)
        archived = self._from_archive(_without_form(library, {**kept, **library.forms}))
        # One assignment: a request sees the old forms or the new ones.
        self._forms = {**archived, **kept, **library.forms}
        self._problems = tuple(_problems(library))
        if self._problems:
            count(Happening.DEFINITION_FAILURE)
        self._stamp = stamp

    def _is_settled(self, stamp: _Stamp) -> bool:
        """Tell whether files are as they were at the last look, or changed long ago.

        A file that is gone may be about to come back: editors replace one so.
        """
        seen, self._seen = self._seen, stamp
        if self._stamp is None or not self.look_again_after_s or stamp == seen:
            return True
        is_less = {name for name, *_ in self._stamp} - {name for name, *_ in stamp}
        # Compared with the times of files, which are the system's too.
        newest_s = max((changed for _, changed, _ in stamp), default=0) / 10**9
        return not is_less and newest_s + self.look_again_after_s < time.time()

    def _tell_unreadable(self, error: OSError) -> None:
        told = (f"{Path(error.filename or self.directory).name}: {error.strerror}",)
        if self._unreadable != told:
            _log.error("the forms in %s could not be read: %s", self.directory, *told)
        self._unreadable = told

    def _from_archive(self, form_ids: Iterator[str]) -> dict[str, CompiledForm]:
        """Give what was archived last of forms that do not compile."""
        found: dict[str, CompiledForm] = {}
        for form_id in form_ids:
            with self.database.reading() as session:
                sources = newest_archived_sources(session, form_id)
            if sources is None:
                continue
            try:
                found[form_id] = load_archive(form_id, sources)
            except ArchiveError as error:
                _log.error("%s", error)
        return found


@lru_cache(maxsize=2)
def _compiled(files: tuple[SourceFile, ...]) -> Library:
    """Compile a directory's texts; applications in one process share what is equal."""
    return compile_files({file.name: file for file in files})


def _stamp_of(directory: Path) -> _Stamp:
    """Give what changes when a file does: name, time and size of each.

    Raises:
        OSError: There are no files, as where a disk is not mounted.
    """
    found: list[tuple[str, int, int]] = []
    for path in sorted(directory.rglob("*.yaml")):
        state = path.stat()
        found.append((str(path), state.st_mtime_ns, state.st_size))
    if not found:
        raise FileNotFoundError(ENOENT, "there are no forms", str(directory))
    for path in sorted(directory.rglob("*.[mp]o")):
        state = path.stat()
        found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


def _kept(
    forms: Mapping[str, CompiledForm], library: Library
) -> dict[str, CompiledForm]:
    """Give the forms that compiled before, do not now, and still have their file."""
    return {
        form_id: form
        for form_id, form in forms.items()
        if form_id not in library.forms and next(iter(form.sources)) in library.files
    }


def _without_form(library: Library, forms: Mapping[str, CompiledForm]) -> Iterator[str]:
    """Give the ids of the forms that have a file and are not there.

    A file is named for its form, and what does not compile says no other name.
    """
    used = {next(iter(form.sources)) for form in forms.values()}
    for name in library.files:
        if "/" not in name and name not in used:
            yield PurePosixPath(name).stem


def _problems(library: Library) -> Iterator[str]:
    for diagnostic in library.diagnostics:
        if diagnostic.is_error:
            span = diagnostic.span
            place = f"{Path(span.path).name}:{span.line}:{span.column}"
            yield f"{place}: {diagnostic.code}"


def _report(library: Library) -> None:
    texts = {file.shown: file.text for file in library.files.values()}
    for diagnostic in library.diagnostics:
        lines = texts.get(diagnostic.span.path, "").splitlines()
        index = diagnostic.span.line - 1
        line = lines[index] if index < len(lines) else None
        _log.error("%s", render(diagnostic, line))
