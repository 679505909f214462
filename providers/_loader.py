"""The one name of this library that state files hold, for ever: never move, never rename :func:`load`."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ._dynamic import DynamicProvider

MODULES: Final = {
    "AppInstance": "identity.app_instance",
    "AppInstanceAdmin": "identity.app_instance_admin",
    "AppInstanceBot": "identity.app_instance_bot",
    "AppInstanceRetentionSettings": "identity.app_instance_retention_settings",
    "AppInstanceUser": "identity.app_instance_user",
    "Channel": "messaging.channel",
    "ChannelBan": "messaging.channel_ban",
    "ChannelFlow": "messaging.channel_flow",
    "ChannelFlowAssociation": "messaging.channel_flow_association",
    "ChannelMembership": "messaging.channel_membership",
    "ChannelModerator": "messaging.channel_moderator",
    "LexBotAlias": "lex.lex_bot_alias",
    "LexResourcePolicy": "lex.lex_resource_policy",
    "MediaInsightsPipelineConfiguration": "media_pipelines.media_insights_pipeline_configuration",
    "MessagingStreamingConfigurations": "messaging.messaging_streaming_configurations",
    "SipMediaApplication": "voice.sip_media_application",
    "SipRule": "voice.sip_rule",
    "VoiceConnector": "voice.voice_connector",
    "VoiceConnectorOrigination": "voice.voice_connector_origination",
    "VoiceConnectorStreamingConfiguration": "voice.voice_connector_streaming_configuration",
    "VoiceConnectorTermination": "voice.voice_connector_termination",
}
"""Where each resource lives; keys are in users' state files, values may change."""


def load(kind: str) -> "DynamicProvider":
    """The provider of a kind of resource, as the engine's provider process asks for it.

    Args:
        kind: The resource's name, such as ``VoiceConnector``.
    """
    from ._dynamic import DynamicProvider

    module = import_module(f".{MODULES[kind]}", __package__)
    return DynamicProvider(getattr(module, f"{kind}Lifecycle")())
