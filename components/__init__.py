"""Components: what the guide makes a person wire by hand, correct and least-privilege from a few arguments."""

if __name__ != "chime_sdk_pulumi.components":
    raise ImportError(
        "Import this package as chime_sdk_pulumi.components, the name that it is installed under (pip install -e .)."
    )

from . import policies
from .call_analytics import CallAnalytics, CallAnalyticsArgs
from .call_analytics_events import CallAnalyticsEvents, CallAnalyticsEventsArgs
from .channel_flow_processor import ChannelFlowProcessor, ChannelFlowProcessorArgs
from .pstn_application import PstnApplication, PstnApplicationArgs
from .voice_connector import VoiceConnector, VoiceConnectorArgs

__all__ = [
    "CallAnalytics",
    "CallAnalyticsArgs",
    "CallAnalyticsEvents",
    "CallAnalyticsEventsArgs",
    "ChannelFlowProcessor",
    "ChannelFlowProcessorArgs",
    "PstnApplication",
    "PstnApplicationArgs",
    "VoiceConnector",
    "VoiceConnectorArgs",
    "policies",
]
