"""The stand-in aws plugin on the real engine: what its previews announce is what happens, and nothing spreads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.local_aws.aws_plugin.__main__ import install
from chime_sdk_pulumi.local_aws.aws_plugin.table import RESOURCE_TYPES

from tests.engine.harness import Outcome, Project

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

PROGRAM = (Path(__file__).parent / "programs" / "every_aws_type.py").read_text()


@pytest.fixture
def project(tmp_path: Path, local_aws: LocalAws) -> Project:
    """A project whose engine finds the stand-in, and one handler for its function."""
    plugins = install(tmp_path / "plugins").parent
    project = Project(tmp_path / "project", local_aws.endpoint_url, PROGRAM, plugins=plugins)
    write_handler(project, 1)
    return project


def write_handler(project: Project, answer: int) -> None:
    (project.folder / "handler").mkdir(exist_ok=True)
    (project.folder / "handler" / "index.py").write_text(f"def handler(event, context): return {answer}\n")


def foretold(project: Project, *options: str) -> Outcome:
    """Preview and carry out; both must name the same operations.

    With `--refresh` the preview reads all there is, and shows too what AWS has otherwise than the last step has said.
    """
    announced = project.preview(*options).succeeded()
    done = project.up().succeeded()
    assert done.operations == announced.operations
    return announced


def test_the_program_has_one_of_each_type() -> None:
    modules = {"cloudwatch": "cloudwatch", "lambda": "lambda_"}
    for token in RESOURCE_TYPES:
        module, _, name = token.removeprefix("aws:").partition("/")
        class_name = name.partition(":")[2]
        assert re.search(rf"aws\.{modules.get(module, module)}\.{class_name}\(", PROGRAM), token


def test_every_type_lives_as_its_previews_say(project: Project, aws_client: Callable[..., Any]) -> None:
    created = foretold(project)
    assert set(created.operations.values()) == {"create"}
    assert {project.resource(name).id != "" for name in created.operations if name != "frankfurt"} == {True}
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
    user_pool_client = {"UserPoolId": project.resource("users").id, "ClientId": project.resource("web").id}
    secret = aws_client("cognito-idp").describe_user_pool_client(**user_pool_client)["UserPoolClient"]["ClientSecret"]
    assert not [text for text in ("hunter2", secret) if text in json.dumps(project.export())]

    # Changes in place, which must not spread to what depends on the changed objects.
    in_place = {
        'description="Calls"': 'description="All calls"',
        '"team": "support"': '"team": "sales"',
        'versioning_configuration={"status": "Enabled"': 'versioning_configuration={"status": "Suspended"',
        "block_public_acls=True": "block_public_acls=True, block_public_policy=True",
        '"s3:PutObject"': '"s3:PutObjectAcl"',
        '"days": 30': '"days": 31',
        '"Welcome."': '"Good morning."',
        '"Hello."': '"Good morning."',
        '"s3:GetObject"': '"s3:GetObjectTagging"',
        '"s3:ListAllMyBuckets"': '"s3:GetAccountPublicAccessBlock"',
        "retention_in_days=7": "retention_in_days=14",
        "return 1": "return 2",
        'display_name="Calls"': 'display_name="All calls"',
        "visibility_timeout_seconds=60": "visibility_timeout_seconds=90",
        '"sqs:SendMessage"': '"sqs:ReceiveMessage"',
        "shard_count=1": "shard_count=1, retention_period=48",
        '"source": ["aws.chime"]': '"source": ["aws.chime", "aws.lambda"]',
        " threshold=0": " threshold=1",
        'auto_verified_attributes=["email"]': 'auto_verified_attributes=["email"], name="people"',
        "generate_secret=True": 'generate_secret=True, explicit_auth_flows=["ALLOW_USER_AUTH"]',
        '"client_id": web.id': '"client_id": web.id, "server_side_token_check": True',
        '"user": "sub"': '"user": "username"',
        "idle_session_ttl_in_seconds=300": "idle_session_ttl_in_seconds=600",
        "n_lu_intent_confidence_threshold=0.4": "n_lu_intent_confidence_threshold=0.5",
        "good evening": "good morning",
    }
    for old, new in in_place.items():
        project.edit(old, new)
    expected = [
        "key",
        "bucket",
        "versioning",
        "public-access",
        "bucket-policy",
        "lifecycle",
        "prompt",
        "greeting",
        "role-policy",
        "managed",
        "log",
        "function",
        "topic",
        "queue",
        "queue-policy",
        "stream",
        "rule",
        "alarm",
        "users",
        "web",
        "identities",
        "principal-tag",
        "bot",
        "locale",
        "intent",
    ]
    announced = foretold(project, "--refresh")
    assert announced.operations == dict.fromkeys(expected, "update")
    assert announced.paths["bucket"] == {"tags.team", "tagsAll.team"}
    assert announced.paths["function"] == {"code"}

    # Configuration alone.
    project.configure("aws:defaultTags.tags.stack", "dev", path=True)
    tagged = {token.rpartition(":")[2] for token, kind in RESOURCE_TYPES.items() if "tags" in kind.properties}
    expected = [each.name for each in project.resources() if each.kind in tagged and each.name != "there"]
    announced = foretold(project, "--refresh")
    assert announced.operations == dict.fromkeys(expected, "update")
    assert {path for name in expected for path in announced.paths[name]} == {"tagsAll", "tagsAll.stack"}

    # Replacements, and what has to be replaced with them.
    project.edit('aws.cloudwatch.EventRule("rule",', 'aws.cloudwatch.EventRule("rule", name="chosen",')
    project.edit('aws.iam.RolePolicy("role-policy"', 'aws.iam.RolePolicy("renamed"')
    project.edit('region="eu-central-1"', 'region="eu-central-2"')
    announced = foretold(project, "--refresh")
    assert announced.operations == {
        "rule": "replace",
        "target": "replace",
        "renamed": "create",
        "role-policy": "delete",
        "frankfurt": "update",
        "there": "replace",
    }

    # Behind Pulumi's back.
    rule_id, queue_url = project.resource("rule").id, project.resource("queue").id
    aws_client("events").put_rule(Name=rule_id, EventPattern=json.dumps({"source": ["aws.s3"]}))
    aws_client("sqs").tag_queue(QueueUrl=queue_url, Tags={"team": "nobody"})
    aws_client("cloudwatch").delete_alarms(AlarmNames=[project.resource("alarm").id])
    found = project.refresh().succeeded()
    assert found.operations == {"rule": "update", "queue": "update", "alarm": "delete"}
    assert foretold(project).operations == {"rule": "update", "queue": "update", "alarm": "create"}
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}

    project.destroy().succeeded()
    assert leftovers(aws_client) == []


def leftovers(client: Callable[..., Any]) -> list[object]:
    """The names of what is left in the regions of the program."""
    here = client("sqs")
    lists = [
        client("s3").list_buckets()["Buckets"],
        client("iam").list_roles()["Roles"],
        client("iam").list_policies(Scope="Local")["Policies"],
        client("lambda").list_functions()["Functions"],
        client("lambda").list_event_source_mappings()["EventSourceMappings"],
        client("kinesis").list_streams()["StreamNames"],
        client("events").list_rules()["Rules"],
        client("logs").describe_log_groups()["logGroups"],
        client("logs").describe_resource_policies()["resourcePolicies"],
        client("cloudwatch").describe_alarms()["MetricAlarms"],
        client("lexv2-models").list_bots()["botSummaries"],
        client("sns").list_topics()["Topics"],
        client("sns").list_subscriptions()["Subscriptions"],
        client("cognito-identity").list_identity_pools(MaxResults=60)["IdentityPools"],
        client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"],
        here.list_queues().get("QueueUrls", []),
        client("sqs", region="eu-central-1").list_queues().get("QueueUrls", []),
        client("sqs", region="eu-central-2").list_queues().get("QueueUrls", []),
        client("sqs", region="eu-west-1").list_queues().get("QueueUrls", []),
        [alias for alias in client("kms").list_aliases()["Aliases"] if not alias["AliasName"].startswith("alias/aws/")],
    ]
    keys = [client("kms").describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in client("kms").list_keys()["Keys"]]
    lists.append([key for key in keys if key["KeyManager"] == "CUSTOMER" and key["KeyState"] != "PendingDeletion"])
    return [left for found in lists for left in found]
