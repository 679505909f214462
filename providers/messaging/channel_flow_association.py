"""ChannelFlowAssociation: the channel flow that the messages of a channel pass."""

from collections.abc import Iterator
from typing import Annotated, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller, until
from .._errors import ChimeError
from .._identifier import is_arn, object_arn, setting_id
from .._lifecycle import Intent
from .._members import ChannelArn, ChannelFlowArn, same_region
from .._model import Immutable, Problem, Values
from .._presence import delete_if_there, describe_or_gone
from .._resource import ChimeResource
from ._bearer import SERVICE, BearerArguments, BearerLifecycle, same_app_instance
from .channel import is_listed


class ChannelFlowAssociationArgs(TypedDict, total=False):
    """The arguments of a ChannelFlowAssociation."""

    channel_arn: Required[pulumi.Input[str]]
    """The ARN of the channel. A change replaces the association."""
    channel_flow_arn: Required[pulumi.Input[str]]
    """The ARN of the channel flow. A change replaces the association: between the two, messages pass unprocessed."""
    chime_bearer: pulumi.Input[str]
    """The ARN of the user or bot on whose behalf calls are made, best an AppInstanceAdmin; ``chime:bearer`` of the stack's
    configuration by default. A change makes no call."""
    region: pulumi.Input[str]
    """The AWS region, that of the channel; the provider's by default. A change replaces the association."""
    adopt: pulumi.Input[str]
    """The ARN of a channel whose flow is to be taken over."""


class ChannelFlowAssociationArguments(BearerArguments):
    """ChannelFlowAssociation's arguments, validated."""

    channel_arn: Annotated[ChannelArn, Immutable()]
    channel_flow_arn: Annotated[ChannelFlowArn, Immutable()]

    def problems(self) -> Iterator[Problem]:
        """The channel's region, and the AppInstance of all three."""
        yield from super().problems()
        yield from same_region(("channel_arn",), self.channel_arn, self.region, "the channel")
        yield from same_app_instance(("chime_bearer",), self.channel_arn, self.chime_bearer, "the channel")
        flow, channel = self.channel_flow_arn, self.channel_arn
        if isinstance(flow, str) and isinstance(channel, str) and flow.split("/")[:2] != channel.split("/")[:2]:
            yield Problem(("channel_flow_arn",), "must be a flow of the AppInstance of the channel")


class ChannelFlowAssociationLifecycle(BearerLifecycle[ChannelFlowAssociationArguments]):
    """Associate and DisassociateChannelFlow; DescribeChannel tells which flow there is."""

    kind = "ChannelFlowAssociation"
    arguments = ChannelFlowAssociationArguments
    shape = ("AssociateChannelFlow",)
    unique = True
    is_setting = True

    def create(self, caller: Caller, arguments: ChannelFlowAssociationArguments, intent: Intent) -> str:
        """AssociateChannelFlow, for a channel that has no flow."""
        channel, flow = arguments.channel_arn, arguments.channel_flow_arn
        resource_id = setting_id(object_arn(channel), "channel-flow")
        if intent.taken(resource_id):
            raise ChimeError(
                "another resource of this program gives this channel a flow", "a channel has one flow: remove the other"
            )
        existing = self.read(caller, resource_id)
        if existing is not None and existing["channel_flow_arn"] != flow:
            raise ChimeError(
                f"the channel already has the flow {existing['channel_flow_arn']}",
                f"disassociate it, or write that flow and adopt='{channel}' to take the association over",
            )
        if existing is None:
            until(
                lambda: caller.call(SERVICE, "AssociateChannelFlow", **self.request(arguments)),
                lambda error: error.code == "NotFoundException",
            )
        return resource_id

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """DescribeChannel; a channel without a flow means gone."""
        channel = str(object_arn(resource_id))
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, "DescribeChannel", ChannelArn=channel), lambda: is_listed(caller, channel)
        )
        flow = cast("Values", (reply or {}).get("Channel") or {}).get("ChannelFlowArn")
        return {"channel_arn": channel, "channel_flow_arn": flow} if flow else None

    def update(
        self,
        caller: Caller,
        resource_id: str,
        old: ChannelFlowAssociationArguments,
        new: ChannelFlowAssociationArguments,
    ) -> None:
        """Nothing of it can be changed but the bearer, which needs no call."""

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DisassociateChannelFlow."""
        live = self.read(caller, resource_id)
        if live is None:
            return
        channel = str(object_arn(resource_id))
        delete_if_there(
            lambda: caller.call(
                SERVICE,
                "DisassociateChannelFlow",
                ChannelArn=channel,
                ChannelFlowArn=live["channel_flow_arn"],
            ),
            lambda: is_listed(caller, channel),
        )

    def existing_id(self, caller: Caller, arguments: ChannelFlowAssociationArguments) -> str:
        """The id of the association of the channel that `adopt` names by its ARN."""
        adopt = str(arguments.adopt)
        if not is_arn(adopt):
            raise ChimeError("adopt is not an ARN", "give the ARN of the channel")
        return setting_id(object_arn(adopt), "channel-flow")


class ChannelFlowAssociation(ChimeResource, lifecycle=ChannelFlowAssociationLifecycle()):
    """The flow of a channel; a channel has one at most.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`ChannelFlowAssociationArgs`.

    Attributes:
        channel_arn: The ARN of the channel.
        channel_flow_arn: The ARN of the channel flow.
        chime_bearer: The ARN of the user or bot on whose behalf calls are made.

    Source: AssociateChannelFlow; Developer guide, "Using channel flows to process messages".
    """

    channel_arn: pulumi.Output[str]
    channel_flow_arn: pulumi.Output[str]
    chime_bearer: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[ChannelFlowAssociationArgs],
    ) -> None:
        super().__init__(resource_name, arguments, opts)
