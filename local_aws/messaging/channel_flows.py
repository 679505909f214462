"""Channel flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequestError, ForbiddenError
from chime_sdk_pulumi.local_aws.identity.app_instances import existing_app_instance
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import Described, create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


@dataclass
class ChannelFlow(Described):
    app_instance_arn: str

    kind = "ChannelFlow"
    id_member = arn_member = "ChannelFlowArn"


class ChannelFlows:
    """CreateChannelFlow and its kin (Developer guide, Using channel flows to process messages)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        _check_processors(scope, request["Processors"])

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
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
        return {"ChannelFlow": _existing_flow(self._store[scope], request["ChannelFlowArn"]).description}

    def update_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        flow = _existing_flow(self._store[scope], request["ChannelFlowArn"])
        _check_processors(scope, request["Processors"])
        flow.description |= {
            "Name": request["Name"],
            "Processors": request["Processors"],
            "LastUpdatedTimestamp": self._store.now(),
        }
        return {"ChannelFlowArn": request["ChannelFlowArn"]}

    def delete_channel_flow(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        arn = request["ChannelFlowArn"]
        _existing_flow(store, arn)
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


def _existing_flow(store: RegionalStore, arn: str) -> ChannelFlow:
    flow = store.table(ChannelFlow).get(arn)
    if flow is None:
        raise ForbiddenError(f"The channel flow {arn} does not exist, or you are not allowed to use it.")
    return flow


def _check_processors(scope: Scope, processors: list[Structure]) -> None:
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
