"""Streaming configurations of voice connectors: whether the audio of calls is kept, and what analyses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws import moto_backends
from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.media_pipelines.objects import MediaInsightsPipelineConfiguration
from chime_sdk_pulumi.local_aws.voice.connector_settings import ConnectorSettingOperations
from chime_sdk_pulumi.local_aws.voice.objects import SERVICE_PRINCIPAL, VoiceConnectorStreamingConfiguration
from chime_sdk_pulumi.local_aws.wiring.service_linked_roles import VOICE_CONNECTOR_ROLE

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Structure


class StreamingConfigurations(ConnectorSettingOperations):
    """PutVoiceConnectorStreamingConfiguration and its kin (API reference)."""

    kind = VoiceConnectorStreamingConfiguration

    def put_voice_connector_streaming_configuration(self, scope: Scope, request: Structure) -> Structure:
        self._connector(scope, request)
        streaming: Structure = request["StreamingConfiguration"]
        targets = [target.get("NotificationTarget") for target in streaming.get("StreamingNotificationTargets", [])]
        if len(set(targets)) != len(targets):  # inferred
            raise BadRequestError("Each streaming notification target can be given once.")
        if "MediaInsightsConfiguration" in streaming:
            self._check_media_insights(scope, streaming["MediaInsightsConfiguration"])
        if not streaming["Disabled"]:
            # Administrator guide, Using the Voice Connector service linked role policy: it is created when streaming starts.
            moto_backends.create_service_linked_role(scope.account, SERVICE_PRINCIPAL, VOICE_CONNECTOR_ROLE)
        return {"StreamingConfiguration": self._put(scope, request, streaming)}

    def get_voice_connector_streaming_configuration(self, scope: Scope, request: Structure) -> Structure:
        return {"StreamingConfiguration": self._get(scope, request)}

    def delete_voice_connector_streaming_configuration(self, scope: Scope, request: Structure) -> Structure:
        return self._delete(scope, request)

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
