"""Tariff files into `Tariff`s: `{tariff, title, keys, values}`."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.diagnostics import Collector
from engine.i18n.texts import Text
from engine.source.keys import read_mapping, require_keys
from engine.source.near_miss import did_you_mean
from engine.source.nodes import MappingNode
from engine.source.scalars import read_text
from engine.source.yaml_loader import load
from engine.tariffs.keys import KeyReader
from engine.tariffs.model import Tariff, TariffKey
from engine.tariffs.rows import ROW_KEYS, Row, boundaries, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from engine.source.files import SourceFile
    from engine.source.nodes import Entry, ScalarNode

__all__ = ["FOLDER", "load_tariffs"]

FOLDER = "tariffs/"
"""Where tariffs stand below the forms directory."""

_FILE_KEYS = ("tariff", "title", "keys", "values", "note")
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_NAME_RULE = "names are made of a-z, 0-9 and _, and begin with a letter"


def load_tariffs(
    files: Mapping[str, SourceFile], collector: Collector
) -> Mapping[str, Tariff]:
    """Load every file below `tariffs/`, by the tariff's name.

    A faulty key or row is reported and left out, so that forms that use the rest are
    still checked.
    """
    tariffs: dict[str, Tariff] = {}
    for name in sorted(files):
        if not name.startswith(FOLDER):
            continue
        tariff = _load(files[name], collector)
        if tariff is None:
            continue
        first = tariffs.setdefault(tariff.name, tariff)
        if first is not tariff:
            place = f"{first.span.path}:{first.span.line}"
            collector.add("E409", tariff.span, tariff=tariff.name, place=place)
    return MappingProxyType(tariffs)


def _load(file: SourceFile, collector: Collector) -> Tariff | None:
    # The faults of one file alone decide what is said about its keys.
    own = Collector()
    try:
        return _read(file, own)
    finally:
        collector.extend(own.sorted())


def _read(file: SourceFile, collector: Collector) -> Tariff | None:
    root = load(file, collector)
    node = (
        None if root is None else read_mapping(root, "a tariff", _FILE_KEYS, collector)
    )
    if node is None:
        return None
    require_keys(node, "this tariff", ("tariff", "title", "keys"), collector)
    name = _name(node, collector)
    written_rows = node.get("values")
    place = f"{file.name}#"
    rows = () if written_rows is None else read_rows(written_rows, place, collector)
    reader = KeyReader(file_name=file.name, rows=rows, collector=collector)
    keys, own_rows = _keys(node, reader)
    names = {entry.key.text for entry in _entries(node)}
    _refuse_unknown_keys(name or "", rows, names, collector)
    title = _title(node, file, collector)
    if name is None:
        return None
    return Tariff(
        name=name,
        title=title,
        keys=MappingProxyType(keys),
        path=file.name,
        source_text=file.text,
        span=node.span,
        boundaries=tuple(sorted(boundaries((*rows, *own_rows)))),
    )


def _name(node: MappingNode, collector: Collector) -> str | None:
    written = node.get("tariff")
    name = None if written is None else read_text(written, collector)
    if written is None or name is None:
        return None
    if not _NAME.fullmatch(name):
        collector.add("E204", written.span, text=name, rule=_NAME_RULE)
        return None
    return name


def _title(node: MappingNode, file: SourceFile, collector: Collector) -> Text:
    written = node.get("title")
    words = None if written is None else read_text(written, collector)
    return Text(words or "", f"{file.name}#title")


def _keys(
    node: MappingNode, reader: KeyReader
) -> tuple[dict[str, TariffKey], tuple[Row, ...]]:
    keys: dict[str, TariffKey] = {}
    own_rows: list[Row] = []
    written = node.get("keys")
    names = {entry.key.text for entry in _entries(node)}
    if written is not None:
        read_mapping(written, "the keys of a tariff", names, reader.collector)
    for entry in _entries(node):
        if not _is_key_name(entry.key, reader.collector):
            continue
        key, rows = reader.read(entry)
        own_rows.extend(rows)
        if key is not None:
            keys[key.name] = key
    return keys, tuple(own_rows)


def _entries(node: MappingNode) -> tuple[Entry, ...]:
    keys = node.get("keys")
    return tuple(keys) if isinstance(keys, MappingNode) else ()


def _is_key_name(key: ScalarNode, collector: Collector) -> bool:
    if not _NAME.fullmatch(key.text):
        collector.add("E204", key.span, text=key.text, rule=_NAME_RULE)
        return False
    if key.text in ROW_KEYS:
        collector.add("E212", key.span, name=key.text)
        return False
    return True


def _refuse_unknown_keys(
    tariff: str, rows: Iterable[Row], names: Collection[str], collector: Collector
) -> None:
    for row in rows:
        for entry in row.node:
            key = entry.key.text
            if key not in names and key not in ROW_KEYS:
                hint = did_you_mean(key, (*names, *ROW_KEYS))
                collector.add("E404", entry.key.span, hint=hint, key=key, tariff=tariff)
