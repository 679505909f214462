"""A reply that never comes makes no second object, whether the API has tokens or not."""

from collections.abc import Mapping

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from chime_sdk_pulumi.providers._loader import load

from tests.providers.conftest import StartEngine
from tests.providers.engine import Engine
from tests.providers.lifecycles import LIFE_CYCLES, LifeCycle
from tests.providers.surroundings import Surroundings
from tests.unit.clock import Clock
from tests.unit.wire import Wire

ROLES = ["AppInstanceAdmin", "ChannelBan", "ChannelMembership", "ChannelModerator"]
"""What a user has or has not: there is nothing to tell two of them apart by."""
WITHOUT_TOKEN = [*ROLES, "LexBotAlias", "SipMediaApplication", "SipRule", "VoiceConnector"]
WITH_TOKEN = [
    "AppInstance",
    "AppInstanceBot",
    "AppInstanceUser",
    "Channel",
    "ChannelFlow",
    "MediaInsightsPipelineConfiguration",
]
CLOSED = ConnectionClosedError(endpoint_url="https://aws")
TIMED_OUT = ReadTimeoutError(endpoint_url="https://aws")


@pytest.fixture(params=[*WITHOUT_TOKEN, *WITH_TOKEN])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def life(kind: str, surroundings: Surroundings) -> LifeCycle:
    return LIFE_CYCLES[kind](surroundings)


@pytest.fixture
def engine(kind: str, start: StartEngine, life: LifeCycle) -> Engine:
    del life  # what the resource refers to is made before the wire is put up
    return start(kind)


def new_objects(surroundings: Surroundings, kind: str) -> int:
    """How many objects of a kind there are that the surroundings did not make."""
    return len(surroundings.new_objects(kind))


@pytest.mark.parametrize("times", [1, 2])
def test_reply_lost_after_the_effect(
    engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings, times: int
) -> None:
    wire.lose_reply(life.creation[0], times=times)
    state = engine.create(life.arguments)
    assert new_objects(surroundings, engine.kind) == 1
    assert engine.read(state) == state
    assert wire.times(life.creation[0]) == (1 if engine.kind in WITHOUT_TOKEN else times + 1)


@pytest.mark.parametrize("error", [CLOSED, TIMED_OUT], ids=["closed", "timed out"])
def test_request_lost_before_the_effect(
    engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings, error: Exception
) -> None:
    wire.break_before(life.creation[0], error)
    state = engine.create(life.arguments)
    assert new_objects(surroundings, engine.kind) == 1
    assert engine.read(state) == state
    assert wire.times(life.creation[0]) == 2


def test_failure_of_the_service_before_the_effect(
    engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings
) -> None:
    wire.refuse(life.creation[0], "ServiceUnavailableException", 503)
    engine.create(life.arguments)
    assert new_objects(surroundings, engine.kind) == 1


def test_tokens_of_one_intended_create_are_one_and_of_two_are_two(
    engine: Engine, kind: str, life: LifeCycle, wire: Wire
) -> None:
    wire.lose_reply(life.creation[0])
    state = engine.create(life.arguments)
    engine.restart()
    engine.delete(state)
    engine.create(life.arguments)
    marks = [
        str(members.get("ClientRequestToken") or members.get("Tags") or members.get("tags"))
        for operation, members in wire.sent
        if operation == life.creation[0]
    ]
    if kind in WITH_TOKEN:
        assert marks[0] == marks[1]
    assert kind in ("SipRule", *ROLES) or marks[-1] != marks[0]


def test_list_that_lags_behind_the_create(start: StartEngine, wire: Wire, surroundings: Surroundings) -> None:
    engine = start("VoiceConnector")
    wire.lose_reply("CreateVoiceConnector")
    for _ in range(3):
        wire.reply("ListVoiceConnectors", VoiceConnectors=[])
    engine.create({"require_encryption": True})
    assert len(surroundings.objects("VoiceConnector")) == 1


def test_connector_of_the_same_name_is_not_taken_for_the_lost_one(
    start: StartEngine, wire: Wire, surroundings: Surroundings
) -> None:
    theirs = surroundings.connector(name="trunk")
    engine = start("VoiceConnector")
    wire.lose_reply("CreateVoiceConnector")
    state = engine.create({"name": "trunk", "require_encryption": True})
    assert not state.id.endswith(theirs)
    assert len(surroundings.objects("VoiceConnector")) == 2


def test_connector_with_as_many_tags_as_there_can_be(
    start: StartEngine, wire: Wire, surroundings: Surroundings
) -> None:
    """There is no room for the mark by which a lost connector is found again."""
    engine = start("VoiceConnector")
    wire.lose_reply("CreateVoiceConnector")
    state = engine.create({"require_encryption": True, "tags": {f"key{number}": "x" for number in range(50)}})
    assert len(surroundings.objects("VoiceConnector")) == 1
    assert engine.read(state) == state


@pytest.mark.parametrize("kind", WITHOUT_TOKEN, indirect=True)
def test_request_that_never_arrives_is_given_up(engine: Engine, life: LifeCycle, wire: Wire, clock: Clock) -> None:
    wire.break_before(life.creation[0], CLOSED, times=99)
    with pytest.raises(Exception, match=f"the reply to {life.creation[0]} was lost .*run the operation again"):
        engine.create(life.arguments)
    assert wire.times(life.creation[0]) < 10
    assert clock.waited < 120


@pytest.mark.parametrize("kind", WITHOUT_TOKEN, indirect=True)
def test_refused_create_is_not_repeated(engine: Engine, life: LifeCycle, wire: Wire) -> None:
    wire.refuse(life.creation[0], "ForbiddenException", 403, "no")
    with pytest.raises(Exception, match="no"):
        engine.create(life.arguments)
    assert wire.times(life.creation[0]) == 1


AFTER_THE_EFFECT: list[Mapping[str, object]] = [
    {"kind": "reply-dropped"},
    {"kind": "reply-truncated"},
    {"kind": "error", "status": 500, "takes_effect": True},
    {"kind": "error", "status": 503, "takes_effect": True},
]
BEFORE_THE_EFFECT: list[Mapping[str, object]] = [
    {"kind": "throttle"},
    {"kind": "connection-dropped"},
    {"kind": "error", "status": 500},
]
FAULTS = [*AFTER_THE_EFFECT, *BEFORE_THE_EFFECT]


def named(fault: Mapping[str, object]) -> str:
    return " ".join(str(value) for value in fault.values())


@pytest.mark.parametrize("second", [None, {"kind": "connection-dropped"}, {"kind": "throttle"}], ids=str)
@pytest.mark.parametrize("fault", FAULTS, ids=named)
def test_fault_of_local_aws(
    fault: Mapping[str, object],
    second: Mapping[str, object] | None,
    engine: Engine,
    life: LifeCycle,
    surroundings: Surroundings,
) -> None:
    faults = [fault, *([second] if second else [])]
    calls = {"services": load(engine.kind).lifecycle.service, "operations": life.creation[0]}
    surroundings.fail(*({**each, **calls} for each in faults))
    state = engine.create(life.arguments)
    assert new_objects(surroundings, engine.kind) == 1
    assert engine.read(state) == state


@pytest.mark.parametrize("kind", ["SipMediaApplication", "VoiceConnector"], indirect=True)
def test_object_that_was_given_up_too_early_is_deleted(
    engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings
) -> None:
    """All lists lag behind until the create has been repeated."""
    wire.lose_reply(life.creation[0])
    listing = f"List{engine.kind}s"
    for _ in range(6):
        wire.reply(listing, **{f"{engine.kind}s": []})
    state = engine.create(life.arguments)
    assert wire.times(life.creation[0]) == 2
    assert new_objects(surroundings, engine.kind) == 1
    assert engine.read(state) == state


@pytest.mark.parametrize("kind", ["SipMediaApplication", "VoiceConnector"], indirect=True)
def test_repetition_that_is_refused_leaves_the_first_attempt_to_the_next_run(
    engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings
) -> None:
    surroundings.fail(
        {"kind": "reply-dropped", "operations": life.creation[0]},
        {"kind": "error", "code": "ResourceLimitExceededException", "operations": life.creation[0]},
    )
    for _ in range(12):
        wire.reply(f"List{engine.kind}s", **{f"{engine.kind}s": []})
    with pytest.raises(Exception, match="ResourceLimitExceededException"):
        engine.create(life.arguments)
    engine.restart()
    engine.create(life.arguments)
    assert new_objects(surroundings, engine.kind) == 1
