"""Media insights pipeline configurations (call analytics)."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ConflictError, NotFoundError
from chime_sdk_pulumi.local_aws.media_pipelines.configuration_rules import check_configuration
from chime_sdk_pulumi.local_aws.media_pipelines.objects import MediaInsightsPipelineConfiguration
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.quotas import declare
from chime_sdk_pulumi.local_aws.store import create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping
from chime_sdk_pulumi.local_aws.voice.objects import VoiceConnectorStreamingConfiguration

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

CONFIGURATIONS = declare(
    "media insights pipeline configurations per Region", 100, "Developer guide, Call analytics service quotas"
)


class MediaInsightsPipelineConfigurations:
    """CreateMediaInsightsPipelineConfiguration and its kin (Developer guide, Using Amazon Chime SDK call analytics)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_media_insights_pipeline_configuration(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        configurations = store.table(MediaInsightsPipelineConfiguration)
        name = request["MediaInsightsPipelineConfigurationName"]
        arn = scope.arn(f"media-insights-pipeline-configuration/{name}")

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            self._store.quotas.check(CONFIGURATIONS, len(configurations))
            check_configuration(scope, arn, request)
            # Developer guide, Using Amazon Chime SDK call analytics: the name must be unique. The error is inferred.
            if name in configurations:
                raise ConflictError(f"A media insights pipeline configuration of the name {name} exists already.")
            created = self._store.now()
            description = {
                "MediaInsightsPipelineConfigurationName": name,
                "MediaInsightsPipelineConfigurationArn": arn,
                "MediaInsightsPipelineConfigurationId": new_uuid(),
                "CreatedTimestamp": created,
                "UpdatedTimestamp": created,
            }
            configurations.add(name, MediaInsightsPipelineConfiguration(description | _settings(request)))
            store.tags[arn] = tags
            return arn

        create_once(store, "CreateMediaInsightsPipelineConfiguration", request, create)
        return {"MediaInsightsPipelineConfiguration": _existing(store, name)}

    def get_media_insights_pipeline_configuration(self, scope: Scope, request: Structure) -> Structure:
        return {"MediaInsightsPipelineConfiguration": _existing(self._store[scope], request["Identifier"])}

    def update_media_insights_pipeline_configuration(self, scope: Scope, request: Structure) -> Structure:
        configuration = _existing(self._store[scope], request["Identifier"])
        check_configuration(scope, configuration["MediaInsightsPipelineConfigurationArn"], request)
        # Everything but the name is replaced as a whole (API reference, UpdateMediaInsightsPipelineConfiguration).
        configuration |= _settings(request) | {"UpdatedTimestamp": self._store.now()}
        return {"MediaInsightsPipelineConfiguration": configuration}

    def delete_media_insights_pipeline_configuration(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        configuration = _existing(store, request["Identifier"])
        arn = configuration["MediaInsightsPipelineConfigurationArn"]
        if any(_uses(streaming.value, arn) for streaming in store.table(VoiceConnectorStreamingConfiguration)):
            # The wording of AWS, which its clients look for.
            raise ConflictError(
                "Cannot delete a Media Insights Pipeline Configuration while it is in use by 1 or more Voice Connectors"
            )
        store.table(MediaInsightsPipelineConfiguration).remove(configuration["MediaInsightsPipelineConfigurationName"])
        del store.tags[arn]
        return {}

    def list_media_insights_pipeline_configurations(self, scope: Scope, request: Structure) -> Structure:
        table = self._store[scope].table(MediaInsightsPipelineConfiguration)
        configurations, rest = page(table, request, scope, "ListMediaInsightsPipelineConfigurations", largest=100)
        return {"MediaInsightsPipelineConfigurations": [item.description for item in configurations]} | rest


def _existing(store: RegionalStore, identifier: str) -> Structure:
    for item in store.table(MediaInsightsPipelineConfiguration):
        configuration = item.description
        if identifier in (
            configuration["MediaInsightsPipelineConfigurationName"],
            configuration["MediaInsightsPipelineConfigurationArn"],
            configuration["MediaInsightsPipelineConfigurationId"],
        ):
            return configuration
    raise NotFoundError(f"The media insights pipeline configuration {identifier} does not exist.")


def _settings(request: Structure) -> Structure:
    alerts = copy.deepcopy(request.get("RealTimeAlertConfiguration"))
    for rule in (alerts or {}).get("Rules", []):
        if rule["Type"] == "KeywordMatch":
            rule["KeywordMatchConfiguration"].setdefault("Negate", False)  # API reference, KeywordMatchConfiguration
    return {
        "ResourceAccessRoleArn": request["ResourceAccessRoleArn"],
        "Elements": request["Elements"],
        "RealTimeAlertConfiguration": alerts,
    }


def _uses(streaming: Structure, configuration_arn: str) -> bool:
    media_insights = streaming.get("MediaInsightsConfiguration") or {}
    # inferred: a disabled reference does not keep a configuration in use
    return media_insights.get("ConfigurationArn") == configuration_arn and not media_insights.get("Disabled", False)
