"""Time that passes only when somebody waits."""

from functools import cache

import pytest
from chime_sdk_pulumi.providers import _api
from tenacity import nap


class Clock:
    """Stands in for the module `time` where the library waits.

    Attributes:
        pauses: How long was waited, in order.
    """

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._now = 1000.0

    def monotonic(self) -> float:
        """The seconds that were waited so far."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.pauses.append(seconds)
        self._now += seconds

    @property
    def waited(self) -> float:
        """How long was waited in all."""
        return sum(self.pauses)


def stop_time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Give the library a clock of its own; every other thread goes on with real time."""
    clock = Clock()
    monkeypatch.setattr(_api, "time", clock)
    monkeypatch.setattr(nap, "time", clock)
    # The pace of an API outlives a test.
    monkeypatch.setattr(_api, "_pace", cache(lambda _service, _region: _api._Pace()))
    return clock
