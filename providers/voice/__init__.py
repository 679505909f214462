"""Resources of the Amazon Chime SDK Voice API."""

from .sip_media_application import SipMediaApplication, SipMediaApplicationArgs, SipMediaApplicationEndpointArgs
from .sip_rule import SipRule, SipRuleArgs, SipRuleTargetApplicationArgs
from .voice_connector import VoiceConnector, VoiceConnectorArgs
from .voice_connector_origination import (
    OriginationRouteArgs,
    VoiceConnectorOrigination,
    VoiceConnectorOriginationArgs,
)
from .voice_connector_streaming_configuration import (
    MediaInsightsConfigurationArgs,
    StreamingNotificationTargetArgs,
    VoiceConnectorStreamingConfiguration,
    VoiceConnectorStreamingConfigurationArgs,
)
from .voice_connector_termination import VoiceConnectorTermination, VoiceConnectorTerminationArgs

__all__ = [
    "MediaInsightsConfigurationArgs",
    "OriginationRouteArgs",
    "SipMediaApplication",
    "SipMediaApplicationArgs",
    "SipMediaApplicationEndpointArgs",
    "SipRule",
    "SipRuleArgs",
    "SipRuleTargetApplicationArgs",
    "StreamingNotificationTargetArgs",
    "VoiceConnector",
    "VoiceConnectorArgs",
    "VoiceConnectorOrigination",
    "VoiceConnectorOriginationArgs",
    "VoiceConnectorStreamingConfiguration",
    "VoiceConnectorStreamingConfigurationArgs",
    "VoiceConnectorTermination",
    "VoiceConnectorTerminationArgs",
]
