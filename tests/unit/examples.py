"""One valid set of arguments per kind of resource with every argument in it, and ways to look into and change such values."""

import json
from collections.abc import Iterator, Mapping, Sequence

from chime_sdk_pulumi.components import policies
from chime_sdk_pulumi.providers._model import Value, Values

Path = tuple[str | int, ...]

FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:answer"
APP_INSTANCE = "arn:aws:chime:us-east-1:111122223333:app-instance/one"
USER = f"{APP_INSTANCE}/user/ann"
ADMIN = f"{APP_INSTANCE}/user/admin"
CHANNEL = f"{APP_INSTANCE}/channel/general"
CONNECTOR = "abcdefghijklmnopqrstu1"
STREAM = "arn:aws:kinesis:us-east-1:111122223333:stream/insights"
MESSAGING_STREAM = "arn:aws:kinesis:us-east-1:111122223333:stream/chime-messaging"
CONFIGURATION = "arn:aws:chime:us-east-1:111122223333:media-insights-pipeline-configuration/one"
ROLE = "arn:aws:iam::111122223333:role/analytics"
LEX_BOT_ALIAS = "arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST"
LOG_GROUP = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lex/calls"
LEX_POLICY = json.dumps(policies.lex_bot_alias_policy(LEX_BOT_ALIAS, f"{APP_INSTANCE}/bot/*"))

POST_CALL: Values = {
    "output_location": "s3://results/calls",
    "data_access_role_arn": ROLE,
    "content_redaction_output": "redacted",
    "output_encryption_kms_key_id": "key",
}
CALL_ANALYTICS: Values = {
    "type": "AmazonTranscribeCallAnalyticsProcessor",
    "amazon_transcribe_call_analytics_processor_configuration": {
        "language_code": "en-US",
        "vocabulary_name": "words",
        "vocabulary_filter_name": "filter",
        "vocabulary_filter_method": "mask",
        "language_model_name": "model",
        "enable_partial_results_stabilization": True,
        "partial_results_stability": "high",
        "content_redaction_type": "PII",
        "pii_entity_types": "NAME, ADDRESS",
        "filter_partial_results": True,
        "post_call_analytics_settings": POST_CALL,
        "call_analytics_stream_categories": ["refund", "lawyer"],
    },
}
TRANSCRIBE: Values = {
    "type": "AmazonTranscribeProcessor",
    "amazon_transcribe_processor_configuration": {
        "identify_language": True,
        "language_options": "en-US,de-DE",
        "preferred_language": "de-DE",
        "vocabulary_names": "words,worte",
        "vocabulary_filter_names": "filter,sieb",
        "show_speaker_label": True,
    },
}
KINESIS: Values = {
    "type": "KinesisDataStreamSink",
    "kinesis_data_stream_sink_configuration": {"insights_target": STREAM},
}
RECORDING: Values = {
    "type": "S3RecordingSink",
    "s3_recording_sink_configuration": {"destination": "arn:aws:s3:::recordings/calls", "recording_file_format": "Wav"},
}
ENHANCEMENT: Values = {"type": "VoiceEnhancementSink", "voice_enhancement_sink_configuration": {"disabled": True}}
VOICE_ANALYTICS: Values = {
    "type": "VoiceAnalyticsProcessor",
    "voice_analytics_processor_configuration": {
        "speaker_search_status": "Enabled",
        "voice_tone_analysis_status": "Disabled",
    },
}
LAMBDA: Values = {"type": "LambdaFunctionSink", "lambda_function_sink_configuration": {"insights_target": FUNCTION}}
QUEUE: Values = {
    "type": "SqsQueueSink",
    "sqs_queue_sink_configuration": {"insights_target": "arn:aws:sqs:us-east-1:111122223333:queue"},
}
TOPIC: Values = {
    "type": "SnsTopicSink",
    "sns_topic_sink_configuration": {"insights_target": "arn:aws:sns:us-east-1:111122223333:topic"},
}
KEYWORDS: Values = {
    "type": "KeywordMatch",
    "keyword_match_configuration": {"rule_name": "words", "keywords": ["refund", "lawyer"], "negate": True},
}
SENTIMENT: Values = {
    "type": "Sentiment",
    "sentiment_configuration": {"rule_name": "mood", "sentiment_type": "NEGATIVE", "time_period": 60},
}
ISSUES: Values = {"type": "IssueDetection", "issue_detection_configuration": {"rule_name": "issue"}}


def processor(name: str, order: int) -> Values:
    """A processor of a channel flow."""
    function: Values = {"resource_arn": FUNCTION, "invocation_type": "ASYNC"}
    return {
        "name": name,
        "configuration": {"lambda_": function},
        "execution_order": order,
        "fallback_action": "CONTINUE",
    }


EXAMPLES: Mapping[str, Values] = {
    "AppInstance": {"name": "shop", "metadata": "mine", "tags": {"team": "support"}},
    "AppInstanceAdmin": {"app_instance_arn": APP_INSTANCE, "app_instance_admin_arn": ADMIN},
    "AppInstanceBot": {
        "app_instance_arn": APP_INSTANCE,
        "name": "concierge",
        "metadata": "mine",
        "configuration": {
            "lex": {
                "lex_bot_alias_arn": LEX_BOT_ALIAS,
                "locale_id": "en_US",
                "invoked_by": {"standard_messages": "AUTO", "targeted_messages": "ALL"},
                "welcome_intent": "Say_Hello",
            }
        },
        "tags": {"team": "support"},
    },
    "AppInstanceRetentionSettings": {
        "app_instance_arn": APP_INSTANCE,
        "channel_retention_settings": {"retention_days": 90},
    },
    "AppInstanceUser": {
        "app_instance_arn": APP_INSTANCE,
        "app_instance_user_id": "ann",
        "name": "Ann",
        "metadata": "mine",
        "expiration_settings": {"expiration_days": 30, "expiration_criterion": "CREATED_TIMESTAMP"},
        "tags": {"team": "support"},
    },
    "Channel": {
        "app_instance_arn": APP_INSTANCE,
        "chime_bearer": ADMIN,
        "name": "general",
        "mode": "UNRESTRICTED",
        "privacy": "PRIVATE",
        "metadata": "mine",
        "channel_id": "general",
        "member_arns": [ADMIN, USER],
        "moderator_arns": [ADMIN, USER],
        "expiration_settings": {"expiration_days": 30, "expiration_criterion": "LAST_MESSAGE_TIMESTAMP"},
        "tags": {"team": "support"},
    },
    "ChannelBan": {"channel_arn": CHANNEL, "member_arn": USER, "chime_bearer": ADMIN},
    "ChannelFlow": {
        "app_instance_arn": APP_INSTANCE,
        "name": "moderation",
        "processors": [processor("first", 1), processor("second", 2)],
        "disassociate_on_delete": True,
        "chime_bearer": ADMIN,
        "tags": {"team": "support"},
    },
    "ChannelFlowAssociation": {
        "channel_arn": CHANNEL,
        "channel_flow_arn": f"{APP_INSTANCE}/channel-flow/one",
        "chime_bearer": ADMIN,
    },
    "ChannelMembership": {
        "channel_arn": CHANNEL,
        "member_arn": USER,
        "type": "DEFAULT",
        "sub_channel_id": "one",
        "chime_bearer": ADMIN,
    },
    "ChannelModerator": {"channel_arn": CHANNEL, "channel_moderator_arn": USER, "chime_bearer": ADMIN},
    "LexBotAlias": {
        "bot_id": "ABCDEFGHIJ",
        "bot_alias_name": "production",
        "description": "mine",
        "bot_version": "7",
        "bot_alias_locale_settings": {
            "en_US": {
                "enabled": True,
                "code_hook_specification": {
                    "lambda_code_hook": {"lambda_arn": FUNCTION, "code_hook_interface_version": "1.0"}
                },
            },
            "es_419": {"enabled": False},
        },
        "conversation_log_settings": {
            "text_log_settings": [
                {
                    "enabled": True,
                    "destination": {"cloud_watch": {"cloud_watch_log_group_arn": LOG_GROUP, "log_prefix": "lex/"}},
                    "selective_logging_enabled": True,
                }
            ],
            "audio_log_settings": [
                {
                    "enabled": True,
                    "destination": {
                        "s3_bucket": {
                            "kms_key_arn": "arn:aws:kms:us-east-1:111122223333:alias/recordings",
                            "s3_bucket_arn": "arn:aws:s3:::recordings",
                            "log_prefix": "lex/",
                        }
                    },
                    "selective_logging_enabled": True,
                }
            ],
        },
        "sentiment_analysis_settings": {"detect_sentiment": True},
        "tags": {"team": "support"},
    },
    "LexResourcePolicy": {"resource_arn": LEX_BOT_ALIAS, "policy": LEX_POLICY},
    "MediaInsightsPipelineConfiguration": {
        "media_insights_pipeline_configuration_name": "support",
        "resource_access_role_arn": ROLE,
        "elements": [CALL_ANALYTICS, VOICE_ANALYTICS, KINESIS, LAMBDA, QUEUE, TOPIC, RECORDING, ENHANCEMENT],
        "real_time_alert_configuration": {"disabled": True, "rules": [KEYWORDS, SENTIMENT, ISSUES]},
        "tags": {"team": "support"},
    },
    "MessagingStreamingConfigurations": {
        "app_instance_arn": APP_INSTANCE,
        "streaming_configurations": [
            {"data_type": "Channel", "resource_arn": f"{MESSAGING_STREAM}-events"},
            {"data_type": "ChannelMessage", "resource_arn": f"{MESSAGING_STREAM}-messages"},
        ],
    },
    "SipMediaApplication": {"name": "answer", "endpoints": [{"lambda_arn": FUNCTION}], "tags": {"team": "support"}},
    "SipRule": {
        "name": "to answer",
        "trigger_type": "RequestUriHostname",
        "trigger_value": f"{CONNECTOR}.voiceconnector.chime.aws",
        "disabled": True,
        "target_applications": [
            {"sip_media_application_id": "one", "priority": 1, "aws_region": "us-east-1"},
            {"sip_media_application_id": "two", "priority": 2, "aws_region": "us-west-2"},
        ],
    },
    "VoiceConnector": {
        "name": "trunk",
        "require_encryption": True,
        "network_type": "DUAL_STACK",
        "integration_type": "CONNECT_ANALYTICS_CONNECTOR",
        "tags": {"team": "support"},
    },
    "VoiceConnectorOrigination": {
        "voice_connector_id": CONNECTOR,
        "routes": [
            {"host": "sbc.example.com", "port": 5061, "protocol": "TCP", "priority": 1, "weight": 5},
            {"host": "198.51.100.7", "port": 5060, "protocol": "UDP", "priority": 2, "weight": 5},
        ],
        "disabled": True,
    },
    "VoiceConnectorStreamingConfiguration": {
        "voice_connector_id": CONNECTOR,
        "data_retention_in_hours": 24,
        "disabled": False,
        "streaming_notification_targets": [{"notification_target": "SQS"}, {"notification_target": "EventBridge"}],
        "media_insights_configuration": {"disabled": False, "configuration_arn": CONFIGURATION},
    },
    "VoiceConnectorTermination": {
        "voice_connector_id": CONNECTOR,
        "cps_limit": 5,
        "default_phone_number": "+12065550100",
        "calling_regions": ["US", "DE"],
        "cidr_allowed_list": ["198.51.100.0/27", "203.0.113.7/32"],
        "disabled": True,
    },
}
"""By kind."""

ONLY_ONE = frozenset(
    {
        "AppInstanceRetentionSettings",
        "ChannelBan",
        "ChannelFlowAssociation",
        "ChannelMembership",
        "ChannelModerator",
        "LexResourcePolicy",
        "MessagingStreamingConfigurations",
        "SipRule",
        "VoiceConnectorOrigination",
        "VoiceConnectorStreamingConfiguration",
        "VoiceConnectorTermination",
    }
)
"""The kinds of which the API can hold only one at a time."""


def places(value: Value, at: Path = ()) -> Iterator[Path]:
    """The paths of everything in a value, lists and structures included."""
    if at:
        yield at
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from places(inner, (*at, name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for position, inner in enumerate(value):
            yield from places(inner, (*at, position))


def put(value: Value, at: Path, new: Value) -> Value:
    """The value with something else in one place."""
    if not at:
        return new
    step, *rest = at
    if isinstance(value, Mapping):
        return {**value, str(step): put(value.get(str(step)), tuple(rest), new)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [put(inner, tuple(rest), new) if position == step else inner for position, inner in enumerate(value)]
    return value


def changed(values: Values, at: Path, new: Value) -> Values:
    """Arguments with something else in one place."""
    result = put(values, at, new)
    assert isinstance(result, dict)
    return result
