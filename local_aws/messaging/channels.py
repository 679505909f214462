"""Channels."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ConflictError, ForbiddenError
from chime_sdk_pulumi.local_aws.identity.expiration import deletion_time
from chime_sdk_pulumi.local_aws.identity.objects import existing_app_instance, is_admin, reference_to
from chime_sdk_pulumi.local_aws.messaging.authorization import (
    authorize,
    authorize_asking,
    bearer_in,
    existing_channel,
    existing_member_of,
)
from chime_sdk_pulumi.local_aws.messaging.objects import (
    Channel,
    ChannelMembership,
    ChannelModerator,
    association_of,
    is_moderator,
    remove_channel,
)
from chime_sdk_pulumi.local_aws.messaging.quotas import CHANNELS
from chime_sdk_pulumi.local_aws.messaging.sub_channels import (
    add_sub_channel,
    check_elastic,
    check_elastic_mode,
    check_elastic_quotas,
)
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from datetime import datetime

    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


class Channels:
    """CreateChannel and its kin (Developer guide, Creating channels)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_channel(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        creator = bearer_in(store, request, app_instance_arn)
        for arn in request.get("MemberArns", []) + request.get("ModeratorArns", []):
            existing_member_of(store, app_instance_arn, arn)
        if "ElasticChannelConfiguration" in request:
            check_elastic(scope, request)

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            channel = self._add(scope, request, creator.arn)
            _add_roles(store, channel, request)
            store.tags[channel.arn] = tags
            return channel.arn

        arn = create_once(store, "CreateChannel", request, create)
        return {"ChannelArn": arn}

    def describe_channel(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "DescribeChannel", request).channel
        association = association_of(store, channel)
        flow = {"ChannelFlowArn": association.channel_flow_arn} if association else {}
        creator = {"CreatedBy": reference_to(store, channel.creator_arn)}
        return {"Channel": channel.description | creator | flow}

    def update_channel(self, scope: Scope, request: Structure) -> Structure:
        channel = authorize(self._store[scope], "UpdateChannel", request).channel
        if channel.elastic:
            check_elastic_mode(request)
        changes = {member: request[member] for member in ("Name", "Mode", "Metadata") if member in request}
        channel.description |= changes | {"LastUpdatedTimestamp": self._store.now()}
        return {"ChannelArn": channel.arn}

    def put_channel_expiration_settings(self, scope: Scope, request: Structure) -> Structure:
        operation = "PutChannelExpirationSettings"
        store = self._store[scope]
        if "ChimeBearer" in request:
            channel = authorize(store, operation, request).channel
        else:  # The model doesn't require a bearer here. That the caller's own permissions then are enough is inferred.
            channel = existing_channel(store, operation, request["ChannelArn"])
        self._put_expiration_settings(scope, channel, request.get("ExpirationSettings"))
        return {"ChannelArn": channel.arn, "ExpirationSettings": request.get("ExpirationSettings")}

    def delete_channel(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        remove_channel(store, authorize(store, "DeleteChannel", request).channel)
        return {}

    def list_channels(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        bearer = bearer_in(store, request, app_instance_arn)
        privacy = request.get("Privacy")
        # API reference, ListChannels: only an AppInstanceAdmin can list private channels. That it gets both kinds when it
        # doesn't say which is inferred; anybody else then gets the public ones (GitHub, aws/amazon-chime-sdk-js, 1369).
        admin = is_admin(store, bearer.arn)
        if privacy == "PRIVATE" and not admin:
            raise ForbiddenError(f"{bearer.arn} is not allowed to list private channels: it is not an admin.")
        channels, rest = page(
            store.table(Channel),
            request,
            scope,
            f"ListChannels {app_instance_arn} {privacy} {bearer.arn}",
            largest=50,
            matches=lambda channel: (
                channel.app_instance_arn == app_instance_arn
                and privacy in (None, channel.description["Privacy"])
                and (admin or channel.is_public)
            ),
        )
        return {"Channels": [channel.description for channel in channels]} | rest

    def list_channels_moderated_by_app_instance_user(self, scope: Scope, request: Structure) -> Structure:
        operation = "ListChannelsModeratedByAppInstanceUser"
        store = self._store[scope]
        arn = authorize_asking(store, operation, request)
        channels, rest = page(
            store.table(Channel),
            request,
            scope,
            f"{operation} {arn}",
            largest=50,
            matches=lambda channel: is_moderator(store, channel.arn, arn),
        )
        return {"Channels": [{"ChannelSummary": channel.description} for channel in channels]} | rest

    def describe_channel_moderated_by_app_instance_user(self, scope: Scope, request: Structure) -> Structure:
        operation = "DescribeChannelModeratedByAppInstanceUser"
        store = self._store[scope]
        channel = existing_channel(store, operation, request["ChannelArn"])
        arn = authorize_asking(store, operation, request, channel)
        if not is_moderator(store, channel.arn, arn):  # inferred
            raise ForbiddenError(f"{arn} is not a moderator of the channel {channel.arn}.")
        return {"Channel": {"ChannelSummary": channel.description}}

    def _add(self, scope: Scope, request: Structure, creator_arn: str) -> Channel:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        elastic = request.get("ElasticChannelConfiguration")
        # API reference, CreateChannel: a UUID is created if the request has no ChannelId.
        arn = f"{app_instance_arn}/channel/{request.get('ChannelId') or new_uuid()}"
        if arn in store.table(Channel):  # inferred
            raise ConflictError(f"The channel {arn} already exists.")
        present = [channel for channel in store.table(Channel) if channel.app_instance_arn == app_instance_arn]
        self._store.quotas.check(CHANNELS, len(present))
        if elastic:
            check_elastic_quotas(self._store, sum(bool(channel.elastic) for channel in present), elastic)
        created = self._store.now()
        description = {
            "Name": request["Name"],
            "ChannelArn": arn,
            "Mode": request.get("Mode", "RESTRICTED"),  # inferred: the one mode that every channel can have
            "Privacy": request.get("Privacy", "PUBLIC"),  # Developer guide, Creating channels
            "Metadata": request.get("Metadata"),
            "CreatedTimestamp": created,
            "LastUpdatedTimestamp": created,
            "ElasticChannelConfiguration": elastic,
        }
        channel = store.table(Channel).add(arn, Channel(description, app_instance_arn, creator_arn))
        if elastic:
            add_sub_channel(store, channel)
        self._put_expiration_settings(scope, channel, request.get("ExpirationSettings"))
        return channel

    def _put_expiration_settings(self, scope: Scope, channel: Channel, settings: Structure | None) -> None:
        # Developer guide, Using ExpirationSettings: to put no settings removes them. inferred: the time of the last message
        # is that of creation, as there are no messages.
        channel.description["ExpirationSettings"] = settings
        channel.expires = deletion_time(settings, channel.description["CreatedTimestamp"])
        if channel.expires:
            wait = (channel.expires - self._store.now()).total_seconds()
            self._store.after(scope, "ExpireChannel", wait, partial(_expire, arn=channel.arn, at=channel.expires))


def _add_roles(store: RegionalStore, channel: Channel, request: Structure) -> None:
    # Developer guide, Creating elastic channels: the creator becomes a member and a moderator, but of an elastic channel a
    # moderator only. inferred: the moderators of the request don't become members, as CreateChannelModerator says.
    creator, created = channel.creator_arn, channel.description["CreatedTimestamp"]
    for arn in {arn: None for arn in [*([] if channel.elastic else [creator]), *request.get("MemberArns", [])]}:
        membership = ChannelMembership(arn, channel.arn, creator, created, "DEFAULT")
        store.table(ChannelMembership).add(membership.key, membership)
    for arn in {arn: None for arn in [creator, *request.get("ModeratorArns", [])]}:
        moderator = ChannelModerator(arn, channel.arn, creator, created)
        store.table(ChannelModerator).add(moderator.key, moderator)


def _expire(store: Store, scope: Scope, *, arn: str, at: datetime) -> None:
    channel = store[scope].table(Channel).get(arn)
    # Developer guide, Using ExpirationSettings: until then, a change of the settings is honoured.
    if channel and channel.expires == at:
        remove_channel(store[scope], channel)
