"""Behaviour of the `chime-sdk-meetings` API: meetings without attendees, as far as their notification targets go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ResourceNotFoundError, TooManyTagsError
from chime_sdk_pulumi.local_aws.meetings.meetings import Meetings
from chime_sdk_pulumi.local_aws.tagging import TaggingOperations

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Store


def meetings_operations(store: Store) -> list[object]:
    """What answers the operations of `chime-sdk-meetings`."""
    tagging = TaggingOperations(store, "chime-sdk-meetings", missing=ResourceNotFoundError, over_limit=TooManyTagsError)
    return [Meetings(store), tagging]
