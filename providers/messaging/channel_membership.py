"""ChannelMembership: a user or bot that takes part in a channel."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Required, TypedDict, Unpack

import pulumi

from .._members import AppInstanceUserArn
from .._model import Immutable, Length, NotRead, Pattern, Values
from .._resource import ChimeResource
from ._channel_part import ChannelPartArguments, ChannelPartLifecycle


class ChannelMembershipArgs(TypedDict, total=False):
    """The arguments of a ChannelMembership."""

    channel_arn: Required[pulumi.Input[str]]
    """The ARN of the channel. A change replaces the membership."""
    member_arn: Required[pulumi.Input[str]]
    """The ARN of the user or bot. A change replaces the membership."""
    type: Required[pulumi.Input[str]]
    """``DEFAULT``, or ``HIDDEN``: reads but neither sends nor shows; not in elastic channels. A change replaces the membership."""
    sub_channel_id: pulumi.Input[str]
    """For a moderator of an elastic channel: the sub-channel. AWS chooses for other members. A change replaces the membership."""
    chime_bearer: pulumi.Input[str]
    """The ARN of the user or bot on whose behalf calls are made, best an AppInstanceAdmin; ``chime:bearer`` of the stack's
    configuration by default. A change makes no call."""
    region: pulumi.Input[str]
    """The AWS region, that of the channel; the provider's by default. A change replaces the membership."""
    adopt: pulumi.Input[str]
    """The ARN of a user or bot that is a member already."""


class ChannelMembershipArguments(ChannelPartArguments):
    """ChannelMembership's arguments, validated."""

    member_arn: Annotated[AppInstanceUserArn, Immutable()]
    type: Annotated[Literal["DEFAULT", "HIDDEN"], Immutable()]
    sub_channel_id: Annotated[
        str | None, Length(1, 128), Pattern("[-_a-zA-Z0-9]*", "letters, digits, - and _"), Immutable(), NotRead()
    ] = None


class ChannelMembershipLifecycle(ChannelPartLifecycle[ChannelMembershipArguments]):
    """Create, Describe and DeleteChannelMembership."""

    kind = "ChannelMembership"
    arguments = ChannelMembershipArguments
    shape = ("CreateChannelMembership",)
    owner_field = "member_arn"
    owner_member = "MemberArn"
    listed_member = "Member"
    part = "membership"
    advice: ClassVar[Mapping[str, str]] = {
        "CreateChannelMembership ConflictException": (
            "it is a member already (who creates a channel is one), or banned: take the membership over with "
            "adopt='<its ARN>', or remove the ban"
        ),
    }

    def resource_id(self, arguments: ChannelMembershipArguments, owner_arn: str) -> str:
        """The id, with the sub-channel if there is one."""
        resource_id = super().resource_id(arguments, owner_arn)
        return f"{resource_id}|{arguments.sub_channel_id}" if arguments.sub_channel_id else resource_id

    def parts(self, resource_id: str) -> Values:
        """The request members that name it."""
        sub_channel = resource_id.split("|")[3:]
        return super().parts(resource_id) | ({"SubChannelId": sub_channel[0]} if sub_channel else {})

    def lists(self, resource_id: str) -> list[Values]:
        """The request members of the lists that it may be in: AWS lists each type, and each sub-channel, by itself."""
        (channel,) = super().lists(resource_id)
        sub_channel = {name: value for name, value in self.parts(resource_id).items() if name == "SubChannelId"}
        return [{**channel, **sub_channel, "Type": kind} for kind in ("DEFAULT", "HIDDEN")]


class ChannelMembership(ChimeResource, lifecycle=ChannelMembershipLifecycle()):
    """A membership in a channel.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`ChannelMembershipArgs`.

    Attributes:
        channel_arn: The ARN of the channel.
        member_arn: The ARN of the user or bot.
        type: ``DEFAULT`` or ``HIDDEN``.
        sub_channel_id: The sub-channel of a moderator of an elastic channel.
        chime_bearer: The ARN of the user or bot on whose behalf calls are made.

    Source: CreateChannelMembership; Developer guide, "Understanding authorization by role".
    """

    channel_arn: pulumi.Output[str]
    member_arn: pulumi.Output[str]
    type: pulumi.Output[str]
    sub_channel_id: pulumi.Output[str | None]
    chime_bearer: pulumi.Output[str]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[ChannelMembershipArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
