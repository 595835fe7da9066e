"""Templates compiled once in a process, however many applications draw them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from types import CodeType

    from flask import Flask
    from jinja2.bccache import Bucket

__all__ = ["share_compiled_templates"]


class _InMemory(BytecodeCache):
    """Keeps code by template and content: one that is written anew is compiled anew."""

    def __init__(self) -> None:
        self._code_by_key: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code_by_key.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code_by_key[bucket.key, bucket.checksum] = bucket.code


_compiled: Any = _InMemory()


def share_compiled_templates(app: Flask) -> None:
    """Let an application take what another one of this process has compiled."""
    app.jinja_env.bytecode_cache = _compiled
