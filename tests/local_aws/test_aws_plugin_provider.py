"""What holds for every resource type of the stand-in aws plugin: names, tags, regions, secrets, refusals, sentences."""

from __future__ import annotations

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from chime_sdk_pulumi.local_aws.aws_plugin.__main__ import install
from chime_sdk_pulumi.local_aws.aws_plugin.documents import same_policy
from chime_sdk_pulumi.local_aws.aws_plugin.table import RESOURCE_TYPES
from chime_sdk_pulumi.local_aws.aws_plugin.values import UNKNOWN, Asset, decode, encode
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import ListValue, Struct, Value
from moto.logs.responses import LogsResponse
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from tests.local_aws.aws_plugin_engine import CheckFailedError, Engine, Resource, serving
from tests.local_aws.aws_plugin_examples import EXAMPLES, Surroundings, archive, policy, service, trust

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from chime_sdk_pulumi.local_aws import LocalAws

BUCKET = "aws:s3/bucket:Bucket"
FUNCTION = "aws:lambda/function:Function"
QUEUE = "aws:sqs/queue:Queue"
ROLE = "aws:iam/role:Role"
TOPIC = "aws:sns/topic:Topic"
LEX_BOT = "aws:lex/v2modelsBot:V2modelsBot"
LEX_LOCALE = "aws:lex/v2modelsBotLocale:V2modelsBotLocale"
LEX_INTENT = "aws:lex/v2modelsIntent:V2modelsIntent"
LEX_VERSION = "aws:lex/v2modelsBotVersion:V2modelsBotVersion"
LEX_BOT_INPUTS: dict[str, object] = {
    "dataPrivacies": [{"childDirected": False}],
    "idleSessionTtlInSeconds": 300,
    "roleArn": "arn:aws:iam::123456789012:role/concierge",
}


def urn(token: str, name: str = "main") -> str:
    return f"urn:pulumi:dev::project::chime-sdk:index:CallAnalytics${token}::{name}"


@pytest.fixture
def stub(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[ResourceProviderStub]:
    """A plugin that nobody configured yet, beside local AWS."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", local_aws.endpoint_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with serving() as stub:
        yield stub


@pytest.fixture
def engine(stub: ResourceProviderStub) -> Engine:
    """An engine with the plugin configured."""
    return Engine(stub)


def refusal(attempt: Callable[[], object]) -> str:
    """The sentence with which the plugin refuses."""
    with pytest.raises(grpc.RpcError) as caught:
        attempt()
    return str(caught.value.details())


# Only local AWS


@pytest.mark.parametrize("address", ["https://s3.amazonaws.com", "http://192.0.2.1:4588", "http://10.0.0.1"])
def test_it_talks_to_nothing_on_another_machine(
    stub: ResourceProviderStub, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    said = refusal(lambda: Engine(stub))
    assert "talks to local AWS alone" in said
    assert f"{address} is not on this machine" in said


def test_it_talks_to_nothing_on_another_machine_that_endpoints_name(stub: ResourceProviderStub) -> None:
    endpoints = json.dumps([{"s3": "https://s3.us-east-1.amazonaws.com"}])
    assert "is not on this machine" in refusal(lambda: Engine(stub, endpoints=endpoints))


def test_it_needs_an_address(stub: ResourceProviderStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    assert "Set AWS_ENDPOINT_URL to local AWS's address" in refusal(lambda: Engine(stub))


def test_it_says_how_to_start_local_aws(stub: ResourceProviderStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert "Local AWS does not answer at http://127.0.0.1:1. Start it with" in refusal(lambda: Engine(stub))


def test_another_server_on_this_machine_is_not_local_aws(
    stub: ResourceProviderStub, monkeypatch: pytest.MonkeyPatch, local_aws: LocalAws
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"{local_aws.endpoint_url}/elsewhere")
    assert "what answers at" in refusal(lambda: Engine(stub))


def test_the_address_may_come_from_the_configuration(
    stub: ResourceProviderStub, monkeypatch: pytest.MonkeyPatch, local_aws: LocalAws
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    engine = Engine(stub, endpoints=json.dumps([{"sts": local_aws.endpoint_url, "s3": local_aws.endpoint_url}]))
    assert engine.create(BUCKET, {}).id.startswith("main-")
    assert "knows no address for sqs" in refusal(lambda: engine.create(QUEUE, {}))


# Configuration


@pytest.mark.parametrize(
    ("configuration", "sentence"),
    [
        ({"customCaBundle": "x"}, "The stand-in aws plugin does not emulate property customCaBundle of Provider."),
        ({"regoin": "x"}, "aws:regoin is not a property of the aws provider."),
        ({"endpoints": '[{"sqss": "x"}]'}, "aws:endpoints[0].sqss is not a property; did you mean endpoints[0].sqs?"),
    ],
)
def test_what_it_cannot_be_configured_with_is_refused(
    stub: ResourceProviderStub, configuration: dict[str, str], sentence: str
) -> None:
    answer = stub.CheckConfig(
        provider_pb2.CheckRequest(urn="urn:pulumi:dev::p::pulumi:providers:aws::n", news=encode(configuration))
    )
    assert [failure.reason for failure in answer.failures] == [sentence]


def test_a_missing_region_is_a_sentence(stub: ResourceProviderStub, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    assert "No AWS region is set" in refusal(lambda: stub.Configure(provider_pb2.ConfigureRequest(args=Struct())))


def test_accounts_can_be_forbidden(stub: ResourceProviderStub) -> None:
    assert "is not among allowedAccountIds" in refusal(lambda: Engine(stub, allowedAccountIds=json.dumps(["1"])))
    said = refusal(lambda: Engine(stub, forbiddenAccountIds=json.dumps(["123456789012"])))
    assert "AWS account 123456789012 is among forbiddenAccountIds." in said


def test_a_role_can_be_assumed(stub: ResourceProviderStub, aws_client: Callable[..., Any]) -> None:
    role = {"roleArn": "arn:aws:iam::210987654321:role/deploy", "sessionName": "ci", "duration": "1h30m"}
    engine = Engine(stub, assumeRoles=json.dumps([role]))
    topic = engine.create(TOPIC, {})
    assert topic.id.startswith("arn:aws:sns:us-east-1:210987654321:main-")
    assert aws_client("sns").list_topics()["Topics"] == []


def test_a_duration_is_one(stub: ResourceProviderStub) -> None:
    role = {"roleArn": "arn:aws:iam::210987654321:role/deploy", "duration": "soon"}
    said = refusal(lambda: Engine(stub, assumeRoles=json.dumps([role])))
    assert said == "The aws provider: soon is not a duration such as 1h30m."


# Inputs


@pytest.mark.parametrize(
    ("token", "inputs", "sentences"),
    [
        (BUCKET, {"forceDestory": True}, ["forceDestory is not a property; did you mean forceDestroy?"]),
        (BUCKET, {"acl": "private"}, ["The stand-in aws plugin does not emulate property acl of Bucket."]),
        (BUCKET, {"forceDestroy": "yes"}, ["forceDestroy is true or false."]),
        (BUCKET, {"tags": {"a": 1}}, ["tags.a is a string."]),
        (QUEUE, {"delaySeconds": 1.5}, ["delaySeconds is a whole number."]),
        (QUEUE, {"policy": "{not json"}, ["policy is not a JSON document."]),
        (ROLE, {}, ["assumeRolePolicy is required."]),
        (FUNCTION, {"role": "r"}, ["either code or s3Bucket says where the function's code is."]),
        (
            "aws:cloudwatch/eventTarget:EventTarget",
            {"rule": "r", "arn": "a", "retryPolicy": {"maximumRetryAttemps": 1}},
            [
                "The stand-in aws plugin does not emulate property retryPolicy.maximumRetryAttemps of EventTarget.",
                "retryPolicy.maximumRetryAttemps is not a property; did you mean retryPolicy.maximumRetryAttempts?",
            ],
        ),
        (
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            {"bucket": "b", "rules": [{"blockedEncryptionTypes": ["SSE-C"]}, {"bucketKeyEnabled": 1}]},
            [
                "The stand-in aws plugin does not emulate property rules[0].blockedEncryptionTypes of "
                "BucketServerSideEncryptionConfiguration.",
                "rules[1].bucketKeyEnabled is true or false.",
            ],
        ),
    ],
)
def test_bad_inputs_are_refused_at_check(
    engine: Engine, token: str, inputs: dict[str, object], sentences: list[str]
) -> None:
    with pytest.raises(CheckFailedError) as caught:
        engine.check(urn(token), inputs)
    kind = token.rpartition(":")[2]
    assert str(caught.value).splitlines() == [f"{kind} 'main': {sentence}" for sentence in sentences]


def test_a_refusal_tells_no_value(engine: Engine) -> None:
    with pytest.raises(CheckFailedError) as caught:
        engine.check(urn(QUEUE), {"delaySeconds": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_unknown_inputs_are_not_judged(engine: Engine) -> None:
    checked = engine.check(urn(ROLE), {"assumeRolePolicy": UNKNOWN, "tags": {"a": UNKNOWN}})
    assert checked["assumeRolePolicy"] is UNKNOWN
    assert engine.check(urn("aws:kinesis/stream:Stream"), {"streamModeDetails": UNKNOWN})
    assert checked["tagsAll"] is UNKNOWN


def test_a_type_that_it_does_not_have_is_named(engine: Engine) -> None:
    said = refusal(lambda: engine.check(urn("aws:ec2/instance:Instance"), {}))
    assert "does not emulate aws:ec2/instance:Instance; it has aws:cloudwatch/eventRule:EventRule" in said


# Names


@pytest.mark.parametrize(
    ("token", "inputs", "property", "pattern"),
    [
        (BUCKET, {}, "bucket", "upper-"),
        (QUEUE, {"fifoQueue": True}, "name", "Upper-"),
        ("aws:kms/alias:Alias", {"targetKeyId": "k"}, "name", "alias/Upper-"),
        ("aws:cloudwatch/eventTarget:EventTarget", {"rule": "r", "arn": "a"}, "targetId", "Upper-"),
    ],
)
def test_names_are_made_up_from_the_logical_name(
    engine: Engine, token: str, inputs: dict[str, object], property: str, pattern: str
) -> None:
    checked = engine.check(urn(token, "Upper"), inputs)
    digits = checked[property].removesuffix(".fifo").removeprefix(pattern)
    assert len(digits) == 7
    assert set(digits) <= set("0123456789abcdef")
    assert property in checked["__defaults"]


def test_a_made_up_name_stays(engine: Engine) -> None:
    first = engine.check(urn(QUEUE, "one"), {})
    assert engine.check(urn(QUEUE, "two"), {}, olds=first)["name"] == first["name"]


def test_a_chosen_name_does_not_stay(engine: Engine) -> None:
    first = engine.check(urn(QUEUE), {"name": "chosen"})
    assert first["__defaults"] == ["region"]
    assert engine.check(urn(QUEUE), {}, olds=first)["name"].startswith("main-")


def test_a_name_that_would_be_too_long_is_refused(engine: Engine) -> None:
    with pytest.raises(CheckFailedError, match="longer than 64 characters; give it yourself"):
        engine.check(urn(ROLE, "r" * 60), {"assumeRolePolicy": trust("lambda")})


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (BUCKET, {"bucketPrefix": "chosen-"}),
        (QUEUE, {"namePrefix": "chosen-"}),
        (TOPIC, {"namePrefix": "chosen-"}),
        (ROLE, {"namePrefix": "chosen-", "assumeRolePolicy": trust("lambda")}),
        ("aws:cloudwatch/logGroup:LogGroup", {"namePrefix": "chosen-"}),
    ],
)
def test_a_name_can_begin_as_the_program_says(engine: Engine, token: str, inputs: dict[str, object]) -> None:
    resource = engine.create(token, inputs)
    name = resource.outputs["bucket" if token == BUCKET else "name"]
    assert name.startswith("chosen-")
    assert len(name) == len("chosen-") + 26
    assert engine.diff(resource, inputs) == {}


def test_the_engine_may_propose_names(engine: Engine) -> None:
    modes = provider_pb2.CheckRequest.AutonamingOptions
    proposed = provider_pb2.CheckRequest(
        urn=urn(QUEUE), news=Struct(), autonaming=modes(proposed_name="proposed", mode=modes.ENFORCE)
    )
    assert decode(engine.stub.Check(proposed).inputs)[0]["name"] == "proposed"
    disabled = provider_pb2.CheckRequest(urn=urn(QUEUE), news=Struct(), autonaming=modes(mode=modes.DISABLE))
    (failure,) = engine.stub.Check(disabled).failures
    assert failure.reason == "Queue 'main': name is required, because automatic naming is switched off."


# Replacement


def test_an_object_with_a_chosen_name_is_deleted_before_it_is_replaced(engine: Engine) -> None:
    inputs = {"eventPattern": json.dumps({"source": ["aws.chime"]}), "name": "chosen"}
    rule = engine.create("aws:cloudwatch/eventRule:EventRule", inputs)
    assert engine.deletes_first(rule, {**inputs, "eventBusName": "another"})
    assert not engine.deletes_first(rule, {**inputs, "eventBusName": "another", "name": "other"})


def test_an_object_with_a_made_up_name_is_not(engine: Engine) -> None:
    inputs = {"eventPattern": json.dumps({"source": ["aws.chime"]})}
    rule = engine.create("aws:cloudwatch/eventRule:EventRule", inputs)
    assert not engine.deletes_first(rule, {**inputs, "eventBusName": "another"})


def test_an_attachment_always_is(engine: Engine, aws_client: Callable[..., Any]) -> None:
    aws_client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=trust("lambda"))
    managed = aws_client("iam").create_policy(PolicyName="p", PolicyDocument=policy("s3:Get*"))["Policy"]["Arn"]
    inputs = {"role": "r", "policyArn": managed}
    attachment = engine.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", inputs)
    assert engine.deletes_first(attachment, {**inputs, "policyArn": UNKNOWN})


# Tags


def test_default_tags_are_merged(stub: ResourceProviderStub, aws_client: Callable[..., Any]) -> None:
    engine = Engine(stub, defaultTags=json.dumps({"tags": {"team": "default", "stack": "dev"}}))
    queue = engine.create(QUEUE, {"tags": {"team": "own"}})
    assert queue.outputs["tags"] == {"team": "own"}
    assert queue.outputs["tagsAll"] == {"team": "own", "stack": "dev"}
    assert aws_client("sqs").list_queue_tags(QueueUrl=queue.id)["Tags"] == queue.outputs["tagsAll"]
    later = Engine(stub, defaultTags=json.dumps({"tags": {"stack": "prod", "cost": "1"}}))
    assert later.diff(queue, {"tags": {"team": "own"}}) == {"tagsAll.stack": "update", "tagsAll.cost": "add"}
    later.update(queue, {"tags": {"team": "own"}})
    expected = {"team": "own", "stack": "prod", "cost": "1"}
    assert aws_client("sqs").list_queue_tags(QueueUrl=queue.id)["Tags"] == expected


def test_ignored_tags_are_left_alone(stub: ResourceProviderStub, aws_client: Callable[..., Any]) -> None:
    engine = Engine(stub, ignoreTags=json.dumps({"keys": ["owner"], "keyPrefixes": ["auto:"]}))
    queue = engine.create(QUEUE, {"tags": {"team": "own"}})
    aws_client("sqs").tag_queue(QueueUrl=queue.id, Tags={"owner": "x", "auto:time": "y"})
    assert engine.read(queue)[1] == queue.outputs


# Regions


def test_a_resource_can_be_in_another_region(engine: Engine, aws_client: Callable[..., Any]) -> None:
    queue = engine.create(QUEUE, {"region": "eu-central-1"})
    assert queue.outputs["arn"].startswith("arn:aws:sqs:eu-central-1:")
    assert "QueueUrls" not in aws_client("sqs").list_queues()
    assert aws_client("sqs", region="eu-central-1").list_queues()["QueueUrls"] == [queue.id]
    engine.delete(queue)
    assert "QueueUrls" not in aws_client("sqs", region="eu-central-1").list_queues()


def test_another_region_of_the_provider_replaces_what_names_none(stub: ResourceProviderStub) -> None:
    first = Engine(stub)
    queue, elsewhere = first.create(QUEUE, {}), first.create(QUEUE, {"region": "eu-west-1"}, "elsewhere")
    role = first.create(ROLE, {"assumeRolePolicy": trust("lambda")})
    later = Engine(stub, region="eu-central-1")
    assert later.diff(queue, {}) == {"region": "update-replace"}
    assert later.diff(elsewhere, {"region": "eu-west-1"}) == {}
    assert later.diff(role, {"assumeRolePolicy": trust("lambda")}) == {}
    assert later.read(queue)[0] == queue.id


def test_a_change_of_the_provider_does_not_replace_it(stub: ResourceProviderStub) -> None:
    request = provider_pb2.DiffRequest(
        urn="urn:pulumi:dev::p::pulumi:providers:aws::n",
        old_inputs=encode({"region": "us-east-1", "version": "7.51.0"}),
        news=encode({"region": "eu-central-1", "version": "7.51.1"}),
    )
    answer = stub.DiffConfig(request)
    assert (list(answer.diffs), list(answer.replaces)) == (["region"], [])


# Differences


def test_a_policy_in_other_words_is_no_change(engine: Engine) -> None:
    statement = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": ["lambda.amazonaws.com"]}}
    role = engine.create(ROLE, {"assumeRolePolicy": trust("lambda")})
    same = json.dumps({"Statement": statement, "Version": "2012-10-17"}, indent=2)
    assert engine.diff(role, {"assumeRolePolicy": same}) == {}
    statement["Principal"] = {"Service": "lambda.amazonaws.com"}
    statement["Condition"] = {"StringEquals": {"aws:SourceAccount": "1"}}
    other = json.dumps({"Statement": [statement], "Version": "2012-10-17"})
    assert engine.diff(role, {"assumeRolePolicy": other}) == {"assumeRolePolicy": "update"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Principal": "*"}, {"Principal": {"AWS": ["*"]}}),
        ({"Principal": {"AWS": "123456789012"}}, {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}),
        ({"Action": ["a:b", "a:c"]}, {"Action": ["a:c", "a:b"]}),
        ({"Condition": {"Bool": {"k": True}}}, {"Condition": {"Bool": {"k": ["true"]}}}),
    ],
)
def test_policies_that_mean_the_same(one: dict[str, object], other: dict[str, object]) -> None:
    assert same_policy(json.dumps({"Statement": [one]}), json.dumps({"Statement": other}))
    assert not same_policy(json.dumps({"Statement": [one]}), json.dumps({"Statement": [one, other, {"Sid": "x"}]}))


def test_a_policy_may_be_a_structure(engine: Engine) -> None:
    role = engine.create(ROLE, {"assumeRolePolicy": json.loads(trust("lambda"))})
    assert json.loads(role.outputs["assumeRolePolicy"]) == json.loads(trust("lambda"))


def test_changes_are_told_by_path(engine: Engine) -> None:
    queue = engine.create(QUEUE, {"tags": {"a": "1", "b": "2"}, "delaySeconds": 1})
    changed = {"tags": {"a": "3", "c d": "4"}, "kmsMasterKeyId": "alias/aws/sqs"}
    assert engine.diff(queue, changed) == {
        "delaySeconds": "update",
        "kmsMasterKeyId": "add",
        "tags.a": "update",
        "tags.b": "delete",
        'tags["c d"]': "add",
        "tagsAll.a": "update",
        "tagsAll.b": "delete",
        'tagsAll["c d"]': "add",
    }


def test_unknown_values_are_changes(engine: Engine) -> None:
    inputs = {"eventPattern": json.dumps({"source": ["aws.chime"]}), "eventBusName": "default"}
    rule = engine.create("aws:cloudwatch/eventRule:EventRule", inputs)
    assert engine.diff(rule, {**inputs, "eventPattern": UNKNOWN}) == {"eventPattern": "update"}
    assert engine.diff(rule, {**inputs, "eventBusName": UNKNOWN}) == {"eventBusName": "update-replace"}


def test_ignored_changes_are_not_told(engine: Engine) -> None:
    queue = engine.create(QUEUE, {"tags": {"a": "1"}, "delaySeconds": 1})
    request = provider_pb2.DiffRequest(
        id=queue.id,
        urn=queue.urn,
        olds=encode(queue.outputs),
        news=encode(engine.check(queue.urn, {"tags": {"a": "2"}, "delaySeconds": 2}, queue.inputs)),
        ignoreChanges=["tags", "tagsAll.a"],
    )
    assert list(engine.stub.Diff(request).detailedDiff) == ["delaySeconds"]


# Drift


def test_drift_is_found_and_repaired(engine: Engine, aws_client: Callable[..., Any]) -> None:
    inputs = {"visibilityTimeoutSeconds": 60, "tags": {"a": "1"}}
    queue = engine.create(QUEUE, inputs)
    sqs = aws_client("sqs")
    sqs.set_queue_attributes(QueueUrl=queue.id, Attributes={"VisibilityTimeout": "99", "DelaySeconds": "7"})
    sqs.tag_queue(QueueUrl=queue.id, Tags={"a": "2"})
    _, outputs, read_inputs = engine.read(queue)
    assert (outputs["visibilityTimeoutSeconds"], outputs["delaySeconds"], outputs["tags"]) == (99, 7, {"a": "2"})
    assert read_inputs == {**queue.inputs, "visibilityTimeoutSeconds": 99, "tags": {"a": "2"}, "tagsAll": {"a": "2"}}
    queue.inputs, queue.outputs = read_inputs, outputs
    expected = {
        "visibilityTimeoutSeconds": "update",
        "delaySeconds": "update",
        "tags.a": "update",
        "tagsAll.a": "update",
    }
    assert engine.update(queue, inputs) == expected
    attributes = sqs.get_queue_attributes(QueueUrl=queue.id, AttributeNames=["All"])["Attributes"]
    assert (attributes["VisibilityTimeout"], attributes["DelaySeconds"]) == ("60", "0")
    assert sqs.list_queue_tags(QueueUrl=queue.id)["Tags"] == {"a": "1"}


def test_drift_within_a_structure_is_found_where_the_program_says_something(
    engine: Engine, aws_client: Callable[..., Any]
) -> None:
    (example_of,) = EXAMPLES[FUNCTION]
    inputs = example_of(Surroundings(aws_client)).inputs | {
        "loggingConfig": {"logFormat": "JSON", "logGroup": "/answers"}
    }
    function = engine.create(FUNCTION, inputs)

    def differs(**members: str) -> dict[str, str]:
        aws_client("lambda").update_function_configuration(FunctionName=function.id, LoggingConfig=members)
        _, function.outputs, function.inputs = engine.read(function)
        return engine.diff(function, inputs)

    assert differs(SystemLogLevel="WARN") == {}
    assert differs(LogGroup="/elsewhere") == {"loggingConfig.logGroup": "update"}
    assert differs(LogFormat="Text", LogGroup="/answers") == {"loggingConfig.logFormat": "update"}


def test_a_queue_keeps_its_policy_when_something_else_changes(engine: Engine, aws_client: Callable[..., Any]) -> None:
    queue = engine.create(QUEUE, {})
    own = policy("sqs:SendMessage", Principal=service("sns"))
    attached = engine.create("aws:sqs/queuePolicy:QueuePolicy", {"queueUrl": queue.id, "policy": own})
    engine.update(queue, {"delaySeconds": 5})
    assert engine.read(attached)[1] == attached.outputs
    assert engine.read(queue)[1] == queue.outputs


@pytest.mark.parametrize(
    ("token", "inputs", "id_of"),
    [
        (BUCKET, {"tags": {"a": "1"}}, "bucket"),
        (QUEUE, {"delaySeconds": 5}, "url"),
        (TOPIC, {"displayName": "x"}, "arn"),
        (ROLE, {"assumeRolePolicy": trust("lambda").replace(" ", ""), "path": "/chime/"}, "name"),
        ("aws:kms/key:Key", {"description": "x", "enableKeyRotation": True}, "keyId"),
        ("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 7}, "name"),
    ],
)
def test_an_object_can_be_imported(engine: Engine, token: str, inputs: dict[str, object], id_of: str) -> None:
    resource = engine.create(token, inputs)
    id, outputs, read_inputs = engine.import_(token, resource.outputs[id_of])
    assert id == resource.id
    known = {name: outputs.get(name) for name in inputs}
    assert known == inputs
    assert inputs.items() <= read_inputs.items()
    name = {naming.property: outputs[naming.property]} if (naming := RESOURCE_TYPES[token].auto_name) else {}
    assert engine.diff(Resource(urn(token), id, read_inputs, outputs), inputs | name) == {}


def test_an_object_of_two_names_is_imported_by_both(engine: Engine) -> None:
    rule = engine.create("aws:cloudwatch/eventRule:EventRule", {"eventPattern": json.dumps({"source": ["aws.chime"]})})
    topic = engine.create(TOPIC, {})
    token, inputs = "aws:cloudwatch/eventTarget:EventTarget", {"rule": rule.id, "arn": topic.id}
    target = engine.create(token, inputs)
    id, outputs, _ = engine.import_(token, f"{rule.id}/{target.outputs['targetId']}")
    assert id == target.id
    assert {name: outputs[name] for name in inputs} == inputs
    assert "is not of the form `rule/target`" in refusal(lambda: engine.import_(token, "target"))


def test_parts_of_a_lex_bot_are_imported_by_what_they_are_in(engine: Engine, aws_client: Callable[..., Any]) -> None:
    bot = engine.create(LEX_BOT, {**LEX_BOT_INPUTS, "tags": {"team": "a"}})
    in_draft: dict[str, object] = {"botId": bot.id, "botVersion": "DRAFT", "localeId": "en_US"}
    locale = engine.create(LEX_LOCALE, {**in_draft, "nLuIntentConfidenceThreshold": 0.5})
    intent = engine.create(LEX_INTENT, {**in_draft, "sampleUtterances": [{"utterance": "hello"}]})
    version = engine.create(
        LEX_VERSION, {"botId": bot.id, "localeSpecification": {"en_US": {"sourceBotVersion": "DRAFT"}}}
    )
    ids = {
        LEX_BOT: bot.id,
        LEX_LOCALE: f"en_US,{bot.id},DRAFT",
        LEX_INTENT: f"{intent.outputs['intentId']}:{bot.id}:DRAFT:en_US",
        LEX_VERSION: f"{bot.id},1",
    }
    assert [made.id for made in (bot, locale, intent, version)] == list(ids.values())
    assert locale.outputs["name"] == "English (US)"
    for made, (token, id) in zip((bot, locale, intent, version), ids.items(), strict=True):
        _, outputs, inputs = engine.import_(token, id)
        assert outputs == {name: value for name, value in made.outputs.items() if name != "localeSpecification"}
        own = {name: value for name, value in made.inputs.items() if name not in ("__defaults", "localeSpecification")}
        assert own.items() <= inputs.items()
    assert "is not of the form localeId,botId,botVersion" in refusal(lambda: engine.import_(LEX_LOCALE, "en_US"))


def test_a_failed_lex_bot_says_why(engine: Engine, local_aws: LocalAws) -> None:
    local_aws.set_faults(
        [{"kind": "failing-state-machines", "services": "lexv2-models", "operations": "CreateBot", "count": None}]
    )
    assert "it failed: A fault ordered it." in refusal(lambda: engine.create(LEX_BOT, LEX_BOT_INPUTS))


def test_a_lex_bot_in_use_is_not_deleted(engine: Engine, aws_client: Callable[..., Any]) -> None:
    bot = engine.create(LEX_BOT, LEX_BOT_INPUTS)
    aws_client("lexv2-models").create_bot_alias(botId=bot.id, botAliasName="live")
    assert "in use by its alias live" in refusal(lambda: engine.delete(bot))


def test_a_change_of_what_is_gone_says_what_to_do(engine: Engine, aws_client: Callable[..., Any]) -> None:
    queue = engine.create(QUEUE, {})
    aws_client("sqs").delete_queue(QueueUrl=queue.id)
    said = refusal(lambda: engine.update(queue, {"delaySeconds": 5}))
    assert said == "Queue 'main': it is gone. Run `pulumi refresh`, then `pulumi up`."


# Secrets and unknowns on the wire


def secret(value: Value) -> Value:
    fields = {
        "4dabf18193072939515e22adb298388d": Value(string_value="1b47061264138c4ac30d75fd1eb44270"),
        "value": value,
    }
    return Value(struct_value=Struct(fields=fields))


def secrets_in(struct: Struct) -> set[tuple[str | int, ...]]:
    return decode(struct)[1]


def test_secrets_stay_secret(engine: Engine) -> None:
    tags = Struct(fields={"plain": Value(string_value="1"), "hidden": secret(Value(string_value="2"))})
    news = Struct(fields={"tags": Value(struct_value=tags), "kmsMasterKeyId": secret(Value(string_value="alias/x"))})
    everywhere = {("tags", "hidden"), ("tagsAll", "hidden"), ("kmsMasterKeyId",)}
    checked = engine.stub.Check(provider_pb2.CheckRequest(urn=urn(QUEUE), news=news, randomSeed=b"1")).inputs
    assert secrets_in(checked) == everywhere
    planned = engine.stub.Create(provider_pb2.CreateRequest(urn=urn(QUEUE), properties=checked, preview=True))
    assert secrets_in(planned.properties) == everywhere
    created = engine.stub.Create(provider_pb2.CreateRequest(urn=urn(QUEUE), properties=checked))
    assert secrets_in(created.properties) == everywhere
    read = engine.stub.Read(
        provider_pb2.ReadRequest(id=created.id, urn=urn(QUEUE), properties=created.properties, inputs=checked)
    )
    assert (secrets_in(read.properties), secrets_in(read.inputs)) == (everywhere, everywhere)
    assert read.properties == created.properties
    updated = engine.stub.Update(
        provider_pb2.UpdateRequest(id=created.id, urn=urn(QUEUE), olds=created.properties, news=checked)
    )
    assert secrets_in(updated.properties) == everywhere


def test_a_secret_in_a_document_or_a_list_hides_the_whole(engine: Engine) -> None:
    statement = Struct(fields={"Resource": secret(Value(string_value="arn:aws:sqs:::hidden"))})
    statements = ListValue(values=[Value(struct_value=statement)])
    document = Value(struct_value=Struct(fields={"Statement": Value(list_value=statements)}))
    checked = engine.stub.Check(provider_pb2.CheckRequest(urn=urn(QUEUE), news=Struct(fields={"policy": document})))
    assert secrets_in(checked.inputs) == {("policy",)}
    arns = ListValue(values=[Value(string_value="a"), secret(Value(string_value="b"))])
    news = Struct(fields={"alarmActions": Value(list_value=arns)})
    alarm = urn("aws:cloudwatch/metricAlarm:MetricAlarm")
    checked = engine.stub.Check(provider_pb2.CheckRequest(urn=alarm, news=news))
    assert secrets_in(checked.inputs) == {("alarmActions",)}


def test_values_survive_the_wire() -> None:
    state = {
        "text": "x",
        "whole": 3,
        "number": 2.5,
        "flag": False,
        "list": [1, {"a": [UNKNOWN]}],
        "code": archive(index="pass"),
    }
    assert decode(encode(state)) == (state, set())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"signature": "5cf8f73096256a8f31e491e813e4eb8e", "urn": "u", "id": "the-id"}, "the-id"),
        ({"signature": "5cf8f73096256a8f31e491e813e4eb8e", "urn": "u", "id": ""}, UNKNOWN),
        ({"signature": "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "known"}, "known"),
        ({"signature": "d0e6a833031e9bbcd3f4e8bde6ca49a4"}, UNKNOWN),
    ],
)
def test_references_and_outputs_are_their_values(fields: dict[str, str], expected: object) -> None:
    wire = {
        ("4dabf18193072939515e22adb298388d" if name == "signature" else name): text for name, text in fields.items()
    }
    struct = Struct(fields={name: Value(string_value=text) for name, text in wire.items()})
    assert decode(Struct(fields={"role": Value(struct_value=struct)}))[0] == {"role": expected}


# Code


def test_code_comes_from_folders_files_and_texts(
    engine: Engine, aws_client: Callable[..., Any], tmp_path: Path
) -> None:
    role = engine.create(ROLE, {"assumeRolePolicy": trust("lambda")}).outputs["arn"]
    folder = tmp_path / "handler"
    (folder / "inner").mkdir(parents=True)
    (folder / "index.py").write_text("def handler(event, context): return 1\n")
    (folder / "inner" / "more.py").write_text("")
    signature = "4dabf18193072939515e22adb298388d"
    asset = {signature: "c44067f5952c0a294b673a41bacd8c17", "hash": "1", "path": str(folder / "index.py")}
    archives: dict[str, dict[str, object]] = {
        "folder": {"hash": "1", "path": str(folder)},
        "files": {"hash": "2", "assets": {"index.py": Asset(asset, is_archive=False)}},
        "address": {"hash": "3", "uri": folder.as_uri()},
    }
    hashes = {}
    for name, wire in archives.items():
        code = Asset({signature: "0def7320c3a5731c473e5ecbe6d01bc7", **wire}, is_archive=True)
        inputs = {"role": role, "handler": "index.handler", "runtime": "python3.12", "code": code}
        hashes[name] = engine.create(FUNCTION, inputs, name).outputs["sourceCodeHash"]
    assert hashes["folder"] == hashes["address"] != hashes["files"]


@pytest.mark.parametrize(
    ("wire", "sentence"),
    [
        ({"path": "/nowhere/at/all"}, "Function 'main': the asset /nowhere/at/all does not exist."),
        ({"uri": "https://example.com/code.zip"}, "https://example.com/code.zip is elsewhere."),
        ({"path": __file__}, "is neither a folder nor a zip file."),
    ],
)
def test_code_that_cannot_be_read_is_a_sentence(engine: Engine, wire: dict[str, str], sentence: str) -> None:
    signature = {"4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", "hash": "1"}
    inputs = {
        "role": "r",
        "handler": "h",
        "runtime": "python3.12",
        "code": Asset({**signature, **wire}, is_archive=True),
    }
    assert sentence in refusal(lambda: engine.create(FUNCTION, inputs))


# What goes wrong


def test_what_aws_refuses_is_a_sentence_with_its_code(engine: Engine) -> None:
    inputs = {"queueUrl": "http://127.0.0.1/123456789012/gone", "policy": policy("sqs:*", Principal=service("sns"))}
    said = refusal(lambda: engine.create("aws:sqs/queuePolicy:QueuePolicy", inputs))
    assert said.startswith("QueuePolicy 'main': AWS refused SetQueueAttributes: The specified queue does not exist")
    assert said.endswith("(AWS.SimpleQueueService.NonExistentQueue).")


def test_what_moto_does_not_have_is_a_sentence(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    group = engine.create("aws:cloudwatch/logGroup:LogGroup", {})
    monkeypatch.delattr(LogsResponse, "put_retention_policy")
    said = refusal(lambda: engine.update(group, {"retentionInDays": 7}))
    assert said == "LogGroup 'main': local AWS failed at PutRetentionPolicy, which moto may not emulate."


def test_many_at_once(engine: Engine) -> None:
    with ThreadPoolExecutor(max_workers=16) as threads:
        queues = list(threads.map(lambda number: engine.create(QUEUE, {}, f"q{number}"), range(32)))
    assert len({queue.id for queue in queues}) == 32
    with ThreadPoolExecutor(max_workers=16) as threads:
        assert list(threads.map(engine.read, queues)) == [(queue.id, queue.outputs, queue.inputs) for queue in queues]


def test_a_name_that_is_taken_is_refused(engine: Engine) -> None:
    engine.create(BUCKET, {"bucket": "taken"})
    assert "a bucket named taken exists already" in refusal(lambda: engine.create(BUCKET, {"bucket": "taken"}, "other"))


def test_what_was_created_is_remembered_although_the_rest_failed(
    engine: Engine, aws_client: Callable[..., Any]
) -> None:
    checked = engine.check(urn("aws:kinesis/stream:Stream"), {"shardCount": 1, "encryptionType": "KMS"})
    request = provider_pb2.CreateRequest(urn=urn("aws:kinesis/stream:Stream"), properties=encode(checked))
    with pytest.raises(grpc.RpcError) as caught:
        engine.stub.Create(request)
    (details,) = [datum.value for datum in caught.value.trailing_metadata() if datum.key == "grpc-status-details-bin"]
    assert checked["name"].encode() in details
    assert aws_client("kinesis").list_streams()["StreamNames"] == [checked["name"]]


def test_deleting_what_is_gone_is_fine(engine: Engine, aws_client: Callable[..., Any]) -> None:
    queue = engine.create(QUEUE, {})
    aws_client("sqs").delete_queue(QueueUrl=queue.id)
    engine.delete(queue)
    assert engine.read(queue) == ("", {}, {})


def test_a_bucket_with_objects_is_deleted_when_the_program_says_so(
    engine: Engine, aws_client: Callable[..., Any]
) -> None:
    bucket = engine.create(BUCKET, {})
    aws_client("s3").put_object(Bucket=bucket.id, Key="call.wav", Body=b"")
    assert "BucketNotEmpty" in refusal(lambda: engine.delete(bucket))
    engine.update(bucket, {"forceDestroy": True})
    engine.delete(bucket)
    assert aws_client("s3").list_buckets()["Buckets"] == []


# Functions


def invoke(engine: Engine, function: str, **arguments: object) -> dict[str, Any]:
    answer = engine.stub.Invoke(provider_pb2.InvokeRequest(tok=function, args=encode(arguments)))
    return decode(getattr(answer, "return"))[0]


def test_the_caller_the_partition_and_the_region(engine: Engine) -> None:
    assert invoke(engine, "aws:index/getCallerIdentity:getCallerIdentity")["accountId"] == "123456789012"
    assert invoke(engine, "aws:index/getPartition:getPartition") == {
        "dnsSuffix": "amazonaws.com",
        "id": "aws",
        "partition": "aws",
        "reverseDnsPrefix": "com.amazonaws",
    }
    region = invoke(engine, "aws:index/getRegion:getRegion", region="eu-central-1")
    assert region["description"] == "Europe (Frankfurt)"
    assert region["region"] == "eu-central-1"


def test_a_policy_document(engine: Engine) -> None:
    base = json.dumps({"Statement": [{"Sid": "base", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})
    statements = [
        {
            "sid": "own",
            "actions": ["sqs:SendMessage", "sqs:ReceiveMessage"],
            "resources": ["*"],
            "principals": [{"type": "Service", "identifiers": ["sns.amazonaws.com"]}],
            "conditions": [{"test": "ArnEquals", "variable": "aws:SourceArn", "values": ["arn:aws:sns:::x"]}],
        },
        {
            "effect": "Deny",
            "notActions": ["s3:*"],
            "notResources": ["a"],
            "principals": [{"type": "*", "identifiers": ["*"]}],
        },
    ]
    answer = invoke(
        engine,
        "aws:iam/getPolicyDocument:getPolicyDocument",
        statements=statements,
        sourcePolicyDocuments=[base],
        overridePolicyDocuments=[json.dumps({"Statement": {"Sid": "base", "Effect": "Deny"}})],
        policyId="id",
    )
    assert json.loads(answer["json"]) == json.loads(answer["minifiedJson"])
    assert json.loads(answer["json"]) == {
        "Version": "2012-10-17",
        "Id": "id",
        "Statement": [
            {"Sid": "base", "Effect": "Deny"},
            {
                "Sid": "own",
                "Effect": "Allow",
                "Action": ["sqs:ReceiveMessage", "sqs:SendMessage"],
                "Resource": "*",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:::x"}},
            },
            {"Effect": "Deny", "NotAction": "s3:*", "NotResource": "a", "Principal": "*"},
        ],
    }


def test_a_function_that_it_does_not_have_is_named(engine: Engine) -> None:
    said = refusal(lambda: invoke(engine, "aws:ec2/getAmi:getAmi"))
    assert said.startswith("aws:ec2/getAmi:getAmi: The stand-in aws plugin does not emulate this function; it has")


# The command


def test_it_installs_and_serves(tmp_path: Path, local_aws: LocalAws) -> None:
    plugin = install(tmp_path / "plugins")
    assert plugin.name == "pulumi-resource-aws"
    credentials = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    environment = {**os.environ, **credentials, "AWS_ENDPOINT_URL": local_aws.endpoint_url}
    process = subprocess.Popen([plugin], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
    try:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            stub = ResourceProviderStub(channel)
            Engine(stub)
            assert stub.GetPluginInfo(Empty()).version == version("pulumi-aws")
    finally:
        process.terminate()
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said.count("stand-in for Pulumi's aws plugin") == 1
