"""Elastic channels and their sub-channels, by boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.chat import ELASTIC, Chat

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Clients, Refused


@pytest.fixture
def chat(aws_client: Clients) -> Chat:
    return Chat(aws_client)


def sub_channels(chat: Chat, channel: str) -> dict[str, int]:
    """How many members each sub-channel has."""
    reply = chat.messaging.list_sub_channels(ChannelArn=channel, ChimeBearer=chat.admin)
    return {item["SubChannelId"]: item["MembershipCount"] for item in reply["SubChannels"]}


def crowd(chat: Chat, channel: str, size: int) -> list[str]:
    arns = [chat.user(f"fan-{number}") for number in range(size)]
    for arn in arns:
        chat.join(channel, arn)
    return arns


def test_lifecycle(chat: Chat, refused: Refused) -> None:
    channel = chat.channel(ElasticChannelConfiguration=ELASTIC)
    described = chat.messaging.describe_channel(ChannelArn=channel, ChimeBearer=chat.admin)["Channel"]
    assert (described["ElasticChannelConfiguration"], described["Mode"]) == (ELASTIC, "RESTRICTED")
    assert (chat.members(channel), chat.moderators(channel)) == ([], [chat.admin])
    assert list(sub_channels(chat, channel).values()) == [0]
    with refused("BadRequestException", "UNRESTRICTED"):
        chat.messaging.update_channel(ChannelArn=channel, ChimeBearer=chat.admin, Mode="UNRESTRICTED")
    with refused("BadRequestException", "not elastic"):
        sub_channels(chat, chat.channel())


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"MemberArns": ["the admin"]}, "MemberArns"),
        ({"Mode": "UNRESTRICTED"}, "UNRESTRICTED"),
        ({"ElasticChannelConfiguration": ELASTIC | {"MaximumSubChannels": 250_001}}, "1000000 members"),
    ],
)
def test_refuses_to_create(chat: Chat, refused: Refused, members: dict[str, Any], message: str) -> None:
    named = {"MemberArns": [chat.admin]} if "MemberArns" in members else {}
    with refused("BadRequestException", message):
        chat.channel(**{"ElasticChannelConfiguration": ELASTIC} | members | named)


def test_only_one_region_has_them(aws_client: Clients, refused: Refused) -> None:
    with refused("BadRequestException", "us-east-1 only"):
        Chat(aws_client, region="eu-central-1").channel(ElasticChannelConfiguration=ELASTIC)


def test_sub_channels_come_and_go_with_the_members(chat: Chat, refused: Refused) -> None:
    channel = chat.channel(ElasticChannelConfiguration=ELASTIC)
    fans = crowd(chat, channel, 4)
    first = next(iter(sub_channels(chat, channel)))
    assert sub_channels(chat, channel) == {first: 4}

    late = chat.user("late")
    second = chat.join(channel, late)["SubChannelId"]
    # The new one gets as many as it needs at least: 40 % of 4, so 2.
    assert sub_channels(chat, channel) == {first: 3, second: 2}
    key = {"ChannelArn": channel, "ChimeBearer": chat.admin}
    moved = chat.messaging.describe_channel_membership(**key, MemberArn=fans[3])["ChannelMembership"]
    assert moved["SubChannelId"] == second
    assert chat.members(channel, SubChannelId=second) == [fans[3], late]

    chat.messaging.delete_channel_membership(**key, MemberArn=late)
    assert sub_channels(chat, channel) == {first: 4}
    assert chat.members(channel) == fans


def test_a_full_channel_takes_nobody(chat: Chat, refused: Refused) -> None:
    channel = chat.channel(ElasticChannelConfiguration=ELASTIC)
    crowd(chat, channel, 8)
    with refused("ResourceLimitExceededException", "full"):
        chat.join(channel, chat.user("late"))


def test_sub_channels_are_named_for_moderators_only(chat: Chat, refused: Refused) -> None:
    channel = chat.channel(ElasticChannelConfiguration=ELASTIC)
    (sub_channel,) = sub_channels(chat, channel)
    user = chat.user("jane")
    key = {"ChannelArn": channel, "ChimeBearer": chat.admin}
    with refused("BadRequestException", "SubChannelId"):
        chat.join(channel, user, SubChannelId=sub_channel)
    with refused("BadRequestException", "SubChannelId"):
        chat.join(channel, chat.admin)
    with refused("NotFoundException", "no sub-channel missing"):
        chat.join(channel, chat.admin, SubChannelId="missing")
    with refused("BadRequestException", "hidden"):
        chat.join(channel, user, Type="HIDDEN")

    assert chat.join(channel, chat.admin, SubChannelId=sub_channel)["SubChannelId"] == sub_channel
    crowd(chat, channel, 4)
    second = chat.join(channel, user)["SubChannelId"]
    assert sub_channels(chat, channel) == {sub_channel: 4, second: 2}
    chat.join(channel, chat.admin, SubChannelId=second)
    with refused("ConflictException", "already is a member"):
        chat.join(channel, chat.admin, SubChannelId=second)
    with refused("BadRequestException", "SubChannelId"):
        chat.messaging.delete_channel_membership(**key, MemberArn=user, SubChannelId=second)
    chat.messaging.delete_channel_membership(**key, MemberArn=chat.admin, SubChannelId=second)
    assert chat.admin in chat.members(channel, SubChannelId=sub_channel)
    assert chat.admin not in chat.members(channel, SubChannelId=second)
    chat.join(channel, chat.admin, SubChannelId=second)
    chat.messaging.delete_channel_membership(**key, MemberArn=chat.admin)
    assert chat.admin not in chat.members(channel)


def test_members_see_their_own_sub_channel(chat: Chat, refused: Refused) -> None:
    channel = chat.channel(ElasticChannelConfiguration=ELASTIC)
    fans = crowd(chat, channel, 5)
    listed = chat.messaging.list_channel_memberships(ChannelArn=channel, ChimeBearer=fans[4])["ChannelMemberships"]
    assert [item["Member"]["Arn"] for item in listed] == [fans[3], fans[4]]
    with refused("ForbiddenException", "ListSubChannels"):
        chat.messaging.list_sub_channels(ChannelArn=channel, ChimeBearer=fans[4])


def test_promotion_demotion_and_bans_end_memberships(chat: Chat) -> None:
    channel = chat.channel(ElasticChannelConfiguration=ELASTIC)
    (sub_channel,) = sub_channels(chat, channel)
    jane, john = chat.user("jane"), chat.user("john")
    for arn in (jane, john):
        chat.join(channel, arn)
    chat.moderate(channel, jane)
    assert chat.members(channel) == [john]
    chat.join(channel, jane, SubChannelId=sub_channel)
    key = {"ChannelArn": channel, "ChimeBearer": chat.admin}
    chat.messaging.delete_channel_moderator(**key, ChannelModeratorArn=jane)
    assert chat.members(channel) == [john]
    chat.messaging.create_channel_ban(**key, MemberArn=john)
    assert chat.members(channel) == []


def test_what_they_do_not_support(chat: Chat, refused: Refused) -> None:
    channel = chat.channel(ElasticChannelConfiguration=ELASTIC)
    user = chat.user("jane")
    chat.join(channel, user)
    own = {"ChannelArn": channel, "MemberArn": user, "ChimeBearer": user}
    with refused("BadRequestException", "membership preferences"):
        chat.messaging.get_channel_membership_preferences(**own)
    with refused("ForbiddenException", "DescribeChannelModeratedByAppInstanceUser"):
        chat.messaging.describe_channel_moderated_by_app_instance_user(
            ChannelArn=channel, ChimeBearer=user, AppInstanceUserArn=chat.admin
        )


def test_quotas(chat: Chat, local_aws: LocalAws, refused: Refused) -> None:
    chat.channel()
    local_aws.set_quotas({"sub-channels per elastic channel": 2, "memberships per sub-channel": 4})
    chat.channel(ElasticChannelConfiguration=ELASTIC)
    for member in ("MaximumSubChannels", "TargetMembershipsPerSubChannel"):
        with refused("ResourceLimitExceededException", "quota"):
            chat.channel(ElasticChannelConfiguration=ELASTIC | {member: 5})
    local_aws.set_quotas({"elastic channels per app instance": 1})
    with refused("ResourceLimitExceededException", "1 elastic channels per app instance"):
        chat.channel(ElasticChannelConfiguration=ELASTIC)
