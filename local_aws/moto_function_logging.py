"""The LoggingConfig of Lambda functions, which moto forgets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.local_aws import moto_backends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chime_sdk_pulumi.local_aws.calls import Call, Handler
    from moto.awslambda.models import LambdaFunction
    from werkzeug.wrappers import Response

    Structure = dict[str, Any]

_CONFIGURING = ("CreateFunction", "UpdateFunctionConfiguration")
_DESCRIBING = (
    *_CONFIGURING,
    "GetFunction",
    "GetFunctionConfiguration",
    "ListFunctions",
    "ListVersionsByFunction",
    "PublishVersion",
    "UpdateFunctionCode",
)

# Lambda developer guide, Configuring advanced logging controls: the defaults. Levels are of the JSON format only.
_TEXT_FORMAT = "Text"
_JSON_LEVELS = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}


def keep_logging_config(call: Call, inner: Handler) -> Response:
    """Middleware that lets moto's functions have a LoggingConfig, and log to its group instead of one of their own name."""
    response = inner(call)
    if call.service != "lambda" or call.operation not in _DESCRIBING or response.status_code >= 300:
        return response
    reply = json.loads(response.get_data())
    for configuration in _configurations(reply):
        function = moto_backends.lambda_function(configuration["FunctionArn"])
        if function is None:  # somebody has just deleted it
            continue
        if call.operation in _CONFIGURING:
            _set(function, json.loads(call.request.get_data()).get("LoggingConfig", {}))
        configuration["LoggingConfig"] = _logging_config(function)
    response.set_data(json.dumps(reply))
    return response


def _configurations(reply: Structure) -> Iterator[Structure]:
    """The functions that a reply describes: as itself, in itself, or as one of a list."""
    for described in (reply, reply.get("Configuration", {}), *reply.get("Functions", []), *reply.get("Versions", [])):
        if "FunctionArn" in described:
            yield described


def _logging_config(function: LambdaFunction) -> Structure:
    kept: Structure = vars(function).get("logging_config", {"LogFormat": _TEXT_FORMAT})
    return kept | {"LogGroup": function.logs_group_name}


def _set(function: LambdaFunction, changes: Structure) -> None:
    config = _logging_config(function) | changes
    function.logs_group_name = config.pop("LogGroup")
    levels = {level: config.pop(level, default) for level, default in _JSON_LEVELS.items()}
    vars(function)["logging_config"] = config if config["LogFormat"] == _TEXT_FORMAT else config | levels
