"""Who may do what to a channel, by boto3: the tables of the developer guide, Understanding authorization by role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.local_aws.chat import Chat

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.local_aws.clients import Clients, Refused

ROLES = ("admin", "moderator", "member", "outsider")
EVERYBODY, MEMBERS, MANAGERS, ADMIN = ROLES, ROLES[:3], ROLES[:2], ROLES[:1]


class Scene(Chat):
    """A channel of which the admin is neither a member nor a moderator, and one user for each other role."""

    def __init__(self, aws_client: Clients, **channel: str) -> None:
        super().__init__(aws_client)
        self.moderator, self.member, self.outsider = (self.user(role) for role in ROLES[1:])
        self.target, self.banned = self.user("target"), self.user("banned")
        self.channel_arn = self.channel(self.moderator, MemberArns=[self.member, self.target], **channel)
        self.messaging.create_channel_ban(ChannelArn=self.channel_arn, MemberArn=self.banned, ChimeBearer=self.admin)
        self.flow_arn = self.flow()

    def bearer(self, role: str) -> str:
        return str(getattr(self, role))

    def allows(self, role: str, operation: str, **members: Any) -> bool:  # noqa: ANN401  # differs by operation
        """Whether a role may call an operation on the channel."""
        try:
            request = {"ChannelArn": self.channel_arn, "ChimeBearer": self.bearer(role)} | members
            getattr(self.messaging, operation)(**request)
        except self.messaging.exceptions.ForbiddenException:
            return False
        return True


OPERATIONS: dict[str, tuple[Callable[[Scene], dict[str, Any]], tuple[str, ...], tuple[str, ...]]] = {
    # what else is in the request, and who may call it on a public and on a private channel
    "describe_channel": (lambda _: {}, EVERYBODY, ADMIN),
    "update_channel": (lambda _: {"Name": "renamed"}, MANAGERS, MANAGERS),
    "put_channel_expiration_settings": (lambda _: {}, MANAGERS, MANAGERS),
    "list_channel_memberships": (lambda _: {}, EVERYBODY, MEMBERS),
    "describe_channel_membership": (lambda scene: {"MemberArn": scene.target}, EVERYBODY, MEMBERS),
    "list_channel_moderators": (lambda _: {}, MANAGERS, MANAGERS),
    "describe_channel_moderator": (lambda scene: {"ChannelModeratorArn": scene.moderator}, MANAGERS, MANAGERS),
    "list_channel_bans": (lambda _: {}, MANAGERS, MANAGERS),
    "describe_channel_ban": (lambda scene: {"MemberArn": scene.banned}, MANAGERS, MANAGERS),
    "associate_channel_flow": (lambda scene: {"ChannelFlowArn": scene.flow_arn}, MANAGERS, MANAGERS),
}
DESTRUCTIVE: dict[str, tuple[Callable[[Scene], dict[str, Any]], tuple[str, ...]]] = {
    # what else is in the request, and who may call it on any channel: each call needs a channel of its own
    "delete_channel": (lambda _: {}, MANAGERS),
    "delete_channel_membership": (lambda scene: {"MemberArn": scene.target}, MEMBERS),
    "create_channel_moderator": (lambda scene: {"ChannelModeratorArn": scene.target}, MANAGERS),
    "delete_channel_moderator": (lambda scene: {"ChannelModeratorArn": scene.moderator}, MANAGERS),
    "create_channel_ban": (lambda scene: {"MemberArn": scene.target}, MANAGERS),
    "delete_channel_ban": (lambda scene: {"MemberArn": scene.banned}, MANAGERS),
}


@pytest.mark.parametrize("privacy", ["PUBLIC", "PRIVATE"])
def test_roles(aws_client: Clients, privacy: str) -> None:
    scene = Scene(aws_client, Privacy=privacy)
    allowed = {
        operation: tuple(role for role in ROLES if scene.allows(role, operation, **more(scene)))
        for operation, (more, _, _) in OPERATIONS.items()
    }
    expected = {
        operation: public if privacy == "PUBLIC" else private for operation, (_, public, private) in OPERATIONS.items()
    }
    assert allowed == expected


@pytest.mark.parametrize("operation", DESTRUCTIVE)
def test_roles_of_operations_that_work_once(aws_client: Clients, operation: str) -> None:
    more, expected = DESTRUCTIVE[operation]
    scenes = {role: Scene(aws_client) for role in ROLES}
    assert tuple(role for role, scene in scenes.items() if scene.allows(role, operation, **more(scene))) == expected


def test_disassociation(aws_client: Clients) -> None:
    scene = Scene(aws_client)
    for role in ROLES:
        scene.messaging.associate_channel_flow(
            ChannelArn=scene.channel_arn, ChannelFlowArn=scene.flow_arn, ChimeBearer=scene.admin
        )
        allowed = scene.allows(role, "disassociate_channel_flow", ChannelFlowArn=scene.flow_arn)
        assert allowed == (role in MANAGERS)


@pytest.mark.parametrize(
    ("mode", "privacy", "add_others", "add_themselves"),
    [
        ("UNRESTRICTED", "PUBLIC", MEMBERS, EVERYBODY),
        ("UNRESTRICTED", "PRIVATE", MEMBERS, MEMBERS),
        ("RESTRICTED", "PUBLIC", MANAGERS, MANAGERS),
        ("RESTRICTED", "PRIVATE", MANAGERS, MANAGERS),
    ],
)
def test_who_adds_members(
    aws_client: Clients, mode: str, privacy: str, add_others: tuple[str, ...], add_themselves: tuple[str, ...]
) -> None:
    scene = Scene(aws_client, Mode=mode, Privacy=privacy)
    adding = tuple(
        role
        for role in ROLES
        if scene.allows(role, "create_channel_membership", MemberArn=scene.user(f"friend-of-{role}"), Type="DEFAULT")
    )
    assert adding == add_others

    friends = {role: scene.user(f"another-friend-of-{role}") for role in ROLES}
    batching = tuple(
        role for role in ROLES if scene.allows(role, "batch_create_channel_membership", MemberArns=[friends[role]])
    )
    assert batching == add_others
    assert set(friends.values()) & set(scene.members(scene.channel_arn)) == {friends[role] for role in add_others}

    # who is no member of it, but for its role
    scene.messaging.delete_channel_membership(
        ChannelArn=scene.channel_arn, MemberArn=scene.moderator, ChimeBearer=scene.admin
    )
    joining = {
        role
        for role in ("admin", "moderator", "outsider")
        if scene.allows(role, "create_channel_membership", MemberArn=scene.bearer(role), Type="DEFAULT")
    }
    assert joining == set(add_themselves) - {"member"}


def test_only_managers_deal_with_hidden_members(aws_client: Clients, refused: Refused) -> None:
    scene = Scene(aws_client, Mode="UNRESTRICTED")
    channel = scene.channel_arn
    hidden = {"ChannelArn": channel, "Type": "HIDDEN"}
    with refused("ForbiddenException", "hidden members"):
        scene.messaging.create_channel_membership(**hidden, MemberArn=scene.outsider, ChimeBearer=scene.member)
    scene.messaging.create_channel_membership(**hidden, MemberArn=scene.outsider, ChimeBearer=scene.moderator)
    assert scene.outsider not in scene.members(channel)
    assert scene.members(channel, Type="HIDDEN") == [scene.outsider]
    with refused("ForbiddenException", "hidden members"):
        scene.messaging.list_channel_memberships(**hidden, ChimeBearer=scene.member)


def test_who_asks_about_others(aws_client: Clients) -> None:
    scene = Scene(aws_client)
    allowed = {
        operation: tuple(role for role in ROLES if scene.allows(role, operation, AppInstanceUserArn=target))
        for operation, target in {
            "describe_channel_membership_for_app_instance_user": scene.target,
            "describe_channel_moderated_by_app_instance_user": scene.moderator,
        }.items()
    }
    assert allowed == {
        "describe_channel_membership_for_app_instance_user": ("admin", "outsider"),
        "describe_channel_moderated_by_app_instance_user": ("admin", "moderator", "member"),
    }


def test_only_admins_list_the_channels_of_others(aws_client: Clients, refused: Refused) -> None:
    scene = Scene(aws_client)
    messaging = scene.messaging

    def joined(bearer: str, **members: str) -> list[str]:
        reply = messaging.list_channel_memberships_for_app_instance_user(ChimeBearer=bearer, **members)
        return [item["ChannelSummary"]["ChannelArn"] for item in reply["ChannelMemberships"]]

    def moderated(bearer: str, **members: str) -> list[str]:
        reply = messaging.list_channels_moderated_by_app_instance_user(ChimeBearer=bearer, **members)
        return [item["ChannelSummary"]["ChannelArn"] for item in reply["Channels"]]

    assert joined(scene.member) == joined(scene.admin, AppInstanceUserArn=scene.member) == [scene.channel_arn]
    assert moderated(scene.moderator) == [scene.channel_arn]
    assert moderated(scene.admin, AppInstanceUserArn=scene.moderator) == [scene.channel_arn]
    assert joined(scene.outsider) == moderated(scene.member) == []
    with refused("ForbiddenException", scene.member):
        joined(scene.moderator, AppInstanceUserArn=scene.member)
    with refused("ForbiddenException", scene.moderator):
        moderated(scene.member, AppInstanceUserArn=scene.moderator)


def test_what_a_member_learns_of_a_private_channel(aws_client: Clients) -> None:
    scene = Scene(aws_client, Privacy="PRIVATE")
    own = {"ChannelArn": scene.channel_arn, "ChimeBearer": scene.member, "AppInstanceUserArn": scene.member}
    described = scene.messaging.describe_channel_membership_for_app_instance_user(**own)["ChannelMembership"]
    assert described["ChannelSummary"]["Privacy"] == "PRIVATE"
    assert described["AppInstanceUserMembershipSummary"]["Type"] == "DEFAULT"
    own |= {"ChimeBearer": scene.moderator, "AppInstanceUserArn": scene.moderator}
    moderated = scene.messaging.describe_channel_moderated_by_app_instance_user(**own)["Channel"]
    assert moderated["ChannelSummary"]["ChannelArn"] == scene.channel_arn


def test_neither_admins_nor_moderators_are_banned(aws_client: Clients, refused: Refused) -> None:
    scene = Scene(aws_client)
    for role in MANAGERS:
        with refused("ForbiddenException", "can't be banned"):
            scene.messaging.create_channel_ban(
                ChannelArn=scene.channel_arn, MemberArn=scene.bearer(role), ChimeBearer=scene.admin
            )
    with pytest.raises(ClientError):
        scene.messaging.describe_channel_ban(
            ChannelArn=scene.channel_arn, MemberArn=scene.moderator, ChimeBearer=scene.admin
        )


def test_a_demoted_admin_loses_its_rights(aws_client: Clients, refused: Refused) -> None:
    scene = Scene(aws_client, Privacy="PRIVATE")
    scene.promote(scene.outsider)
    assert scene.allows("outsider", "describe_channel")
    scene.identity.delete_app_instance_admin(AppInstanceArn=scene.arn, AppInstanceAdminArn=scene.outsider)
    with refused("ForbiddenException", "where it is non-member"):
        scene.messaging.describe_channel(ChannelArn=scene.channel_arn, ChimeBearer=scene.outsider)
