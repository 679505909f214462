"""Errors as AWS words them in each protocol, for errors that are not an operation's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from chime_sdk_pulumi.local_aws.service_models import get_service_model
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.calls import Call

_CODES_OF_CHIME = {
    400: "BadRequestException",
    401: "UnauthorizedClientException",
    403: "ForbiddenException",
    404: "NotFoundException",
    409: "ConflictException",
    429: "ThrottledClientException",
    500: "ServiceFailureException",
    503: "ServiceUnavailableException",
}
_CODES_OF_LEX = {
    400: "ValidationException",
    402: "ServiceQuotaExceededException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    409: "ConflictException",
    412: "PreconditionFailedException",
    429: "ThrottlingException",
    500: "InternalServerException",
    503: "ServiceUnavailable",
}
_CODES_OF_MEETINGS = _CODES_OF_CHIME | {401: "UnauthorizedException", 429: "ThrottlingException"}
_CODES_OF_OTHERS = {403: "AccessDenied", 500: "InternalFailure", 503: "ServiceUnavailable"}
_THROTTLED = {
    "json": (400, "ThrottlingException"),
    "query": (400, "Throttling"),
    "rest-json": (429, "TooManyRequestsException"),
    "rest-xml": (503, "SlowDown"),
    "smithy-rpc-v2-cbor": (400, "ThrottlingException"),
}
"""How the services say that there were too many requests, by protocol."""


def throttled_reply(call: Call, message: str = "Rate exceeded") -> Response:
    """The reply to one request too many."""
    if _is_emulated(call):
        return error_reply(call, 429, None, message)
    return error_reply(call, *_THROTTLED[_protocol(call)], message)


def error_reply(call: Call, status: int, code: str | None, message: str) -> Response:
    """An error reply that the client of a call can parse.

    Arguments:
        call: what is answered.
        status: the HTTP status.
        code: what boto3 shows as `error.response["Error"]["Code"]`; None takes the service's usual code for the status.
        message: the sentence.
    """
    if code is None:
        code = usual_codes(call.service).get(status, "InternalFailure")
    match _protocol(call):
        case "rest-json":
            return rest_json_error(call.service, status, code, message)
        case "json":
            body = json.dumps({"__type": code, "message": message})
            return Response(body, status, content_type="application/x-amz-json-1.1")
        case "smithy-rpc-v2-cbor":
            # A map of two members (RFC 8949, 3.1).
            members = b"\xa2" + b"".join(_cbor_text(text) for text in ("__type", code, "message", message))
            return Response(members, status, {"smithy-protocol": "rpc-v2-cbor"}, content_type="application/cbor")
        case "rest-xml":
            return Response(_xml_error(code, message), status, content_type="application/xml")
        case _:
            sender = "Sender" if status < 500 else "Receiver"
            body = f"<ErrorResponse>{_xml_error(code, message, sender)}</ErrorResponse>"
            return Response(body, status, content_type="text/xml")


def rest_json_error(service: str, status: int, code: str, message: str) -> Response:
    """An error reply of an API with the protocol rest-json."""
    body = {"Code": code.removesuffix("Exception"), "Message": message}
    if service.startswith("lex"):
        body = {"message": message}
    return Response(json.dumps(body), status, {"x-amzn-ErrorType": code}, content_type="application/json")


def usual_codes(service: str) -> dict[int, str]:
    """The code by which an API means a status, if nothing more is to be said."""
    if service == "chime-sdk-meetings":
        return _CODES_OF_MEETINGS
    if service.startswith("lex"):
        return _CODES_OF_LEX
    return _CODES_OF_CHIME if service.startswith("chime") else _CODES_OF_OTHERS


def _is_emulated(call: Call) -> bool:
    return call.service.startswith(("chime", "lex"))


def _protocol(call: Call) -> str:
    """The protocol that the client chose: some services have several."""
    request = call.request
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        return "smithy-rpc-v2-cbor"
    if "X-Amz-Target" in request.headers:
        return "json"
    if request.mimetype == "application/x-www-form-urlencoded":
        return "query"
    return "rest-json" if _is_emulated(call) else str(get_service_model(call.service).protocol)


def _xml_error(code: str, message: str, sender: str = "") -> str:
    kind = f"<Type>{sender}</Type>" if sender else ""
    return f"<Error>{kind}<Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error>"


def _cbor_text(text: str) -> bytes:
    encoded = text.encode()
    return b"\x79" + len(encoded).to_bytes(2, "big") + encoded
