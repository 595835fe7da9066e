"""What a database is asked, for tests of how much work there is."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Engine, event

__all__ = ["statements_of"]


@contextmanager
def statements_of(engine: Engine) -> Generator[list[str]]:
    """Give the statements that a database is asked meanwhile, but not `BEGIN`."""
    asked: list[str] = []

    def note(_connection, _cursor, statement: str, *_more) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
