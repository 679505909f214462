"""What a program registers when it runs against mocks."""

import json
import logging
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pulumi
import pulumi_aws
from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.sync_await import _ensure_event_loop

if TYPE_CHECKING:
    import asyncio

with warnings.catch_warnings():
    # Modules are loaded when they are first used, and then some warn of their own deprecated resources.
    warnings.simplefilter("ignore", DeprecationWarning)
    USED = (pulumi_aws.lambda_.Function, pulumi_aws.s3.Bucket)

ACCOUNT = "111122223333"
ARNS: Mapping[str, str] = {
    "AppInstance": f"arn:aws:chime:us-east-1:{ACCOUNT}:app-instance/",
    "AppInstanceBot": f"arn:aws:chime:us-east-1:{ACCOUNT}:app-instance/one/bot/",
    "AppInstanceUser": f"arn:aws:chime:us-east-1:{ACCOUNT}:app-instance/one/user/",
    "Channel": f"arn:aws:chime:us-east-1:{ACCOUNT}:app-instance/one/channel/",
    "ChannelFlow": f"arn:aws:chime:us-east-1:{ACCOUNT}:app-instance/one/channel-flow/",
    "LexBotAlias": f"arn:aws:lex:us-east-1:{ACCOUNT}:bot-alias/ABCDEFGHIJ/",
    "VoiceConnector": f"arn:aws:chime:us-east-1:{ACCOUNT}:vc/",
    "SipMediaApplication": f"arn:aws:chime:us-east-1:{ACCOUNT}:sma/",
    "SipRule": f"arn:aws:chime:us-east-1:{ACCOUNT}:sip-rule/",
    "MediaInsightsPipelineConfiguration": f"arn:aws:chime:us-east-1:{ACCOUNT}:media-insights-pipeline-configuration/",
    "Alias": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:",
    "Bucket": "arn:aws:s3:::",
    "EventRule": f"arn:aws:events:us-east-1:{ACCOUNT}:rule/",
    "Function": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:",
    "Key": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/",
    "LogGroup": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:",
    "Queue": f"arn:aws:sqs:us-east-1:{ACCOUNT}:",
    "Role": f"arn:aws:iam::{ACCOUNT}:role/",
    "Stream": f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/",
    "Topic": f"arn:aws:sns:us-east-1:{ACCOUNT}:",
}
"""How the ARN of an object of each kind begins; the logical name of its resource follows."""


@dataclass
class Registered:
    """One resource of the program."""

    token: str
    inputs: dict[str, Any]
    parent: str
    depends_on: set[str]
    depends_on_types: set[str]
    deleted_with: str
    protect: bool
    provider: str

    def document(self, name: str) -> Any:  # noqa: ANN401  # JSON
        """An input that is a JSON document."""
        return json.loads(self.inputs[name])

    def statements(self, name: str = "policy") -> list[str]:
        """The names of the statements of an input that is a policy document."""
        return [statement["Sid"] for statement in self.document(name)["Statement"]]


@dataclass
class Deployment(mocks.Mocks):
    """What a program registered, as ``<kind> <logical name>``, and what it warned of or refused."""

    resources: dict[str, Registered] = field(default_factory=dict)
    components: dict[str, str] = field(default_factory=dict)
    """Tokens of components by logical name; the stack is one."""
    invokes: list[tuple[str, str]] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Give every object an ARN for an id, and the outputs that programs use."""
        inputs = {name: value for name, value in args.inputs.items() if name != "__provider"}
        name = f"{inputs['functionName']}:{inputs['name']}" if _kind(args.typ) == "Alias" else args.name
        arn = ARNS.get(_kind(args.typ), "") + name
        outputs = {"name": name, "bucket": name, "arn": arn, "url": f"https://sqs/{name}", "version": "7"}
        return arn, outputs | inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """What the program asks about its surroundings."""
        self.invokes.append((_kind(args.token), args.provider))
        answers = {
            "getCallerIdentity": {"accountId": ACCOUNT, "arn": "", "id": ACCOUNT, "userId": ""},
            "getPartition": {"partition": "aws", "dnsSuffix": "amazonaws.com", "id": "aws", "reverseDnsPrefix": ""},
            "getRegion": {"region": "us-east-1", "name": "us-east-1", "id": "us-east-1", "description": ""},
        }
        return answers[_kind(args.token)], []

    def __getitem__(self, resource: str) -> Registered:
        return self.resources[resource]

    def inputs(self, resource: str) -> dict[str, Any]:
        """The inputs of one resource, hidden ones left out."""
        return self.resources[resource].inputs


class Monitor(mocks.MockMonitor):
    """The mock monitor, which also remembers the options of resources."""

    def __init__(self, deployment: Deployment) -> None:
        super().__init__(deployment)
        self.deployment = deployment

    def RegisterResource(  # noqa: N802  # Pulumi's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        register: Callable[[object], resource_pb2.RegisterResourceResponse] = super().RegisterResource
        reply = register(request)
        if not request.custom:
            self.deployment.components[request.name] = request.type
        else:
            inputs = rpc.deserialize_properties(request.object)
            self.deployment.resources[f"{_kind(request.type)} {request.name}"] = Registered(
                token=request.type,
                inputs={name: value for name, value in inputs.items() if not name.startswith("__")},
                parent=_logical_name(request.parent),
                depends_on={_logical_name(urn) for urn in request.dependencies},
                depends_on_types={urn.split("::")[2].rpartition("$")[2] for urn in request.dependencies},
                deleted_with=_logical_name(request.deletedWith),
                protect=request.protect,
                provider=_logical_name(request.provider.rpartition("::")[0]),
            )
        return reply


def deployed(program: Callable[[], object], logger: logging.Logger) -> Deployment:
    """Run a program to its end.

    Args:
        program: What it does; the outputs of the resource that it returns are kept.
        logger: Takes what the program logs.
    """
    deployment = Deployment()
    # A program that is refused leaves outputs behind that nobody waits for. To report one prints a traceback whenever it happens
    # to be collected, which breaks what Python is parsing at that moment.
    loop = cast("Callable[[], asyncio.AbstractEventLoop]", _ensure_event_loop)()
    loop.set_exception_handler(lambda _loop, _context: None)
    pulumi.runtime.set_mocks(deployment, "centre", "test", monitor=Monitor(deployment), logger=logger)

    def outputs() -> pulumi.Output[None]:
        made = vars(program()).items()
        return pulumi.Output.all(**{name: value for name, value in made if _is_output(value)}).apply(
            deployment.outputs.update
        )

    run: Callable[[Callable[[], object]], Callable[[], None]] = pulumi.runtime.test
    run(outputs)()
    return deployment


def _is_output(value: object) -> bool:
    """Whether a value is an output, or outputs by names."""
    by_names = isinstance(value, dict) and bool(value) and all(isinstance(one, pulumi.Output) for one in value.values())
    return by_names or isinstance(value, pulumi.Output)


def _kind(token: str) -> str:
    return token.rpartition(":")[2]


def _logical_name(urn: str) -> str:
    return urn.rpartition("::")[2]
