"""PstnApplication: who may invoke the function, and which calls it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pytest
from chime_sdk_pulumi.components import PstnApplication

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.components.deployment import Deployment

FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:greet"


def test_a_created_function_answers_at_a_host_name(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: PstnApplication(
            "greeting",
            function={
                "code": pulumi.AssetArchive({"greeting.py": pulumi.StringAsset("")}),
                "handler": "greeting.handler",
                "timeout": 10,
            },
            request_uri_hostname="abc.voiceconnector.chime.aws",
            region="us-west-2",
            tags={"team": "voice"},
        )
    )
    assert set(deployment.resources) == {
        "LogGroup greeting-log",
        "Role greeting-role",
        "RolePolicy greeting-log-policy",
        "Function greeting",
        "Permission greeting-permission",
        "SipMediaApplication greeting",
        "SipRule greeting",
    }
    assert {made.parent for made in deployment.resources.values()} == {"greeting"}
    assert deployment.inputs("Function greeting")["timeout"] == 10
    assert {
        name: made.inputs.get("region") for name, made in deployment.resources.items() if "Role" not in name
    } == dict.fromkeys((name for name in deployment.resources if "Role" not in name), "us-west-2")


def test_only_calls_of_the_account_may_invoke_the_function(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: PstnApplication(
            "greeting", function={"existing": {"arn": f"{FUNCTION}:7"}}, to_phone_number="+12065550100"
        )
    )
    assert deployment.inputs("Permission greeting-permission") == {
        "action": "lambda:InvokeFunction",
        "function": FUNCTION,
        "qualifier": "7",
        "principal": "voiceconnector.chime.amazonaws.com",
        "sourceAccount": "111122223333",
    }
    application = deployment["SipMediaApplication greeting"]
    assert application.inputs == {"endpoints": [{"lambda_arn": f"{FUNCTION}:7"}]}
    assert application.depends_on >= {"greeting-permission"}


@pytest.mark.parametrize(
    ("at", "trigger_type", "trigger_value"),
    [
        ({"to_phone_number": "+12065550100"}, "ToPhoneNumber", "+12065550100"),
        (
            {"request_uri_hostname": "abc.voiceconnector.chime.aws", "disabled": True},
            "RequestUriHostname",
            "abc.voiceconnector.chime.aws",
        ),
    ],
)
def test_the_rule_sends_calls_to_the_application_in_its_region(
    deploy: Callable[..., Deployment], at: dict[str, str], trigger_type: str, trigger_value: str
) -> None:
    deployment = deploy(
        lambda: PstnApplication("greeting", function={"existing": {"arn": FUNCTION}}, **at)  # type: ignore[arg-type]  # one of the two
    )
    expected = {
        "trigger_type": trigger_type,
        "trigger_value": trigger_value,
        "target_applications": [
            {"sip_media_application_id": "greeting", "priority": 1, "aws_region": "us-east-1"},
        ],
    }
    assert deployment.inputs("SipRule greeting") == expected | ({"disabled": True} if "disabled" in at else {})


def test_a_function_that_outlasts_the_service_is_warned_of(
    deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]
) -> None:
    code = pulumi.AssetArchive({"greeting.py": pulumi.StringAsset("")})
    deployment = deploy(
        lambda: PstnApplication(
            "greeting",
            function={"code": code, "handler": "greeting.handler", "timeout": 21},
            to_phone_number="+12065550100",
        )
    )
    assert list(said()) == [
        "PstnApplication 'greeting': function.timeout: is longer than the 20 seconds that the service waits for an answer"
    ]
    assert "SipRule greeting" in deployment.resources


def test_outputs(deploy: Callable[..., Deployment]) -> None:
    outputs = deploy(
        lambda: PstnApplication("greeting", function={"existing": {"arn": FUNCTION}}, to_phone_number="+12065550100")
    ).outputs
    assert outputs["sip_media_application_arn"] == "arn:aws:chime:us-east-1:111122223333:sma/greeting"
    assert outputs["sip_media_application_id"] == "greeting"
    assert outputs["sip_rule_id"] == "greeting"
    assert outputs["function_arn"] == FUNCTION
    assert outputs["role_name"] is None
