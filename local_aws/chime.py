"""The Chime SDK APIs over HTTP: finds the operation, validates the request, runs the behaviour, serializes the reply.

All Chime clients sign as `chime`, so the operation is found by method, path and query over all the service models together.
Nothing collides but the tag operations, which are told apart by the kind of resource that the ARN names.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from werkzeug.wrappers import Response

from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequest, ChimeError, NotImplementedByLocalAws
from chime_sdk_pulumi.local_aws.identity import identity_operations
from chime_sdk_pulumi.local_aws.media_pipelines import media_pipelines_operations
from chime_sdk_pulumi.local_aws.messaging import messaging_operations
from chime_sdk_pulumi.local_aws.service_models import CHIME_SERVICES, get_service_model, regions_of
from chime_sdk_pulumi.local_aws.validation import validate
from chime_sdk_pulumi.local_aws.voice import voice_operations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from moto.core.model import OperationModel, StructureShape
    from werkzeug.wrappers import Request

    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

    Behaviour = Callable[[Scope, Structure], Structure]

_SERVICE_OF_RESOURCE = (
    (re.compile(r"app-instance/[^/]+/channel"), "chime-sdk-messaging"),
    (re.compile(r"app-instance/"), "chime-sdk-identity"),
    (re.compile(r"media-"), "chime-sdk-media-pipelines"),
    (re.compile(r"meeting/"), "chime-sdk-meetings"),
)
"""Which API tags a resource, by the last part of its ARN; every other resource is of chime-sdk-voice."""


@dataclass(frozen=True)
class Route:
    """One operation, and the requests that are meant for it."""

    service: str
    operation: OperationModel
    path: re.Pattern[str]
    query: Mapping[str, str]

    def labels(self, request: Request, path: str) -> dict[str, str] | None:
        """The labels of the path, or None if the request is for another operation."""
        if self.operation.http_trait.method != request.method:
            return None
        if any(request.args.get(name) != value for name, value in self.query.items()):
            return None
        match = self.path.fullmatch(path)
        return {name: unquote(value) for name, value in match.groupdict().items()} if match else None


@dataclass(frozen=True)
class RoutedCall:
    """A request whose operation is known."""

    service: str
    operation: OperationModel
    labels: dict[str, str]


class ChimeApis:
    """The Chime SDK APIs.

    Arguments:
        store: where their objects are.
    """

    def __init__(self, store: Store) -> None:
        self._lock = threading.RLock()
        self._routes = _routes()
        operations = {
            "chime-sdk-identity": identity_operations(store),
            "chime-sdk-messaging": messaging_operations(store),
            "chime-sdk-voice": voice_operations(store),
            "chime-sdk-media-pipelines": media_pipelines_operations(store),
        }
        self._behaviours = {
            (service, name): behaviour
            for service in CHIME_SERVICES
            for name in get_service_model(service).operation_names
            if (behaviour := _behaviour(operations.get(service, []), name))
        }

    @property
    def lock(self) -> threading.RLock:
        """Held while an operation runs: operations happen one after the other."""
        return self._lock

    def route(self, request: Request) -> RoutedCall | None:
        """The operation that a request is for."""
        path = request.environ["RAW_URI"].split("?", 1)[0]
        matches = [
            RoutedCall(route.service, route.operation, labels)
            for route in self._routes
            if (labels := route.labels(request, path)) is not None
        ]
        if len(matches) > 1:
            service = _tagging_service(_resource_arn(request))
            matches = [match for match in matches if match.service == service]
        return matches[0] if matches else None

    def answer(self, call: RoutedCall, scope: Scope, request: Request) -> Response:
        """Run an operation."""
        try:
            if scope.region not in regions_of(call.service):
                regions = ", ".join(sorted(regions_of(call.service)))
                raise BadRequest(f"{call.service} has no endpoint in {scope.region}. Its Regions are {regions}.")
            behaviour = self._behaviours.get((call.service, call.operation.name))
            if behaviour is None:
                raise NotImplementedByLocalAws(f"Local AWS does not emulate {call.service} {call.operation.name}.")
            parsed = _parse(call, request)
            with self._lock:
                return _reply(call, behaviour(scope, parsed))
        except ChimeError as error:
            return error_response(error, call)


def error_response(error: ChimeError, call: RoutedCall | None = None) -> Response:
    """An error reply in the shape of the Chime APIs."""
    status = {"NotImplementedByLocalAws": 501}.get(error.code, 400)
    if call:
        for shape in call.operation.service_model.error_shapes:
            if shape.name == error.code:
                status = shape.metadata["error"]["httpStatusCode"]
    body = {"Code": error.code.removesuffix("Exception"), "Message": error.message}
    response = Response(json.dumps(body), status, content_type="application/json")
    response.headers["x-amzn-ErrorType"] = error.code
    return response


def _routes() -> list[Route]:
    routes = []
    for service in CHIME_SERVICES:
        model = get_service_model(service)
        for name in model.operation_names:
            operation = model.operation_model(name)
            trait = operation.http_trait
            path = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", trait.path))
            routes.append(Route(service, operation, path, trait.query_args))
    # An operation that is told by a query argument goes before the one that has its path without.
    return sorted(routes, key=lambda route: -len(route.query))


def _behaviour(operations: list[object], operation_name: str) -> Behaviour | None:
    method_name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", operation_name).lower()
    for group in operations:
        if hasattr(group, method_name):
            return cast("Behaviour", getattr(group, method_name))
    return None


def _resource_arn(request: Request) -> str:
    if request.method == "GET":
        return request.args.get("arn", "")
    body = _json_body(request)
    return str(body.get("ResourceARN", ""))


def _tagging_service(resource_arn: str) -> str:
    arn = parse_arn(resource_arn)
    for pattern, service in _SERVICE_OF_RESOURCE:
        if arn and pattern.match(arn.resource):
            return service
    return "chime-sdk-voice"


def _parse(call: RoutedCall, request: Request) -> Structure:
    """The request's members, validated against the model."""
    shape = call.operation.input_shape
    if shape is None:
        return {}
    body = _json_body(request)
    validate(cast("StructureShape", shape), body | _members_outside_body(call, request))
    parser = PROTOCOL_PARSERS[call.operation.service_model.protocol](call.operation)
    parsed: Structure = parser.parse(
        {
            "method": request.method,
            "values": request.args,
            "headers": request.headers,
            "body": request.get_data(),
            "url_path": request.path,
            "url_params": call.labels,
        }
    )
    return parsed


def _json_body(request: Request) -> dict[str, object]:
    data = request.get_data()
    if not data:
        return {}
    try:
        body = json.loads(data)
    except ValueError:
        raise BadRequest("The request body is not JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("The request body is not a JSON object.")
    return body


def _members_outside_body(call: RoutedCall, request: Request) -> dict[str, object]:
    members: dict[str, object] = {}
    shape = cast("StructureShape", call.operation.input_shape)
    for name, member in shape.members.items():
        wire_name = member.serialization.get("name", name)
        location = member.serialization.get("location")
        text: str | None = None
        if location == "uri":
            text = call.labels.get(wire_name)
        elif location == "querystring":
            text = request.args.get(wire_name)
        elif location == "header":
            text = request.headers.get(wire_name)
        if location is not None:
            members[wire_name] = _typed(member.type_name, text)
    return members


def _typed(type_name: str, text: str | None) -> object:
    """A value that travels as text, as the type it stands for; the text itself if it is none of that type."""
    if text is None:
        return None
    if type_name in ("integer", "long"):
        return int(text) if text.lstrip("-").isdigit() else text
    if type_name == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    return text


def _reply(call: RoutedCall, result: Structure) -> Response:
    model = call.operation.service_model
    serialized: dict[str, Any] = dict(get_serializer_class(model.service_name, model.protocol)(call.operation).serialize(result))
    return Response(serialized["body"], serialized["status_code"], dict(serialized["headers"]))
