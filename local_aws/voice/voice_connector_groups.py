"""Voice connector groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, NotFoundError, ResourceLimitExceededError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.quotas import declare
from chime_sdk_pulumi.local_aws.store import new_uuid
from chime_sdk_pulumi.local_aws.voice.later_updates import update_later
from chime_sdk_pulumi.local_aws.voice.objects import VoiceConnector, VoiceConnectorGroup
from chime_sdk_pulumi.local_aws.voice.phone_number_inventory import associated_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chime_sdk_pulumi.local_aws.errors import ChimeError
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

QUOTA_SOURCE = "AWS General Reference, Amazon Chime SDK endpoints and quotas"
VOICE_CONNECTOR_GROUPS = declare("voice connector groups per account", 3, QUOTA_SOURCE)
VOICE_CONNECTORS_PER_GROUP = declare("voice connectors per voice connector group", 3, QUOTA_SOURCE)

PRIORITY_WEIGHTED = "PriorityWeightedDistribution"


class VoiceConnectorGroups:
    """CreateVoiceConnectorGroup and its kin.

    Whether TagResource takes the ARN of a group is not documented; here it doesn't.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_voice_connector_group(self, scope: Scope, request: Structure) -> Structure:
        self._store.quotas.check(VOICE_CONNECTOR_GROUPS, sum(1 for _ in _groups(self._store, scope.account)))
        items = request.get("VoiceConnectorItems", [])
        distribution = request.get("CallDistributionType", PRIORITY_WEIGHTED)  # the default is inferred
        self._check_items(scope, items, distribution, ResourceLimitExceededError)
        group_id = new_uuid()
        created = self._store.now()
        group = {
            "VoiceConnectorGroupId": group_id,
            "VoiceConnectorGroupArn": scope.arn(f"vcg/{group_id}"),  # inferred, after that of connectors
            "Name": request["Name"],
            "VoiceConnectorItems": items,
            "CallDistributionType": distribution,
            "CreatedTimestamp": created,
            "UpdatedTimestamp": created,
        }
        self._store[scope].table(VoiceConnectorGroup).add(group_id, VoiceConnectorGroup(group))
        return {"VoiceConnectorGroup": group}

    def get_voice_connector_group(self, scope: Scope, request: Structure) -> Structure:
        return {"VoiceConnectorGroup": self._existing(scope, request).description}

    def update_voice_connector_group(self, scope: Scope, request: Structure) -> Structure:
        group = self._existing(scope, request)
        members = ("Name", "VoiceConnectorItems", "CallDistributionType")
        changes = {member: request[member] for member in members if member in request}
        distribution = (group.states()[-1] | changes)["CallDistributionType"]
        self._check_items(scope, request["VoiceConnectorItems"], distribution, BadRequestError)
        return {"VoiceConnectorGroup": update_later(self._store, scope, "UpdateVoiceConnectorGroup", group, changes)}

    def delete_voice_connector_group(self, scope: Scope, request: Structure) -> Structure:
        group = self._existing(scope, request)
        group_id = request["VoiceConnectorGroupId"]
        # API reference, DeleteVoiceConnectorGroup: both must be removed first.
        if any(state["VoiceConnectorItems"] for state in group.states()):
            raise ConflictError("The Voice Connector group has Voice Connectors. Remove them before you delete it.")
        if associated_numbers(self._store, scope.account, "VoiceConnectorGroupId", group_id):
            raise ConflictError("The Voice Connector group has phone numbers. Disassociate them before you delete it.")
        self._store[scope].table(VoiceConnectorGroup).remove(group_id)
        return {}

    def list_voice_connector_groups(self, scope: Scope, request: Structure) -> Structure:
        table = self._store[scope].table(VoiceConnectorGroup)
        groups, rest = page(table, request, scope, "ListVoiceConnectorGroups", largest=100)
        return {"VoiceConnectorGroups": [group.description for group in groups]} | rest

    def _existing(self, scope: Scope, request: Structure) -> VoiceConnectorGroup:
        return existing_group(self._store, scope, request["VoiceConnectorGroupId"])

    def _check_items(
        self, scope: Scope, items: list[Structure], distribution: str, over_limit: type[ChimeError]
    ) -> None:
        self._store.quotas.check(VOICE_CONNECTORS_PER_GROUP, len(items) - 1, over_limit)
        connector_ids = [item["VoiceConnectorId"] for item in items]
        if len(set(connector_ids)) < len(connector_ids):  # inferred
            raise BadRequestError("A Voice Connector can be in a group once.")
        for item in items:
            # API reference, VoiceConnectorItem; that only this distribution needs priorities is inferred.
            if distribution == PRIORITY_WEIGHTED and "Priority" not in item:
                raise BadRequestError(f"Each Voice Connector of a group with {distribution} must have a Priority.")
            # API reference, CreateVoiceConnectorGroup: they can be of different Regions.
            if not self._has_connector(scope, item["VoiceConnectorId"]):
                raise NotFoundError(f"The Voice Connector {item['VoiceConnectorId']} does not exist.")

    def _has_connector(self, scope: Scope, connector_id: str) -> bool:
        return any(connector_id in store.table(VoiceConnector) for _, store in self._store.of_account(scope.account))


def existing_group(store: Store, scope: Scope, group_id: str) -> VoiceConnectorGroup:
    """The group.

    Raises:
        NotFoundError: there is none of that id in this account and region.
    """
    group = store[scope].table(VoiceConnectorGroup).get(group_id)
    if group is None:
        raise NotFoundError(f"The Voice Connector group {group_id} does not exist.")
    return group


def refuse_grouped(store: Store, account: str, connector_id: str) -> None:
    """Refuse to delete a connector that calls are routed to (inferred: an error code for lists of connectors says so).

    Raises:
        ConflictError: the connector is in a group.
    """
    for group in _groups(store, account):
        items = [item for state in group.states() for item in state["VoiceConnectorItems"]]
        if any(item["VoiceConnectorId"] == connector_id for item in items):
            raise ConflictError(
                f"The Voice Connector is in the group {group.description['VoiceConnectorGroupId']}. "
                "Remove it from the group before you delete it."
            )


def _groups(store: Store, account: str) -> Iterator[VoiceConnectorGroup]:
    return (group for _, regional in store.of_account(account) for group in regional.table(VoiceConnectorGroup))
