"""Every kind of bad input in one program, on several resources at once."""

import pulumi
from chime_sdk_pulumi.providers import identity, lex, media_pipelines, messaging, voice

CONNECTOR = "abcdefghijklmnopqrstu1"
FUNCTIONS = "arn:aws:lambda:us-east-1:123456789012:function"
ROLE = "arn:aws:iam::123456789012:role/analytics"
TARGET: voice.SipRuleTargetApplicationArgs = {
    "sip_media_application_id": "00000000-0000-0000-0000-000000000001",
    "priority": 1,
    "aws_region": "us-east-1",
}
STREAM: media_pipelines.MediaInsightsPipelineConfigurationElementArgs = {
    "type": "KinesisDataStreamSink",
    "kinesis_data_stream_sink_configuration": {
        "insights_target": "arn:aws:kinesis:us-east-1:123456789012:stream/insights"
    },
}
TRANSCRIBE: media_pipelines.MediaInsightsPipelineConfigurationElementArgs = {
    "type": "AmazonTranscribeProcessor",
    "amazon_transcribe_processor_configuration": {"language_code": "en-US"},
}
ANALYTICS: media_pipelines.MediaInsightsPipelineConfigurationElementArgs = {
    "type": "AmazonTranscribeCallAnalyticsProcessor",
    "amazon_transcribe_call_analytics_processor_configuration": {"language_code": "en-US"},
}
QUEUE: media_pipelines.MediaInsightsPipelineConfigurationElementArgs = {
    "type": "SqsQueueSink",
    "sqs_queue_sink_configuration": {"insights_target": "arn:aws:sqs:us-east-1:123456789012:tones"},
}
WRONG_PORT: voice.OriginationRouteArgs = {
    "host": "sip.example.com",
    "port": "5060",  # type: ignore[typeddict-item]  # on purpose
    "protocol": "TCP",
    "priority": 1,
    "weight": 1,
}


def keyword_rule(name: str) -> media_pipelines.RealTimeAlertRuleArgs:
    """One alert rule."""
    return {
        "type": "KeywordMatch",
        "keyword_match_configuration": {"rule_name": name, "keywords": ["cancel"]},
    }


voice.VoiceConnectorTermination(
    "termination",
    voice_connector_id=CONNECTOR,
    default_phone_number="0800-CALL-ME",
    calling_regions=["US", "XX"],
    cidr_allowed_list=["203.0.113.0/27", "198.51.100.0/26"],
)
voice.SipRule(
    "rule",
    trigger_type="RequestUriHostname",
    trigger_value=f"{CONNECTOR}.voiceconnector.chime.aws",
    target_applications=[TARGET, {**TARGET, "priority": 2}],
)
media_pipelines.MediaInsightsPipelineConfiguration(
    "both", resource_access_role_arn=ROLE, elements=[ANALYTICS, TRANSCRIBE, STREAM]
)
media_pipelines.MediaInsightsPipelineConfiguration(
    "sink",
    resource_access_role_arn=ROLE,
    elements=[ANALYTICS, STREAM, QUEUE],
    real_time_alert_configuration={"rules": [keyword_rule(f"rule-{number}") for number in range(4)]},
)
voice.VoiceConnector("name", name="front/desk", require_encryption=True)
identity.AppInstance("region", region="ap-southeast-1", allow_destroy=True)
voice.SipMediaApplication(
    "function", endpoints=[{"lambda_arn": "arn:aws:lambda:eu-central-1:123456789012:function:answer"}]
)
voice.VoiceConnector("unknown", require_encryption=True, require_encription=True)  # type: ignore[call-arg]  # on purpose
messaging.ChannelFlow(  # type: ignore[call-arg]  # on purpose
    "missing", app_instance_arn="arn:aws:chime:us-east-1:123456789012:app-instance/1"
)
voice.VoiceConnectorOrigination(
    "type",
    voice_connector_id=CONNECTOR,
    routes=[WRONG_PORT],
)
voice.VoiceConnectorStreamingConfiguration(
    "targets",
    voice_connector_id=CONNECTOR,
    data_retention_in_hours=24,
    disabled=False,
    streaming_notification_targets=[{"notification_target": "EventBridge"}] * 4,
)
messaging.Channel("bearer", app_instance_arn="arn:aws:chime:us-east-1:123456789012:app-instance/1", allow_destroy=True)
messaging.MessagingStreamingConfigurations(
    "stream",
    app_instance_arn="arn:aws:chime:us-east-1:123456789012:app-instance/1",
    streaming_configurations=[
        {"data_type": "Channel", "resource_arn": "arn:aws:kinesis:us-east-1:123456789012:stream/insights"}
    ],
)
lex.LexBotAlias(
    "locale",
    bot_id="ABCDEFGHIJ",
    bot_alias_locale_settings={"en_US": {"enabled": "yes"}},  # type: ignore[dict-item]  # on purpose
)
lex.LexResourcePolicy(
    "document",
    resource_arn="arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST",
    policy="lex:RecognizeText",
)
pulumi.export("reached", "yes")
