"""The sub-channels of elastic channels (Developer guide, Using elastic channels to host live events)."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ResourceLimitExceededError
from chime_sdk_pulumi.local_aws.messaging.authorization import authorize
from chime_sdk_pulumi.local_aws.messaging.objects import ChannelMembership, SubChannel, memberships
from chime_sdk_pulumi.local_aws.messaging.quotas import ELASTIC_CHANNELS, MEMBERSHIPS_PER_SUB_CHANNEL, SUB_CHANNELS
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import new_uuid

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.messaging.objects import Channel
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

ELASTIC_REGION = "us-east-1"
"""The only Region that has elastic channels."""
LARGEST_ELASTIC_CHANNEL = 1_000_000
"""API reference, ElasticChannelConfiguration: how many members an elastic channel can have."""


class SubChannels:
    """ListSubChannels."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list_sub_channels(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "ListSubChannels", request).channel
        if not channel.elastic:  # inferred
            raise BadRequestError(f"The channel {channel.arn} is not elastic, so it has no sub-channels.")
        listed, rest = page(
            store.table(SubChannel),
            request,
            scope,
            f"ListSubChannels {channel.arn}",
            largest=50,
            matches=lambda sub_channel: sub_channel.channel_arn == channel.arn,
        )
        counts = Counter(membership.sub_channel_id for membership in memberships(store, channel.arn))
        summaries = [
            {"SubChannelId": sub_channel.sub_channel_id, "MembershipCount": counts[sub_channel.sub_channel_id]}
            for sub_channel in listed
        ]
        return {"ChannelArn": channel.arn, "SubChannels": summaries} | rest


def check_elastic(scope: Scope, request: Structure) -> None:
    """Refuse a request to create an elastic channel that can't be one (same chapter, Creating elastic channels).

    Raises:
        BadRequestError: no elastic channel can be made of it; that this is the error is inferred.
    """
    if scope.region != ELASTIC_REGION:
        raise BadRequestError(f"Elastic channels are available in {ELASTIC_REGION} only.")
    if "MemberArns" in request:
        raise BadRequestError("An elastic channel can't be created with MemberArns.")
    check_elastic_mode(request)
    configuration = request["ElasticChannelConfiguration"]
    if configuration["MaximumSubChannels"] * configuration["TargetMembershipsPerSubChannel"] > LARGEST_ELASTIC_CHANNEL:
        raise BadRequestError(f"An elastic channel can have no more than {LARGEST_ELASTIC_CHANNEL} members.")


def check_elastic_mode(request: Structure) -> None:
    """Refuse the mode that elastic channels can't have.

    Raises:
        BadRequestError: it is that mode.
    """
    if request.get("Mode") == "UNRESTRICTED":
        raise BadRequestError("An elastic channel can't be UNRESTRICTED.")


def check_elastic_quotas(store: Store, present: int, configuration: Structure) -> None:
    """Refuse an elastic channel beyond the quotas.

    Arguments:
        store: which has the quotas.
        present: how many elastic channels the app instance has already.
        configuration: the ElasticChannelConfiguration.
    """
    store.quotas.check(ELASTIC_CHANNELS, present)
    store.quotas.check(SUB_CHANNELS, configuration["MaximumSubChannels"] - 1)
    store.quotas.check(MEMBERSHIPS_PER_SUB_CHANNEL, configuration["TargetMembershipsPerSubChannel"] - 1)


def add_sub_channel(store: RegionalStore, channel: Channel) -> SubChannel:
    """Let an elastic channel have one more sub-channel. That it has one from the beginning is inferred."""
    sub_channel = SubChannel(channel.arn, new_uuid())
    return store.table(SubChannel).add(sub_channel.key, sub_channel)


def sub_channel_for(store: RegionalStore, channel: Channel) -> str:
    """The id of the sub-channel that the system puts a new member into, which is a new one if the others are full.

    Raises:
        ResourceLimitExceededError: the elastic channel is full (the error is inferred).
    """
    configuration = _configuration(channel)
    members = _members(store, channel)
    for sub_channel_id, present in members.items():
        if len(present) < configuration["TargetMembershipsPerSubChannel"]:
            return sub_channel_id
    if len(members) >= configuration["MaximumSubChannels"]:
        raise ResourceLimitExceededError(f"All sub-channels of the channel {channel.arn} are full.")
    new = add_sub_channel(store, channel).sub_channel_id
    # "Scales out by creating a new sub-channel, and then transferring memberships from existing sub-channels". How many,
    # and whose, is inferred: the newest ones of the first sub-channel, as many as the new one needs at least.
    for membership in next(iter(members.values()))[::-1][: _smallest(channel) - 1]:
        membership.sub_channel_id = new
    return new


def balance(store: RegionalStore, channel: Channel) -> None:
    """Close each sub-channel that has too few members if another one has room for all of them.

    The memberships of moderators are not transferred: those in a closed sub-channel end with it.
    """
    if not channel.elastic:
        return
    members = _members(store, channel)
    for sub_channel_id, leaving in list(members.items()):
        if len(leaving) >= _smallest(channel):
            continue
        room = _configuration(channel)["TargetMembershipsPerSubChannel"] - len(leaving)
        for other, staying in members.items():
            if other != sub_channel_id and len(staying) <= room:
                for membership in leaving:
                    membership.sub_channel_id = other
                staying.extend(members.pop(sub_channel_id))
                _close(store, channel, sub_channel_id)
                break


def _close(store: RegionalStore, channel: Channel, sub_channel_id: str) -> None:
    for membership in memberships(store, channel.arn):
        if membership.sub_channel_id == sub_channel_id:
            store.table(ChannelMembership).remove(membership.key)
    store.table(SubChannel).remove(SubChannel(channel.arn, sub_channel_id).key)


def _members(store: RegionalStore, channel: Channel) -> dict[str, list[ChannelMembership]]:
    """The memberships of each sub-channel, without those of moderators."""
    members: dict[str, list[ChannelMembership]] = {
        sub_channel.sub_channel_id: []
        for sub_channel in store.table(SubChannel)
        if sub_channel.channel_arn == channel.arn
    }
    for membership in memberships(store, channel.arn):
        if membership.sub_channel_id and not membership.is_moderators:
            members[membership.sub_channel_id].append(membership)
    return members


def _smallest(channel: Channel) -> int:
    configuration = _configuration(channel)
    # API reference, ElasticChannelConfiguration: "Ceil of the calculated value is used in balancing members".
    target, percentage = configuration["TargetMembershipsPerSubChannel"], configuration["MinimumMembershipPercentage"]
    return math.ceil(int(target) * int(percentage) / 100)


def _configuration(channel: Channel) -> Structure:
    configuration: Structure = channel.description["ElasticChannelConfiguration"]
    return configuration
