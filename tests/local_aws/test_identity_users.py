"""App instance users and admins, by boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.local_aws.chat import LEX, Chat

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Clients, Refused

DAY = 24 * 60 * 60
BACKGROUND_PROCESS = 6 * 60 * 60
ONE_DAY = {"ExpirationDays": 1, "ExpirationCriterion": "CREATED_TIMESTAMP"}


@pytest.fixture
def chat(aws_client: Clients) -> Chat:
    return Chat(aws_client)


def test_lifecycle(chat: Chat, refused: Refused) -> None:
    arn = chat.user("back-end", Metadata="m", Tags=[{"Key": "a", "Value": "b"}])
    assert arn == f"{chat.arn}/user/back-end"
    described = chat.identity.describe_app_instance_user(AppInstanceUserArn=arn)["AppInstanceUser"]
    assert (described["AppInstanceUserArn"], described["Name"], described["Metadata"]) == (arn, "Back-End", "m")
    assert "ExpirationSettings" not in described
    assert chat.identity.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "b"}]

    chat.identity.update_app_instance_user(AppInstanceUserArn=arn, Name="Worker", Metadata="")
    changed = chat.identity.describe_app_instance_user(AppInstanceUserArn=arn)["AppInstanceUser"]
    assert (changed["Name"], changed["Metadata"]) == ("Worker", "")
    assert changed["LastUpdatedTimestamp"] >= described["CreatedTimestamp"] == changed["CreatedTimestamp"]

    listed = chat.identity.list_app_instance_users(AppInstanceArn=chat.arn)
    assert listed["AppInstanceArn"] == chat.arn
    assert listed["AppInstanceUsers"] == [
        {"AppInstanceUserArn": chat.admin, "Name": "Admin"},
        {"AppInstanceUserArn": arn, "Name": "Worker", "Metadata": ""},
    ]

    chat.identity.delete_app_instance_user(AppInstanceUserArn=arn)
    calls: list[Callable[[], object]] = [
        lambda: chat.identity.describe_app_instance_user(AppInstanceUserArn=arn),
        lambda: chat.identity.update_app_instance_user(AppInstanceUserArn=arn, Name="a", Metadata=""),
        lambda: chat.identity.put_app_instance_user_expiration_settings(AppInstanceUserArn=arn),
        lambda: chat.identity.delete_app_instance_user(AppInstanceUserArn=arn),
        lambda: chat.identity.list_app_instance_user_endpoints(AppInstanceUserArn=arn),
        lambda: chat.identity.list_tags_for_resource(ResourceARN=arn),
    ]
    for call in calls:
        with refused("ForbiddenException", arn):
            call()


def test_listing_goes_on_page_by_page(chat: Chat, refused: Refused) -> None:
    arns = [chat.admin, *(chat.user(f"user-{number}") for number in range(4))]
    found: list[str] = []
    token: dict[str, str] = {}
    pages = 0
    while True:
        reply = chat.identity.list_app_instance_users(AppInstanceArn=chat.arn, MaxResults=2, **token)
        found += [item["AppInstanceUserArn"] for item in reply["AppInstanceUsers"]]
        pages += 1
        if "NextToken" not in reply:
            break
        token = {"NextToken": reply["NextToken"]}
    assert (found, pages) == (arns, 3)
    with refused("BadRequestException", "NextToken"):
        chat.identity.list_app_instance_admins(AppInstanceArn=chat.arn, **token)


def test_the_id_is_unique_in_its_app_instance(chat: Chat, aws_client: Clients, refused: Refused) -> None:
    arn = chat.user("jane", ClientRequestToken="token")
    assert chat.user("jane", ClientRequestToken="token") == arn
    with refused("ConflictException", arn):
        chat.user("jane")
    assert Chat(aws_client).user("jane") != arn
    chat.identity.delete_app_instance_user(AppInstanceUserArn=arn)
    assert chat.user("jane") == arn


def test_a_user_expires(chat: Chat, local_aws: LocalAws, refused: Refused) -> None:
    arn = chat.user("guest", ExpirationSettings=ONE_DAY)
    described = chat.identity.describe_app_instance_user(AppInstanceUserArn=arn)["AppInstanceUser"]
    assert described["ExpirationSettings"] == ONE_DAY
    local_aws.advance_clock(DAY + BACKGROUND_PROCESS - 60)
    chat.identity.describe_app_instance_user(AppInstanceUserArn=arn)
    local_aws.advance_clock(60)
    with refused("ForbiddenException", arn):
        chat.identity.describe_app_instance_user(AppInstanceUserArn=arn)


def test_an_admin_can_expire(chat: Chat, local_aws: LocalAws) -> None:
    arn = chat.user("guest", ExpirationSettings=ONE_DAY)
    chat.promote(arn)
    local_aws.advance_clock(DAY + BACKGROUND_PROCESS)
    listed = chat.identity.list_app_instance_admins(AppInstanceArn=chat.arn)["AppInstanceAdmins"]
    assert [item["Admin"]["Arn"] for item in listed] == [chat.admin]


def test_an_expired_user_lives_on_with_other_settings(chat: Chat, local_aws: LocalAws, refused: Refused) -> None:
    removed, longer = (chat.user(name, ExpirationSettings=ONE_DAY) for name in ("removed", "longer"))
    local_aws.advance_clock(DAY)
    put = chat.identity.put_app_instance_user_expiration_settings
    assert "ExpirationSettings" not in put(AppInstanceUserArn=removed)
    settings = ONE_DAY | {"ExpirationDays": 2}
    assert put(AppInstanceUserArn=longer, ExpirationSettings=settings)["ExpirationSettings"] == settings
    local_aws.advance_clock(BACKGROUND_PROCESS)
    for arn in (removed, longer):
        chat.identity.describe_app_instance_user(AppInstanceUserArn=arn)
    local_aws.advance_clock(DAY)
    chat.identity.describe_app_instance_user(AppInstanceUserArn=removed)
    with refused("ForbiddenException", longer):
        chat.identity.describe_app_instance_user(AppInstanceUserArn=longer)


def test_expiration_does_not_touch_the_next_user_of_the_same_id(chat: Chat, local_aws: LocalAws) -> None:
    arn = chat.user("guest", ExpirationSettings=ONE_DAY)
    chat.identity.delete_app_instance_user(AppInstanceUserArn=arn)
    local_aws.advance_clock(60)
    chat.user("guest", ExpirationSettings=ONE_DAY)
    local_aws.advance_clock(DAY + BACKGROUND_PROCESS - 60)
    assert chat.identity.describe_app_instance_user(AppInstanceUserArn=arn)["AppInstanceUser"]


def test_a_deleted_user_is_nobodys_member(chat: Chat) -> None:
    arn = chat.user("jane")
    channels = [chat.channel() for _ in range(3)]
    chat.join(channels[0], arn)
    chat.moderate(channels[1], arn)
    chat.messaging.create_channel_ban(ChannelArn=channels[2], MemberArn=arn, ChimeBearer=chat.admin)
    chat.identity.delete_app_instance_user(AppInstanceUserArn=arn)
    assert chat.members(channels[0]) == [chat.admin]
    assert chat.moderators(channels[1]) == [chat.admin]
    assert chat.messaging.list_channel_bans(ChannelArn=channels[2], ChimeBearer=chat.admin)["ChannelBans"] == []


def test_admins(chat: Chat, refused: Refused) -> None:
    identity = chat.identity
    user, bot = chat.user("jane"), chat.bot("helper")
    for arn, name in ((user, "Jane"), (bot, "helper")):
        created = identity.create_app_instance_admin(AppInstanceArn=chat.arn, AppInstanceAdminArn=arn)
        assert created["AppInstanceAdmin"] == {"Arn": arn, "Name": name}
    described = identity.describe_app_instance_admin(AppInstanceArn=chat.arn, AppInstanceAdminArn=user)
    assert described["AppInstanceAdmin"]["Admin"] == {"Arn": user, "Name": "Jane"}
    assert described["AppInstanceAdmin"]["AppInstanceArn"] == chat.arn
    listed = identity.list_app_instance_admins(AppInstanceArn=chat.arn)["AppInstanceAdmins"]
    assert [item["Admin"]["Arn"] for item in listed] == [chat.admin, user, bot]

    with refused("ConflictException", "already is an admin"):
        chat.promote(user)
    with refused("ConflictException", "DeleteAppInstanceAdmin"):
        identity.delete_app_instance_user(AppInstanceUserArn=user)
    with refused("ConflictException", "DeleteAppInstanceAdmin"):
        identity.delete_app_instance_bot(AppInstanceBotArn=bot)

    identity.delete_app_instance_admin(AppInstanceArn=chat.arn, AppInstanceAdminArn=user)
    assert identity.describe_app_instance_user(AppInstanceUserArn=user)["AppInstanceUser"]["Name"] == "Jane"
    with refused("ForbiddenException", user):
        identity.describe_app_instance_admin(AppInstanceArn=chat.arn, AppInstanceAdminArn=user)
    with refused("ForbiddenException", user):
        identity.delete_app_instance_admin(AppInstanceArn=chat.arn, AppInstanceAdminArn=user)
    identity.delete_app_instance_user(AppInstanceUserArn=user)


def test_a_bot_without_a_name_can_be_an_admin(chat: Chat) -> None:
    bot = chat.identity.create_app_instance_bot(AppInstanceArn=chat.arn, Configuration=LEX)["AppInstanceBotArn"]
    promoted = chat.identity.create_app_instance_admin(AppInstanceArn=chat.arn, AppInstanceAdminArn=bot)
    assert promoted["AppInstanceAdmin"] == {"Arn": bot}


def test_only_users_and_bots_of_the_app_instance_become_admins(
    chat: Chat, aws_client: Clients, refused: Refused
) -> None:
    with refused("ForbiddenException", f"{chat.arn}/user/nobody"):
        chat.promote(f"{chat.arn}/user/nobody")
    with refused("ForbiddenException", chat.arn):
        chat.promote(chat.arn)
    with refused("BadRequestException", "does not belong to the app instance"):
        chat.promote(Chat(aws_client).admin)


def test_quotas(chat: Chat, local_aws: LocalAws, refused: Refused) -> None:
    user = chat.user("jane")
    local_aws.set_quotas({"users per app instance": 2, "admins per app instance": 1})
    with refused("ResourceLimitExceededException", "2 users per app instance"):
        chat.user("john")
    with refused("ResourceLimitExceededException", "1 admins per app instance"):
        chat.promote(user)
