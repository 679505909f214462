"""Calls to AWS: what is repeated and what never, how long is waited, and how errors read."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from chime_sdk_pulumi.providers import _api
from chime_sdk_pulumi.providers._api import Session, look, until, wait_while
from chime_sdk_pulumi.providers._errors import ApiError, ChimeError, ReplyLostError
from chime_sdk_pulumi.providers._model import Values
from chime_sdk_pulumi.providers._settings import Settings

from tests.unit.clock import Clock
from tests.unit.wire import Wire

VOICE = "chime-sdk-voice"
CREDENTIALS = Settings(accessKey="AKIA", secretKey="s3cr3t", maxRetries=5)
SESSION = Session(CREDENTIALS, "us-east-1")
THROTTLED = ("ThrottledClientException", 429)
LOST = [ConnectionClosedError(endpoint_url="https://aws"), ReadTimeoutError(endpoint_url="https://aws")]
CREATE: Values = {"Name": "trunk", "RequireEncryption": True}


def create() -> Mapping[str, object]:
    return SESSION.call(VOICE, "CreateVoiceConnector", **CREATE)


def test_reply_without_its_metadata(wire: Wire) -> None:
    wire.reply("GetVoiceConnector", VoiceConnector={"Name": "trunk"})
    assert SESSION.call(VOICE, "GetVoiceConnector", VoiceConnectorId="one") == {"VoiceConnector": {"Name": "trunk"}}


@pytest.mark.parametrize("operation", ["GetVoiceConnector", "CreateVoiceConnector"])
def test_throttled_calls_are_repeated(operation: str, wire: Wire, clock: Clock) -> None:
    """Also those that create: what was throttled had no effect."""
    wire.refuse(operation, *THROTTLED, times=4)
    wire.reply(operation, VoiceConnector={"Name": "trunk"})
    parameters = CREATE if operation.startswith("Create") else {"VoiceConnectorId": "one"}
    SESSION.call(VOICE, operation, **parameters)
    assert wire.times(operation) == 5
    assert len(clock.pauses) >= 4


def test_pauses_between_attempts_are_random_and_grow(wire: Wire, clock: Clock) -> None:
    patient = Session(Settings(accessKey="AKIA", secretKey="s3cr3t", maxRetries=12), "us-east-1")
    for _ in range(2):
        wire.refuse("ListVoiceConnectors", *THROTTLED, times=13)
        with pytest.raises(ApiError):
            patient.call(VOICE, "ListVoiceConnectors")
    assert wire.times("ListVoiceConnectors") == 26
    assert len(set(clock.pauses)) > 12
    assert max(clock.pauses) <= 20
    assert max(clock.pauses) > 1


def test_throttling_is_given_up_in_the_end(wire: Wire, clock: Clock) -> None:
    wire.refuse("ListVoiceConnectors", *THROTTLED, times=99)
    with pytest.raises(ApiError, match="ThrottledClientException") as raised:
        SESSION.call(VOICE, "ListVoiceConnectors")
    assert wire.times("ListVoiceConnectors") == 6
    assert "aws:maxRetries" in raised.value.advice
    assert clock.waited < 120


def test_throttling_spaces_all_calls_of_the_api(wire: Wire, clock: Clock) -> None:
    wire.refuse("ListVoiceConnectors", *THROTTLED, times=3)
    for _ in range(3):
        wire.reply("ListVoiceConnectors", VoiceConnectors=[])
    for _ in range(2):
        SESSION.call(VOICE, "ListVoiceConnectors")
    before = len(clock.pauses)
    SESSION.call(VOICE, "ListVoiceConnectors")
    assert len(clock.pauses) == before + 1
    assert 0.1 < clock.pauses[before] <= 2


def test_throttling_of_one_api_does_not_slow_another(wire: Wire, clock: Clock) -> None:
    wire.refuse("ListVoiceConnectors", *THROTTLED, times=3)
    wire.reply("ListVoiceConnectors", VoiceConnectors=[])
    wire.reply("ListAppInstances", AppInstances=[])
    SESSION.call(VOICE, "ListVoiceConnectors")
    before = len(clock.pauses)
    SESSION.call("chime-sdk-identity", "ListAppInstances")
    assert len(clock.pauses) == before


@pytest.mark.parametrize(("code", "status"), [("ServiceUnavailableException", 503), ("ServiceFailureException", 500)])
def test_failures_of_the_service(code: str, status: int, wire: Wire, clock: Clock) -> None:
    wire.refuse("GetVoiceConnector", code, status, times=2)
    wire.reply("GetVoiceConnector", VoiceConnector={})
    SESSION.call(VOICE, "GetVoiceConnector", VoiceConnectorId="one")
    assert wire.times("GetVoiceConnector") == 3
    assert clock.pauses
    wire.refuse("CreateVoiceConnector", code, status)
    with pytest.raises(ApiError, match=code):
        create()
    assert wire.times("CreateVoiceConnector") == 1


@pytest.mark.parametrize("error", LOST, ids=["closed", "timed out"])
@pytest.mark.usefixtures("clock")
def test_lost_replies(error: Exception, wire: Wire) -> None:
    wire.break_before("DeleteVoiceConnector", error, times=2)
    wire.reply("DeleteVoiceConnector")
    SESSION.call(VOICE, "DeleteVoiceConnector", VoiceConnectorId="one")
    assert wire.times("DeleteVoiceConnector") == 3
    wire.break_before("CreateVoiceConnector", error)
    with pytest.raises(ReplyLostError, match="the reply to CreateVoiceConnector was lost"):
        create()
    assert wire.times("CreateVoiceConnector") == 1


@pytest.mark.usefixtures("clock")
def test_create_with_a_token_is_repeated_with_the_same_token(wire: Wire) -> None:
    wire.break_before("CreateAppInstance", LOST[0], times=2)
    wire.reply("CreateAppInstance", AppInstanceArn="arn")
    SESSION.call("chime-sdk-identity", "CreateAppInstance", Name="shop", ClientRequestToken="t0")
    assert [members["ClientRequestToken"] for _, members in wire.sent] == ["t0", "t0", "t0"]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("BadRequestException", 400),
        ("UnauthorizedClientException", 401),
        ("ForbiddenException", 403),
        ("NotFoundException", 404),
        ("ConflictException", 409),
        ("ResourceLimitExceededException", 400),
    ],
)
def test_refusals_are_not_repeated(code: str, status: int, wire: Wire, clock: Clock) -> None:
    wire.refuse("GetVoiceConnector", code, status, "It is not to be.")
    with pytest.raises(ApiError) as raised:
        SESSION.call(VOICE, "GetVoiceConnector", VoiceConnectorId="one")
    error = raised.value
    assert (error.operation, error.code, error.status) == ("GetVoiceConnector", code, status)
    assert error.what == f"AWS refused GetVoiceConnector: It is not to be. ({code}, request request-1)"
    assert clock.pauses == []


UNREACHED = [
    EndpointConnectionError(endpoint_url="https://aws"),
    ConnectTimeoutError(endpoint_url="https://aws"),
    ProxyConnectionError(proxy_url="https://proxy"),
    SSLError(endpoint_url="https://aws", error=Exception("certificate")),
]


@pytest.mark.parametrize("error", UNREACHED, ids=lambda error: type(error).__name__)
def test_aws_that_cannot_be_reached(error: Exception, wire: Wire, clock: Clock) -> None:
    wire.break_before("CreateVoiceConnector", error, times=99)
    with pytest.raises(ChimeError, match="CreateVoiceConnector did not reach AWS") as raised:
        create()
    assert not raised.value.may_have_taken_effect
    assert raised.value.advice == "check the network, the region and the endpoint configuration"
    assert wire.times("CreateVoiceConnector") == 5
    assert 0 < clock.waited < 30


def test_network_that_is_away_for_a_moment(wire: Wire, clock: Clock) -> None:
    """What has not got to AWS may be sent again, also if it creates something."""
    wire.break_before("CreateVoiceConnector", UNREACHED[0], times=2)
    wire.reply("CreateVoiceConnector", VoiceConnector={"Name": "trunk"})
    create()
    assert wire.times("CreateVoiceConnector") == 3
    assert clock.pauses


def test_refused_repetition_says_nothing_about_the_lost_call(wire: Wire) -> None:
    wire.break_before("CreateAppInstance", LOST[0])
    wire.refuse("CreateAppInstance", "ExpiredTokenException", 403)
    with pytest.raises(ApiError) as raised:
        SESSION.call("chime-sdk-identity", "CreateAppInstance", Name="shop", ClientRequestToken="t0")
    assert raised.value.may_have_taken_effect
    wire.refuse("CreateAppInstance", "ExpiredTokenException", 403)
    with pytest.raises(ApiError) as raised:
        SESSION.call("chime-sdk-identity", "CreateAppInstance", Name="shop", ClientRequestToken="t1")
    assert not raised.value.may_have_taken_effect


HALF = '{"VoiceConnector": {"VoiceConnectorId": "abc'


@pytest.mark.usefixtures("clock")
def test_half_a_reply_is_a_lost_reply(wire: Wire) -> None:
    """botocore would take it for a reply without members."""
    wire.reply_with("GetVoiceConnector", HALF, {"content-length": "200"})
    wire.reply("GetVoiceConnector", VoiceConnector={"Name": "trunk"})
    assert SESSION.call(VOICE, "GetVoiceConnector", VoiceConnectorId="one") == {"VoiceConnector": {"Name": "trunk"}}
    wire.reply_with("CreateVoiceConnector", HALF, {"content-length": "200"})
    with pytest.raises(ReplyLostError, match=r"the reply to CreateVoiceConnector was lost \(IncompleteReadError\)"):
        create()


def test_compressed_reply_is_longer_than_it_was_on_the_way(wire: Wire) -> None:
    wire.reply_with("GetVoiceConnector", '{"VoiceConnector": {}}', {"content-length": "5", "content-encoding": "gzip"})
    assert SESSION.call(VOICE, "GetVoiceConnector", VoiceConnectorId="one") == {"VoiceConnector": {}}


def test_replies_are_not_waited_for_without_end() -> None:
    config = vars(_api._client(CREDENTIALS, VOICE, "us-east-1").meta.config)
    assert (config["connect_timeout"], config["read_timeout"]) == (10, 30)


def test_credentials_that_are_not_there(wire: Wire) -> None:
    wire.break_before("GetVoiceConnector", NoCredentialsError())
    with pytest.raises(ChimeError) as raised:
        SESSION.call(VOICE, "GetVoiceConnector", VoiceConnectorId="one")
    assert raised.value.advice == "check the credentials; they come from aws:accessKey"


def test_wrong_parameters_are_a_sentence(wire: Wire) -> None:
    with pytest.raises(ChimeError, match="GetVoiceConnector could not be called: Parameter validation failed"):
        SESSION.call(VOICE, "GetVoiceConnector", VoiceConnectorId=7)
    assert wire.sent == []


def test_secrets_are_in_no_error(wire: Wire) -> None:
    wire.refuse("GetVoiceConnector", "UnrecognizedClientException", 403)
    with pytest.raises(ChimeError) as raised:
        SESSION.call(VOICE, "GetVoiceConnector", VoiceConnectorId="one")
    sentence = raised.value.about("VoiceConnector", "shop/dev/main", "us-east-1")
    assert "s3cr3t" not in sentence
    assert "AKIA" not in sentence


def test_pages(wire: Wire) -> None:
    wire.reply("ListVoiceConnectors", VoiceConnectors=[{"Name": "a"}], NextToken="more")
    wire.reply("ListVoiceConnectors", VoiceConnectors=[], NextToken="even more")
    wire.reply("ListVoiceConnectors", VoiceConnectors=[{"Name": "b"}])
    assert [found["Name"] for found in SESSION.pages(VOICE, "ListVoiceConnectors", "VoiceConnectors")] == ["a", "b"]
    assert wire.times("ListVoiceConnectors") == 3


class TestAccount:
    """Whose the credentials are is asked once per process."""

    def test_asked_once(self, wire: Wire) -> None:
        wire.identify("111122223333")
        assert [SESSION.account, Session(CREDENTIALS, "eu-west-1").account] == ["111122223333"] * 2
        assert wire.times("GetCallerIdentity") == 1

    def test_other_credentials_are_asked_about_again(self, wire: Wire) -> None:
        wire.identify("111122223333")
        wire.identify("444455556666")
        other = Settings(accessKey="OTHER", secretKey="s3cr3t")
        assert [SESSION.account, Session(other, "us-east-1").account] == ["111122223333", "444455556666"]

    def test_failure_is_not_remembered(self, wire: Wire) -> None:
        wire.refuse_identity("ExpiredToken")
        wire.identify("111122223333")
        with pytest.raises(ApiError, match="ExpiredToken"):
            _ = SESSION.account
        assert SESSION.account == "111122223333"

    @pytest.mark.parametrize("key", ["allowedAccountIds", "forbiddenAccountIds"])
    def test_account_that_is_not_allowed(self, key: str, wire: Wire) -> None:
        for _ in range(2):
            wire.identify("111122223333")
        ids = ("444455556666",) if key == "allowedAccountIds" else ("111122223333",)
        careful = Session(Settings.model_validate({"accessKey": "AKIA", "secretKey": "s", key: ids}), "us-east-1")
        for _ in range(2):
            with pytest.raises(ChimeError, match="account 111122223333, which the configuration does not allow"):
                _ = careful.account

    def test_partition(self) -> None:
        assert Session(CREDENTIALS, "us-gov-west-1").partition == "aws-us-gov"
        assert SESSION.partition == "aws"


class TestRoles:
    """Roles are assumed one after the other, with what the configuration says about them."""

    def test_a_chain_of_roles(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[Mapping[str, object]] = []

        def refresher(_client: object, parameters: Mapping[str, object]) -> object:
            asked.append(parameters)
            return lambda: {}

        monkeypatch.setattr("botocore.credentials.create_assume_role_refresher", refresher)
        roles = [
            {"roleArn": "arn:aws:iam::111122223333:role/first", "sessionName": "deploy", "externalId": "shared"},
            {"roleArn": "arn:aws:iam::444455556666:role/second", "sourceIdentity": "me", "duration": "30m"},
        ]
        _api._boto3(Settings.model_validate({"accessKey": "A", "secretKey": "B", "assumeRoles": roles}))
        first, second = asked
        assert first == {
            "RoleArn": "arn:aws:iam::111122223333:role/first",
            "RoleSessionName": "deploy",
            "ExternalId": "shared",
        }
        assert second["RoleArn"] == "arn:aws:iam::444455556666:role/second"
        assert second["RoleSessionName"] == "chime-sdk-pulumi"
        assert second["SourceIdentity"] == "me"
        assert second["DurationSeconds"] == 1800


class TestClients:
    """Clients are shared by the threads of a process, and told apart by everything that makes them differ."""

    def test_one_per_service_region_and_configuration(self) -> None:
        with ThreadPoolExecutor(8) as threads:
            made = list(threads.map(lambda _: _api._client(CREDENTIALS, VOICE, "us-east-1"), range(16)))
        assert len({id(client) for client in made}) == 1
        other = Settings(accessKey="OTHER", secretKey="s3cr3t")
        others = [
            _api._client(CREDENTIALS, VOICE, "us-west-2"),
            _api._client(CREDENTIALS, "chime-sdk-identity", "us-east-1"),
            _api._client(other, VOICE, "us-east-1"),
        ]
        assert len({id(client) for client in [made[0], *others]}) == 4

    def test_address_of_the_configuration(self) -> None:
        local = Settings(accessKey="A", secretKey="B", endpoints=({"chimesdkvoice": "http://127.0.0.1:1"},))
        assert _api._client(local, VOICE, "us-east-1").meta.endpoint_url == "http://127.0.0.1:1"
        assert "amazonaws.com" in _api._client(local, "chime-sdk-identity", "us-east-1").meta.endpoint_url

    def test_attempts_are_counted_here_and_not_by_botocore(self, wire: Wire) -> None:
        wire.refuse("CreateVoiceConnector", "ServiceUnavailableException", 503)
        with pytest.raises(ApiError):
            create()
        assert wire.times("CreateVoiceConnector") == 1


def failing(code: str, times: int, status: int = 409) -> "Attempt":
    return Attempt([ApiError("Delete", code, status, "") for _ in range(times)])


class Attempt:
    """Fails as planned, then works."""

    def __init__(self, errors: list[ApiError]) -> None:
        self._errors = errors
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        if self._errors:
            raise self._errors.pop(0)
        return "done"


def is_conflict(error: ApiError) -> bool:
    return error.code == "ConflictException"


class TestUntil:
    """Waiting is bounded, begins with short pauses, and is for the expected error only."""

    def test_success_at_once_waits_for_nothing(self, clock: Clock) -> None:
        assert until(failing("", 0), is_conflict) == "done"
        assert clock.pauses == []

    def test_success_after_a_while(self, clock: Clock) -> None:
        attempt = failing("ConflictException", 6)
        assert until(attempt, is_conflict, seconds=60, poll=2) == "done"
        assert attempt.times == 7
        assert clock.pauses == sorted(clock.pauses)
        assert clock.pauses[0] < 0.5
        assert clock.pauses[-1] == 2

    def test_the_last_error_is_raised_in_the_end(self, clock: Clock) -> None:
        with pytest.raises(ApiError, match="ConflictException"):
            until(failing("ConflictException", 999), is_conflict, seconds=15)
        assert 10 <= clock.waited <= 15

    def test_another_error_is_raised_at_once(self, clock: Clock) -> None:
        with pytest.raises(ApiError, match="ForbiddenException"):
            until(failing("ForbiddenException", 1, 403), is_conflict)
        assert clock.pauses == []


class TestWaitWhile:
    """What AWS accepted is waited for, and the last state is told when it takes too long."""

    def test_until_it_is_done(self, clock: Clock) -> None:
        states = ["old", "old", "old", None]
        wait_while(lambda: states.pop(0))
        assert states == []
        assert clock.pauses == [0.2, 0.4, 0.8]

    def test_too_long(self, clock: Clock) -> None:
        with pytest.raises(ChimeError, match="AWS accepted the change, but 60 seconds later the rule is enabled"):
            wait_while(lambda: "the rule is enabled")
        assert 50 <= clock.waited <= 60


class TestLook:
    """A look that finds nothing is repeated for some seconds."""

    def test_at_once(self, clock: Clock) -> None:
        assert look(lambda: "found") == "found"
        assert clock.pauses == []

    def test_late(self, clock: Clock) -> None:
        answers = [None, None, None, "found"]
        assert look(lambda: answers.pop(0)) == "found"
        assert clock.pauses == sorted(clock.pauses)

    def test_never(self, clock: Clock) -> None:
        assert look(lambda: None, 10) is None
        assert clock.waited == pytest.approx(10)

    def test_once(self, clock: Clock) -> None:
        assert look(lambda: None, 0) is None
        assert clock.pauses == []


class TestSentences:
    """``Kind 'name' (region): what — what to do``."""

    def test_with_everything(self) -> None:
        error = ChimeError("it failed.", "try again")
        expected = "VoiceConnector 'main' (us-east-1): it failed — try again"
        assert error.about("VoiceConnector", "shop/dev/main", "us-east-1") == expected

    def test_without_advice_and_region(self) -> None:
        assert ChimeError("it failed").about("SipRule", "shop/dev/main", "") == "SipRule 'main': it failed"

    def test_without_an_origin(self) -> None:
        """What was read and not created has none."""
        assert ChimeError("it failed").about("SipRule", "", "us-east-1") == "SipRule (us-east-1): it failed"

    def test_logical_name_with_slashes(self) -> None:
        assert ChimeError("it failed").about("SipRule", "shop/dev/a/b", "") == "SipRule 'a/b': it failed"

    def test_refusal_without_a_message(self) -> None:
        error = ApiError("GetSipRule", "ForbiddenException", 403, "")
        assert error.what == "AWS refused GetSipRule: no reason given (ForbiddenException)"
