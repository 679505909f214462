"""Masks blocked words in messages before their channel sees them.

To refuse a message instead, hand it back with ``DeleteResource=True``: nobody but its sender hears of it.

Source: Developer guide, Setting up a channel processor.
"""

import json
import os
import re
from typing import Any

import boto3

HANDED_BACK = ("MessageId", "Metadata", "ContentType", "MessageAttributes", "PushNotification", "SubChannelId")
messaging = boto3.client("chime-sdk-messaging")


def handler(event: dict[str, Any], _context: object) -> None:
    """Hand the message back with asterisks in place of blocked words; it stays pending until then.

    Args:
        event: The message, as the channel flow sends it.
        _context: Lambda's own; not used.
    """
    message = event["ChannelMessage"]
    # What is left out would be lost: mentions of a bot, for one, are attributes.
    handed_back = {member: message[member] for member in HANDED_BACK if message.get(member)}
    handed_back["Content"] = masked(message["Content"])
    messaging.channel_flow_callback(
        CallbackId=event["CallbackId"], ChannelArn=message["ChannelArn"], ChannelMessage=handed_back
    )


def masked(content: str) -> str:
    """The content with asterisks in place of every blocked word, however it is capitalised."""
    words = "|".join(re.escape(word) for word in json.loads(os.environ["BLOCKED_WORDS"]) if word)
    if not words:
        return content
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda found: "*" * len(found.group()), content, flags=re.IGNORECASE)
