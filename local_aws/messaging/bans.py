"""Who is banned from a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ChimeError, ConflictError, ForbiddenError, NotFoundError
from chime_sdk_pulumi.local_aws.identity.objects import reference_to
from chime_sdk_pulumi.local_aws.messaging.authorization import Role, authorize, existing_member_of, roles_in
from chime_sdk_pulumi.local_aws.messaging.objects import Channel, ChannelBan, ChannelMembership, in_channel
from chime_sdk_pulumi.local_aws.messaging.sub_channels import balance
from chime_sdk_pulumi.local_aws.pagination import page

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


class ChannelBans:
    """CreateChannelBan and its kin (Developer guide, Understanding authorization by role)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_channel_ban(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel, bearer, _ = authorize(store, "CreateChannelBan", request)
        banned = existing_member_of(store, channel.app_instance_arn, request["MemberArn"])
        # Developer guide, same chapter: neither an admin nor a moderator of the channel. The error is inferred.
        if roles_in(store, channel, banned.arn) & {Role.ADMIN, Role.MODERATOR}:
            raise ForbiddenError(f"{banned.arn} can't be banned: it is an admin, or a moderator of the channel.")
        bans = store.table(ChannelBan)
        ban = ChannelBan(banned.arn, channel.arn, bearer.arn, self._store.now())
        if ban.key in bans:  # inferred
            raise ConflictError(f"{banned.arn} already is banned from the channel {channel.arn}.")
        bans.add(ban.key, ban)
        # API reference, CreateChannelBan: a banned member is kicked from the channel.
        store.table(ChannelMembership).remove_inside(in_channel(channel.arn, banned.arn))
        balance(store, channel)
        return {"ChannelArn": channel.arn, "Member": banned.reference}

    def describe_channel_ban(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "DescribeChannelBan", request).channel
        ban = _existing(store, channel, request, missing=NotFoundError)
        description = {
            "Member": reference_to(store, ban.member_arn),
            "ChannelArn": channel.arn,
            "CreatedTimestamp": ban.created,
            "CreatedBy": reference_to(store, ban.creator_arn),
        }
        return {"ChannelBan": description}

    def delete_channel_ban(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "DeleteChannelBan", request).channel
        store.table(ChannelBan).remove(_existing(store, channel, request).key)
        return {}

    def list_channel_bans(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "ListChannelBans", request).channel
        listed, rest = page(
            store.table(ChannelBan),
            request,
            scope,
            f"ListChannelBans {channel.arn}",
            largest=50,
            matches=lambda ban: ban.channel_arn == channel.arn,
        )
        bans = [{"Member": reference_to(store, ban.member_arn)} for ban in listed]
        return {"ChannelArn": channel.arn, "ChannelBans": bans} | rest


def _existing(
    store: RegionalStore, channel: Channel, request: Structure, missing: type[ChimeError] = ForbiddenError
) -> ChannelBan:
    ban = store.table(ChannelBan).get(in_channel(channel.arn, request["MemberArn"]))
    if ban is None:
        raise missing(f"{request['MemberArn']} is not banned from the channel {channel.arn}.")
    return ban
