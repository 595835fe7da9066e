"""Lines of the log: one for each event, nothing forged, no words of exceptions."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.webapp.portal_for_tests import PortalForTests
from webapp.access import Audience, open_to
from webapp.operations.logs import JsonLines, ReadableLines


def _record(message: str, *arguments: object, **more: Any) -> logging.LogRecord:
    record = logging.LogRecord(
        "webapp.somewhere", logging.WARNING, "a.py", 1, message, arguments, None
    )
    vars(record).update(more)
    return record


def _fault() -> Any:
    try:
        try:
            int("pierre.dupont@example.org")
        except ValueError as error:
            raise RuntimeError("camille@example.org") from error
    except RuntimeError:
        return sys.exc_info()


class Written(logging.Handler):
    """Keeps lines as production would have written them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(JsonLines().format(record)))

    def of(self, logger: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["logger"] == logger]


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Iterator[Written]:
    caplog.set_level(logging.INFO)
    logging.getLogger().addHandler(made := Written())
    yield made
    logging.getLogger().removeHandler(made)


def test_a_line_is_one_json_object() -> None:
    record = _record("%s of %d", "one", 3, status=200)

    line = json.loads(JsonLines().format(record))

    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "WARNING",
        "logger": "webapp.somewhere",
        "event": "one of 3",
        "status": 200,
    }


def test_an_exception_is_told_by_type_and_place_without_its_words() -> None:
    """F11: words repeat what somebody typed."""
    line = JsonLines().format(_record("fault", exc_info=_fault()))

    types, place = json.loads(line)["fault"]
    assert types == "builtins.RuntimeError because of builtins.ValueError"
    assert re.fullmatch(r"\S*test_logs:\d+ in _fault", place)
    assert "example.org" not in line


@pytest.mark.parametrize("kind", [JsonLines, ReadableLines])
def test_what_is_in_a_line_begins_no_other_and_colours_nothing(kind: Any) -> None:
    """D07: nobody forges a line of the log, or commands the reader's terminal."""
    line = kind().format(_record("%s", "a\r\nERROR forged \x1b[31mred\x85\u2028end"))

    assert [each for each in line.splitlines() if each.startswith("ERROR")] == []
    assert not set(line) & {"\x1b", "\r", "\x85", "\u2028"}
    assert kind is ReadableLines or "\n" not in line


def test_each_request_is_one_line_with_its_name(
    portal: PortalForTests, written: Written
) -> None:
    """The view, how it ended, who it was by a random id; no address, no network."""
    account = portal.account()
    browser = portal.signed_in()
    written.lines.clear()

    answer = browser.client.get("/informations-personnelles?q=7561234567897")

    [line] = written.lines
    assert line.pop("duration_ms") > 0
    assert line.pop("at")
    assert line == {
        "level": "INFO",
        "logger": "webapp.operations.requests",
        "event": "GET accounts.profile 200",
        "method": "GET",
        "endpoint": "accounts.profile",
        "status": 200,
        "account": account,
        "request_id": answer.headers["X-Request-ID"],
    }


def test_where_nobody_is_signed_in_no_account_is_looked_for(
    portal: PortalForTests, written: Written
) -> None:
    portal.app.test_client().get("/no-such-page")

    [line] = written.of("webapp.operations.requests")
    assert (line["endpoint"], line["status"], line["account"]) == ("none", 404, None)


@pytest.mark.parametrize(("level", "count"), [("DEBUG", 1), ("INFO", 0)])
def test_what_is_asked_all_the_time_is_told_where_all_is(
    portal: PortalForTests,
    written: Written,
    caplog: pytest.LogCaptureFixture,
    level: str,
    count: int,
) -> None:
    caplog.set_level(level)

    portal.app.test_client().get("/health/live")

    assert len(written.of("webapp.operations.requests")) == count


def test_lines_of_a_request_share_its_name(
    portal: PortalForTests, written: Written
) -> None:
    """What goes wrong in a request is found by the name that its page shows."""

    @portal.app.get("/broken")
    @open_to(Audience.ANYONE)
    def broken() -> str:
        raise ZeroDivisionError

    answer = portal.app.test_client().get("/broken")

    fault, request = written.lines
    assert fault["event"] == f"fault {answer.headers['X-Request-ID']}"
    assert fault["request_id"] == request["request_id"]
    assert request["status"] == 500
