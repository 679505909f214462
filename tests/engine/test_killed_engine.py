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
from tests.engine.test_lifecycle import EDITS

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable, Iterator

    from chime_sdk_pulumi.local_aws import LocalAws

SEED: Final = os.environ.get("KILLED_ENGINE_SEED", "1")
KILLS_OF_THE_ENGINE: Final = 50
"""Its hosts are left to end by themselves."""
KILLS_OF_EVERYTHING: Final = 10
"""The engine and its hosts, as when a container ends."""
KILLS_OF_OTHER_COMMANDS: Final = 5
KILLS_OF_EVERY_RUN: Final = {0, KILLS_OF_THE_ENGINE}
LATENCY: Final = (0.05, 0.5)
"""Between how many seconds the calls of an API take: each API a time of its own, lest all calls end together."""
SECONDS_UNTIL_THE_FIRST_CALL: Final = 2.5
SERVICES: Final = (
    "chime-sdk-identity",
    "chime-sdk-media-pipelines",
    "chime-sdk-messaging",
    "chime-sdk-voice",
    "lexv2-models",
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
    """A project of one of each Chime resource, which leaves no process behind."""
    make_prerequisites(local_aws)
    made = new_project(every_resource)
    yield made
    end(made.processes())


@pytest.mark.parametrize(
    "kill",
    [
        pytest.param(kill, marks=[] if kill in KILLS_OF_EVERY_RUN else [pytest.mark.matrix])
        for kill in range(KILLS_OF_THE_ENGINE + KILLS_OF_EVERYTHING)
    ],
)
def test_nothing_is_lost_when_the_engine_is_killed(
    kill: int,
    faultless: Faultless,
    project: Project,
    local_aws: LocalAws,
    record: Callable[..., None],
) -> None:
    engine, seconds = run_and_kill(project, local_aws, kill, faultless.calls, "up")
    pending, stored, made = pending_creates(project), project.resources(), sum(map(len, objects(local_aws).values()))
    recover(project)
    assert kinds_and_names(project) == faultless.resources
    assert_live(local_aws, project)
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
    if engine.returncode == -signal.SIGKILL:  # it had not ended already
        record(
            alone=kills_the_engine_alone(kill),
            objects=made,
            pending=pending,
            unrecorded=made - len(stored),
            seconds=seconds,
        )


@pytest.mark.matrix
@pytest.mark.parametrize("kill", range(KILLS_OF_OTHER_COMMANDS))
@pytest.mark.parametrize("command", ["up", "destroy"])
def test_a_killed_change_is_finished(
    command: str, kill: int, faultless: Faultless, project: Project, local_aws: LocalAws
) -> None:
    project.up().succeeded()
    for old, new in EDITS:
        project.edit(old, new)
    run_and_kill(project, local_aws, kill, len(faultless.resources), command)
    if command == "up":
        recover(project)
        assert kinds_and_names(project) == faultless.resources
        assert_live(local_aws, project)
        assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
    else:
        recover(project, last="destroy")
        assert project.resources() == []
        wait_until("all objects are gone", lambda: objects(local_aws) == {}, patience=10)


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


def run_and_kill(
    project: Project, local_aws: LocalAws, kill: int, calls_at_least: int, command: str
) -> tuple[subprocess.Popen[bytes], float]:
    """Run a command of the engine and kill it at a random moment.

    Args:
        project: What it works for.
        local_aws: What it calls.
        kill: The number of the kill: it decides, with the seed, about the moment and about who is killed.
        calls_at_least: How many calls the command would make.
        command: The command.

    Returns:
        The engine, and how many seconds its hosts went on.
    """
    moment = random.Random(f"{SEED} {kill}")
    answered, fraction = moment.randrange(calls_at_least), moment.random()
    alone = kills_the_engine_alone(kill)
    victim = "the engine" if alone else "everything"
    print(f"{victim} killed after {answered} of {calls_at_least} calls and {fraction:.2f} of another one (seed {SEED})")

    latency = {service: moment.uniform(*LATENCY) for service in SERVICES}
    knob(local_aws, "latency", latency)
    before = calls(local_aws)
    engine = project.start(command, "--yes", "--skip-preview")
    try:
        wait_until(
            f"{answered} calls were answered",
            lambda: calls(local_aws) - before >= answered or engine.poll() is not None,
        )
        time.sleep(fraction * (max(latency.values()) if answered else SECONDS_UNTIL_THE_FIRST_CALL))
    finally:
        end([engine.pid] if alone else project.processes())
    engine.wait()
    seconds = wait_until("all processes have ended", lambda: hosts(project) == [])
    time.sleep(max(latency.values()))  # the calls that were on their way take effect
    knob(local_aws, "latency", {})
    return engine, seconds


def kills_the_engine_alone(kill: int) -> bool:
    """Whether a kill strikes the engine, whose hosts then have to end by themselves, or all of its processes."""
    return kill < KILLS_OF_THE_ENGINE


def recover(project: Project, last: str = "up") -> None:
    """What the documentation says that one should do; the last command is the one that was killed."""
    _, block, *_ = RECOVERY.read_text().split("```")
    *commands, up = [line.split()[1:] for line in block.splitlines() if line.startswith("pulumi ")]
    assert up == ["up"], f"{RECOVERY.name} does not end with `pulumi up`"
    for command in [*commands, [last, "--yes", "--skip-preview"]]:
        done = project.pulumi(*command)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def end(processes: Iterable[int]) -> None:
    """Kill processes, which have no say in it."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


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
