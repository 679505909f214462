"""Emergency calling configurations of voice connectors: which provider routes their emergency calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.voice.connector_settings import ConnectorSettingOperations
from chime_sdk_pulumi.local_aws.voice.objects import VoiceConnectorEmergencyCallingConfiguration

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Structure


class EmergencyCallingConfigurations(ConnectorSettingOperations):
    """PutVoiceConnectorEmergencyCallingConfiguration and its kin (API reference)."""

    kind = VoiceConnectorEmergencyCallingConfiguration

    def put_voice_connector_emergency_calling_configuration(self, scope: Scope, request: Structure) -> Structure:
        self._connector(scope, request)
        configuration: Structure = request["EmergencyCallingConfiguration"]
        numbers: list[Structure] = configuration.get("DNIS", [])
        if not numbers:
            raise BadRequestError("An emergency calling configuration must have DNIS.")  # inferred: nothing else in it
        # Administrator guide, Setting up third-party emergency routing numbers: it must be a U.S. number.
        if any(not number["EmergencyPhoneNumber"].removeprefix("+").startswith("1") for number in numbers):
            raise BadRequestError("Each EmergencyPhoneNumber must be a U.S. number.")
        return {"EmergencyCallingConfiguration": self._put(scope, request, configuration)}

    def get_voice_connector_emergency_calling_configuration(self, scope: Scope, request: Structure) -> Structure:
        return {"EmergencyCallingConfiguration": self._get(scope, request)}

    def delete_voice_connector_emergency_calling_configuration(self, scope: Scope, request: Structure) -> Structure:
        return self._delete(scope, request)
