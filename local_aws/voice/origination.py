"""Origination settings of voice connectors: where the calls for its numbers go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.voice.connector_settings import ConnectorSettingOperations
from chime_sdk_pulumi.local_aws.voice.connectors import refuse_unencrypted_routes
from chime_sdk_pulumi.local_aws.voice.objects import VoiceConnectorOrigination

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Structure

DEFAULT_SIP_PORT = 5060


class Originations(ConnectorSettingOperations):
    """PutVoiceConnectorOrigination and its kin (API reference)."""

    kind = VoiceConnectorOrigination

    def put_voice_connector_origination(self, scope: Scope, request: Structure) -> Structure:
        connector = self._connector(scope, request)
        requested: Structure = request["Origination"]
        routes: list[Structure] = requested.get("Routes", [])
        # API reference, Origination: Routes or Disabled, and 1 to 20 routes.
        if not requested.keys() & {"Routes", "Disabled"}:
            raise BadRequestError("An origination must have Routes or Disabled.")
        if "Routes" in requested and not 1 <= len(routes) <= 20:
            raise BadRequestError("An origination must have 1 to 20 routes.")
        if any(not route.get("Host") for route in routes):  # inferred: nothing to route to
            raise BadRequestError("Each origination route must have a Host.")
        if connector.description["RequireEncryption"]:
            refuse_unencrypted_routes(routes)
        origination = {
            "Disabled": requested.get("Disabled", False),
            "Routes": [{"Port": DEFAULT_SIP_PORT} | route for route in routes],
        }
        return {"Origination": self._put(scope, request, origination)}

    def get_voice_connector_origination(self, scope: Scope, request: Structure) -> Structure:
        return {"Origination": self._get(scope, request)}

    def delete_voice_connector_origination(self, scope: Scope, request: Structure) -> Structure:
        return self._delete(scope, request)
