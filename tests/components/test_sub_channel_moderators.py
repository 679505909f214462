"""SubChannelModerators: which records the function gets, and what it may do about them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pulumi
import pytest
from chime_sdk_pulumi.components import SubChannelModerators, policies
from chime_sdk_pulumi.components.sub_channel_moderators import HANDLER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.components.deployment import Deployment

APP_INSTANCE = "arn:aws:chime:us-east-1:111122223333:app-instance/event"
MODERATORS = [f"{APP_INSTANCE}/user/ann", f"{APP_INSTANCE}/user/bob"]
STREAM = "arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging-log"
KEY = "arn:aws:kms:us-east-1:111122223333:key/log"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:unseated"
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:seats"


def seats() -> SubChannelModerators:
    return SubChannelModerators(
        "seats",
        app_instance_arn=APP_INSTANCE,
        moderator_arns=MODERATORS,
        stream={"arn": STREAM, "key_arn": KEY},
        tags={"team": "stage"},
        region="us-east-1",
    )


def test_a_function_comes_with_its_log_role_and_stream(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(seats)
    assert set(deployment.resources) == {
        "LogGroup seats-log",
        "Role seats-role",
        "RolePolicy seats-log-policy",
        "RolePolicy seats-moderator-policy",
        "RolePolicy seats-stream-policy",
        "Function seats",
        "EventSourceMapping seats-stream",
    }
    assert {made.parent for made in deployment.resources.values()} == {"seats"}
    function = deployment.inputs("Function seats")
    code = function.pop("code")
    assert {name: asset.text for name, asset in code.assets.items()} == {HANDLER.name: HANDLER.read_text()}
    assert function == {
        "handler": "sub_channel_moderators.handler",
        "role": "arn:aws:iam::111122223333:role/seats-role",
        "runtime": "python3.13",
        "timeout": 60,
        "environment": {"variables": {"MODERATOR_ARNS": json.dumps(MODERATORS)}},
        "loggingConfig": {"logFormat": "JSON", "logGroup": "seats-log"},
        "region": "us-east-1",
        "tags": {"team": "stage"},
    }


def test_the_function_gets_new_sub_channels_alone_and_from_the_beginning(deploy: Callable[..., Deployment]) -> None:
    mapping = deploy(seats)["EventSourceMapping seats-stream"]
    (pattern,) = mapping.inputs.pop("filterCriteria")["filters"]
    assert json.loads(pattern["pattern"]) == {"data": {"EventType": ["CREATE_SUB_CHANNEL"]}}
    assert mapping.inputs == {
        "batchSize": 10,
        "bisectBatchOnFunctionError": True,
        "eventSourceArn": STREAM,
        "functionName": FUNCTION,
        "functionResponseTypes": ["ReportBatchItemFailures"],
        "maximumRecordAgeInSeconds": 900,
        "startingPosition": "TRIM_HORIZON",
        "region": "us-east-1",
        "tags": {"team": "stage"},
    }
    assert mapping.depends_on >= {"seats-stream-policy", "seats-moderator-policy"}


def test_the_role_reads_the_stream_and_seats_the_moderators(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(seats)
    assert deployment["Role seats-role"].document("assumeRolePolicy") == policies.function_trust_policy()
    assert deployment["RolePolicy seats-stream-policy"].document("policy") == policies.function_stream_policy(
        STREAM, KEY
    )
    assert deployment["RolePolicy seats-moderator-policy"].document("policy") == policies.sub_channel_moderators_policy(
        APP_INSTANCE, MODERATORS
    )


def test_failures_are_told_to_whom_they_concern(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: SubChannelModerators(
            "seats",
            app_instance_arn=APP_INSTANCE,
            moderator_arns=MODERATORS,
            stream={"arn": STREAM},
            failure_destination={"arn": QUEUE, "key_arn": KEY},
        )
    )
    assert deployment.inputs("EventSourceMapping seats-stream")["destinationConfig"] == {
        "onFailure": {"destinationArn": QUEUE}
    }
    assert deployment["RolePolicy seats-stream-policy"].document("policy") == policies.function_stream_policy(
        STREAM, None, QUEUE, KEY
    )


def test_a_stream_without_a_key_of_its_own_needs_none(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: SubChannelModerators(
            "seats",
            app_instance_arn=APP_INSTANCE,
            moderator_arns=MODERATORS,
            stream={"arn": STREAM, "key_arn": pulumi.Output.from_input(None)},
        )
    )
    assert deployment["RolePolicy seats-stream-policy"].statements() == ["ReadStream"]


def test_outputs(deploy: Callable[..., Deployment]) -> None:
    outputs = deploy(seats).outputs
    assert (outputs["function_arn"], outputs["role_name"]) == (FUNCTION, "seats-role")


def test_a_stream_that_is_not_there_is_refused(deploy: Callable[..., Deployment]) -> None:
    with pytest.raises(pulumi.RunError, match=r"^SubChannelModerators 'seats': stream\.arn is None, so nothing tells"):
        deploy(
            lambda: SubChannelModerators(
                "seats",
                app_instance_arn=APP_INSTANCE,
                moderator_arns=MODERATORS,
                stream={"arn": pulumi.Output.from_input(None)},
            )
        )
