"""Termination settings of voice connectors: who may call out, and where to."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.quotas import declare
from chime_sdk_pulumi.local_aws.voice.connector_settings import ConnectorSettingOperations
from chime_sdk_pulumi.local_aws.voice.objects import (
    VoiceConnectorTermination,
    VoiceConnectorTerminationCredentials,
)

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Structure

CALLS_PER_SECOND = declare(
    "calls per second of a voice connector", 1, "AWS General Reference, Amazon Chime SDK endpoints and quotas"
)


class Terminations(ConnectorSettingOperations):
    """PutVoiceConnectorTermination and its kin (API reference)."""

    kind = VoiceConnectorTermination

    def put_voice_connector_termination(self, scope: Scope, request: Structure) -> Structure:
        self._connector(scope, request)
        termination: Structure = request["Termination"]
        for cidr in termination.get("CidrAllowedList", []):
            _check_cidr(cidr)
        # API reference, Termination: CallingRegions is required, in ISO 3166-1 alpha-2 form.
        if not termination.get("CallingRegions"):
            raise BadRequestError("A termination must have CallingRegions.")
        for country in termination["CallingRegions"]:
            if not re.fullmatch("[A-Z]{2}", country):
                raise BadRequestError(f"'{country}' in CallingRegions is not an ISO 3166-1 alpha-2 country code.")
        # API reference, Termination: the limit is that of the account's quota. The operation models no error for a quota.
        self._store.quotas.check(CALLS_PER_SECOND, termination.get("CpsLimit", 1) - 1, BadRequestError)
        defaults = {"CpsLimit": 1, "Disabled": False, "CidrAllowedList": []}
        return {"Termination": self._put(scope, request, defaults | termination)}

    def get_voice_connector_termination(self, scope: Scope, request: Structure) -> Structure:
        return {"Termination": self._get(scope, request)}

    def delete_voice_connector_termination(self, scope: Scope, request: Structure) -> Structure:
        reply = self._delete(scope, request)
        # inferred: credentials are for termination only
        self._store[scope].table(VoiceConnectorTerminationCredentials).remove(request["VoiceConnectorId"])
        return reply

    def get_voice_connector_termination_health(self, scope: Scope, request: Structure) -> Structure:
        self._get(scope, request)
        # API reference, TerminationHealth: of the last SIP OPTIONS ping, and no SIP comes here.
        return {"TerminationHealth": {}}


def _check_cidr(cidr: str) -> None:
    # inferred: other tools let IPv4 ranges of /27 to /32 pass, and no others.
    try:
        network = ipaddress.IPv4Network(cidr)
    except ValueError:
        raise BadRequestError(f"'{cidr}' in CidrAllowedList is not an IPv4 CIDR block.") from None
    if network.prefixlen < 27:
        raise BadRequestError(f"'{cidr}' in CidrAllowedList must have a prefix length from 27 to 32.")
