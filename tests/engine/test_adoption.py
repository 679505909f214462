"""A second stack takes over every object of a first one, and makes each what its own program says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tests.engine.harness import Project, edited
from tests.engine.live import assert_live, chime_calls, make_prerequisites, objects
from tests.engine.test_lifecycle import EDITS, EVERY_RESOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from chime_sdk_pulumi.local_aws import LocalAws

NAME: Final = "media_insights_pipeline_configuration_name"


def adopting(program: str, ids: Mapping[str, str]) -> str:
    """A program whose resources adopt the objects of these ids, by logical name."""
    for name, resource_id in ids.items():
        program, count = re.subn(rf'(\w\(\s*"{name}"),', rf'\1, adopt="{resource_id}",', program)
        assert count == 1, name
    return program


def test_every_resource_is_adopted_as_its_previews_say(
    new_project: Callable[[str], Project], local_aws: LocalAws, every_resource: str, tmp_path: Path
) -> None:
    make_prerequisites(local_aws)
    first = new_project(every_resource)
    first.up().succeeded()
    ids = {resource.name: resource.id for resource in first.resources()}
    there = objects(local_aws)

    program = every_resource
    for old, new in EDITS:
        program = edited(program, old, new)
    name = first.resource("insights").inputs[NAME]
    # The one name that cannot be changed: by default each stack makes up its own.
    program = edited(program, '    "insights",\n', f'    "insights",\n    {NAME}="{name}",\n')
    second = Project(tmp_path / "second", local_aws.endpoint_url, adopting(program, ids), name="branch")
    announced = second.preview().succeeded()
    assert announced.operations == dict.fromkeys(EVERY_RESOURCE, "create")
    so_far = len(chime_calls(local_aws))
    assert second.up().succeeded().operations == announced.operations
    assert [call for call in chime_calls(local_aws)[so_far:] if call.startswith(("Create", "Associate"))] == []
    assert {resource.name: resource.id for resource in second.resources()} == ids
    assert objects(local_aws) == there
    assert_live(local_aws, second)
    assert second.preview("--refresh", "--expect-no-changes").succeeded().operations == {}

    second.program = program
    assert second.preview("--expect-no-changes").succeeded().operations == {}
    assert second.destroy().succeeded().operations == dict.fromkeys(EVERY_RESOURCE, "delete")
    assert objects(local_aws) == {}
