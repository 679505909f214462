"""Channel flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import (
    BadRequestError,
    ChimeError,
    ConflictError,
    ResourceLimitExceededError,
)
from chime_sdk_pulumi.local_aws.identity.objects import existing_app_instance
from chime_sdk_pulumi.local_aws.messaging.authorization import missing
from chime_sdk_pulumi.local_aws.messaging.objects import ChannelFlow, ChannelFlowAssociation
from chime_sdk_pulumi.local_aws.messaging.quotas import CHANNEL_FLOWS, PROCESSORS
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


class ChannelFlows:
    """CreateChannelFlow and its kin (Developer guide, Using channel flows to process messages)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        self._check_processors(scope, request["Processors"], over_quota=ResourceLimitExceededError)

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            present = sum(flow.app_instance_arn == app_instance_arn for flow in store.table(ChannelFlow))
            self._store.quotas.check(CHANNEL_FLOWS, present)
            arn = f"{app_instance_arn}/channel-flow/{new_uuid()}"
            created = self._store.now()
            description = {
                "ChannelFlowArn": arn,
                "Name": request["Name"],
                "Processors": request["Processors"],
                "CreatedTimestamp": created,
                "LastUpdatedTimestamp": created,
            }
            store.table(ChannelFlow).add(arn, ChannelFlow(description, app_instance_arn))
            store.tags[arn] = tags
            return arn

        arn = create_once(store, "CreateChannelFlow", request, create)
        return {"ChannelFlowArn": arn}

    def describe_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        return {"ChannelFlow": existing_flow(self._store[scope], "DescribeChannelFlow", request).description}

    def update_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        flow = existing_flow(self._store[scope], "UpdateChannelFlow", request)
        # The operation models no ResourceLimitExceededException.
        self._check_processors(scope, request["Processors"], over_quota=BadRequestError)
        flow.description |= {
            "Name": request["Name"],
            "Processors": request["Processors"],
            "LastUpdatedTimestamp": self._store.now(),
        }
        return {"ChannelFlowArn": request["ChannelFlowArn"]}

    def delete_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        arn = request["ChannelFlowArn"]
        existing_flow(store, "DeleteChannelFlow", request)
        # API reference, DeleteChannelFlow: only when it is not associated with any channel. The error is inferred.
        associated = sum(each.channel_flow_arn == arn for each in store.table(ChannelFlowAssociation))
        if associated:
            raise ConflictError(
                f"The channel flow {arn} is associated with {associated} channel(s). Disassociate them first."
            )
        store.table(ChannelFlow).remove(arn)
        del store.tags[arn]
        return {}

    def list_channel_flows(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        flows, rest = page(
            store.table(ChannelFlow),
            request,
            scope,
            f"ListChannelFlows {app_instance_arn}",
            largest=50,
            matches=lambda flow: flow.app_instance_arn == app_instance_arn,
        )
        return {"ChannelFlows": [flow.description for flow in flows]} | rest

    def _check_processors(self, scope: Scope, processors: list[Structure], over_quota: type[ChimeError]) -> None:
        for processor in processors:
            # Developer guide, Using channel flows to process messages: same account and Region as the app instance.
            function = parse_arn(processor["Configuration"]["Lambda"]["ResourceArn"])
            if function is None or (function.account, function.region) != scope:
                raise BadRequestError(
                    "The Lambda function of a channel processor must be in the same account and Region as the app instance."
                )
        orders = [processor["ExecutionOrder"] for processor in processors]
        if len(set(orders)) != len(orders):  # inferred: the order would not say which processor is first
            raise BadRequestError("Each processor must have its own ExecutionOrder.")
        self._store.quotas.check(PROCESSORS, len(processors) - 1, over_quota)


def existing_flow(store: RegionalStore, operation: str, request: Structure) -> ChannelFlow:
    """The channel flow of a request.

    Raises:
        ChimeError: there is none of that ARN in this account and region.
    """
    flow = store.table(ChannelFlow).get(request["ChannelFlowArn"])
    if flow is None:
        raise missing(operation)(
            f"The channel flow {request['ChannelFlowArn']} does not exist, or you are not allowed to use it."
        )
    return flow
