"""Faults, rate limits and what clients see of them, with plain boto3 clients that repeat nothing."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from chime_sdk_pulumi.local_aws.service_models import get_service_model

from tests.local_aws.test_server import knob, refused_knob

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients

    SetFaults = Callable[..., None]


@pytest.fixture
def set_faults(local_aws: LocalAws) -> SetFaults:
    """Sets rules: `set_faults({"kind": "throttle"}, …)`."""

    def set_(*rules: dict[str, object]) -> None:
        knob(local_aws, "faults", "POST", list(rules))

    return set_


@pytest.fixture
def voice(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-voice")


def create(voice: Client, name: str = "trunk") -> str:
    connector = voice.create_voice_connector(Name=name, RequireEncryption=True)["VoiceConnector"]
    return str(connector["VoiceConnectorId"])


def names(voice: Client) -> list[str]:
    return [connector["Name"] for connector in voice.list_voice_connectors()["VoiceConnectors"]]


def refusal(call: Callable[[], object]) -> tuple[int, str]:
    """Status and code of the error that a call ends with."""
    with pytest.raises(ClientError) as caught:
        call()
    response = caught.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


class TestReplies:
    """Errors that are answered in AWS's place."""

    def test_throttled_once(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle", "operations": "CreateVoiceConnector"})
        with pytest.raises(voice.exceptions.ThrottledClientException):
            create(voice)
        assert names(voice) == []
        create(voice)
        assert names(voice) == ["trunk"]

    @pytest.mark.parametrize(
        ("fault", "expected"),
        [
            ({"status": 500}, (500, "ServiceFailureException")),
            ({"status": 503}, (503, "ServiceUnavailableException")),
            ({"status": 409}, (409, "ConflictException")),
            ({"status": 401}, (401, "UnauthorizedClientException")),
            ({"code": "ForbiddenException"}, (403, "ForbiddenException")),
            ({"code": "AccessDeniedException"}, (403, "AccessDeniedException")),
            ({"code": "ExpiredTokenException"}, (403, "ExpiredTokenException")),
            ({"code": "ExpiredTokenException", "status": 400}, (400, "ExpiredTokenException")),
            ({"code": "Strange", "status": 418}, (418, "Strange")),
        ],
    )
    def test_error(
        self, voice: Client, set_faults: SetFaults, fault: dict[str, object], expected: tuple[int, str]
    ) -> None:
        set_faults({"kind": "error", "message": "No.", **fault})
        with pytest.raises(ClientError, match=r"No\.") as caught:
            create(voice)
        response = caught.value.response
        assert (response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]) == expected
        assert names(voice) == []

    @pytest.mark.parametrize(
        ("service", "resource"),
        [
            ("chime-sdk-identity", "app-instance/a"),
            ("chime-sdk-messaging", "app-instance/a/channel/b"),
            ("chime-sdk-voice", "vc/a"),
            ("chime-sdk-media-pipelines", "media-pipeline/a"),
            ("chime-sdk-meetings", "meeting/a"),
        ],
    )
    def test_each_api_has_its_own_code_for_a_status(
        self, local_aws: LocalAws, set_faults: SetFaults, service: str, resource: str
    ) -> None:
        arn = f"arn:aws:chime:us-east-1:123456789012:{resource}"
        errors = get_service_model(service).error_shapes
        modelled = {(error.metadata["error"]["httpStatusCode"], error.name) for error in errors}
        client = local_aws.client(service, config=Config(retries={"total_max_attempts": 1}))
        for status in (400, 401, 403, 404, 409, 500, 503):
            set_faults({"kind": "error", "status": status})
            assert refusal(lambda: client.list_tags_for_resource(ResourceARN=arn)) in modelled
        set_faults({"kind": "throttle"})
        assert refusal(lambda: client.list_tags_for_resource(ResourceARN=arn)) in modelled

    def test_error_of_a_call_that_took_effect(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "error", "status": 500, "takes_effect": True})
        assert refusal(lambda: create(voice)) == (500, "ServiceFailureException")
        assert names(voice) == ["trunk"]

    @pytest.mark.parametrize(
        ("service", "call", "throttled"),
        [
            ("s3", lambda s3: s3.list_buckets(), (503, "SlowDown")),
            ("iam", lambda iam: iam.list_roles(), (400, "Throttling")),
            ("sts", lambda sts: sts.get_caller_identity(), (400, "Throttling")),
            ("sqs", lambda sqs: sqs.list_queues(), (400, "ThrottlingException")),
            ("kms", lambda kms: kms.list_keys(), (400, "ThrottlingException")),
            ("lambda", lambda functions: functions.list_functions(), (429, "TooManyRequestsException")),
            ("cloudwatch", lambda cloudwatch: cloudwatch.list_metrics(), (400, "ThrottlingException")),
        ],
    )
    def test_other_services_in_their_own_protocols(
        self,
        aws_client: Clients,
        set_faults: SetFaults,
        service: str,
        call: Callable[[Client], object],
        throttled: tuple[int, str],
    ) -> None:
        client = aws_client(service)
        set_faults(
            {"kind": "throttle", "services": service},
            {"kind": "error", "services": service, "status": 500, "message": "A < B"},
            {"kind": "error", "services": service, "code": "ExpiredToken"},
        )
        assert refusal(lambda: call(client)) == throttled
        with pytest.raises(ClientError, match=r"\(InternalFailure\).*A < B"):
            call(client)
        assert refusal(lambda: call(client)) == (403, "ExpiredToken")
        call(client)


class TestConnections:
    """Replies that never come."""

    def test_dropped_before_the_effect(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "connection-dropped", "operations": "Create*"})
        with pytest.raises(ConnectionClosedError):
            create(voice)
        assert names(voice) == []

    def test_reply_dropped_after_the_effect(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "reply-dropped", "operations": "Create*"})
        with pytest.raises(ConnectionClosedError):
            create(voice)
        assert names(voice) == ["trunk"]

    def test_reply_truncated(self, local_aws: LocalAws, voice: Client, set_faults: SetFaults) -> None:
        """botocore takes half a body for a success that says nothing."""
        set_faults({"kind": "reply-truncated"})
        trusting = boto3.client(
            "chime-sdk-voice",
            region_name="us-east-1",
            endpoint_url=local_aws.endpoint_url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        reply = trusting.create_voice_connector(Name="trunk", RequireEncryption=True)
        assert reply.keys() == {"ResponseMetadata"}
        assert names(voice) == ["trunk"]

    def test_reply_without_a_body_is_dropped(self, voice: Client, set_faults: SetFaults) -> None:
        connector_id = create(voice)
        set_faults({"kind": "reply-truncated"})
        with pytest.raises(ConnectionClosedError):
            voice.delete_voice_connector(VoiceConnectorId=connector_id)
        assert names(voice) == []

    @pytest.mark.parametrize("takes_effect", [True, False])
    def test_timeout_of_the_client(self, aws_client: Clients, set_faults: SetFaults, takes_effect: bool) -> None:
        voice = aws_client("chime-sdk-voice", read_timeout=0.3)
        set_faults({"kind": "timeout", "takes_effect": takes_effect})
        with pytest.raises(ReadTimeoutError):
            create(voice)
        assert names(voice) == (["trunk"] if takes_effect else [])

    def test_timeout_of_the_server(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "timeout", "seconds": 0.3})
        started = time.monotonic()
        with pytest.raises(ConnectionClosedError):
            create(voice)
        assert 0.3 <= time.monotonic() - started < 3

    def test_timeout_holds_up_nobody_else(self, aws_client: Clients, voice: Client, set_faults: SetFaults) -> None:
        slow = aws_client("chime-sdk-voice", read_timeout=5)
        set_faults({"kind": "timeout", "seconds": 2, "takes_effect": True, "operations": "CreateVoiceConnector"})

        def time_out() -> None:
            with pytest.raises(ConnectionClosedError):
                create(slow)

        thread = threading.Thread(target=time_out)
        thread.start()
        while not names(voice):
            assert thread.is_alive()
        assert thread.is_alive()
        thread.join()

    def test_other_services(self, aws_client: Clients, set_faults: SetFaults) -> None:
        s3 = aws_client("s3")
        set_faults(
            {"kind": "reply-dropped", "services": "s3", "operations": "CreateBucket"},
            {"kind": "connection-dropped", "services": "s3", "operations": "PutObject"},
        )
        with pytest.raises(ConnectionClosedError):
            s3.create_bucket(Bucket="recordings")
        assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["recordings"]
        with pytest.raises(ConnectionClosedError):
            s3.put_object(Bucket="recordings", Key="a", Body=b"x" * 1_000_000)
        assert s3.list_objects_v2(Bucket="recordings")["KeyCount"] == 0

    def test_connection_serves_again_after_a_drop(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "reply-dropped", "count": 3})
        for _ in range(3):
            with pytest.raises(ConnectionClosedError):
                names(voice)
        assert names(voice) == []


class TestCounting:
    """Which of the matching calls a fault strikes."""

    def outcomes(self, voice: Client, *requested: str) -> list[bool]:
        """Whether each connector of these names could be created."""

        def works(name: str) -> bool:
            try:
                create(voice, name)
            except ClientError:
                return False
            return True

        return [works(name) for name in requested]

    def test_skip_and_count(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle", "skip": 1, "count": 2})
        assert self.outcomes(voice, *"abcde") == [True, False, False, True, True]

    def test_always(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle", "skip": 1, "count": None})
        assert self.outcomes(voice, *"abcd") == [True, False, False, False]

    def test_each_request(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle", "each": "request"})
        assert self.outcomes(voice, "a", "a", "b", "a", "b") == [False, True, False, True, True]

    def test_each_operation(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle", "each": "operation", "skip": 1, "operations": ["Create*", "List*"]})
        assert self.outcomes(voice, "a", "b", "c") == [True, False, True]
        names(voice)
        with pytest.raises(ClientError):
            names(voice)
        assert names(voice) == ["a", "c"]

    def test_rules_follow_one_another(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle"}, {"kind": "error", "status": 503}, {"kind": "reply-dropped"})
        assert refusal(lambda: create(voice))[0] == 429
        assert refusal(lambda: create(voice))[0] == 503
        with pytest.raises(ConnectionClosedError):
            create(voice)
        assert names(voice) == ["trunk"]

    def test_services_operations_regions_and_accounts(self, aws_client: Clients, set_faults: SetFaults) -> None:
        voice, identity = aws_client("chime-sdk-voice"), aws_client("chime-sdk-identity")
        elsewhere = aws_client("chime-sdk-voice", region="us-west-2")
        set_faults(
            {"kind": "throttle", "services": "chime-sdk-voice", "region": "us-west-2", "count": None},
            {"kind": "throttle", "account": "999999999999", "count": None},
            {"kind": "throttle", "services": "chime-sdk-identity", "operations": "ListAppInstances", "count": None},
        )
        names(voice)
        aws_client("sts").get_caller_identity()
        with pytest.raises(ClientError):
            names(elsewhere)
        with pytest.raises(ClientError):
            identity.list_app_instances()
        identity.create_app_instance(Name="chat")

    def test_rule_that_expires(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle", "count": None, "expires_after": 0.5})
        with pytest.raises(ClientError):
            names(voice)
        time.sleep(0.55)
        names(voice)

    def test_calls_at_once_are_counted_once_each(self, aws_client: Clients, set_faults: SetFaults) -> None:
        voice = aws_client("chime-sdk-voice", max_pool_connections=8)
        set_faults({"kind": "throttle", "skip": 3, "count": 5})
        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(lambda name: self.outcomes(voice, name)[0], "abcdefghijklmnopqrst"))
        assert outcomes.count(False) == 5
        assert len(names(voice)) == 15


class TestStaleReads:
    """Reads that have not heard of the last changes."""

    def test_one_change_behind(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "stale-reads", "behind": 1, "count": 2})
        connector_id = create(voice, "a")
        with pytest.raises(voice.exceptions.NotFoundException):
            voice.get_voice_connector(VoiceConnectorId=connector_id)
        assert names(voice) == []
        assert names(voice) == ["a"]

    def test_several_changes_behind(self, voice: Client, set_faults: SetFaults) -> None:
        create(voice, "a")
        set_faults({"kind": "stale-reads", "behind": 2, "count": None})
        assert names(voice) == ["a"]
        create(voice, "b")
        assert names(voice) == ["a"]
        connector_id = create(voice, "c")
        assert names(voice) == ["a"]
        voice.update_voice_connector(VoiceConnectorId=connector_id, Name="d", RequireEncryption=True)
        assert names(voice) == ["a", "b"]
        voice.delete_voice_connector(VoiceConnectorId=connector_id)
        assert names(voice) == ["a", "b", "c"]
        set_faults()
        assert names(voice) == ["a", "b"]

    def test_refused_changes_do_not_count(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "stale-reads", "behind": 1, "count": None})
        create(voice, "a")
        with pytest.raises(voice.exceptions.NotFoundException):
            voice.delete_voice_connector(VoiceConnectorId="abcdefghijklm2nopq3rst")
        assert names(voice) == []

    def test_changes_of_others_do_not_count(self, aws_client: Clients, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "stale-reads", "behind": 1, "count": None})
        create(voice, "a")
        aws_client("chime-sdk-identity").create_app_instance(Name="chat")
        create(aws_client("chime-sdk-voice", region="us-west-2"), "elsewhere")
        assert names(voice) == []

    def test_lag(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "stale-reads", "lag": 1, "count": None})
        create(voice, "a")
        assert names(voice) == []
        time.sleep(0.5)
        create(voice, "b")
        time.sleep(0.55)
        assert names(voice) == ["a"]
        time.sleep(0.5)
        assert names(voice) == ["a", "b"]

    def test_change_whose_reply_is_lost_counts(self, voice: Client, set_faults: SetFaults) -> None:
        set_faults(
            {"kind": "reply-dropped", "operations": "Create*"},
            {"kind": "stale-reads", "behind": 1, "operations": "List*"},
        )
        with pytest.raises(ConnectionClosedError):
            create(voice)
        assert names(voice) == []
        assert names(voice) == ["trunk"]

    def test_reads_of_the_past_undo_nothing(self, aws_client: Clients, set_faults: SetFaults) -> None:
        voice = aws_client("chime-sdk-voice", max_pool_connections=8)
        set_faults({"kind": "stale-reads", "behind": 3, "count": None})

        def write_and_read(number: int) -> None:
            for turn in range(10):
                create(voice, f"{number}-{turn}")
                names(voice)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(write_and_read, range(8)))
        assert len(names(voice)) == 77
        set_faults()
        assert sorted(names(voice)) == sorted(f"{number}-{turn}" for number in range(8) for turn in range(10))

    def test_tags(self, voice: Client, set_faults: SetFaults) -> None:
        arn = voice.create_voice_connector(Name="a", RequireEncryption=True)["VoiceConnector"]["VoiceConnectorArn"]
        set_faults({"kind": "stale-reads", "behind": 1})
        voice.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "support"}])
        assert voice.list_tags_for_resource(ResourceARN=arn)["Tags"] == []
        assert len(voice.list_tags_for_resource(ResourceARN=arn)["Tags"]) == 1


class TestStateMachines:
    """What is wrong with the changes that take their time."""

    @pytest.fixture
    def status(self, local_aws: LocalAws, aws_client: Clients) -> Callable[..., str]:
        """Creates a pool, lets so many seconds pass, and says what has become of the pool."""
        pipelines = aws_client("chime-sdk-media-pipelines")
        local_aws.set_delays({"CreateMediaPipelineKinesisVideoStreamPool": 10})

        def status_after(name: str, seconds: float) -> str:
            pipelines.create_media_pipeline_kinesis_video_stream_pool(
                PoolName=name, StreamConfiguration={"Region": "us-west-2"}
            )
            local_aws.advance_clock(seconds)
            reply = pipelines.get_media_pipeline_kinesis_video_stream_pool(Identifier=name)
            return str(reply["KinesisVideoStreamPoolConfiguration"]["PoolStatus"])

        return status_after

    def test_slow(self, set_faults: SetFaults, status: Callable[..., str]) -> None:
        set_faults({"kind": "slow-state-machines", "factor": 60, "operations": "Create*", "count": 2})
        assert status("one", 590) == "CREATING"
        assert status("two", 601) == "ACTIVE"
        assert status("three", 11) == "ACTIVE"

    def test_failing(self, set_faults: SetFaults, status: Callable[..., str]) -> None:
        set_faults({"kind": "failing-state-machines", "operations": "Create*"})
        assert status("one", 11) == "FAILED"
        assert status("two", 11) == "ACTIVE"

    def test_other_services_have_none(self, local_aws: LocalAws, aws_client: Clients, set_faults: SetFaults) -> None:
        set_faults({"kind": "slow-state-machines", "factor": 60, "services": "*"})
        aws_client("s3").list_buckets()
        assert local_aws.faults()[0]["matched"] == {}


class TestRateLimits:
    """The token bucket of each API."""

    def test_burst_and_rate(self, local_aws: LocalAws, voice: Client) -> None:
        limits = {"chime-sdk-voice": {"rate": 5, "burst": 3}}
        assert knob(local_aws, "rate-limits", "POST", limits) == limits
        started = time.monotonic()
        for _ in range(3):
            names(voice)
        assert refusal(lambda: names(voice)) == (429, "ThrottledClientException")
        passed = 3
        while time.monotonic() - started < 1:
            try:
                names(voice)
                passed += 1
            except voice.exceptions.ThrottledClientException:
                time.sleep(0.01)
        assert 6 <= passed <= 3 + 5 * (time.monotonic() - started)
        knob(local_aws, "rate-limits", "POST", {})
        for _ in range(10):
            names(voice)

    def test_each_api_region_has_a_bucket_of_its_own(self, local_aws: LocalAws, aws_client: Clients) -> None:
        limit = {"rate": 0.01, "burst": 1}
        knob(local_aws, "rate-limits", "POST", {"chime-sdk-voice": limit, "chime-sdk-identity": limit})
        for region in ("us-east-1", "eu-central-1"):
            voice, identity = aws_client("chime-sdk-voice", region), aws_client("chime-sdk-identity", region)
            names(voice)
            identity.list_app_instances()
            with pytest.raises(voice.exceptions.ThrottledClientException):
                names(voice)


class TestKnob:
    """What the knobs list, and what they refuse."""

    def test_list(self, local_aws: LocalAws, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle", "operations": ["Create*", "List*"], "skip": 1, "count": 2})
        names(voice)
        refusal(lambda: names(voice))
        refusal(lambda: create(voice))
        create(voice)
        assert knob(local_aws, "faults") == [
            {
                "kind": "throttle",
                "services": ["chime-sdk-*"],
                "operations": ["Create*", "List*"],
                "region": None,
                "account": None,
                "skip": 1,
                "count": 2,
                "each": "rule",
                "expires_after": None,
                "matched": {"ListVoiceConnectors": 2, "CreateVoiceConnector": 2},
                "fired": {"ListVoiceConnectors": 1, "CreateVoiceConnector": 1},
            }
        ]
        assert knob(local_aws, "faults", "DELETE") == []
        names(voice)
        assert knob(local_aws, "faults") == []

    def test_log_names_the_fault(self, local_aws: LocalAws, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle"}, {"kind": "connection-dropped"}, {"kind": "reply-dropped"})
        refusal(lambda: create(voice))
        for _ in range(2):
            with pytest.raises(ConnectionClosedError):
                create(voice)
        create(voice)
        assert [(call["status"], call.get("fault")) for call in knob(local_aws, "calls")] == [
            (429, "throttle"),
            (None, "connection-dropped"),
            (201, "reply-dropped"),
            (201, None),
        ]

    def test_reset_ends_faults_and_limits(self, local_aws: LocalAws, voice: Client, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle", "count": None})
        knob(local_aws, "rate-limits", "POST", {"chime-sdk-voice": {"rate": 0.01, "burst": 1}})
        knob(local_aws, "reset", "POST")
        names(voice)
        names(voice)

    @pytest.mark.parametrize(
        ("rules", "message"),
        [
            ({"kind": "throttle"}, "valid array"),
            ([{"kind": "flood"}], "'throttle'"),
            ([{"operations": "Create*"}], "kind"),
            ([{"kind": "throttle", "operation": "Create*"}], "0.throttle.operation: there is no such member"),
            ([{"kind": "throttle", "seconds": 3}], "0.throttle.seconds: there is no such member"),
            ([{"kind": "throttle", "operations": "CreateVoiceConector"}], "is CreateVoiceConector"),
            ([{"kind": "throttle", "services": "chime-sdk-voise"}], "no service of AWS is chime-sdk-voise"),
            ([{"kind": "throttle", "operations": []}], "0.throttle.operations"),
            ([{"kind": "throttle", "count": 0}], "0.throttle.count"),
            ([{"kind": "throttle", "count": "always"}], "0.throttle.count"),
            ([{"kind": "throttle", "skip": -1}], "0.throttle.skip"),
            ([{"kind": "throttle", "each": "object"}], "0.throttle.each"),
            ([{"kind": "error"}], "an error takes a status, a code or both"),
            ([{"kind": "error", "code": "Strange"}], "which status Strange has"),
            ([{"kind": "error", "status": 200}], "0.error.status"),
            ([{"kind": "stale-reads"}], "either behind"),
            ([{"kind": "stale-reads", "behind": 1, "lag": 1}], "either behind"),
            ([{"kind": "throttle"}, {"kind": "timeout", "seconds": 0}], "1.timeout.seconds"),
        ],
    )
    def test_wrong_rules(self, local_aws: LocalAws, rules: Any, message: str) -> None:  # noqa: ANN401  # what is wrong
        status, sentence = refused_knob(local_aws, "faults", "POST", rules)
        assert status == 400
        assert message in sentence

    @pytest.mark.parametrize(
        ("limits", "message"),
        [
            ({"chime-sdk-voice": {"rate": 10}}, "chime-sdk-voice.burst"),
            ({"chime-sdk-voice": {"rate": 0, "burst": 1}}, "chime-sdk-voice.rate"),
            (
                {"chime-sdk-voice": {"rate": 1, "burst": 1, "brust": 1}},
                "chime-sdk-voice.brust: there is no such member",
            ),
            ({"chime-sdk-voise": {"rate": 1, "burst": 1}}, "AWS has no service chime-sdk-voise"),
            ([], "should be an object"),
        ],
    )
    def test_wrong_limits(self, local_aws: LocalAws, limits: object, message: str) -> None:
        status, sentence = refused_knob(local_aws, "rate-limits", "POST", limits)
        assert status == 400
        assert message in sentence

    def test_wrong_rules_leave_the_old_ones(self, local_aws: LocalAws, set_faults: SetFaults) -> None:
        set_faults({"kind": "throttle"})
        refused_knob(local_aws, "faults", "POST", [{"kind": "flood"}])
        assert len(knob(local_aws, "faults")) == 1
