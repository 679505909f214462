"""Who moderates a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ChimeError, ConflictError, ForbiddenError, NotFoundError
from chime_sdk_pulumi.local_aws.identity.objects import reference_to
from chime_sdk_pulumi.local_aws.messaging.authorization import authorize, existing_member_of
from chime_sdk_pulumi.local_aws.messaging.objects import (
    Channel,
    ChannelBan,
    ChannelMembership,
    ChannelModerator,
    in_channel,
)
from chime_sdk_pulumi.local_aws.messaging.quotas import MODERATORS
from chime_sdk_pulumi.local_aws.messaging.sub_channels import balance
from chime_sdk_pulumi.local_aws.pagination import page

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


class ChannelModerators:
    """CreateChannelModerator and its kin (Developer guide, Understanding authorization by role).

    Moderators are no members by their role: they get no messages until CreateChannelMembership adds them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_channel_moderator(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel, bearer, _ = authorize(store, "CreateChannelModerator", request)
        promoted = existing_member_of(store, channel.app_instance_arn, request["ChannelModeratorArn"])
        if in_channel(channel.arn, promoted.arn) in store.table(ChannelBan):  # inferred
            raise ForbiddenError(f"{promoted.arn} is banned from the channel {channel.arn}.")
        moderators = store.table(ChannelModerator)
        moderator = ChannelModerator(promoted.arn, channel.arn, bearer.arn, self._store.now())
        if moderator.key in moderators:  # inferred
            raise ConflictError(f"{promoted.arn} already is a moderator of the channel {channel.arn}.")
        self._store.quotas.check(MODERATORS, sum(other.channel_arn == channel.arn for other in moderators))
        moderators.add(moderator.key, moderator)
        _end_elastic_memberships(store, channel, promoted.arn)
        return {"ChannelArn": channel.arn, "ChannelModerator": promoted.reference}

    def describe_channel_moderator(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "DescribeChannelModerator", request).channel
        moderator = _existing(store, channel, request, missing=NotFoundError)
        description = {
            "Moderator": reference_to(store, moderator.member_arn),
            "ChannelArn": channel.arn,
            "CreatedTimestamp": moderator.created,
            "CreatedBy": reference_to(store, moderator.creator_arn),
        }
        return {"ChannelModerator": description}

    def delete_channel_moderator(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "DeleteChannelModerator", request).channel
        moderator = _existing(store, channel, request)
        store.table(ChannelModerator).remove(moderator.key)
        _end_elastic_memberships(store, channel, moderator.member_arn)
        return {}

    def list_channel_moderators(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "ListChannelModerators", request).channel
        listed, rest = page(
            store.table(ChannelModerator),
            request,
            scope,
            f"ListChannelModerators {channel.arn}",
            largest=50,
            matches=lambda moderator: moderator.channel_arn == channel.arn,
        )
        moderators = [{"Moderator": reference_to(store, moderator.member_arn)} for moderator in listed]
        return {"ChannelArn": channel.arn, "ChannelModerators": moderators} | rest


def _existing(
    store: RegionalStore, channel: Channel, request: Structure, missing: type[ChimeError] = ForbiddenError
) -> ChannelModerator:
    moderator = store.table(ChannelModerator).get(in_channel(channel.arn, request["ChannelModeratorArn"]))
    if moderator is None:
        raise missing(f"{request['ChannelModeratorArn']} is not a moderator of the channel {channel.arn}.")
    return moderator


def _end_elastic_memberships(store: RegionalStore, channel: Channel, member_arn: str) -> None:
    # Developer guide, Managing elastic channel members: promoting a member removes its memberships, demoting it too.
    if channel.elastic:
        store.table(ChannelMembership).remove_inside(in_channel(channel.arn, member_arn))
        balance(store, channel)
