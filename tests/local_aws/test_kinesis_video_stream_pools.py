"""Kinesis video stream pools, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused

ARN = "arn:aws:chime:us-east-1:123456789012:media-pipeline-kinesis-video-stream-pool/audio"


@pytest.fixture
def pipelines(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-media-pipelines")


@pytest.fixture
def settle(local_aws: LocalAws) -> Callable[[], object]:
    """Lets so much time pass that what has begun is done; nothing settles without it."""
    slow = ("Create", "Update", "Delete")
    local_aws.set_delays({f"{verb}MediaPipelineKinesisVideoStreamPool": 60 for verb in slow})
    return lambda: local_aws.advance_clock(60)


def create(pipelines: Client, name: str = "audio", **arguments: object) -> Any:  # noqa: ANN401  # a structure of boto3
    configuration = {"Region": "us-west-2", "DataRetentionInHours": 24}
    return pipelines.create_media_pipeline_kinesis_video_stream_pool(
        **({"PoolName": name, "StreamConfiguration": configuration} | arguments)
    )["KinesisVideoStreamPoolConfiguration"]


def get(pipelines: Client, identifier: str = "audio") -> Any:  # noqa: ANN401  # a structure of boto3
    reply = pipelines.get_media_pipeline_kinesis_video_stream_pool(Identifier=identifier)
    return reply["KinesisVideoStreamPoolConfiguration"]


def update(pipelines: Client, hours: int) -> Any:  # noqa: ANN401  # a structure of boto3
    return pipelines.update_media_pipeline_kinesis_video_stream_pool(
        Identifier="audio", StreamConfiguration={"DataRetentionInHours": hours}
    )["KinesisVideoStreamPoolConfiguration"]


def delete(pipelines: Client) -> None:
    pipelines.delete_media_pipeline_kinesis_video_stream_pool(Identifier="audio")


def test_lifecycle(pipelines: Client, settle: Callable[[], object], refused: Refused) -> None:
    created = create(pipelines, Tags=[{"Key": "team", "Value": ""}])
    assert (created["PoolArn"], created["PoolStatus"]) == (ARN, "CREATING")
    assert re.fullmatch(r"ChimeMediaPipelines-audio-[0-9a-f-]{36}", created["PoolId"])
    assert created["StreamConfiguration"] == {"Region": "us-west-2", "DataRetentionInHours": 24}
    assert pipelines.list_tags_for_resource(ResourceARN=ARN)["Tags"] == [{"Key": "team", "Value": ""}]

    settle()
    assert get(pipelines) == get(pipelines, ARN) == created | {"PoolStatus": "ACTIVE"}
    (listed,) = pipelines.list_media_pipeline_kinesis_video_stream_pools()["KinesisVideoStreamPools"]
    assert listed == {name: created[name] for name in ("PoolName", "PoolId", "PoolArn")}

    updated = update(pipelines, 48)
    assert updated["PoolStatus"] == "UPDATING"
    assert updated["StreamConfiguration"] == {"Region": "us-west-2", "DataRetentionInHours": 48}
    settle()
    assert get(pipelines) == updated | {"PoolStatus": "ACTIVE"}

    delete(pipelines)
    assert get(pipelines)["PoolStatus"] == "DELETING"
    settle()
    calls: list[Callable[[], object]] = [
        lambda: get(pipelines),
        lambda: update(pipelines, 1),
        lambda: delete(pipelines),
    ]
    for call in calls:
        with refused("NotFoundException", "audio"):
            call()
    with refused("NotFoundException", ARN):
        pipelines.list_tags_for_resource(ResourceARN=ARN)


def test_a_change_waits_for_the_one_before(pipelines: Client, settle: Callable[[], object], refused: Refused) -> None:
    create(pipelines)
    with refused("ConflictException", "is CREATING, so it cannot be updated"):
        update(pipelines, 48)
    with refused("ConflictException", "is CREATING, so it cannot be deleted"):
        delete(pipelines)
    settle()
    update(pipelines, 48)
    with refused("ConflictException", "is UPDATING"):
        delete(pipelines)
    settle()
    delete(pipelines)
    with refused("ConflictException", "is DELETING"):
        delete(pipelines)
    with refused("ConflictException", "exists already"):
        create(pipelines)
    settle()
    assert create(pipelines)["PoolStatus"] == "CREATING"


def test_failed_pool_can_only_be_deleted(
    pipelines: Client, settle: Callable[[], object], local_aws: LocalAws, refused: Refused
) -> None:
    local_aws.set_faults([{"kind": "failing-state-machines", "operations": ["CreateMediaPipeline*"]}])
    create(pipelines)
    settle()
    assert get(pipelines)["PoolStatus"] == "FAILED"
    with refused("ConflictException", "is FAILED, so it cannot be updated"):
        update(pipelines, 48)
    delete(pipelines)
    settle()
    with refused("NotFoundException", "audio"):
        get(pipelines)


def test_settles_by_itself(pipelines: Client, local_aws: LocalAws) -> None:
    create(pipelines)
    local_aws.advance_clock(1)
    assert get(pipelines)["PoolStatus"] == "ACTIVE"


def test_client_request_token(pipelines: Client, refused: Refused) -> None:
    first = create(pipelines, ClientRequestToken="token")
    assert create(pipelines, ClientRequestToken="token")["PoolId"] == first["PoolId"]
    with refused("ConflictException", "ClientRequestToken"):
        create(pipelines, "video", ClientRequestToken="token")


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ({"Region": "xx-moon-1"}, "xx-moon-1 is not a Region"),
        ({"Region": "us-east-1", "DataRetentionInHours": 87_601}, "not be more than 87600"),
    ],
)
def test_refuses_stream_configurations(
    pipelines: Client, refused: Refused, configuration: dict[str, object], message: str
) -> None:
    with refused("BadRequestException", message):
        create(pipelines, StreamConfiguration=configuration)


def test_quota(pipelines: Client, local_aws: LocalAws, refused: Refused) -> None:
    local_aws.set_quotas({"Kinesis video stream pools per Region": 1})
    create(pipelines)
    with refused("ResourceLimitExceededException", "1 Kinesis video stream pools per Region"):
        create(pipelines, "video")


def test_pages(pipelines: Client) -> None:
    for name in ("a", "b"):
        create(pipelines, name)
    first = pipelines.list_media_pipeline_kinesis_video_stream_pools(MaxResults=1)
    rest = pipelines.list_media_pipeline_kinesis_video_stream_pools(NextToken=first["NextToken"])
    assert [pool["PoolName"] for page in (first, rest) for pool in page["KinesisVideoStreamPools"]] == ["a", "b"]
    assert "NextToken" not in rest
