"""Logging configurations of voice connectors and of SIP media applications; neither can be deleted, only be disabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import NotFoundError
from chime_sdk_pulumi.local_aws.voice.connector_settings import ConnectorSettingOperations
from chime_sdk_pulumi.local_aws.voice.objects import (
    SipMediaApplication,
    SipMediaApplicationLoggingConfiguration,
    VoiceConnectorLoggingConfiguration,
)

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

_NO_CONNECTOR_LOGS = {"EnableSIPLogs": False, "EnableMediaMetricLogs": False}
_NO_APPLICATION_LOGS = {"EnableSipMediaApplicationMessageLogs": False}


class ConnectorLoggingConfigurations(ConnectorSettingOperations):
    """PutVoiceConnectorLoggingConfiguration and its kin (API reference). What was never put is disabled (inferred)."""

    kind = VoiceConnectorLoggingConfiguration

    def put_voice_connector_logging_configuration(self, scope: Scope, request: Structure) -> Structure:
        logging = _NO_CONNECTOR_LOGS | request["LoggingConfiguration"]
        self._put(scope, request, logging)
        if logging == _NO_CONNECTOR_LOGS:
            self._delete(scope, request)
        return {"LoggingConfiguration": logging}

    def get_voice_connector_logging_configuration(self, scope: Scope, request: Structure) -> Structure:
        return {"LoggingConfiguration": self._find(scope, request) or _NO_CONNECTOR_LOGS}


class SipMediaApplicationLoggingConfigurations:
    """PutSipMediaApplicationLoggingConfiguration and its kin (API reference). What was never put is disabled (inferred)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put_sip_media_application_logging_configuration(self, scope: Scope, request: Structure) -> Structure:
        application_id = self._existing(scope, request)
        logging = _NO_APPLICATION_LOGS | request.get("SipMediaApplicationLoggingConfiguration", {})
        table = self._store[scope].table(SipMediaApplicationLoggingConfiguration)
        if logging == _NO_APPLICATION_LOGS:
            table.remove(application_id)
        else:
            table.put(application_id, SipMediaApplicationLoggingConfiguration(application_id, logging))
        return {"SipMediaApplicationLoggingConfiguration": logging}

    def get_sip_media_application_logging_configuration(self, scope: Scope, request: Structure) -> Structure:
        application_id = self._existing(scope, request)
        setting = self._store[scope].table(SipMediaApplicationLoggingConfiguration).get(application_id)
        return {"SipMediaApplicationLoggingConfiguration": setting.value if setting else _NO_APPLICATION_LOGS}

    def _existing(self, scope: Scope, request: Structure) -> str:
        application_id: str = request["SipMediaApplicationId"]
        if application_id not in self._store[scope].table(SipMediaApplication):
            raise NotFoundError(f"The SIP media application {application_id} does not exist.")
        return application_id
