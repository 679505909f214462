"""Policies of call analytics: the role with which the service works, and the one that Transcribe writes with.

Source: Developer guide, Using the call analytics resource access role. Where the guide's policies reach every tagged
key of the account, these name the one key; where they always allow transcription, these allow it to a configuration
that transcribes.
"""

from collections.abc import Iterable

from ._document import Condition, PolicyDocument, Scope, Statement, document, statement

CHIME_TAG: Condition = {"StringLike": {"aws:ResourceTag/AWSServiceName": "ChimeSDK"}}
"""What the guide asks of Kinesis video streams not named ``Chime…``, and of the keys that encrypt them."""

_READ_LIVE = ("kinesisvideo:GetDataEndpoint", "kinesisvideo:GetMedia")
_READ_STORED = ("kinesisvideo:GetMediaForFragmentList", "kinesisvideo:ListFragments")
_USE_KEY = ("kms:Decrypt", "kms:GenerateDataKey")


def resource_access_trust_policy(scope: Scope) -> PolicyDocument:
    """Trust policy of the resource access role. The region stays open, as in the guide: Chime ARNs may leave it out."""
    return document(
        statement(
            "CallAnalyticsUsesTheRole",
            ["sts:AssumeRole"],
            service="mediapipelines.chime.amazonaws.com",
            condition={
                "StringEquals": {"aws:SourceAccount": scope.account},
                "ArnLike": {"aws:SourceArn": f"arn:{scope.partition}:chime:*:{scope.account}:*"},
            },
        )
    )


def resource_access_policy(
    scope: Scope,
    *,
    transcribe: bool = False,
    transcribe_call_analytics: bool = False,
    stream_arn: str | None = None,
    stream_key_arn: str | None = None,
    recording_arn: str | None = None,
    recording_key_arn: str | None = None,
    voice_enhancement: bool = False,
    function_arn: str | None = None,
    queue_arn: str | None = None,
    queue_key_arn: str | None = None,
    topic_arn: str | None = None,
    topic_key_arn: str | None = None,
    post_call_role_arn: str | None = None,
    own_video_streams: bool = False,
) -> PolicyDocument:
    """What the resource access role needs for the elements of one configuration, and nothing else.

    Args:
        scope: Where the configuration is.
        transcribe: It has an ``AmazonTranscribeProcessor``.
        transcribe_call_analytics: It has an ``AmazonTranscribeCallAnalyticsProcessor``.
        stream_arn: The stream of its ``KinesisDataStreamSink``.
        stream_key_arn: The customer managed key of that stream.
        recording_arn: The destination of its ``S3RecordingSink``: the ARN of a bucket, with a prefix if there is one.
        recording_key_arn: The customer managed key of that bucket.
        voice_enhancement: It has a ``VoiceEnhancementSink``, which reads recordings back.
        function_arn: The function of its ``LambdaFunctionSink``.
        queue_arn: The queue of its ``SqsQueueSink``.
        queue_key_arn: The customer managed key of that queue.
        topic_arn: The topic of its ``SnsTopicSink``.
        topic_key_arn: The customer managed key of that topic.
        post_call_role_arn: The role that Transcribe uses for post-call analytics.
        own_video_streams: It also reads Kinesis video streams of the account's own producers, which then carry the tag
            ``AWSServiceName=ChimeSDK``, as do the keys that encrypt them. Streams of Voice Connectors need neither.
    """
    read_audio = {*_READ_LIVE, *(_READ_STORED if recording_arn else ())}
    write_recording = {
        "s3:PutObject",
        "s3:PutObjectAcl",
        "s3:PutObjectTagging",
        *(["s3:GetObject"] if voice_enhancement else []),
    }
    start_transcription = {
        *(["transcribe:StartStreamTranscription"] if transcribe else []),
        *(["transcribe:StartCallAnalyticsStreamTranscription"] if transcribe_call_analytics else []),
    }
    keys = {key for key in (recording_key_arn, queue_key_arn, topic_key_arn) if key}
    stream_key = None if stream_key_arn in keys else stream_key_arn
    return document(
        statement("ReadCallAudio", read_audio, [scope.arn("kinesisvideo", "stream/Chime*")]),
        *(_own_video_streams(scope, read_audio) if own_video_streams else ()),
        statement("Transcribe", start_transcription, ["*"]) if start_transcription else None,
        _grant("PutInsights", ["kinesis:PutRecord"], stream_arn),
        statement("PutRecordings", write_recording, [f"{recording_arn}/*"]) if recording_arn else None,
        _grant("InvokeFunction", ["lambda:GetPolicy", "lambda:InvokeFunction"], function_arn),
        _grant("SendToQueue", ["sqs:GetQueueAttributes", "sqs:SendMessage"], queue_arn),
        _grant("PublishToTopic", ["sns:GetTopicAttributes", "sns:Publish"], topic_arn),
        statement("UseKeys", _USE_KEY, keys) if keys else None,
        _grant("EncryptInsights", ["kms:GenerateDataKey"], stream_key),
        _pass_post_call_role(post_call_role_arn) if post_call_role_arn else None,
    )


def post_call_trust_policy(scope: Scope) -> PolicyDocument:
    """Trust policy of the role with which Transcribe stores post-call analytics of a call it followed live.

    Source: Amazon Transcribe developer guide, trust policy for real-time Call Analytics.
    """
    return document(
        statement(
            "TranscribeUsesTheRole",
            ["sts:AssumeRole"],
            service="transcribe.streaming.amazonaws.com",
            condition={
                "StringEquals": {"aws:SourceAccount": scope.account},
                "ArnLike": {"aws:SourceArn": scope.arn("transcribe", "*")},
            },
        )
    )


def post_call_policy(output_arn: str, key_arn: str | None = None) -> PolicyDocument:
    """What that role needs: to write below one location, and the key of its bucket.

    Args:
        output_arn: The ARN of the bucket, with a prefix if there is one.
        key_arn: The customer managed key of the bucket.
    """
    return document(
        statement("PutAnalytics", ["s3:PutObject"], [f"{output_arn}/*"]),
        _grant("UseKey", _USE_KEY, key_arn),
    )


def _grant(sid: str, actions: Iterable[str], resource: str | None) -> Statement | None:
    return statement(sid, actions, [resource]) if resource else None


def _own_video_streams(scope: Scope, read_audio: Iterable[str]) -> tuple[Statement, Statement]:
    return (
        statement("ReadTaggedStreams", read_audio, [scope.arn("kinesisvideo", "stream/*")], condition=CHIME_TAG),
        statement("DecryptTaggedStreams", ["kms:Decrypt"], [scope.arn("kms", "key/*")], condition=CHIME_TAG),
    )


def _pass_post_call_role(role_arn: str) -> Statement:
    return statement(
        "PassPostCallRole",
        ["iam:PassRole"],
        [role_arn],
        condition={"StringEquals": {"iam:PassedToService": "transcribe.streaming.amazonaws.com"}},
    )
