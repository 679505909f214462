"""Who is a member of a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import (
    BadRequestError,
    ChimeError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from chime_sdk_pulumi.local_aws.identity.objects import reference_to
from chime_sdk_pulumi.local_aws.messaging.authorization import (
    Authorized,
    Role,
    authorize,
    authorize_asking,
    existing_channel,
    existing_member_of,
)
from chime_sdk_pulumi.local_aws.messaging.objects import (
    Channel,
    ChannelBan,
    ChannelMembership,
    SubChannel,
    in_channel,
    is_moderator,
    memberships,
)
from chime_sdk_pulumi.local_aws.messaging.quotas import MEMBERSHIPS_PER_CHANNEL, MEMBERSHIPS_PER_USER
from chime_sdk_pulumi.local_aws.messaging.sub_channels import balance, sub_channel_for
from chime_sdk_pulumi.local_aws.pagination import page

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

MANAGERS = frozenset([Role.ADMIN, Role.MODERATOR])


class ChannelMemberships:
    """CreateChannelMembership and its kin (Developer guide, Managing elastic channel members, for those)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_channel_membership(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        authorized = authorize(store, "CreateChannelMembership", request)
        _check_may_add(authorized, request["Type"], [request["MemberArn"]])
        membership = self._add(store, authorized, request, request["MemberArn"])
        return {
            "ChannelArn": membership.channel_arn,
            "Member": reference_to(store, membership.member_arn),
            "SubChannelId": membership.sub_channel_id,
        }

    def batch_create_channel_membership(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        authorized = authorize(store, "BatchCreateChannelMembership", request)
        typed = {"Type": "DEFAULT"} | request  # the default is inferred
        _check_may_add(authorized, typed["Type"], request["MemberArns"])
        added: list[Structure] = []
        errors: list[Structure] = []
        for arn in request["MemberArns"]:
            # API reference, BatchCreateChannelMembership: what fails for one member is told in a reply of success.
            try:
                self._add(store, authorized, typed, arn)
                added.append(reference_to(store, arn))
            except ChimeError as error:
                code = error.code.removesuffix("Exception")
                errors.append({"MemberArn": arn, "ErrorCode": code, "ErrorMessage": error.message})
        members = {
            "InvitedBy": authorized.bearer.reference,
            "Type": typed["Type"],
            "Members": added,
            "ChannelArn": authorized.channel.arn,
            "SubChannelId": request.get("SubChannelId"),
        }
        return {"BatchChannelMemberships": members, "Errors": errors}

    def describe_channel_membership(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "DescribeChannelMembership", request).channel
        found = _existing(store, channel, request, missing=NotFoundError)[0]
        description = {
            "InvitedBy": reference_to(store, found.creator_arn),
            "Type": found.type,
            "Member": reference_to(store, found.member_arn),
            "ChannelArn": channel.arn,
            "CreatedTimestamp": found.created,
            "LastUpdatedTimestamp": found.created,
            "SubChannelId": found.sub_channel_id,
        }
        return {"ChannelMembership": description}

    def describe_channel_membership_for_app_instance_user(self, scope: Scope, request: Structure) -> Structure:
        operation = "DescribeChannelMembershipForAppInstanceUser"
        store = self._store[scope]
        channel = existing_channel(store, operation, request["ChannelArn"])
        arn = authorize_asking(store, operation, request, channel)
        found = memberships(store, channel.arn, arn)
        if not found:  # inferred
            raise ForbiddenError(f"{arn} is not a member of the channel {channel.arn}.")
        return {"ChannelMembership": _summary(store, found[0])}

    def list_channel_memberships(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel, bearer, roles = authorize(store, "ListChannelMemberships", request)
        kind = request.get("Type", "DEFAULT")
        if kind == "HIDDEN" and not roles & MANAGERS:
            # API reference, ListChannelMemberships: "only supported by moderators". The error is inferred.
            raise ForbiddenError(f"{bearer.arn} is not allowed to list hidden members: it is not a moderator.")
        sub_channel_id = request.get("SubChannelId")
        if sub_channel_id:
            _check_sub_channel(store, channel, sub_channel_id, missing=ForbiddenError)
        visible = None
        if channel.elastic and not roles & MANAGERS:
            # Developer guide, Using elastic channels: members have to do with those of their own sub-channel only.
            visible = {membership.sub_channel_id for membership in memberships(store, channel.arn, bearer.arn)}
        listed, rest = page(
            store.table(ChannelMembership),
            request,
            scope,
            f"ListChannelMemberships {channel.arn} {kind} {sub_channel_id} {bearer.arn}",
            largest=50,
            matches=lambda membership: (
                (membership.channel_arn, membership.type) == (channel.arn, kind)
                and sub_channel_id in (None, membership.sub_channel_id)
                and (visible is None or membership.sub_channel_id in visible)
            ),
        )
        members = [{"Member": reference_to(store, membership.member_arn)} for membership in listed]
        return {"ChannelArn": channel.arn, "ChannelMemberships": members} | rest

    def list_channel_memberships_for_app_instance_user(self, scope: Scope, request: Structure) -> Structure:
        operation = "ListChannelMembershipsForAppInstanceUser"
        store = self._store[scope]
        arn = authorize_asking(store, operation, request)
        listed, rest = page(
            store.table(ChannelMembership),
            request,
            scope,
            f"{operation} {arn}",
            largest=50,
            matches=lambda membership: membership.member_arn == arn,
        )
        return {"ChannelMemberships": [_summary(store, membership) for membership in listed]} | rest

    def delete_channel_membership(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "DeleteChannelMembership", request).channel
        moderates = is_moderator(store, channel.arn, request["MemberArn"])
        if "SubChannelId" in request and not (channel.elastic and moderates):
            # Developer guide, Managing elastic channel members. The error is inferred.
            raise BadRequestError("SubChannelId is for the memberships of moderators of elastic channels only.")
        for membership in _existing(store, channel, request):
            store.table(ChannelMembership).remove(membership.key)
        balance(store, channel)
        return {}

    def _add(self, store: RegionalStore, authorized: Authorized, request: Structure, arn: str) -> ChannelMembership:
        channel = authorized.channel
        existing_member_of(store, channel.app_instance_arn, arn)
        if in_channel(channel.arn, arn) in store.table(ChannelBan):
            # API reference, CreateChannelBan: banned members can't be added. The error is inferred.
            raise ForbiddenError(f"{arn} is banned from the channel {channel.arn}.")
        moderates = bool(channel.elastic) and is_moderator(store, channel.arn, arn)
        sub_channel_id = _sub_channel(store, channel, request, moderates=moderates)
        now = self._store.now()
        membership = ChannelMembership(
            arn, channel.arn, authorized.bearer.arn, now, request["Type"], sub_channel_id, moderates
        )
        table = store.table(ChannelMembership)
        if membership.key in table:  # inferred
            raise ConflictError(f"{arn} already is a member of the channel {channel.arn}.")
        if not channel.elastic:  # elastic channels have quotas of their own
            self._store.quotas.check(MEMBERSHIPS_PER_CHANNEL, len(memberships(store, channel.arn)))
        self._store.quotas.check(MEMBERSHIPS_PER_USER, sum(other.member_arn == arn for other in table))
        if channel.elastic and not moderates:
            membership.sub_channel_id = sub_channel_for(store, channel)
        return table.add(membership.key, membership)


def _check_may_add(authorized: Authorized, kind: str, arns: list[str]) -> None:
    channel, bearer, roles = authorized
    if roles & MANAGERS:
        return
    if kind == "HIDDEN":  # API reference, CreateChannelMembership: "only supported by moderators"
        raise ForbiddenError(f"{bearer.arn} is not allowed to add hidden members: it is not a moderator.")
    # API reference, CreateChannel: only admins and moderators can add members to restricted channels.
    if channel.description["Mode"] == "RESTRICTED":
        raise ForbiddenError(f"The channel {channel.arn} is restricted, so {bearer.arn} is not allowed to add members.")
    # Developer guide, Understanding Amazon Chime SDK messaging concepts: anybody can join a public channel, but by its
    # Understanding authorization by role, non-members can do no more.
    if Role.MEMBER not in roles and arns != [bearer.arn]:
        raise ForbiddenError(f"{bearer.arn} is not allowed to add others to the channel {channel.arn}.")


def _sub_channel(store: RegionalStore, channel: Channel, request: Structure, *, moderates: bool) -> str | None:
    """The sub-channel that a request names, which moderators of elastic channels must do and nobody else can.

    Developer guide, Managing elastic channel members. The errors are inferred.
    """
    sub_channel_id: str | None = request.get("SubChannelId")
    if channel.elastic and request["Type"] == "HIDDEN":
        raise BadRequestError("Elastic channels don't support hidden memberships.")
    if moderates != (sub_channel_id is not None):
        raise BadRequestError(
            "SubChannelId is required for the membership of a moderator of an elastic channel, and not allowed for any other."
        )
    if sub_channel_id:
        _check_sub_channel(store, channel, sub_channel_id, missing=NotFoundError)
    return sub_channel_id


def _check_sub_channel(store: RegionalStore, channel: Channel, sub_channel_id: str, missing: type[ChimeError]) -> None:
    if SubChannel(channel.arn, sub_channel_id).key not in store.table(SubChannel):
        raise missing(f"The channel {channel.arn} has no sub-channel {sub_channel_id}.")


def _existing(
    store: RegionalStore, channel: Channel, request: Structure, missing: type[ChimeError] = ForbiddenError
) -> list[ChannelMembership]:
    """The memberships of the member that a request names, at least one."""
    found = [
        membership
        for membership in memberships(store, channel.arn, request["MemberArn"])
        if request.get("SubChannelId") in (None, membership.sub_channel_id)
    ]
    if not found:
        raise missing(f"{request['MemberArn']} is not a member of the channel {channel.arn}.")
    return found


def _summary(store: RegionalStore, membership: ChannelMembership) -> Structure:
    channel = store.table(Channel).get(membership.channel_arn)
    return {
        "ChannelSummary": channel.description if channel else {},
        "AppInstanceUserMembershipSummary": {"Type": membership.type, "SubChannelId": membership.sub_channel_id},
    }
