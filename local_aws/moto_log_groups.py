"""The keys of log groups, which moto takes at creation only."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.error_replies import error_reply
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.calls import Call, Handler


def change_keys(call: Call, inner: Handler) -> Response:
    """Middleware that answers AssociateKmsKey and DisassociateKmsKey of CloudWatch Logs, as far as log groups go."""
    if call.service != "logs" or call.operation not in ("AssociateKmsKey", "DisassociateKmsKey"):
        return inner(call)
    from moto.logs.models import logs_backends  # noqa: PLC0415  # moto's modules are slow to import

    request = json.loads(call.request.get_data())
    group = logs_backends[call.scope.account][call.scope.region].groups.get(request.get("logGroupName"))
    if group is None:
        return error_reply(call, HTTPStatus.BAD_REQUEST, "ResourceNotFoundException", "The log group does not exist.")
    group.kms_key_id = request.get("kmsKeyId")
    return Response(status=HTTPStatus.OK, content_type="application/x-amz-json-1.1")
