"""CallAnalytics: what is made for which elements, and that the role may do what they need and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.components import CallAnalytics, policies
from chime_sdk_pulumi.components.policies import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.components import CallAnalyticsArgs
    from chime_sdk_pulumi.providers.media_pipelines import RealTimeAlertConfigurationArgs

    from tests.components.deployment import Deployment

SCOPE = Scope("aws", "us-east-1", "111122223333")
KEY = "arn:aws:kms:us-east-1:111122223333:key/calls-key"
STREAM = "arn:aws:kinesis:us-east-1:111122223333:stream/calls-stream"
BUCKET = "arn:aws:s3:::calls-bucket"
EAST, WEST = "abcdefghijklm2nopq3rs", "tuvwxyz4567abc8defghi"
BROUGHT_KEY = "arn:aws:kms:us-east-1:111122223333:key/brought"
BROUGHT_STREAM = "arn:aws:kinesis:us-east-1:111122223333:stream/brought"


def elements(deployment: Deployment) -> dict[str, Any]:
    """The elements of the configuration by type."""
    made = deployment.inputs("MediaInsightsPipelineConfiguration calls")["elements"]
    assert len({element["type"] for element in made}) == len(made)
    configurations = {}
    for element in made:
        (configuration,) = [name for name in element if name != "type"]
        configurations[element["type"]] = element[configuration]
    return configurations


def granted(deployment: Deployment) -> Any:  # noqa: ANN401  # JSON
    """The policy of the resource access role."""
    return deployment["RolePolicy calls-role-policy"].document("policy")


def test_recording_makes_a_private_bucket_a_stream_a_key_and_a_role(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: CallAnalytics("calls", recording={}))
    assert set(deployment.resources) == {
        "Key calls-key",
        "Bucket calls-bucket",
        "BucketServerSideEncryptionConfiguration calls-bucket-encryption",
        "BucketPublicAccessBlock calls-bucket-public-access",
        "BucketOwnershipControls calls-bucket-ownership",
        "BucketPolicy calls-bucket-policy",
        "Stream calls-stream",
        "Role calls-role",
        "RolePolicy calls-role-policy",
        "MediaInsightsPipelineConfiguration calls",
    }
    assert {made.parent for made in deployment.resources.values()} == {"calls"}
    assert elements(deployment) == {
        "KinesisDataStreamSink": {"insights_target": STREAM},
        "S3RecordingSink": {"destination": BUCKET, "recording_file_format": "Wav"},
    }


def test_what_is_recorded_is_encrypted_with_a_rotated_key_that_the_sdk_may_use(
    deploy: Callable[..., Deployment],
) -> None:
    deployment = deploy(lambda: CallAnalytics("calls", recording={}, tags={"team": "voice"}))
    key = deployment["Key calls-key"]
    assert key.document("policy") == policies.key_policy(SCOPE)
    assert (key.inputs["enableKeyRotation"], key.inputs["tags"]) == (
        True,
        {"team": "voice", "AWSServiceName": "ChimeSDK"},
    )
    assert deployment.inputs("BucketServerSideEncryptionConfiguration calls-bucket-encryption")["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
            "bucketKeyEnabled": True,
        }
    ]
    stream = deployment.inputs("Stream calls-stream")
    assert (stream["encryptionType"], stream["kmsKeyId"]) == ("KMS", KEY)
    assert stream["streamModeDetails"] == {"streamMode": "ON_DEMAND"}


def test_the_bucket_is_its_owners_and_nobody_elses(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: CallAnalytics("calls", recording={}))
    assert deployment.inputs("BucketPublicAccessBlock calls-bucket-public-access") == {
        "bucket": "calls-bucket",
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    assert deployment.inputs("BucketOwnershipControls calls-bucket-ownership")["rule"] == {
        "objectOwnership": "BucketOwnerEnforced"
    }
    policy = deployment["BucketPolicy calls-bucket-policy"]
    assert policy.document("policy") == policies.encrypted_transport_bucket_policy(BUCKET)
    assert "forceDestroy" not in deployment.inputs("Bucket calls-bucket")


def test_nothing_is_recorded_before_the_bucket_is_protected_and_the_role_has_its_policy(
    deploy: Callable[..., Deployment],
) -> None:
    deployment = deploy(lambda: CallAnalytics("calls", recording={}))
    assert deployment["MediaInsightsPipelineConfiguration calls"].depends_on >= {
        "calls-role-policy",
        "calls-bucket-encryption",
        "calls-bucket-public-access",
        "calls-bucket-ownership",
        "calls-bucket-policy",
    }


def test_the_role_of_a_recording_configuration(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: CallAnalytics(
            "calls", recording={"prefix": "support", "file_format": "Opus", "voice_enhancement": True}
        )
    )
    assert deployment["Role calls-role"].document("assumeRolePolicy") == policies.resource_access_trust_policy(SCOPE)
    assert granted(deployment) == policies.resource_access_policy(
        SCOPE,
        stream_arn=STREAM,
        stream_key_arn=KEY,
        recording_arn=f"{BUCKET}/support",
        recording_key_arn=KEY,
        voice_enhancement=True,
    )
    assert elements(deployment)["S3RecordingSink"] == {
        "destination": f"{BUCKET}/support",
        "recording_file_format": "Opus",
    }
    assert elements(deployment)["VoiceEnhancementSink"] == {"disabled": False}
    configuration = deployment.inputs("MediaInsightsPipelineConfiguration calls")
    assert configuration["resource_access_role_arn"] == "arn:aws:iam::111122223333:role/calls-role"


def test_transcription_alone_needs_no_bucket(deploy: Callable[..., Deployment]) -> None:
    alerts: RealTimeAlertConfigurationArgs = {
        "rules": [
            {
                "type": "KeywordMatch",
                "keyword_match_configuration": {"rule_name": "escalation", "keywords": ["supervisor"]},
            }
        ]
    }
    deployment = deploy(
        lambda: CallAnalytics("calls", transcribe={"language_code": "en-US"}, real_time_alert_configuration=alerts)
    )
    assert set(deployment.resources) == {
        "Key calls-key",
        "Stream calls-stream",
        "Role calls-role",
        "RolePolicy calls-role-policy",
        "MediaInsightsPipelineConfiguration calls",
    }
    assert granted(deployment) == policies.resource_access_policy(
        SCOPE, transcribe=True, stream_arn=STREAM, stream_key_arn=KEY
    )
    assert elements(deployment) == {
        "AmazonTranscribeProcessor": {"language_code": "en-US"},
        "KinesisDataStreamSink": {"insights_target": STREAM},
    }
    configuration = deployment.inputs("MediaInsightsPipelineConfiguration calls")
    assert configuration["real_time_alert_configuration"] == alerts


def test_post_call_analytics_get_a_role_of_their_own_and_a_folder_of_the_bucket(
    deploy: Callable[..., Deployment],
) -> None:
    deployment = deploy(
        lambda: CallAnalytics(
            "calls",
            transcribe_call_analytics={"language_code": "en-US", "content_redaction_type": "PII"},
            post_call_analytics={"content_redaction_output": "redacted"},
        )
    )
    role = "arn:aws:iam::111122223333:role/calls-post-call-role"
    assert deployment["Role calls-post-call-role"].document("assumeRolePolicy") == policies.post_call_trust_policy(
        SCOPE
    )
    assert deployment["RolePolicy calls-post-call-role-policy"].document("policy") == policies.post_call_policy(
        f"{BUCKET}/post-call-analytics", KEY
    )
    assert elements(deployment)["AmazonTranscribeCallAnalyticsProcessor"] == {
        "language_code": "en-US",
        "content_redaction_type": "PII",
        "post_call_analytics_settings": {
            "output_location": "s3://calls-bucket/post-call-analytics",
            "data_access_role_arn": role,
            "content_redaction_output": "redacted",
        },
    }
    assert granted(deployment) == policies.resource_access_policy(
        SCOPE,
        transcribe_call_analytics=True,
        stream_arn=STREAM,
        stream_key_arn=KEY,
        post_call_role_arn=role,
    )
    assert deployment.outputs["post_call_role_arn"] == role


def test_brought_post_call_analytics_only_need_their_role_passed(deploy: Callable[..., Deployment]) -> None:
    role = "arn:aws:iam::111122223333:role/brought"
    deployment = deploy(
        lambda: CallAnalytics(
            "calls",
            transcribe_call_analytics={
                "language_code": "en-US",
                "post_call_analytics_settings": {"output_location": "s3://b", "data_access_role_arn": role},
            },
        )
    )
    assert not [name for name in deployment.resources if name.startswith("Bucket") or "post-call" in name]
    assert "PassPostCallRole" in deployment["RolePolicy calls-role-policy"].statements()
    assert granted(deployment)["Statement"][-1]["Resource"] == [role]


def test_voice_analytics_tell_everyone_who_was_named(deploy: Callable[..., Deployment]) -> None:
    function, queue, topic = (
        "arn:aws:lambda:us-east-1:111122223333:function:notify",
        "arn:aws:sqs:us-east-1:111122223333:notify",
        "arn:aws:sns:us-east-1:111122223333:notify",
    )
    deployment = deploy(
        lambda: CallAnalytics(
            "calls",
            voice_analytics={
                "speaker_search": True,
                "function_arn": function,
                "queue_arn": queue,
                "queue_key_arn": BROUGHT_KEY,
                "topic_arn": topic,
            },
        )
    )
    assert elements(deployment) == {
        "VoiceAnalyticsProcessor": {"speaker_search_status": "Enabled", "voice_tone_analysis_status": "Disabled"},
        "KinesisDataStreamSink": {"insights_target": STREAM},
        "LambdaFunctionSink": {"insights_target": function},
        "SqsQueueSink": {"insights_target": queue},
        "SnsTopicSink": {"insights_target": topic},
    }
    assert granted(deployment) == policies.resource_access_policy(
        SCOPE,
        stream_arn=STREAM,
        stream_key_arn=KEY,
        function_arn=function,
        queue_arn=queue,
        queue_key_arn=BROUGHT_KEY,
        topic_arn=topic,
    )


def test_brought_things_are_used_and_nothing_is_made_for_them(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: CallAnalytics(
            "calls",
            recording={},
            bucket={"existing": {"arn": "arn:aws:s3:::brought"}},
            stream={"existing": {"arn": BROUGHT_STREAM, "key_arn": BROUGHT_KEY}},
            role={"existing": {"arn": "arn:aws:iam::111122223333:role/brought"}},
        )
    )
    assert set(deployment.resources) == {"MediaInsightsPipelineConfiguration calls"}
    assert elements(deployment) == {
        "KinesisDataStreamSink": {"insights_target": BROUGHT_STREAM},
        "S3RecordingSink": {"destination": "arn:aws:s3:::brought", "recording_file_format": "Wav"},
    }
    outputs = deployment.outputs
    assert json.loads(outputs["resource_access_policy"]) == policies.resource_access_policy(
        SCOPE, stream_arn=BROUGHT_STREAM, stream_key_arn=BROUGHT_KEY, recording_arn="arn:aws:s3:::brought"
    )
    assert (outputs["bucket_name"], outputs["stream_name"], outputs["key_arn"]) == ("brought", "brought", None)
    assert outputs["role_arn"] == "arn:aws:iam::111122223333:role/brought"


def test_a_brought_key_encrypts_what_is_created(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: CallAnalytics("calls", recording={}, key={"existing": {"arn": BROUGHT_KEY}}))
    assert "Key calls-key" not in deployment.resources
    assert deployment.inputs("Stream calls-stream")["kmsKeyId"] == BROUGHT_KEY
    assert deployment.outputs["key_arn"] == BROUGHT_KEY
    assert granted(deployment)["Statement"][-1]["Resource"] == [BROUGHT_KEY]


def test_without_a_key_aws_manages_the_encryption_and_the_role_needs_none(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: CallAnalytics("calls", recording={}, key={"skip": True}))
    assert deployment.inputs("Stream calls-stream")["kmsKeyId"] == "alias/aws/kinesis"
    assert deployment.inputs("BucketServerSideEncryptionConfiguration calls-bucket-encryption")["rules"] == [
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}, "bucketKeyEnabled": False}
    ]
    assert granted(deployment) == policies.resource_access_policy(SCOPE, stream_arn=STREAM, recording_arn=BUCKET)


def test_recording_can_do_without_a_stream(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: CallAnalytics("calls", recording={}, stream={"skip": True}))
    assert list(elements(deployment)) == ["S3RecordingSink"]
    assert (deployment.outputs["stream_name"], deployment.outputs["stream_arn"]) == (None, None)
    assert deployment.outputs["key_arn"] == KEY


def test_sizes_are_passed_on(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: CallAnalytics(
            "calls",
            recording={},
            bucket={"expiration_days": 30, "force_destroy": True},
            stream={"shard_count": 3, "retention_period": 48},
        )
    )
    stream = deployment.inputs("Stream calls-stream")
    assert (stream["shardCount"], stream["retentionPeriod"]) == (3, 48)
    assert stream["streamModeDetails"] == {"streamMode": "PROVISIONED"}
    assert deployment.inputs("Bucket calls-bucket")["forceDestroy"] is True
    (rule,) = deployment.inputs("BucketLifecycleConfiguration calls-bucket-lifecycle")["rules"]
    assert (rule["expiration"], rule["status"]) == ({"days": 30}, "Enabled")


def test_own_video_streams_are_read_by_tag(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: CallAnalytics("calls", transcribe={"language_code": "en-US"}, own_video_streams=True))
    assert granted(deployment) == policies.resource_access_policy(
        SCOPE, transcribe=True, stream_arn=STREAM, stream_key_arn=KEY, own_video_streams=True
    )


@pytest.mark.parametrize(("retention", "kept"), [(None, 24), (48, 48)])
def test_attached_connectors_stream_to_the_configuration(
    deploy: Callable[..., Deployment], retention: int | None, kept: int
) -> None:
    arguments: CallAnalyticsArgs = {"recording": {}, "voice_connector_ids": {"east": EAST, "west": WEST}}
    if retention:
        arguments["data_retention_in_hours"] = retention
    deployment = deploy(lambda: CallAnalytics("calls", **arguments))
    streaming = {name: made.inputs for name, made in deployment.resources.items() if name.startswith("VoiceConnector")}
    assert streaming == {
        f"VoiceConnectorStreamingConfiguration calls-{name}-streaming": {
            "voice_connector_id": connector,
            "data_retention_in_hours": kept,
            "disabled": False,
            "streaming_notification_targets": [{"notification_target": "EventBridge"}],
            "media_insights_configuration": {
                "configuration_arn": "arn:aws:chime:us-east-1:111122223333:media-insights-pipeline-configuration/calls"
            },
        }
        for name, connector in (("east", EAST), ("west", WEST))
    }


def test_the_region_reaches_every_child_and_every_policy(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: CallAnalytics(
            "calls",
            recording={},
            transcribe={"language_code": "en-US"},
            bucket={"expiration_days": 1},
            voice_connector_ids={"east": EAST},
            region="us-west-2",
        )
    )
    # IAM has no regions.
    regional = {name: made for name, made in deployment.resources.items() if not name.startswith("Role")}
    assert {name for name, made in regional.items() if made.inputs.get("region") != "us-west-2"} == set()
    assert granted(deployment)["Statement"][0]["Resource"] == [
        "arn:aws:kinesisvideo:us-west-2:111122223333:stream/Chime*"
    ]
    assert "getRegion" not in [call for call, _ in deployment.invokes]


def test_outputs(deploy: Callable[..., Deployment]) -> None:
    outputs = deploy(lambda: CallAnalytics("calls", recording={})).outputs
    expected = {
        "configuration_arn": "arn:aws:chime:us-east-1:111122223333:media-insights-pipeline-configuration/calls",
        "role_arn": "arn:aws:iam::111122223333:role/calls-role",
        "bucket_name": "calls-bucket",
        "bucket_arn": BUCKET,
        "stream_name": "calls-stream",
        "stream_arn": STREAM,
        "key_arn": KEY,
        "post_call_role_arn": None,
    }
    assert {name: outputs[name] for name in expected} == expected
