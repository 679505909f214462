"""An engine that is killed loses nothing: the documented recovery brings the stack back, and no process goes on by itself."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.engine.harness import Project, wait_until
from tests.engine.live import assert_live, chime_calls, kinds_and_names, knob, make_prerequisites, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chime_sdk_pulumi.local_aws import LocalAws

SEED: Final = os.environ.get("KILLED_ENGINE_SEED", "1")
KILLS: Final = 50
KILLS_OF_EVERY_RUN: Final = 3
LATENCY: Final = 0.25
SECONDS_UNTIL_THE_FIRST_CALL: Final = 2.5
SERVICES: Final = (
    "chime-sdk-identity",
    "chime-sdk-media-pipelines",
    "chime-sdk-messaging",
    "chime-sdk-voice",
    "sts",
)
LANGUAGE_HOST: Final = "pulumi-language-python"
"""Pulumi's own process, which calls no AWS: it asks every five minutes whether its engine is still there."""
SECONDS_UNTIL_THE_LANGUAGE_HOST_ASKS: Final = 330
RECOVERY: Final = Path(__file__).parents[2] / "docs" / "recovering-a-killed-engine.md"


@dataclass(frozen=True)
class Faultless:
    """An `up` that nobody kills.

    Attributes:
        calls: How many calls to AWS it makes.
        resources: Kind and logical name of what it creates.
    """

    calls: int
    resources: frozenset[tuple[str, str]]


@pytest.fixture(scope="module")
def faultless(tmp_path_factory: pytest.TempPathFactory, local_aws_server: LocalAws, every_resource: str) -> Faultless:
    """The program's `up` without a kill."""
    local_aws_server.reset()
    make_prerequisites(local_aws_server)
    project = Project(tmp_path_factory.mktemp("faultless") / "project", local_aws_server.endpoint_url, every_resource)
    before = calls(local_aws_server)
    project.up().succeeded()
    return Faultless(calls(local_aws_server) - before, kinds_and_names(project))


@pytest.fixture
def project(new_project: Callable[[str], Project], local_aws: LocalAws, every_resource: str) -> Iterator[Project]:
    """A project of one of each Chime resource, of which no process is left in the end."""
    make_prerequisites(local_aws)
    made = new_project(every_resource)
    yield made
    for process in made.processes():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize(
    "kill",
    [pytest.param(kill, marks=[] if kill < KILLS_OF_EVERY_RUN else [pytest.mark.matrix]) for kill in range(KILLS)],
)
def test_nothing_is_lost_when_the_engine_is_killed(
    kill: int,
    faultless: Faultless,
    project: Project,
    local_aws: LocalAws,
    record: Callable[..., None],
) -> None:
    moment = random.Random(f"{SEED} {kill}")
    answered, fraction = moment.randrange(faultless.calls + 1), moment.random()
    print(f"killed after {answered} of {faultless.calls} calls and {fraction:.2f} of the next one (seed {SEED})")

    knob(local_aws, "latency", dict.fromkeys(SERVICES, LATENCY))
    before = calls(local_aws)
    engine = project.start("up", "--yes", "--skip-preview")
    try:
        wait_until(
            f"{answered} calls were answered",
            lambda: calls(local_aws) - before >= answered or engine.poll() is not None,
        )
        time.sleep(fraction * (LATENCY if answered else SECONDS_UNTIL_THE_FIRST_CALL))
    finally:
        engine.kill()
    engine.wait()
    seconds = wait_until("all processes have ended", lambda: hosts(project) == [])
    time.sleep(LATENCY)  # the calls that were on their way take effect
    knob(local_aws, "latency", {})

    pending, stored, made = pending_creates(project), project.resources(), sum(map(len, objects(local_aws).values()))
    recover(project)
    assert kinds_and_names(project) == faultless.resources
    assert_live(local_aws, project)
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
    record(objects=made, pending=pending, unrecorded=made - len(stored), seconds=seconds)


def test_a_killed_engine_leaves_its_lock(project: Project, local_aws: LocalAws) -> None:
    knob(local_aws, "latency", {"chime-sdk-voice": 8})
    engine = project.start("up", "--yes", "--skip-preview")
    try:
        wait_until("the first resource was created", lambda: "CreateAppInstance" in chime_calls(local_aws))
        time.sleep(0.5)  # the connector's create is on its way, and will be for seconds
        assert any("pulumi.dynamic" in command for command in project.processes().values())
    finally:
        engine.kill()
    engine.wait()
    wait_until("all processes have ended", lambda: hosts(project) == [], patience=5)

    locked = project.pulumi("up", "--yes", "--skip-preview")
    assert locked.returncode != 0
    assert "pulumi cancel" in locked.stderr + locked.stdout


@pytest.mark.matrix
def test_the_language_host_ends_too(project: Project, local_aws: LocalAws) -> None:
    engine = project.start("up", "--yes", "--skip-preview")
    try:
        wait_until("a resource was created", lambda: bool(objects(local_aws)))
    finally:
        engine.kill()
    engine.wait()
    wait_until("all processes have ended", lambda: project.processes() == {}, SECONDS_UNTIL_THE_LANGUAGE_HOST_ASKS)


def recover(project: Project) -> None:
    """What the documentation says that one should do."""
    _, block, *_ = RECOVERY.read_text().split("```")
    commands = [line.split()[1:] for line in block.splitlines() if line.startswith("pulumi ")]
    assert commands, f"{RECOVERY.name} has no command"
    for command in commands:
        done = project.pulumi(*command, *(["--yes", "--skip-preview"] if command == ["up"] else []))
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def calls(local_aws: LocalAws) -> int:
    """How many calls to AWS were answered so far."""
    return len(knob(local_aws, "calls"))


def hosts(project: Project) -> list[str]:
    """The processes that work for a project, but for the language host."""
    return [command for command in project.processes().values() if LANGUAGE_HOST not in command.partition(" ")[0]]


def pending_creates(project: Project) -> int:
    """How many creates the engine had begun and never saw the end of."""
    deployment: Any = project.export()["deployment"]
    return len(deployment.get("pending_operations") or ())
