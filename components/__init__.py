"""Components: what the guide makes a person wire by hand, correct and least-privilege from a few arguments."""

if __name__ != "chime_sdk_pulumi.components":
    raise ImportError(
        "Import this package as chime_sdk_pulumi.components, the name that it is installed under (pip install -e .)."
    )

from . import filter_rules, policies
from ._component import ComponentArgs
from ._events import (
    EventTargetsArgs,
    ExistingLogGroupArgs,
    ExistingQueueArgs,
    ExistingTopicArgs,
    LogGroupArgs,
    QueueArgs,
    TopicArgs,
)
from ._function import ExistingFunctionArgs, FunctionArgs
from ._role import ExistingRoleArgs
from ._storage import (
    BucketArgs,
    ExistingBucketArgs,
    ExistingKeyArgs,
    ExistingStreamArgs,
    KeyArgs,
    StreamArgs,
)
from .attachments import Attachments, AttachmentsArgs
from .bot_agent import (
    BotAgent,
    BotAgentAliasArgs,
    BotAgentArgs,
    BotAgentPolicyArgs,
    ExistingLexBotAliasArgs,
)
from .call_analytics import (
    CallAnalytics,
    CallAnalyticsArgs,
    PostCallAnalyticsArgs,
    RecordingArgs,
    RoleArgs,
    VoiceAnalyticsArgs,
)
from .call_analytics_events import (
    AlertArgs,
    CallAnalyticsEvents,
    CallAnalyticsEventsArgs,
    MediaInsightsElementStatus,
    MediaInsightsEventType,
    StateChangeArgs,
)
from .channel_flow_processor import (
    ChannelFlowProcessor,
    ChannelFlowProcessorArgs,
    ChannelFlowProcessorFlowArgs,
)
from .messaging_alerts import MessagingAlertingArgs, MessagingAlerts, MessagingAlertsArgs
from .messaging_app import (
    MessagingApp,
    MessagingAppAdministratorArgs,
    MessagingAppArgs,
    MessagingAppChannelArgs,
    MessagingAppChannelFlowArgs,
    MessagingAppUserArgs,
)
from .messaging_client_access import (
    ExistingIdentityPoolArgs,
    IdentityPoolArgs,
    IdentityPoolUserPoolArgs,
    MessagingBackEndArgs,
    MessagingClientAccess,
    MessagingClientAccessArgs,
    MessagingServerArgs,
    MessagingServerService,
)
from .messaging_data_stream import (
    MessagingDataStream,
    MessagingDataStreamArgs,
    MessagingStreamArgs,
    MessagingStreamingArgs,
)
from .policies import MessagingUserAccess
from .pstn_application import PstnApplication, PstnApplicationArgs
from .sub_channel_moderators import (
    ChannelEventStreamArgs,
    FailureDestinationArgs,
    SubChannelModerators,
    SubChannelModeratorsArgs,
)
from .voice_connector import (
    OriginationArgs,
    StreamingArgs,
    TerminationArgs,
    VoiceConnector,
    VoiceConnectorArgs,
)

__all__ = [
    "AlertArgs",
    "Attachments",
    "AttachmentsArgs",
    "BotAgent",
    "BotAgentAliasArgs",
    "BotAgentArgs",
    "BotAgentPolicyArgs",
    "BucketArgs",
    "CallAnalytics",
    "CallAnalyticsArgs",
    "CallAnalyticsEvents",
    "CallAnalyticsEventsArgs",
    "ChannelEventStreamArgs",
    "ChannelFlowProcessor",
    "ChannelFlowProcessorArgs",
    "ChannelFlowProcessorFlowArgs",
    "ComponentArgs",
    "EventTargetsArgs",
    "ExistingBucketArgs",
    "ExistingFunctionArgs",
    "ExistingIdentityPoolArgs",
    "ExistingKeyArgs",
    "ExistingLexBotAliasArgs",
    "ExistingLogGroupArgs",
    "ExistingQueueArgs",
    "ExistingRoleArgs",
    "ExistingStreamArgs",
    "ExistingTopicArgs",
    "FailureDestinationArgs",
    "FunctionArgs",
    "IdentityPoolArgs",
    "IdentityPoolUserPoolArgs",
    "KeyArgs",
    "LogGroupArgs",
    "MediaInsightsElementStatus",
    "MediaInsightsEventType",
    "MessagingAlertingArgs",
    "MessagingAlerts",
    "MessagingAlertsArgs",
    "MessagingApp",
    "MessagingAppAdministratorArgs",
    "MessagingAppArgs",
    "MessagingAppChannelArgs",
    "MessagingAppChannelFlowArgs",
    "MessagingAppUserArgs",
    "MessagingBackEndArgs",
    "MessagingClientAccess",
    "MessagingClientAccessArgs",
    "MessagingDataStream",
    "MessagingDataStreamArgs",
    "MessagingServerArgs",
    "MessagingServerService",
    "MessagingStreamArgs",
    "MessagingStreamingArgs",
    "MessagingUserAccess",
    "OriginationArgs",
    "PostCallAnalyticsArgs",
    "PstnApplication",
    "PstnApplicationArgs",
    "QueueArgs",
    "RecordingArgs",
    "RoleArgs",
    "StateChangeArgs",
    "StreamArgs",
    "StreamingArgs",
    "SubChannelModerators",
    "SubChannelModeratorsArgs",
    "TerminationArgs",
    "TopicArgs",
    "VoiceAnalyticsArgs",
    "VoiceConnector",
    "VoiceConnectorArgs",
    "filter_rules",
    "policies",
]
