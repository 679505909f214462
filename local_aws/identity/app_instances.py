"""App instances."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.identity.objects import AppInstance, existing_app_instance
from chime_sdk_pulumi.local_aws.identity.quotas import APP_INSTANCES
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

DELETION_SECONDS = 1.0
"""How long it takes until the contents of a deleted app instance are gone."""


class AppInstances:
    """CreateAppInstance and its kin (Developer guide, Using Amazon Chime SDK messaging)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_app_instance(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            self._store.quotas.check(APP_INSTANCES, len(store.table(AppInstance)))
            arn = scope.arn(f"app-instance/{new_uuid()}")
            created = self._store.now()
            description = {
                "AppInstanceArn": arn,
                "Name": request["Name"],
                "Metadata": request.get("Metadata"),
                "CreatedTimestamp": created,
                "LastUpdatedTimestamp": created,
            }
            store.table(AppInstance).add(arn, AppInstance(description))
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
            "LastUpdatedTimestamp": self._store.now(),
        }
        return {"AppInstanceArn": request["AppInstanceArn"]}

    def delete_app_instance(self, scope: Scope, request: Structure) -> Structure:
        # API reference, DeleteAppInstance: all associated data is deleted asynchronously. inferred, as API reference,
        # DeleteChannel says it of channels: the app instance itself is inaccessible at once. What it holds can still be
        # read until it is gone, but nothing can be created in it.
        arn = request["AppInstanceArn"]
        store = self._store[scope]
        existing_app_instance(store, arn)
        store.table(AppInstance).remove(arn)
        del store.tags[arn]
        self._store.after(scope, "DeleteAppInstance", DELETION_SECONDS, partial(_remove_contents, arn=arn))
        return {}

    def list_app_instances(self, scope: Scope, request: Structure) -> Structure:
        app_instances, rest = page(
            self._store[scope].table(AppInstance), request, scope, "ListAppInstances", largest=50
        )
        return {"AppInstances": [app_instance.description for app_instance in app_instances]} | rest


def _remove_contents(store: Store, scope: Scope, *, arn: str) -> None:
    # The objects inside have ARNs that begin with its own, whichever API they belong to.
    store[scope].remove_inside(f"{arn}/")
