"""The policies of `components.policies` that the reference stack does not have: all is allowed, and nothing is too much."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.components import policies

from tests.local_aws.stored_policies import HasClients, members, statements, stored_policies, unnecessary, wiring

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    Element = dict[str, Any]

SCOPE = policies.Scope("aws", "us-east-1", "123456789012")
ROLE = "arn:aws:iam::123456789012:role/analytics"
POST_CALL_ROLE = "arn:aws:iam::123456789012:role/post-call"
STREAM = SCOPE.arn("kinesis", "stream/insights")
FUNCTION = SCOPE.arn("lambda", "function:results")
QUEUE = SCOPE.arn("sqs", "results")
TOPIC = SCOPE.arn("sns", "results")
BUCKET = "arn:aws:s3:::recordings"


class CallAnalytics:
    """Call analytics whose results go to a stream, and what else the test makes; each encrypted with a key of its own."""

    def __init__(self, local_aws: LocalAws) -> None:
        self._local_aws = local_aws
        self.endpoint_url = local_aws.endpoint_url

    def client(self, service: str) -> Any:  # noqa: ANN401  # differs by service
        return self._local_aws.client(service)

    def configure(self, *elements: Element, **granted: Any) -> None:  # noqa: ANN401  # of resource_access_policy
        kinesis = self.client("kinesis")
        kinesis.create_stream(StreamName="insights", ShardCount=1)
        key_arn = self.key()
        kinesis.start_stream_encryption(StreamName="insights", EncryptionType="KMS", KeyId=key_arn)
        self.role(
            "analytics",
            policies.resource_access_trust_policy(SCOPE),
            policies.resource_access_policy(SCOPE, stream_arn=STREAM, stream_key_arn=key_arn, **granted),
        )
        sink = element("KinesisDataStreamSink", InsightsTarget=STREAM)
        self.client("chime-sdk-media-pipelines").create_media_insights_pipeline_configuration(
            MediaInsightsPipelineConfigurationName="calls", ResourceAccessRoleArn=ROLE, Elements=[*elements, sink]
        )

    def role(self, name: str, trust: policies.PolicyDocument, granted: policies.PolicyDocument) -> None:
        iam = self.client("iam")
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=json.dumps(granted))

    def key(self) -> str:
        made = self.client("kms").create_key(Policy=json.dumps(policies.key_policy(SCOPE)))
        return str(made["KeyMetadata"]["Arn"])

    def bucket(self) -> str:
        """A bucket; the ARN of its key."""
        s3, key_arn = self.client("s3"), self.key()
        s3.create_bucket(Bucket="recordings")
        encrypted = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
        s3.put_bucket_encryption(
            Bucket="recordings",
            ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": encrypted}]},
        )
        document = policies.encrypted_transport_bucket_policy(BUCKET)
        s3.put_bucket_policy(Bucket="recordings", Policy=json.dumps(document))
        return key_arn

    def function(self) -> None:
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("results.py", "")
        log_group = SCOPE.arn("logs", "log-group:/aws/lambda/results")
        self.client("logs").create_log_group(logGroupName="/aws/lambda/results")
        self.role("results", policies.function_trust_policy(), policies.function_policy(log_group))
        self.client("lambda").create_function(
            FunctionName="results",
            Runtime="python3.13",
            Handler="results.handler",
            Role="arn:aws:iam::123456789012:role/results",
            Code={"ZipFile": code.getvalue()},
        )


def check(aws: HasClients) -> None:
    """Everything is allowed, and nothing that allows it is too much."""
    listed = wiring(aws.endpoint_url)
    assert listed
    assert [entry for entry in listed if not entry["allowed"]] == []
    stored = stored_policies(aws)
    assert unnecessary(aws, statements(stored)) == []
    assert unnecessary(aws, members(stored)) == []


def element(kind: str, **settings: object) -> Element:
    return {"Type": kind, f"{kind}Configuration": settings}


RECORDING = element("S3RecordingSink", Destination=f"{BUCKET}/calls", RecordingFileFormat="Wav")
TRANSCRIBE = element("AmazonTranscribeProcessor", LanguageCode="en-US")
VOICE_ANALYTICS = element("VoiceAnalyticsProcessor", SpeakerSearchStatus="Enabled", VoiceToneAnalysisStatus="Enabled")


@pytest.fixture
def analytics(local_aws: LocalAws) -> CallAnalytics:
    return CallAnalytics(local_aws)


def test_recording_and_transcription(analytics: CallAnalytics) -> None:
    analytics.configure(
        RECORDING,
        element("VoiceEnhancementSink", Disabled=False),
        TRANSCRIBE,
        transcribe=True,
        recording_arn=f"{BUCKET}/calls",
        recording_key_arn=analytics.bucket(),
        voice_enhancement=True,
    )
    check(analytics)


def test_post_call_analytics(analytics: CallAnalytics) -> None:
    analytics.role(
        "post-call",
        policies.post_call_trust_policy(SCOPE),
        policies.post_call_policy(f"{BUCKET}/post-call-analytics", analytics.bucket()),
    )
    settings = {"OutputLocation": "s3://recordings/post-call-analytics", "DataAccessRoleArn": POST_CALL_ROLE}
    analytics.configure(
        element("AmazonTranscribeCallAnalyticsProcessor", LanguageCode="en-US", PostCallAnalyticsSettings=settings),
        transcribe_call_analytics=True,
        post_call_role_arn=POST_CALL_ROLE,
    )
    check(analytics)


def test_voice_analytics(analytics: CallAnalytics) -> None:
    queue_key, topic_key = analytics.key(), analytics.key()
    analytics.client("sqs").create_queue(QueueName="results", Attributes={"KmsMasterKeyId": queue_key})
    analytics.client("sns").create_topic(Name="results", Attributes={"KmsMasterKeyId": topic_key})
    analytics.function()
    analytics.configure(
        VOICE_ANALYTICS,
        element("LambdaFunctionSink", InsightsTarget=FUNCTION),
        element("SqsQueueSink", InsightsTarget=QUEUE),
        element("SnsTopicSink", InsightsTarget=TOPIC),
        function_arn=FUNCTION,
        queue_arn=QUEUE,
        queue_key_arn=queue_key,
        topic_arn=TOPIC,
        topic_key_arn=topic_key,
    )
    check(analytics)


def test_targets_of_events(local_aws: LocalAws) -> None:
    rules = [SCOPE.arn("events", f"rule/{name}") for name in ("failures", "alerts")]
    queue_arn, topic_arn = SCOPE.arn("sqs", "events"), SCOPE.arn("sns", "events")
    group_arn = SCOPE.arn("logs", "log-group:/aws/events/calls")
    kms, sqs, sns = local_aws.client("kms"), local_aws.client("sqs"), local_aws.client("sns")
    key_arn = kms.create_key(Policy=json.dumps(policies.event_topic_key_policy(SCOPE)))["KeyMetadata"]["Arn"]
    queue_policy = json.dumps(policies.event_queue_policy(queue_arn, rules))
    sqs.create_queue(QueueName="events", Attributes={"KmsMasterKeyId": key_arn, "Policy": queue_policy})
    topic_policy = json.dumps(policies.event_topic_policy(topic_arn, rules))
    sns.create_topic(Name="events", Attributes={"Policy": topic_policy})
    log_policy = json.dumps(policies.event_log_policy(group_arn, rules))
    local_aws.client("logs").create_log_group(logGroupName="/aws/events/calls")
    local_aws.client("logs").put_resource_policy(policyName="events", policyDocument=log_policy)
    events = local_aws.client("events")
    for name in ("failures", "alerts"):
        events.put_rule(Name=name, EventPattern=json.dumps({"source": ["aws.chime"]}))
        targets = [{"Id": arn, "Arn": arn} for arn in (queue_arn, topic_arn, group_arn)]
        events.put_targets(Rule=name, Targets=targets)
    check(local_aws)


def test_function_on_a_stream_of_messaging(local_aws: LocalAws) -> None:
    aws = CallAnalytics(local_aws)
    stream_arn, stream_key, queue_key = SCOPE.arn("kinesis", "stream/chime-messaging-log"), aws.key(), aws.key()
    aws.client("kinesis").create_stream(StreamName="chime-messaging-log", ShardCount=2)
    aws.client("kinesis").start_stream_encryption(
        StreamName="chime-messaging-log", EncryptionType="KMS", KeyId=stream_key
    )
    aws.client("chime-sdk-messaging").put_messaging_streaming_configurations(
        AppInstanceArn=aws.client("chime-sdk-identity").create_app_instance(Name="event")["AppInstanceArn"],
        StreamingConfigurations=[{"DataType": "Channel", "ResourceArn": stream_arn}],
    )
    aws.client("sqs").create_queue(QueueName="results", Attributes={"KmsMasterKeyId": queue_key})
    aws.function()
    granted = policies.function_stream_policy(stream_arn, stream_key, QUEUE, queue_key)
    aws.client("iam").put_role_policy(RoleName="results", PolicyName="stream", PolicyDocument=json.dumps(granted))
    aws.client("lambda").create_event_source_mapping(
        EventSourceArn=stream_arn,
        FunctionName="results",
        StartingPosition="TRIM_HORIZON",
        DestinationConfig={"OnFailure": {"Destination": QUEUE}},
    )
    check(aws)
