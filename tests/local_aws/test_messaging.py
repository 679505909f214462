"""Channel flows, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.local_aws.clients import Client, Clients, Refused


def processor(region: str = "us-east-1", account: str = "123456789012", order: int = 1) -> dict[str, Any]:
    function = f"arn:aws:lambda:{region}:{account}:function:moderate"
    return {
        "Name": f"moderate-{order}",
        "Configuration": {"Lambda": {"ResourceArn": function, "InvocationType": "ASYNC"}},
        "ExecutionOrder": order,
        "FallbackAction": "CONTINUE",
    }


@pytest.fixture
def messaging(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-messaging")


@pytest.fixture
def app_instance_arn(aws_client: Clients) -> str:
    return str(aws_client("chime-sdk-identity").create_app_instance(Name="chat")["AppInstanceArn"])


def test_lifecycle(messaging: Client, app_instance_arn: str, refused: Refused) -> None:
    arn = messaging.create_channel_flow(
        AppInstanceArn=app_instance_arn, Name="flow", Processors=[processor()], Tags=[{"Key": "a", "Value": "b"}]
    )["ChannelFlowArn"]
    assert re.fullmatch(re.escape(app_instance_arn) + r"/channel-flow/[0-9a-f-]{36}", arn)

    described = messaging.describe_channel_flow(ChannelFlowArn=arn)["ChannelFlow"]
    assert (described["Name"], described["Processors"]) == ("flow", [processor()])
    assert messaging.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "b"}]

    processors = [processor(order=2), processor(order=1)]
    messaging.update_channel_flow(ChannelFlowArn=arn, Name="renamed", Processors=processors)
    listed = messaging.list_channel_flows(AppInstanceArn=app_instance_arn)["ChannelFlows"]
    assert listed == [{"ChannelFlowArn": arn, "Name": "renamed", "Processors": processors}]

    messaging.delete_channel_flow(ChannelFlowArn=arn)
    assert messaging.list_channel_flows(AppInstanceArn=app_instance_arn)["ChannelFlows"] == []
    calls: list[Callable[[], object]] = [
        lambda: messaging.describe_channel_flow(ChannelFlowArn=arn),
        lambda: messaging.update_channel_flow(ChannelFlowArn=arn, Name="a", Processors=[processor()]),
        lambda: messaging.delete_channel_flow(ChannelFlowArn=arn),
    ]
    for call in calls:
        with refused("ForbiddenException", arn):
            call()


def test_needs_its_app_instance(messaging: Client, app_instance_arn: str, refused: Refused) -> None:
    missing = f"{app_instance_arn[:-1]}x"
    with refused("ForbiddenException", missing):
        messaging.create_channel_flow(AppInstanceArn=missing, Name="flow", Processors=[processor()])
    with refused("ForbiddenException", missing):
        messaging.list_channel_flows(AppInstanceArn=missing)


@pytest.mark.parametrize(
    ("processors", "message"),
    [
        ([processor(region="eu-central-1")], "same account and Region"),
        ([processor(account="210987654321")], "same account and Region"),
        ([processor(), processor()], "its own ExecutionOrder"),
    ],
)
def test_refuses_processors(
    messaging: Client, app_instance_arn: str, refused: Refused, processors: list[dict[str, Any]], message: str
) -> None:
    with refused("BadRequestException", message):
        messaging.create_channel_flow(AppInstanceArn=app_instance_arn, Name="flow", Processors=processors)


def test_client_request_token(messaging: Client, app_instance_arn: str, refused: Refused) -> None:
    request = {"AppInstanceArn": app_instance_arn, "Processors": [processor()], "ClientRequestToken": "token"}
    first = messaging.create_channel_flow(Name="flow", **request)["ChannelFlowArn"]
    assert messaging.create_channel_flow(Name="flow", **request)["ChannelFlowArn"] == first
    with refused("ConflictException", "ClientRequestToken"):
        messaging.create_channel_flow(Name="other", **request)
