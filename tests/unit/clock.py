"""Time that passes only when somebody waits."""

from collections.abc import Callable
from functools import cache

import pytest
from chime_sdk_pulumi.providers import _api
from tenacity import nap


class Clock:
    """Stands in for the module `time` where the library waits.

    Args:
        passes_elsewhere: Lets as much time pass where the library's calls go.

    Attributes:
        pauses: How long was waited, in order.
    """

    def __init__(self, passes_elsewhere: Callable[[float], None] | None = None) -> None:
        self.pauses: list[float] = []
        self._now = 1000.0
        self._passes_elsewhere = passes_elsewhere

    def monotonic(self) -> float:
        """The seconds that were waited so far."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.pauses.append(seconds)
        self._now += seconds
        if self._passes_elsewhere:
            self._passes_elsewhere(seconds)

    @property
    def waited(self) -> float:
        """How long was waited in all."""
        return sum(self.pauses)


def stop_time(monkeypatch: pytest.MonkeyPatch, passes_elsewhere: Callable[[float], None] | None = None) -> Clock:
    """Give the library a clock of its own; every other thread goes on with real time."""
    clock = Clock(passes_elsewhere)
    monkeypatch.setattr(_api, "time", clock)
    monkeypatch.setattr(nap, "time", clock)
    # The pace of an API outlives a test.
    monkeypatch.setattr(_api, "_pace", cache(lambda _service, _region: _api._Pace()))
    return clock
