"""Voice connectors. Each of their settings has a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, NotFoundError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.quotas import declare
from chime_sdk_pulumi.local_aws.service_models import regions_of
from chime_sdk_pulumi.local_aws.store import new_connector_id
from chime_sdk_pulumi.local_aws.tagging import as_mapping
from chime_sdk_pulumi.local_aws.voice.objects import (
    VoiceConnector,
    VoiceConnectorOrigination,
    VoiceConnectorSetting,
)
from chime_sdk_pulumi.local_aws.voice.phone_number_inventory import associated_numbers
from chime_sdk_pulumi.local_aws.voice.voice_connector_groups import refuse_grouped

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

VOICE_CONNECTORS = declare(
    "voice connectors per Region", 3, "AWS General Reference, Amazon Chime SDK endpoints and quotas"
)


class VoiceConnectors:
    """CreateVoiceConnector and its kin (API reference)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_voice_connector(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        tags = as_mapping(request.get("Tags"))
        self._store.quotas.check(VOICE_CONNECTORS, len(store.table(VoiceConnector)))
        connector_id = new_connector_id()
        arn = scope.arn(f"vc/{connector_id}")
        created = self._store.now()
        description = {
            "VoiceConnectorId": connector_id,
            "VoiceConnectorArn": arn,
            "Name": request["Name"],
            "AwsRegion": request.get("AwsRegion", "us-east-1"),  # API reference, CreateVoiceConnector
            "OutboundHostName": f"{connector_id}.voiceconnector.chime.aws",
            "RequireEncryption": request["RequireEncryption"],
            "NetworkType": request.get("NetworkType", "IPV4_ONLY"),
            "IntegrationType": request.get("IntegrationType"),
            "CreatedTimestamp": created,
            "UpdatedTimestamp": created,
        }
        store.table(VoiceConnector).add(connector_id, VoiceConnector(description))
        store.tags[arn] = tags
        return {"VoiceConnector": description}

    def get_voice_connector(self, scope: Scope, request: Structure) -> Structure:
        return {"VoiceConnector": self._existing(scope, request).description}

    def update_voice_connector(self, scope: Scope, request: Structure) -> Structure:
        connector = self._existing(scope, request)
        origination = self._store[scope].table(VoiceConnectorOrigination).get(request["VoiceConnectorId"])
        if request["RequireEncryption"] and origination:
            refuse_unencrypted_routes(origination.value["Routes"])
        connector.description |= {
            "Name": request["Name"],
            "RequireEncryption": request["RequireEncryption"],
            "UpdatedTimestamp": self._store.now(),
        }
        return {"VoiceConnector": connector.description}

    def delete_voice_connector(self, scope: Scope, request: Structure) -> Structure:
        connector = self._existing(scope, request)
        store = self._store[scope]
        connector_id = request["VoiceConnectorId"]
        # API reference, DeleteVoiceConnector: disassociate the phone numbers first. The settings go with the connector.
        if associated_numbers(self._store, scope.account, "VoiceConnectorId", connector_id):
            raise ConflictError("The Voice Connector has phone numbers. Disassociate them before you delete it.")
        refuse_grouped(self._store, scope.account, connector_id)
        store.table(VoiceConnector).remove(connector_id)
        for kind in VoiceConnectorSetting.__subclasses__():
            store.table(kind).remove(connector_id)
        del store.tags[connector.description["VoiceConnectorArn"]]
        return {}

    def list_voice_connectors(self, scope: Scope, request: Structure) -> Structure:
        table = self._store[scope].table(VoiceConnector)
        connectors, rest = page(table, request, scope, "ListVoiceConnectors", largest=100)
        return {"VoiceConnectors": [connector.description for connector in connectors]} | rest

    def list_available_voice_connector_regions(self, _scope: Scope, _request: Structure) -> Structure:
        return {"VoiceConnectorRegions": sorted(regions_of("chime-sdk-voice"))}

    def _existing(self, scope: Scope, request: Structure) -> VoiceConnector:
        return existing_connector(self._store[scope], request["VoiceConnectorId"])


def existing_connector(store: RegionalStore, connector_id: str) -> VoiceConnector:
    """The connector.

    Raises:
        NotFoundError: there is none of that id in this account and region.
    """
    connector = store.table(VoiceConnector).get(connector_id)
    if connector is None:
        raise NotFoundError(f"The Voice Connector {connector_id} does not exist.")
    return connector


def refuse_unencrypted_routes(routes: list[Structure]) -> None:
    """Refuse the origination routes that a connector which requires encryption can't have.

    Raises:
        BadRequestError: a route goes over UDP.
    """
    # inferred: other tools refuse UDP routes on a connector that requires encryption (SIP over TLS needs TCP).
    if any(route.get("Protocol") == "UDP" for route in routes):
        raise BadRequestError("A Voice Connector that requires encryption cannot have origination routes over UDP.")
