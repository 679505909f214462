"""One of each Chime resource, wired as a contact centre wires them; every kind of nested field has a value to change."""

import pulumi
from chime_sdk_pulumi.providers import identity, media_pipelines, messaging, voice

region = pulumi.Config("aws").require("region")
functions = f"arn:aws:lambda:{region}:123456789012:function"
stream = f"arn:aws:kinesis:{region}:123456789012:stream"

app = identity.AppInstance("app", metadata="first", tags={"team": "support"}, allow_destroy=True)
flow = messaging.ChannelFlow(
    "flow",
    app_instance_arn=app.arn,
    processors=[
        {
            "name": "moderate",
            "configuration": {"lambda_": {"resource_arn": f"{functions}:moderate", "invocation_type": "ASYNC"}},
            "execution_order": 1,
            "fallback_action": "ABORT",
        }
    ],
)
main = voice.VoiceConnector("main", require_encryption=True, tags={"team": "support"})
termination = voice.VoiceConnectorTermination(
    "termination",
    voice_connector_id=main.voice_connector_id,
    cps_limit=2,
    calling_regions=["US", "CA"],
    cidr_allowed_list=["203.0.113.0/27", "198.51.100.64/28"],
)
origination = voice.VoiceConnectorOrigination(
    "origination",
    voice_connector_id=main.voice_connector_id,
    routes=[
        {"host": "sip-1.example.com", "protocol": "TCP", "priority": 1, "weight": 10},
        {"host": "sip-2.example.com", "port": 5070, "protocol": "TCP", "priority": 2, "weight": 20},
    ],
)
insights = media_pipelines.MediaInsightsPipelineConfiguration(
    "insights",
    resource_access_role_arn="arn:aws:iam::123456789012:role/analytics",
    elements=[
        {
            "type": "AmazonTranscribeCallAnalyticsProcessor",
            "amazon_transcribe_call_analytics_processor_configuration": {"language_code": "en-US"},
        },
        {
            "type": "KinesisDataStreamSink",
            "kinesis_data_stream_sink_configuration": {"insights_target": f"{stream}/insights"},
        },
    ],
    real_time_alert_configuration={
        "rules": [
            {
                "type": "KeywordMatch",
                "keyword_match_configuration": {"rule_name": "cancels", "keywords": ["cancel", "refund"]},
            },
            {
                "type": "Sentiment",
                "sentiment_configuration": {"rule_name": "upset", "sentiment_type": "NEGATIVE", "time_period": 60},
            },
        ]
    },
)
streaming = voice.VoiceConnectorStreamingConfiguration(
    "streaming",
    voice_connector_id=main.voice_connector_id,
    data_retention_in_hours=24,
    disabled=False,
    streaming_notification_targets=[{"notification_target": "EventBridge"}],
    media_insights_configuration={"configuration_arn": insights.arn},
)
application = voice.SipMediaApplication("application", endpoints=[{"lambda_arn": f"{functions}:answer"}])
rule = voice.SipRule(
    "rule",
    trigger_type="RequestUriHostname",
    trigger_value=main.outbound_host_name,
    target_applications=[
        {
            "sip_media_application_id": application.sip_media_application_id,
            "priority": 1,
            "aws_region": region,
        }
    ],
)
pulumi.export("host_name", main.outbound_host_name)
