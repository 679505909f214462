"""What moto's Cognito user pools lack: protection, tags that change, a new name, and what an update leaves alone."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.local_aws.error_replies import error_reply
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws.calls import Call, Handler
    from moto.cognitoidp.models import CognitoIdpUserPool

    Structure = dict[str, Any]

_TAGS = "UserPoolTags"
_LASTING = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration", _TAGS)
"""What an update leaves as it is unless it says otherwise, and moto forgets."""


def complete_user_pools(call: Call, inner: Handler) -> Response:
    """Middleware that answers what moto does not know of user pools, and mends what its updates do."""
    if call.service != "cognito-idp" or call.operation not in (*_ANSWERED, "UpdateUserPool", "DeleteUserPool"):
        return inner(call)
    request = json.loads(call.request.get_data())
    pool = _pool(call, request.get("UserPoolId") or request.get("ResourceArn", "").rpartition("/")[2])
    if pool is None:
        message = "The user pool does not exist."
        return error_reply(call, HTTPStatus.BAD_REQUEST, "ResourceNotFoundException", message)
    if call.operation in _ANSWERED:
        reply = _ANSWERED[call.operation](pool, request)
        return Response(json.dumps(reply), HTTPStatus.OK, content_type="application/x-amz-json-1.1")
    if call.operation == "DeleteUserPool" and pool.extended_config.get("DeletionProtection") == "ACTIVE":
        message = "The user pool cannot be deleted because its deletion protection is active."
        return error_reply(call, HTTPStatus.BAD_REQUEST, "InvalidParameterException", message)
    before = pool.extended_config
    response = inner(call)
    if call.operation == "UpdateUserPool" and response.status_code < 300:
        _mend(pool, before, request)
    return response


def _pool(call: Call, user_pool_id: str) -> CognitoIdpUserPool | None:
    from moto.cognitoidp.models import cognitoidp_backends  # noqa: PLC0415  # moto's modules are slow to import

    return cognitoidp_backends[call.scope.account][call.scope.region].user_pools.get(user_pool_id)


def _mend(pool: CognitoIdpUserPool, before: Structure, request: Structure) -> None:
    from moto.core.utils import utcnow  # noqa: PLC0415  # as above

    pool.extended_config |= {name: before[name] for name in _LASTING if name in before and name not in request}
    pool.name = request.get("PoolName", pool.name)
    pool.last_modified_date = utcnow()


def _tags(pool: CognitoIdpUserPool) -> Structure:
    tags: Structure = pool.extended_config.get(_TAGS, {})
    return tags


def _tag(pool: CognitoIdpUserPool, request: Structure) -> Structure:
    pool.extended_config[_TAGS] = _tags(pool) | request["Tags"]
    return {}


def _untag(pool: CognitoIdpUserPool, request: Structure) -> Structure:
    tags = _tags(pool).items()
    pool.extended_config[_TAGS] = {key: value for key, value in tags if key not in request["TagKeys"]}
    return {}


def _list_tags(pool: CognitoIdpUserPool, request: Structure) -> Structure:
    return {"Tags": _tags(pool)}


_ANSWERED: dict[str, Callable[[CognitoIdpUserPool, Structure], Structure]] = {
    "TagResource": _tag,
    "UntagResource": _untag,
    "ListTagsForResource": _list_tags,
}
