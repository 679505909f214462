"""App instances and their retention settings, by boto3."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.local_aws.chat import Chat

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
        lambda: identity.get_app_instance_retention_settings(AppInstanceArn=MISSING),
        lambda: identity.put_app_instance_retention_settings(AppInstanceArn=MISSING, AppInstanceRetentionSettings={}),
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


def test_deletion_takes_the_contents_along_in_time(local_aws: LocalAws, aws_client: Clients, refused: Refused) -> None:
    kept, deleted = Chat(aws_client), Chat(aws_client)
    for chat in (kept, deleted):
        chat.join(chat.channel(), chat.bot("helper"))
        chat.flow()
        chat.identity.put_app_instance_retention_settings(
            AppInstanceArn=chat.arn, AppInstanceRetentionSettings={"ChannelRetentionSettings": {"RetentionDays": 1}}
        )
    local_aws.set_delays({"DeleteAppInstance": 600})
    deleted.identity.delete_app_instance(AppInstanceArn=deleted.arn)
    with refused("ForbiddenException", deleted.arn):
        deleted.user("too-late")
    with refused("ForbiddenException", deleted.arn):
        deleted.channel()
    assert deleted.identity.describe_app_instance_user(AppInstanceUserArn=deleted.admin)["AppInstanceUser"]

    local_aws.advance_clock(600)
    with refused("ForbiddenException", deleted.admin):
        deleted.identity.describe_app_instance_user(AppInstanceUserArn=deleted.admin)
    with refused("ForbiddenException", deleted.admin):
        deleted.identity.list_tags_for_resource(ResourceARN=deleted.admin)
    left = local_aws.resources()["chime"]
    assert {kind: len(items) for kind, items in left.items()} == {
        "AppInstance": 1,
        "AppInstanceRetentionSettings": 1,
        "AppInstanceUser": 1,
        "AppInstanceAdmin": 1,
        "AppInstanceBot": 1,
        "Channel": 1,
        "ChannelFlow": 1,
        "ChannelMembership": 2,
        "ChannelModerator": 1,
    }
    assert all(kept.arn in item["id"] for items in left.values() for item in items)


def test_retention_settings(identity: Client, local_aws: LocalAws) -> None:
    arn = identity.create_app_instance(Name="chat")["AppInstanceArn"]
    never_put = identity.get_app_instance_retention_settings(AppInstanceArn=arn)
    assert never_put["AppInstanceRetentionSettings"] == {"ChannelRetentionSettings": {}}
    assert "InitiateDeletionTimestamp" not in never_put

    settings = {"ChannelRetentionSettings": {"RetentionDays": 60}}
    put = identity.put_app_instance_retention_settings(AppInstanceArn=arn, AppInstanceRetentionSettings=settings)
    assert put["AppInstanceRetentionSettings"] == settings
    days = put["InitiateDeletionTimestamp"] - local_aws.now()
    assert timedelta(days=29, hours=23) < days <= timedelta(days=30)
    got = identity.get_app_instance_retention_settings(AppInstanceArn=arn)
    assert (got["AppInstanceRetentionSettings"], got["InitiateDeletionTimestamp"]) == (
        settings,
        put["InitiateDeletionTimestamp"],
    )

    identity.put_app_instance_retention_settings(
        AppInstanceArn=arn, AppInstanceRetentionSettings={"ChannelRetentionSettings": {}}
    )
    assert "InitiateDeletionTimestamp" not in identity.get_app_instance_retention_settings(AppInstanceArn=arn)
    assert "AppInstanceRetentionSettings" not in local_aws.resources()["chime"]


def test_regions_and_accounts_are_apart(aws_client: Clients, refused: Refused) -> None:
    here, there = Chat(aws_client), Chat(aws_client, region="eu-central-1")
    assert there.arn.startswith("arn:aws:chime:eu-central-1:")
    assert [item["AppInstanceArn"] for item in here.identity.list_app_instances()["AppInstances"]] == [here.arn]
    with refused("ForbiddenException", there.arn):
        here.identity.describe_app_instance(AppInstanceArn=there.arn)
    with refused("ForbiddenException", there.admin):
        here.identity.describe_app_instance_user(AppInstanceUserArn=there.admin)


def test_quota(identity: Client, local_aws: LocalAws, refused: Refused) -> None:
    local_aws.set_quotas({"app instances per account": 1})
    arn = identity.create_app_instance(Name="one")["AppInstanceArn"]
    with refused("ResourceLimitExceededException", "1 app instances per account"):
        identity.create_app_instance(Name="two")
    identity.delete_app_instance(AppInstanceArn=arn)
    identity.create_app_instance(Name="two")
