"""Every operation of every emulated API is found by what its clients send."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from chime_sdk_pulumi.local_aws.emulated_apis import EmulatedApis
from chime_sdk_pulumi.local_aws.routing import Router
from chime_sdk_pulumi.local_aws.service_models import SERVICES_BY_SIGNING_NAME, get_service_model
from chime_sdk_pulumi.local_aws.store import Store
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

if TYPE_CHECKING:
    from moto.core.model import OperationModel

OPERATIONS = [
    (service, name)
    for services in SERVICES_BY_SIGNING_NAME.values()
    for service in services
    for name in sorted(get_service_model(service).operation_names)
]
TAGGED_RESOURCES = {
    "chime-sdk-identity": "app-instance/a/user/u",
    "chime-sdk-messaging": "app-instance/a/channel-flow/f",
    "chime-sdk-voice": "vc/abcdefghijklm2nopq3rst",
    "chime-sdk-media-pipelines": "media-insights-pipeline-configuration/c",
    "chime-sdk-meetings": "meeting/m",
}


def request_for(operation: OperationModel, arn: str) -> Request:
    path = re.sub(r"\{\w+\}", "arn%3Aaws%3Achime%3A%3A%3Aapp-instance%2Fa", operation.http_trait.path)
    query = {**operation.http_trait.query_args, **({"arn": arn} if operation.http_trait.method == "GET" else {})}
    environ = EnvironBuilder(path, method=operation.http_trait.method, query_string=query).get_environ()
    environ["RAW_URI"] = path
    return Request(environ)


@pytest.fixture(scope="module")
def router() -> Router:
    return Router()


@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_finds_operation(router: Router, service: str, name: str) -> None:
    operation = get_service_model(service).operation_model(name)
    arn = f"arn:aws:chime:us-east-1:123456789012:{TAGGED_RESOURCES.get(service, '')}"
    signing_name = operation.service_model.signing_name
    call = router.route(request_for(operation, arn), signing_name, resource_arn=arn)
    assert call is not None
    assert (call.service, call.operation.name) == (service, name)
    assert all(value == "arn:aws:chime:::app-instance/a" for value in call.labels.values())


def test_every_public_method_is_an_operation() -> None:
    emulated = EmulatedApis(Store()).emulated_operations
    assert emulated <= set(OPERATIONS)
    # A method whose name is no operation's would never be called.
    assert {"ListSipMediaApplications", "DeleteVoiceConnectorStreamingConfiguration"} <= {name for _, name in emulated}
