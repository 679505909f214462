"""The automatic deletion of users and channels (Developer guide, Using ExpirationSettings)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from chime_sdk_pulumi.local_aws.store import Structure

BACKGROUND_PROCESS = timedelta(hours=6)
"""How long an expired object goes on: the process that deletes it "usually takes 6 hours"."""


def deletion_time(settings: Structure | None, since: datetime) -> datetime | None:
    """When an object is deleted by its ExpirationSettings, if it has any.

    Arguments:
        settings: the ExpirationSettings.
        since: when the period began.
    """
    if not settings:
        return None
    return since + timedelta(days=settings["ExpirationDays"]) + BACKGROUND_PROCESS
