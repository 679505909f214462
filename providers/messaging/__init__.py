"""Resources of the Amazon Chime SDK Messaging API."""

from .channel import Channel, ChannelArgs, ElasticChannelConfigurationArgs, ExpirationSettingsArgs
from .channel_ban import ChannelBan, ChannelBanArgs
from .channel_flow import (
    ChannelFlow,
    ChannelFlowArgs,
    LambdaConfigurationArgs,
    ProcessorArgs,
    ProcessorConfigurationArgs,
)
from .channel_flow_association import ChannelFlowAssociation, ChannelFlowAssociationArgs
from .channel_membership import ChannelMembership, ChannelMembershipArgs
from .channel_moderator import ChannelModerator, ChannelModeratorArgs
from .messaging_streaming_configurations import (
    MessagingStreamingConfigurations,
    MessagingStreamingConfigurationsArgs,
    StreamingConfigurationArgs,
)

__all__ = [
    "Channel",
    "ChannelArgs",
    "ChannelBan",
    "ChannelBanArgs",
    "ChannelFlow",
    "ChannelFlowArgs",
    "ChannelFlowAssociation",
    "ChannelFlowAssociationArgs",
    "ChannelMembership",
    "ChannelMembershipArgs",
    "ChannelModerator",
    "ChannelModeratorArgs",
    "ElasticChannelConfigurationArgs",
    "ExpirationSettingsArgs",
    "LambdaConfigurationArgs",
    "MessagingStreamingConfigurations",
    "MessagingStreamingConfigurationsArgs",
    "ProcessorArgs",
    "ProcessorConfigurationArgs",
    "StreamingConfigurationArgs",
]
