"""The type `files`: documents that were stored before and are referred to here.

What arrives is a list of references, never the files: their content was checked when
they were stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from engine.field_type import (
    Control,
    ControlKind,
    DeclaredFieldType,
    Rejection,
    TypeExample,
)
from engine.field_types._options import names_option, whole_option
from engine.field_types._text import clean, cleaning_refusals
from engine.values import PURE, FileReference, Unit, Value, ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options, Reading

__all__ = ["FIELD_TYPE"]

_MEDIA_TYPES = {
    "pdf": ("application/pdf",),
    "jpeg": ("image/jpeg",),
    "png": ("image/png",),
    "heic": ("image/heic", "image/heif"),
}
_MOST = 20
_LONGEST_NAME = 255
_LARGEST = 2**40
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _FilesCodec:
    """A field with references to stored files of some media types."""

    control: Control
    most: int
    shown_types: str
    kind: ValueKind = ValueKind.FILES
    unit: Unit = PURE
    places: int = 0
    minimum: Value | None = None

    def read(self, raw: object) -> Value | None:
        """Read a list of references; a blank text or an empty list is none."""
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        if not isinstance(raw, list | tuple):
            raise _unreadable()
        if len(cast("list[object]", raw)) > self.most:
            raise self._too_many()
        references = tuple(self._reference(item) for item in cast("list[object]", raw))
        return references or None

    def _reference(self, item: object) -> FileReference:
        if not isinstance(item, Mapping):
            raise _unreadable()
        sent = cast("Mapping[str, object]", item)
        name = clean(sent.get("name"), longest=_LONGEST_NAME)
        media_type, size, sha256 = (
            sent.get("type"),
            sent.get("size"),
            sent.get("sha256"),
        )
        if (
            name is None
            or len(name) > _LONGEST_NAME
            or isinstance(size, bool)
            or not isinstance(size, int)
            or not 0 < size < _LARGEST
            or not isinstance(sha256, str)
            or not _SHA256.fullmatch(sha256)
        ):
            raise _unreadable()
        if not isinstance(media_type, str) or media_type not in self.control.accept:
            raise self._other_types()
        return FileReference(name=name, type=media_type, size=size, sha256=sha256)

    def _too_many(self) -> Rejection:
        return Rejection(
            "out_of_range",
            "Joignez au plus {maximum} documents.",
            maximum=str(self.most),
        )

    def _other_types(self) -> Rejection:
        return Rejection(
            "invalid", "Joignez des fichiers {types}.", types=self.shown_types
        )

    @property
    def reading(self) -> Reading:
        """Describe references to stored files; the server knows whether they exist."""
        return {
            "kind": "files",
            "accept": list(self.control.accept),
            "most": self.most,
            "refusals": {
                **cleaning_refusals(_LONGEST_NAME),
                "unreadable": _unreadable(),
                "many": self._too_many(),
                "types": self._other_types(),
            },
        }

    def dump(self, value: Value) -> object:
        """Give the list of references."""
        return [
            {
                "name": file.name,
                "type": file.type,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in _files(value)
        ]

    def text(self, value: Value) -> str:
        """Give the files' names; nobody types a reference."""
        return ", ".join(file.name for file in _files(value))

    def json_schema(self) -> dict[str, object]:
        """Describe a list of references."""
        return {
            "type": "array",
            "minItems": 1,
            "maxItems": self.most,
            "items": {
                "type": "object",
                "properties": {
                    "name": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": _LONGEST_NAME,
                    },
                    "type": {"enum": list(self.control.accept)},
                    "size": {
                        "type": "integer",
                        "minimum": 1,
                        "exclusiveMaximum": _LARGEST,
                    },
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                },
                "required": ["name", "type", "size", "sha256"],
                "additionalProperties": False,
            },
        }


def _files(value: Value) -> tuple[FileReference, ...]:
    items = value if isinstance(value, tuple) else ()
    return tuple(item for item in items if isinstance(item, FileReference))


def _unreadable() -> Rejection:
    return Rejection("invalid", "Joignez de nouveau vos documents.")


def _bind(options: Options) -> Codec:
    names = names_option(options, "accept") or tuple(_MEDIA_TYPES)
    return _FilesCodec(
        control=Control(
            kind=ControlKind.FILES,
            accept=tuple(media for name in names for media in _MEDIA_TYPES[name]),
        ),
        most=whole_option(options, "max", _MOST),
        shown_types=", ".join(name.upper() for name in names),
    )


_REFERENCE = {
    "name": "Facture n° 1.pdf",
    "type": "application/pdf",
    "size": 12345,
    "sha256": "ab" * 32,
}


def _refused(code: str, **changes: object) -> TypeExample:
    return TypeExample(options={}, raw=[{**_REFERENCE, **changes}], rejected=code)


FIELD_TYPE = DeclaredFieldType(
    name="files",
    kind=ValueKind.FILES,
    option_schemas={
        "accept": {
            "type": "array",
            "items": {"enum": sorted(_MEDIA_TYPES)},
            "minItems": 1,
            "uniqueItems": True,
            "description": "The kinds of file taken; all by default.",
        },
        "max": {
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "description": f"The greatest number of files, {_MOST} by default.",
        },
    },
    binder=_bind,
    truths=(
        TypeExample(
            options={},
            raw=[_REFERENCE],
            value=(
                FileReference(
                    name="Facture n° 1.pdf",
                    type="application/pdf",
                    size=12345,
                    sha256="ab" * 32,
                ),
            ),
            json=[_REFERENCE],
        ),
        TypeExample(options={}, raw=[]),
        TypeExample(options={}, raw="facture.pdf", rejected="invalid"),
        TypeExample(options={}, raw=["facture.pdf"], rejected="invalid"),
        TypeExample(options={"accept": ["png"]}, raw=[_REFERENCE], rejected="invalid"),
        TypeExample(options={"max": 1}, raw=[_REFERENCE] * 2, rejected="out_of_range"),
        _refused("invalid", name="a\x00.pdf"),
        _refused("invalid", type="text/html"),
        _refused("invalid", size=0),
        _refused("invalid", size=True),
        _refused("invalid", sha256="AB" * 32),
    ),
)
