"""Policies of the buckets and keys in which the Amazon Chime SDK leaves data."""

from ._document import PolicyDocument, Scope, Statement, document, statement


def encrypted_transport_bucket_policy(bucket_arn: str) -> PolicyDocument:
    """Bucket policy that refuses every request which is not made over TLS."""
    refusal: Statement = {
        "Sid": "RefuseUnencryptedTransport",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:*"],
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return document(refusal)


def key_policy(scope: Scope) -> PolicyDocument:
    """Policy of a key that is used through IAM roles of its own account only.

    It lets the account's IAM policies decide, without which a key can be neither used nor managed. Recordings and
    insights are written with the resource access role, so no service needs a statement of its own.
    """
    return document(_account_decides(scope))


def event_topic_key_policy(scope: Scope) -> PolicyDocument:
    """Policy of a key that encrypts an SNS topic or SQS queue to which EventBridge delivers.

    EventBridge calls KMS as itself. AWS gives this grant without conditions for topics and queues: which rules may
    deliver is for the policy of the topic or queue to say.
    """
    return document(
        _account_decides(scope),
        statement("EventBridgeDelivers", ["kms:Decrypt", "kms:GenerateDataKey"], ["*"], service="events.amazonaws.com"),
    )


def _account_decides(scope: Scope) -> Statement:
    return {
        "Sid": "AccountDecides",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{scope.partition}:iam::{scope.account}:root"},
        "Action": ["kms:*"],
        "Resource": ["*"],
    }
