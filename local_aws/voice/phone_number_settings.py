"""The phone number settings of an account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.voice.objects import PhoneNumberSettings
from chime_sdk_pulumi.local_aws.voice.phone_number_inventory import inventory_scope

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

BETWEEN_UPDATES = timedelta(days=7)
"""API reference, UpdatePhoneNumberSettings."""


class PhoneNumberSettingsOperations:
    """GetPhoneNumberSettings and UpdatePhoneNumberSettings; an update shows at once (inferred)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get_phone_number_settings(self, scope: Scope, _request: Structure) -> Structure:
        return _settings(self._store, scope.account)

    def update_phone_number_settings(self, scope: Scope, request: Structure) -> Structure:
        last = _settings(self._store, scope.account).get("CallingNameUpdatedTimestamp")
        # API reference, UpdatePhoneNumberSettings. Which error says so is inferred.
        if last is not None and self._store.now() - last < BETWEEN_UPDATES:
            raise BadRequestError("The default calling name can be updated once every seven days.")
        settings = {"CallingName": request["CallingName"], "CallingNameUpdatedTimestamp": self._store.now()}
        table = self._store[inventory_scope(scope.account)].table(PhoneNumberSettings)
        table.put(scope.account, PhoneNumberSettings(scope.account, settings))
        return {}


def default_calling_name(store: Store, account: str) -> str | None:
    """The calling name of new numbers."""
    name: str | None = _settings(store, account).get("CallingName")
    return name


def _settings(store: Store, account: str) -> Structure:
    settings = store[inventory_scope(account)].table(PhoneNumberSettings).get(account)
    return settings.value if settings else {}
