"""ChannelBan: a user or bot that may not join a channel."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Required, TypedDict, Unpack

import pulumi

from .._members import AppInstanceUserArn
from .._model import Immutable
from .._resource import ChimeResource
from ._channel_part import ChannelPartArguments, ChannelPartLifecycle


class ChannelBanArgs(TypedDict, total=False):
    """The arguments of a ChannelBan."""

    channel_arn: Required[pulumi.Input[str]]
    """The ARN of the channel. A change replaces the resource."""
    member_arn: Required[pulumi.Input[str]]
    """The ARN of the user or bot; no AppInstanceAdmin, and no moderator of the channel. A change replaces the resource."""
    chime_bearer: pulumi.Input[str]
    """The ARN of the user or bot on whose behalf calls are made, best an AppInstanceAdmin; ``chime:bearer`` of the stack's
    configuration by default. A change makes no call."""
    region: pulumi.Input[str]
    """The AWS region, that of the channel; the provider's by default. A change replaces the resource."""
    adopt: pulumi.Input[str]
    """The ARN of a user or bot that is banned already."""


class ChannelBanArguments(ChannelPartArguments):
    """ChannelBan's arguments, validated."""

    member_arn: Annotated[AppInstanceUserArn, Immutable()]


class ChannelBanLifecycle(ChannelPartLifecycle[ChannelBanArguments]):
    """Create, Describe and DeleteChannelBan."""

    kind = "ChannelBan"
    arguments = ChannelBanArguments
    shape = ("CreateChannelBan",)
    owner_field = "member_arn"
    owner_member = "MemberArn"
    listed_member = "Member"
    part = "ban"
    advice: ClassVar[Mapping[str, str]] = {
        "CreateChannelBan ConflictException": "it is banned already; take the ban over with adopt='<its ARN>'",
    }


class ChannelBan(ChimeResource, lifecycle=ChannelBanLifecycle()):
    """A ban: the user or bot loses its membership, and cannot join the channel again.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`ChannelBanArgs`.

    Attributes:
        channel_arn: The ARN of the channel.
        member_arn: The ARN of the user or bot.
        chime_bearer: The ARN of the user or bot on whose behalf calls are made.

    Source: CreateChannelBan; Developer guide, "Understanding authorization by role".
    """

    channel_arn: pulumi.Output[str]
    member_arn: pulumi.Output[str]
    chime_bearer: pulumi.Output[str]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[ChannelBanArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
