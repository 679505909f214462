"""Which operation a request to the emulated APIs is for.

All Chime clients sign as `chime`, those of Amazon Lex as `lex`, and a local endpoint has no host name that tells the APIs
apart. Method, path and query do, over all the service models of a signing name together; only the tag operations of the
Chime APIs are the same in each, and are told apart by the kind of resource that the ARN names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.service_models import SERVICES_BY_SIGNING_NAME, get_service_model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moto.core.model import OperationModel
    from werkzeug.wrappers import Request

_LABEL = re.compile(r"\{(\w+)\}")

_TAGGING_SERVICES = (
    (re.compile(r"app-instance/[^/]+/channel"), "chime-sdk-messaging"),
    (re.compile(r"app-instance/"), "chime-sdk-identity"),
    (re.compile(r"media-"), "chime-sdk-media-pipelines"),
    (re.compile(r"meeting/"), "chime-sdk-meetings"),
)
"""Which API tags a resource, by the last part of its ARN; all other resources are of chime-sdk-voice."""


@dataclass(frozen=True)
class RoutedCall:
    """An operation that was called, and the labels in its path."""

    service: str
    operation: OperationModel
    labels: dict[str, str]


@dataclass(frozen=True)
class _Route:
    service: str
    operation: OperationModel
    path: re.Pattern[str]
    query: Mapping[str, str]

    def match(self, path: str, query: Mapping[str, str]) -> RoutedCall | None:
        path_match = self.path.fullmatch(path)
        if path_match is None or any(query.get(name) != value for name, value in self.query.items()):
            return None
        labels = {name: unquote(value) for name, value in path_match.groupdict().items()}
        return RoutedCall(self.service, self.operation, labels)


class Router:
    """The operations of all emulated APIs, by signing name, method and path."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, str], list[_Route]] = {}
        for signing_name, services in SERVICES_BY_SIGNING_NAME.items():
            for service in services:
                model = get_service_model(service)
                for name in model.operation_names:
                    operation = model.operation_model(name)
                    trait = operation.http_trait
                    path = re.compile(_LABEL.sub(r"(?P<\1>[^/]+)", trait.path))
                    route = _Route(service, operation, path, trait.query_args)
                    self._routes.setdefault((signing_name, trait.method), []).append(route)

    def route(self, request: Request, signing_name: str, resource_arn: str | None) -> RoutedCall | None:
        """The operation that a request calls.

        Arguments:
            request: the request.
            signing_name: what its signature says that it is for.
            resource_arn: the ResourceARN in the request's body, if there is one.
        """
        # The path as it came: a label may hold an ARN, whose slashes are encoded.
        path = request.environ["RAW_URI"].split("?", 1)[0]
        routes = self._routes.get((signing_name, request.method), [])
        matches = [match for route in routes if (match := route.match(path, request.args))]
        if len({match.service for match in matches}) > 1:
            service = tagging_service(resource_arn or request.args.get("arn", ""))
            matches = [match for match in matches if match.service == service]
        # Where one operation has a query argument more than another with the same path, the argument decides.
        return max(matches, key=lambda match: len(match.operation.http_trait.query_args), default=None)


def tagging_service(resource_arn: str) -> str:
    """The API whose tag operations a resource's ARN is for."""
    arn = parse_arn(resource_arn)
    for resource, service in _TAGGING_SERVICES:
        if arn and resource.match(arn.resource):
            return service
    return "chime-sdk-voice"
