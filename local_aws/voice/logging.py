"""Logging configurations of voice connectors and of SIP media applications; neither can be deleted, only be disabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws import moto_backends
from chime_sdk_pulumi.local_aws.voice.connector_settings import ConnectorSettingOperations
from chime_sdk_pulumi.local_aws.voice.objects import (
    SipMediaApplicationLoggingConfiguration,
    VoiceConnectorLoggingConfiguration,
)
from chime_sdk_pulumi.local_aws.voice.sip_media_applications import existing_application

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

_NO_CONNECTOR_LOGS = {"EnableSIPLogs": False, "EnableMediaMetricLogs": False}
_NO_APPLICATION_LOGS = {"EnableSipMediaApplicationMessageLogs": False}

# Administrator guide, Monitoring the Amazon Chime SDK with Amazon CloudWatch: log groups that AWS creates. That they are
# there at once is inferred: other tools give the caller logs:CreateLogGroup.
_CONNECTOR_LOG_GROUPS = {
    "EnableSIPLogs": "/aws/ChimeVoiceConnectorSipMessages",
    "EnableMediaMetricLogs": "/aws/ChimeVoiceConnectorLogs",
}
# Developer guide, Using the Amazon Chime SDK PSTN Audio service, has the name.
_APPLICATION_LOG_GROUP = "/aws/ChimeSipMediaApplicationSipMessages"


class ConnectorLoggingConfigurations(ConnectorSettingOperations):
    """PutVoiceConnectorLoggingConfiguration and its kin (API reference). What was never put is disabled (inferred)."""

    kind = VoiceConnectorLoggingConfiguration

    def put_voice_connector_logging_configuration(self, scope: Scope, request: Structure) -> Structure:
        connector = self._connector(scope, request).description
        logging = _NO_CONNECTOR_LOGS | request["LoggingConfiguration"]
        for member, log_group in _CONNECTOR_LOG_GROUPS.items():
            if logging[member]:
                name = f"{log_group}/{connector['VoiceConnectorId']}"
                moto_backends.create_log_group(scope.account, connector["AwsRegion"], name)
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
        application = self._existing(scope, request)
        application_id = application["SipMediaApplicationId"]
        logging = _NO_APPLICATION_LOGS | request.get("SipMediaApplicationLoggingConfiguration", {})
        table = self._store[scope].table(SipMediaApplicationLoggingConfiguration)
        if logging == _NO_APPLICATION_LOGS:
            table.remove(application_id)
        else:
            table.put(application_id, SipMediaApplicationLoggingConfiguration(application_id, logging))
            log_group = f"{_APPLICATION_LOG_GROUP}/{application_id}"
            moto_backends.create_log_group(scope.account, application["AwsRegion"], log_group)
        return {"SipMediaApplicationLoggingConfiguration": logging}

    def get_sip_media_application_logging_configuration(self, scope: Scope, request: Structure) -> Structure:
        application_id = self._existing(scope, request)["SipMediaApplicationId"]
        setting = self._store[scope].table(SipMediaApplicationLoggingConfiguration).get(application_id)
        return {"SipMediaApplicationLoggingConfiguration": setting.value if setting else _NO_APPLICATION_LOGS}

    def _existing(self, scope: Scope, request: Structure) -> Structure:
        return existing_application(self._store[scope], request["SipMediaApplicationId"])
