"""Voice connectors, and the settings of a connector that have operations of their own."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, NotFoundError
from chime_sdk_pulumi.local_aws.media_pipelines.objects import MediaInsightsPipelineConfiguration
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.service_models import regions_of
from chime_sdk_pulumi.local_aws.store import new_connector_id
from chime_sdk_pulumi.local_aws.tagging import as_mapping
from chime_sdk_pulumi.local_aws.voice.objects import (
    SETTINGS,
    PhoneNumber,
    VoiceConnector,
    VoiceConnectorOrigination,
    VoiceConnectorStreamingConfiguration,
    VoiceConnectorTermination,
)

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Setting, Store, Structure

DEFAULT_SIP_PORT = 5060


class VoiceConnectors:
    """CreateVoiceConnector and its kin, with termination, origination and streaming configuration."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_voice_connector(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        tags = as_mapping(request.get("Tags"))
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
        if request["RequireEncryption"]:
            origination = self._store[scope].table(VoiceConnectorOrigination).get(request["VoiceConnectorId"])
            _refuse_unencrypted_routes(origination.value["Routes"] if origination else [])
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
        if any(_is_associated(number, connector_id) for number in store.table(PhoneNumber)):
            raise ConflictError("The Voice Connector has phone numbers. Disassociate them before you delete it.")
        store.table(VoiceConnector).remove(connector_id)
        for kind in SETTINGS:
            store.table(kind).remove(connector_id)
        del store.tags[connector.description["VoiceConnectorArn"]]
        return {}

    def list_voice_connectors(self, scope: Scope, request: Structure) -> Structure:
        table = self._store[scope].table(VoiceConnector)
        connectors, rest = page(table, request, scope, "ListVoiceConnectors", largest=100)
        return {"VoiceConnectors": [connector.description for connector in connectors]} | rest

    def list_available_voice_connector_regions(self, _scope: Scope, _request: Structure) -> Structure:
        return {"VoiceConnectorRegions": sorted(regions_of("chime-sdk-voice"))}

    def put_voice_connector_termination(self, scope: Scope, request: Structure) -> Structure:
        self._existing(scope, request)
        termination: Structure = request["Termination"]
        for cidr in termination.get("CidrAllowedList", []):
            _check_cidr(cidr)
        # API reference, Termination: CallingRegions is required, in ISO 3166-1 alpha-2 form.
        if not termination.get("CallingRegions"):
            raise BadRequestError("A termination must have CallingRegions.")
        for country in termination["CallingRegions"]:
            if not re.fullmatch("[A-Z]{2}", country):
                raise BadRequestError(f"'{country}' in CallingRegions is not an ISO 3166-1 alpha-2 country code.")
        defaults = {"CpsLimit": 1, "Disabled": False, "CidrAllowedList": []}
        return {"Termination": self._put(scope, request, VoiceConnectorTermination, defaults | termination)}

    def get_voice_connector_termination(self, scope: Scope, request: Structure) -> Structure:
        return {"Termination": self._put_before(scope, request, VoiceConnectorTermination).value}

    def delete_voice_connector_termination(self, scope: Scope, request: Structure) -> Structure:
        return self._remove(scope, request, VoiceConnectorTermination)

    def put_voice_connector_origination(self, scope: Scope, request: Structure) -> Structure:
        connector = self._existing(scope, request)
        requested: Structure = request["Origination"]
        routes: list[Structure] = requested.get("Routes", [])
        # API reference, Origination: Routes or Disabled, and 1 to 20 routes.
        if not requested.keys() & {"Routes", "Disabled"}:
            raise BadRequestError("An origination must have Routes or Disabled.")
        if "Routes" in requested and not 1 <= len(routes) <= 20:
            raise BadRequestError("An origination must have 1 to 20 routes.")
        if any(not route.get("Host") for route in routes):  # inferred: nothing to route to
            raise BadRequestError("Each origination route must have a Host.")
        origination = {
            "Disabled": requested.get("Disabled", False),
            "Routes": [{"Port": DEFAULT_SIP_PORT} | route for route in routes],
        }
        if connector.description["RequireEncryption"]:
            _refuse_unencrypted_routes(origination["Routes"])
        return {"Origination": self._put(scope, request, VoiceConnectorOrigination, origination)}

    def get_voice_connector_origination(self, scope: Scope, request: Structure) -> Structure:
        return {"Origination": self._put_before(scope, request, VoiceConnectorOrigination).value}

    def delete_voice_connector_origination(self, scope: Scope, request: Structure) -> Structure:
        return self._remove(scope, request, VoiceConnectorOrigination)

    def put_voice_connector_streaming_configuration(self, scope: Scope, request: Structure) -> Structure:
        self._existing(scope, request)
        streaming: Structure = request["StreamingConfiguration"]
        targets = [target.get("NotificationTarget") for target in streaming.get("StreamingNotificationTargets", [])]
        if len(set(targets)) != len(targets):  # inferred
            raise BadRequestError("Each streaming notification target can be given once.")
        media_insights = streaming.get("MediaInsightsConfiguration")
        if media_insights is not None:
            self._check_media_insights(scope, media_insights)
        self._put(scope, request, VoiceConnectorStreamingConfiguration, streaming)
        return {"StreamingConfiguration": streaming}

    def get_voice_connector_streaming_configuration(self, scope: Scope, request: Structure) -> Structure:
        streaming = self._put_before(scope, request, VoiceConnectorStreamingConfiguration).value
        return {"StreamingConfiguration": streaming}

    def delete_voice_connector_streaming_configuration(self, scope: Scope, request: Structure) -> Structure:
        return self._remove(scope, request, VoiceConnectorStreamingConfiguration)

    def _existing(self, scope: Scope, request: Structure) -> VoiceConnector:
        return existing_connector(self._store[scope], request["VoiceConnectorId"])

    def _put(self, scope: Scope, request: Structure, kind: type[Setting], value: Structure) -> Structure:
        connector_id = request["VoiceConnectorId"]
        return self._store[scope].table(kind).put(connector_id, kind(connector_id, value)).value

    def _put_before(self, scope: Scope, request: Structure, kind: type[Setting]) -> Setting:
        self._existing(scope, request)
        setting = self._store[scope].table(kind).get(request["VoiceConnectorId"])
        if setting is None:
            raise NotFoundError(f"The Voice Connector has no {kind.kind}.")
        return setting

    def _remove(self, scope: Scope, request: Structure, kind: type[Setting]) -> Structure:
        self._put_before(scope, request, kind)
        self._store[scope].table(kind).remove(request["VoiceConnectorId"])
        return {}

    def _check_media_insights(self, scope: Scope, media_insights: Structure) -> None:
        arn = media_insights.get("ConfigurationArn")
        if arn is None:
            if not media_insights.get("Disabled", False):  # inferred: nothing to start
                raise BadRequestError("An enabled MediaInsightsConfiguration must have a ConfigurationArn.")
            return
        configuration = parse_arn(arn)
        # Developer guide, Using Amazon Chime SDK call analytics: all parts in the same account and Region.
        if configuration is None or (configuration.account, configuration.region) != scope:
            raise BadRequestError(
                "The media insights configuration is not in the Voice Connector's account and Region."
            )
        known = self._store[scope].table(MediaInsightsPipelineConfiguration)
        if arn not in (item.description["MediaInsightsPipelineConfigurationArn"] for item in known):
            raise BadRequestError("The media insights pipeline configuration does not exist.")  # inferred


def existing_connector(store: RegionalStore, connector_id: str) -> VoiceConnector:
    """The connector.

    Raises:
        NotFoundError: there is none of that id in this account and region.
    """
    connector = store.table(VoiceConnector).get(connector_id)
    if connector is None:
        raise NotFoundError(f"The Voice Connector {connector_id} does not exist.")
    return connector


def _is_associated(number: PhoneNumber, connector_id: str) -> bool:
    return any(association["Value"] == connector_id for association in number.description["Associations"])


def _check_cidr(cidr: str) -> None:
    # inferred: other tools let IPv4 ranges of /27 to /32 pass, and no others.
    try:
        network = ipaddress.IPv4Network(cidr)
    except ValueError:
        raise BadRequestError(f"'{cidr}' in CidrAllowedList is not an IPv4 CIDR block.") from None
    if network.prefixlen < 27:
        raise BadRequestError(f"'{cidr}' in CidrAllowedList must have a prefix length from 27 to 32.")


def _refuse_unencrypted_routes(routes: list[Structure]) -> None:
    # inferred: other tools refuse UDP routes on a connector that requires encryption (SIP over TLS needs TCP).
    if any(route.get("Protocol") == "UDP" for route in routes):
        raise BadRequestError("A Voice Connector that requires encryption cannot have origination routes over UDP.")
