"""Behaviour of the `chime-sdk-voice` API: one module per kind of object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.tagging import TaggingOperations
from chime_sdk_pulumi.local_aws.voice.connectors import VoiceConnectors
from chime_sdk_pulumi.local_aws.voice.phone_numbers import PhoneNumbers
from chime_sdk_pulumi.local_aws.voice.sip_media_applications import SipMediaApplications
from chime_sdk_pulumi.local_aws.voice.sip_rules import SipRules

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Store


def voice_operations(store: Store) -> list[object]:
    """What answers the operations of `chime-sdk-voice`."""
    return [
        VoiceConnectors(store),
        SipMediaApplications(store),
        SipRules(store),
        PhoneNumbers(store),
        TaggingOperations(store, "chime-sdk-voice"),
    ]
