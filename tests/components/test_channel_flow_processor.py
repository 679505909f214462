"""ChannelFlowProcessor: who may invoke the function, and what the function may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from chime_sdk_pulumi.components import ChannelFlowProcessor
from chime_sdk_pulumi.components.policies import (
    channel_flow_callback_policy,
    function_policy,
    function_trust_policy,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.components.deployment import Deployment

APP_INSTANCE = "arn:aws:chime:us-east-1:444455556666:app-instance/ab12"
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:moderate"


def created() -> ChannelFlowProcessor:
    return ChannelFlowProcessor(
        "moderation",
        app_instance_arn=APP_INSTANCE,
        function={
            "code": pulumi.AssetArchive({"moderation.py": pulumi.StringAsset("")}),
            "handler": "moderation.handler",
            "environment": {"BLOCKED_WORDS": "[]"},
        },
        tags={"team": "chat"},
        region="us-east-1",
    )


def brought(arn: str, **existing: str) -> ChannelFlowProcessor:
    return ChannelFlowProcessor(
        "moderation",
        app_instance_arn=APP_INSTANCE,
        function={"existing": {"arn": arn, **existing}},  # type: ignore[typeddict-item]  # role_name, or nothing
        fallback_action="CONTINUE",
    )


def test_a_created_function_comes_with_its_log_role_permission_and_flow(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(created)
    assert set(deployment.resources) == {
        "LogGroup moderation-log",
        "Role moderation-role",
        "RolePolicy moderation-log-policy",
        "RolePolicy moderation-callback-policy",
        "Function moderation",
        "Permission moderation-permission",
        "ChannelFlow moderation",
    }
    assert {made.parent for made in deployment.resources.values()} == {"moderation"}
    function = deployment.inputs("Function moderation")
    del function["code"]
    assert function == {
        "handler": "moderation.handler",
        "role": "arn:aws:iam::111122223333:role/moderation-role",
        "runtime": "python3.13",
        "timeout": 5,
        "environment": {"variables": {"BLOCKED_WORDS": "[]"}},
        "loggingConfig": {"logFormat": "JSON", "logGroup": "moderation-log"},
        "region": "us-east-1",
        "tags": {"team": "chat"},
    }
    assert deployment.inputs("LogGroup moderation-log")["retentionInDays"] == 30


def test_the_role_writes_its_log_and_hands_back_messages_of_the_app_instance(
    deploy: Callable[..., Deployment],
) -> None:
    deployment = deploy(created)
    assert deployment["Role moderation-role"].document("assumeRolePolicy") == function_trust_policy()
    assert deployment["RolePolicy moderation-log-policy"].document("policy") == function_policy(
        "arn:aws:logs:us-east-1:111122223333:log-group:moderation-log"
    )
    assert deployment["RolePolicy moderation-callback-policy"].document("policy") == channel_flow_callback_policy(
        APP_INSTANCE
    )


def test_only_this_app_instance_may_invoke_the_function(deploy: Callable[..., Deployment]) -> None:
    assert deploy(created).inputs("Permission moderation-permission") == {
        "action": "lambda:InvokeFunction",
        "function": "arn:aws:lambda:us-east-1:111122223333:function:moderation",
        "principal": "messaging.chime.amazonaws.com",
        "sourceAccount": "444455556666",
        "sourceArn": APP_INSTANCE,
        "region": "us-east-1",
    }


def test_the_flow_comes_after_everything_that_it_needs(deploy: Callable[..., Deployment]) -> None:
    flow = deploy(created)["ChannelFlow moderation"]
    assert flow.inputs == {
        "app_instance_arn": APP_INSTANCE,
        "processors": [
            {
                "name": "moderation",
                "configuration": {
                    "lambda_": {
                        "resource_arn": "arn:aws:lambda:us-east-1:111122223333:function:moderation",
                        "invocation_type": "ASYNC",
                    }
                },
                "execution_order": 1,
                "fallback_action": "ABORT",
            }
        ],
        "region": "us-east-1",
        "tags": {"team": "chat"},
    }
    assert flow.depends_on >= {"moderation-permission", "moderation-callback-policy"}


def test_a_brought_alias_is_permitted_as_that_alias(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: brought(f"{FUNCTION}:live"))
    assert set(deployment.resources) == {"Permission moderation-permission", "ChannelFlow moderation"}
    permission = deployment.inputs("Permission moderation-permission")
    assert (permission["function"], permission["qualifier"]) == (FUNCTION, "live")
    (processor,) = deployment.inputs("ChannelFlow moderation")["processors"]
    assert processor["configuration"]["lambda_"]["resource_arn"] == f"{FUNCTION}:live"
    assert processor["fallback_action"] == "CONTINUE"


def test_a_brought_function_without_alias_has_no_qualifier(deploy: Callable[..., Deployment]) -> None:
    permission = deploy(lambda: brought(FUNCTION)).inputs("Permission moderation-permission")
    assert permission["function"] == FUNCTION
    assert permission.get("qualifier") is None


def test_latest_is_permitted_as_the_function_itself(deploy: Callable[..., Deployment]) -> None:
    permission = deploy(lambda: brought(f"{FUNCTION}:$LATEST")).inputs("Permission moderation-permission")
    assert permission["function"] == FUNCTION
    assert permission.get("qualifier") is None


def test_a_created_function_is_published_and_invoked_under_its_alias(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: ChannelFlowProcessor(
            "moderation",
            app_instance_arn=APP_INSTANCE,
            function={
                "code": pulumi.AssetArchive({"moderation.py": pulumi.StringAsset("")}),
                "handler": "moderation.handler",
                "alias": "live",
            },
            region="us-east-1",
        )
    )
    created = "arn:aws:lambda:us-east-1:111122223333:function:moderation"
    assert deployment.inputs("Function moderation")["publish"] is True
    assert deployment.inputs("Alias moderation-alias") == {
        "name": "live",
        "functionName": "moderation",
        "functionVersion": "7",
        "region": "us-east-1",
    }
    permission = deployment.inputs("Permission moderation-permission")
    assert (permission["function"], permission["qualifier"]) == (created, "live")
    (processor,) = deployment.inputs("ChannelFlow moderation")["processors"]
    assert processor["configuration"]["lambda_"]["resource_arn"] == f"{created}:live"
    assert deployment.outputs["function_arn"] == f"{created}:live"


def test_several_flows_share_the_function_and_differ_in_their_fallback(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: ChannelFlowProcessor(
            "moderation",
            app_instance_arn=APP_INSTANCE,
            function={"existing": {"arn": FUNCTION}},
            fallback_action="CONTINUE",
            flows={"strict": {"fallback_action": "ABORT"}, "lenient": {}},
            tags={"team": "chat"},
        )
    )
    assert set(deployment.resources) == {
        "Permission moderation-permission",
        "ChannelFlow moderation-strict",
        "ChannelFlow moderation-lenient",
    }
    for flow, fallback_action in (("strict", "ABORT"), ("lenient", "CONTINUE")):
        made = deployment[f"ChannelFlow moderation-{flow}"]
        (processor,) = made.inputs["processors"]
        assert processor["fallback_action"] == fallback_action
        assert processor["configuration"]["lambda_"]["resource_arn"] == FUNCTION
        assert made.depends_on >= {"moderation-permission"}
        assert made.inputs["tags"] == {"team": "chat"}
    arn = "arn:aws:chime:us-east-1:111122223333:app-instance/one/channel-flow/moderation-"
    assert deployment.outputs["channel_flow_arns"] == {"strict": f"{arn}strict", "lenient": f"{arn}lenient"}
    assert deployment.outputs["channel_flow_arn"] == f"{arn}strict"


def test_a_brought_role_is_given_what_the_function_needs(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: brought(FUNCTION, role_name="moderators"))
    assert set(deployment.resources) == {
        "RolePolicy moderation-callback-policy",
        "Permission moderation-permission",
        "ChannelFlow moderation",
    }
    assert deployment.inputs("RolePolicy moderation-callback-policy")["role"] == "moderators"


def test_outputs(deploy: Callable[..., Deployment]) -> None:
    outputs = deploy(created).outputs
    assert outputs["channel_flow_arn"].endswith("channel-flow/moderation")
    assert outputs["channel_flow_arns"] == {"moderation": outputs["channel_flow_arn"]}
    assert outputs["function_arn"] == "arn:aws:lambda:us-east-1:111122223333:function:moderation"
    assert outputs["role_name"] == "moderation-role"
    assert deploy(lambda: brought(FUNCTION)).outputs["role_name"] is None


def test_every_flow_leaves_its_channels_when_asked_to(deploy: Callable[..., Deployment]) -> None:
    bearer = f"{APP_INSTANCE}/user/administrator"
    deployment = deploy(
        lambda: ChannelFlowProcessor(
            "moderation",
            app_instance_arn=APP_INSTANCE,
            function={"existing": {"arn": FUNCTION}},
            flows={"strict": {}, "lenient": {}},
            disassociate_on_delete=True,
            chime_bearer=bearer,
        )
    )
    for flow in ("strict", "lenient"):
        inputs = deployment.inputs(f"ChannelFlow moderation-{flow}")
        assert (inputs["disassociate_on_delete"], inputs["chime_bearer"]) == (True, bearer)
    assert "disassociate_on_delete" not in deploy(created).inputs("ChannelFlow moderation")
