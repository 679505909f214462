"""What the `chime-sdk-messaging` API holds, kind by kind.

Whatever belongs to a channel has a key that begins with `<channel ARN>|`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.identity.objects import OfMember
from chime_sdk_pulumi.local_aws.store import Described, Setting, Stored

if TYPE_CHECKING:
    from datetime import datetime

    from chime_sdk_pulumi.local_aws.store import RegionalStore, Structure


@dataclass
class ChannelFlow(Described):
    app_instance_arn: str

    kind = "ChannelFlow"
    id_member = arn_member = "ChannelFlowArn"


class MessagingStreamingConfigurations(Setting):
    kind = "MessagingStreamingConfigurations"


@dataclass
class Channel(Described):
    app_instance_arn: str
    creator_arn: str
    expires: datetime | None = None
    """When it will be deleted by its expiration settings."""

    kind = "Channel"
    id_member = arn_member = "ChannelArn"

    @property
    def arn(self) -> str:
        return str(self.description["ChannelArn"])

    @property
    def elastic(self) -> Structure | None:
        """The ElasticChannelConfiguration of an elastic channel."""
        configuration: Structure | None = self.description["ElasticChannelConfiguration"]
        return configuration

    @property
    def is_public(self) -> bool:
        return bool(self.description["Privacy"] == "PUBLIC")


@dataclass
class SubChannel(Stored):
    channel_arn: str
    sub_channel_id: str

    kind = "SubChannel"

    @property
    def key(self) -> str:
        return f"{self.channel_arn}|sub-channel {self.sub_channel_id}"

    def identity(self) -> dict[str, str]:
        return {"id": self.key}


@dataclass
class ChannelFlowAssociation(Stored):
    channel_arn: str
    channel_flow_arn: str

    kind = "ChannelFlowAssociation"

    @property
    def key(self) -> str:
        """A channel has one channel flow at most."""
        return f"{self.channel_arn}|"

    def identity(self) -> dict[str, str]:
        return {"id": f"{self.channel_arn}|{self.channel_flow_arn}"}


@dataclass
class InChannel(OfMember):
    """What a user or bot is in a channel."""

    channel_arn: str
    creator_arn: str
    created: datetime

    @property
    def key(self) -> str:
        return in_channel(self.channel_arn, self.member_arn)


@dataclass
class ChannelMembership(InChannel):
    type: str
    sub_channel_id: str | None = None
    """The sub-channel of an elastic channel. The system moves members between them, but not moderators."""
    is_moderators: bool = False
    """A moderator of an elastic channel has a membership in each of several sub-channels."""
    preferences: Structure | None = None

    kind = "ChannelMembership"

    @property
    def key(self) -> str:
        key = in_channel(self.channel_arn, self.member_arn)
        return f"{key}{self.sub_channel_id}" if self.is_moderators else key


@dataclass
class ChannelModerator(InChannel):
    kind = "ChannelModerator"


@dataclass
class ChannelBan(InChannel):
    kind = "ChannelBan"


def in_channel(channel_arn: str, member_arn: str) -> str:
    """The key of a member's moderator role or ban in a channel, and of its membership or the beginning of it."""
    return f"{channel_arn}|{member_arn}|"


def is_moderator(store: RegionalStore, channel_arn: str, member_arn: str) -> bool:
    """Whether a user or bot moderates a channel."""
    return in_channel(channel_arn, member_arn) in store.table(ChannelModerator)


def memberships(store: RegionalStore, channel_arn: str, member_arn: str | None = None) -> list[ChannelMembership]:
    """The memberships of a channel, of one member or of all; a moderator of an elastic channel can have several."""
    return [
        membership
        for membership in store.table(ChannelMembership)
        if membership.channel_arn == channel_arn and member_arn in (None, membership.member_arn)
    ]


def association_of(store: RegionalStore, channel: Channel) -> ChannelFlowAssociation | None:
    """The channel flow that a channel is associated with, if any."""
    return store.table(ChannelFlowAssociation).get(f"{channel.arn}|")


def remove_channel(store: RegionalStore, channel: Channel) -> None:
    """Remove a channel with its memberships, moderators, bans and channel flow association."""
    store.remove_inside(f"{channel.arn}|")
    store.table(Channel).remove(channel.arn)
    del store.tags[channel.arn]
