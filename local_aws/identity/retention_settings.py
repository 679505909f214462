"""How long the messages of an app instance are retained."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.identity.objects import AppInstanceRetentionSettings, existing_app_instance

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

GRACE_PERIOD = timedelta(days=30)
"""How long messages past their retention can still be restored (Developer guide, Managing message retention)."""


class RetentionSettings:
    """PutAppInstanceRetentionSettings and its kin (Developer guide, Managing message retention)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put_app_instance_retention_settings(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        arn = request["AppInstanceArn"]
        existing_app_instance(store, arn)
        settings: Structure = request["AppInstanceRetentionSettings"]
        table = store.table(AppInstanceRetentionSettings)
        # Developer guide, same chapter: settings without RetentionDays turn the retention off.
        if not settings.get("ChannelRetentionSettings", {}).get("RetentionDays"):
            table.remove(_key(arn))
            return {"AppInstanceRetentionSettings": settings}
        reply = {
            "AppInstanceRetentionSettings": settings,
            "InitiateDeletionTimestamp": self._store.now() + GRACE_PERIOD,
        }
        table.put(_key(arn), AppInstanceRetentionSettings(arn, reply))
        return reply

    def get_app_instance_retention_settings(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        arn = request["AppInstanceArn"]
        existing_app_instance(store, arn)
        settings = store.table(AppInstanceRetentionSettings).get(_key(arn))
        # inferred: the operation models no NotFoundException, so settings that were never put are empty ones
        return settings.value if settings else {"AppInstanceRetentionSettings": {"ChannelRetentionSettings": {}}}


def _key(app_instance_arn: str) -> str:
    return f"{app_instance_arn}/retention-settings"
