"""What is refused at preview beyond the API's own constraints, what is warned about, and what must pass."""

import json

import pytest
from chime_sdk_pulumi.providers._dynamic import region_problems
from chime_sdk_pulumi.providers._loader import load
from chime_sdk_pulumi.providers._model import UNKNOWN, Value, Values, canonical, validate
from chime_sdk_pulumi.providers._settings import Settings

from tests.unit.examples import (
    APP_INSTANCE,
    CALL_ANALYTICS,
    CONFIGURATION,
    CONNECTOR,
    ENHANCEMENT,
    EXAMPLES,
    FUNCTION,
    ISSUES,
    KEYWORDS,
    KINESIS,
    LAMBDA,
    LEX_BOT_ALIAS,
    LEX_POLICY,
    POST_CALL,
    QUEUE,
    RECORDING,
    SENTIMENT,
    TOPIC,
    TRANSCRIBE,
    VOICE_ANALYTICS,
    changed,
    processor,
)

PIPELINE = "MediaInsightsPipelineConfiguration"
ANALYTICS_FIELD = "amazon_transcribe_call_analytics_processor_configuration"
TRANSCRIBE_FIELD = "amazon_transcribe_processor_configuration"


def said(kind: str, changes: Values, *, warnings: bool, region: str = "us-east-1") -> list[str]:
    values = {
        name: value for name, value in (EXAMPLES[kind] | {"region": region} | changes).items() if value is not None
    }
    _, problems = validate(load(kind).lifecycle.arguments, values, kind)
    return [str(problem) for problem in problems if problem.warning == warnings]


def failures(kind: str, changes: Values) -> list[str]:
    return said(kind, changes, warnings=False)


def with_elements(*elements: Value, **others: Value) -> Values:
    return {"elements": list(elements), "real_time_alert_configuration": None, **others}


def with_rules(*rules: Value, elements: list[Value] | None = None) -> Values:
    return {"elements": elements or [CALL_ANALYTICS, KINESIS], "real_time_alert_configuration": {"rules": list(rules)}}


def analytics(**settings: Value) -> Values:
    return {"type": "AmazonTranscribeCallAnalyticsProcessor", ANALYTICS_FIELD: {"language_code": "en-US", **settings}}


def transcribe(**settings: Value) -> Values:
    return {"type": "AmazonTranscribeProcessor", TRANSCRIBE_FIELD: settings}


def target(region: str, priority: int = 1) -> Values:
    return {"sip_media_application_id": "one", "priority": priority, "aws_region": region}


def route(**others: Value) -> Values:
    return {"host": "sbc.example.com", "protocol": "TCP", "priority": 1, "weight": 1, **others}


def to_number(number: str) -> Values:
    return {"trigger_type": "ToPhoneNumber", "trigger_value": number}


def refused(kind: str, argument: str, value: Value, sentence: str) -> tuple[str, Values, str]:
    """One wrong argument."""
    return kind, {argument: value}, sentence


CIDR = "cidr_allowed_list[0]: "
ELASTIC: Values = {
    "maximum_sub_channels": 10,
    "target_memberships_per_sub_channel": 100,
    "minimum_membership_percentage": 40,
}
COMBINED = "AmazonTranscribeProcessor and AmazonTranscribeCallAnalyticsProcessor cannot be combined"

ELSEWHERE = "arn:aws:chime:us-east-1:111122223333:app-instance/two"
KINESIS_ARN = "arn:aws:kinesis:us-east-1:111122223333:stream"


def in_frankfurt(kind: str, *arguments: str) -> Values:
    """Some ARNs of the example, of another region."""
    return {name: str(EXAMPLES[kind][name]).replace("us-east-1", "eu-central-1") for name in arguments}


def lex(**others: Value) -> Values:
    """The configuration of a bot."""
    return {"configuration": {"lex": {"lex_bot_alias_arn": LEX_BOT_ALIAS, "locale_id": "en_US", **others}}}


CODE_HOOK = "bot_alias_locale_settings.en_US.code_hook_specification.lambda_code_hook.lambda_arn"


def code_hook(function: str) -> Values:
    """The settings of a locale with a function."""
    hook: Values = {"lambda_arn": function, "code_hook_interface_version": "1.0"}
    specification: Values = {"lambda_code_hook": hook}
    return {"bot_alias_locale_settings": {"en_US": {"enabled": True, "code_hook_specification": specification}}}


def lex_policy(**changes: object) -> Values:
    """A resource policy of the alias of the example, with another member in its one statement."""
    document = json.loads(LEX_POLICY)
    document["Statement"][0] |= changes
    return {"policy": json.dumps(document)}


def streams(*streams: tuple[str, str]) -> Values:
    """Streaming configurations of data types and streams."""
    return {"streaming_configurations": [{"data_type": kind, "resource_arn": arn} for kind, arn in streams]}


REFUSED: list[tuple[str, Values, str]] = [
    (
        "AppInstanceUser",
        {"app_instance_user_id": "-ann"},
        "app_instance_user_id: must be 1 to 64 letters, digits and : - _ . @ that begin and end with a letter or digit",
    ),
    ("AppInstanceUser", {"name": "x" * 101}, "name: must have 1 to 100 characters"),
    (
        "AppInstanceUser",
        {"expiration_settings": {"expiration_days": 5476, "expiration_criterion": "CREATED_TIMESTAMP"}},
        "expiration_settings.expiration_days: must be 1 to 5475",
    ),
    (
        "AppInstanceUser",
        {"expiration_settings": {"expiration_days": 1, "expiration_criterion": "LAST_MESSAGE_TIMESTAMP"}},
        "expiration_settings.expiration_criterion: must be CREATED_TIMESTAMP",
    ),
    *[
        (
            kind,
            in_frankfurt(kind, "app_instance_arn", *others),
            "app_instance_arn: the AppInstance must be in us-east-1, the region of this resource, but it is in eu-central-1",
        )
        for kind, *others in (
            ("AppInstanceAdmin", "app_instance_admin_arn"),
            ("AppInstanceBot",),
            ("AppInstanceRetentionSettings",),
            ("AppInstanceUser",),
            ("Channel", "chime_bearer"),
            ("ChannelFlow", "chime_bearer"),
            ("MessagingStreamingConfigurations",),
        )
    ],
    (
        "AppInstanceAdmin",
        {"app_instance_admin_arn": f"{ELSEWHERE}/user/ann"},
        "app_instance_admin_arn: must be a user or bot of the AppInstance in app_instance_arn",
    ),
    (
        "AppInstanceBot",
        lex(responds_to="STANDARD_MESSAGES", invoked_by={"standard_messages": "ALL", "targeted_messages": "NONE"}),
        "configuration.lex.responds_to: is the old form of invoked_by; write one of them",
    ),
    (
        "AppInstanceBot",
        lex(welcome_intent="Say__Hello"),
        "configuration.lex.welcome_intent: must be letters, with single underscores between them",
    ),
    (
        "AppInstanceBot",
        lex(lex_bot_alias_arn="arn:aws:lex:eu-central-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST"),
        "configuration.lex.lex_bot_alias_arn: the Lex bot must be in us-east-1, the region of this resource, but it is in "
        "eu-central-1",
    ),
    (
        "AppInstanceRetentionSettings",
        {"channel_retention_settings": {"retention_days": 0}},
        "channel_retention_settings.retention_days: must be 1 to 5475",
    ),
    (
        "MessagingStreamingConfigurations",
        streams(("Channel", f"{KINESIS_ARN}/insights")),
        "streaming_configurations[0].resource_arn: must be a stream whose name begins with chime-messaging-; messaging has no "
        "right to write to others",
    ),
    (
        "MessagingStreamingConfigurations",
        streams(("Channel", "arn:aws:firehose:us-east-1:111122223333:deliverystream/chime-messaging-one")),
        "streaming_configurations[0].resource_arn: must be the ARN of a Kinesis data stream",
    ),
    (
        "MessagingStreamingConfigurations",
        streams(("Channel", f"{KINESIS_ARN}/chime-messaging-one"), ("Channel", f"{KINESIS_ARN}/chime-messaging-two")),
        "streaming_configurations[1].data_type: is streamed already; each type of data has one stream",
    ),
    (
        "MessagingStreamingConfigurations",
        streams(("Channel", f"{KINESIS_ARN}/chime-messaging-one".replace("us-east-1", "eu-central-1"))),
        "streaming_configurations[0].resource_arn: the stream must be in us-east-1, the region of this resource, but it is in "
        "eu-central-1",
    ),
    ("MessagingStreamingConfigurations", streams(), "streaming_configurations: must have 1 to 2 entries"),
    (
        "MessagingStreamingConfigurations",
        streams(("Channel", f"{KINESIS_ARN}/chime-messaging-one".replace("111122223333", "444455556666"))),
        "streaming_configurations[0].resource_arn: the stream must be in the account of the AppInstance",
    ),
    (
        "AppInstanceBot",
        lex(lex_bot_alias_arn=LEX_BOT_ALIAS.replace("111122223333", "444455556666")),
        "configuration.lex.lex_bot_alias_arn: the Lex bot must be in the account of the AppInstance",
    ),
    (
        "ChannelFlow",
        {
            "processors": [
                changed(
                    processor("one", 1),
                    ("configuration", "lambda_", "resource_arn"),
                    "arn:aws:lambda:us-east-1:444455556666:function:moderate",
                )
            ]
        },
        "processors[0].configuration.lambda_.resource_arn: the function must be in the account of the AppInstance",
    ),
    (
        "Channel",
        {"chime_bearer": f"{ELSEWHERE}/user/ann"},
        "chime_bearer: must be a user or bot of the AppInstance of the channel",
    ),
    (
        "ChannelFlow",
        {"chime_bearer": f"{ELSEWHERE}/user/ann"},
        "chime_bearer: must be a user or bot of the AppInstance of the channel flow",
    ),
    (
        "ChannelFlow",
        {"chime_bearer": None},
        "chime_bearer: is missing, and it is required; give the ARN of an AppInstanceAdmin, or set chime:bearer in the stack's "
        "configuration if another stack owns it",
    ),
    (
        "Channel",
        {"member_arns": [f"{APP_INSTANCE}/user/{n}" for n in range(11)]},
        "member_arns: must have 1 to 10 entries",
    ),
    (
        "Channel",
        {"elastic_channel_configuration": ELASTIC, "member_arns": None},
        "mode: must be RESTRICTED for an elastic channel",
    ),
    (
        "Channel",
        {"elastic_channel_configuration": ELASTIC, "mode": None},
        "member_arns: cannot be given for an elastic channel; use ChannelMembership",
    ),
    (
        "Channel",
        {
            "elastic_channel_configuration": {**ELASTIC, "minimum_membership_percentage": 41},
            "member_arns": None,
            "mode": None,
        },
        "elastic_channel_configuration.minimum_membership_percentage: must be 1 to 40",
    ),
    (
        "ChannelFlowAssociation",
        {"channel_flow_arn": f"{ELSEWHERE}/channel-flow/one"},
        "channel_flow_arn: must be a flow of the AppInstance of the channel",
    ),
    *[
        (
            kind,
            in_frankfurt(kind, "channel_arn", "chime_bearer", *others),
            "channel_arn: the channel must be in us-east-1, the region of this resource, but it is in eu-central-1",
        )
        for kind, *others in (
            ("ChannelBan",),
            ("ChannelFlowAssociation", "channel_flow_arn"),
            ("ChannelMembership",),
            ("ChannelModerator",),
        )
    ],
    ("VoiceConnector", {"name": "trünk"}, "name: must be made of letters, digits, spaces and _ . -"),
    ("VoiceConnector", {"name": ""}, "name: must have 1 to 256 characters"),
    ("VoiceConnector", {"name": "x" * 257}, "name: must have 1 to 256 characters"),
    ("VoiceConnector", {"network_type": "IPV6"}, "network_type: must be IPV4_ONLY or DUAL_STACK"),
    ("VoiceConnectorOrigination", {"routes": []}, "routes: must have 1 to 20 entries"),
    (
        "VoiceConnectorOrigination",
        {"routes": [route(host=f"h{n}.example.com") for n in range(21)]},
        "routes: must have 1 to 20 entries",
    ),
    ("VoiceConnectorOrigination", {"routes": [route(port=65536)]}, "routes[0].port: must be 0 to 65535"),
    ("VoiceConnectorOrigination", {"routes": [route(priority=101)]}, "routes[0].priority: must be 1 to 100"),
    ("VoiceConnectorOrigination", {"routes": [route(weight=0)]}, "routes[0].weight: must be 1 to 100"),
    ("VoiceConnectorOrigination", {"routes": [route(protocol="TLS")]}, "routes[0].protocol: must be TCP or UDP"),
    ("VoiceConnectorTermination", {"calling_regions": []}, "calling_regions: must have at least 1 entries"),
    (
        "VoiceConnectorTermination",
        {"calling_regions": ["UK"]},
        "calling_regions[0]: must be a country code of ISO 3166-1 alpha-2, such as US or DE",
    ),
    (
        "VoiceConnectorTermination",
        {"calling_regions": ["us"]},
        "calling_regions[0]: must be a country code of ISO 3166-1 alpha-2, such as US or DE",
    ),
    *[
        refused("VoiceConnectorTermination", "cidr_allowed_list", [cidr], CIDR + sentence)
        for cidr, sentence in [
            ("198.51.100.0/26", "must be a range of /27 to /32; list larger ranges in parts"),
            ("198.51.100.0/8", "must be a range of /27 to /32; list larger ranges in parts"),
            ("198.51.100.0", "must be an IPv4 range in CIDR form, such as 203.0.113.0/27"),
            ("198.51.100.300/32", "must be an IPv4 range in CIDR form, such as 203.0.113.0/27"),
            ("example.com/30", "must be an IPv4 range in CIDR form, such as 203.0.113.0/27"),
            ("2001:db8::/32", "must be an IPv4 range in CIDR form, such as 203.0.113.0/27"),
            ("198.51.100.0/33", "must be an IPv4 range in CIDR form, such as 203.0.113.0/27"),
            ("198.51.100.0/255.255.255.240", "must be an IPv4 range in CIDR form, such as 203.0.113.0/27"),
            ("198.51.100.33/27", "has bits set beyond its prefix; the range begins at 198.51.100.32"),
        ]
    ],
    ("VoiceConnectorTermination", {"cps_limit": 0}, "cps_limit: must be at least 1"),
    *[
        refused(
            "VoiceConnectorTermination",
            "default_phone_number",
            number,
            "default_phone_number: must be a phone number in E.164 form, such as +12065550100",
        )
        for number in ("0123456", "+1 206 555 0100", "1234567890123456", "206-555-0100", "+1206\uff15\uff15\uff15")
    ],
    (
        "VoiceConnectorTermination",
        {"voice_connector_id": f"arn:aws:chime:us-east-1:111122223333:vc/{CONNECTOR}"},
        "voice_connector_id: must be the id of a voice connector (its voice_connector_id, not its ARN)",
    ),
    (
        "VoiceConnectorStreamingConfiguration",
        {"data_retention_in_hours": -1},
        "data_retention_in_hours: must be at least 0",
    ),
    (
        "VoiceConnectorStreamingConfiguration",
        {"streaming_notification_targets": [{"notification_target": "SQS"}] * 2},
        "streaming_notification_targets[1].notification_target: is listed twice",
    ),
    (
        "VoiceConnectorStreamingConfiguration",
        {"media_insights_configuration": {"configuration_arn": CONFIGURATION.replace("east", "west")}},
        "media_insights_configuration.configuration_arn: the configuration must be in us-east-1, "
        "the region of this resource, but it is in us-west-1",
    ),
    (
        "SipMediaApplication",
        {"endpoints": [{"lambda_arn": FUNCTION.replace("us-east-1", "eu-west-2")}]},
        "endpoints[0].lambda_arn: the Lambda function must be in us-east-1, the region of this resource, "
        "but it is in eu-west-2",
    ),
    ("SipMediaApplication", {"endpoints": []}, "endpoints: must have exactly 1 entries"),
    ("SipMediaApplication", {"endpoints": [{"lambda_arn": FUNCTION}] * 2}, "endpoints: must have exactly 1 entries"),
    *[
        (
            "SipRule",
            to_number(number),
            "trigger_value: must be a phone number in E.164 form, such as +12065550100",
        )
        for number in ("12065550100", "sip.example.com", "+1206\uff15\uff15\uff150100")
    ],
    (
        "SipRule",
        {"target_applications": [target("us-east-1"), target("us-east-1", 2)]},
        "target_applications[1].aws_region: is the region of another target; a rule takes one application per region",
    ),
    (
        "SipRule",
        {"target_applications": [target("mars-1")]},
        "target_applications[0].aws_region: is a region without SIP media applications",
    ),
    ("SipRule", {"target_applications": []}, "target_applications: must have 1 to 25 entries"),
    (
        "SipRule",
        {"target_applications": [target("us-east-1", 0)]},
        "target_applications[0].priority: must be at least 1",
    ),
    (
        "ChannelFlow",
        {"processors": [processor("one", 1), processor("two", 1)]},
        "processors[1].execution_order: is used by another processor of this flow",
    ),
    ("ChannelFlow", {"processors": [processor("one", 4)]}, "processors[0].execution_order: must be 1 to 3"),
    (
        "ChannelFlow",
        changed({"processors": [processor("one", 1)]}, ("processors", 0, "fallback_action"), "RETRY"),
        "processors[0].fallback_action: must be CONTINUE or ABORT",
    ),
    (
        "ChannelFlow",
        changed(
            {"processors": [processor("one", 1)]},
            ("processors", 0, "configuration", "lambda_", "resource_arn"),
            FUNCTION.replace("us-east-1", "eu-central-1"),
        ),
        "processors[0].configuration.lambda_.resource_arn: the function must be in us-east-1, "
        "the region of this resource, but it is in eu-central-1",
    ),
    *[
        refused(
            "LexBotAlias",
            "bot_alias_name",
            name,
            "bot_alias_name: must be letters and digits, with single _ or - between them",
        )
        for name in ("two--hyphens", "_first", "with space", "ünicode")
    ],
    ("LexBotAlias", {"bot_alias_name": "x" * 101}, "bot_alias_name: must have 1 to 100 characters"),
    ("LexBotAlias", {"bot_id": "ABCDEFGHI"}, "bot_id: must have exactly 10 characters"),
    ("LexBotAlias", {"bot_version": "DRAFT"}, "bot_version: must be the number of a version of the bot"),
    ("LexBotAlias", {"bot_alias_locale_settings": {}}, "bot_alias_locale_settings: must have at least 1 entries"),
    (
        "LexBotAlias",
        {"bot_alias_locale_settings": {"en_US": {}}},
        "bot_alias_locale_settings.en_US.enabled: is missing, and it is required",
    ),
    (
        "LexBotAlias",
        {"bot_alias_locale_settings": {"en_US": {"enabled": True, "enabeld": True}}},
        "bot_alias_locale_settings.en_US.enabeld: is not an argument of BotAliasLocaleSettings; did you mean enabled?",
    ),
    (
        "LexBotAlias",
        code_hook(FUNCTION.replace("us-east-1", "eu-central-1")),
        f"{CODE_HOOK}: the Lambda function must be in us-east-1, the region of this resource, but it is in eu-central-1",
    ),
    (
        "LexBotAlias",
        code_hook(FUNCTION.replace("aws", "aws-cn", 1)),
        f"{CODE_HOOK}: must be the ARN of a Lambda function in the aws partition",
    ),
    (
        "LexBotAlias",
        {"conversation_log_settings": {}},
        "conversation_log_settings: needs text_log_settings or audio_log_settings; leave it out to log nothing",
    ),
    *[
        refused(
            "LexResourcePolicy",
            "resource_arn",
            f"arn:aws:{resource}",
            "resource_arn: must be the ARN of a Lex V2 bot or bot alias",
        )
        for resource in (
            "lex:us-east-1:111122223333:bot:OrderFlowers",
            "lex:us-east-1:111122223333:bot/SHORT",
            "lex:us-east-1:111122223333:bot/ABCDEFGHIJ/KLMNOPQRST",
            "lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ",
            "chime:us-east-1:111122223333:bot/ABCDEFGHIJ",
        )
    ],
    (
        "LexResourcePolicy",
        {"resource_arn": LEX_BOT_ALIAS.replace("us-east-1", "eu-central-1")},
        "resource_arn: the Lex bot must be in us-east-1, the region of this resource, but it is in eu-central-1",
    ),
    *[
        refused("LexResourcePolicy", "policy", policy, "policy: must be a policy document in JSON, with a Statement")
        for policy in (
            "hunter2",
            "[]",
            "{}",
            '{"Version": "2012-10-17"}',
            '{"Statement": "Allow"}',
            '{"Statement": [1]}',
        )
    ],
    ("AppInstance", {"tags": {"a": ""}}, "tags.a: must have 1 to 256 characters"),
    ("AppInstance", {"metadata": "x" * 1025}, "metadata: must have 0 to 1024 characters"),
    (
        PIPELINE,
        {"media_insights_pipeline_configuration_name": "has space"},
        "media_insights_pipeline_configuration_name: must be made of letters, digits and . _ -",
    ),
    (PIPELINE, with_elements(), "elements: must have at least 1 entries"),
    (PIPELINE, with_elements(CALL_ANALYTICS, TRANSCRIBE, KINESIS), f"elements[1].type: {COMBINED}"),
    (PIPELINE, with_elements(TRANSCRIBE, CALL_ANALYTICS, KINESIS), f"elements[1].type: {COMBINED}"),
    (
        PIPELINE,
        with_elements(RECORDING, RECORDING),
        "elements[1].type: is S3RecordingSink a second time; each type may appear once",
    ),
    *[
        (PIPELINE, with_elements(RECORDING, sink), f"elements[1].type: {sink['type']} needs a VoiceAnalyticsProcessor")
        for sink in (LAMBDA, QUEUE, TOPIC)
    ],
    *[
        (
            PIPELINE,
            with_elements(transcriber),
            f"elements[0].type: {transcriber['type']} needs a KinesisDataStreamSink",
        )
        for transcriber in (TRANSCRIBE, CALL_ANALYTICS)
    ],
    (PIPELINE, with_elements(VOICE_ANALYTICS), "elements[0].type: VoiceAnalyticsProcessor needs a sink"),
    (
        PIPELINE,
        with_elements(CALL_ANALYTICS, KINESIS, ENHANCEMENT),
        "elements[2].type: VoiceEnhancementSink needs an S3RecordingSink",
    ),
    (
        PIPELINE,
        with_elements(KINESIS),
        "elements: need a processor or an S3RecordingSink; a KinesisDataStreamSink alone has nothing to deliver",
    ),
    (
        PIPELINE,
        with_elements({"type": "S3RecordingSink"}),
        "elements[0].s3_recording_sink_configuration: is missing: an element of type S3RecordingSink takes it",
    ),
    (
        PIPELINE,
        with_elements({**RECORDING, "voice_enhancement_sink_configuration": {}}),
        "elements[0].voice_enhancement_sink_configuration: does not belong to an element of type S3RecordingSink",
    ),
    (
        PIPELINE,
        with_elements(
            CALL_ANALYTICS,
            changed(
                KINESIS,
                ("kinesis_data_stream_sink_configuration", "insights_target"),
                "arn:aws:kinesis:us-west-2:111122223333:stream/x",
            ),
        ),
        "elements[1].kinesis_data_stream_sink_configuration.insights_target: the target must be in us-east-1, "
        "the region of this resource, but it is in us-west-2",
    ),
    *[
        (
            PIPELINE,
            with_elements(VOICE_ANALYTICS, KINESIS, changed(sink, (field, "insights_target"), f"arn:aws:{arn}.fifo")),
            f"elements[2].{field}.insights_target: is a FIFO queue or topic, which call analytics cannot send to",
        )
        for sink, field, arn in [
            (QUEUE, "sqs_queue_sink_configuration", "sqs:us-east-1:111122223333:queue"),
            (TOPIC, "sns_topic_sink_configuration", "sns:us-east-1:111122223333:topic"),
        ]
    ],
    (
        PIPELINE,
        with_elements(changed(RECORDING, ("s3_recording_sink_configuration", "destination"), "s3://bucket")),
        "elements[0].s3_recording_sink_configuration.destination: must be an S3 ARN, arn:aws:s3:::<bucket>[/<prefix>], "
        "not an s3:// address",
    ),
    (
        PIPELINE,
        with_elements(
            analytics(post_call_analytics_settings={**POST_CALL, "output_location": "bucket/s3://"}), KINESIS
        ),
        f"elements[0].{ANALYTICS_FIELD}.post_call_analytics_settings.output_location: must begin with s3://<bucket>",
    ),
    (
        PIPELINE,
        with_elements(analytics(content_identification_type="PII", content_redaction_type="PII"), KINESIS),
        f"elements[0].{ANALYTICS_FIELD}.content_redaction_type: cannot be combined with content_identification_type",
    ),
    (
        PIPELINE,
        with_elements(analytics(pii_entity_types="NAME"), KINESIS),
        f"elements[0].{ANALYTICS_FIELD}.pii_entity_types: needs content_identification_type or content_redaction_type",
    ),
    (
        PIPELINE,
        with_elements(analytics(content_redaction_type="PII", pii_entity_types="NAME,SHOE_SIZE"), KINESIS),
        f"elements[0].{ANALYTICS_FIELD}.pii_entity_types: names no such PII entity type; there are ADDRESS, ALL, "
        "BANK_ACCOUNT_NUMBER, BANK_ROUTING, CREDIT_DEBIT_CVV, CREDIT_DEBIT_EXPIRY, CREDIT_DEBIT_NUMBER, EMAIL, NAME, "
        "PHONE, PIN, SSN",
    ),
    (
        PIPELINE,
        with_elements(analytics(call_analytics_stream_categories=["x"] * 21), KINESIS),
        f"elements[0].{ANALYTICS_FIELD}.call_analytics_stream_categories: must have 1 to 20 entries",
    ),
    *[
        (
            PIPELINE,
            with_elements(transcribe(**settings), KINESIS),
            f"elements[0].{TRANSCRIBE_FIELD}: "
            "needs exactly one of language_code, identify_language and identify_multiple_languages",
        )
        for settings in (
            {},
            {"language_code": "en-US", "identify_language": True, "language_options": "en-US,de-DE"},
            {"identify_language": False},
        )
    ],
    *[
        (
            PIPELINE,
            with_elements(transcribe(identify_language=True, **settings), KINESIS),
            f"elements[0].{TRANSCRIBE_FIELD}.{sentence}",
        )
        for settings, sentence in [
            ({}, "language_options: must name at least two languages when the language is identified"),
            (
                {"language_options": "en-US"},
                "language_options: must name at least two languages when the language is identified",
            ),
            (
                {"language_options": "en-US,de-DE", "language_model_name": "m"},
                "language_model_name: cannot be combined with language identification",
            ),
            (
                {"language_options": "en-US,de-DE", "content_redaction_type": "PII"},
                "content_redaction_type: cannot be combined with language identification",
            ),
        ]
    ],
    (
        PIPELINE,
        with_rules(KEYWORDS, elements=[RECORDING]),
        "real_time_alert_configuration: needs an AmazonTranscribeProcessor or an AmazonTranscribeCallAnalyticsProcessor "
        "among the elements",
    ),
    *[
        (
            PIPELINE,
            with_rules(rule, elements=[TRANSCRIBE, KINESIS]),
            f"real_time_alert_configuration.rules[0].type: a rule of type {rule['type']} needs the "
            "AmazonTranscribeCallAnalyticsProcessor",
        )
        for rule in (SENTIMENT, ISSUES)
    ],
    (
        PIPELINE,
        with_rules(
            KEYWORDS, SENTIMENT, ISSUES, changed(ISSUES, ("issue_detection_configuration", "rule_name"), "four")
        ),
        "real_time_alert_configuration.rules: must have 1 to 3 entries",
    ),
    (
        PIPELINE,
        with_rules(KEYWORDS, changed(ISSUES, ("issue_detection_configuration", "rule_name"), "words")),
        "real_time_alert_configuration.rules[1]: has the rule_name of another rule",
    ),
    (
        PIPELINE,
        with_rules({"type": "Sentiment"}),
        "real_time_alert_configuration.rules[0].sentiment_configuration: is missing: a rule of type Sentiment takes it",
    ),
    (
        PIPELINE,
        with_rules({**KEYWORDS, "issue_detection_configuration": {"rule_name": "more"}}),
        "real_time_alert_configuration.rules[0].issue_detection_configuration: does not belong to a rule of type "
        "KeywordMatch",
    ),
    (
        PIPELINE,
        with_rules(changed(KEYWORDS, ("keyword_match_configuration", "keywords"), [f"word{n}" for n in range(11)])),
        "real_time_alert_configuration.rules[0].keyword_match_configuration.keywords: must have 1 to 10 entries",
    ),
    (
        PIPELINE,
        with_rules(changed(SENTIMENT, ("sentiment_configuration", "time_period"), 59)),
        "real_time_alert_configuration.rules[0].sentiment_configuration.time_period: must be 60 to 1800",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "sentence"), REFUSED)
def test_refused(kind: str, changes: Values, sentence: str) -> None:
    assert failures(kind, changes) == [sentence]


@pytest.mark.parametrize(
    "host", ["not a host", "http://sbc.example.com", "sbc_1.example.com:5060", "-a.example.com", "1.2.3.400"]
)
def test_route_leads_to_a_host_name_or_an_address(host: str) -> None:
    (sentence,) = failures("VoiceConnectorOrigination", {"routes": [route(host=host)]})
    assert sentence.startswith("routes[0].host: ")


def accepted(kind: str, argument: str, value: Value) -> tuple[str, Values]:
    """One argument that is right."""
    return kind, {argument: value}


ACCEPTED: list[tuple[str, Values]] = [
    ("Channel", {"elastic_channel_configuration": ELASTIC, "member_arns": None, "mode": None}),
    ("AppInstanceBot", lex(responds_to="STANDARD_MESSAGES")),
    ("AppInstanceBot", lex()),
    *[
        accepted("VoiceConnectorOrigination", "routes", [route(host=host)])
        for host in ("198.51.100.7", "sbc.example.com", "SBC-1.Example.com", "2001:db8::7")
    ],
    *[
        accepted("VoiceConnectorTermination", "cidr_allowed_list", [cidr])
        for cidr in ("10.0.199.1/32", "192.168.0.0/27", "172.16.0.32/27", "198.51.100.4/30")
    ],
    *[accepted("LexBotAlias", "bot_alias_name", name) for name in ("a", "A-b_c", "trailing-", "x" * 100)],
    ("LexBotAlias", {"bot_alias_locale_settings": {"en_US": UNKNOWN}}),
    ("LexBotAlias", {"conversation_log_settings": {"text_log_settings": UNKNOWN}}),
    ("LexBotAlias", {"tags": {f"key{number}": "" for number in range(200)}}),
    ("LexResourcePolicy", {"resource_arn": "arn:aws:lex:us-east-1:111122223333:bot/ABCDEFGHIJ"}),
    ("VoiceConnectorTermination", {"default_phone_number": "+18005550100"}),
    ("VoiceConnectorTermination", {"voice_connector_id": "01234567-89ab-cdef-0123-456789abcdef"}),
    ("VoiceConnectorOrigination", {"routes": [route(port=0)]}),
    ("SipRule", {"trigger_type": "ToPhoneNumber", "trigger_value": "+12065550100"}),
    ("SipMediaApplication", {"endpoints": [{"lambda_arn": f"{FUNCTION}:live"}]}),
    ("SipMediaApplication", {"endpoints": [{"lambda_arn": f"{FUNCTION}:$LATEST"}]}),
    ("AppInstance", {"name": "Zürich 株式会社 🎧", "metadata": '{"a": 1}'}),
    ("AppInstance", {"tags": {f"key{number}": "value" for number in range(50)}}),
    ("VoiceConnector", {"tags": {"empty": ""}}),
    (PIPELINE, {"tags": {f"key{number}": "value" for number in range(200)}}),
    (PIPELINE, with_elements(RECORDING)),
    (PIPELINE, with_elements(RECORDING, KINESIS)),
    (PIPELINE, with_elements(VOICE_ANALYTICS, KINESIS, LAMBDA)),
    (PIPELINE, with_elements(TRANSCRIBE, KINESIS)),
    (PIPELINE, with_elements(transcribe(language_code="de-DE"), KINESIS)),
    (PIPELINE, with_elements(transcribe(identify_multiple_languages=True, language_options="en-US,de-DE"), KINESIS)),
    (PIPELINE, with_elements(analytics(content_redaction_type="PII", pii_entity_types="NAME, SSN"), KINESIS)),
    (PIPELINE, with_rules(KEYWORDS, elements=[TRANSCRIBE, KINESIS])),
    # What is known only later may be what makes these right.
    (PIPELINE, with_elements(LAMBDA, UNKNOWN)),
    (PIPELINE, with_elements(KINESIS, {"type": UNKNOWN})),
    (PIPELINE, {"elements": UNKNOWN}),
    (PIPELINE, {"real_time_alert_configuration": {"rules": UNKNOWN}}),
    ("SipRule", {"trigger_type": UNKNOWN, "trigger_value": "anything.voiceconnector.chime.aws"}),
    ("SipMediaApplication", {"endpoints": [{"lambda_arn": FUNCTION.replace("east", "west")}], "region": UNKNOWN}),
]


@pytest.mark.parametrize(("kind", "changes"), ACCEPTED)
def test_accepted(kind: str, changes: Values) -> None:
    assert failures(kind, changes) == []


WARNED: list[tuple[str, Values, str]] = [
    (
        "AppInstanceBot",
        lex(lex_bot_alias_arn="arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/TSTALIASID"),
        "configuration.lex.lex_bot_alias_arn: is the test alias, which is not for production",
    ),
    (
        "LexResourcePolicy",
        {"resource_arn": "arn:aws:lex:us-east-1:111122223333:bot/ABCDEFGHIJ"},
        "policy: has a statement whose Resource is not resource_arn",
    ),
    (
        "LexResourcePolicy",
        lex_policy(Condition={"ArnLike": {"AWS:SourceArn": f"{APP_INSTANCE}/user/ann"}}),
        "policy: lets messaging.chime.amazonaws.com in for an aws:SourceArn that is not an AppInstanceBot's, which ends with "
        "bot/<id>",
    ),
    (
        "LexResourcePolicy",
        lex_policy(Principal={"Service": ["chime.amazonaws.com"]}),
        "policy: lets chime.amazonaws.com in, the service of the old namespace; bots of messaging are "
        "messaging.chime.amazonaws.com",
    ),
    (
        "SipRule",
        {"trigger_value": "sip.example.com"},
        "trigger_value: is not the outbound host name of a voice connector (<id>.voiceconnector.chime.aws)",
    ),
    (
        "SipRule",
        {"target_applications": [target("us-east-1"), target("us-west-2")]},
        "target_applications[1].priority: is the priority of another target",
    ),
    (
        "ChannelFlow",
        {},
        "processors: more than one works only where AWS Support has raised the quota",
    ),
    (
        "VoiceConnectorStreamingConfiguration",
        {"disabled": True},
        "media_insights_configuration: is enabled while streaming is disabled: no call will be analysed",
    ),
    (
        "VoiceConnectorStreamingConfiguration",
        {"data_retention_in_hours": 0},
        "data_retention_in_hours: is 0: call analytics cannot read audio that is not kept",
    ),
    (
        "VoiceConnectorOrigination",
        {"routes": [route(), route(priority=2)]},
        "routes[1]: is the host, port and protocol of another route",
    ),
    (
        PIPELINE,
        with_elements(VOICE_ANALYTICS, LAMBDA),
        "elements[0].type: voice analytics is documented to need a KinesisDataStreamSink",
    ),
    (
        PIPELINE,
        with_elements(CALL_ANALYTICS, KINESIS, RECORDING),
        "elements[0]: post-call analytics and an S3RecordingSink each store a recording of the same call",
    ),
    (
        PIPELINE,
        with_elements(analytics(partial_results_stability="low"), KINESIS),
        f"elements[0].{ANALYTICS_FIELD}.partial_results_stability: has no effect without "
        "enable_partial_results_stabilization",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "sentence"), WARNED)
def test_warned(kind: str, changes: Values, sentence: str) -> None:
    assert failures(kind, changes) == []
    assert sentence in said(kind, changes, warnings=True)


@pytest.mark.parametrize("nonsense", [None, 1, "x", [1], {"a": 1}, {"a": {"b": [{"c": None}]}}, {"aws:SourceArn": {}}])
@pytest.mark.parametrize("member", ["Sid", "Principal", "Action", "Resource", "Condition"])
def test_nonsense_in_a_policy_is_left_to_aws(member: str, nonsense: object) -> None:
    changes = lex_policy(**{member: nonsense})
    assert failures("LexResourcePolicy", changes) == []
    said("LexResourcePolicy", changes, warnings=True)
    model = load("LexResourcePolicy").lifecycle.arguments
    assert canonical(model, canonical(model, changes)) == canonical(model, changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        lex_policy(Resource="*"),
        lex_policy(Condition={"ArnLike": {"AWS:SourceArn": [f"{APP_INSTANCE}/bot/one", f"{APP_INSTANCE}/bot/*"]}}),
        lex_policy(
            Principal={"Service": "connect.amazonaws.com"},
            Condition={"ArnEquals": {"aws:SourceArn": "arn:aws:connect:us-east-1:111122223333:instance/one"}},
        ),
        {"policy": UNKNOWN},
        {"resource_arn": UNKNOWN},
    ],
)
def test_policies_that_let_somebody_in_are_not_warned_about(changes: Values) -> None:
    assert said("LexResourcePolicy", changes, warnings=True) == []


def test_more_calls_per_second_than_other_tools_allow_are_warned_about() -> None:
    """The upper bound is not documented by the API."""
    assert failures("VoiceConnectorTermination", {"cps_limit": 257}) == []
    (sentence,) = said("VoiceConnectorTermination", {"cps_limit": 257}, warnings=True)
    assert sentence.startswith("cps_limit: ")
    assert said("VoiceConnectorTermination", {"cps_limit": 256}, warnings=True) == []


@pytest.mark.parametrize("element", [ENHANCEMENT, VOICE_ANALYTICS])
def test_regions_that_age_are_warned_about(element: Values) -> None:
    elements = with_elements(element, RECORDING)
    warnings = said(PIPELINE, elements, warnings=True, region="eu-central-1")
    assert [sentence for sentence in warnings if "is documented for us-east-1 and us-west-2 only" in sentence]
    assert not [sentence for sentence in said(PIPELINE, elements, warnings=True) if "documented for" in sentence]


@pytest.mark.parametrize(
    ("kind", "region", "served"),
    [
        ("AppInstance", "us-east-1", True),
        ("AppInstance", "eu-central-1", True),
        ("AppInstance", "us-west-2", False),
        ("ChannelFlow", "eu-west-1", False),
        ("VoiceConnector", "eu-west-1", True),
        ("VoiceConnector", "ap-south-1", False),
        (PIPELINE, "eu-west-1", False),
        (PIPELINE, "ap-south-1", True),
        ("SipRule", "us-west-2", True),
        ("VoiceConnector", "mars-1", False),
    ],
)
def test_regions(kind: str, region: str, served: bool) -> None:
    lifecycle = load(kind).lifecycle
    problems = region_problems(lifecycle, region, Settings())
    assert (problems == []) == served
    assert region_problems(lifecycle, region, Settings(skip_region_validation=True)) == []
    if not served:
        assert str(problems[0]).startswith(f"region: {lifecycle.service} has no endpoint there; it has one in ")


def test_elastic_channels_elsewhere_are_warned_about() -> None:
    changes: Values = {
        "region": "eu-central-1",
        "app_instance_arn": None,
        "elastic_channel_configuration": ELASTIC,
        "member_arns": None,
        "mode": None,
    }
    assert "region: elastic channels exist in us-east-1 only" in said("Channel", changes, warnings=True)


def test_region_that_nobody_names() -> None:
    (problem,) = region_problems(load("VoiceConnector").lifecycle, None, Settings())
    expected = "region: is not known; set `region` on the resource or `aws:region` in the stack configuration"
    assert str(problem) == expected


def test_line_break_in_a_name() -> None:
    """The API's pattern of names has it among the characters allowed."""
    assert failures("AppInstance", {"name": "two\nlines"}) == []
