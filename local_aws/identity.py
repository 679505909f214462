"""Behaviour of the `chime-sdk-identity` API: app instances.

The API models no NotFoundException for app instances, so a missing one answers ForbiddenException (inferred).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ForbiddenError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import AppInstance, create_once, new_uuid, now
from chime_sdk_pulumi.local_aws.tagging import TaggingOperations, as_mapping

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


class AppInstances:
    """CreateAppInstance and its kin (Developer guide, Using Amazon Chime SDK messaging)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_app_instance(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            arn = scope.arn(f"app-instance/{new_uuid()}")
            created = now()
            description = {
                "AppInstanceArn": arn,
                "Name": request["Name"],
                "Metadata": request.get("Metadata"),
                "CreatedTimestamp": created,
                "LastUpdatedTimestamp": created,
            }
            store.app_instances.add(arn, AppInstance(description))
            store.tags[arn] = tags
            return arn

        arn = create_once(store, "CreateAppInstance", request, create)
        return {"AppInstanceArn": arn}

    def describe_app_instance(self, scope: Scope, request: Structure) -> Structure:
        return {"AppInstance": existing_app_instance(self._store[scope], request["AppInstanceArn"]).description}

    def update_app_instance(self, scope: Scope, request: Structure) -> Structure:
        app_instance = existing_app_instance(self._store[scope], request["AppInstanceArn"])
        app_instance.description |= {
            "Name": request["Name"],
            "Metadata": request["Metadata"],
            "LastUpdatedTimestamp": now(),
        }
        return {"AppInstanceArn": request["AppInstanceArn"]}

    def delete_app_instance(self, scope: Scope, request: Structure) -> Structure:
        # Everything inside an app instance goes with it (API reference, DeleteAppInstance).
        arn = request["AppInstanceArn"]
        store = self._store[scope]
        existing_app_instance(store, arn)
        for flow in store.channel_flows:
            if flow.app_instance_arn == arn:
                store.channel_flows.remove(flow.description["ChannelFlowArn"])
        for child in [tagged for tagged in store.tags if tagged.startswith(f"{arn}/")]:
            del store.tags[child]
        store.app_instances.remove(arn)
        del store.tags[arn]
        return {}

    def list_app_instances(self, scope: Scope, request: Structure) -> Structure:
        app_instances, rest = page(self._store[scope].app_instances, request, scope, "ListAppInstances", largest=50)
        return {"AppInstances": [app_instance.description for app_instance in app_instances]} | rest


def existing_app_instance(store: RegionalStore, arn: str) -> AppInstance:
    """The app instance.

    Raises:
        ForbiddenError: there is none of that ARN in this account and region.
    """
    app_instance = store.app_instances.get(arn)
    if app_instance is None:
        raise ForbiddenError(f"The app instance {arn} does not exist, or you are not allowed to use it.")
    return app_instance


def identity_operations(store: Store) -> list[object]:
    """What answers the operations of `chime-sdk-identity`."""
    return [AppInstances(store), TaggingOperations(store, "chime-sdk-identity", missing=ForbiddenError)]
