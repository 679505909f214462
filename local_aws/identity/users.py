"""App instance users."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ConflictError, ForbiddenError
from chime_sdk_pulumi.local_aws.identity.expiration import deletion_time
from chime_sdk_pulumi.local_aws.identity.objects import (
    AppInstanceUser,
    check_not_admin,
    existing_app_instance,
    remove_member,
)
from chime_sdk_pulumi.local_aws.identity.quotas import USERS
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import create_once
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from datetime import datetime

    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


class AppInstanceUsers:
    """CreateAppInstanceUser and its kin (Developer guide, Creating an AppInstanceUser)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_app_instance_user(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            arn = f"{app_instance_arn}/user/{request['AppInstanceUserId']}"
            users = store.table(AppInstanceUser)
            if (
                arn in users
            ):  # API reference, CreateAppInstanceUser: the AppInstanceUserId is unique. The error: inferred
                raise ConflictError(f"The app instance user {arn} already exists.")
            self._store.quotas.check(USERS, sum(user.app_instance_arn == app_instance_arn for user in users))
            created = self._store.now()
            description = {
                "AppInstanceUserArn": arn,
                "Name": request["Name"],
                "Metadata": request.get("Metadata"),
                "CreatedTimestamp": created,
                "LastUpdatedTimestamp": created,
            }
            user = users.add(arn, AppInstanceUser(description, app_instance_arn))
            self._put_expiration_settings(scope, user, request.get("ExpirationSettings"))
            store.tags[arn] = tags
            return arn

        arn = create_once(store, "CreateAppInstanceUser", request, create)
        return {"AppInstanceUserArn": arn}

    def describe_app_instance_user(self, scope: Scope, request: Structure) -> Structure:
        return {"AppInstanceUser": existing_user(self._store[scope], request["AppInstanceUserArn"]).description}

    def update_app_instance_user(self, scope: Scope, request: Structure) -> Structure:
        user = existing_user(self._store[scope], request["AppInstanceUserArn"])
        user.description |= {
            "Name": request["Name"],
            "Metadata": request["Metadata"],
            "LastUpdatedTimestamp": self._store.now(),
        }
        return {"AppInstanceUserArn": user.arn}

    def put_app_instance_user_expiration_settings(self, scope: Scope, request: Structure) -> Structure:
        user = existing_user(self._store[scope], request["AppInstanceUserArn"])
        self._put_expiration_settings(scope, user, request.get("ExpirationSettings"))
        return {"AppInstanceUserArn": user.arn, "ExpirationSettings": request.get("ExpirationSettings")}

    def delete_app_instance_user(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        user = existing_user(store, request["AppInstanceUserArn"])
        check_not_admin(store, user)
        remove_member(store, user)
        return {}

    def list_app_instance_users(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        users, rest = page(
            store.table(AppInstanceUser),
            request,
            scope,
            f"ListAppInstanceUsers {app_instance_arn}",
            largest=50,
            matches=lambda user: user.app_instance_arn == app_instance_arn,
        )
        return {"AppInstanceArn": app_instance_arn, "AppInstanceUsers": [user.description for user in users]} | rest

    def _put_expiration_settings(self, scope: Scope, user: AppInstanceUser, settings: Structure | None) -> None:
        # Developer guide, Using ExpirationSettings: to put no settings removes them.
        user.description["ExpirationSettings"] = settings
        user.expires = deletion_time(settings, user.description["CreatedTimestamp"])
        if user.expires:
            wait = (user.expires - self._store.now()).total_seconds()
            self._store.after(scope, "ExpireAppInstanceUser", wait, partial(_expire, arn=user.arn, at=user.expires))


def existing_user(store: RegionalStore, arn: str) -> AppInstanceUser:
    """The user.

    Raises:
        ForbiddenError: there is none of that ARN in this account and region.
    """
    user = store.table(AppInstanceUser).get(arn)
    if user is None:
        raise ForbiddenError(f"The app instance user {arn} does not exist, or you are not allowed to use it.")
    return user


def _expire(store: Store, scope: Scope, *, arn: str, at: datetime) -> None:
    user = store[scope].table(AppInstanceUser).get(arn)
    # Developer guide, Using ExpirationSettings: until then, a change of the settings is honoured.
    if user and user.expires == at:
        remove_member(store[scope], user)
