"""Turns away messages with links to anywhere but the hosts that are allowed, before their channel sees them."""

import json
import os
import re
from typing import Any

import boto3

AUTHORITY = re.compile(r"\bhttps?://([^\s/?#\\]*)", re.IGNORECASE)
HOST = re.compile(r"([a-z0-9.-]*[a-z0-9])(:\d+)?[^\w%]*", re.ASCII)
ALLOWED_HOSTS = {host.lower() for host in json.loads(os.environ["ALLOWED_HOSTS"])}
HANDED_BACK = (
    "MessageId",
    "Content",
    "Metadata",
    "ContentType",
    "MessageAttributes",
    "PushNotification",
    "SubChannelId",
)

messaging = boto3.client("chime-sdk-messaging")


def handler(event: dict[str, Any], _context: object) -> None:
    """Let the message pass as it is, or deny it.

    Args:
        event: The message, as the channel flow sends it.
        _context: Lambda's own; not used.
    """
    message = event["ChannelMessage"]
    messaging.channel_flow_callback(
        CallbackId=event["CallbackId"],
        ChannelArn=message["ChannelArn"],
        DeleteResource=not linked_hosts(message["Content"]) <= ALLOWED_HOSTS,
        ChannelMessage={member: message[member] for member in HANDED_BACK if message.get(member)},
    )


def linked_hosts(content: str) -> set[str]:
    """The hosts of all links; one that cannot be told is empty."""
    found = (HOST.fullmatch(authority.rpartition("@")[2].lower()) for authority in AUTHORITY.findall(content))
    return {host[1] if host else "" for host in found}
