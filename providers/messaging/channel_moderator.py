"""ChannelModerator: a user or bot that moderates a channel."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Required, TypedDict, Unpack

import pulumi

from .._members import AppInstanceUserArn
from .._model import Immutable
from .._resource import ChimeResource
from ._channel_part import ChannelPartArguments, ChannelPartLifecycle


class ChannelModeratorArgs(TypedDict, total=False):
    """The arguments of a ChannelModerator."""

    channel_arn: Required[pulumi.Input[str]]
    """The ARN of the channel. A change replaces the resource."""
    channel_moderator_arn: Required[pulumi.Input[str]]
    """The ARN of the user or bot. A change replaces the resource."""
    chime_bearer: pulumi.Input[str]
    """The ARN of the user or bot on whose behalf calls are made, best an AppInstanceAdmin; ``chime:bearer`` of the stack's
    configuration by default. A change makes no call."""
    region: pulumi.Input[str]
    """The AWS region, that of the channel; the provider's by default. A change replaces the resource."""
    adopt: pulumi.Input[str]
    """The ARN of a user or bot that is a moderator already."""


class ChannelModeratorArguments(ChannelPartArguments):
    """ChannelModerator's arguments, validated."""

    channel_moderator_arn: Annotated[AppInstanceUserArn, Immutable()]


class ChannelModeratorLifecycle(ChannelPartLifecycle[ChannelModeratorArguments]):
    """Create, Describe and DeleteChannelModerator."""

    kind = "ChannelModerator"
    arguments = ChannelModeratorArguments
    shape = ("CreateChannelModerator",)
    owner_field = "channel_moderator_arn"
    owner_member = "ChannelModeratorArn"
    listed_member = "Moderator"
    part = "moderator"
    advice: ClassVar[Mapping[str, str]] = {
        "CreateChannelModerator ConflictException": "it is a moderator already; take it over with adopt='<its ARN>'",
    }


class ChannelModerator(ChimeResource, lifecycle=ChannelModeratorLifecycle()):
    """A moderator of a channel.

    A moderator does not receive the channel's messages: that takes a ChannelMembership.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`ChannelModeratorArgs`.

    Attributes:
        channel_arn: The ARN of the channel.
        channel_moderator_arn: The ARN of the user or bot.
        chime_bearer: The ARN of the user or bot on whose behalf calls are made.

    Source: CreateChannelModerator; Developer guide, "Understanding authorization by role".
    """

    channel_arn: pulumi.Output[str]
    channel_moderator_arn: pulumi.Output[str]
    chime_bearer: pulumi.Output[str]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[ChannelModeratorArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
