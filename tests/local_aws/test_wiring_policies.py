"""The policies that `components.policies` writes for call analytics, with every option: all is allowed, nothing is too much."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.components import policies

from tests.local_aws.stored_policies import members, statements, stored_policies, unnecessary, wiring

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

    def check(self) -> None:
        assert [entry for entry in wiring(self.endpoint_url) if not entry["allowed"]] == []
        stored = stored_policies(self.client)
        assert unnecessary(self.endpoint_url, statements(stored)) == []
        assert unnecessary(self.endpoint_url, members(stored)) == []

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
    analytics.check()


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
    analytics.check()


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
    analytics.check()
