"""The whole life of every Chime resource on the real engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.harness import edited
from tests.engine.live import assert_live, make_prerequisites, objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Project

UNCHANGEABLE = {"admin", "deputy"}
"""What is there or not."""
EVERY_RESOURCE = {
    *UNCHANGEABLE,
    "alias",
    "app",
    "application",
    "association",
    "ban",
    "bot",
    "channel",
    "clerk",
    "flow",
    "guest",
    "insights",
    "main",
    "membership",
    "messages",
    "moderator",
    "origination",
    "policy",
    "retention",
    "rule",
    "streaming",
    "termination",
}

EDITS = (
    ('metadata="first"', 'metadata="second"'),
    ('"fallback_action": "ABORT"', '"fallback_action": "CONTINUE"'),
    ('metadata="day"', 'metadata="night"'),
    ('"expiration_days": 30', '"expiration_days": 60'),
    ('bot_version="1"', 'bot_version="2"'),
    ('"/bot/*"', '"/bot/concierge"'),
    ('"standard_messages": "AUTO"', '"standard_messages": "MENTIONS"'),
    ('"retention_days": 90', '"retention_days": 120'),
    (
        '"data_type": "ChannelMessage", "resource_arn": f"{stream}/chime-messaging-one"',
        '"data_type": "ChannelMessage", "resource_arn": f"{stream}/chime-messaging-two"',
    ),
    ('metadata="open"', 'metadata="closed", mode="UNRESTRICTED"'),
    ("bearer = admin.", "bearer = deputy."),
    ('require_encryption=True, tags={"team": "support"}', 'require_encryption=True, name="Front desk"'),
    ("cps_limit=2", "cps_limit=3"),
    ('"weight": 20', '"weight": 30'),
    ('"keywords": ["cancel", "refund"]', '"keywords": ["cancel", "complaint"]'),
    ("data_retention_in_hours=24", "data_retention_in_hours=48"),
    ('"lambda_arn": f"{functions}:answer"', '"lambda_arn": f"{functions}:answer-2"'),
    ('"rule",\n', '"rule",\n    name="By host name",\n'),
)
"""One change of each resource that can be changed, all in place."""


def test_every_resource_lives_as_its_previews_say(
    new_project: Callable[[str], Project], local_aws: LocalAws, every_resource: str
) -> None:
    make_prerequisites(local_aws)
    project = new_project(every_resource)

    announced = project.preview().succeeded()
    done = project.up().succeeded()
    assert done.operations == announced.operations == dict.fromkeys(EVERY_RESOURCE, "create")
    assert_live(local_aws, project)
    assert project.preview("--expect-no-changes").succeeded().operations == {}
    assert project.refresh("--expect-no-changes").succeeded().operations == {}

    before = pickled_providers(project)
    assert set(before) == EVERY_RESOURCE
    assert max(len(pickled) for pickled in before.values()) < 160

    for old, new in EDITS:
        project.program = edited(project.program, old, new)
    announced = project.preview().succeeded()
    assert announced.operations == dict.fromkeys(EVERY_RESOURCE - UNCHANGEABLE, "update")
    done = project.up().succeeded()
    assert done.changes == announced.changes
    assert_live(local_aws, project)
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
    assert pickled_providers(project) == before

    assert project.destroy().succeeded().operations == dict.fromkeys(EVERY_RESOURCE, "delete")
    assert objects(local_aws) == {}
    assert project.resources() == []


def pickled_providers(project: Project) -> dict[str, str]:
    """Logical name to what the state holds of the provider, the same among inputs and outputs."""
    pickled = {}
    for resource in project.resources():
        assert resource.inputs["__provider"] == resource.outputs["__provider"]
        pickled[resource.name] = str(resource.inputs["__provider"])
    return pickled
