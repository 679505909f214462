"""Meetings, which nobody attends here: what of them can be checked are their settings and their notification targets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws import moto_backends
from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequestError, LimitExceededError, NotFoundError
from chime_sdk_pulumi.local_aws.media_regions import MEDIA_REGIONS
from chime_sdk_pulumi.local_aws.meetings.objects import Meeting
from chime_sdk_pulumi.local_aws.quotas import declare
from chime_sdk_pulumi.local_aws.store import create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

UNATTENDED_SECONDS = 300
"""Developer guide, Service quotas: a meeting ends that nobody attends for five minutes."""

LARGEST_HIGH_DEFINITION_MEETING = 25

ACTIVE_MEETINGS = declare("active meetings per Region", 250, "Developer guide, Service quotas")
REPLICAS = declare("meeting replicas per primary meeting", 4, "Developer guide, Service quotas")

_TARGETS = {
    "LambdaFunctionArn": ("lambda", moto_backends.lambda_function),
    "SnsTopicArn": ("sns", moto_backends.topic_exists),
    "SqsQueueArn": ("sqs", moto_backends.queue_exists),
}


class Meetings:
    """CreateMeeting, GetMeeting and DeleteMeeting (Developer guide, Creating meetings)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_meeting(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        meetings = store.table(Meeting)

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            _check_settings(request)
            _check_targets(scope, request.get("NotificationsConfiguration", {}))
            self._store.quotas.check(ACTIVE_MEETINGS, len(meetings), LimitExceededError)
            if "PrimaryMeetingId" in request:
                self._check_primary(store, request["PrimaryMeetingId"])
            meeting_id = new_uuid()
            arn = scope.arn(f"meeting/{meeting_id}")
            kept = (
                "ExternalMeetingId",
                "MediaRegion",
                "MeetingHostId",
                "MeetingFeatures",
                "PrimaryMeetingId",
                "TenantIds",
            )
            description = {member: request[member] for member in kept if member in request}
            description |= {
                "MeetingId": meeting_id,
                "MeetingArn": arn,
                "MediaPlacement": _media_placement(meeting_id, request["MediaRegion"]),
            }
            meetings.add(meeting_id, Meeting(description, request.get("NotificationsConfiguration", {})))
            store.tags[arn] = tags
            if "PrimaryMeetingId" not in request:  # Developer guide, Media replication: a replica ends with its primary
                self._store.after(scope, "CreateMeeting", UNATTENDED_SECONDS, partial(_end, meeting_id=meeting_id))
            return arn

        arn = create_once(store, "CreateMeeting", request, create)
        return {"Meeting": _existing(store, arn.rpartition("/")[2]).description}

    def get_meeting(self, scope: Scope, request: Structure) -> Structure:
        return {"Meeting": _existing(self._store[scope], request["MeetingId"]).description}

    def delete_meeting(self, scope: Scope, request: Structure) -> Structure:
        meeting = _existing(self._store[scope], request["MeetingId"])
        _end(self._store, scope, meeting.description["MeetingId"])
        return {}

    def _check_primary(self, store: RegionalStore, primary_id: str) -> None:
        primary = store.table(Meeting).get(primary_id)
        if primary is None:
            raise BadRequestError(
                f"The primary meeting {primary_id} does not exist."
            )  # CreateMeeting models no NotFound
        # Developer guide, Media replication: replicas can't be nested.
        if "PrimaryMeetingId" in primary.description:
            raise BadRequestError(f"The meeting {primary_id} is a replica itself.")
        self._store.quotas.check(REPLICAS, len(_replicas(store, primary_id)), LimitExceededError)


def _end(store: Store, scope: Scope, meeting_id: str) -> None:
    """End a meeting and its replicas (Developer guide, Media replication)."""
    regional = store[scope]
    meeting = regional.table(Meeting).get(meeting_id)
    if meeting is None:
        return
    for ended in [meeting, *_replicas(regional, meeting_id)]:
        regional.table(Meeting).remove(ended.description["MeetingId"])
        del regional.tags[ended.description["MeetingArn"]]


def _existing(store: RegionalStore, meeting_id: str) -> Meeting:
    meeting = store.table(Meeting).get(meeting_id)
    if meeting is None:
        raise NotFoundError(f"The meeting {meeting_id} does not exist, or has ended.")
    return meeting


def _replicas(store: RegionalStore, primary_id: str) -> list[Meeting]:
    meetings = store.table(Meeting)
    return [meeting for meeting in meetings if meeting.description.get("PrimaryMeetingId") == primary_id]


def _check_settings(request: Structure) -> None:
    # API reference, CreateMeeting.
    if request["MediaRegion"] not in MEDIA_REGIONS:
        raise BadRequestError(f"The MediaRegion {request['MediaRegion']} is not one that hosts meetings.")
    if request["ExternalMeetingId"].lower().startswith("aws:"):
        raise BadRequestError("An ExternalMeetingId that begins with aws: is reserved.")
    features: Structure = request.get("MeetingFeatures", {})
    resolutions = {features.get(media, {}).get("MaxResolution") for media in ("Video", "Content")}
    is_high_definition = features.get("Video", {}).get("MaxResolution") == "FHD" or "UHD" in resolutions
    largest = features.get("Attendee", {}).get("MaxCount")
    if is_high_definition and (largest is None or largest > LARGEST_HIGH_DEFINITION_MEETING):
        raise BadRequestError(
            f"A meeting with FHD video or UHD content must have an Attendee.MaxCount of {LARGEST_HIGH_DEFINITION_MEETING} "
            "at most."
        )


def _check_targets(scope: Scope, notifications: Structure) -> None:
    """Refuse the targets that can be seen to be wrong; whether they let the service in shows only when it uses them."""
    for member, (service, exists) in _TARGETS.items():
        target = notifications.get(member)
        if target is None:
            continue
        arn = parse_arn(target)
        if arn is None or arn.service != service:
            raise BadRequestError(f"The {member} must be an ARN of {service}.")
        # Developer guide, Understanding event notifications: in the Region of the API endpoint.
        if arn.region != scope.region:
            raise BadRequestError(f"The {member} must be in {scope.region}, the Region that the meeting is created in.")
        if not exists(target):  # inferred
            raise BadRequestError(f"The target {target} of {member} does not exist.")


def _media_placement(meeting_id: str, region: str) -> Structure:
    # The forms are those of the API reference's member names; nothing listens there.
    host = f"{meeting_id}.k.m1.{region}.app.chime.aws"
    return {
        "AudioHostUrl": f"{host}:3478",
        "AudioFallbackUrl": f"wss://{host}:443/calls/{meeting_id}",
        "SignalingUrl": f"wss://signal.m1.{region}.app.chime.aws/control/{meeting_id}",
        "TurnControlUrl": f"https://{meeting_id}.cell.{region}.meetings.chime.aws/v2/turn_sessions",
        "EventIngestionUrl": f"https://data.svc.{region}.ingest.chime.aws/v1/client-events",
    }
