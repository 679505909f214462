"""Meetings and their notification targets, by boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused

MISSING = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.fixture
def meetings(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-meetings")


def create(meetings: Client, **arguments: object) -> Any:  # noqa: ANN401  # a structure of boto3
    return meetings.create_meeting(
        **({"ClientRequestToken": "token", "MediaRegion": "eu-west-3", "ExternalMeetingId": "standup"} | arguments)
    )["Meeting"]


def test_lifecycle(meetings: Client, refused: Refused) -> None:
    features = {"Audio": {"EchoReduction": "AVAILABLE"}}
    created = create(meetings, MeetingFeatures=features, TenantIds=["acme"], Tags=[{"Key": "team", "Value": "a"}])
    meeting_id, arn = created["MeetingId"], created["MeetingArn"]
    assert arn == f"arn:aws:chime:us-east-1:123456789012:meeting/{meeting_id}"
    assert (created["ExternalMeetingId"], created["MediaRegion"]) == ("standup", "eu-west-3")
    assert (created["MeetingFeatures"], created["TenantIds"]) == (features, ["acme"])
    assert {"AudioHostUrl", "SignalingUrl"} <= created["MediaPlacement"].keys()
    assert meetings.get_meeting(MeetingId=meeting_id)["Meeting"] == created
    meetings.tag_resource(ResourceARN=arn, Tags=[{"Key": "room", "Value": "b"}])
    meetings.untag_resource(ResourceARN=arn, TagKeys=["team"])
    assert meetings.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "room", "Value": "b"}]

    meetings.delete_meeting(MeetingId=meeting_id)
    for operation in (meetings.get_meeting, meetings.delete_meeting):
        with refused("NotFoundException", meeting_id):
            operation(MeetingId=meeting_id)
    with refused("ResourceNotFoundException", arn):
        meetings.list_tags_for_resource(ResourceARN=arn)


def test_client_request_token(meetings: Client, refused: Refused) -> None:
    first = create(meetings)
    assert create(meetings) == first
    assert create(meetings, ClientRequestToken="another")["MeetingId"] != first["MeetingId"]
    with refused("ConflictException", "ClientRequestToken"):
        create(meetings, ExternalMeetingId="retrospective")


def test_too_many_tags(meetings: Client, refused: Refused) -> None:
    arn = create(meetings, Tags=[{"Key": f"k{number}", "Value": ""} for number in range(50)])["MeetingArn"]
    with refused("TooManyTagsException", "no more than 50"):
        meetings.tag_resource(ResourceARN=arn, Tags=[{"Key": "k50", "Value": ""}])


def test_ends_when_nobody_attends_for_five_minutes(meetings: Client, local_aws: LocalAws, refused: Refused) -> None:
    meeting_id = create(meetings)["MeetingId"]
    local_aws.advance_clock(290)
    meetings.get_meeting(MeetingId=meeting_id)
    local_aws.advance_clock(11)
    with refused("NotFoundException", "has ended"):
        meetings.get_meeting(MeetingId=meeting_id)


def test_replicas(meetings: Client, local_aws: LocalAws, refused: Refused) -> None:
    local_aws.set_quotas({"meeting replicas per primary meeting": 1})
    primary = create(meetings)["MeetingId"]
    replica = create(meetings, ClientRequestToken="replica", PrimaryMeetingId=primary)
    assert replica["PrimaryMeetingId"] == primary
    with refused("BadRequestException", "is a replica itself"):
        create(meetings, ClientRequestToken="nested", PrimaryMeetingId=replica["MeetingId"])
    with refused("BadRequestException", "does not exist"):
        create(meetings, ClientRequestToken="orphan", PrimaryMeetingId=MISSING)
    with refused("LimitExceededException", "1 meeting replicas"):
        create(meetings, ClientRequestToken="second", PrimaryMeetingId=primary)
    meetings.delete_meeting(MeetingId=primary)
    with refused("NotFoundException", replica["MeetingId"]):
        meetings.get_meeting(MeetingId=replica["MeetingId"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"MediaRegion": "eu-central-9"}, "eu-central-9 is not one that hosts meetings"),
        ({"ExternalMeetingId": "AWS:meeting"}, "reserved"),
        ({"MeetingFeatures": {"Video": {"MaxResolution": "FHD"}}}, "Attendee.MaxCount of 25"),
        ({"MeetingFeatures": {"Content": {"MaxResolution": "UHD"}, "Attendee": {"MaxCount": 26}}}, "MaxCount of 25"),
    ],
)
def test_refuses_settings(meetings: Client, refused: Refused, arguments: dict[str, object], message: str) -> None:
    with refused("BadRequestException", message):
        create(meetings, **arguments)


@pytest.mark.parametrize(
    "features",
    [
        {"Video": {"MaxResolution": "FHD"}, "Attendee": {"MaxCount": 25}},
        {"Content": {"MaxResolution": "FHD"}},
    ],
)
def test_accepts_features(meetings: Client, features: dict[str, object]) -> None:
    assert create(meetings, MeetingFeatures=features)["MeetingFeatures"] == features


def test_notification_targets(
    meetings: Client, aws_client: Clients, create_function: Callable[[str, str], str], refused: Refused
) -> None:
    queue = aws_client("sqs").create_queue(QueueName="events")["QueueUrl"]
    attributes = aws_client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    topic = aws_client("sns").create_topic(Name="events")["TopicArn"]
    targets = {
        "LambdaFunctionArn": create_function("events", "us-east-1"),
        "SnsTopicArn": topic,
        "SqsQueueArn": attributes["QueueArn"],
    }
    create(meetings, NotificationsConfiguration=targets)

    for member, target in targets.items():
        refusals = {
            f"{target}-missing": "does not exist",
            target.replace("us-east-1", "us-west-2"): "must be in us-east-1",
            "arn:aws:kinesis:us-east-1:123456789012:stream/events": f"The {member} must be an ARN of",
        }
        for wrong, message in refusals.items():
            with refused("BadRequestException", message):
                create(meetings, ClientRequestToken="another", NotificationsConfiguration={member: wrong})
