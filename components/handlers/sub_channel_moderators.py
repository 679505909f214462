"""Seats moderators in the sub-channels of elastic channels, as an AppInstance's stream tells of them.

A moderator sees the messages of a sub-channel only as a member of it, and every sub-channel is the system's to open.

Source: Developer guide, Using elastic channels to host live events; Streaming messaging data.
"""

import base64
import json
import logging
import os
from typing import Any

import boto3
from botocore.exceptions import ClientError

MODERATOR_ARNS: list[str] = json.loads(os.environ["MODERATOR_ARNS"])
NOTHING_TO_DO = {
    "ConflictException": "is seated already",
    "NotFoundException": "finds the sub-channel closed again",
}
"""What makes a repeated or late event no failure."""

messaging = boto3.client("chime-sdk-messaging")
log = logging.getLogger(__name__)
log.setLevel(logging.INFO)


def handler(batch: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Seat the moderators, and say which records failed: Lambda goes on from the first of them.

    Args:
        batch: Records of the stream.
        _context: Lambda's own; not used.
    """
    failures = []
    for record in batch["Records"]:
        try:
            react(json.loads(base64.b64decode(record["kinesis"]["data"])))
        except Exception:
            number = record["kinesis"]["sequenceNumber"]
            log.exception("The record %s failed.", number)
            failures.append({"itemIdentifier": number})
    return {"batchItemFailures": failures}


def react(event: dict[str, Any]) -> None:
    """Seat every moderator if the event is a new sub-channel; one who cannot be seated keeps no other from it."""
    if event["EventType"] != "CREATE_SUB_CHANNEL":
        return
    # The guide shows the payload of no such record; that of the same events on a WebSocket is JSON in a text.
    payload = event["Payload"]
    sub_channel = json.loads(payload) if isinstance(payload, str) else payload
    refusals = []
    for moderator_arn in MODERATOR_ARNS:
        try:
            seat(moderator_arn, sub_channel["ChannelArn"], sub_channel["SubChannelId"])
        except ClientError as error:
            refusals.append(error)
    if refusals:
        raise ExceptionGroup(f"moderators of {sub_channel['ChannelArn']} could not be seated", refusals)


def seat(moderator_arn: str, channel_arn: str, sub_channel_id: str) -> None:
    """Make a moderator a member of a sub-channel, on the moderator's own behalf."""
    outcome = "is seated"
    try:
        messaging.create_channel_membership(
            ChannelArn=channel_arn,
            SubChannelId=sub_channel_id,
            MemberArn=moderator_arn,
            Type="DEFAULT",
            ChimeBearer=moderator_arn,
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in NOTHING_TO_DO:
            raise
        outcome = NOTHING_TO_DO[code]
    log.info("%s %s: sub-channel %s of %s", moderator_arn, outcome, sub_channel_id, channel_arn)
