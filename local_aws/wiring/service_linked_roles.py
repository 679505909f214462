"""The service-linked roles of the Chime SDK: AWS gives each a policy that nobody can change."""

from __future__ import annotations

from chime_sdk_pulumi.local_aws.wiring.evaluation import Policy

MEDIA_PIPELINES_ROLE = "AWSServiceRoleForAmazonChimeSDKMediaPipelines"
MESSAGING_ROLE = "AWSServiceRoleForChimeSDKMessaging"
VOICE_CONNECTOR_ROLE = "AWSServiceRoleForAmazonChimeVoiceConnector"

ROLE_NAMES = {
    "mediapipelines.chime.amazonaws.com": MEDIA_PIPELINES_ROLE,
    "messaging.chime.amazonaws.com": MESSAGING_ROLE,
    "voiceconnector.chime.amazonaws.com": VOICE_CONNECTOR_ROLE,
}
"""By the service that alone can assume it."""

_VIDEO_STREAMS = [
    "kinesisvideo:GetDataEndpoint",
    "kinesisvideo:PutMedia",
    "kinesisvideo:UpdateDataRetention",
    "kinesisvideo:DescribeStream",
    "kinesisvideo:CreateStream",
]
_POLICIES = {
    # Developer guide, Creating a service-linked role for media pipelines (AWS managed policy
    # AmazonChimeSDKMediaPipelinesServiceLinkedRolePolicy).
    MEDIA_PIPELINES_ROLE: [
        {
            "Sid": "AllowPutMetricsForChimeSDKNamespace",
            "Effect": "Allow",
            "Action": "cloudwatch:PutMetricData",
            "Resource": "*",
            "Condition": {"StringEquals": {"cloudwatch:namespace": "AWS/ChimeSDK"}},
        },
        {
            "Sid": "AllowKinesisVideoStreamsAccess",
            "Effect": "Allow",
            "Action": _VIDEO_STREAMS,
            "Resource": ["arn:aws:kinesisvideo:*:*:stream/ChimeMediaPipelines-*"],
        },
        {
            "Sid": "AllowKinesisVideoStreamsListAccess",
            "Effect": "Allow",
            "Action": ["kinesisvideo:ListStreams"],
            "Resource": ["*"],
        },
        {
            "Sid": "AllowChimeMeetingAccess",
            "Effect": "Allow",
            "Action": ["chime:GetMeeting", "chime:CreateAttendee", "chime:DeleteAttendee"],
            "Resource": "*",
        },
    ],
    # Developer guide, Using service-linked roles (AWS managed policy AmazonChimeSDKMessagingServiceRolePolicy).
    MESSAGING_ROLE: [
        {
            "Effect": "Allow",
            "Action": ["kms:GenerateDataKey"],
            "Resource": "*",
            "Condition": {"StringLike": {"kms:ViaService": ["kinesis.*.amazonaws.com"]}},
        },
        {
            "Effect": "Allow",
            "Action": ["kinesis:PutRecord", "kinesis:PutRecords", "kinesis:DescribeStream"],
            "Resource": ["arn:aws:kinesis:*:*:stream/chime-messaging-*"],
        },
    ],
    # Administrator guide, Using the Voice Connector service linked role policy (AWS managed policy
    # AmazonChimeVoiceConnectorServiceLinkedRolePolicy).
    VOICE_CONNECTOR_ROLE: [
        {"Effect": "Allow", "Action": ["chime:GetVoiceConnector*"], "Resource": ["*"]},
        {
            "Effect": "Allow",
            "Action": _VIDEO_STREAMS,
            "Resource": ["arn:aws:kinesisvideo:*:*:stream/ChimeVoiceConnector-*"],
        },
        {"Effect": "Allow", "Action": ["kinesisvideo:ListStreams"], "Resource": ["*"]},
        {
            "Effect": "Allow",
            "Action": ["SNS:Publish"],
            "Resource": ["arn:aws:sns:*:*:ChimeVoiceConnector-Streaming*"],
        },
        {
            "Effect": "Allow",
            "Action": ["sqs:SendMessage"],
            "Resource": ["arn:aws:sqs:*:*:ChimeVoiceConnector-Streaming*"],
        },
        {"Effect": "Allow", "Action": ["polly:SynthesizeSpeech"], "Resource": ["*"]},
        {
            "Effect": "Allow",
            "Action": ["chime:CreateMediaInsightsPipeline", "chime:GetMediaInsightsPipelineConfiguration"],
            "Resource": ["*"],
        },
    ],
}


def service_linked_role_arn(account: str, service: str) -> str:
    """The ARN of the service-linked role of a service."""
    return f"arn:aws:iam::{account}:role/aws-service-role/{service}/{ROLE_NAMES[service]}"


def service_linked_role_policy(role_name: str) -> Policy | None:
    """The policy of a service-linked role; None if the role is none of these."""
    statements = _POLICIES.get(role_name)
    if statements is None:
        return None
    return Policy(f"policy that AWS gives the role {role_name}", {"Version": "2012-10-17", "Statement": statements})
