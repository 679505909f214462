"""The components of messaging on the real engine: they live as their previews say, and their policies hold."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.engine.harness import PROGRAMS, Project
from tests.engine.live import knob, objects
from tests.local_aws.stored_policies import statements, stored_policies, unnecessary, wiring

if TYPE_CHECKING:
    from pathlib import Path

    from chime_sdk_pulumi.local_aws import LocalAws

EDITS: Final = (
    ('"retention_in_days": 7', '"retention_in_days": 14', {"LogGroup alerts-log-group": "update"}),
    (
        '["https://chat.example.com"]',
        '["https://example.com"]',
        {"BucketCorsConfiguration attachments-bucket-cors": "update"},
    ),
    ('"shard_count": 2', '"shard_count": 3', {"Stream chime-messaging-channel-log": "update"}),
    (
        "pass",
        "return None",
        {
            "Function moderation": "update",
            "Alias moderation-alias": "update",
        },
    ),
    ("Access.MINIMAL", "Access.FULL", {"RolePolicy access-user-role-policy": "update"}),
)
"""A text of the program, what takes its place, and what that changes."""


def test_messaging_components_live_as_their_previews_say(tmp_path: Path, local_aws: LocalAws) -> None:
    plugins = tmp_path / "plugins"
    install = [sys.executable, "-m", "chime_sdk_pulumi.local_aws.aws_plugin", "--install", str(plugins)]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    program = (PROGRAMS / "messaging_components.py").read_text()
    project = Project(tmp_path / "project", local_aws.endpoint_url, program, plugins=plugins)

    announced = project.preview().succeeded().operations_by_kind
    assert set(announced.values()) == {"create"}
    assert project.up().succeeded().operations_by_kind == announced
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations_by_kind == {}

    for old, new, _ in EDITS:
        project.edit(old, new)
    announced = project.preview().succeeded().operations_by_kind
    assert announced == {name: what for _, _, changed in EDITS for name, what in changed.items()}
    assert project.up().succeeded().operations_by_kind == announced

    assert [entry["reason"] for entry in wiring(local_aws.endpoint_url) if not entry["allowed"]] == []
    # What clients may do is nothing that the service does; tests/unit/test_messaging_policies.py holds it to the guide.
    clients = ("policy of access-", "policy of attachments-")
    policies = [policy for policy in stored_policies(local_aws) if not any(part in policy.name for part in clients)]
    assert unnecessary(local_aws, statements(policies)) == []

    project.destroy().succeeded()
    assert objects(local_aws) == {}
    assert {kind: count for kind, count in knob(local_aws, "resources")["counts"].items() if count} == {}
