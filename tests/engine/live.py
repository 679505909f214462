"""Compares the state of a stack with what AWS itself says, read with plain boto3 and compared along botocore's service models."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import boto3
from botocore.loaders import Loader
from botocore.model import ListShape, ServiceModel, Shape, StructureShape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.engine.harness import Project, StoredResource

ACCOUNT: Final = "123456789012"
MARK: Final = "chime-sdk-pulumi:origin"


class HasEndpoint(Protocol):
    """A running local AWS."""

    @property
    def endpoint_url(self) -> str:
        """Its address."""
        ...


@dataclass(frozen=True)
class Read:
    """How a kind of object is read, and which request's members are compared.

    Attributes:
        service: The API.
        operation: The operation that reads it.
        identifier: The member of its request that names the object, or its owner.
        member: The member of its reply that has the object; empty if the reply itself is it.
        written_by: The operation that writes it, and the path of members to what it writes.
        tagged: Whether it has tags.
        of: The member of the reply that holds the user or bot that has it, and the member of requests that names that one.
    """

    service: str
    operation: str
    identifier: str
    member: str
    written_by: tuple[str, ...]
    tagged: bool = False
    of: tuple[str, str] | None = None


_SETTING: Final = ("Termination", "Origination", "StreamingConfiguration")
READS: Final = {
    "AppInstance": Read(
        "chime-sdk-identity",
        "DescribeAppInstance",
        "AppInstanceArn",
        "AppInstance",
        ("CreateAppInstance",),
        tagged=True,
    ),
    "AppInstanceAdmin": Read(
        "chime-sdk-identity",
        "DescribeAppInstanceAdmin",
        "AppInstanceArn",
        "AppInstanceAdmin",
        ("CreateAppInstanceAdmin",),
        of=("Admin", "AppInstanceAdminArn"),
    ),
    **{
        kind: Read("chime-sdk-identity", f"Describe{kind}", f"{kind}Arn", kind, (f"Create{kind}",), tagged=True)
        for kind in ("AppInstanceBot", "AppInstanceUser")
    },
    "AppInstanceRetentionSettings": Read(
        "chime-sdk-identity",
        "GetAppInstanceRetentionSettings",
        "AppInstanceArn",
        "AppInstanceRetentionSettings",
        ("PutAppInstanceRetentionSettings", "AppInstanceRetentionSettings"),
    ),
    "MessagingStreamingConfigurations": Read(
        "chime-sdk-messaging",
        "GetMessagingStreamingConfigurations",
        "AppInstanceArn",
        "",
        ("PutMessagingStreamingConfigurations",),
    ),
    "Channel": Read("chime-sdk-messaging", "DescribeChannel", "ChannelArn", "Channel", ("CreateChannel",), tagged=True),
    "ChannelFlowAssociation": Read(
        "chime-sdk-messaging", "DescribeChannel", "ChannelArn", "Channel", ("AssociateChannelFlow",)
    ),
    **{
        kind: Read("chime-sdk-messaging", f"Describe{kind}", "ChannelArn", kind, (f"Create{kind}",), of=of)
        for kind, of in (
            ("ChannelBan", ("Member", "MemberArn")),
            ("ChannelMembership", ("Member", "MemberArn")),
            ("ChannelModerator", ("Moderator", "ChannelModeratorArn")),
        )
    },
    "LexBotAlias": Read("lexv2-models", "DescribeBotAlias", "botAliasId", "", ("CreateBotAlias",), tagged=True),
    "LexResourcePolicy": Read("lexv2-models", "DescribeResourcePolicy", "resourceArn", "", ("CreateResourcePolicy",)),
    "ChannelFlow": Read(
        "chime-sdk-messaging",
        "DescribeChannelFlow",
        "ChannelFlowArn",
        "ChannelFlow",
        ("CreateChannelFlow",),
        tagged=True,
    ),
    "VoiceConnector": Read(
        "chime-sdk-voice",
        "GetVoiceConnector",
        "VoiceConnectorId",
        "VoiceConnector",
        ("CreateVoiceConnector",),
        tagged=True,
    ),
    **{
        f"VoiceConnector{setting}": Read(
            "chime-sdk-voice",
            f"GetVoiceConnector{setting}",
            "VoiceConnectorId",
            setting,
            (f"PutVoiceConnector{setting}", setting),
        )
        for setting in _SETTING
    },
    "SipMediaApplication": Read(
        "chime-sdk-voice",
        "GetSipMediaApplication",
        "SipMediaApplicationId",
        "SipMediaApplication",
        ("CreateSipMediaApplication",),
        tagged=True,
    ),
    "SipRule": Read("chime-sdk-voice", "GetSipRule", "SipRuleId", "SipRule", ("CreateSipRule",)),
    "MediaInsightsPipelineConfiguration": Read(
        "chime-sdk-media-pipelines",
        "GetMediaInsightsPipelineConfiguration",
        "Identifier",
        "MediaInsightsPipelineConfiguration",
        ("CreateMediaInsightsPipelineConfiguration",),
        tagged=True,
    ),
}
_SAME_AS_ABSENT: Final[Mapping[str, object]] = {
    "CpsLimit": 1,
    "Metadata": "",
    "Mode": "RESTRICTED",
    "NetworkType": "IPV4_ONLY",
    "Port": 5060,
    "Privacy": "PUBLIC",
}
"""What AWS returns for members that were left out, beside False: no flag that may be left out is on by itself."""


def client(local_aws: HasEndpoint, service: str, region: str = "us-east-1") -> Any:  # noqa: ANN401  # differs by service
    """A boto3 client of local AWS."""
    return boto3.client(
        cast("Any", service),  # the stubs know services by literal names
        region_name=region,
        endpoint_url=local_aws.endpoint_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def knob(local_aws: HasEndpoint, path: str, body: object = None) -> Any:  # noqa: ANN401  # JSON
    """Ask local AWS something of its own: `GET`, or `POST` when there is a body."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"{local_aws.endpoint_url}/_local/{path}", data, timeout=30) as reply:
        return json.load(reply)


def chime_calls(local_aws: HasEndpoint) -> list[str]:
    """The operations of Chime and Lex APIs that were called so far, in order."""
    return [call["operation"] for call in knob(local_aws, "calls") if call["service"].startswith(("chime", "lex"))]


def objects(local_aws: HasEndpoint) -> dict[str, list[str]]:
    """The ids of all objects by the kind of their resources, those of settings being their owner's."""
    resources = cast("dict[str, dict[str, list[dict[str, str]]]]", knob(local_aws, "resources"))
    listed = resources["chime"]
    for kind in ("BotAlias", "ResourcePolicy"):
        # A bot has a test alias from the beginning.
        made = [found for found in resources["lex"].get(kind, []) if not found["id"].endswith("/TSTALIASID")]
        listed |= {f"Lex{kind}": made} if made else {}
    return {kind: sorted(found.get("arn", found["id"]) for found in identities) for kind, identities in listed.items()}


def kinds_and_names(project: Project) -> frozenset[tuple[str, str]]:
    """Kind and logical name of what the state holds."""
    return frozenset((resource.kind, resource.name) for resource in project.resources())


def assert_live(local_aws: HasEndpoint, project: Project) -> None:
    """The objects in AWS are those of the state, no more and no fewer, and each is what the program says."""
    stored = [resource for resource in project.resources() if resource.kind in READS]
    expected: dict[str, list[str]] = {}
    first_ones = set()
    for resource in stored:
        expected.setdefault(resource.kind, []).append(listed_id(resource))
        if resource.kind == "Channel":
            first_ones |= {f"{resource.id}|{arn}|" for arn in _made_with_channel(local_aws, resource)}
    there = {
        kind: [each for each in ids if each in expected.get(kind, ()) or each not in first_ones]
        for kind, ids in objects(local_aws).items()
        if kind != "SubChannel"  # which AWS makes by itself
    }
    assert there == {kind: sorted(ids) for kind, ids in expected.items()}
    for resource in stored:
        for name in _IN_THE_ARN & resource.inputs.keys():
            assert resource.id.endswith(f"/{resource.inputs[name]}"), resource.urn
        live, tags = read(local_aws, resource)
        assert live == _comparable(_written(resource)), resource.urn
        assert tags == resource.inputs.get("tags", {}), f"tags of {resource.urn}"


def _made_with_channel(local_aws: HasEndpoint, channel: StoredResource) -> set[str]:
    """Who belongs to a channel from its creation on: its creator, until that user is deleted, and whom the program named."""
    named = cast("Mapping[str, list[str]]", channel.inputs)
    creator: str = describe(local_aws, channel)["CreatedBy"]["Arn"]
    return {creator, *named.get("member_arns", ()), *named.get("moderator_arns", ())}


def describe(local_aws: HasEndpoint, resource: StoredResource) -> dict[str, Any]:
    """An object as AWS returns it."""
    how = READS[resource.kind]
    arn, *rest = resource.id.split("|")
    identifier = arn if how.identifier.endswith(("Arn", "Identifier")) else arn.rpartition("/")[2]
    request = {how.identifier: identifier}
    if resource.kind == "LexBotAlias":
        request["botId"] = str(resource.inputs["bot_id"])
    if how.of:
        request[how.of[1]] = rest[1]
    if "chime_bearer" in resource.inputs and resource.kind not in _WITHOUT_BEARER:
        request["ChimeBearer"] = str(resource.inputs["chime_bearer"])
    method = getattr(client(local_aws, how.service, arn.split(":")[3]), _snake(how.operation))
    reply: dict[str, Any] = method(**request)
    return reply[how.member] if how.member else reply


def read(local_aws: HasEndpoint, resource: StoredResource) -> tuple[object, dict[str, str]]:
    """An object as AWS returns it, reduced to what a create may say, and its tags."""
    how = READS[resource.kind]
    arn = resource.id.split("|", maxsplit=1)[0]
    connection = client(local_aws, how.service, arn.split(":")[3])
    reply = describe(local_aws, resource)
    for member in ("AwsRegion", "AppInstanceArn"):
        reply.pop(member, None)  # where the object was read, and so in its ARN
    if "sub_channel_id" not in resource.inputs:
        reply.pop("SubChannelId", None)  # which AWS chooses for members of elastic channels
    if how.of:
        reply[how.of[1]] = reply[how.of[0]]["Arn"]
    tags: dict[str, str] = {}
    if how.tagged and how.service == "lexv2-models":
        tags = connection.list_tags_for_resource(resourceARN=arn)["tags"]
    elif how.tagged:
        listed = connection.list_tags_for_resource(ResourceARN=arn)["Tags"]
        tags = {tag["Key"]: tag["Value"] for tag in listed}
    live = _comparable(_reduced(_written_shape(how), reply))
    return live, {key: value for key, value in tags.items() if key != MARK}


def listed_id(resource: StoredResource) -> str:
    """The id by which local AWS lists the object of a resource."""
    arn, *rest = resource.id.split("|")
    if resource.kind == "AppInstanceAdmin":
        return f"{arn}/admin|{rest[1]}"
    if resource.kind == "ChannelFlowAssociation":
        return f"{arn}|{resource.inputs['channel_flow_arn']}"
    if READS[resource.kind].of:
        return f"{arn}|{rest[1]}|"
    of_connector = bool(rest) and READS[resource.kind].identifier == "VoiceConnectorId"
    return arn.rpartition("/")[2] if of_connector or resource.kind == "SipRule" else arn


def _written_shape(how: Read) -> Shape:
    operation, *members = how.written_by
    shape: Shape | None = _model(how.service).operation_model(operation).input_shape
    for member in members:
        assert isinstance(shape, StructureShape)
        shape = shape.members[member]
    assert shape is not None
    return shape


def _reduced(shape: Shape, value: object) -> object:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return {
            member: _reduced(shape.members[member], inner) for member, inner in value.items() if member in shape.members
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_reduced(shape.member, inner) for inner in value]
    return value


_OF_LEX: Final = {"LambdaArn": "lambdaARN"}
"""What the API of Lex does not spell as it spells other names."""
_IN_THE_ARN: Final = frozenset({"app_instance_user_id", "channel_id"})
_NOT_WRITTEN: Final = _IN_THE_ARN | {
    *("region", "adopt", "tags", "chime_bearer", "disassociate_on_delete"),
    *("voice_connector_id", "app_instance_arn", "member_arns", "moderator_arns"),
}
_WITHOUT_BEARER: Final = frozenset({"ChannelFlow"})
"""What has a bearer for its deletion alone."""


def _written(resource: StoredResource) -> object:
    """A resource's inputs in the API's names."""
    small = resource.kind.startswith("Lex")

    def api(value: object) -> object:
        if isinstance(value, dict):
            return {name(key): api(inner) for key, inner in value.items()}
        return [api(inner) for inner in value] if isinstance(value, list) else value

    def name(key: str) -> str:
        # What has capitals is no name of a member, but the program's own, such as that of a locale.
        api_name = _pascal(key) if key.islower() else key
        return _OF_LEX.get(api_name, api_name[:1].lower() + api_name[1:]) if small else api_name

    inputs = resource.inputs.items()
    return api({key: value for key, value in inputs if not key.startswith("__") and key not in _NOT_WRITTEN})


def _comparable(value: object) -> object:
    """Without what is the same as absent, and lists in one order."""
    if isinstance(value, dict):
        kept = {key: _comparable(inner) for key, inner in value.items()}
        absent = {
            key
            for key, inner in kept.items()
            if inner is None or inner is False or inner in ([], {}) or _SAME_AS_ABSENT.get(key, ...) == inner
        }
        return {key: inner for key, inner in kept.items() if key not in absent}
    if isinstance(value, str) and value.startswith("{"):
        return json.loads(value)
    if isinstance(value, list):
        return sorted((_comparable(inner) for inner in value), key=lambda inner: json.dumps(inner, sort_keys=True))
    return value


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.rstrip("_").split("_"))


def _snake(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")


def _model(service: str) -> ServiceModel:
    return ServiceModel(cast("Mapping[str, Any]", Loader().load_service_model(service, "service-2")), service)


def make_prerequisites(local_aws: HasEndpoint, regions: Sequence[str] = ("us-east-1", "eu-central-1")) -> None:
    """What `programs/every_resource.py` refers to: roles, and in each region streams, functions and a bot with two versions."""
    iam = client(local_aws, "iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": [f"{service}.amazonaws.com" for service in _TRUSTED]},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    for role in ("analytics", "analytics-2"):
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
    for region in regions:
        kinesis = client(local_aws, "kinesis", region)
        for stream in ("insights", "insights-2", "chime-messaging-one", "chime-messaging-two"):
            kinesis.create_stream(StreamName=stream, ShardCount=2)
            kinesis.start_stream_encryption(StreamName=stream, EncryptionType="KMS", KeyId="alias/aws/kinesis")
        make_lex_bot(local_aws, region)
        for function in ("answer", "answer-2", "fulfil", "moderate", "moderate-2"):
            client(local_aws, "lambda", region).create_function(
                FunctionName=function,
                Role=f"arn:aws:iam::{ACCOUNT}:role/analytics",
                Runtime="python3.13",
                Handler="index.handler",
                Code={"ZipFile": _EMPTY_ZIP},
            )


def make_lex_bot(local_aws: HasEndpoint, region: str = "us-east-1") -> None:
    """A bot of Amazon Lex that has a locale and two versions."""
    models = client(local_aws, "lexv2-models", region)
    # To advance the clock instead would make whatever comes later seem to be made by somebody with another clock.
    knob(local_aws, "delays", dict.fromkeys(("CreateBot", "CreateBotLocale", "CreateBotVersion"), 0))
    bot_id = models.create_bot(
        botName="concierge",
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/analytics",
        dataPrivacy={"childDirected": False},
        idleSessionTTLInSeconds=300,
    )["botId"]
    models.create_bot_locale(botId=bot_id, botVersion="DRAFT", localeId="en_US", nluIntentConfidenceThreshold=0.4)
    for _ in range(2):
        models.create_bot_version(botId=bot_id, botVersionLocaleSpecification={"en_US": {"sourceBotVersion": "DRAFT"}})
    knob(local_aws, "delays", {})


_TRUSTED: Final = ("mediapipelines.chime", "lambda", "lexv2")
_EMPTY_ZIP: Final = b"PK\x05\x06" + 18 * b"\x00"
