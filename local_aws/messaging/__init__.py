"""Behaviour of the `chime-sdk-messaging` API: one module per kind of object.

Most of its operations model no NotFoundException, so what is missing answers ForbiddenException there (inferred).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ForbiddenError
from chime_sdk_pulumi.local_aws.messaging.channel_flows import ChannelFlows
from chime_sdk_pulumi.local_aws.tagging import TaggingOperations

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Store


def messaging_operations(store: Store) -> list[object]:
    """What answers the operations of `chime-sdk-messaging`."""
    return [ChannelFlows(store), TaggingOperations(store, "chime-sdk-messaging", missing=ForbiddenError)]
