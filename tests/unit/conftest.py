"""Fixtures of the unit tests: no network, no engine, and time that does not pass by itself."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.unit.clock import Clock, stop_time
from tests.unit.environment import forget_aws_environment
from tests.unit.wire import Wire, stand_between

# The same examples every time: a test that failed once fails again.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=40, database=None)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def _no_aws_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_aws_environment(monkeypatch)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Waiting takes no time, and is recorded."""
    return stop_time(monkeypatch)


@pytest.fixture
def wire() -> Iterator[Wire]:
    """In AWS's place: every call has to be planned for."""
    with stand_between(passing=False) as wire:
        yield wire
