"""Members, moderators and bans of channels, by boto3."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.chat import Chat

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Clients, Refused


@pytest.fixture
def chat(aws_client: Clients) -> Chat:
    return Chat(aws_client)


@pytest.fixture
def key(chat: Chat) -> dict[str, str]:
    return {"ChannelArn": chat.channel(), "ChimeBearer": chat.admin}


def test_membership(chat: Chat, key: dict[str, str], refused: Refused) -> None:
    user = chat.user("jane")
    added = chat.join(key["ChannelArn"], user)
    assert (added["ChannelArn"], added["Member"]) == (key["ChannelArn"], {"Arn": user, "Name": "Jane"})
    described = chat.messaging.describe_channel_membership(**key, MemberArn=user)["ChannelMembership"]
    assert described["InvitedBy"] == {"Arn": chat.admin, "Name": "Admin"}
    assert (described["Type"], described["Member"]["Arn"], described["ChannelArn"]) == (
        "DEFAULT",
        user,
        key["ChannelArn"],
    )
    assert "SubChannelId" not in described
    chat.identity.update_app_instance_user(AppInstanceUserArn=user, Name="Joan", Metadata="")
    renamed = chat.messaging.describe_channel_membership(**key, MemberArn=user)["ChannelMembership"]
    assert renamed["Member"]["Name"] == "Joan"

    with refused("ConflictException", "already is a member"):
        chat.join(key["ChannelArn"], user)
    with refused("ForbiddenException", f"{user}x"):
        chat.join(key["ChannelArn"], f"{user}x")
    with refused("BadRequestException", "SubChannelId"):
        chat.join(key["ChannelArn"], chat.user("john"), SubChannelId="one")

    chat.messaging.delete_channel_membership(**key, MemberArn=user)
    assert chat.members(key["ChannelArn"]) == [chat.admin]
    with refused("NotFoundException", user):
        chat.messaging.describe_channel_membership(**key, MemberArn=user)
    with refused("ForbiddenException", user):
        chat.messaging.delete_channel_membership(**key, MemberArn=user)


def test_a_batch_tells_what_failed(chat: Chat, key: dict[str, str]) -> None:
    users = [chat.user(name) for name in ("jane", "john", "jack")]
    chat.messaging.create_channel_ban(**key, MemberArn=users[2])
    nobody = f"{chat.arn}/user/nobody"
    reply = chat.messaging.batch_create_channel_membership(
        **key, MemberArns=[users[0], chat.admin, nobody, users[2], users[1]]
    )
    batch = reply["BatchChannelMemberships"]
    assert [member["Arn"] for member in batch["Members"]] == [users[0], users[1]]
    assert (batch["InvitedBy"]["Arn"], batch["Type"], batch["ChannelArn"]) == (
        chat.admin,
        "DEFAULT",
        key["ChannelArn"],
    )
    errors = {error["MemberArn"]: error["ErrorCode"] for error in reply["Errors"]}
    assert errors == {chat.admin: "Conflict", nobody: "Forbidden", users[2]: "Forbidden"}
    assert chat.members(key["ChannelArn"]) == [chat.admin, users[0], users[1]]


def test_moderators(chat: Chat, key: dict[str, str], refused: Refused) -> None:
    user = chat.user("jane")
    role = {"ChannelModeratorArn": user}
    created = chat.messaging.create_channel_moderator(**key, **role)
    assert created["ChannelModerator"] == {"Arn": user, "Name": "Jane"}
    described = chat.messaging.describe_channel_moderator(**key, **role)["ChannelModerator"]
    assert (described["Moderator"]["Arn"], described["CreatedBy"]["Arn"]) == (user, chat.admin)
    assert user not in chat.members(key["ChannelArn"])
    with refused("ConflictException", "already is a moderator"):
        chat.messaging.create_channel_moderator(**key, **role)
    chat.messaging.delete_channel_moderator(**key, **role)
    assert chat.moderators(key["ChannelArn"]) == [chat.admin]
    with refused("NotFoundException", user):
        chat.messaging.describe_channel_moderator(**key, **role)
    with refused("ForbiddenException", user):
        chat.messaging.delete_channel_moderator(**key, **role)


def test_bans(chat: Chat, key: dict[str, str], refused: Refused) -> None:
    user = chat.user("jane")
    chat.join(key["ChannelArn"], user)
    banned = chat.messaging.create_channel_ban(**key, MemberArn=user)
    assert banned["Member"] == {"Arn": user, "Name": "Jane"}
    assert chat.members(key["ChannelArn"]) == [chat.admin]
    described = chat.messaging.describe_channel_ban(**key, MemberArn=user)["ChannelBan"]
    assert (described["Member"]["Arn"], described["CreatedBy"]["Arn"]) == (user, chat.admin)
    listed = chat.messaging.list_channel_bans(**key)["ChannelBans"]
    assert [item["Member"]["Arn"] for item in listed] == [user]
    with refused("ConflictException", "already is banned"):
        chat.messaging.create_channel_ban(**key, MemberArn=user)
    with refused("ForbiddenException", "is banned"):
        chat.join(key["ChannelArn"], user)
    with refused("ForbiddenException", "is banned"):
        chat.moderate(key["ChannelArn"], user)

    chat.messaging.delete_channel_ban(**key, MemberArn=user)
    with refused("NotFoundException", user):
        chat.messaging.describe_channel_ban(**key, MemberArn=user)
    with refused("ForbiddenException", user):
        chat.messaging.delete_channel_ban(**key, MemberArn=user)
    chat.join(key["ChannelArn"], user)


def test_preferences_are_the_members_own(chat: Chat, key: dict[str, str], refused: Refused) -> None:
    user = chat.user("jane")
    chat.join(key["ChannelArn"], user)
    own = {"ChannelArn": key["ChannelArn"], "MemberArn": user, "ChimeBearer": user}
    get, put = chat.messaging.get_channel_membership_preferences, chat.messaging.put_channel_membership_preferences
    assert get(**own)["Preferences"] == {"PushNotifications": {"AllowNotifications": "ALL"}}
    filtered = {"PushNotifications": {"AllowNotifications": "FILTERED", "FilterRule": json.dumps({"mention": ["Bob"]})}}
    assert put(**own, Preferences=filtered)["Preferences"] == filtered
    assert get(**own)["Preferences"] == filtered
    with refused("ForbiddenException", user):
        put(**own | {"ChimeBearer": chat.admin}, Preferences=filtered)
    with refused("ForbiddenException", user):
        get(**own | {"ChimeBearer": chat.admin})
    chat.messaging.create_channel_ban(**key, MemberArn=user)
    with refused("ForbiddenException", user):
        get(**own)


RULES: list[tuple[object, str | None]] = [
    ({"type": [{"anything-but": ["Room"]}], "mention": ["Bob"]}, None),
    ({"$or": [{"mention": ["Bob"]}, {"type": [{"anything-but": ["Room"]}]}]}, None),
    ({"mention": [str(number) for number in range(19)]}, None),
    ({"mention": [str(number) for number in range(20)]}, "20 keys and values"),
    ({"$or": [{"mention": ["Bob"]}] * 5}, None),
    ({"$or": [{"mention": ["Bob"]}] * 6}, "5 constraints"),
    ({"mention": ["B" * 2048]}, "2048 bytes"),
    ({"mention": "Bob"}, "must be a list"),
    ({"mention": [{"prefix": "B"}]}, "anything-but"),
    ({"mention": [{"anything-but": [1]}]}, "anything-but"),
    ({}, "not empty"),
    (["Bob"], "JSON object"),
]


@pytest.mark.parametrize(("rule", "message"), RULES)
def test_filter_rules(chat: Chat, key: dict[str, str], refused: Refused, rule: object, message: str | None) -> None:
    own: dict[str, Any] = key | {"MemberArn": chat.admin}
    notifications = {"AllowNotifications": "FILTERED", "FilterRule": json.dumps(rule)}
    if message is None:
        chat.messaging.put_channel_membership_preferences(**own, Preferences={"PushNotifications": notifications})
        return
    with refused("BadRequestException", message):
        chat.messaging.put_channel_membership_preferences(**own, Preferences={"PushNotifications": notifications})


@pytest.mark.parametrize(
    "notifications",
    [
        {"AllowNotifications": "FILTERED"},
        {"AllowNotifications": "ALL", "FilterRule": '{"mention": ["Bob"]}'},
        {"AllowNotifications": "FILTERED", "FilterRule": "mention"},
    ],
)
def test_refuses_preferences(chat: Chat, key: dict[str, str], refused: Refused, notifications: dict[str, str]) -> None:
    with refused("BadRequestException", "FilterRule"):
        chat.messaging.put_channel_membership_preferences(
            **key, MemberArn=chat.admin, Preferences={"PushNotifications": notifications}
        )


def test_quotas(chat: Chat, key: dict[str, str], local_aws: LocalAws, refused: Refused) -> None:
    jane, john = chat.user("jane"), chat.user("john")
    local_aws.set_quotas({"memberships per channel": 2, "moderators per channel": 1})
    chat.join(key["ChannelArn"], jane)
    with refused("ResourceLimitExceededException", "2 memberships per channel"):
        chat.join(key["ChannelArn"], john)
    with refused("ResourceLimitExceededException", "1 moderators per channel"):
        chat.moderate(key["ChannelArn"], john)
    local_aws.set_quotas({"channel memberships per app instance user": 1})
    with refused("ResourceLimitExceededException", "1 channel memberships per app instance user"):
        chat.join(chat.channel(), jane)
