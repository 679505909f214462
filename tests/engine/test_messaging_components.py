"""The components of messaging on the real engine: they live as their previews say, and their policies hold."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.engine.harness import PROGRAMS, Project
from tests.engine.live import assert_live, chime_calls, client, knob, make_lex_bot, objects
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
    # What is added to an app moves nothing that is there.
    ('"alice": {"name"', '"zoe": {}, "alice": {"name"', {"AppInstanceUser club-zoe": "create"}),
    ('"members": ["alice"]', '"members": ["zoe", "alice"]', {"ChannelMembership club-lobby/zoe": "create"}),
    (
        '        "lobby": {',
        '        "annex": {"metadata": "new"},\n        "lobby": {',
        {"Channel club-annex": "create"},
    ),
    ('"bans": ["eve"],', "", {"ChannelBan club-lobby/eve": "delete"}),
    ('"bot_version": "1"', '"bot_version": "2"', {"LexBotAlias concierge": "update"}),
    ('display_name="Concierge"', 'display_name="Porter"', {"AppInstanceBot concierge": "update"}),
    ("retention_days=90", "retention_days=60", {"AppInstanceRetentionSettings club-retention": "update"}),
)
"""A text of the program, what takes its place, and what that changes."""


def test_messaging_components_live_as_their_previews_say(tmp_path: Path, local_aws: LocalAws) -> None:
    plugins = tmp_path / "plugins"
    install = [sys.executable, "-m", "chime_sdk_pulumi.local_aws.aws_plugin", "--install", str(plugins)]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    program = (PROGRAMS / "messaging_components.py").read_text()
    make_lex_bot(local_aws)
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

    assert_live(local_aws, project)
    listed = wiring(local_aws.endpoint_url)
    assert [entry["reason"] for entry in listed if not entry["allowed"]] == []
    kinds = {"AppInstanceBot", "ChannelFlow", "EventRule", "MessagingStreamingConfigurations"}
    assert {entry["kind"] for entry in listed} == kinds
    # What clients may do is nothing that the service does; tests/unit/test_messaging_policies.py holds it to the guide.
    clients = ("policy of access-", "policy of attachments-")
    policies = [policy for policy in stored_policies(local_aws) if not any(part in policy.name for part in clients)]
    assert sum("of arn:aws:lex:" in policy.name for policy in policies) == 2
    assert unnecessary(local_aws, statements(policies)) == []

    associate_behind_pulumis_back(local_aws)
    project.destroy().succeeded()
    assert chime_calls(local_aws).count("DisassociateChannelFlow") == 2
    assert objects(local_aws) == {}
    assert {kind: count for kind, count in knob(local_aws, "resources")["counts"].items() if count} == {}


def associate_behind_pulumis_back(local_aws: LocalAws) -> None:
    """Make a channel that uses a flow of the program, which Pulumi knows nothing of."""
    messaging = client(local_aws, "chime-sdk-messaging")
    (bearer,) = (found for found in objects(local_aws)["AppInstanceUser"] if found.endswith("/user/administrator"))
    app_instance_arn = bearer.partition("/user/")[0]
    (flow,) = (found for found in objects(local_aws)["ChannelFlow"] if found.startswith(f"{app_instance_arn}/"))
    made = messaging.create_channel(AppInstanceArn=app_instance_arn, Name="secret", ChimeBearer=bearer)
    messaging.associate_channel_flow(ChannelArn=made["ChannelArn"], ChannelFlowArn=flow, ChimeBearer=bearer)
