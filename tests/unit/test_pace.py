"""The pace of an API: how close to a token bucket's rate the calls of all threads keep, simulated with time that does not pass."""

import heapq
import random
from collections.abc import Callable
from itertools import count

import pytest
from chime_sdk_pulumi.providers import _api
from chime_sdk_pulumi.providers._api import _Pace

RATE = 10.0


class Simulation:
    """Events in the order of their time, on the clock that the library sees."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()
        monkeypatch.setattr(_api, "time", self)

    def monotonic(self) -> float:
        return self.now

    def at(self, when: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when, next(self._numbers), event))

    def run(self) -> None:
        while self._events:
            self.now, _, event = heapq.heappop(self._events)
            event()


class Bucket:
    """What AWS counts an account's requests with."""

    def __init__(self, burst: float) -> None:
        self._burst = self._tokens = burst
        self._filled = 0.0

    def take(self, now: float) -> bool:
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * RATE)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Process:
    """A provider process: the threads of the engine's host, one pace, and so many objects to create.

    Attributes:
        throttled: How many calls were answered with 429.
        attempts: The most that one call took.
    """

    def __init__(
        self,
        simulation: Simulation,
        bucket: Bucket,
        calls: int,
        *,
        seed: int = 0,
        latency: float = 0.05,
        threads: int = 4,
    ) -> None:
        self.throttled = 0
        self.attempts = 0
        self._simulation = simulation
        self._bucket = bucket
        self._latency = latency
        self._left = calls
        self._pace = _Pace()
        self._random = random.Random(seed)
        for _ in range(threads):
            self._next_call()

    def _next_call(self) -> None:
        if self._left:
            self._left -= 1
            self._attempt(1)

    def _attempt(self, number: int) -> None:
        turn = self._pace.turn()
        self._simulation.at(turn, lambda: self._send(turn, number))

    def _send(self, turn: float, number: int) -> None:
        passes = self._bucket.take(self._simulation.now)
        self._simulation.at(self._simulation.now + self._latency, lambda: self._receive(turn, number, passes=passes))

    def _receive(self, turn: float, number: int, *, passes: bool) -> None:
        self.attempts = max(self.attempts, number)
        if passes:
            self._pace.answered()
            self._next_call()
        else:
            self.throttled += 1
            self._pace.throttled(turn)
            pause = self._random.uniform(0, min(20, 0.1 * 2 ** (number - 1)))
            self._simulation.at(self._simulation.now + pause, lambda: self._attempt(number + 1))


@pytest.fixture
def simulation(monkeypatch: pytest.MonkeyPatch) -> Simulation:
    return Simulation(monkeypatch)


@pytest.mark.parametrize("latency", [0.02, 0.05, 0.3])
@pytest.mark.parametrize("burst", [2, 5, 10, 50])
def test_three_hundred_calls_take_what_the_bucket_dictates(burst: int, latency: float, simulation: Simulation) -> None:
    process = Process(simulation, Bucket(burst), 300, latency=latency)
    simulation.run()
    assert simulation.now <= 1.1 * (300 - burst) / RATE
    assert process.throttled < 60
    assert process.attempts < 12


def test_bucket_that_holds_a_single_request(simulation: Simulation) -> None:
    """Every call that comes a moment too early costs a turn."""
    process = Process(simulation, Bucket(1), 300)
    simulation.run()
    assert simulation.now <= 1.4 * 300 / RATE
    assert process.throttled < 60


def test_processes_that_know_nothing_of_each_other(simulation: Simulation) -> None:
    """Explicit providers have a process each, and so a pace each, and share the account's bucket."""
    bucket = Bucket(10)
    processes = [Process(simulation, bucket, 100, seed=number) for number in range(3)]
    simulation.run()
    assert simulation.now <= 1.15 * 290 / RATE
    assert max(process.attempts for process in processes) < 15


def test_without_throttling_nothing_waits(simulation: Simulation) -> None:
    Process(simulation, Bucket(1000), 300)
    simulation.run()
    assert simulation.now == pytest.approx(300 / 4 * 0.05)


def test_a_rate_that_was_found_long_ago_neither_slows_nor_misleads(simulation: Simulation) -> None:
    """Hours later the bucket is full, and the pace has forgotten how slow it had to be, but not how to find out."""
    bucket = Bucket(10)
    process = Process(simulation, bucket, 100)
    simulation.run()
    began = simulation.now + 3600
    process._left = 300
    for _ in range(4):
        simulation.at(began, process._next_call)
    simulation.run()
    assert simulation.now - began <= 1.05 * 290 / RATE
    assert process.throttled < 120


def test_an_api_that_always_throttles_is_asked_about_once_a_second(simulation: Simulation) -> None:
    pace = _Pace()
    for _ in range(100):
        turn = pace.turn()
        simulation.now = max(simulation.now, turn) + 0.05
        pace.throttled(turn)
    assert 0.5 <= pace.turn() - simulation.now <= 2
