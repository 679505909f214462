"""What the Chime SDK does on behalf of each kind of object: a function per kind, each yielding the actions it takes.

A `*` in a resource stands for whatever is there: an action on `…/*` is allowed if it is on all that this covers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.identity.objects import AppInstanceBot
from chime_sdk_pulumi.local_aws.media_pipelines.objects import (
    KinesisVideoStreamPool,
    MediaInsightsPipelineConfiguration,
)
from chime_sdk_pulumi.local_aws.meetings.objects import Meeting
from chime_sdk_pulumi.local_aws.messaging.objects import ChannelFlow, MessagingStreamingConfigurations
from chime_sdk_pulumi.local_aws.voice.objects import (
    SipMediaApplication,
    VoiceConnectorStreamingConfiguration,
    VoiceProfileDomain,
)
from chime_sdk_pulumi.local_aws.wiring.moto_resources import function_of
from chime_sdk_pulumi.local_aws.wiring.service_linked_roles import service_linked_role_arn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from chime_sdk_pulumi.local_aws.store import Scope, Stored, Structure

    Actions = Iterator["Action"]

MEDIA_PIPELINES = "mediapipelines.chime.amazonaws.com"
MEETINGS = "meetings.chime.amazonaws.com"
MESSAGING = "messaging.chime.amazonaws.com"
VOICE_CONNECTOR = "voiceconnector.chime.amazonaws.com"
EVENT_BRIDGE = "events.amazonaws.com"
LOG_DELIVERY = "delivery.logs.amazonaws.com"
TRANSCRIBE_STREAMING = "transcribe.streaming.amazonaws.com"


@dataclass(frozen=True)
class Action:
    """One action that is taken on behalf of an object.

    Attributes:
        principal: the service that takes it as itself, or the ARN of the role that it takes it with.
        name: what it does, such as `s3:PutObject`.
        resource: the ARN of what it does it to, or `*`.
        context: the condition keys that go with it.
    """

    principal: str
    name: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)


def channel_flow(scope: Scope, flow: ChannelFlow) -> Actions:
    """Developer guide, Setting up a channel processor."""
    for processor in flow.description["Processors"]:
        function_arn = processor["Configuration"]["Lambda"]["ResourceArn"]
        yield from _invoked(function_arn, MESSAGING, _source(scope, flow.app_instance_arn))
        function = function_of(function_arn)
        if function:
            yield Action(function[0], "chime:ChannelFlowCallback", f"{flow.app_instance_arn}/channel/*")


def messaging_streaming(scope: Scope, setting: MessagingStreamingConfigurations) -> Actions:
    """Developer guide, Streaming messaging data; Using service-linked roles."""
    role = service_linked_role_arn(scope.account, MESSAGING)
    for stream_arn in dict.fromkeys(each["ResourceArn"] for each in setting.value["StreamingConfigurations"]):
        for name in ("kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"):
            yield Action(role, name, stream_arn)


def app_instance_bot(scope: Scope, bot: AppInstanceBot) -> Actions:
    """Developer guide, Creating an Amazon Lex V2 bot: Granting invocation permissions."""
    alias_arn = bot.description["Configuration"]["Lex"]["LexBotAliasArn"]
    for name in ("lex:PutSession", "lex:DeleteSession", "lex:RecognizeText"):
        yield Action(MESSAGING, name, alias_arn, _source(scope, bot.arn))


def meeting(scope: Scope, held: Meeting) -> Actions:
    """Developer guide, Grant the Amazon Chime SDK access to Amazon SQS and Amazon SNS."""
    source = _source(scope, held.description["MeetingArn"])
    if (queue_arn := held.notifications.get("SqsQueueArn")) is not None:
        yield Action(MEETINGS, "sqs:GetQueueUrl", queue_arn, source)
        yield Action(MEETINGS, "sqs:SendMessage", queue_arn, source)
    if (topic_arn := held.notifications.get("SnsTopicArn")) is not None:
        yield Action(MEETINGS, "sns:Publish", topic_arn, source)
    if (function_arn := held.notifications.get("LambdaFunctionArn")) is not None:  # inferred: as it is with queues
        yield from _invoked(function_arn, MEETINGS, source)


def sip_media_application(scope: Scope, application: SipMediaApplication) -> Actions:
    """Developer guide, Using the Amazon Chime SDK PSTN Audio service: Debugging unexpected hangups."""
    source = _source(scope, application.description["SipMediaApplicationArn"])
    for endpoint in application.description["Endpoints"]:
        yield from _invoked(endpoint["LambdaArn"], VOICE_CONNECTOR, source)


def voice_connector_streaming(scope: Scope, setting: VoiceConnectorStreamingConfiguration) -> Actions:
    """Administrator guide, Using the Voice Connector service linked role policy; call analytics starts with that role too."""
    streaming = setting.value
    if streaming["Disabled"]:
        return
    role = service_linked_role_arn(scope.account, VOICE_CONNECTOR)
    yield from _streamed(role, f"arn:aws:kinesisvideo:{scope.region}:{scope.account}:stream/ChimeVoiceConnector-*")
    media_insights = streaming.get("MediaInsightsConfiguration", {})
    if "ConfigurationArn" in media_insights and not media_insights.get("Disabled", False):
        yield Action(role, "chime:CreateMediaInsightsPipeline", media_insights["ConfigurationArn"])


def kinesis_video_stream_pool(scope: Scope, pool: KinesisVideoStreamPool) -> Actions:
    """Developer guide, Creating media stream pipelines; Creating a service-linked role for media pipelines."""
    region = pool.description["StreamConfiguration"]["Region"]
    streams = f"arn:aws:kinesisvideo:{region}:{scope.account}:stream/{pool.description['PoolId']}*"
    yield from _streamed(service_linked_role_arn(scope.account, MEDIA_PIPELINES), streams)


def _streamed(role: str, streams: str) -> Actions:
    # The streams are made when they are needed.
    for name in ("CreateStream", "DescribeStream", "GetDataEndpoint", "PutMedia", "UpdateDataRetention"):
        yield Action(role, f"kinesisvideo:{name}", streams)


def voice_profile_domain(scope: Scope, domain: VoiceProfileDomain) -> Actions:
    """Administrator guide, Understanding how voice analytics uses grants; Monitoring encryption keys."""
    key_arn = domain.description["ServerSideEncryptionConfiguration"]["KmsKeyArn"]
    arn = domain.description["VoiceProfileDomainArn"]
    for name in ("kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"):
        context = {"kms:EncryptionContext:aws:chime:voice-profile-domain:arn": arn}
        yield Action(f"chimevoiceconnector.{scope.region}.amazonaws.com", name, key_arn, context)


def media_insights_pipeline_configuration(scope: Scope, stored: MediaInsightsPipelineConfiguration) -> Actions:
    """Developer guide, Using the call analytics resource access role."""
    configuration = stored.description
    role = configuration["ResourceAccessRoleArn"]
    elements = {element["Type"]: element[f"{element['Type']}Configuration"] for element in configuration["Elements"]}
    source = _source(scope, configuration["MediaInsightsPipelineConfigurationArn"])
    yield Action(MEDIA_PIPELINES, "sts:AssumeRole", role, source)
    yield from _audio_read(scope, role, elements)
    yield from _enhanced(role, elements)
    for element, settings in elements.items():
        taken = _BY_ELEMENT.get(element)
        if taken:
            yield from taken(scope, role, settings)


def _audio_read(scope: Scope, role: str, elements: Mapping[str, Structure]) -> Actions:
    # The Kinesis video streams of Voice Connectors; those of other producers are known when a call begins.
    streams = f"arn:aws:kinesisvideo:{scope.region}:{scope.account}:stream/ChimeVoiceConnector-*"
    names = ["kinesisvideo:GetDataEndpoint", "kinesisvideo:GetMedia"]  # at a minimum, the guide says
    if "S3RecordingSink" in elements:
        names += ["kinesisvideo:ListFragments", "kinesisvideo:GetMediaForFragmentList"]
    for name in names:
        yield Action(role, name, streams)


def _enhanced(role: str, elements: Mapping[str, Structure]) -> Actions:
    destination = elements.get("S3RecordingSink", {}).get("Destination")
    if destination and not elements.get("VoiceEnhancementSink", {"Disabled": True}).get("Disabled", False):
        yield Action(role, "s3:GetObject", f"{destination.rstrip('/')}/*")


def _transcribed(_scope: Scope, role: str, _settings: Structure) -> Actions:
    yield Action(role, "transcribe:StartStreamTranscription", "*")


def _call_analyzed(scope: Scope, role: str, settings: Structure) -> Actions:
    yield Action(role, "transcribe:StartCallAnalyticsStreamTranscription", "*")
    post_call = settings.get("PostCallAnalyticsSettings")
    if post_call:
        writer = post_call["DataAccessRoleArn"]
        yield Action(role, "iam:PassRole", writer, {"iam:PassedToService": TRANSCRIBE_STREAMING})
        # Amazon Transcribe developer guide, trust policy for real-time Call Analytics.
        transcribe = f"arn:aws:transcribe:{scope.region}:{scope.account}:*"
        yield Action(TRANSCRIBE_STREAMING, "sts:AssumeRole", writer, _source(scope, transcribe))
        bucket_and_prefix = post_call["OutputLocation"].removeprefix("s3://").rstrip("/")
        yield Action(writer, "s3:PutObject", f"arn:aws:s3:::{bucket_and_prefix}/*")


def _recorded(_scope: Scope, role: str, settings: Structure) -> Actions:
    if "Destination" in settings:  # else the one who starts a pipeline names it
        for name in ("s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"):
            yield Action(role, name, f"{settings['Destination'].rstrip('/')}/*")


def _sent(*names: str) -> Callable[[Scope, str, Structure], Actions]:
    def sent(_scope: Scope, role: str, settings: Structure) -> Actions:
        for name in names:
            yield Action(role, name, settings["InsightsTarget"])

    return sent


def _called(_scope: Scope, role: str, settings: Structure) -> Actions:
    yield Action(role, "lambda:GetPolicy", settings["InsightsTarget"])
    yield from _invoked(settings["InsightsTarget"], role)


_BY_ELEMENT: dict[str, Callable[[Scope, str, Structure], Actions]] = {
    "AmazonTranscribeProcessor": _transcribed,
    "AmazonTranscribeCallAnalyticsProcessor": _call_analyzed,
    "S3RecordingSink": _recorded,
    "KinesisDataStreamSink": _sent("kinesis:PutRecord"),
    "LambdaFunctionSink": _called,
    "SqsQueueSink": _sent("sqs:SendMessage", "sqs:GetQueueAttributes"),
    "SnsTopicSink": _sent("sns:Publish", "sns:GetTopicAttributes"),
}


def event_rule(rule: Any) -> Actions:  # noqa: ANN401  # a rule of moto's, see moto_resources
    """EventBridge user guide, Using resource-based policies; Using identity-based policies."""
    source = {"aws:SourceAccount": rule.account_id, "aws:SourceArn": rule.arn}
    for target in rule.targets:
        arn = parse_arn(target["Arn"])
        service = arn.service if arn else ""
        if service == "lambda":
            yield from _invoked(target["Arn"], EVENT_BRIDGE, source)
        elif service == "logs":
            yield from _logged(target["Arn"].removesuffix(":*"), source)
        elif service in _DELIVERIES:
            yield Action(EVENT_BRIDGE, _DELIVERIES[service], target["Arn"], source)
        elif service in _DELIVERIES_WITH_ROLE and "RoleArn" in target:
            yield Action(EVENT_BRIDGE, "sts:AssumeRole", target["RoleArn"], source)
            for name in _DELIVERIES_WITH_ROLE[service]:
                yield Action(target["RoleArn"], name, target["Arn"])
        if (queue_arn := target.get("DeadLetterConfig", {}).get("Arn")) is not None:
            yield Action(EVENT_BRIDGE, "sqs:SendMessage", queue_arn, source)


_DELIVERIES = {"sqs": "sqs:SendMessage", "sns": "sns:Publish"}
_DELIVERIES_WITH_ROLE = {
    "kinesis": ("kinesis:PutRecord",),
    "firehose": ("firehose:PutRecord", "firehose:PutRecordBatch"),
    "states": ("states:StartExecution",),
}


def _logged(log_group_arn: str, source: Mapping[str, str]) -> Actions:
    # EventBridge user guide, CloudWatch Logs permissions: it works with the log delivery, and opens a log stream on
    # behalf of no particular rule.
    for service in (EVENT_BRIDGE, LOG_DELIVERY):
        yield Action(service, "logs:CreateLogStream", f"{log_group_arn}:log-stream:*")
        yield Action(service, "logs:PutLogEvents", f"{log_group_arn}:log-stream:*", source)


def event_source_mapping(mapping: Any) -> Actions:  # noqa: ANN401  # a mapping of moto's, see moto_resources
    """Lambda developer guide, Process Amazon Kinesis Data Streams records with Lambda; Retain discarded batch records.

    The guide also asks for what only enhanced fan-out needs. Lambda invokes the function as itself.
    """
    function = function_of(mapping.function_arn)
    if function is None:
        return
    role = function[0]
    yield from _run(mapping.function_arn)
    for name in ("DescribeStream", "DescribeStreamSummary", "ListShards", "GetShardIterator", "GetRecords"):
        yield Action(role, f"kinesis:{name}", mapping.event_source_arn)
    destination_arn = (mapping.destination_config or {}).get("OnFailure", {}).get("Destination", "")
    destination = parse_arn(destination_arn)
    if destination and destination.service in _DELIVERIES:
        yield Action(role, _DELIVERIES[destination.service], destination_arn)


def _invoked(function_arn: str, principal: str, source: Mapping[str, str] | None = None) -> Actions:
    """Somebody invokes a function, and Lambda runs it."""
    yield Action(principal, "lambda:InvokeFunction", function_arn, source or {})
    yield from _run(function_arn)


def _run(function_arn: str) -> Actions:
    """Lambda runs a function with its role, and writes its log with that."""
    function, arn = function_of(function_arn), parse_arn(function_arn)
    if function is None or arn is None:
        return
    role, log_group = function
    yield Action("lambda.amazonaws.com", "sts:AssumeRole", role)
    group_arn = f"arn:{arn.partition}:logs:{arn.region}:{arn.account}:log-group:{log_group}"
    for name in ("logs:CreateLogStream", "logs:PutLogEvents"):
        yield Action(role, name, f"{group_arn}:log-stream:*")


def _source(scope: Scope, arn: str) -> dict[str, str]:
    """What tells on whose behalf a service acts."""
    return {"aws:SourceAccount": scope.account, "aws:SourceArn": arn}


# Any: each function takes the kind that it is listed for.
ACTIONS: dict[type[Stored], Callable[[Scope, Any], Actions]] = {
    AppInstanceBot: app_instance_bot,
    ChannelFlow: channel_flow,
    KinesisVideoStreamPool: kinesis_video_stream_pool,
    MediaInsightsPipelineConfiguration: media_insights_pipeline_configuration,
    Meeting: meeting,
    MessagingStreamingConfigurations: messaging_streaming,
    SipMediaApplication: sip_media_application,
    VoiceConnectorStreamingConfiguration: voice_connector_streaming,
    VoiceProfileDomain: voice_profile_domain,
}
"""By kind of object. What is not here, and why, is in docs/wiring.md."""
