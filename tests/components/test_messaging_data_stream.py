"""MessagingDataStream: which streams get what, under names that messaging may write to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.components import MessagingDataStream, policies
from chime_sdk_pulumi.components.policies import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.components.deployment import Deployment

APP_INSTANCE = "arn:aws:chime:us-east-1:111122223333:app-instance/chat"
STREAM = "arn:aws:kinesis:us-east-1:111122223333:stream/"
KEY = "arn:aws:kms:us-east-1:111122223333:key/log-key"


def test_one_encrypted_stream_gets_everything_by_default(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: MessagingDataStream("log", app_instance_arn=APP_INSTANCE, tags={"team": "chat"}))
    assert set(deployment.resources) == {
        "Key log-key",
        "Stream chime-messaging-log",
        "MessagingStreamingConfigurations log",
    }
    assert {made.parent for made in deployment.resources.values()} == {"log"}
    assert deployment["Key log-key"].document("policy") == policies.key_policy(
        Scope("aws", "us-east-1", "111122223333")
    )
    assert deployment.inputs("Stream chime-messaging-log") == {
        "encryptionType": "KMS",
        "kmsKeyId": KEY,
        "streamModeDetails": {"streamMode": "ON_DEMAND"},
        "tags": {"team": "chat"},
    }
    assert deployment.inputs("MessagingStreamingConfigurations log") == {
        "app_instance_arn": APP_INSTANCE,
        "streaming_configurations": [
            {"data_type": "Channel", "resource_arn": f"{STREAM}chime-messaging-log"},
            {"data_type": "ChannelMessage", "resource_arn": f"{STREAM}chime-messaging-log"},
        ],
    }
    assert deployment.outputs["channel_stream_arn"] == f"{STREAM}chime-messaging-log"
    assert deployment.outputs["channel_message_stream_name"] == "chime-messaging-log"
    assert deployment.outputs["channel_stream_key_arn"] == KEY
    assert deployment.outputs["channel_message_stream_key_arn"] == KEY


def test_each_type_of_data_may_have_a_stream_of_its_own(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: MessagingDataStream(
            "log",
            app_instance_arn=APP_INSTANCE,
            channel_stream={"retention_period": 48},
            channel_message_stream={"shard_count": 4},
            key={"skip": True},
        )
    )
    assert deployment.inputs("Stream chime-messaging-channel-log") == {
        "encryptionType": "KMS",
        "kmsKeyId": "alias/aws/kinesis",
        "retentionPeriod": 48,
        "streamModeDetails": {"streamMode": "ON_DEMAND"},
    }
    assert deployment.inputs("Stream chime-messaging-channel-message-log") == {
        "encryptionType": "KMS",
        "kmsKeyId": "alias/aws/kinesis",
        "shardCount": 4,
        "streamModeDetails": {"streamMode": "PROVISIONED"},
    }
    assert deployment.inputs("MessagingStreamingConfigurations log")["streaming_configurations"] == [
        {"data_type": "Channel", "resource_arn": f"{STREAM}chime-messaging-channel-log"},
        {"data_type": "ChannelMessage", "resource_arn": f"{STREAM}chime-messaging-channel-message-log"},
    ]
    assert deployment.outputs["channel_stream_key_arn"] is None


def test_what_has_no_stream_is_not_streamed(deploy: Callable[..., Deployment]) -> None:
    existing = f"{STREAM}chime-messaging-shared"
    deployment = deploy(
        lambda: MessagingDataStream(
            "log",
            app_instance_arn=APP_INSTANCE,
            channel_message_stream={"existing": {"arn": existing, "key_arn": KEY}},
        )
    )
    assert set(deployment.resources) == {"MessagingStreamingConfigurations log"}
    assert deployment.inputs("MessagingStreamingConfigurations log")["streaming_configurations"] == [
        {"data_type": "ChannelMessage", "resource_arn": existing}
    ]
    assert deployment.outputs["channel_stream_arn"] is None
    assert deployment.outputs["channel_stream_name"] is None
    assert deployment.outputs["channel_stream_key_arn"] is None
    assert deployment.outputs["channel_message_stream_key_arn"] == KEY
    assert deployment.outputs["channel_message_stream_name"] == "chime-messaging-shared"


def test_the_name_of_a_stream_keeps_its_prefix_and_its_length(deploy: Callable[..., Deployment]) -> None:
    name = "log-" + 200 * "x"
    deployment = deploy(
        lambda: MessagingDataStream(name, app_instance_arn=APP_INSTANCE, channel_stream={}, channel_message_stream={})
    )
    logical_names = {resource.split()[1] for resource in deployment.resources if resource.startswith("Stream ")}
    assert len(logical_names) == 2
    for logical_name in logical_names:
        assert logical_name.startswith("chime-messaging-channel-")
        assert len(f"{logical_name}-0123456") == 128


def test_the_region_reaches_every_child(deploy: Callable[..., Deployment]) -> None:
    there = APP_INSTANCE.replace("us-east-1", "eu-central-1")
    deployment = deploy(lambda: MessagingDataStream("log", app_instance_arn=there, region="eu-central-1"))
    assert {made.inputs["region"] for made in deployment.resources.values()} == {"eu-central-1"}
