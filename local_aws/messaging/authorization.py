"""Who may do what to a channel (Developer guide, Understanding authorization by role)."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING, NamedTuple

from chime_sdk_pulumi.local_aws.errors import ChimeError, ForbiddenError, NotFoundError, UnauthorizedClientError
from chime_sdk_pulumi.local_aws.identity.objects import find_member, is_admin
from chime_sdk_pulumi.local_aws.messaging.objects import Channel, ChannelMembership, in_channel, is_moderator
from chime_sdk_pulumi.local_aws.service_models import get_service_model

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.identity.objects import Member
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Structure


class Role(Enum):
    """What a caller is to a channel. A caller that has several roles may do what any of them may."""

    ADMIN = 0
    MODERATOR = 1
    MEMBER = 2
    NON_MEMBER = 3


class Access(IntEnum):
    """Whether a role may call an operation."""

    DENIED = 0
    PUBLIC = 1
    """For public channels only."""
    ALLOWED = 2


_NO, _PUBLIC, _YES = Access.DENIED, Access.PUBLIC, Access.ALLOWED

AUTHORIZATION: dict[str, tuple[Access, Access, Access, Access]] = {
    # by admin, moderator, member, non-member
    "UpdateChannel": (_YES, _YES, _NO, _NO),
    "DeleteChannel": (_YES, _YES, _NO, _NO),
    "DescribeChannel": (_YES, _PUBLIC, _PUBLIC, _PUBLIC),
    # non-members: themselves only, which the behaviour sees to
    "CreateChannelMembership": (_YES, _YES, _YES, _PUBLIC),
    "DescribeChannelMembership": (_YES, _YES, _YES, _PUBLIC),
    "ListChannelMemberships": (_YES, _YES, _YES, _PUBLIC),
    "DeleteChannelMembership": (_YES, _YES, _YES, _NO),
    "CreateChannelModerator": (_YES, _YES, _NO, _NO),
    "DeleteChannelModerator": (_YES, _YES, _NO, _NO),
    "DescribeChannelModerator": (_YES, _YES, _NO, _NO),
    "ListChannelModerators": (_YES, _YES, _NO, _NO),
    "CreateChannelBan": (_YES, _YES, _NO, _NO),
    "DeleteChannelBan": (_YES, _YES, _NO, _NO),
    "DescribeChannelBan": (_YES, _YES, _NO, _NO),
    "ListChannelBans": (_YES, _YES, _NO, _NO),
    "AssociateChannelFlow": (_YES, _YES, _NO, _NO),
    "DisassociateChannelFlow": (_YES, _YES, _NO, _NO),
    # The guide doesn't say this of non-members, and nothing of what follows. inferred, as for other changes of the same:
    "ListSubChannels": (_YES, _YES, _NO, _NO),
    "BatchCreateChannelMembership": (_YES, _YES, _YES, _PUBLIC),
    "PutChannelExpirationSettings": (_YES, _YES, _NO, _NO),
    # API reference, of both: the owner of the membership only, which the behaviour sees to
    "PutChannelMembershipPreferences": (_YES, _YES, _YES, _NO),
    "GetChannelMembershipPreferences": (_YES, _YES, _YES, _NO),
}


class Whose(Enum):
    """Whose channels a role may ask about, by the AppInstanceUserArn of the request."""

    OWN = "its own"
    ANYONES = "anyone's"
    ANYONES_UNLESS_ELASTIC = "anyone's, unless the channel is elastic"


_OWN, _ANYONES, _UNLESS_ELASTIC = Whose.OWN, Whose.ANYONES, Whose.ANYONES_UNLESS_ELASTIC

WHOSE: dict[str, tuple[Whose, Whose, Whose, Whose]] = {
    # by admin, moderator, member, non-member
    "ListChannelMembershipsForAppInstanceUser": (_ANYONES, _OWN, _OWN, _OWN),
    "ListChannelsModeratedByAppInstanceUser": (_ANYONES, _OWN, _OWN, _OWN),
    "DescribeChannelMembershipForAppInstanceUser": (_ANYONES, _OWN, _OWN, _UNLESS_ELASTIC),
    "DescribeChannelModeratedByAppInstanceUser": (_UNLESS_ELASTIC, _ANYONES, _UNLESS_ELASTIC, _OWN),
}


class Authorized(NamedTuple):
    """A channel, and who may do to it what was asked."""

    channel: Channel
    bearer: Member
    roles: frozenset[Role]


def bearer_of(store: RegionalStore, request: Structure) -> Member:
    """The user or bot that makes a call, by its `x-amz-chime-bearer` header.

    Raises:
        UnauthorizedClientError: there is none of that ARN in this account and region (as seen on AWS: GitHub,
            aws/amazon-chime-sdk-js, issue 1270).
    """
    bearer = find_member(store, request["ChimeBearer"])
    if bearer is None:
        raise UnauthorizedClientError(
            f"An invalid app instance user ARN was supplied for the x-amz-chime-bearer HTTP header: "
            f"{request['ChimeBearer']}"
        )
    return bearer


def bearer_in(store: RegionalStore, request: Structure, app_instance_arn: str) -> Member:
    """The user or bot that makes a call.

    Raises:
        UnauthorizedClientError: there is none of that ARN in this account and region.
        ForbiddenError: it belongs to another app instance.
    """
    bearer = bearer_of(store, request)
    if bearer.app_instance_arn != app_instance_arn:
        raise ForbiddenError(f"{bearer.arn} does not belong to the app instance {app_instance_arn}.")
    return bearer


def authorize(store: RegionalStore, operation: str, request: Structure) -> Authorized:
    """The channel of a request, if the caller's role there allows the operation.

    Raises:
        ForbiddenError: it doesn't.
        ChimeError: there is no such channel, or no such caller.
    """
    bearer = bearer_of(store, request)
    channel = existing_channel(store, operation, request["ChannelArn"])
    bearer_in(store, request, channel.app_instance_arn)
    roles = roles_in(store, channel, bearer.arn)
    access = max(AUTHORIZATION[operation][role.value] for role in roles)
    if access < (Access.PUBLIC if channel.is_public else Access.ALLOWED):
        names = " and ".join(sorted(role.name.lower().replace("_", "-") for role in roles))
        raise ForbiddenError(
            f"{bearer.arn} is not allowed to call {operation} on the channel {channel.arn}, where it is {names}."
        )
    return Authorized(channel, bearer, roles)


def authorize_asking(store: RegionalStore, operation: str, request: Structure, channel: Channel | None = None) -> str:
    """The ARN of the user or bot that a request asks about, which is the caller by default.

    Arguments:
        store: where they are.
        operation: the operation.
        request: its request.
        channel: the channel that it asks about, if only one.

    Raises:
        ForbiddenError: the caller may not ask about that user or bot.
        UnauthorizedClientError: there is no such caller.
    """
    bearer = bearer_of(store, request)
    asked_about = request.get("AppInstanceUserArn", bearer.arn)
    if channel:
        bearer_in(store, request, channel.app_instance_arn)
        roles = roles_in(store, channel, bearer.arn)
    else:
        roles = frozenset([Role.ADMIN if is_admin(store, bearer.arn) else Role.NON_MEMBER])
    allowed = {WHOSE[operation][role.value] for role in roles}
    is_elastic = bool(channel and channel.elastic)
    anyones = Whose.ANYONES in allowed or (Whose.ANYONES_UNLESS_ELASTIC in allowed and not is_elastic)
    if asked_about != bearer.arn and not anyones:
        raise ForbiddenError(f"{bearer.arn} is not allowed to call {operation} for {asked_about}.")
    return existing_member_of(store, bearer.app_instance_arn, asked_about).arn


def roles_in(store: RegionalStore, channel: Channel, member_arn: str) -> frozenset[Role]:
    """What a user or bot is to a channel."""
    roles = {
        Role.ADMIN: is_admin(store, member_arn),
        Role.MODERATOR: is_moderator(store, channel.arn, member_arn),
        # The membership of a moderator of an elastic channel has a longer key; its role allows all that a member's does.
        Role.MEMBER: in_channel(channel.arn, member_arn) in store.table(ChannelMembership),
    }
    return frozenset(role for role, holds in roles.items() if holds) or frozenset([Role.NON_MEMBER])


def existing_channel(store: RegionalStore, operation: str, arn: str) -> Channel:
    """The channel.

    Raises:
        ChimeError: there is none of that ARN in this account and region.
    """
    channel = store.table(Channel).get(arn)
    if channel is None:
        raise missing(operation)(f"The channel {arn} does not exist, or you are not allowed to use it.")
    return channel


def existing_member_of(store: RegionalStore, app_instance_arn: str, arn: str) -> Member:
    """The user or bot that a parameter names.

    Raises:
        ForbiddenError: there is none of that ARN in the app instance (as seen on AWS: GitHub,
            aws/amazon-chime-sdk-js, issue 1148).
    """
    member = find_member(store, arn)
    if member is None or member.app_instance_arn != app_instance_arn:
        raise ForbiddenError(f"An invalid app instance user ARN was supplied for the input parameter: {arn}")
    return member


def missing(operation: str) -> type[ChimeError]:
    """What an operation answers about a missing object: NotFoundException if it models that (inferred)."""
    errors = get_service_model("chime-sdk-messaging").operation_model(operation).error_shapes
    return NotFoundError if any(error.name == "NotFoundException" for error in errors) else ForbiddenError
