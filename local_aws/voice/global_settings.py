"""The settings that all voice connectors of an account share: where their call detail records go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws import moto_backends
from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.store import Scope
from chime_sdk_pulumi.local_aws.voice.objects import VoiceGlobalSettings

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Store, Structure, Table


class GlobalSettings:
    """GetGlobalSettings and UpdateGlobalSettings (API reference: of the voice connectors in an AWS account)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get_global_settings(self, scope: Scope, _request: Structure) -> Structure:
        settings = self._table(scope).get(scope.account)
        return {"VoiceConnector": settings.value if settings else {}}

    def update_global_settings(self, scope: Scope, request: Structure) -> Structure:
        settings: Structure = request["VoiceConnector"]
        bucket = settings.get("CdrBucket")
        if bucket is None:
            self._table(scope).remove(scope.account)
            return {}
        # Administrator guide, Managing global settings: create the bucket first. The error is inferred.
        if not moto_backends.bucket_exists(scope.account, bucket):
            raise BadRequestError(f"The account has no S3 bucket {bucket}.")
        self._table(scope).put(scope.account, VoiceGlobalSettings(scope.account, {"CdrBucket": bucket}))
        return {}

    def _table(self, scope: Scope) -> Table[VoiceGlobalSettings]:
        # One for the account, whichever Region's endpoint is called.
        return self._store[Scope(scope.account, "us-east-1")].table(VoiceGlobalSettings)
