"""The service-linked roles of the Chime SDK: AWS gives each a policy that nobody can change."""

from __future__ import annotations

from chime_sdk_pulumi.local_aws.wiring.evaluation import Policy

MESSAGING_ROLE = "AWSServiceRoleForChimeSDKMessaging"
VOICE_CONNECTOR_ROLE = "AWSServiceRoleForAmazonChimeVoiceConnector"

_POLICIES = {
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
}


def service_linked_role_policy(role_name: str) -> Policy | None:
    """The policy of a service-linked role; None if the role is none of these."""
    statements = _POLICIES.get(role_name)
    if statements is None:
        return None
    return Policy(f"policy that AWS gives the role {role_name}", {"Version": "2012-10-17", "Statement": statements})
