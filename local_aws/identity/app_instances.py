"""App instances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ForbiddenError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import Described, create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


@dataclass
class AppInstance(Described):
    kind = "AppInstance"
    id_member = arn_member = "AppInstanceArn"


class AppInstances:
    """CreateAppInstance and its kin (Developer guide, Using Amazon Chime SDK messaging)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_app_instance(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
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
        # Everything inside an app instance goes with it (API reference, DeleteAppInstance).
        arn = request["AppInstanceArn"]
        store = self._store[scope]
        existing_app_instance(store, arn)
        # The objects inside have ARNs that begin with its own, whichever API they belong to.
        store.remove_inside(f"{arn}/")
        store.table(AppInstance).remove(arn)
        del store.tags[arn]
        return {}

    def list_app_instances(self, scope: Scope, request: Structure) -> Structure:
        app_instances, rest = page(
            self._store[scope].table(AppInstance), request, scope, "ListAppInstances", largest=50
        )
        return {"AppInstances": [app_instance.description for app_instance in app_instances]} | rest


def existing_app_instance(store: RegionalStore, arn: str) -> AppInstance:
    """The app instance.

    Raises:
        ForbiddenError: there is none of that ARN in this account and region.
    """
    app_instance = store.table(AppInstance).get(arn)
    if app_instance is None:
        raise ForbiddenError(f"The app instance {arn} does not exist, or you are not allowed to use it.")
    return app_instance
