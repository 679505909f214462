"""Channels, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.local_aws import LocalAws

from tests.local_aws.chat import ELASTIC, Chat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.local_aws.clients import Clients, Refused

DAY = 24 * 60 * 60
BACKGROUND_PROCESS = 6 * 60 * 60


@pytest.fixture
def chat(aws_client: Clients) -> Chat:
    return Chat(aws_client)


def describe(chat: Chat, channel: str) -> dict[str, Any]:
    described: dict[str, Any] = chat.messaging.describe_channel(ChannelArn=channel, ChimeBearer=chat.admin)["Channel"]
    return described


def test_lifecycle(chat: Chat, refused: Refused) -> None:
    arn = chat.channel(Metadata="m", Tags=[{"Key": "a", "Value": "b"}])
    assert re.fullmatch(re.escape(chat.arn) + r"/channel/[0-9a-f-]{36}", arn)
    described = describe(chat, arn)
    assert {key: value for key, value in described.items() if not key.endswith("Timestamp")} == {
        "Name": "news",
        "ChannelArn": arn,
        "Mode": "RESTRICTED",
        "Privacy": "PUBLIC",
        "Metadata": "m",
        "CreatedBy": {"Arn": chat.admin, "Name": "Admin"},
    }
    assert chat.messaging.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "b"}]
    assert (chat.members(arn), chat.moderators(arn)) == ([chat.admin], [chat.admin])

    key = {"ChannelArn": arn, "ChimeBearer": chat.admin}
    assert chat.messaging.update_channel(**key, Mode="UNRESTRICTED")["ChannelArn"] == arn
    chat.messaging.update_channel(**key, Name="gossip")
    changed = describe(chat, arn)
    assert (changed["Name"], changed["Mode"], changed["Metadata"]) == ("gossip", "UNRESTRICTED", "m")

    chat.messaging.delete_channel(**key)
    calls: list[Callable[[], object]] = [
        lambda: chat.messaging.describe_channel(**key),
        lambda: chat.messaging.update_channel(**key, Name="a"),
        lambda: chat.messaging.delete_channel(**key),
        lambda: chat.messaging.put_channel_expiration_settings(**key),
        lambda: chat.messaging.list_channel_memberships(**key),
        lambda: chat.messaging.list_channel_moderators(**key),
        lambda: chat.messaging.list_channel_bans(**key),
        lambda: chat.messaging.list_tags_for_resource(ResourceARN=arn),
    ]
    for call in calls:
        with refused("ForbiddenException", arn):
            call()
    with refused("NotFoundException", arn):
        chat.join(arn, chat.admin)


def test_deletion_takes_the_contents_along(chat: Chat, local_aws: LocalAws) -> None:
    user, banned, flow = chat.user("jane"), chat.user("john"), chat.flow()
    kept, deleted = chat.channel(ChannelId="a"), chat.channel(ChannelId="ab")
    for channel in (kept, deleted):
        chat.join(channel, user)
        chat.moderate(channel, user)
        chat.messaging.create_channel_ban(ChannelArn=channel, MemberArn=banned, ChimeBearer=chat.admin)
        chat.messaging.associate_channel_flow(ChannelArn=channel, ChannelFlowArn=flow, ChimeBearer=chat.admin)
    chat.messaging.delete_channel(ChannelArn=deleted, ChimeBearer=chat.admin)
    left = local_aws.resources()["chime"]
    kinds = ("Channel", "ChannelMembership", "ChannelModerator", "ChannelBan", "ChannelFlowAssociation")
    assert {kind: len(left[kind]) for kind in kinds} == dict(zip(kinds, (1, 2, 2, 1, 1), strict=True))
    assert not any(deleted in item["id"] for kind in kinds for item in left[kind])


def test_members_and_moderators_at_creation(chat: Chat, refused: Refused) -> None:
    user, bot = chat.user("jane"), chat.bot("helper")
    channel = chat.channel(MemberArns=[bot, chat.admin], ModeratorArns=[user])
    assert chat.members(channel) == [chat.admin, bot]
    assert chat.moderators(channel) == [chat.admin, user]
    nobody = f"{chat.arn}/user/nobody"
    with refused("ForbiddenException", nobody):
        chat.channel(MemberArns=[nobody])
    with refused("ForbiddenException", nobody):
        chat.channel(ModeratorArns=[nobody])


def test_the_id_is_unique_in_its_app_instance(chat: Chat, refused: Refused) -> None:
    arn = chat.channel(ChannelId="news", ClientRequestToken="token")
    assert arn == f"{chat.arn}/channel/news"
    assert chat.channel(ChannelId="news", ClientRequestToken="token") == arn
    with refused("ConflictException", arn):
        chat.channel(ChannelId="news")
    with refused("ConflictException", "ClientRequestToken"):
        chat.channel(ChannelId="other", ClientRequestToken="token")


def test_listing(chat: Chat, refused: Refused) -> None:
    user = chat.user("jane")
    public, private = chat.channel(user), chat.channel(user, Privacy="PRIVATE")

    def listed(bearer: str, **members: str) -> list[str]:
        reply = chat.messaging.list_channels(AppInstanceArn=chat.arn, ChimeBearer=bearer, **members)
        return [item["ChannelArn"] for item in reply["Channels"]]

    assert listed(chat.admin) == [public, private]
    assert listed(chat.admin, Privacy="PRIVATE") == [private]
    assert listed(user) == listed(user, Privacy="PUBLIC") == [public]
    with refused("ForbiddenException", "not an admin"):
        listed(user, Privacy="PRIVATE")
    first = chat.messaging.list_channels(AppInstanceArn=chat.arn, ChimeBearer=chat.admin, MaxResults=1)
    second = chat.messaging.list_channels(
        AppInstanceArn=chat.arn, ChimeBearer=chat.admin, MaxResults=1, NextToken=first["NextToken"]
    )
    assert [item["ChannelArn"] for item in second["Channels"]] == [private]
    assert "NextToken" not in second


@pytest.mark.parametrize("criterion", ["CREATED_TIMESTAMP", "LAST_MESSAGE_TIMESTAMP"])
def test_a_channel_expires(chat: Chat, local_aws: LocalAws, refused: Refused, criterion: str) -> None:
    settings = {"ExpirationDays": 1, "ExpirationCriterion": criterion}
    expiring, lasting = chat.channel(ExpirationSettings=settings), chat.channel(ExpirationSettings=settings)
    assert describe(chat, expiring)["ExpirationSettings"] == settings
    local_aws.advance_clock(DAY + BACKGROUND_PROCESS - 60)
    put = chat.messaging.put_channel_expiration_settings
    assert "ExpirationSettings" not in put(ChannelArn=lasting, ChimeBearer=chat.admin)
    assert put(ChannelArn=expiring, ExpirationSettings=settings)["ExpirationSettings"] == settings
    local_aws.advance_clock(60)
    with refused("ForbiddenException", expiring):
        describe(chat, expiring)
    assert "ExpirationSettings" not in describe(chat, lasting)


def test_the_bearer_must_be_a_member_of_the_app_instance(chat: Chat, aws_client: Clients, refused: Refused) -> None:
    channel = chat.channel()
    for nobody in (f"{chat.arn}/user/nobody", chat.arn, chat.admin.replace("us-east-1", "eu-central-1")):
        with refused("UnauthorizedClientException", "x-amz-chime-bearer"):
            chat.messaging.describe_channel(ChannelArn=channel, ChimeBearer=nobody)
        with refused("UnauthorizedClientException", "x-amz-chime-bearer"):
            chat.channel(nobody)
    stranger = Chat(aws_client).admin
    with refused("ForbiddenException", "does not belong to the app instance"):
        chat.messaging.describe_channel(ChannelArn=channel, ChimeBearer=stranger)
    with refused("ForbiddenException", "does not belong to the app instance"):
        chat.channel(stranger)
    with refused("ForbiddenException", "does not belong to the app instance"):
        chat.messaging.list_channels(AppInstanceArn=chat.arn, ChimeBearer=stranger)


def test_a_bot_can_be_the_bearer(chat: Chat) -> None:
    bot = chat.bot("helper")
    channel = chat.channel(bot)
    assert describe(chat, channel)["CreatedBy"] == {"Arn": bot, "Name": "helper"}
    chat.messaging.update_channel(ChannelArn=channel, ChimeBearer=bot, Name="renamed")


def test_a_channel_knows_its_creator_after_that_is_gone(chat: Chat) -> None:
    user = chat.user("jane")
    channel = chat.channel(user)
    chat.identity.delete_app_instance_user(AppInstanceUserArn=user)
    assert describe(chat, channel)["CreatedBy"] == {"Arn": user}


def test_quotas(chat: Chat, local_aws: LocalAws, refused: Refused) -> None:
    local_aws.set_quotas({"channels per app instance": 1})
    chat.channel()
    with refused("ResourceLimitExceededException", "1 channels per app instance"):
        chat.channel()


def test_everything_outlives_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "aws.state"
    one_day = {"ExpirationDays": 1, "ExpirationCriterion": "CREATED_TIMESTAMP"}
    with LocalAws(state=state) as first:
        chat = Chat(first.client)
        guest, banned = chat.user("guest", ExpirationSettings=one_day), chat.user("banned")
        channel, elastic = chat.channel(ExpirationSettings=one_day), chat.channel(ElasticChannelConfiguration=ELASTIC)
        chat.join(channel, guest)
        chat.join(elastic, chat.bot("helper"))
        chat.messaging.create_channel_ban(ChannelArn=channel, MemberArn=banned, ChimeBearer=chat.admin)
        chat.messaging.associate_channel_flow(ChannelArn=channel, ChannelFlowArn=chat.flow(), ChimeBearer=chat.admin)
        before = first.resources()["chime"]
    with LocalAws(state=state) as second:
        assert second.resources()["chime"] == before
        second.advance_clock(DAY + BACKGROUND_PROCESS)
        left = {kind: [item["id"] for item in items] for kind, items in second.resources()["chime"].items()}
        assert left["AppInstanceUser"] == [chat.admin, banned]
        assert left["Channel"] == [elastic]
        assert "ChannelFlowAssociation" not in left
