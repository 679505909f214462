"""Every fault on every call of every resource: what a failing AWS leaves undone, the next plain command does.

One program has every kind of resource. A fault strikes once each call of one sort (reads, repeated reads, changes) that the
resources make while the stack is created, changed, refreshed or destroyed. The command may fail then; it is repeated until
all those calls were struck. A plain command follows, and then AWS has to hold exactly what the program says.

The tests of a process share one stack, which goes from one to the next: created, changed, refreshed, destroyed, created again.
Run by several processes with `--dist loadgroup`, all tests of a fault stay in one of them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import pytest
from chime_sdk_pulumi.providers._loader import MODULES

from tests.engine.harness import PROGRAMS, Outcome, Project, edited, wait_until
from tests.engine.live import READS, assert_live, kinds_and_names, knob, listed_id, make_prerequisites, objects
from tests.engine.test_lifecycle import EDITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from chime_sdk_pulumi.local_aws import LocalAws

Phase = Literal["create", "update", "read", "delete"]

Sort = Literal["reads", "repeated reads", "changes"]

FAULTS: Final[Mapping[str, Mapping[str, object]]] = {
    "reply dropped": {"kind": "reply-dropped"},
    "reply truncated": {"kind": "reply-truncated"},
    "429": {"kind": "throttle"},
    "500": {"kind": "error", "status": 500},
    "500 after the effect": {"kind": "error", "status": 500, "takes_effect": True},
    "503": {"kind": "error", "status": 503},
    "timeout": {"kind": "timeout"},
    "timeout after the effect": {"kind": "timeout", "takes_effect": True},
    "connection dropped": {"kind": "connection-dropped"},
    "stale by one change": {"kind": "stale-reads", "behind": 1},
    "stale by all changes": {"kind": "stale-reads", "behind": 100},
    "slow state machines": {"kind": "slow-state-machines", "factor": 5},
    "403": {"kind": "error", "status": 403},
    "expired token": {"kind": "error", "code": "ExpiredTokenException"},
}
"""Faults as `/_local/faults` takes them."""
SORTS_OF_FAULTS: Final[Mapping[object, set[Sort]]] = {
    "stale-reads": {"reads", "repeated reads"},
    "slow-state-machines": {"changes"},
}
"""What sort of calls a fault can happen to, where not to all."""
SORTS: Final[Mapping[Phase, Sequence[Sort]]] = {
    "create": ("reads", "changes", "repeated reads"),
    "update": ("changes", "reads", "repeated reads"),
    "read": ("reads", "repeated reads"),
    "delete": ("reads", "changes", "repeated reads"),
}
"""What sort of calls each phase has; a test compares it with the calls of a life without faults."""


@dataclass(frozen=True)
class Cell:
    """A fault that strikes each call of one sort in one phase.

    Attributes:
        fault: Its name.
        phase: What is being done to all resources.
        sort: The sort of calls.
    """

    fault: str
    phase: Phase
    sort: Sort


CELLS: Final = [
    Cell(name, phase, SORTS[phase][place])
    for name, fault in FAULTS.items()
    for place in range(max(map(len, SORTS.values())))
    for phase in SORTS
    if place < len(SORTS[phase]) and SORTS[phase][place] in SORTS_OF_FAULTS.get(fault["kind"], SORTS[phase])
]
"""The matrix, in an order in which one stack lives through it."""
CELLS_OF_EVERY_RUN: Final = {
    Cell("reply dropped", "create", "changes"),
    Cell("429", "update", "changes"),
    Cell("connection dropped", "delete", "changes"),
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
RUNS_AT_MOST: Final = 25
SERVICES: Final = sorted({how.service for how in READS.values()})
SECONDS_TO_SETTLE: Final = 10
SENTENCE: Final = re.compile(r"\w+ '\w+' \([a-z0-9-]+\): .+ — .+")
PYTHONPATH: Final = os.environ.get("PYTHONPATH", "")
IMPATIENT: Final = os.pathsep.join([str(PROGRAMS / "impatient"), PYTHONPATH])


@dataclass(frozen=True)
class Call:
    """A call that resources make in one phase.

    Attributes:
        service: The API.
        operation: The operation.
        requests: How many requests there are that differ.
        repeated: How many of them are made more than once.
    """

    service: str
    operation: str
    requests: int
    repeated: int

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.operation.startswith(("Get", "List", "Describe"))

    def is_of(self, sort: Sort) -> bool:
        """Whether it is of a sort."""
        return self.reads == (sort != "changes") and (sort != "repeated reads" or self.repeated > 0)

    def rule(self, fault: Mapping[str, object], sort: Sort, spared: int = 0) -> dict[str, object]:
        """The fault for each of the call's requests, after a number of repetitions that are spared."""
        rule = {**fault, "services": self.service, "operations": self.operation}
        if self.reads:
            return {**rule, "each": "request", "skip": spared + (sort == "repeated reads")}
        # The request of a repeated create is another one: it has another token.
        return {**rule, "each": "operation", "count": self.requests}


WHOSE: Final = Call("sts", "GetCallerIdentity", 1, 0)
"""The question whose the credentials are, which a provider process asks once."""


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
        calls: The calls of each phase.
        resources: Kind and logical name of each resource.
    """

    calls: Mapping[Phase, Sequence[Call]]
    resources: frozenset[tuple[str, str]]

    def times(self, phase: Phase, call: Call) -> int:
        """How often a request of a call is made in a phase."""
        same = [each for each in self.calls[phase] if (each.service, each.operation) == (call.service, call.operation)]
        return 1 + (same[0].repeated > 0) if same else 0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, lasting_local_aws: LocalAws, every_resource: str) -> SharedStack:
    """The stack that the tests of this process share."""
    changed = every_resource
    for old, new in EDITS:
        changed = edited(changed, old, new)
    return SharedStack(lasting_local_aws, lambda: tmp_path_factory.mktemp("matrix"), every_resource, changed)


@pytest.fixture(scope="module")
def faultless(stack: SharedStack, lasting_local_aws: LocalAws) -> FaultlessLife:
    """A life of the stack without faults."""
    # A fault that changes nothing, for the first call of each request, and another one for the second: they count.
    counting = [
        {"kind": "slow-state-machines", "factor": 1, "services": service, "each": "request"}
        for service in SERVICES
        for _ in range(2)
    ]
    calls: dict[Phase, list[Call]] = {}
    resources: frozenset[tuple[str, str]] = frozenset()
    for phase in SORTS:
        project = stack.ready_for(phase)
        knob(lasting_local_aws, "faults", counting)
        run(phase, project).succeeded()
        counted = [rule["fired"] for rule in knob(lasting_local_aws, "faults")]
        calls[phase] = [WHOSE] + [
            Call(service, operation, requests, repeated.get(operation, 0))
            for service, first, repeated in zip(SERVICES, counted[::2], counted[1::2], strict=True)
            for operation, requests in first.items()
        ]
        resources |= kinds_and_names(project)
        stack.is_ready_after(phase)
    knob(lasting_local_aws, "faults", [])
    return FaultlessLife(calls, resources)


def test_all_sorts_of_calls_are_known(faultless: FaultlessLife) -> None:
    assert {kind for kind, _ in faultless.resources} == MODULES.keys(), "the program lacks a kind of resource"
    for phase, calls in faultless.calls.items():
        assert {sort for sort in get_args(Sort) if any(call.is_of(sort) for call in calls if call != WHOSE)} == set(
            SORTS[phase]
        ), f"correct what SORTS says of {phase}"
    assert set(CELLS) >= CELLS_OF_EVERY_RUN


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(
            cell,
            id=f"{cell.fault}, {cell.phase}, {cell.sort}",
            marks=[
                pytest.mark.xdist_group(cell.fault),
                *([] if cell in CELLS_OF_EVERY_RUN else [pytest.mark.matrix]),
            ],
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
    calls = [call for call in faultless.calls[cell.phase] if call.is_of(cell.sort)]
    if fault["kind"] in SORTS_OF_FAULTS:
        calls = [call for call in calls if call != WHOSE]
    # A read lags behind changes that are made after local AWS was told so.
    missed: Phase | None = "create" if fault["kind"] == "stale-reads" and cell.phase == "read" else None
    project = stack.ready_for(missed or cell.phase)
    project.environment["PYTHONPATH"] = IMPATIENT if fault["kind"] == "timeout" else PYTHONPATH
    spared = [faultless.times(missed, call) if missed else 0 for call in calls]
    knob(
        lasting_local_aws,
        "faults",
        [call.rule(fault, cell.sort, times) for call, times in zip(calls, spared, strict=True)],
    )
    if missed:
        run(missed, project).succeeded()

    outcomes = [run_under_fault(cell.phase, project, lasting_local_aws)]
    while outcomes[-1].exit_code != 0:
        assert len(outcomes) < RUNS_AT_MOST, outcomes[-1].output
        outcomes.append(run_under_fault(cell.phase, project, lasting_local_aws))
    struck = knob(lasting_local_aws, "faults")
    knob(lasting_local_aws, "faults", [])

    sentences = [SENTENCE.search(outcome.output) for outcome in outcomes[:-1]]
    assert [rule["operations"] for rule in struck if not rule["fired"]] == [], "the fault did not happen to these"
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
    record(
        fault=cell.fault,
        phase=cell.phase,
        calls=sum(sum(rule["fired"].values()) for rule in struck),
        failed=len(sentences),
    )


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
@pytest.mark.parametrize("reads", [0, 1])
def test_what_was_created_when_aws_fell_silent_is_found(
    reads: int, faultless: FaultlessLife, stack: SharedStack, lasting_local_aws: LocalAws
) -> None:
    """All replies to changes are lost, and those to all reads but so many of each request."""
    project = stack.ready_for("create")
    project.configure("aws:maxRetries", "1")
    calls = [call for call in faultless.calls["create"] if call != WHOSE]
    for_all = {"services": sorted({call.service for call in calls}), "count": None}
    changes = [call.operation for call in calls if call.is_of("changes")]
    knob(
        lasting_local_aws,
        "faults",
        [
            {**for_all, "kind": "reply-dropped", "operations": changes},
            {**for_all, "kind": "connection-dropped", "each": "request", "skip": reads},
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
