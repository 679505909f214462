"""The APIs of the Chime SDK and of Amazon Lex V2 over HTTP: routes, validates, runs the behaviour, serializes the reply."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, cast

from botocore import xform_name
from chime_sdk_pulumi.local_aws.error_replies import rest_json_error, usual_codes
from chime_sdk_pulumi.local_aws.errors import BadRequestError, ChimeError, NotImplementedByLocalAwsError
from chime_sdk_pulumi.local_aws.identity import identity_operations
from chime_sdk_pulumi.local_aws.lex import lex_operations
from chime_sdk_pulumi.local_aws.media_pipelines import media_pipelines_operations
from chime_sdk_pulumi.local_aws.meetings import meetings_operations
from chime_sdk_pulumi.local_aws.messaging import messaging_operations
from chime_sdk_pulumi.local_aws.routing import Router
from chime_sdk_pulumi.local_aws.service_models import get_service_model, regions_of
from chime_sdk_pulumi.local_aws.validation import validate
from chime_sdk_pulumi.local_aws.voice import voice_operations
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chime_sdk_pulumi.local_aws.routing import RoutedCall
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure
    from moto.core.model import StructureShape
    from werkzeug.wrappers import Request

    Behaviour = Callable[[Scope, Structure], Structure]


class EmulatedApis:
    """The APIs that are emulated here, and not by moto.

    An operation is emulated if one of the objects that stand for its API has a method of the operation's name in snake
    case. The method takes the scope of the call and the request's members, and returns the reply's.

    Arguments:
        store: where their objects are.
    """

    def __init__(self, store: Store) -> None:
        self.lock = threading.RLock()
        """Held while an operation runs: operations happen one after the other."""
        self._store = store
        self._router = Router()
        operations = {
            "chime-sdk-identity": identity_operations(store),
            "chime-sdk-messaging": messaging_operations(store),
            "chime-sdk-voice": voice_operations(store),
            "chime-sdk-media-pipelines": media_pipelines_operations(store),
            "chime-sdk-meetings": meetings_operations(store),
            "lexv2-models": lex_operations(store),
        }
        self._behaviours: dict[tuple[str, str], Behaviour] = {
            (service, name): getattr(group, xform_name(name))
            for service, groups in operations.items()
            for name in get_service_model(service).operation_names
            for group in groups
            if hasattr(group, xform_name(name))
        }

    @property
    def emulated_operations(self) -> frozenset[tuple[str, str]]:
        """Service and name of every operation that has behaviour."""
        return frozenset(self._behaviours)

    def route(self, request: Request, signing_name: str) -> RoutedCall | None:
        """The operation that a request calls; None if no API with that name in its signatures has it."""
        try:
            resource_arn = _json_body(request).get("ResourceARN")
        except BadRequestError:
            resource_arn = None
        return self._router.route(request, signing_name, resource_arn if isinstance(resource_arn, str) else None)

    def answer(self, call: RoutedCall, scope: Scope, request: Request) -> Response:
        """Run an operation."""
        try:
            regions = regions_of(call.service)
            if scope.region not in regions:
                raise BadRequestError(
                    f"{call.service} has no endpoint in {scope.region}. Its Regions are {', '.join(sorted(regions))}."
                )
            behaviour = self._behaviours.get((call.service, call.operation.name))
            if behaviour is None:
                raise NotImplementedByLocalAwsError(f"Local AWS does not emulate {call.service} {call.operation.name}.")
            members = _parse(call, request)
            with self.lock:
                self._store.clock.settle()
                return _reply(call, behaviour(scope, members))
        except BadRequestError as error:  # which not all APIs call by the same name
            return rest_json_error(call.service, error.status, usual_codes(call.service)[error.status], error.message)
        except ChimeError as error:
            return rest_json_error(call.service, error.status, error.code, error.message)


def _parse(call: RoutedCall, request: Request) -> Structure:
    """The request's members, valid by the model."""
    shape = call.operation.input_shape
    if shape is None:
        return {}
    validate(shape, _json_body(request) | _members_outside_body(call, request))
    parser = PROTOCOL_PARSERS[call.operation.service_model.protocol](call.operation)
    members: Structure = parser.parse(
        {
            "method": request.method,
            "values": request.args,
            "headers": request.headers,
            "body": request.get_data(),
            "url_path": request.path,
            "url_params": call.labels,
        }
    )
    return members


def _json_body(request: Request) -> dict[str, object]:
    data = request.get_data()
    if not data:
        return {}
    try:
        body = json.loads(data)
    except ValueError:
        raise BadRequestError("The request body is not JSON.") from None
    if not isinstance(body, dict):
        raise BadRequestError("The request body is not a JSON object.")
    return body


def _members_outside_body(call: RoutedCall, request: Request) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, member in cast("StructureShape", call.operation.input_shape).members.items():
        location = member.serialization.get("location")
        if location is None:
            continue
        wire_name = member.serialization.get("name", name)
        if member.type_name == "list":
            members[wire_name] = request.args.getlist(wire_name) or None
            continue
        sources: dict[str, Mapping[str, str]] = {"uri": call.labels, "querystring": request.args}
        members[wire_name] = _typed(member.type_name, sources.get(location, request.headers).get(wire_name))
    return members


def _typed(type_name: str, text: str | None) -> object:
    """What came as text, as the type that it stands for; unchanged if it stands for none."""
    if text is not None and type_name in ("integer", "long") and text.removeprefix("-").isdecimal():
        return int(text)
    if text in ("true", "false") and type_name == "boolean":
        return text == "true"
    return text


def _reply(call: RoutedCall, result: Structure) -> Response:
    model = call.operation.service_model
    serializer = get_serializer_class(model.service_name, model.protocol)(call.operation)
    reply = serializer.serialize(result)
    return Response(reply["body"], reply["status_code"], dict(reply["headers"]))
