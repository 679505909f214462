"""External systems configurations of voice connectors: which systems an Amazon Connect integration works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.voice.connector_settings import ConnectorSettingOperations
from chime_sdk_pulumi.local_aws.voice.objects import VoiceConnectorExternalSystemsConfiguration

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Structure

_MEMBERS = ("SessionBorderControllerTypes", "ContactCenterSystemTypes")


class ExternalSystemsConfigurations(ConnectorSettingOperations):
    """PutVoiceConnectorExternalSystemsConfiguration and its kin (API reference)."""

    kind = VoiceConnectorExternalSystemsConfiguration

    def put_voice_connector_external_systems_configuration(self, scope: Scope, request: Structure) -> Structure:
        self._connector(scope, request)
        configuration = {member: request[member] for member in _MEMBERS if request.get(member)}
        if not configuration:  # inferred: nothing else in it
            raise BadRequestError(f"An external systems configuration must have {' or '.join(_MEMBERS)}.")
        return {"ExternalSystemsConfiguration": self._put(scope, request, configuration)}

    def get_voice_connector_external_systems_configuration(self, scope: Scope, request: Structure) -> Structure:
        return {"ExternalSystemsConfiguration": self._get(scope, request)}

    def delete_voice_connector_external_systems_configuration(self, scope: Scope, request: Structure) -> Structure:
        return self._delete(scope, request)
