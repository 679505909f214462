"""What the tests of local AWS share: expected refusals, and objects of other services that Chime objects name."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from chime_sdk_pulumi.local_aws.service_models import EMULATED_SERVICES
from chime_sdk_pulumi.local_aws.validation import validate

from tests.local_aws.lex import Lex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from botocore.awsrequest import AWSResponse
    from botocore.model import OperationModel
    from chime_sdk_pulumi.local_aws import LocalAws

STATUS_OF_CODE = {
    "BadRequestException": 400,
    "ResourceLimitExceededException": 400,
    "TooManyTagsException": 400,
    "LimitExceededException": 400,
    "ValidationException": 400,
    "UnauthorizedClientException": 401,
    "ForbiddenException": 403,
    "NotFoundException": 404,
    "ResourceNotFoundException": 404,
    "UnknownOperationException": 404,
    "ConflictException": 409,
    "GoneException": 410,
    "PreconditionFailedException": 412,
    "NotImplementedByLocalAws": 501,
}


@pytest.fixture
def refused() -> Callable[[str, str], AbstractContextManager[None]]:
    """Expects a call to fail: `with refused("ConflictException", "part of the message"): …`."""

    @contextmanager
    def expect(code: str, message: str) -> Iterator[None]:
        with pytest.raises(ClientError) as caught:
            yield
        response = caught.value.response
        assert response["Error"]["Code"] == code
        assert message in response["Error"]["Message"]
        assert response["ResponseMetadata"]["HTTPStatusCode"] == STATUS_OF_CODE[code]

    return expect


@pytest.fixture
def aws_client(aws_client: Callable[..., Any]) -> Callable[..., Any]:
    """Makes boto3 clients whose every reply from an emulated API is held against the model of the operation."""

    def client(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # see the fixture that this one extends
        made = aws_client(*arguments, **options)
        made.meta.events.register("after-call.*.*", _check_reply)
        return made

    return client


def _check_reply(http_response: AWSResponse, model: OperationModel, **_: object) -> None:
    is_emulated = model.service_model.service_name in EMULATED_SERVICES
    if not is_emulated or http_response.status_code >= 300 or not model.output_shape:
        return
    assert http_response.status_code == model.http.get("responseCode", 200)
    reply = json.loads(http_response.content or "{}")
    if reply.get("Tags") == []:
        del reply["Tags"]  # the model says that there is at least one, even if there is none
    validate(model.output_shape, reply)
    assert reply.keys() <= model.output_shape.members.keys()


@pytest.fixture
def create_role(aws_client: Callable[..., Any]) -> Callable[[str, str], str]:
    """Creates an IAM role that trusts a service; its ARN."""

    def create(name: str, service: str) -> str:
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        role = aws_client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=policy)["Role"]
        return str(role["Arn"])

    return create


@pytest.fixture
def resource_access_role(create_role: Callable[[str, str], str]) -> str:
    """The ARN of a role that call analytics can use."""
    return create_role("resource-access", "mediapipelines.chime.amazonaws.com")


@pytest.fixture
def stream_arn(aws_client: Callable[..., Any]) -> str:
    """The ARN of a Kinesis data stream in us-east-1."""
    aws_client("kinesis").create_stream(StreamName="insights", ShardCount=1)
    return "arn:aws:kinesis:us-east-1:123456789012:stream/insights"


@pytest.fixture
def create_function(
    aws_client: Callable[..., Any], create_role: Callable[[str, str], str]
) -> Callable[[str, str], str]:
    """Creates a Lambda function in a region; its ARN."""

    def create(name: str, region: str) -> str:
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("handler.py", "def handle(event, context):\n    return {}\n")
        function = aws_client("lambda", region=region).create_function(
            FunctionName=name,
            Runtime="python3.12",
            Handler="handler.handle",
            Role=create_role(f"{name}-{region}", "lambda.amazonaws.com"),
            Code={"ZipFile": code.getvalue()},
        )
        return str(function["FunctionArn"])

    return create


@pytest.fixture
def lex(aws_client: Callable[..., Any], local_aws: LocalAws) -> Lex:
    """Makes bots of Amazon Lex in us-east-1."""
    return Lex(aws_client("lexv2-models"), local_aws)
