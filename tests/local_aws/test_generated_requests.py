"""Requests made up from the service models: whatever they ask, the reply is one that the model knows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import pytest
from chime_sdk_pulumi.local_aws.chime import ChimeApis
from chime_sdk_pulumi.local_aws.server import Application
from chime_sdk_pulumi.local_aws.service_models import get_service_model
from chime_sdk_pulumi.local_aws.store import Store
from chime_sdk_pulumi.local_aws.validation import validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

if TYPE_CHECKING:
    from botocore.model import ListShape, Shape, StringShape, StructureShape
    from hypothesis.strategies import SearchStrategy
    from moto.core.model import OperationModel
    from werkzeug.test import TestResponse

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/resource-access"
HEADERS = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/chime/aws4_request"}


class World:
    """An application that holds one object of each kind, and their identifiers by the members that take them."""

    def __init__(self) -> None:
        self.client = Client(Application())
        # moto's objects are the process's; only the role is needed, and it may be there already.
        policy = (
            '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}, "Version": "2012-10-17"}'
        )
        role = {"Action": "CreateRole", "RoleName": "resource-access", "AssumeRolePolicyDocument": policy}
        headers = {"Authorization": HEADERS["Authorization"].replace("chime", "iam")}
        self.client.post("/", data=role, headers=headers)
        app_instance = self.call("POST", "/app-instances", {"Name": "a", "ClientRequestToken": "token"})[
            "AppInstanceArn"
        ]
        connector = self.call("POST", "/voice-connectors", {"Name": "a", "RequireEncryption": False})["VoiceConnector"]
        recording = {"Type": "S3RecordingSink", "S3RecordingSinkConfiguration": {"Destination": "arn:aws:s3:::b"}}
        configuration = self.call(
            "POST",
            "/media-insights-pipeline-configurations",
            {
                "MediaInsightsPipelineConfigurationName": "calls",
                "ResourceAccessRoleArn": ROLE,
                "Elements": [recording],
            },
        )["MediaInsightsPipelineConfiguration"]
        function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"
        processor = {
            "Name": "p",
            "Configuration": {"Lambda": {"ResourceArn": function, "InvocationType": "ASYNC"}},
            "ExecutionOrder": 1,
            "FallbackAction": "ABORT",
        }
        flow = self.call(
            "POST",
            "/channel-flows",
            {"AppInstanceArn": app_instance, "Name": "f", "Processors": [processor], "ClientRequestToken": "token"},
        )["ChannelFlowArn"]
        configuration_arn = configuration["MediaInsightsPipelineConfigurationArn"]
        self.tagged = {
            "chime-sdk-identity": app_instance,
            "chime-sdk-messaging": flow,
            "chime-sdk-voice": connector["VoiceConnectorArn"],
            "chime-sdk-media-pipelines": configuration_arn,
        }
        self.known: dict[str, list[str]] = {
            "AppInstanceArn": [app_instance],
            "VoiceConnectorId": [connector["VoiceConnectorId"]],
            "TriggerValue": [connector["OutboundHostName"]],
            "ChannelFlowArn": [flow],
            "Identifier": ["calls", configuration_arn],
            "ConfigurationArn": [configuration_arn],
            "ResourceAccessRoleArn": [ROLE],
            "ResourceArn": [function],
            "Destination": ["arn:aws:s3:::recordings"],
            "InsightsTarget": [f"arn:aws:sqs:us-east-1:{ACCOUNT}:q", function],
            "AwsRegion": ["us-east-1", "us-west-2"],
        }

    def call(self, method: str, path: str, body: object) -> Any:  # noqa: ANN401  # JSON
        reply = self.send(method, path, body)
        assert reply.status_code < 300, reply.text
        return reply.json

    def send(self, method: str, path: str, body: object, query: dict[str, str] | None = None) -> TestResponse:
        return self.client.open(
            path,
            method=method,
            headers=HEADERS,
            query_string=query,
            data=json.dumps(body),
            environ_overrides={"RAW_URI": path},
        )


@pytest.fixture
def world() -> World:
    return World()


def values(shape: Shape, name: str, known: dict[str, list[str]]) -> SearchStrategy[object]:
    """Valid values of a shape."""
    if shape.type_name == "structure":
        members = cast("StructureShape", shape).members.items()
        strategies = {
            member.serialization.get("name", key): (key, values(member, key, known)) for key, member in members
        }
        required = cast("StructureShape", shape).required_members
        return st.fixed_dictionaries(
            {wire: strategy for wire, (key, strategy) in strategies.items() if key in required},
            optional={wire: strategy for wire, (key, strategy) in strategies.items() if key not in required},
        )
    if shape.type_name == "list":
        smallest, largest = shape.metadata.get("min", 0), shape.metadata.get("max", 4)
        item = values(cast("ListShape", shape).member, name, known)
        return st.lists(item, min_size=smallest, max_size=min(largest, max(4, smallest)))
    if shape.type_name == "integer":
        return st.integers(shape.metadata.get("min", -10), shape.metadata.get("max", 10_000))
    if shape.type_name == "boolean":
        return st.booleans()
    return texts(cast("StringShape", shape), name, known)


def texts(shape: StringShape, name: str, known: dict[str, list[str]]) -> SearchStrategy[object]:
    assert shape.type_name == "string"
    if shape.enum:
        return st.sampled_from(shape.enum)
    smallest, largest = shape.metadata.get("min", 0), shape.metadata.get("max", 300)
    pattern = shape.metadata.get("pattern")
    made_up = (
        st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True).filter(
            lambda text: smallest <= len(text) <= largest
        )
        if pattern
        else st.text(min_size=smallest, max_size=min(largest, 40))
    )
    return st.one_of(st.sampled_from(known[name]), made_up) if name in known else made_up


def members_at(operation: OperationModel, location: str | None) -> set[str]:
    members = cast("StructureShape", operation.input_shape).members.items()
    return {
        member.serialization.get("name", name)
        for name, member in members
        if member.serialization.get("location") == location
    }


@pytest.mark.parametrize(("service", "name"), sorted(ChimeApis(Store()).emulated_operations))
def test_every_reply_is_modelled(world: World, service: str, name: str) -> None:
    operation = get_service_model(service).operation_model(name)
    errors = {shape.name: shape.metadata["error"]["httpStatusCode"] for shape in operation.service_model.error_shapes}
    shape = operation.input_shape
    known = world.known | {"ResourceARN": [world.tagged[service]]}
    requests = values(shape, "", known) if shape else st.just({})

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(requests)
    def check(request: object) -> None:
        members = cast("dict[str, Any]", request)
        path, query, body = operation.http_trait.path, dict(operation.http_trait.query_args), members
        if shape:
            for label in members_at(operation, "uri"):
                path = path.replace(f"{{{label}}}", quote(members[label], safe=""))
            query |= {key: str(members[key]) for key in members_at(operation, "querystring") & members.keys()}
            body = {key: members[key] for key in members_at(operation, None) & members.keys()}
        reply = world.send(operation.http_trait.method, path, body, query)
        if reply.status_code >= 300:
            assert errors[reply.headers["x-amzn-ErrorType"]] == reply.status_code
            assert cast("dict[str, str]", reply.json)["Message"]
        elif operation.output_shape:
            answer = json.loads(reply.text or "{}")
            validate(
                operation.output_shape, {key: value for key, value in answer.items() if (key, value) != ("Tags", [])}
            )

    check()
