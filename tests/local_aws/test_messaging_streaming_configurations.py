"""The streaming configurations of app instances, by boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused


@pytest.fixture
def messaging(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-messaging")


@pytest.fixture
def app_instance_arn(aws_client: Clients) -> str:
    return str(aws_client("chime-sdk-identity").create_app_instance(Name="chat")["AppInstanceArn"])


@pytest.fixture
def create_stream(aws_client: Clients) -> Callable[..., str]:
    kinesis = aws_client("kinesis")

    def create(name: str, shards: int = 2, encryption: str = "KMS") -> str:
        kinesis.create_stream(StreamName=name, ShardCount=shards)
        if encryption == "KMS":
            kinesis.start_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId="alias/aws/kinesis")
        return f"arn:aws:kinesis:us-east-1:123456789012:stream/{name}"

    return create


def test_lifecycle(
    messaging: Client, app_instance_arn: str, create_stream: Callable[..., str], refused: Refused
) -> None:
    stream = create_stream("chime-messaging-all")
    key = {"AppInstanceArn": app_instance_arn}
    with refused("NotFoundException", app_instance_arn):
        messaging.get_messaging_streaming_configurations(**key)
    both = [{"DataType": data_type, "ResourceArn": stream} for data_type in ("Channel", "ChannelMessage")]
    put = messaging.put_messaging_streaming_configurations(**key, StreamingConfigurations=both)
    assert put["StreamingConfigurations"] == both
    messaging.put_messaging_streaming_configurations(**key, StreamingConfigurations=both[1:])
    got = messaging.get_messaging_streaming_configurations(**key)
    assert got["StreamingConfigurations"] == both[1:]
    for _ in range(2):
        messaging.delete_messaging_streaming_configurations(**key)
    with refused("NotFoundException", app_instance_arn):
        messaging.get_messaging_streaming_configurations(**key)


def test_needs_its_app_instance(messaging: Client, app_instance_arn: str, refused: Refused) -> None:
    key = {"AppInstanceArn": f"{app_instance_arn[:-1]}x"}
    configurations = [{"DataType": "Channel", "ResourceArn": "arn:aws:kinesis:us-east-1:123456789012:stream/a"}]
    with refused("NotFoundException", key["AppInstanceArn"]):
        messaging.put_messaging_streaming_configurations(**key, StreamingConfigurations=configurations)
    with refused("NotFoundException", key["AppInstanceArn"]):
        messaging.get_messaging_streaming_configurations(**key)
    with refused("ForbiddenException", key["AppInstanceArn"]):
        messaging.delete_messaging_streaming_configurations(**key)


def test_prerequisites_of_the_stream(
    messaging: Client, app_instance_arn: str, create_stream: Callable[..., str], refused: Refused
) -> None:
    stream = create_stream("chime-messaging-fine")
    refusals = [
        (stream.replace("us-east-1", "eu-central-1"), "BadRequestException", "account and Region"),
        (stream.replace("123456789012", "210987654321"), "BadRequestException", "account and Region"),
        (stream.replace("kinesis", "firehose"), "BadRequestException", "account and Region"),
        (create_stream("other-name"), "BadRequestException", "start with chime-messaging-"),
        (f"{stream}-missing", "ForbiddenException", "Unable to access Kinesis stream chime-messaging-fine-missing"),
        (create_stream("chime-messaging-narrow", shards=1), "BadRequestException", "at least 2 shards"),
        (create_stream("chime-messaging-plain", encryption="NONE"), "BadRequestException", "encryption"),
    ]
    for arn, code, message in refusals:
        with refused(code, message):
            messaging.put_messaging_streaming_configurations(
                AppInstanceArn=app_instance_arn,
                StreamingConfigurations=[{"DataType": "Channel", "ResourceArn": arn}],
            )
    with refused("BadRequestException", "Each DataType"):
        messaging.put_messaging_streaming_configurations(
            AppInstanceArn=app_instance_arn,
            StreamingConfigurations=[{"DataType": "Channel", "ResourceArn": stream}] * 2,
        )


def test_the_service_linked_role_is_created(
    local_aws: LocalAws,
    aws_client: Clients,
    messaging: Client,
    app_instance_arn: str,
    create_stream: Callable[..., str],
) -> None:
    configurations = [{"DataType": "Channel", "ResourceArn": create_stream("chime-messaging-all")}]
    for _ in range(2):
        messaging.put_messaging_streaming_configurations(
            AppInstanceArn=app_instance_arn, StreamingConfigurations=configurations
        )
    role = aws_client("iam").get_role(RoleName="AWSServiceRoleForChimeSDKMessaging")["Role"]
    assert role["Path"] == "/aws-service-role/messaging.chime.amazonaws.com/"
    statement = role["AssumeRolePolicyDocument"]["Statement"][0]
    assert statement["Principal"] == {"Service": "messaging.chime.amazonaws.com"}
    assert local_aws.resources()["counts"]["roles"] == 0
