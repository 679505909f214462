"""Which channel flow the messages of a channel go through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, NotFoundError
from chime_sdk_pulumi.local_aws.messaging.authorization import authorize
from chime_sdk_pulumi.local_aws.messaging.channel_flows import existing_flow
from chime_sdk_pulumi.local_aws.messaging.objects import Channel, ChannelFlowAssociation, association_of
from chime_sdk_pulumi.local_aws.pagination import page

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure


class ChannelFlowAssociations:
    """AssociateChannelFlow and its kin (Developer guide, Using channel flows to process messages)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def associate_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "AssociateChannelFlow", request).channel
        flow = existing_flow(store, "AssociateChannelFlow", request)
        if flow.app_instance_arn != channel.app_instance_arn:  # inferred
            raise BadRequestError("The channel flow and the channel do not belong to the same app instance.")
        present = association_of(store, channel)
        # API reference, ListChannelsAssociatedWithChannelFlow: a channel can be associated with one channel flow only. The
        # error, and that to associate the same one again changes nothing, are inferred.
        if present and present.channel_flow_arn != request["ChannelFlowArn"]:
            raise ConflictError(
                f"The channel {channel.arn} already is associated with the channel flow {present.channel_flow_arn}."
            )
        association = ChannelFlowAssociation(channel.arn, request["ChannelFlowArn"])
        store.table(ChannelFlowAssociation).put(association.key, association)
        return {}

    def disassociate_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        channel = authorize(store, "DisassociateChannelFlow", request).channel
        present = association_of(store, channel)
        if present is None or present.channel_flow_arn != request["ChannelFlowArn"]:  # inferred
            raise NotFoundError(
                f"The channel {channel.arn} is not associated with the channel flow {request['ChannelFlowArn']}."
            )
        store.table(ChannelFlowAssociation).remove(present.key)
        return {}

    def list_channels_associated_with_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        operation = "ListChannelsAssociatedWithChannelFlow"
        store = self._store[scope]
        existing_flow(store, operation, request)
        arn = request["ChannelFlowArn"]
        listed, rest = page(
            store.table(ChannelFlowAssociation),
            request,
            scope,
            f"{operation} {arn}",
            largest=50,
            matches=lambda association: association.channel_flow_arn == arn,
        )
        channels = store.table(Channel)
        associated = [channel for each in listed if (channel := channels.get(each.channel_arn))]
        return {"Channels": [channel.description for channel in associated]} | rest
