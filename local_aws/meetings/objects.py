"""What the `chime-sdk-meetings` API holds, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.store import Described

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Structure


@dataclass
class Meeting(Described):
    kind = "Meeting"
    id_member = "MeetingId"
    arn_member = "MeetingArn"
    name_member = "ExternalMeetingId"

    notifications: Structure = field(default_factory=dict)
    """The NotificationsConfiguration, which no operation tells back."""
