"""Channel flows, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.chat import Chat, processor

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused


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
        lambda: messaging.list_channels_associated_with_channel_flow(ChannelFlowArn=arn),
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


def test_quotas(messaging: Client, app_instance_arn: str, local_aws: LocalAws, refused: Refused) -> None:
    request = {"AppInstanceArn": app_instance_arn, "Name": "flow"}
    two = [processor(order=1), processor(order=2)]
    local_aws.set_quotas({"channel flows per app instance": 1, "processors per channel flow": 1})
    with refused("ResourceLimitExceededException", "1 processors per channel flow"):
        messaging.create_channel_flow(**request, Processors=two)
    arn = messaging.create_channel_flow(**request, Processors=[processor()])["ChannelFlowArn"]
    with refused("BadRequestException", "1 processors per channel flow"):
        messaging.update_channel_flow(ChannelFlowArn=arn, Name="flow", Processors=two)
    with refused("ResourceLimitExceededException", "1 channel flows per app instance"):
        messaging.create_channel_flow(**request, Processors=[processor()])


def test_association(aws_client: Clients, refused: Refused) -> None:
    chat = Chat(aws_client)
    messaging = chat.messaging
    flow, other, channel = chat.flow(), chat.flow(), chat.channel()
    key = {"ChannelArn": channel, "ChimeBearer": chat.admin}
    messaging.associate_channel_flow(**key, ChannelFlowArn=flow)
    messaging.associate_channel_flow(**key, ChannelFlowArn=flow)
    assert messaging.describe_channel(**key)["Channel"]["ChannelFlowArn"] == flow
    listed = messaging.list_channels_associated_with_channel_flow(ChannelFlowArn=flow)["Channels"]
    assert listed == [{"Name": "news", "ChannelArn": channel, "Mode": "RESTRICTED", "Privacy": "PUBLIC"}]
    assert messaging.list_channels_associated_with_channel_flow(ChannelFlowArn=other)["Channels"] == []

    with refused("ConflictException", flow):
        messaging.associate_channel_flow(**key, ChannelFlowArn=other)
    with refused("ConflictException", "1 channel"):
        messaging.delete_channel_flow(ChannelFlowArn=flow)
    with refused("NotFoundException", other):
        messaging.disassociate_channel_flow(**key, ChannelFlowArn=other)
    with refused("NotFoundException", f"{flow}x"):
        messaging.associate_channel_flow(**key, ChannelFlowArn=f"{flow}x")
    with refused("NotFoundException", f"{channel}x"):
        messaging.associate_channel_flow(**key | {"ChannelArn": f"{channel}x"}, ChannelFlowArn=flow)
    with refused("BadRequestException", "same app instance"):
        messaging.associate_channel_flow(**key, ChannelFlowArn=Chat(aws_client).flow())

    messaging.disassociate_channel_flow(**key, ChannelFlowArn=flow)
    assert "ChannelFlowArn" not in messaging.describe_channel(**key)["Channel"]
    messaging.delete_channel_flow(ChannelFlowArn=flow)
    messaging.associate_channel_flow(**key, ChannelFlowArn=other)
    messaging.delete_channel(**key)
    messaging.delete_channel_flow(ChannelFlowArn=other)
