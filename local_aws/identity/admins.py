"""App instance admins: users and bots that were promoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, ForbiddenError
from chime_sdk_pulumi.local_aws.identity.objects import (
    AppInstanceAdmin,
    existing_app_instance,
    find_member,
    reference_to,
)
from chime_sdk_pulumi.local_aws.identity.quotas import ADMINS
from chime_sdk_pulumi.local_aws.pagination import page

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


class AppInstanceAdmins:
    """CreateAppInstanceAdmin and its kin (Developer guide, Making SDK calls from a back-end service)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_app_instance_admin(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        # API reference, CreateAppInstanceAdmin: only an AppInstanceUser or AppInstanceBot can be promoted.
        promoted = find_member(store, request["AppInstanceAdminArn"])
        if promoted is None:
            raise ForbiddenError(
                f"The app instance user or bot {request['AppInstanceAdminArn']} does not exist, "
                "or you are not allowed to use it."
            )
        if promoted.app_instance_arn != app_instance_arn:  # inferred
            raise BadRequestError(f"{promoted.arn} does not belong to the app instance {app_instance_arn}.")
        admins = store.table(AppInstanceAdmin)
        admin = AppInstanceAdmin(promoted.arn, app_instance_arn, self._store.now())
        if admin.key in admins:  # inferred
            raise ConflictError(f"{promoted.arn} already is an admin of its app instance.")
        present = sum(other.app_instance_arn == app_instance_arn for other in admins)
        self._store.quotas.check(ADMINS, present)
        admins.add(admin.key, admin)
        return {"AppInstanceAdmin": promoted.reference, "AppInstanceArn": app_instance_arn}

    def describe_app_instance_admin(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        admin = _existing_admin(store, request)
        description = {
            "Admin": reference_to(store, admin.member_arn),
            "AppInstanceArn": admin.app_instance_arn,
            "CreatedTimestamp": admin.created,
        }
        return {"AppInstanceAdmin": description}

    def delete_app_instance_admin(self, scope: Scope, request: Structure) -> Structure:
        # API reference, DeleteAppInstanceAdmin: this demotes the user or bot, and does not delete it.
        store = self._store[scope]
        store.table(AppInstanceAdmin).remove(_existing_admin(store, request).key)
        return {}

    def list_app_instance_admins(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        admins, rest = page(
            store.table(AppInstanceAdmin),
            request,
            scope,
            f"ListAppInstanceAdmins {app_instance_arn}",
            largest=50,
            matches=lambda admin: admin.app_instance_arn == app_instance_arn,
        )
        listed = [{"Admin": reference_to(store, admin.member_arn)} for admin in admins]
        return {"AppInstanceArn": app_instance_arn, "AppInstanceAdmins": listed} | rest


def _existing_admin(store: RegionalStore, request: Structure) -> AppInstanceAdmin:
    for admin in store.table(AppInstanceAdmin):
        if (admin.app_instance_arn, admin.member_arn) == (request["AppInstanceArn"], request["AppInstanceAdminArn"]):
            return admin
    raise ForbiddenError(
        f"{request['AppInstanceAdminArn']} is not an admin of the app instance {request['AppInstanceArn']}, "
        "or you are not allowed to use it."
    )
