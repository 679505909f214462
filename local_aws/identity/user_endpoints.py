"""The endpoints of app instance users: devices that get push notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import ConflictError, ForbiddenError
from chime_sdk_pulumi.local_aws.identity.objects import AppInstanceUserEndpoint, endpoint_key
from chime_sdk_pulumi.local_aws.identity.quotas import ENDPOINTS
from chime_sdk_pulumi.local_aws.identity.users import existing_user
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import new_uuid

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


class AppInstanceUserEndpoints:
    """RegisterAppInstanceUserEndpoint and its kin (Developer guide, Using mobile push notifications)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register_app_instance_user_endpoint(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        user_arn = existing_user(store, request["AppInstanceUserArn"]).arn
        endpoint = _registered_before(store, request) or self._register(scope, request)
        return {"AppInstanceUserArn": user_arn, "EndpointId": endpoint.description["EndpointId"]}

    def describe_app_instance_user_endpoint(self, scope: Scope, request: Structure) -> Structure:
        return {"AppInstanceUserEndpoint": _existing_endpoint(self._store[scope], request).description}

    def update_app_instance_user_endpoint(self, scope: Scope, request: Structure) -> Structure:
        endpoint = _existing_endpoint(self._store[scope], request)
        changes = {member: request[member] for member in ("Name", "AllowMessages") if member in request}
        endpoint.description |= changes | {"LastUpdatedTimestamp": self._store.now()}
        return {"AppInstanceUserArn": endpoint.member_arn, "EndpointId": request["EndpointId"]}

    def deregister_app_instance_user_endpoint(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        store.table(AppInstanceUserEndpoint).remove(_existing_endpoint(store, request).key)
        return {}

    def list_app_instance_user_endpoints(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        user_arn = existing_user(store, request["AppInstanceUserArn"]).arn
        endpoints, rest = page(
            store.table(AppInstanceUserEndpoint),
            request,
            scope,
            f"ListAppInstanceUserEndpoints {user_arn}",
            largest=50,
            matches=lambda endpoint: endpoint.member_arn == user_arn,
        )
        return {"AppInstanceUserEndpoints": [endpoint.description for endpoint in endpoints]} | rest

    def _register(self, scope: Scope, request: Structure) -> AppInstanceUserEndpoint:
        table = self._store[scope].table(AppInstanceUserEndpoint)
        user_arn = request["AppInstanceUserArn"]
        self._store.quotas.check(ENDPOINTS, sum(endpoint.member_arn == user_arn for endpoint in table))
        registered = self._store.now()
        description = {
            "AppInstanceUserArn": user_arn,
            "EndpointId": new_uuid(),
            "Name": request.get("Name"),
            "Type": request["Type"],
            "ResourceArn": request["ResourceArn"],
            "EndpointAttributes": request["EndpointAttributes"],
            "CreatedTimestamp": registered,
            "LastUpdatedTimestamp": registered,
            "AllowMessages": request.get("AllowMessages", "ALL"),  # the default is inferred
            "EndpointState": _state(scope, request["ResourceArn"]),
        }
        endpoint = AppInstanceUserEndpoint(user_arn, description, request)
        return table.add(endpoint.key, endpoint)


def _registered_before(store: RegionalStore, request: Structure) -> AppInstanceUserEndpoint | None:
    """The endpoint that an earlier request with the same ClientRequestToken registered."""
    for endpoint in store.table(AppInstanceUserEndpoint):
        if endpoint.request["ClientRequestToken"] == request["ClientRequestToken"]:
            if endpoint.request != request:  # inferred
                raise ConflictError("The ClientRequestToken was used before, with other parameters.")
            return endpoint
    return None


def _existing_endpoint(store: RegionalStore, request: Structure) -> AppInstanceUserEndpoint:
    key = endpoint_key(request["AppInstanceUserArn"], request["EndpointId"])
    endpoint = store.table(AppInstanceUserEndpoint).get(key)
    if endpoint is None:
        raise ForbiddenError(
            f"The endpoint {request['EndpointId']} of {request['AppInstanceUserArn']} does not exist, "
            "or you are not allowed to use it."
        )
    return endpoint


def _state(scope: Scope, resource_arn: str) -> Structure:
    # API reference, EndpointState; Developer guide, same chapter: an Amazon Pinpoint application of the same account and
    # Region. That it is not looked for is inferred.
    application = parse_arn(resource_arn)
    if application and (application.service, application.account, application.region) == ("mobiletargeting", *scope):
        return {"Status": "ACTIVE"}
    return {"Status": "INACTIVE", "StatusReason": "INVALID_PINPOINT_ARN"}
