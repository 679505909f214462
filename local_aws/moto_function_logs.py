"""The log groups of Lambda functions, which moto forgets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws import moto_backends

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.calls import Call, Handler
    from werkzeug.wrappers import Response


def keep_log_group(call: Call, inner: Handler) -> Response:
    """Middleware that lets moto's functions log to the group of their LoggingConfig, instead of one of their own name."""
    response = inner(call)
    changes = call.service == "lambda" and call.operation in ("CreateFunction", "UpdateFunctionConfiguration")
    if changes and response.status_code < 300:
        log_group = json.loads(call.request.get_data()).get("LoggingConfig", {}).get("LogGroup")
        function = moto_backends.lambda_function(json.loads(response.get_data())["FunctionArn"])
        if function and log_group:
            function.logs_group_name = log_group
    return response
