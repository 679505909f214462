"""What the settings of a voice connector have in common: each is put as a whole, got, and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from chime_sdk_pulumi.local_aws.errors import BadRequestError, NotFoundError
from chime_sdk_pulumi.local_aws.voice.connectors import existing_connector
from chime_sdk_pulumi.local_aws.voice.objects import VoiceConnectorSetting

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure
    from chime_sdk_pulumi.local_aws.voice.objects import VoiceConnector


class ConnectorSettingOperations:
    """The operations of one kind of setting; a subclass gives them their names and their rules.

    Arguments:
        store: where the connectors and their settings are.
    """

    kind: ClassVar[type[VoiceConnectorSetting]]

    def __init__(self, store: Store) -> None:
        self._store = store

    def _connector(self, scope: Scope, request: Structure) -> VoiceConnector:
        return existing_connector(self._store[scope], request["VoiceConnectorId"])

    def _put(self, scope: Scope, request: Structure, value: Structure) -> Structure:
        """The setting as it is from now on, for an existing connector."""
        connector_id = self._connector(scope, request).description["VoiceConnectorId"]
        for needed in self.kind.needs:
            setting = self._store[scope].table(needed).get(connector_id)
            if setting is None or setting.value.get("Disabled", False):
                raise BadRequestError(f"{self.kind.kind} needs an enabled {needed.kind}.")
        self._store[scope].table(self.kind).put(connector_id, self.kind(connector_id, value))
        return value

    def _find(self, scope: Scope, request: Structure) -> Structure | None:
        """The setting of an existing connector, if it was put."""
        self._connector(scope, request)
        setting = self._store[scope].table(self.kind).get(request["VoiceConnectorId"])
        return setting.value if setting else None

    def _get(self, scope: Scope, request: Structure) -> Structure:
        """The setting of an existing connector.

        Raises:
            NotFoundError: it was never put, or deleted.
        """
        value = self._find(scope, request)
        if value is None:
            raise NotFoundError(f"The Voice Connector has no {self.kind.kind}.")
        return value

    def _delete(self, scope: Scope, request: Structure) -> Structure:
        self._get(scope, request)
        store, connector_id = self._store[scope], request["VoiceConnectorId"]
        for other in VoiceConnectorSetting.__subclasses__():
            if self.kind in other.needs and connector_id in store.table(other):
                # The operations that delete settings model no ConflictException.
                raise BadRequestError(f"Delete the {other.kind} of the Voice Connector before the {self.kind.kind}.")
        store.table(self.kind).remove(connector_id)
        return {}
