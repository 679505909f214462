"""Resources of the Amazon Chime SDK Messaging API."""

from .channel_flow import (
    ChannelFlow,
    ChannelFlowArgs,
    LambdaConfigurationArgs,
    ProcessorArgs,
    ProcessorConfigurationArgs,
)

__all__ = ["ChannelFlow", "ChannelFlowArgs", "LambdaConfigurationArgs", "ProcessorArgs", "ProcessorConfigurationArgs"]
