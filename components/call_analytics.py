"""Call analytics: what is recorded, transcribed and noticed in calls, where it goes, and the role that puts it there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NotRequired, TypedDict, Unpack

import pulumi

from ..providers._model import Problem
from ..providers.media_pipelines import (
    AmazonTranscribeCallAnalyticsProcessorConfigurationArgs,
    AmazonTranscribeProcessorConfigurationArgs,
    MediaInsightsPipelineConfiguration,
    MediaInsightsPipelineConfigurationElementArgs,
    PostCallAnalyticsSettingsArgs,
    RealTimeAlertConfigurationArgs,
)
from . import policies
from ._component import Component, ComponentArgs, handed_on, policy_json
from ._role import ExistingRoleArgs, Role, created_role, existing_role
from ._storage import BucketArgs, KeyArgs, Stored, StreamArgs, bucket, key, outputs_of, stream
from .voice_connector import StreamingArgs, streaming_configuration

POST_CALL_PREFIX = "post-call-analytics"
"""The folder of the bucket in which post-call analytics are stored."""


class RecordingArgs(TypedDict, total=False):
    """A recording of every call, in the bucket."""

    file_format: pulumi.Input[str]
    """``Wav``, the best quality (default), or ``Opus``, compressed."""
    prefix: pulumi.Input[str]
    """The folder in the bucket, without slashes around it; none by default."""
    voice_enhancement: bool
    """Store a second, enhanced recording of calls of up to 30 minutes; False by default. Not in all regions."""


class VoiceAnalyticsArgs(TypedDict, total=False):
    """Speaker search and voice tone analysis, each started by a task during the call, and who hears of the results.

    Results always go to the stream; function, queue and topic receive them too.
    """

    speaker_search: bool
    """Allow speaker search; False by default."""
    voice_tone_analysis: bool
    """Allow voice tone analysis; False by default."""
    function_arn: pulumi.Input[str]
    """The ARN of a Lambda function."""
    queue_arn: pulumi.Input[str]
    """The ARN of an SQS queue, not a FIFO queue."""
    queue_key_arn: pulumi.Input[str]
    """The ARN of the customer managed key that encrypts the queue."""
    topic_arn: pulumi.Input[str]
    """The ARN of an SNS topic, not a FIFO topic."""
    topic_key_arn: pulumi.Input[str]
    """The ARN of the customer managed key that encrypts the topic."""


class PostCallAnalyticsArgs(TypedDict, total=False):
    """What Transcribe makes of a call once it has ended, in the bucket under ``post-call-analytics/``."""

    content_redaction_output: pulumi.Input[str]
    """``redacted`` or ``redacted_and_unredacted``; needs ``content_redaction_type``."""


class RoleArgs(TypedDict):
    """The resource access role; created by default."""

    existing: NotRequired[ExistingRoleArgs]
    """A role to use instead of creating one. Give it the policies that the component puts out."""


class CallAnalyticsArgs(ComponentArgs, total=False):
    """The arguments of a CallAnalytics."""

    recording: RecordingArgs
    """Record calls; not by default."""
    transcribe: AmazonTranscribeProcessorConfigurationArgs
    """Transcribe calls with Amazon Transcribe; not by default."""
    transcribe_call_analytics: AmazonTranscribeCallAnalyticsProcessorConfigurationArgs
    """Transcribe calls with sentiment, issues and categories, instead of `transcribe`; not by default."""
    post_call_analytics: PostCallAnalyticsArgs
    """Add Transcribe's post-call analytics to `transcribe_call_analytics`, with its role; not by default. It stores a
    recording of its own."""
    voice_analytics: VoiceAnalyticsArgs
    """Speaker search and voice tone analysis; not by default."""
    real_time_alert_configuration: RealTimeAlertConfigurationArgs
    """Rules that send an event to EventBridge when something is said; needs one of the transcriptions."""
    bucket: BucketArgs
    """The bucket for recordings and post-call analytics."""
    stream: StreamArgs
    """The stream for insights and metadata."""
    key: KeyArgs
    """The key of a bucket and stream that are created."""
    role: RoleArgs
    """The role with which the service reads audio and writes results."""
    own_video_streams: bool
    """Also read Kinesis video streams of the account's own producers, tagged ``AWSServiceName=ChimeSDK`` as their keys
    are; False by default. Streams of Voice Connectors need nothing."""
    voice_connector_ids: Mapping[str, pulumi.Input[str]]
    """Voice Connectors whose calls start the analytics: ids by a name of your own. It takes over their streaming
    configuration; a connector that has one elsewhere names `configuration_arn` there instead."""
    data_retention_in_hours: pulumi.Input[int]
    """Hours for which the audio of those connectors is kept; 24 by default, at least 1."""


@dataclass(frozen=True)
class PostCall:
    """Post-call analytics, however its settings came about."""

    settings: pulumi.Input[PostCallAnalyticsSettingsArgs]
    role_arn: pulumi.Output[str]


@dataclass(frozen=True)
class Parts:
    """What a configuration works with."""

    files: Stored | None
    insights: Stored | None
    recording_arn: pulumi.Output[str] | None
    post_call: PostCall | None


class CallAnalytics(Component[CallAnalyticsArgs], token="chime-sdk:index:CallAnalytics"):
    """A media insights pipeline configuration with its bucket, stream, key and role, attached to Voice Connectors.

    The role may do what the chosen elements need and nothing else, each on the one bucket, stream or key. A changed
    configuration takes about five minutes to reach the connectors that use it.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`CallAnalyticsArgs`.

    Attributes:
        configuration_arn: The ARN of the configuration.
        role_arn: The ARN of the resource access role.
        resource_access_policy: The policy that the role has, or that a brought role needs, as JSON.
        bucket_name: The name of the bucket; None if nothing is stored in one.
        bucket_arn: The ARN of the bucket, or None.
        stream_name: The name of the stream; None if it is skipped.
        stream_arn: The ARN of the stream, or None.
        key_arn: The ARN of the key; None if it is skipped, or if nothing is created that it would encrypt.
        post_call_role_arn: The ARN of the role for post-call analytics, or None.

    Source: Developer guide, Creating call analytics configurations; Using the call analytics resource access role.
    """

    configuration_arn: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    resource_access_policy: pulumi.Output[str]
    bucket_name: pulumi.Output[str | None]
    bucket_arn: pulumi.Output[str | None]
    stream_name: pulumi.Output[str | None]
    stream_arn: pulumi.Output[str | None]
    key_arn: pulumi.Output[str | None]
    post_call_role_arn: pulumi.Output[str | None]

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[CallAnalyticsArgs]
    ) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: CallAnalyticsArgs) -> Iterator[Problem]:
        retention = arguments.get("data_retention_in_hours")
        if isinstance(retention, int | float) and retention < 1:
            yield Problem(
                ("data_retention_in_hours",), "must be at least 1: call analytics reads the audio that is kept"
            )
        if arguments.get("post_call_analytics") is None:
            return
        analytics = arguments.get("transcribe_call_analytics")
        if analytics is None:
            yield Problem(("post_call_analytics",), "needs transcribe_call_analytics")
        elif analytics.get("post_call_analytics_settings") is not None:
            yield Problem(
                ("post_call_analytics",),
                "rules out transcribe_call_analytics.post_call_analytics_settings",
            )

    def _build(self, arguments: CallAnalyticsArgs) -> None:
        key_arn = self._key(arguments)
        files = bucket(self, arguments.get("bucket", {}), key_arn) if _stores_files(arguments) else None
        parts = Parts(
            files=files,
            insights=stream(self, arguments.get("stream", {}), key_arn),
            recording_arn=_recording_arn(files, arguments["recording"]) if "recording" in arguments and files else None,
            post_call=self._post_call(arguments, files),
        )
        policy = self._policy(arguments, parts)
        role = self._role(arguments, policy)
        configuration = MediaInsightsPipelineConfiguration(
            self.pulumi_resource_name,
            resource_access_role_arn=role.arn,
            elements=list(_elements(arguments, parts)),
            opts=self.child_options(*role.ready, *(files.ready if files else ())),
            **handed_on(arguments, "real_time_alert_configuration", "region", "tags"),
        )
        for connector, voice_connector_id in arguments.get("voice_connector_ids", {}).items():
            streaming: StreamingArgs = {"media_insights_configuration_arn": configuration.arn}
            if "data_retention_in_hours" in arguments:
                streaming["data_retention_in_hours"] = arguments["data_retention_in_hours"]
            streaming_configuration(self, f"{connector}-streaming", voice_connector_id, streaming)
        self.configuration_arn = configuration.arn
        self.role_arn = role.arn
        self.resource_access_policy = policy
        self.key_arn = pulumi.Output.from_input(key_arn)
        self.bucket_name, self.bucket_arn = outputs_of(files)
        self.stream_name, self.stream_arn = outputs_of(parts.insights)
        self.post_call_role_arn = pulumi.Output.from_input(parts.post_call.role_arn if parts.post_call else None)

    def _key(self, arguments: CallAnalyticsArgs) -> pulumi.Output[str] | None:
        streaming = arguments.get("stream", {})
        creates_bucket = _stores_files(arguments) and not arguments.get("bucket", {}).get("existing")
        creates_stream = not (streaming.get("existing") or streaming.get("skip"))
        if not (creates_bucket or creates_stream):
            return None
        return key(self, arguments.get("key", {}), "recordings and insights", policies.key_policy)

    def _post_call(self, arguments: CallAnalyticsArgs, files: Stored | None) -> PostCall | None:
        if "post_call_analytics" not in arguments or files is None:
            brought = arguments.get("transcribe_call_analytics", {}).get("post_call_analytics_settings")
            if brought is None:
                return None
            return PostCall(brought, pulumi.Output.from_input(brought)["data_access_role_arn"])
        role = created_role(
            self,
            "post-call-role",
            policy_json(policies.post_call_trust_policy, scope=self.scope),
            policy_json(
                policies.post_call_policy,
                output_arn=pulumi.Output.concat(files.arn, "/", POST_CALL_PREFIX),
                key_arn=files.key_arn,
            ),
        )
        settings: PostCallAnalyticsSettingsArgs = {
            "output_location": pulumi.Output.concat("s3://", files.name, "/", POST_CALL_PREFIX),
            "data_access_role_arn": role.arn,
        }
        if "content_redaction_output" in arguments["post_call_analytics"]:
            settings["content_redaction_output"] = arguments["post_call_analytics"]["content_redaction_output"]
        return PostCall(settings, role.arn)

    def _policy(self, arguments: CallAnalyticsArgs, parts: Parts) -> pulumi.Output[str]:
        records = parts.files if parts.recording_arn is not None else None
        return policy_json(
            policies.resource_access_policy,
            scope=self.scope,
            transcribe="transcribe" in arguments,
            transcribe_call_analytics="transcribe_call_analytics" in arguments,
            stream_arn=parts.insights.arn if parts.insights else None,
            stream_key_arn=parts.insights.key_arn if parts.insights else None,
            recording_arn=parts.recording_arn,
            recording_key_arn=records.key_arn if records else None,
            voice_enhancement=arguments.get("recording", {}).get("voice_enhancement", False),
            post_call_role_arn=parts.post_call.role_arn if parts.post_call else None,
            own_video_streams=arguments.get("own_video_streams", False),
            **handed_on(
                arguments.get("voice_analytics", {}),
                *("function_arn", "queue_arn", "queue_key_arn", "topic_arn", "topic_key_arn"),
            ),
        )

    def _role(self, arguments: CallAnalyticsArgs, policy: pulumi.Output[str]) -> Role:
        existing = arguments.get("role", {}).get("existing")
        if existing:
            return existing_role(existing)
        trust_policy = policy_json(policies.resource_access_trust_policy, scope=self.scope)
        return created_role(self, "role", trust_policy, policy)


def _stores_files(arguments: CallAnalyticsArgs) -> bool:
    return "recording" in arguments or "post_call_analytics" in arguments


def _recording_arn(files: Stored, recording: RecordingArgs) -> pulumi.Output[str]:
    return pulumi.Output.concat(files.arn, "/", recording["prefix"]) if "prefix" in recording else files.arn


def _elements(arguments: CallAnalyticsArgs, parts: Parts) -> Iterator[MediaInsightsPipelineConfigurationElementArgs]:
    if "transcribe" in arguments:
        yield {
            "type": "AmazonTranscribeProcessor",
            "amazon_transcribe_processor_configuration": arguments["transcribe"],
        }
    if "transcribe_call_analytics" in arguments:
        analytics = arguments["transcribe_call_analytics"]
        if parts.post_call:
            analytics = {**analytics, "post_call_analytics_settings": parts.post_call.settings}
        yield {
            "type": "AmazonTranscribeCallAnalyticsProcessor",
            "amazon_transcribe_call_analytics_processor_configuration": analytics,
        }
    if "voice_analytics" in arguments:
        yield from _voice_analytics_elements(arguments["voice_analytics"])
    if parts.insights:
        yield {
            "type": "KinesisDataStreamSink",
            "kinesis_data_stream_sink_configuration": {"insights_target": parts.insights.arn},
        }
    if parts.recording_arn is not None:
        recording = arguments["recording"]
        yield {
            "type": "S3RecordingSink",
            "s3_recording_sink_configuration": {
                "destination": parts.recording_arn,
                "recording_file_format": recording.get("file_format", "Wav"),
            },
        }
        if recording.get("voice_enhancement"):
            yield {"type": "VoiceEnhancementSink", "voice_enhancement_sink_configuration": {"disabled": False}}


def _voice_analytics_elements(
    voice_analytics: VoiceAnalyticsArgs,
) -> Iterator[MediaInsightsPipelineConfigurationElementArgs]:
    yield {
        "type": "VoiceAnalyticsProcessor",
        "voice_analytics_processor_configuration": {
            "speaker_search_status": _status(voice_analytics.get("speaker_search", False)),
            "voice_tone_analysis_status": _status(voice_analytics.get("voice_tone_analysis", False)),
        },
    }
    if (function_arn := voice_analytics.get("function_arn")) is not None:
        yield {
            "type": "LambdaFunctionSink",
            "lambda_function_sink_configuration": {"insights_target": function_arn},
        }
    if (queue_arn := voice_analytics.get("queue_arn")) is not None:
        yield {"type": "SqsQueueSink", "sqs_queue_sink_configuration": {"insights_target": queue_arn}}
    if (topic_arn := voice_analytics.get("topic_arn")) is not None:
        yield {"type": "SnsTopicSink", "sns_topic_sink_configuration": {"insights_target": topic_arn}}


def _status(enabled: bool) -> str:
    return "Enabled" if enabled else "Disabled"
