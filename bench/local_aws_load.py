"""Local AWS under load: some clients at once, with every kind of call; nothing may fail, and no update may get lost.

    python -m bench.local_aws_load [--clients 8] [--seconds 60]

Each client makes, changes, tags, lists and deletes objects of its own in all four APIs, and holds what it reads against
what it wrote. Beside those there is an object of each API that all clients tag at once.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Structure = dict[str, Any]
Tags = dict[str, str]

SERVICES = (
    "chime-sdk-identity",
    "chime-sdk-messaging",
    "chime-sdk-voice",
    "chime-sdk-media-pipelines",
    "iam",
    "kinesis",
    "lambda",
)
ACCOUNT = "123456789012"
REGION = "us-east-1"
STREAM = "insights"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/analytics"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:moderate"
OWN_OBJECTS = 5
"""How many objects of a kind a client has at most."""
PAGE = 7
"""Objects per page: a listing takes several calls, while others create and delete."""


class LostUpdateError(Exception):
    """What was read is not what was written."""


@dataclass
class Report:
    """What the clients did."""

    seconds: float
    calls: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        operations = [f"{count:8} {operation}" for operation, count in sorted(self.calls.items())]
        total, ordered = len(self.latencies), sorted(self.latencies)
        median, slow = (1000 * ordered[total * percent // 100] for percent in (50, 99))
        return "\n".join(
            [
                *operations,
                f"{total} calls in {self.seconds:.1f} s, {total / self.seconds:.0f} per second; "
                f"half of them took less than {median:.1f} ms, 99 % less than {slow:.1f} ms.",
                "No error, no lost update.",
            ]
        )


class Aws:
    """Calls through boto3 clients, counted and timed.

    Arguments:
        clients: boto3 clients by service; they can be used by many threads.
        report: where the calls are counted.
    """

    def __init__(self, clients: Mapping[str, Any], report: Report) -> None:
        self._clients = clients
        self._report = report

    def call(self, service: str, operation: str, **members: object) -> Structure:
        """Call an operation, named as in boto3."""
        started = time.perf_counter()
        reply: Structure = getattr(self._clients[service], operation)(**members)
        self._report.latencies.append(time.perf_counter() - started)
        self._report.calls[f"{service} {operation}"] += 1
        return reply


def connect(endpoint_url: str, connections: int) -> dict[str, Any]:
    """boto3 clients of all services that are called, each with so many connections."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
    make = cast("Callable[..., Any]", session.client)  # the stubs know services by literal names
    # A call that fails is not repeated: the failure would not be seen.
    config = Config(retries={"total_max_attempts": 1}, max_pool_connections=connections)
    return {service: make(service, endpoint_url=endpoint_url, config=config) for service in SERVICES}


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of object: which operations it has, and what of it changes."""

    service: str
    noun: str
    structure: str
    identifier: str
    arn: str
    members: Callable[[str], Structure]
    """What creates or changes an object so that it has a value."""
    value: Callable[[Structure], str]
    name: str | None = None
    """The member of a create that is the name, if that can't be changed."""
    scope: Structure = field(default_factory=dict)
    """What says which objects are created and listed."""
    read: str = "get"


def kinds(app_instance_arn: str) -> list[Kind]:
    """The kinds of objects that the clients make, those of channel flows in one app instance."""
    return [
        Kind(
            "chime-sdk-identity",
            "app_instance",
            "AppInstance",
            "AppInstanceArn",
            "AppInstanceArn",
            lambda value: {"Name": value, "Metadata": value},
            lambda described: str(described["Metadata"]),
            read="describe",
        ),
        Kind(
            "chime-sdk-messaging",
            "channel_flow",
            "ChannelFlow",
            "ChannelFlowArn",
            "ChannelFlowArn",
            lambda value: {"Name": value, "Processors": _PROCESSORS},
            lambda described: str(described["Name"]),
            scope={"AppInstanceArn": app_instance_arn},
            read="describe",
        ),
        Kind(
            "chime-sdk-voice",
            "voice_connector",
            "VoiceConnector",
            "VoiceConnectorId",
            "VoiceConnectorArn",
            lambda value: {"Name": value, "RequireEncryption": True},
            lambda described: str(described["Name"]),
        ),
        Kind(
            "chime-sdk-media-pipelines",
            "media_insights_pipeline_configuration",
            "MediaInsightsPipelineConfiguration",
            "Identifier",
            "MediaInsightsPipelineConfigurationArn",
            lambda value: {"ResourceAccessRoleArn": ROLE, "Elements": _elements(value)},
            lambda described: str(described["Elements"][0][f"{_TRANSCRIBE}Configuration"]["VocabularyName"]),
            name="MediaInsightsPipelineConfigurationName",
        ),
    ]


_PROCESSORS = [
    {
        "Name": "moderate",
        "Configuration": {"Lambda": {"ResourceArn": FUNCTION, "InvocationType": "ASYNC"}},
        "ExecutionOrder": 1,
        "FallbackAction": "CONTINUE",
    }
]
_TRANSCRIBE = "AmazonTranscribeProcessor"
_SINK = "KinesisDataStreamSink"


def _elements(vocabulary: str) -> list[Structure]:
    stream = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{STREAM}"
    return [
        {"Type": _TRANSCRIBE, f"{_TRANSCRIBE}Configuration": {"LanguageCode": "en-US", "VocabularyName": vocabulary}},
        {"Type": _SINK, f"{_SINK}Configuration": {"InsightsTarget": stream}},
    ]


@dataclass
class Own:
    """An object as its client left it."""

    identifier: str
    arn: str
    value: str
    tags: Tags
    setting: Structure | None = None


class Owner:
    """One of the clients, as far as objects of one kind go: what it does to them, and that it reads what it wrote.

    Arguments:
        number: tells it apart from the other clients.
        aws: its calls.
        kind: the kind of its objects.
        shared: the ARN of an object that all clients tag.
    """

    def __init__(self, number: int, aws: Aws, kind: Kind, shared: str) -> None:
        self._name = f"client-{number}"
        self._aws = aws
        self._kind = kind
        self._shared = shared
        self._random = random.Random(f"{number} {kind.noun}")
        self._shared_value: str | None = None
        self._own: list[Own] = []
        self._writes = 0

    def act(self) -> None:
        """Do one thing to one object, and check what it led to."""
        if not self._own or (len(self._own) < OWN_OBJECTS and self._random.random() < 0.3):
            self._own.append(self._create())
            return
        own = self._random.choice(self._own)
        act = self._random.choice(
            [self._change, self._change, self._tag, self._untag, self._put_setting, self._delete, self._tag_shared]
        )
        act(own)
        if own in self._own:
            self._check(own)
        if self._random.random() < 0.2:
            self._check_listing()

    def check(self) -> None:
        """Hold everything against what was written."""
        for own in self._own:
            self._check(own)
        self._check_listing()
        self._check_shared()

    def clean_up(self) -> None:
        """Delete what is left."""
        for own in list(self._own):
            self._delete(own)
        self._check_listing()

    def _create(self) -> Own:
        value, tags = self._next_value(), {"owner": self._name}
        made = create(self._aws, self._kind, value, tags)
        arn = str(made[self._kind.arn])
        return Own(str(made.get(self._kind.identifier, arn)), arn, value, tags)

    def _change(self, own: Own) -> None:
        own.value = self._next_value()
        self._call(f"update_{self._kind.noun}", **self._identify(own), **self._kind.members(own.value))

    def _tag(self, own: Own) -> None:
        tags = {self._random.choice("abc"): self._next_value()}
        self._call("tag_resource", ResourceARN=own.arn, Tags=_listed(tags))
        own.tags |= tags

    def _untag(self, own: Own) -> None:
        key = self._random.choice("abc")
        self._call("untag_resource", ResourceARN=own.arn, TagKeys=[key])
        own.tags.pop(key, None)

    def _put_setting(self, own: Own) -> None:
        if self._kind.structure != "VoiceConnector":
            return
        own.setting = {"CallingRegions": ["US"], "CpsLimit": 1, "CidrAllowedList": [f"203.0.{self._writes % 250}.0/28"]}
        self._call("put_voice_connector_termination", **self._identify(own), Termination=own.setting)

    def _delete(self, own: Own) -> None:
        delete(self._aws, self._kind, own.identifier)
        self._own.remove(own)

    def _tag_shared(self, _own: Own) -> None:
        value = self._next_value()
        self._call("tag_resource", ResourceARN=self._shared, Tags=_listed({self._name: value}))
        self._shared_value = value
        self._check_shared()

    def _check(self, own: Own) -> None:
        described = self._call(f"{self._kind.read}_{self._kind.noun}", **self._identify(own))[self._kind.structure]
        _same(own.value, self._kind.value(described), own.arn)
        _same(own.tags, self._tags(own.arn), f"tags of {own.arn}")
        if own.setting:
            reply = self._call("get_voice_connector_termination", **self._identify(own))
            _same(own.setting["CidrAllowedList"], reply["Termination"]["CidrAllowedList"], f"termination of {own.arn}")

    def _check_listing(self) -> None:
        kind = self._kind
        arns = Counter(described[kind.arn] for described in self._pages())
        for own in self._own:
            _same(1, arns[own.arn], f"times that {own.arn} is listed")

    def _check_shared(self) -> None:
        _same(self._shared_value, self._tags(self._shared).get(self._name), f"tag of {self._shared}")

    def _pages(self) -> Iterator[Structure]:
        kind = self._kind
        token: Structure = {}
        while True:
            reply = self._call(f"list_{kind.noun}s", **kind.scope, **token, MaxResults=PAGE)
            yield from reply[kind.structure + "s"]
            if not reply.get("NextToken"):
                return
            token = {"NextToken": reply["NextToken"]}

    def _tags(self, arn: str) -> Tags:
        return {tag["Key"]: tag["Value"] for tag in self._call("list_tags_for_resource", ResourceARN=arn)["Tags"]}

    def _identify(self, own: Own) -> Structure:
        return {self._kind.identifier: own.identifier}

    def _next_value(self) -> str:
        self._writes += 1
        return f"{self._name}-{self._writes}"

    def _call(self, operation: str, **members: object) -> Structure:
        return self._aws.call(self._kind.service, operation, **members)


def run(endpoint_url: str, clients: int, seconds: float = 0, rounds: int = 0) -> Report:
    """Put local AWS under load.

    Arguments:
        endpoint_url: where it is; no object of the Chime APIs is left behind.
        clients: how many clients there are at once.
        seconds: for how long at least.
        rounds: how often at least each client does one thing to each kind of object.

    Raises:
        LostUpdateError: something that was written was not read.
        botocore.exceptions.BotoCoreError: a call failed.
        botocore.exceptions.ClientError: a call was refused.
    """
    connections = connect(endpoint_url, clients)
    setup = Aws(connections, Report(0))
    make_prerequisites(setup)
    app_instance = setup.call("chime-sdk-identity", "create_app_instance", Name="shared")["AppInstanceArn"]
    shared = {kind: create(setup, kind, "shared", {})[kind.arn] for kind in kinds(app_instance)}
    begun = time.monotonic()

    def work(number: int) -> Report:
        report = Report(0)
        aws = Aws(connections, report)
        owners = [Owner(number, aws, kind, arn) for kind, arn in shared.items()]
        for done in count():
            if done >= rounds and time.monotonic() >= begun + seconds:
                break
            for owner in owners:
                owner.act()
        for owner in owners:
            owner.check()
            owner.clean_up()
        return report

    with ThreadPoolExecutor(clients) as pool:
        reports = list(pool.map(work, range(clients)))
    taken = time.monotonic() - begun
    for kind, arn in shared.items():
        delete(setup, kind, arn.rpartition("/")[2] if kind.identifier.endswith("Id") else arn)
    setup.call("chime-sdk-identity", "delete_app_instance", AppInstanceArn=app_instance)
    return Report(
        taken,
        sum((report.calls for report in reports), Counter()),
        [latency for report in reports for latency in report.latencies],
    )


def create(aws: Aws, kind: Kind, value: str, tags: Tags) -> Structure:
    """Create an object; what the reply says about it."""
    name = {kind.name: value} if kind.name else {}
    members = kind.scope | name | kind.members(value) | ({"Tags": _listed(tags)} if tags else {})
    reply = aws.call(kind.service, f"create_{kind.noun}", **members)
    return cast("Structure", reply.get(kind.structure, reply))


def delete(aws: Aws, kind: Kind, identifier: str) -> None:
    """Delete an object."""
    aws.call(kind.service, f"delete_{kind.noun}", **{kind.identifier: identifier})


def make_prerequisites(aws: Aws) -> None:
    """Make what the objects refer to: a role, a stream and a function."""
    services = ["mediapipelines.chime.amazonaws.com", "lambda.amazonaws.com"]
    statement = {"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws.call("iam", "create_role", RoleName=ROLE.rpartition("/")[2], AssumeRolePolicyDocument=policy)
    aws.call("kinesis", "create_stream", StreamName=STREAM, ShardCount=1)
    aws.call(
        "lambda",
        "create_function",
        FunctionName=FUNCTION.rpartition(":")[2],
        Role=ROLE,
        Runtime="python3.13",
        Handler="index.handler",
        Code={"ZipFile": b"PK\x05\x06" + 18 * b"\x00"},
    )
    aws.call(
        "lambda",
        "add_permission",
        FunctionName=FUNCTION,
        StatementId="messaging",
        Action="lambda:InvokeFunction",
        Principal="messaging.chime.amazonaws.com",
    )


def main() -> int:
    """Serve local AWS in a process of its own, and report what it bears."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clients", type=int, default=8, help="clients at once (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60, help="for how long (default: %(default)s)")
    arguments = parser.parse_args()
    command = [sys.executable, "-m", "chime_sdk_pulumi.local_aws", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None  # it is a pipe
            endpoint_url = server.stdout.readline().split()[-1]
            print(run(endpoint_url, arguments.clients, arguments.seconds))
        finally:
            server.terminate()
    return 0


def _listed(tags: Tags) -> list[Structure]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _same(written: object, read: object, what: str) -> None:
    if written != read:
        raise LostUpdateError(f"{what}: {written!r} was written, and {read!r} read.")


if __name__ == "__main__":
    sys.exit(main())
