"""The server itself: knobs, call log, latency, concurrency, moto behind the same port."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from chime_sdk_pulumi.local_aws import LocalAws

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.local_aws.clients import Clients


def knob(local_aws: LocalAws, path: str, method: str = "GET", body: object = None) -> Any:  # noqa: ANN401  # JSON
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{local_aws.endpoint_url}/_local/{path}", data=data, method=method)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def refused_knob(local_aws: LocalAws, path: str, method: str = "GET", body: object = None) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as caught:
        knob(local_aws, path, method, body)
    with caught.value as error:
        return error.code, json.load(error)["message"]


def test_health_names_the_instance(local_aws: LocalAws) -> None:
    health = knob(local_aws, "health")
    assert health["version"]
    with LocalAws() as other:
        assert knob(other, "health")["instance"] != health["instance"]
    assert knob(local_aws, "health") == health


def test_calls_of_every_protocol(local_aws: LocalAws, aws_client: Clients) -> None:
    voice = aws_client("chime-sdk-voice", region="eu-central-1")
    voice.list_voice_connectors()
    with pytest.raises(voice.exceptions.NotFoundException):
        voice.get_voice_connector(VoiceConnectorId="abcdefghijklm2nopq3rst")
    bucket = aws_client("s3")
    bucket.create_bucket(Bucket="recordings")
    bucket.put_object(Bucket="recordings", Key="a/b.wav", Body=b"RIFF")
    bucket.get_bucket_versioning(Bucket="recordings")
    bucket.list_objects_v2(Bucket="recordings")
    aws_client("iam").list_roles()
    aws_client("sts").get_caller_identity()
    aws_client("kinesis", region="us-west-2").list_streams()
    aws_client("sqs").create_queue(QueueName="notices")
    aws_client("sns").create_topic(Name="notices")
    aws_client("lambda").list_functions()
    aws_client("events").put_rule(Name="alerts", EventPattern='{"source": ["aws.chime"]}')
    aws_client("logs").create_log_group(logGroupName="/chime")
    aws_client("kms").create_key()
    aws_client("cloudwatch").list_metrics()

    calls = knob(local_aws, "calls")
    assert [(call["service"], call["operation"], call["region"], call["status"]) for call in calls] == [
        ("chime-sdk-voice", "ListVoiceConnectors", "eu-central-1", 200),
        ("chime-sdk-voice", "GetVoiceConnector", "eu-central-1", 404),
        ("s3", "CreateBucket", "us-east-1", 200),
        ("s3", "PutObject", "us-east-1", 200),
        ("s3", "GetBucketVersioning", "us-east-1", 200),
        ("s3", "ListObjectsV2", "us-east-1", 200),
        ("iam", "ListRoles", "us-east-1", 200),
        ("sts", "GetCallerIdentity", "us-east-1", 200),
        ("kinesis", "ListStreams", "us-west-2", 200),
        ("sqs", "CreateQueue", "us-east-1", 200),
        ("sns", "CreateTopic", "us-east-1", 200),
        ("lambda", "ListFunctions", "us-east-1", 200),
        ("events", "PutRule", "us-east-1", 200),
        ("logs", "CreateLogGroup", "us-east-1", 200),
        ("kms", "CreateKey", "us-east-1", 200),
        ("cloudwatch", "ListMetrics", "us-east-1", 200),
    ]
    assert [call["time"] for call in calls] == sorted(call["time"] for call in calls)
    assert knob(local_aws, "calls?since=14") == calls[14:]
    knob(local_aws, "calls", "DELETE")
    assert knob(local_aws, "calls") == []


def test_of_very_many_calls_the_last_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chime_sdk_pulumi.local_aws.calls._REMEMBERED_CALLS", 2)
    with LocalAws() as local:
        for operation in ("list_voice_connectors", "list_sip_rules", "list_phone_numbers"):
            getattr(local.client("chime-sdk-voice"), operation)()
        assert [call["operation"] for call in local.calls()] == ["ListSipRules", "ListPhoneNumbers"]
        assert [call["operation"] for call in local.calls(since=1)] == ["ListSipRules", "ListPhoneNumbers"]
        assert [call["operation"] for call in local.calls(since=2)] == ["ListPhoneNumbers"]
        assert local.calls(since=3) == []
        local.clear_calls()
        local.client("chime-sdk-voice").list_sip_media_applications()
        assert [call["operation"] for call in local.calls()] == ["ListSipMediaApplications"]


def test_moto_answers_with_its_own_errors(aws_client: Clients) -> None:
    s3 = aws_client("s3")
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.list_objects_v2(Bucket="missing")
    s3.create_bucket(Bucket="recordings")
    s3.put_object(Bucket="recordings", Key="a b/ü.wav", Body=b"x" * 2_000_000)
    assert len(s3.get_object(Bucket="recordings", Key="a b/ü.wav")["Body"].read()) == 2_000_000


def test_regions_of_moto_are_separate(aws_client: Clients) -> None:
    aws_client("kinesis", region="eu-central-1").create_stream(StreamName="insights", ShardCount=1)
    assert aws_client("kinesis", region="eu-central-1").list_streams()["StreamNames"] == ["insights"]
    assert aws_client("kinesis").list_streams()["StreamNames"] == []


def test_resources_and_reset(
    local_aws: LocalAws, aws_client: Clients, create_function: Callable[[str, str], str]
) -> None:
    create_function("answer", "us-east-1")
    aws_client("s3").create_bucket(Bucket="recordings")
    keys = [aws_client("kms").create_key()["KeyMetadata"]["KeyId"] for _ in range(2)]
    aws_client("kms").schedule_key_deletion(KeyId=keys[0])
    aws_client("kms").describe_key(KeyId="alias/aws/s3")  # a key that AWS makes when it is first asked for
    aws_client("events", region="us-west-2").put_rule(Name="alerts", EventPattern="{}")
    aws_client("cognito-idp").create_user_pool(PoolName="users")
    aws_client("cognito-identity").create_identity_pool(IdentityPoolName="i", AllowUnauthenticatedIdentities=False)
    voice = aws_client("chime-sdk-voice")
    connector = voice.create_voice_connector(Name="trunk", RequireEncryption=False)["VoiceConnector"]
    voice.put_voice_connector_termination(
        VoiceConnectorId=connector["VoiceConnectorId"], Termination={"CallingRegions": ["US"]}
    )
    app_instance = aws_client("chime-sdk-identity", region="eu-central-1").create_app_instance(Name="chat")

    resources = knob(local_aws, "resources")
    connector_id = connector["VoiceConnectorId"]
    assert resources["chime"] == {
        "VoiceConnector": [
            {
                "id": connector_id,
                "arn": connector["VoiceConnectorArn"],
                "name": "trunk",
                "region": "us-east-1",
                "account": "123456789012",
            }
        ],
        "VoiceConnectorTermination": [{"id": connector_id, "region": "us-east-1", "account": "123456789012"}],
        "AppInstance": [
            {
                "id": app_instance["AppInstanceArn"],
                "arn": app_instance["AppInstanceArn"],
                "name": "chat",
                "region": "eu-central-1",
                "account": "123456789012",
            }
        ],
    }
    of_others = ("buckets", "functions", "keys", "log_groups", "queues", "roles", "rules", "streams", "topics")
    nothing = dict.fromkeys((*of_others, "identity_pools", "user_pools"), 0)
    made = ("buckets", "functions", "identity_pools", "keys", "roles", "rules", "user_pools")
    assert resources["counts"] == nothing | dict.fromkeys(made, 1)

    instance = knob(local_aws, "health")["instance"]
    knob(local_aws, "reset", "POST")
    assert knob(local_aws, "resources") == {"chime": {}, "lex": {}, "counts": nothing}
    assert knob(local_aws, "calls") == []
    assert knob(local_aws, "health")["instance"] != instance
    assert voice.list_voice_connectors()["VoiceConnectors"] == []


def test_latency(local_aws: LocalAws, aws_client: Clients) -> None:
    def seconds(call: Callable[[], object]) -> float:
        started = time.monotonic()
        call()
        return time.monotonic() - started

    voice, identity = aws_client("chime-sdk-voice"), aws_client("chime-sdk-identity")
    voice.list_voice_connectors()
    assert knob(local_aws, "latency", "POST", {"chime-sdk-voice": 0.3}) == {"chime-sdk-voice": 0.3}
    assert seconds(voice.list_voice_connectors) >= 0.3
    assert seconds(identity.list_app_instances) < 0.3
    knob(local_aws, "latency", "POST", {})
    assert seconds(voice.list_voice_connectors) < 0.3


@pytest.mark.parametrize(
    ("service", "create"), [("chime-sdk-identity", "create_app_instance"), ("sqs", "create_queue")]
)
def test_a_call_on_its_way_during_a_reset_leaves_nothing(
    local_aws: LocalAws, aws_client: Clients, service: str, create: str
) -> None:
    knob(local_aws, "latency", "POST", {service: 0.5})
    members = {"Name": "late"} if create == "create_app_instance" else {"QueueName": "late"}
    with ThreadPoolExecutor() as pool:
        call = pool.submit(getattr(aws_client(service), create), **members)
        time.sleep(0.2)
        knob(local_aws, "reset", "POST")
        with pytest.raises(ClientError, match="reset while the call was on its way"):
            call.result()
    resources = knob(local_aws, "resources")
    assert (resources["chime"], resources["counts"]["queues"]) == ({}, 0)


def test_knobs_explain_what_is_wrong(local_aws: LocalAws) -> None:
    assert refused_knob(local_aws, "latency", "POST", {"chime-sdk-voice": "slow"})[0] == 400
    assert refused_knob(local_aws, "latency", "POST", {"chime-sdk-voice": -1})[0] == 400
    assert refused_knob(local_aws, "latency", "POST", [])[0] == 400
    assert refused_knob(local_aws, "latency", "POST", {"chime-sdk-voise": 1})[0] == 400
    assert refused_knob(local_aws, "phone-numbers", "POST", {"E164PhoneNumber": "+12065550100", "Type": "x"})[0] == 400
    assert refused_knob(local_aws, "calls?since=x") == (400, "since must be a number of calls.")
    status, message = refused_knob(local_aws, "nothing")
    assert status == 404
    assert "GET /_local/calls" in message
    assert refused_knob(local_aws, "calls", "POST")[0] == 405


def test_path_of_no_operation(local_aws: LocalAws, aws_client: Clients) -> None:
    voice = aws_client("chime-sdk-voice")

    def change_path(params: dict[str, Any], **_: object) -> None:
        params["url"] = f"{local_aws.endpoint_url}/fax-machines"

    voice.meta.events.register("before-call.chime-sdk-voice.ListVoiceConnectors", change_path)
    with pytest.raises(voice.exceptions.ClientError, match="No operation of the Chime SDK is GET /fax-machines"):
        voice.list_voice_connectors()


def test_concurrent_clients_lose_nothing(local_aws: LocalAws) -> None:
    def work(number: int) -> str:
        voice = boto3.session.Session().client(
            "chime-sdk-voice",
            region_name="us-east-1",
            endpoint_url=local_aws.endpoint_url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        connector_id = ""
        for turn in range(10):
            connector = voice.create_voice_connector(Name=f"{number}-{turn}", RequireEncryption=False)
            connector_id = connector["VoiceConnector"]["VoiceConnectorId"]
            voice.update_voice_connector(
                VoiceConnectorId=connector_id, Name=f"{number}-{turn}-renamed", RequireEncryption=False
            )
            if turn % 2:
                voice.delete_voice_connector(VoiceConnectorId=connector_id)
        return connector_id

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    listed = knob(local_aws, "resources")["chime"]["VoiceConnector"]
    assert sorted(item["name"] for item in listed) == sorted(
        f"{number}-{turn}-renamed" for number in range(8) for turn in range(0, 10, 2)
    )
    assert len(knob(local_aws, "calls")) == 8 * 25
