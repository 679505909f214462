"""What moto's Cognito identity pools lack: roles, principal tags, the classic flow, tags and settings that change."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.local_aws.error_replies import error_reply
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws.calls import Call, Handler
    from moto.cognitoidentity.models import CognitoIdentityPool

    Structure = dict[str, Any]


def complete_identity_pools(call: Call, inner: Handler) -> Response:
    """Middleware that answers what moto does not know of identity pools, and adds to what it says of them."""
    if call.service != "cognito-identity":
        return inner(call)
    if call.operation in _ANSWERED:
        request = json.loads(call.request.get_data())
        pool = _pool(call, request.get("IdentityPoolId") or request.get("ResourceArn", "").rpartition("/")[2])
        if pool is None:
            message = "The identity pool does not exist."
            return error_reply(call, HTTPStatus.BAD_REQUEST, "ResourceNotFoundException", message)
        reply = _ANSWERED[call.operation](pool, request)
        return Response(json.dumps(reply), HTTPStatus.OK, content_type="application/x-amz-json-1.1")
    response = inner(call)
    if call.operation not in ("CreateIdentityPool", "DescribeIdentityPool") or response.status_code >= 300:
        return response
    reply = json.loads(response.get_data())
    pool = _pool(call, reply["IdentityPoolId"])
    if pool is None:  # somebody has just deleted it
        return response
    if call.operation == "CreateIdentityPool":
        vars(pool)["classic_flow"] = json.loads(call.request.get_data()).get("AllowClassicFlow", False)
    response.set_data(json.dumps(reply | _classic_flow(pool)))
    return response


def _pool(call: Call, identity_pool_id: str) -> CognitoIdentityPool | None:
    from moto.cognitoidentity.models import (  # noqa: PLC0415  # moto's modules are slow to import
        cognitoidentity_backends,
    )

    return cognitoidentity_backends[call.scope.account][call.scope.region].identity_pools.get(identity_pool_id)


def _classic_flow(pool: CognitoIdentityPool) -> Structure:
    return {"AllowClassicFlow": vars(pool).get("classic_flow", False)}


def _update(pool: CognitoIdentityPool, request: Structure) -> Structure:
    """Set everything anew: what a request leaves out takes its default, but for the developer's name and the tags."""
    pool.identity_pool_name = request["IdentityPoolName"]
    pool.allow_unauthenticated_identities = request["AllowUnauthenticatedIdentities"]
    pool.supported_login_providers = request.get("SupportedLoginProviders", {})
    pool.developer_provider_name = request.get("DeveloperProviderName", pool.developer_provider_name)
    pool.open_id_connect_provider_arns = request.get("OpenIdConnectProviderARNs", [])
    pool.cognito_identity_providers = request.get("CognitoIdentityProviders", [])
    pool.saml_provider_arns = request.get("SamlProviderARNs", [])
    pool.tags = request.get("IdentityPoolTags", pool.tags)
    vars(pool)["classic_flow"] = request.get("AllowClassicFlow", False)
    reply: Structure = json.loads(pool.to_json())
    return reply | _classic_flow(pool)


def _set_roles(pool: CognitoIdentityPool, request: Structure) -> Structure:
    vars(pool)["roles"] = {"Roles": request["Roles"], "RoleMappings": request.get("RoleMappings", {})}
    return {}


def _get_roles(pool: CognitoIdentityPool, request: Structure) -> Structure:
    roles: Structure = vars(pool).get("roles", {"Roles": {}, "RoleMappings": {}})
    return {"IdentityPoolId": request["IdentityPoolId"]} | roles


def _set_principal_tags(pool: CognitoIdentityPool, request: Structure) -> Structure:
    tags = {"UseDefaults": request.get("UseDefaults", False), "PrincipalTags": request.get("PrincipalTags", {})}
    vars(pool).setdefault("principal_tags", {})[request["IdentityProviderName"]] = tags
    return _get_principal_tags(pool, request)


def _get_principal_tags(pool: CognitoIdentityPool, request: Structure) -> Structure:
    identity = {name: request[name] for name in ("IdentityPoolId", "IdentityProviderName")}
    tags: Structure = vars(pool).get("principal_tags", {}).get(request["IdentityProviderName"], {})
    return identity | {"UseDefaults": False, "PrincipalTags": {}} | tags


def _tag(pool: CognitoIdentityPool, request: Structure) -> Structure:
    pool.tags = pool.tags | request["Tags"]
    return {}


def _untag(pool: CognitoIdentityPool, request: Structure) -> Structure:
    pool.tags = {key: value for key, value in pool.tags.items() if key not in request["TagKeys"]}
    return {}


def _list_tags(pool: CognitoIdentityPool, request: Structure) -> Structure:
    return {"Tags": pool.tags}


_ANSWERED: dict[str, Callable[[CognitoIdentityPool, Structure], Structure]] = {
    "UpdateIdentityPool": _update,
    "SetIdentityPoolRoles": _set_roles,
    "GetIdentityPoolRoles": _get_roles,
    "SetPrincipalTagAttributeMap": _set_principal_tags,
    "GetPrincipalTagAttributeMap": _get_principal_tags,
    "TagResource": _tag,
    "UntagResource": _untag,
    "ListTagsForResource": _list_tags,
}
