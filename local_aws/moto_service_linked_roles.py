"""The names of the Chime SDK's service-linked roles, in whose stead moto makes up others."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from chime_sdk_pulumi.local_aws.error_replies import error_reply
from chime_sdk_pulumi.local_aws.wiring.service_linked_roles import ROLE_NAMES

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.calls import Call, Handler
    from werkzeug.wrappers import Response


def name_service_linked_roles(call: Call, inner: Handler) -> Response:
    """Middleware that lets CreateServiceLinkedRole give each role of the Chime SDK its name, and make it once."""
    if call.service != "iam" or call.operation != "CreateServiceLinkedRole":
        return inner(call)
    from moto.iam.models import iam_backends  # noqa: PLC0415  # moto's modules are slow to import

    (service,) = parse_qs(call.request.get_data(as_text=True)).get("AWSServiceName", [""])
    name, iam = ROLE_NAMES.get(service), iam_backends[call.scope.account]["aws"]
    if name is None:
        return inner(call)
    if any(role.name == name for role in iam.get_roles()):
        message = f"Service role name {name} has been taken in this account, please try a different suffix."
        return error_reply(call, HTTPStatus.BAD_REQUEST, "InvalidInput", message)
    response = inner(call)
    reply = response.get_data(as_text=True)
    made_up = re.search("<RoleName>(.+)</RoleName>", reply)
    if made_up:
        iam.get_role(made_up[1]).name = name
        response.set_data(reply.replace(made_up[1], name))
    return response
