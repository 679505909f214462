"""App instances, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused


MISSING = "arn:aws:chime:us-east-1:123456789012:app-instance/11111111-2222-3333-4444-555555555555"


@pytest.fixture
def identity(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-identity")


def test_lifecycle(identity: Client, refused: Refused) -> None:
    arn = identity.create_app_instance(Name="chat", Metadata="{}", Tags=[{"Key": "team", "Value": "blue"}])[
        "AppInstanceArn"
    ]
    assert re.fullmatch(r"arn:aws:chime:us-east-1:123456789012:app-instance/[0-9a-f-]{36}", arn)

    described = identity.describe_app_instance(AppInstanceArn=arn)["AppInstance"]
    assert (described["AppInstanceArn"], described["Name"], described["Metadata"]) == (arn, "chat", "{}")
    assert described["CreatedTimestamp"] == described["LastUpdatedTimestamp"]
    assert identity.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "team", "Value": "blue"}]

    assert identity.update_app_instance(AppInstanceArn=arn, Name="talk", Metadata="")["AppInstanceArn"] == arn
    changed = identity.describe_app_instance(AppInstanceArn=arn)["AppInstance"]
    assert (changed["Name"], changed["Metadata"]) == ("talk", "")
    assert changed["CreatedTimestamp"] == described["CreatedTimestamp"]
    assert [item["Name"] for item in identity.list_app_instances()["AppInstances"]] == ["talk"]

    identity.delete_app_instance(AppInstanceArn=arn)
    assert identity.list_app_instances()["AppInstances"] == []
    with refused("ForbiddenException", arn):
        identity.describe_app_instance(AppInstanceArn=arn)


def test_missing_is_forbidden(identity: Client, refused: Refused) -> None:
    calls: list[Callable[[], object]] = [
        lambda: identity.describe_app_instance(AppInstanceArn=MISSING),
        lambda: identity.update_app_instance(AppInstanceArn=MISSING, Name="a", Metadata=""),
        lambda: identity.delete_app_instance(AppInstanceArn=MISSING),
        lambda: identity.tag_resource(ResourceARN=MISSING, Tags=[{"Key": "a", "Value": "b"}]),
        lambda: identity.list_tags_for_resource(ResourceARN=MISSING),
    ]
    for call in calls:
        with refused("ForbiddenException", MISSING):
            call()


def test_client_request_token(identity: Client, refused: Refused) -> None:
    first = identity.create_app_instance(Name="chat", ClientRequestToken="token-1")["AppInstanceArn"]
    assert identity.create_app_instance(Name="chat", ClientRequestToken="token-1")["AppInstanceArn"] == first
    assert identity.create_app_instance(Name="chat", ClientRequestToken="token-2")["AppInstanceArn"] != first
    with refused("ConflictException", "ClientRequestToken"):
        identity.create_app_instance(Name="other", ClientRequestToken="token-1")
    assert len(identity.list_app_instances()["AppInstances"]) == 2

    identity.delete_app_instance(AppInstanceArn=first)
    assert identity.create_app_instance(Name="chat", ClientRequestToken="token-1")["AppInstanceArn"] != first


def test_deletion_takes_the_contents_along(local_aws: LocalAws, aws_client: Clients, identity: Client) -> None:
    messaging = aws_client("chime-sdk-messaging")
    arns = [identity.create_app_instance(Name=name)["AppInstanceArn"] for name in ("kept", "deleted")]
    processor = {
        "Name": "p",
        "Configuration": {
            "Lambda": {
                "ResourceArn": "arn:aws:lambda:us-east-1:123456789012:function:f",
                "InvocationType": "ASYNC",
            }
        },
        "ExecutionOrder": 1,
        "FallbackAction": "ABORT",
    }
    flows = [
        messaging.create_channel_flow(AppInstanceArn=arn, Name="f", Processors=[processor])["ChannelFlowArn"]
        for arn in arns
    ]
    identity.delete_app_instance(AppInstanceArn=arns[1])
    assert messaging.describe_channel_flow(ChannelFlowArn=flows[0])["ChannelFlow"]["Name"] == "f"
    with pytest.raises(messaging.exceptions.ForbiddenException):
        messaging.describe_channel_flow(ChannelFlowArn=flows[1])
    with pytest.raises(messaging.exceptions.ForbiddenException):
        messaging.list_tags_for_resource(ResourceARN=flows[1])
