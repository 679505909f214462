"""The policies say exactly what the developer guide asks for, and nothing for parts that are not there."""

import json
from collections.abc import Mapping

import pytest
from chime_sdk_pulumi.components import policies
from chime_sdk_pulumi.components.policies import PolicyDocument, Scope

SCOPE = Scope("aws-us-gov", "us-gov-west-1", "111122223333")
STREAM = "arn:aws-us-gov:kinesis:us-gov-west-1:111122223333:stream/insights"
KEY = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/one"
OTHER_KEY = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/two"
RECORDINGS = "arn:aws-us-gov:s3:::recordings/support"
CHIME_STREAMS = ["arn:aws-us-gov:kinesisvideo:us-gov-west-1:111122223333:stream/Chime*"]
RULES = ["arn:aws:events:us-east-1:111122223333:rule/b", "arn:aws:events:us-east-1:111122223333:rule/a"]
ONLY_RULES = {"ArnEquals": {"aws:SourceArn": sorted(RULES)}}


def grants(document: PolicyDocument) -> dict[str, tuple[list[str], list[str]]]:
    """A document as {statement: (actions, resources)}."""
    return {made["Sid"]: (made["Action"], made.get("Resource", [])) for made in document["Statement"]}


def test_resource_access_role_reads_call_audio_and_nothing_else_at_the_least() -> None:
    assert grants(policies.resource_access_policy(SCOPE)) == {
        "ReadCallAudio": (["kinesisvideo:GetDataEndpoint", "kinesisvideo:GetMedia"], CHIME_STREAMS)
    }


def test_resource_access_role_of_a_recording_configuration() -> None:
    document = policies.resource_access_policy(
        SCOPE, stream_arn=STREAM, stream_key_arn=KEY, recording_arn=RECORDINGS, recording_key_arn=KEY
    )
    assert grants(document) == {
        "ReadCallAudio": (
            [
                "kinesisvideo:GetDataEndpoint",
                "kinesisvideo:GetMedia",
                "kinesisvideo:GetMediaForFragmentList",
                "kinesisvideo:ListFragments",
            ],
            CHIME_STREAMS,
        ),
        "PutInsights": (["kinesis:PutRecord"], [STREAM]),
        "PutRecordings": (["s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"], [f"{RECORDINGS}/*"]),
        "UseKeys": (["kms:Decrypt", "kms:GenerateDataKey"], [KEY]),
    }


def test_a_key_that_only_encrypts_insights_is_not_decrypted_with() -> None:
    document = policies.resource_access_policy(
        SCOPE, stream_arn=STREAM, stream_key_arn=OTHER_KEY, recording_arn=RECORDINGS, recording_key_arn=KEY
    )
    assert grants(document)["UseKeys"] == (["kms:Decrypt", "kms:GenerateDataKey"], [KEY])
    assert grants(document)["EncryptInsights"] == (["kms:GenerateDataKey"], [OTHER_KEY])


def test_voice_enhancement_reads_recordings_back() -> None:
    document = policies.resource_access_policy(SCOPE, recording_arn=RECORDINGS, voice_enhancement=True)
    assert grants(document)["PutRecordings"][0] == [
        "s3:GetObject",
        "s3:PutObject",
        "s3:PutObjectAcl",
        "s3:PutObjectTagging",
    ]


@pytest.mark.parametrize(
    ("element", "sid", "actions", "resources"),
    [
        ({"transcribe": True}, "Transcribe", ["transcribe:StartStreamTranscription"], ["*"]),
        (
            {"transcribe_call_analytics": True},
            "Transcribe",
            ["transcribe:StartCallAnalyticsStreamTranscription"],
            ["*"],
        ),
        ({"function_arn": "arn:f"}, "InvokeFunction", ["lambda:GetPolicy", "lambda:InvokeFunction"], ["arn:f"]),
        ({"queue_arn": "arn:q"}, "SendToQueue", ["sqs:GetQueueAttributes", "sqs:SendMessage"], ["arn:q"]),
        ({"topic_arn": "arn:t"}, "PublishToTopic", ["sns:GetTopicAttributes", "sns:Publish"], ["arn:t"]),
        ({"queue_key_arn": KEY}, "UseKeys", ["kms:Decrypt", "kms:GenerateDataKey"], [KEY]),
        ({"topic_key_arn": KEY}, "UseKeys", ["kms:Decrypt", "kms:GenerateDataKey"], [KEY]),
    ],
)
def test_each_element_adds_one_statement(
    element: Mapping[str, str], sid: str, actions: list[str], resources: list[str]
) -> None:
    added = grants(policies.resource_access_policy(SCOPE, **element))  # type: ignore[arg-type]  # one element per case
    del added["ReadCallAudio"]
    assert added == {sid: (actions, resources)}


def test_post_call_role_is_passed_to_streaming_transcription_only() -> None:
    statement = policies.resource_access_policy(SCOPE, post_call_role_arn="arn:r")["Statement"][-1]
    assert statement == {
        "Sid": "PassPostCallRole",
        "Effect": "Allow",
        "Action": ["iam:PassRole"],
        "Resource": ["arn:r"],
        "Condition": {"StringEquals": {"iam:PassedToService": "transcribe.streaming.amazonaws.com"}},
    }


def test_own_video_streams_and_their_keys_are_reached_by_tag() -> None:
    tagged = {"StringLike": {"aws:ResourceTag/AWSServiceName": "ChimeSDK"}}
    statements = policies.resource_access_policy(SCOPE, own_video_streams=True)["Statement"][1:]
    assert [(made["Action"], made["Resource"], made["Condition"]) for made in statements] == [
        (
            ["kinesisvideo:GetDataEndpoint", "kinesisvideo:GetMedia"],
            ["arn:aws-us-gov:kinesisvideo:us-gov-west-1:111122223333:stream/*"],
            tagged,
        ),
        (["kms:Decrypt"], ["arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/*"], tagged),
    ]


def test_trust_in_call_analytics_is_limited_to_the_account() -> None:
    assert policies.resource_access_trust_policy(SCOPE)["Statement"] == [
        {
            "Sid": "CallAnalyticsUsesTheRole",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Principal": {"Service": "mediapipelines.chime.amazonaws.com"},
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": "arn:aws-us-gov:chime:*:111122223333:*"},
            },
        }
    ]


def test_post_call_role_trusts_streaming_transcription_and_writes_below_its_location() -> None:
    assert policies.post_call_trust_policy(SCOPE)["Statement"] == [
        {
            "Sid": "TranscribeUsesTheRole",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Principal": {"Service": "transcribe.streaming.amazonaws.com"},
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": "arn:aws-us-gov:transcribe:us-gov-west-1:111122223333:*"},
            },
        }
    ]
    assert grants(policies.post_call_policy(RECORDINGS, KEY)) == {
        "PutAnalytics": (["s3:PutObject"], [f"{RECORDINGS}/*"]),
        "UseKey": (["kms:Decrypt", "kms:GenerateDataKey"], [KEY]),
    }
    assert list(grants(policies.post_call_policy(RECORDINGS))) == ["PutAnalytics"]


def test_channel_processor_hands_back_messages_of_one_app_instance() -> None:
    app_instance = "arn:aws:chime:us-east-1:111122223333:app-instance/ab12"
    assert grants(policies.channel_flow_callback_policy(app_instance)) == {
        "HandBackMessages": (["chime:ChannelFlowCallback"], [f"{app_instance}/*"])
    }


@pytest.mark.parametrize("bot", ["ab12", "*"])
def test_messaging_talks_to_an_alias_for_the_bots_of_one_app_instance(bot: str) -> None:
    """Developer guide, Granting invocation permissions."""
    app_instance = "arn:aws:chime:us-east-1:111122223333:app-instance/chat"
    alias = "arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST"
    (statement,) = policies.lex_bot_alias_policy(alias, f"{app_instance}/bot/{bot}")["Statement"]
    assert statement == {
        "Sid": "MessagingTalksToTheBot",
        "Effect": "Allow",
        "Principal": {"Service": "messaging.chime.amazonaws.com"},
        "Action": ["lex:DeleteSession", "lex:PutSession", "lex:RecognizeText"],
        "Resource": [alias],
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "111122223333"},
            "ArnEquals": {"aws:SourceArn": f"{app_instance}/bot/{bot}"},
        },
    }


def test_function_writes_its_own_log_group() -> None:
    assert grants(policies.function_policy("arn:aws:logs:us-east-1:111122223333:log-group:processor")) == {
        "WriteLog": (
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            ["arn:aws:logs:us-east-1:111122223333:log-group:processor:*"],
        )
    }
    assert policies.function_trust_policy()["Statement"][0]["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_function_is_fed_from_one_stream_with_its_key() -> None:
    stream = "arn:aws:kinesis:us-east-1:111122223333:stream/log"
    key = "arn:aws:kms:us-east-1:111122223333:key/one"
    reading = (
        [
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
        ],
        [stream],
    )
    assert grants(policies.function_stream_policy(stream)) == {"ReadStream": reading}
    document = policies.function_stream_policy(stream, key)
    assert grants(document) == {"ReadStream": reading, "DecryptStream": (["kms:Decrypt"], [key])}
    assert document["Statement"][1]["Condition"] == {
        "StringEquals": {"kms:ViaService": "kinesis.us-east-1.amazonaws.com"}
    }


@pytest.mark.parametrize(
    ("destination", "action", "service"),
    [
        ("arn:aws:sqs:us-east-1:111122223333:q", "sqs:SendMessage", "sqs"),
        ("arn:aws:sns:us-east-1:111122223333:t", "sns:Publish", "sns"),
    ],
)
def test_function_tells_of_failures_by_queue_or_topic(destination: str, action: str, service: str) -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/one"
    told, encrypted = policies.function_stream_policy("arn:s", None, destination, key)["Statement"][1:]
    assert (told["Action"], told["Resource"]) == ([action], [destination])
    assert (encrypted["Action"], encrypted["Resource"]) == (["kms:Decrypt", "kms:GenerateDataKey"], [key])
    assert encrypted["Condition"] == {"StringEquals": {"kms:ViaService": f"{service}.us-east-1.amazonaws.com"}}


def test_moderators_are_seated_on_their_own_behalf() -> None:
    app_instance = "arn:aws:chime:us-east-1:111122223333:app-instance/ab12"
    moderators = [f"{app_instance}/user/bob", f"{app_instance}/user/ann"]
    assert grants(policies.sub_channel_moderators_policy(app_instance, moderators)) == {
        "SeatModerators": (["chime:CreateChannelMembership"], [f"{app_instance}/channel/*", *sorted(moderators)])
    }


def test_bucket_refuses_requests_without_tls() -> None:
    assert policies.encrypted_transport_bucket_policy("arn:aws:s3:::b")["Statement"] == [
        {
            "Sid": "RefuseUnencryptedTransport",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:*"],
            "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


def test_keys_are_their_accounts_to_manage() -> None:
    account = {
        "Sid": "AccountDecides",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws-us-gov:iam::111122223333:root"},
        "Action": ["kms:*"],
        "Resource": ["*"],
    }
    assert policies.key_policy(SCOPE)["Statement"] == [account]
    assert policies.event_topic_key_policy(SCOPE)["Statement"] == [
        account,
        {
            "Sid": "EventBridgeDelivers",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Principal": {"Service": "events.amazonaws.com"},
            "Resource": ["*"],
        },
    ]


@pytest.mark.parametrize(
    ("document", "action", "resource"),
    [
        (policies.event_topic_policy("arn:t", RULES), "sns:Publish", "arn:t"),
        (policies.event_queue_policy("arn:q", RULES), "sqs:SendMessage", "arn:q"),
    ],
)
def test_targets_take_events_of_the_named_rules_only(document: PolicyDocument, action: str, resource: str) -> None:
    (statement,) = document["Statement"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert (statement["Action"], statement["Resource"]) == ([action], [resource])
    assert statement["Condition"] == ONLY_RULES


def test_log_group_takes_events_of_the_named_rules_only() -> None:
    opening, writing = policies.event_log_policy("arn:aws:logs:us-east-1:111122223333:log-group:/a", RULES)["Statement"]
    for statement in (opening, writing):
        assert statement["Principal"] == {"Service": ["delivery.logs.amazonaws.com", "events.amazonaws.com"]}
        assert statement["Resource"] == ["arn:aws:logs:us-east-1:111122223333:log-group:/a:*"]
    assert (opening["Action"], writing["Action"]) == (["logs:CreateLogStream"], ["logs:PutLogEvents"])
    assert "Condition" not in opening
    assert writing["Condition"] == ONLY_RULES


def test_the_same_grant_is_always_the_same_text() -> None:
    assert json.dumps(policies.event_topic_policy("arn:t", RULES)) == json.dumps(
        policies.event_topic_policy("arn:t", reversed(RULES))
    )
