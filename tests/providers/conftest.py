"""Fixtures of the provider tests: an engine without an engine, local AWS, and time that does not pass by itself."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chime_sdk_pulumi.local_aws import LocalAws

from tests.providers.engine import Engine
from tests.providers.surroundings import REGION, Surroundings
from tests.unit.clock import Clock, stop_time
from tests.unit.environment import forget_aws_environment
from tests.unit.wire import Wire, stand_between

StartEngine = Callable[..., Engine]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, surroundings: Surroundings) -> Clock:
    """Waiting takes no time, and is recorded; local AWS takes it for time that has passed."""
    return stop_time(monkeypatch, surroundings.pass_time)


@pytest.fixture(autouse=True)
def _no_aws_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_aws_environment(monkeypatch)


@pytest.fixture
def wire() -> Iterator[Wire]:
    """Between the library and local AWS."""
    with stand_between(passing=True) as wire:
        yield wire


@pytest.fixture
def surroundings(local_aws: LocalAws, aws_client: Callable[..., Any]) -> Surroundings:
    """What the tested objects refer to, in an empty local AWS."""
    return Surroundings(local_aws, aws_client)


@pytest.fixture
def start(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> StartEngine:
    """Starts the engine for one kind of resource of the project: `start("VoiceConnector", region="eu-central-1")`."""

    def start_engine(kind: str, *, journal: Path = tmp_path / "journal", **configuration: object) -> Engine:
        address = local_aws.endpoint_url
        settings = {
            "region": REGION,
            "accessKey": "test",
            "secretKey": "test",
            "endpoints": json.dumps([{"chime": address, "lexv2models": address, "sts": address}]),
            **configuration,
        }
        return Engine(kind, {f"aws:{key}": value for key, value in settings.items()}, monkeypatch, journal)

    return start_engine
