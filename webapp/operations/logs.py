"""How lines of the log are written: JSON in production, words in development.

Nothing personal is in a log. What the portal says there names things by their ids; of
an exception the log of production has its type and the places in the code, not its
words, which may repeat what somebody typed. Libraries are heard from warnings upwards.
Whatever a line says, it stays one line: control characters are escaped, so that nobody
forges a second one or colours a terminal.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import TYPE_CHECKING

from pythonjsonlogger.json import JsonFormatter

from webapp.operations.request_ids import request_id

if TYPE_CHECKING:
    from types import TracebackType

    from pythonjsonlogger.core import LogData

    from webapp.configuration import Settings

__all__ = ["JsonLines", "ReadableLines", "write_logs"]

_OURS = ("webapp", "engine")
_MOST_CAUSES = 10
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_Fault = tuple[type[BaseException], BaseException, "TracebackType | None"]
_NoFault = tuple[None, None, None]


class JsonLines(JsonFormatter):
    """One JSON object a line, in ASCII; `fault` is a list of type and places."""

    def __init__(self) -> None:
        """Choose the names of the fields."""
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - it leaves callables open
            ["levelname", "name", "message"],
            timestamp="at",
            rename_fields={
                "levelname": "level",
                "name": "logger",
                "message": "event",
                "exc_info": "fault",
            },
        )

    def process_log_record(self, log_data: LogData) -> LogData:
        """Add which request a line belongs to; make a list of a fault's lines."""
        found = request_id()
        more: LogData = {"request_id": found} if found else {}
        if "fault" in log_data:
            more["fault"] = str(log_data["fault"]).splitlines()
        return {**log_data, **more}

    def formatException(self, ei: _Fault | _NoFault) -> str:  # noqa: N802 - logging's name
        """Give the types of an exception and its causes, then the places, no words."""
        error = ei[1]
        return "\n".join(_told_without_words(error)) if error else ""


class ReadableLines(logging.Formatter):
    """`INFO webapp.requests …`, with traces: for the person who runs it."""

    def __init__(self) -> None:
        """Choose the form of a line."""
        super().__init__("%(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Write one message; a line of its own that is in it does not begin one."""
        lines = record.message.split("\n")
        record.message = "\n    ".join(_CONTROLS.sub(_escaped, line) for line in lines)
        return super().formatMessage(record)


def write_logs(settings: Settings) -> None:
    """Write the log to the standard error, unless somebody has chosen where it goes."""
    root = logging.getLogger()
    if root.handlers:
        return
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(ReadableLines() if settings.is_development else JsonLines())
    root.addHandler(lines)
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(settings.log_level)


def _told_without_words(error: BaseException) -> list[str]:
    types: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(types) < _MOST_CAUSES:
        types.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        is_hidden = cause.__suppress_context__
        cause = cause.__cause__ or (None if is_hidden else cause.__context__)
    places = [
        f"{frame.f_globals.get('__name__', '?')}:{line} in {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    return [" because of ".join(types), *places]


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
