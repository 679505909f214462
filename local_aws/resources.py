"""What there is: every Chime object, and the numbers of moto's objects, for `GET /_local/resources`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chime_sdk_pulumi.local_aws.store import RegionalStore, Store, Structure

Listed = list[dict[str, str]]


def chime_resources(store: Store) -> dict[str, Listed]:
    """Every Chime object by kind: its id, ARN (if it has one), name, region and account."""
    resources: dict[str, Listed] = {}
    for scope, regional in store.items():
        for kind, identity in _identities(regional):
            resources.setdefault(kind, []).append(identity | {"region": scope.region, "account": scope.account})
    return resources


def _identities(store: RegionalStore) -> Iterator[tuple[str, dict[str, str]]]:
    for app_instance in store.app_instances:
        yield "AppInstance", _identity(app_instance.description, "AppInstanceArn", "AppInstanceArn")
    for flow in store.channel_flows:
        yield "ChannelFlow", _identity(flow.description, "ChannelFlowArn", "ChannelFlowArn")
    for connector in store.voice_connectors:
        identity = _identity(connector.description, "VoiceConnectorId", "VoiceConnectorArn")
        yield "VoiceConnector", identity
        settings = {
            "VoiceConnectorTermination": connector.termination,
            "VoiceConnectorOrigination": connector.origination,
            "VoiceConnectorStreamingConfiguration": connector.streaming,
        }
        for kind, setting in settings.items():
            if setting is not None:
                yield kind, {"id": identity["id"]}
    for application in store.sip_media_applications:
        yield "SipMediaApplication", _identity(application, "SipMediaApplicationId", "SipMediaApplicationArn")
    for rule in store.sip_rules:
        yield "SipRule", _identity(rule, "SipRuleId")
    for number in store.phone_numbers:
        yield "PhoneNumber", _identity(number, "PhoneNumberId", "PhoneNumberArn")
    for configuration in store.media_insights_pipeline_configurations:
        yield (
            "MediaInsightsPipelineConfiguration",
            _identity(
                configuration,
                "MediaInsightsPipelineConfigurationId",
                "MediaInsightsPipelineConfigurationArn",
                "MediaInsightsPipelineConfigurationName",
            ),
        )


def _identity(
    description: Structure, id_member: str, arn_member: str | None = None, name_member: str = "Name"
) -> dict[str, str]:
    identity = {"id": description[id_member]}
    if arn_member:
        identity["arn"] = description[arn_member]
    if name_member in description:
        identity["name"] = description[name_member]
    return identity


def moto_counts() -> dict[str, int]:
    """How many objects of other services there are, in all accounts and regions."""
    return {kind: sum(count(backend) for backend in _backends(service)) for kind, service, count in _COUNTED}


def _count_keys(backend: Any) -> int:  # noqa: ANN401  # see below
    """The keys of customers, but for those that wait for deletion."""
    return sum(
        key.key_state != "PendingDeletion" and not any(alias.startswith("alias/aws/") for alias in key.aliases)
        for key in list(backend.keys.values())
    )


# Any: moto's backends share no type with these attributes, and importing those of a service never called is slow.
_COUNTED: list[tuple[str, str, Callable[[Any], int]]] = [
    ("buckets", "s3", lambda backend: len(backend.buckets)),
    ("keys", "kms", _count_keys),
    ("roles", "iam", lambda backend: len(backend.get_roles())),
    ("functions", "awslambda", lambda backend: len(list(backend.list_functions()))),
    ("streams", "kinesis", lambda backend: len(backend.streams)),
    ("rules", "events", lambda backend: sum(len(bus.rules) for bus in list(backend.event_buses.values()))),
    ("topics", "sns", lambda backend: len(backend.topics)),
    ("queues", "sqs", lambda backend: len(backend.queues)),
    ("log_groups", "logs", lambda backend: len(backend.groups)),
]


def _backends(service: str) -> Iterator[Any]:
    """moto's backends of a service in every account and region; none if the service was never called."""
    models = sys.modules.get(f"moto.{service}.models")
    if models is None:
        return
    accounts = getattr(models, f"{service.removeprefix('aws')}_backends")
    for account in list(accounts.values()):
        yield from list(account.values())
