"""The time on local AWS, which tests can advance, and what is to happen when its time has come."""

from __future__ import annotations

import heapq
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated

from chime_sdk_pulumi.local_aws.service_models import EMULATED_SERVICES, get_service_model
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(order=True)
class _Due:
    at: float
    number: int
    action: Callable[[], None] = field(compare=False)


class Clock:
    """A clock that goes on by itself and can be advanced; it can be pickled if the actions can be."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._scheduled = 0
        self._due: list[_Due] = []
        self._delays: dict[str, float] = {}
        self._slowness = 1.0
        self._failing = False

    def now(self) -> datetime:
        """The time as AWS reports it, to the millisecond."""
        moment = datetime.now(UTC) + timedelta(seconds=self._ahead)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def advance(self, seconds: float) -> None:
        """Let time pass; what falls due happens when `settle` is called next."""
        self._ahead += seconds

    def after(
        self, change: str, seconds: float, action: Callable[[], None], failure: Callable[[], None] | None = None
    ) -> None:
        """Let something happen later.

        Arguments:
            change: what brings it about, such as the operation `UpdateSipRule`; a delay can be set for it.
            seconds: how long that takes if no delay is set for it.
            action: a `functools.partial` of a function of a module, so that it can be pickled.
            failure: what happens instead if it is to fail; None if it cannot.
        """
        self._scheduled += 1
        at = self._time() + self._delays.get(change, seconds) * self._slowness
        heapq.heappush(self._due, _Due(at, self._scheduled, failure if failure and self._failing else action))

    @contextmanager
    def disturbed(self, *, slowness: float = 1, failing: bool = False) -> Iterator[None]:
        """Let everything that begins in the block take so many times as long, or fail in the end if it can."""
        self.settle()  # what has begun before, and may set something else going
        self._slowness, self._failing = slowness, failing
        try:
            yield
        finally:
            self._slowness, self._failing = 1, False

    def settle(self) -> None:
        """Do everything whose time has come, in the order in which it fell due."""
        while self._due and self._due[0].at <= self._time():
            heapq.heappop(self._due).action()

    @property
    def delays(self) -> dict[str, float]:
        """Seconds that a change takes, by what brings it about; set for the changes that begin from now on."""
        return dict(self._delays)

    @delays.setter
    def delays(self, seconds: dict[str, float]) -> None:
        self._delays = dict(seconds)

    def _time(self) -> float:
        return time.time() + self._ahead


class Advance(BaseModel, extra="forbid", strict=True, frozen=True):
    """How far to advance the clock, in seconds."""

    advance: Annotated[
        float, Field(ge=0, le=10 * 365 * 24 * 3600)
    ]  # a clock that has passed the year 9999 cannot be read


ADVANCE: TypeAdapter[Advance] = TypeAdapter(Advance)


@cache
def _slow_changes() -> frozenset[str]:
    """Whatever can bring a change about: every operation, and what CloudTrail calls an expiry."""
    operations = {name for service in EMULATED_SERVICES for name in get_service_model(service).operation_names}
    return frozenset(operations | {"ExpireAppInstanceUser", "ExpireChannel"})


def _known(change: str) -> str:
    if change not in _slow_changes():
        raise ValueError(f"no emulated API has an operation {change}")
    return change


DELAYS: TypeAdapter[dict[str, float]] = TypeAdapter(
    dict[Annotated[str, AfterValidator(_known)], Annotated[float, Field(ge=0)]], config=ConfigDict(strict=True)
)
"""Seconds by what brings a change about."""
