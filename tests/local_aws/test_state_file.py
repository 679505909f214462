"""`--state FILE`: what outlives the process, what the file must be, and who may have it."""

from __future__ import annotations

import io
import json
import pickle
import re
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest
from chime_sdk_pulumi.local_aws import LocalAws, state_file
from chime_sdk_pulumi.local_aws.endpoint import Endpoint
from chime_sdk_pulumi.local_aws.state_file import StateFileError
from chime_sdk_pulumi.local_aws.voice.objects import VoiceConnector
from moto.firehose.models import firehose_backends

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Read = tuple[str, str, dict[str, object]]

ACCOUNT = "123456789012"
TAGS = [{"Key": "team", "Value": "blue"}]


class Running(NamedTuple):
    """A local AWS that is a process of its own."""

    process: subprocess.Popen[str]
    endpoint: Endpoint

    def stop(self, signal_number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Its exit code and what it wrote to stderr."""
        self.process.send_signal(signal_number)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors


@contextmanager
def serving(state: Path) -> Iterator[Running]:
    command = [sys.executable, "-m", "chime_sdk_pulumi.local_aws", "--port", "0", "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, process.communicate()
            yield Running(process, Endpoint(line.rpartition(" ")[2].strip()))
        finally:
            process.kill()


def refused(state: Path) -> str:
    """The sentence with which the command refuses a file."""
    command = [sys.executable, "-m", "chime_sdk_pulumi.local_aws", "--port", "0", "--state", str(state)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def make_chime_objects(local: Endpoint) -> list[Read]:
    """Objects of each Chime API, some of them tagged; what reads them."""
    identity, messaging = local.client("chime-sdk-identity"), local.client("chime-sdk-messaging")
    voice, pipelines = local.client("chime-sdk-voice"), local.client("chime-sdk-media-pipelines")
    meetings = local.client("chime-sdk-meetings")
    app_instance = identity.create_app_instance(Name="chat", Tags=TAGS)["AppInstanceArn"]
    user = identity.create_app_instance_user(AppInstanceArn=app_instance, AppInstanceUserId="u", Name="User")
    user_arn = user["AppInstanceUserArn"]
    identity.create_app_instance_admin(AppInstanceArn=app_instance, AppInstanceAdminArn=user_arn)
    channel = messaging.create_channel(AppInstanceArn=app_instance, Name="news", ChimeBearer=user_arn, Tags=TAGS)
    trunk = voice.create_voice_connector(Name="trunk", RequireEncryption=True, Tags=TAGS)["VoiceConnector"]
    connector = {"VoiceConnectorId": trunk["VoiceConnectorId"]}
    voice.put_voice_connector_termination(**connector, Termination={"CallingRegions": ["US"]})
    voice.put_voice_connector_termination_credentials(
        **connector, Credentials=[{"Username": "trunk", "Password": "secret-of-the-trunk"}]
    )
    number = local.add_phone_number("+12065550100")
    voice.associate_phone_numbers_with_voice_connector(**connector, E164PhoneNumbers=["+12065550100"])
    pipelines.create_media_insights_pipeline_configuration(
        MediaInsightsPipelineConfigurationName="calls",
        ResourceAccessRoleArn=f"arn:aws:iam::{ACCOUNT}:role/resource-access",
        Elements=[
            {"Type": "S3RecordingSink", "S3RecordingSinkConfiguration": {"Destination": "arn:aws:s3:::recordings"}}
        ],
        Tags=TAGS,
    )
    meeting = meetings.create_meeting(ExternalMeetingId="standup", MediaRegion="us-east-1", ClientRequestToken="token")
    tagged = [("identity", app_instance), ("messaging", channel["ChannelArn"]), ("voice", trunk["VoiceConnectorArn"])]
    return [
        ("chime-sdk-identity", "describe_app_instance_user", {"AppInstanceUserArn": user_arn}),
        ("chime-sdk-identity", "list_app_instance_admins", {"AppInstanceArn": app_instance}),
        ("chime-sdk-messaging", "describe_channel", {"ChannelArn": channel["ChannelArn"], "ChimeBearer": user_arn}),
        ("chime-sdk-voice", "list_voice_connectors", {}),
        ("chime-sdk-voice", "get_voice_connector_termination", connector),
        ("chime-sdk-voice", "list_voice_connector_termination_credentials", connector),
        ("chime-sdk-voice", "get_phone_number", {"PhoneNumberId": number}),
        ("chime-sdk-media-pipelines", "get_media_insights_pipeline_configuration", {"Identifier": "calls"}),
        ("chime-sdk-meetings", "get_meeting", {"MeetingId": meeting["Meeting"]["MeetingId"]}),
        *((f"chime-sdk-{api}", "list_tags_for_resource", {"ResourceARN": arn}) for api, arn in tagged),
    ]


def make_objects_of_other_services(local: Endpoint) -> list[Read]:
    """Objects of the services that Chime objects name; what reads them."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "mediapipelines.chime.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": trust})
    role = local.client("iam").create_role(RoleName="resource-access", AssumeRolePolicyDocument=policy, Tags=TAGS)[
        "Role"
    ]
    s3 = local.client("s3")
    s3.create_bucket(Bucket="recordings")
    s3.put_bucket_tagging(Bucket="recordings", Tagging={"TagSet": TAGS})
    s3.put_object(Bucket="recordings", Key="a/b.wav", Body=b"RIFF" * 100_000)
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("handler.py", "def handle(event, context):\n    return {}\n")
    local.client("lambda").create_function(
        FunctionName="answer",
        Runtime="python3.12",
        Handler="handler.handle",
        Role=role["Arn"],
        Code={"ZipFile": code.getvalue()},
        Tags={"team": "blue"},
    )
    kms = local.client("kms")
    key = kms.create_key(Tags=[{"TagKey": "team", "TagValue": "blue"}])["KeyMetadata"]["KeyId"]
    signing_key = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    secret = kms.encrypt(KeyId=key, Plaintext=b"secret")["CiphertextBlob"]
    local.client("kinesis").create_stream(StreamName="insights", ShardCount=1)
    sqs = local.client("sqs")
    queue = sqs.create_queue(QueueName="notices", tags={"team": "blue"})["QueueUrl"].rpartition("/")[2]
    topic = local.client("sns").create_topic(Name="notices", Tags=TAGS)["TopicArn"]
    local.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:{ACCOUNT}:{queue}")
    local.client("events").put_rule(Name="alerts", EventPattern='{"source": ["aws.chime"]}', Tags=TAGS)
    local.client("logs").create_log_group(logGroupName="/chime", tags={"team": "blue"})
    user_pool = local.client("cognito-idp").create_user_pool(PoolName="users")["UserPool"]["Id"]
    identity = local.client("cognito-identity")
    identity_pool = identity.create_identity_pool(IdentityPoolName="chat", AllowUnauthenticatedIdentities=False)
    roles: dict[str, object] = {"IdentityPoolId": identity_pool["IdentityPoolId"]}
    identity.set_identity_pool_roles(**roles, Roles={"authenticated": role["Arn"]})
    local.client("ssm").put_parameter(Name="p", Value="v", Type="String")
    return [
        ("iam", "get_role", {"RoleName": "resource-access"}),
        ("s3", "get_bucket_tagging", {"Bucket": "recordings"}),
        ("s3", "get_object", {"Bucket": "recordings", "Key": "a/b.wav"}),
        ("lambda", "get_function", {"FunctionName": "answer"}),
        ("kms", "list_resource_tags", {"KeyId": key}),
        ("kms", "decrypt", {"CiphertextBlob": secret}),
        ("kms", "get_public_key", {"KeyId": signing_key}),
        ("kinesis", "describe_stream_summary", {"StreamName": "insights"}),
        ("sqs", "get_queue_url", {"QueueName": queue}),
        ("sns", "list_tags_for_resource", {"ResourceArn": topic}),
        ("sns", "list_subscriptions", {}),
        ("events", "list_rules", {}),
        ("logs", "describe_log_groups", {}),
        ("cognito-idp", "describe_user_pool", {"UserPoolId": user_pool}),
        ("cognito-identity", "get_identity_pool_roles", roles),
        ("ssm", "get_parameter", {"Name": "p"}),
    ]


def answers(local: Endpoint, reads: list[Read]) -> list[object]:
    """What the reads are answered, but for the host in it."""
    replies = [getattr(local.client(service), operation)(**request) for service, operation, request in reads]
    for reply in replies:
        del reply["ResponseMetadata"]
        if "Body" in reply:
            reply["Body"] = reply["Body"].read()
        if "QueueUrl" in reply:
            reply["QueueUrl"] = reply["QueueUrl"].rpartition("/")[2]
    return replies


def test_everything_outlives_the_process(tmp_path: Path) -> None:
    state = tmp_path / "aws.state"
    with serving(state) as first:
        reads = make_objects_of_other_services(first.endpoint) + make_chime_objects(first.endpoint)
        before = answers(first.endpoint, reads)
        pipelines = first.endpoint.client("chime-sdk-media-pipelines")
        first.endpoint.set_delays({"CreateMediaPipelineKinesisVideoStreamPool": 120})
        pipelines.create_media_pipeline_kinesis_video_stream_pool(
            PoolName="pool", StreamConfiguration={"Region": "us-east-1", "DataRetentionInHours": 24}
        )
        first.endpoint.advance_clock(50)
        resources = first.endpoint.resources()
        moment = first.endpoint.now()
        assert first.stop() == (0, "")
    with serving(state) as second:
        assert second.endpoint.resources() == resources
        assert answers(second.endpoint, reads) == before
        assert second.endpoint.now() >= moment
        pipelines = second.endpoint.client("chime-sdk-media-pipelines")

        def status() -> str:
            pool = pipelines.get_media_pipeline_kinesis_video_stream_pool(Identifier="pool")
            return str(pool["KinesisVideoStreamPoolConfiguration"]["PoolStatus"])

        assert status() == "CREATING"
        second.endpoint.advance_clock(70)
        assert status() == "ACTIVE"

        # All of it is as alive as before.
        local = second.endpoint
        queue = local.client("sqs").get_queue_url(QueueName="notices")["QueueUrl"]
        local.client("sns").publish(TopicArn=f"arn:aws:sns:us-east-1:{ACCOUNT}:notices", Message="hello")
        assert local.client("sqs").receive_message(QueueUrl=queue)["Messages"]
        local.client("s3").delete_object(Bucket="recordings", Key="a/b.wav")
        local.client("s3").delete_bucket(Bucket="recordings")
        local.client("lambda").update_function_configuration(FunctionName="answer", Timeout=20)
        assert second.stop(signal.SIGINT) == (0, "")


def test_a_killed_process_loses_no_more_than_the_last_seconds(tmp_path: Path) -> None:
    state = tmp_path / "aws.state"
    with serving(state) as first:
        voice = first.endpoint.client("chime-sdk-voice")
        connector = voice.create_voice_connector(Name="trunk", RequireEncryption=True)["VoiceConnector"]
        wait_until(state.exists)
        first.stop(signal.SIGKILL)
    with serving(state) as second:
        (listed,) = second.endpoint.client("chime-sdk-voice").list_voice_connectors()["VoiceConnectors"]
        assert listed == connector


def test_one_file_is_of_one_process(tmp_path: Path) -> None:
    state = tmp_path / "aws.state"
    with LocalAws(state=state):
        assert refused(state) == f"Another local AWS keeps its state in {state}. Stop it, or use another file.\n"
    with LocalAws(state=state):
        pass


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A file that holds one connector."""
    state = tmp_path / "aws.state"
    with LocalAws(state=state) as local:
        local.client("chime-sdk-voice").create_voice_connector(Name="trunk", RequireEncryption=True)
    return state


def names(state: Path) -> list[str]:
    with LocalAws(state=state) as local:
        return [connector["name"] for connector in local.resources()["chime"].get("VoiceConnector", [])]


def test_only_its_owner_may_read_it(kept: Path) -> None:
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_reset_is_kept_too(kept: Path) -> None:
    with LocalAws(state=kept) as local:
        instance = local.instance
        local.reset()
        assert local.instance != instance
        instance = local.instance
    with LocalAws(state=kept) as local:
        assert local.instance == instance
        assert local.resources()["chime"] == {}


def test_a_damaged_file_is_left_alone(kept: Path) -> None:
    content = kept.read_bytes()
    for damaged, sentence in [
        (content[:-10], "is damaged"),
        (content[:-1] + bytes([content[-1] ^ 1]), "is damaged"),
        (b"", "is not a state file"),
        (b"{}\n", "is not a state file"),
        (b"[1]\nx", "is not a state file"),
        (pickle.dumps({"a": 1}), "is not a state file"),
    ]:
        kept.write_bytes(damaged)
        with pytest.raises(StateFileError, match=sentence):
            LocalAws(state=kept)
        assert kept.read_bytes() == damaged
    assert re.fullmatch(rf"{re.escape(str(kept))} is not a state file of this local AWS\. .*\n", refused(kept))


@pytest.mark.parametrize("program", ["chime-sdk-pulumi", "moto", "Python"])
def test_a_file_of_another_version_is_left_alone(kept: Path, program: str) -> None:
    header, _, content = kept.read_bytes().partition(b"\n")
    other = json.dumps(json.loads(header) | {program: "0.0"}).encode() + b"\n" + content
    kept.write_bytes(other)
    with pytest.raises(
        StateFileError, match=rf"was written with {program} 0\.0; this is {program} [\d.]+, whose objects"
    ):
        LocalAws(state=kept)
    assert kept.read_bytes() == other


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StateFileError, match="cannot be used: No such file or directory"):
        LocalAws(state=tmp_path / "nowhere" / "aws.state")


def test_a_file_that_cannot_be_written(kept: Path) -> None:
    content = kept.read_bytes()
    local = LocalAws(state=kept).start()
    local.client("chime-sdk-voice").create_voice_connector(Name="second", RequireEncryption=True)
    (kept.parent / "aws.state.new").mkdir()  # in the way of what is written before it takes the file's place
    with pytest.raises(StateFileError, match="cannot be written: Is a directory"):
        local.stop()
    assert kept.read_bytes() == content


def test_objects_that_cannot_be_kept_are_named(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with LocalAws(state=kept) as local:
        local.client("firehose").list_delivery_streams()
        vars(firehose_backends[ACCOUNT]["us-east-1"])["started"] = memoryview(b"")  # what no pickle can hold
        local.client("s3").create_bucket(Bucket="recordings")
    assert capsys.readouterr().err == f"Local AWS cannot keep the objects of firehose in {kept}.\n"
    with LocalAws(state=kept) as local:
        assert local.resources()["counts"]["buckets"] == 1
        assert len(local.resources()["chime"]["VoiceConnector"]) == 1


def test_is_saved_while_clients_are_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(state_file, "_SECONDS_BETWEEN_SAVES", 0.01)
    state = tmp_path / "aws.state"

    def work(number: int) -> None:
        sqs, voice = local.client("sqs"), local.client("chime-sdk-voice")
        for turn in range(10):
            sqs.create_queue(QueueName=f"queue-{number}-{turn}")
            voice.create_voice_connector(Name=f"{number}-{turn}", RequireEncryption=True)

    with LocalAws(state=state) as local, ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert capsys.readouterr().err == ""
    with LocalAws(state=state) as local:
        assert local.resources()["counts"]["queues"] == len(local.resources()["chime"]["VoiceConnector"]) == 40


def holds_a_connector(state: Path) -> bool:
    if not state.exists():
        return False
    store, _ = pickle.loads(state.read_bytes().partition(b"\n")[2])
    return any(isinstance(stored, VoiceConnector) for _, regional in store.items() for stored in regional)


def test_a_change_that_took_its_time_is_saved_without_another_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_file, "_SECONDS_BETWEEN_SAVES", 0.05)
    state = tmp_path / "aws.state"
    with LocalAws(state=state) as local:
        local.set_latency({"chime-sdk-voice": 0.5})  # meanwhile it is saved, without the connector
        local.client("chime-sdk-voice").create_voice_connector(Name="trunk", RequireEncryption=True)
        wait_until(lambda: holds_a_connector(state))


def test_a_save_that_failed_is_repeated_without_another_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(state_file, "_SECONDS_BETWEEN_SAVES", 0.05)
    state = tmp_path / "aws.state"
    in_the_way = tmp_path / "aws.state.new"
    in_the_way.mkdir()
    said: list[str] = []

    def has_complained() -> bool:
        said.append(capsys.readouterr().err)
        return any(said)

    with LocalAws(state=state) as local:
        local.client("chime-sdk-voice").create_voice_connector(Name="trunk", RequireEncryption=True)
        wait_until(has_complained)
        in_the_way.rmdir()
        wait_until(lambda: holds_a_connector(state))
    assert "".join(said) + capsys.readouterr().err == f"The state file {state} cannot be written: Is a directory.\n"


def test_a_long_poll_holds_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_file, "_SECONDS_BETWEEN_SAVES", 0.1)
    state = tmp_path / "aws.state"
    with LocalAws(state=state) as local, ThreadPoolExecutor(1) as pool:
        queue = local.client("sqs").create_queue(QueueName="notices")["QueueUrl"]
        polling = pool.submit(local.client("sqs").receive_message, QueueUrl=queue, WaitTimeSeconds=20)
        wait_until(state.exists)
        assert not polling.done()
        local.client("sqs").send_message(QueueUrl=queue, MessageBody="hello")
        assert polling.result()["Messages"][0]["Body"] == "hello"
