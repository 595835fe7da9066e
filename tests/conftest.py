"""How property tests run: modestly and repeatably, or thoroughly when asked.

`HYPOTHESIS_PROFILE=thorough` tries thirty times as many examples, never the same.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import databases

# Folders of tests are in memory where there is some: nobody reads them afterwards.
if Path("/dev/shm").is_dir():  # noqa: S108 - pytest makes folders of its own in it
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")  # noqa: S108 - as above

settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_sessionfinish() -> None:
    databases.end()


@pytest.fixture(autouse=True)
def _databases_end_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    folder = request.node.funcargs.get("tmp_path")
    if isinstance(folder, Path):
        databases.drop_within(folder)
