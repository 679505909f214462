"""Mistakes of another tool that only the engine can show; the others are in `tests/providers/test_known_mistakes.py`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from tests.engine.harness import PROGRAMS, edited
from tests.engine.live import assert_live, chime_calls, make_prerequisites

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Project

INSIDE: Final = (
    *("admin", "association", "ban", "bot", "channel", "flow", "guest"),
    *("membership", "moderator", "retention", "streaming", "user"),
)
"""What an AppInstance of the program holds."""
CHANGEABLE: Final = {"bot", "channel", "flow", "retention", "streaming", "user"}


@pytest.fixture
def two(new_project: Callable[[str], Project], local_aws: LocalAws) -> Project:
    """A stack with two of each resource of messaging."""
    make_prerequisites(local_aws)
    project = new_project((PROGRAMS / "two_of_messaging.py").read_text())
    project.up().succeeded()
    return project


def test_outputs_after_an_update_are_not_missing_and_not_those_of_another_resource(
    two: Project, local_aws: LocalAws
) -> None:
    """Row 3: an update had no outputs in a fresh process, and in an old one those of the resource before."""
    ids = {resource.name: resource.id for resource in two.resources()}
    two.program = edited(two.program, 'version = "1"', 'version = "2"')
    announced = two.preview().succeeded()
    updated = {"one", "two", "spare"} | {f"{name}-{kind}" for name in ("one", "two") for kind in CHANGEABLE}
    assert announced.operations == dict.fromkeys(updated, "update")
    assert two.up().succeeded().changes == announced.changes

    after = {resource.name: resource for resource in two.resources()}
    assert {name: resource.id for name, resource in after.items()} == ids
    for resource in after.values():
        assert resource.outputs == resource.inputs, resource.urn
    assert_live(local_aws, two)
    exported = json.loads(two.pulumi("stack", "output", "--json").stdout)
    for name in ("one", "two"):
        own = {"metadata": f"2-{name}", "tags": {"release": f"2023-{name}"}}
        for kind in ("bot", "channel", "user"):
            full_name = f"{name}-{kind}"
            assert exported[full_name] == {"arn": ids[full_name], "name": after[full_name].inputs["name"], **own}
        flow = after[f"{name}-flow"]
        assert exported[flow.name] == {"arn": flow.id, "name": flow.inputs["name"], "tags": own["tags"]}
        assert exported[f"{name}-retention"] == {"retention_days": len(name) + 2}
    assert two.preview("--refresh", "--expect-no-changes").succeeded().operations == {}


def test_what_cannot_be_changed_does_not_keep_its_object_and_its_id(two: Project, local_aws: LocalAws) -> None:
    """Row 4: all resources had one id for ever, so that the engine saw nothing to replace."""
    before = {resource.name: resource for resource in two.resources()}
    two.edit('"one": "one"', '"one": "spare"')
    two.edit('region="us-east-1"', 'region="eu-central-1"')
    announced = two.preview().succeeded()
    replaced = {"abroad"} | {f"one-{kind}" for kind in INSIDE}
    assert announced.operations == dict.fromkeys(replaced, "replace")
    so_far = len(chime_calls(local_aws))
    assert two.up().succeeded().changes == announced.changes

    after = {resource.name: resource for resource in two.resources()}
    assert {name for name, resource in after.items() if resource.id != before[name].id} == replaced
    assert_live(local_aws, two)
    calls = chime_calls(local_aws)[so_far:]
    for kind in ("AppInstance", "AppInstanceAdmin", "AppInstanceBot", "AppInstanceUser", "Channel", "ChannelFlow"):
        assert calls.index(f"Create{kind}") < calls.index(f"Delete{kind}")
    assert two.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
