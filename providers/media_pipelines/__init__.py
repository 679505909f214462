"""Resources of the Amazon Chime SDK Media Pipelines API."""

from .elements import (
    AmazonTranscribeCallAnalyticsProcessorConfigurationArgs,
    AmazonTranscribeProcessorConfigurationArgs,
    KinesisDataStreamSinkConfigurationArgs,
    LambdaFunctionSinkConfigurationArgs,
    MediaInsightsPipelineConfigurationElementArgs,
    PostCallAnalyticsSettingsArgs,
    S3RecordingSinkConfigurationArgs,
    SnsTopicSinkConfigurationArgs,
    SqsQueueSinkConfigurationArgs,
    VoiceAnalyticsProcessorConfigurationArgs,
    VoiceEnhancementSinkConfigurationArgs,
)
from .media_insights_pipeline_configuration import (
    MediaInsightsPipelineConfiguration,
    MediaInsightsPipelineConfigurationArgs,
)
from .real_time_alerts import (
    IssueDetectionConfigurationArgs,
    KeywordMatchConfigurationArgs,
    RealTimeAlertConfigurationArgs,
    RealTimeAlertRuleArgs,
    SentimentConfigurationArgs,
)

__all__ = [
    "AmazonTranscribeCallAnalyticsProcessorConfigurationArgs",
    "AmazonTranscribeProcessorConfigurationArgs",
    "IssueDetectionConfigurationArgs",
    "KeywordMatchConfigurationArgs",
    "KinesisDataStreamSinkConfigurationArgs",
    "LambdaFunctionSinkConfigurationArgs",
    "MediaInsightsPipelineConfiguration",
    "MediaInsightsPipelineConfigurationArgs",
    "MediaInsightsPipelineConfigurationElementArgs",
    "PostCallAnalyticsSettingsArgs",
    "RealTimeAlertConfigurationArgs",
    "RealTimeAlertRuleArgs",
    "S3RecordingSinkConfigurationArgs",
    "SentimentConfigurationArgs",
    "SnsTopicSinkConfigurationArgs",
    "SqsQueueSinkConfigurationArgs",
    "VoiceAnalyticsProcessorConfigurationArgs",
    "VoiceEnhancementSinkConfigurationArgs",
]
