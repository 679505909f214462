"""Behaviour of the `chime-sdk-messaging` API: one module per kind of object.

Most of its operations model no NotFoundException, so what is missing answers ForbiddenException there (inferred).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ForbiddenError
from chime_sdk_pulumi.local_aws.messaging.bans import ChannelBans
from chime_sdk_pulumi.local_aws.messaging.channel_flow_associations import ChannelFlowAssociations
from chime_sdk_pulumi.local_aws.messaging.channel_flows import ChannelFlows
from chime_sdk_pulumi.local_aws.messaging.channels import Channels
from chime_sdk_pulumi.local_aws.messaging.membership_preferences import ChannelMembershipPreferences
from chime_sdk_pulumi.local_aws.messaging.memberships import ChannelMemberships
from chime_sdk_pulumi.local_aws.messaging.moderators import ChannelModerators
from chime_sdk_pulumi.local_aws.messaging.streaming_configurations import StreamingConfigurations
from chime_sdk_pulumi.local_aws.messaging.sub_channels import SubChannels
from chime_sdk_pulumi.local_aws.tagging import TaggingOperations

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Store


def messaging_operations(store: Store) -> list[object]:
    """What answers the operations of `chime-sdk-messaging`."""
    return [
        ChannelFlows(store),
        ChannelFlowAssociations(store),
        Channels(store),
        SubChannels(store),
        ChannelMemberships(store),
        ChannelMembershipPreferences(store),
        ChannelModerators(store),
        ChannelBans(store),
        StreamingConfigurations(store),
        TaggingOperations(store, "chime-sdk-messaging", missing=ForbiddenError),
    ]
