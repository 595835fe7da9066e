"""The forms that the portal serves, kept up to date with their files.

The files are looked at again at most once a second. What was compiled last stays in
force until something new is whole: a form whose file no longer compiles keeps its last
good definition and its faults are logged, so a broken file never breaks a running
server. A form whose file is gone is no longer offered. Requests made with an older
definition are read with that one, from the archive.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.compiler.library import compile_files, load_archive
from engine.diagnostics import render
from engine.source.files import SourceFile, read_directory
from engine.storage.definitions import archived_sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.compiler.form import CompiledForm
    from engine.compiler.library import Library
    from engine.storage.database import Database

__all__ = ["Definitions"]

_LOOK_AGAIN_AFTER_S = 1.0
_log = logging.getLogger(__name__)

_Stamp = tuple[tuple[str, int, int], ...]


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

    def _is_due(self) -> bool:
        return time.monotonic() - self._looked_at > self.look_again_after_s

    def _look(self) -> None:
        try:
            stamp = _stamp_of(self.directory)
            if stamp == self._stamp:
                return
            library = _compiled(tuple(read_directory(self.directory).values()))
        except OSError:
            # Files are written while we look: the next look sees them whole.
            _log.exception("the forms in %s could not be read", self.directory)
            return
        _report(library)
        # One assignment: a request sees the old forms or the new ones.
        self._forms = {**_kept(self._forms, library), **library.forms}
        self._stamp = stamp


@lru_cache(maxsize=2)
def _compiled(files: tuple[SourceFile, ...]) -> Library:
    """Compile a directory's texts; applications in one process share what is equal."""
    return compile_files({file.name: file for file in files})


def _stamp_of(directory: Path) -> _Stamp:
    """Give what changes when a file does: name, time and size of each."""
    found: list[tuple[str, int, int]] = []
    for path in sorted(directory.rglob("*.yaml")):
        state = path.stat()
        found.append((str(path), state.st_mtime_ns, state.st_size))
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


def _report(library: Library) -> None:
    texts = {file.shown: file.text for file in library.files.values()}
    for diagnostic in library.diagnostics:
        lines = texts.get(diagnostic.span.path, "").splitlines()
        index = diagnostic.span.line - 1
        line = lines[index] if index < len(lines) else None
        _log.error("%s", render(diagnostic, line))
