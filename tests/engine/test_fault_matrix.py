"""Every fault on every call of every resource: what a failing AWS leaves undone, the next plain command does.

One program has one of each resource. A fault strikes the first, second… call of each of them, once, while the stack is created,
changed, refreshed or destroyed. The command may fail then; it is repeated until every call that the fault can happen to was
struck. A plain command follows, and then AWS has to hold exactly what the program says.

The tests of a process share one stack, which goes from one to the next: created, changed, refreshed, destroyed, created again.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final, Literal

import pytest
from chime_sdk_pulumi.providers._loader import MODULES

from tests.engine.harness import PROGRAMS, Outcome, Project, edited, wait_until
from tests.engine.live import assert_live, kinds_and_names, knob, listed_id, make_prerequisites, objects
from tests.engine.test_lifecycle import EDITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from chime_sdk_pulumi.local_aws import LocalAws

Phase = Literal["create", "update", "read", "delete"]

WHOSE: Final = "whose"
"""The question whose the credentials are, which a provider process asks once."""
READS: Final = "reads"
CHANGES: Final = "changes"

FAULTS: Final[Mapping[str, Mapping[str, object]]] = {
    "429": {"kind": "throttle"},
    "500": {"kind": "error", "status": 500},
    "500 after the effect": {"kind": "error", "status": 500, "takes_effect": True},
    "503": {"kind": "error", "status": 503},
    "timeout": {"kind": "timeout"},
    "timeout after the effect": {"kind": "timeout", "takes_effect": True},
    "connection dropped": {"kind": "connection-dropped"},
    "reply dropped": {"kind": "reply-dropped"},
    "reply truncated": {"kind": "reply-truncated"},
    "stale by one change": {"kind": "stale-reads", "behind": 1},
    "stale by all changes": {"kind": "stale-reads", "behind": 100},
    "slow state machines": {"kind": "slow-state-machines", "factor": 5},
    "403": {"kind": "error", "status": 403},
    "expired token": {"kind": "error", "code": "ExpiredTokenException"},
}
"""Faults as `/_local/faults` takes them."""
MISSED_BY_A_REFRESH: Final[Mapping[str, Phase]] = {"stale by one change": "update", "stale by all changes": "create"}
"""What was done right before a refresh whose reads are stale."""


def happens_to(fault: Mapping[str, object]) -> set[str]:
    """What sort of calls a fault can happen to."""
    return {"stale-reads": {READS}, "slow-state-machines": {CHANGES}}.get(str(fault["kind"]), {WHOSE, READS, CHANGES})


CALLS: Final[Mapping[Phase, Sequence[set[str]]]] = {
    "create": ({WHOSE, READS, CHANGES}, {CHANGES}),
    "update": ({WHOSE, CHANGES}, {READS, CHANGES}),
    "read": ({WHOSE, READS}, {READS}),
    "delete": ({WHOSE, READS, CHANGES}, {CHANGES}, {READS}, {CHANGES}),
}
"""What the resources' first, second… calls do; a test compares it with the calls of a life without faults."""


@dataclass(frozen=True)
class Cell:
    """A fault at one place.

    Attributes:
        fault: Its name.
        phase: What is being done to all resources.
        place: The place of the call in the order of a resource's calls, from 0.
    """

    fault: str
    phase: Phase
    place: int


CELLS: Final = [
    Cell(name, phase, place)
    for name, fault in FAULTS.items()
    for place in range(max(map(len, CALLS.values())))
    for phase, does in CALLS.items()
    if place < len(does) and happens_to(fault) & does[place]
]
"""Every fault at every place, in the order in which one stack lives through them."""
CELLS_OF_EVERY_RUN: Final = {
    Cell("reply dropped", "create", 0),
    Cell("429", "update", 0),
    Cell("403", "read", 0),
    Cell("stale by all changes", "read", 0),
    Cell("connection dropped", "delete", 1),
}
REFUSALS: Final[Mapping[str, Mapping[str, object]]] = {
    "403": {"kind": "error", "status": 403},
    "access denied": {"kind": "error", "code": "AccessDeniedException"},
    "401": {"kind": "error", "status": 401},
    "429": {"kind": "throttle"},
    "503": {"kind": "error", "status": 503},
    "expired token": {"kind": "error", "code": "ExpiredTokenException"},
    "expired token of STS": {"kind": "error", "code": "ExpiredToken", "services": "sts"},
    "no connection": {"kind": "connection-dropped"},
}
"""What happens to all calls of a command."""
REFUSALS_OF_EVERY_RUN: Final = {"403"}
RUNS_AT_MOST: Final = 12
SECONDS_TO_SETTLE: Final = 10
SENTENCE: Final = re.compile(r"\w+ '\w+' \([a-z0-9-]+\): .+ — .+")
PYTHONPATH: Final = os.environ.get("PYTHONPATH", "")
IMPATIENT: Final = os.pathsep.join([str(PROGRAMS / "impatient"), PYTHONPATH])


@dataclass(frozen=True)
class Call:
    """A call that resources make at one place in the order of their calls.

    Attributes:
        service: The API.
        operation: The operation.
        repetition: How often the same resource has called it before.
        resources: How many resources make it.
    """

    service: str
    operation: str
    repetition: int
    resources: int

    @property
    def does(self) -> str:
        """What sort of call it is."""
        if self.service == "sts":
            return WHOSE
        return READS if self.operation.startswith(("Get", "List", "Describe")) else CHANGES

    def rule(self, fault: Mapping[str, object], spared: int = 0) -> dict[str, object]:
        """The fault, once for each resource that makes the call, after a number of calls that are spared."""
        # Where there is one resource, requests are not told apart: the token of a repeated create makes it another one.
        each = "request" if self.resources > 1 else "operation"
        skip = self.repetition + spared
        return {**fault, "services": self.service, "operations": self.operation, "each": each, "skip": skip}


def calls_by_place(log: Sequence[Mapping[str, str]]) -> list[list[Call]]:
    """The resources' first calls, their second calls and so on, of a log in which no two resources' calls are mixed."""
    places: list[Counter[tuple[str, str, int]]] = []
    for calls in calls_by_resource(log):
        for place, (service, operation) in enumerate(calls):
            if place == len(places):
                places.append(Counter())
            places[place][service, operation, calls[:place].count((service, operation))] += 1
    return [[Call(*call, resources) for call, resources in place.items()] for place in places]


def calls_by_resource(log: Sequence[Mapping[str, str]]) -> list[list[tuple[str, str]]]:
    """API and operation of each resource's calls: an operation is named after the kind of the resource, but those for tags."""
    resources: list[list[tuple[str, str]]] = []
    owner = None
    # Grouped, because a resource that waits for something asks again and again.
    for call, _ in groupby((call["service"], call["operation"]) for call in log):
        kind = re.sub(r"^[A-Z][a-z]+", "", call[1]).rstrip("s")
        if kind not in (owner, "Resource", "TagsForResource"):
            resources.append([])
            owner = kind
        resources[-1].append(call)
    return resources


class SharedStack:
    """The stack that goes from one test to the next.

    Args:
        local_aws: Where its objects are; emptied whenever a test has left the stack in disorder.
        new_folder: Makes a folder for a project.
        program: The program.
        changed: The program with a change of each resource.
    """

    def __init__(self, local_aws: LocalAws, new_folder: Callable[[], Path], program: str, changed: str) -> None:
        self._local_aws = local_aws
        self._new_folder = new_folder
        self._programs = {"create": program, "update": changed}
        self._project: Project | None = None
        self._last: Phase | None = None

    def ready_for(self, phase: Phase) -> Project:
        """The stack as it has to be before a phase, with the phase's program."""
        last, self._last = self._last, None
        project = self._project if last and phase in _FOLLOWING[last] else None
        if project is None:
            project = self._project = self._made_afresh()
            if phase != "create":
                project.up().succeeded()
        project.program = self._programs.get(phase, project.program)
        return project

    def is_ready_after(self, phase: Phase) -> None:
        """Hand the stack on to the next test."""
        self._last = phase

    def _made_afresh(self) -> Project:
        self._local_aws.reset()
        make_prerequisites(self._local_aws)
        return Project(self._new_folder(), self._local_aws.endpoint_url, self._programs["create"])


_FOLLOWING: Final[Mapping[Phase, set[Phase]]] = {
    "create": {"update", "read", "delete"},
    "update": {"read", "delete"},
    "read": {"read", "delete"},
    "delete": {"create"},
}


@dataclass(frozen=True)
class FaultlessLife:
    """What the program's resources do when nothing fails.

    Attributes:
        calls: The calls of each phase by their place.
        resources: Kind and logical name of each resource.
    """

    calls: Mapping[Phase, list[list[Call]]]
    resources: frozenset[tuple[str, str]]

    def times(self, phase: Phase, call: Call) -> int:
        """How often a resource makes a call in a phase."""
        return sum(
            (same.service, same.operation) == (call.service, call.operation) for same in chain(*self.calls[phase])
        )


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, lasting_local_aws: LocalAws, every_resource: str) -> SharedStack:
    """The stack that the tests of this process share."""
    changed = every_resource
    for old, new in EDITS:
        changed = edited(changed, old, new)
    return SharedStack(lasting_local_aws, lambda: tmp_path_factory.mktemp("matrix"), every_resource, changed)


@pytest.fixture(scope="module")
def faultless(stack: SharedStack, lasting_local_aws: LocalAws) -> FaultlessLife:
    """A life of the stack without faults, one resource after the other."""
    calls: dict[Phase, list[list[Call]]] = {}
    resources: frozenset[tuple[str, str]] = frozenset()
    for phase in CALLS:
        project = stack.ready_for(phase)
        before = len(knob(lasting_local_aws, "calls"))
        run(phase, project, "--parallel", "1").succeeded()
        calls[phase] = calls_by_place(knob(lasting_local_aws, f"calls?since={before}"))
        resources |= kinds_and_names(project)
        stack.is_ready_after(phase)
    return FaultlessLife(calls, resources)


def test_all_places_are_known(faultless: FaultlessLife) -> None:
    assert {kind for kind, _ in faultless.resources} == MODULES.keys(), "the program lacks a kind of resource"
    does = {
        phase: tuple({call.does for call in calls} for calls in places) for phase, places in faultless.calls.items()
    }
    assert does == CALLS, "correct CALLS"
    assert set(CELLS) >= CELLS_OF_EVERY_RUN


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(
            cell,
            id=f"{cell.fault}, {cell.phase} {cell.place}",
            marks=[] if cell in CELLS_OF_EVERY_RUN else [pytest.mark.matrix],
        )
        for cell in CELLS
    ],
)
def test_the_next_command_mends_what_a_fault_broke(
    cell: Cell,
    faultless: FaultlessLife,
    stack: SharedStack,
    lasting_local_aws: LocalAws,
    record: Callable[..., None],
) -> None:
    fault = FAULTS[cell.fault]
    calls = [call for call in faultless.calls[cell.phase][cell.place] if call.does in happens_to(fault)]
    # A read lags behind changes of which local AWS has been told that they may be missed.
    missed = MISSED_BY_A_REFRESH.get(cell.fault) if cell.phase == "read" else None
    project = stack.ready_for(missed or cell.phase)
    project.environment["PYTHONPATH"] = IMPATIENT if fault["kind"] == "timeout" else PYTHONPATH
    rules = [call.rule(fault, faultless.times(missed, call) if missed else 0) for call in calls]
    knob(lasting_local_aws, "faults", rules)
    if missed:
        run(missed, project).succeeded()

    outcomes = [run_under_fault(cell.phase, project, lasting_local_aws)]
    while outcomes[-1].exit_code != 0:
        assert len(outcomes) < RUNS_AT_MOST, outcomes[-1].output
        outcomes.append(run_under_fault(cell.phase, project, lasting_local_aws))
    spared = [rule["operations"] for rule in knob(lasting_local_aws, "faults") if not rule["fired"]]
    knob(lasting_local_aws, "faults", [])

    sentences = [SENTENCE.search(outcome.output) for outcome in outcomes[:-1]]
    assert not spared, f"the fault did not happen to {spared}"
    assert all(sentences), f"a failure is not explained:\n{outcomes[sentences.index(None)].output}"

    if cell.phase == "delete":
        project.destroy().succeeded()
        assert project.resources() == []
        wait_until("all objects are gone", lambda: objects(lasting_local_aws) == {}, SECONDS_TO_SETTLE)
    else:
        project.up().succeeded()
        assert kinds_and_names(project) == faultless.resources
        assert_live(lasting_local_aws, project)
        assert project.preview("--expect-no-changes").succeeded().operations == {}
    stack.is_ready_after(cell.phase)
    record(fault=cell.fault, phase=cell.phase, calls=sum(call.resources for call in calls), failed=len(sentences))


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in REFUSALS_OF_EVERY_RUN else [pytest.mark.matrix]) for name in REFUSALS],
)
def test_the_state_is_kept_while_aws_refuses_everything(
    name: str, stack: SharedStack, lasting_local_aws: LocalAws
) -> None:
    project = stack.ready_for("read")
    project.configure("aws:maxRetries", "1")
    project.up().succeeded()
    before = project.resources()

    knob(lasting_local_aws, "faults", [{**REFUSALS[name], "count": None}])
    for outcome in (project.refresh(), project.destroy()):
        assert outcome.exit_code != 0
        assert SENTENCE.search(outcome.output), outcome.output
        assert project.resources() == before
    knob(lasting_local_aws, "faults", [])

    assert_live(lasting_local_aws, project)
    project.configure("aws:maxRetries", "25")
    assert project.up().succeeded().operations == {}
    assert project.refresh("--expect-no-changes").succeeded().operations == {}
    stack.is_ready_after("read")


@pytest.mark.matrix
@pytest.mark.parametrize("place", range(len(CALLS["create"])))
def test_what_was_created_when_aws_fell_silent_is_found(
    place: int, faultless: FaultlessLife, stack: SharedStack, lasting_local_aws: LocalAws
) -> None:
    """The replies to all creates of a place are lost, and nothing is answered from then on."""
    project = stack.ready_for("create")
    project.configure("aws:maxRetries", "1")
    creates = [call.operation for call in faultless.calls["create"][place] if call.does == CHANGES]
    knob(
        lasting_local_aws,
        "faults",
        [
            {"kind": "reply-dropped", "operations": creates, "count": None},
            {"kind": "connection-dropped", "each": "operation", "skip": place, "count": None},
        ],
    )
    assert project.up().exit_code != 0
    knob(lasting_local_aws, "faults", [])
    made = sum(map(len, objects(lasting_local_aws).values()))
    assert made > len(project.resources()), "no object was lost"

    project.up().succeeded()
    assert kinds_and_names(project) == faultless.resources
    assert_live(lasting_local_aws, project)
    assert project.preview("--expect-no-changes").succeeded().operations == {}


def run_under_fault(phase: Phase, project: Project, local_aws: LocalAws) -> Outcome:
    """Run a phase's command, after which the state may lack nothing but what is deleted."""
    before = project.resources()
    outcome = run(phase, project)
    kept = {resource.id for resource in project.resources()}
    there = objects(local_aws)
    for resource in before:
        is_deleted = phase == "delete" and listed_id(resource) not in there.get(resource.kind, [])
        assert resource.id in kept or is_deleted, f"the state has lost {resource.urn}\n{outcome.output}"
    return outcome


def run(phase: Phase, project: Project, *options: str) -> Outcome:
    """The command of a phase."""
    command = {"create": project.up, "update": project.up, "read": project.refresh, "delete": project.destroy}[phase]
    return command(*options)
