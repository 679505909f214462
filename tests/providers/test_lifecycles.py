"""Every resource lives its life as the engine sends it: check → create → read → (diff → update → read)* → drift → delete."""

import pytest
from chime_sdk_pulumi.providers._loader import MODULES

from tests.providers.conftest import StartEngine
from tests.providers.engine import Engine, State
from tests.providers.lifecycles import LIFE_CYCLES, Arguments, Change, LifeCycle
from tests.providers.surroundings import Surroundings
from tests.unit.wire import Wire

KINDS = sorted(LIFE_CYCLES)
WITHOUT_DRIFT = {"AppInstanceAdmin", "ChannelBan", "ChannelFlowAssociation", "ChannelMembership", "ChannelModerator"}
"""What is there or not: nothing about it can be changed."""
DRIFTING = sorted(LIFE_CYCLES.keys() - WITHOUT_DRIFT)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def life(kind: str, surroundings: Surroundings) -> LifeCycle:
    return LIFE_CYCLES[kind](surroundings)


@pytest.fixture
def engine(kind: str, start: StartEngine, life: LifeCycle, surroundings: Surroundings) -> Engine:
    surroundings.changes()
    return start(kind)


def changed(arguments: Arguments, change: Change) -> Arguments:
    both = {**arguments, **change.arguments}
    return {name: value for name, value in both.items() if value is not None}


def assert_settled(engine: Engine, state: State) -> None:
    """A refresh finds what the state holds, and the same program previews no change."""
    assert engine.read(state) == state
    assert engine.diff(state, state.inputs).changes is False


def test_every_resource_has_a_life() -> None:
    assert LIFE_CYCLES.keys() == MODULES.keys()


def test_life(engine: Engine, life: LifeCycle, surroundings: Surroundings) -> None:
    arguments = life.arguments
    state = engine.create(arguments)
    assert surroundings.changes() == life.creation
    assert state.outputs == state.inputs
    assert_settled(engine, state)
    for change in life.changes:
        engine.restart()
        wanted = changed(arguments, change)
        inputs = engine.check(wanted, state.inputs)
        assert engine.check(inputs, state.inputs) == inputs, "canonical form is not its own canonical form"
        diff = engine.diff(state, inputs)
        assert (diff.replaces or []) == change.replaces
        assert diff.changes is (None if change.is_change else False)
        if change.replaces:
            continue
        if diff.changes is not False:
            state = engine.update(state, inputs)
        assert surroundings.changes() == change.calls
        assert state.outputs == state.inputs == inputs
        assert_settled(engine, state)
        arguments = wanted
    engine.restart()
    engine.delete(state)
    assert surroundings.changes() == life.deletion
    assert engine.read(state) is None


@pytest.mark.parametrize("kind", DRIFTING, indirect=True)
def test_drift_is_read_and_repaired(engine: Engine, life: LifeCycle, surroundings: Surroundings) -> None:
    state = engine.create(life.arguments)
    assert life.drift
    drifting = life.drift(state.id)
    engine.restart()
    drifted = engine.read(state)
    assert drifted is not None
    different = state.inputs.keys() | drifted.inputs.keys()
    assert {name for name in different if state.inputs.get(name) != drifted.inputs.get(name)} == drifting
    assert drifted.outputs == drifted.inputs
    inputs = engine.check(life.arguments, drifted.inputs)
    assert inputs == state.inputs
    assert engine.diff(drifted, inputs).changes is None
    assert not engine.diff(drifted, inputs).replaces
    surroundings.changes()
    repaired = engine.update(drifted, inputs)
    assert surroundings.changes()
    assert_settled(engine, repaired)


def test_what_is_gone_is_read_as_gone_and_deleted_without_complaint(engine: Engine, life: LifeCycle) -> None:
    state = engine.create(life.arguments)
    life.vanish(state.id)
    engine.restart()
    assert engine.read(state) is None
    engine.delete(state)


def test_delete_twice(engine: Engine, life: LifeCycle) -> None:
    state = engine.create(life.arguments)
    engine.restart()
    engine.delete(state)
    engine.delete(state)
    assert engine.read(state) is None


def test_another_account_is_named_and_nothing_is_gone(
    engine: Engine, life: LifeCycle, surroundings: Surroundings
) -> None:
    state = engine.create(life.arguments)
    surroundings.changes()
    elsewhere = State(state.id.replace("123456789012", "999999999999"), state.inputs, state.outputs)
    expected = "belongs to account 999999999999, but the credentials are those of account 123456789012"
    with pytest.raises(Exception, match=expected):
        engine.read(elsewhere)
    with pytest.raises(Exception, match=expected):
        engine.update(elsewhere, state.inputs)
    engine.restart()
    with pytest.raises(Exception, match=expected):
        engine.delete(elsewhere)
    assert surroundings.changes() == []


@pytest.mark.parametrize("kind", DRIFTING, indirect=True)
def test_adopted_object_is_made_what_the_program_says(
    engine: Engine, kind: str, life: LifeCycle, surroundings: Surroundings
) -> None:
    made = engine.create(life.arguments)
    assert life.drift
    life.drift(made.id)
    engine.restart()
    surroundings.changes()
    state = engine.create({**life.arguments, "adopt": made.id}, name="adopter")
    calls = surroundings.changes()
    assert state.id == made.id
    assert calls
    assert not [call for call in calls if call.startswith("Create")]
    assert len(surroundings.new_objects(kind)) == 1
    assert_settled(engine, state)


def test_adoption_of_what_is_right_already_changes_nothing(
    engine: Engine, life: LifeCycle, surroundings: Surroundings
) -> None:
    made = engine.create(life.arguments)
    engine.restart()
    surroundings.changes()
    state = engine.create({**life.arguments, "adopt": made.id}, name="adopter")
    assert surroundings.changes() == []
    assert state.id == made.id
    without = engine.check(life.arguments, state.inputs, name="adopter")
    assert without == state.inputs, "adopt stays, so that taking it out of the program is no change"


def test_adoption_of_what_is_not_there(engine: Engine, life: LifeCycle) -> None:
    state = engine.create(life.arguments)
    engine.restart()
    engine.delete(state)
    with pytest.raises(Exception, match="the object to adopt does not exist"):
        engine.create({**life.arguments, "adopt": state.id})


@pytest.mark.parametrize("code", ["ExpiredTokenException", "AccessDeniedException", "ForbiddenException"])
def test_a_refused_read_is_not_gone(
    engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings, code: str
) -> None:
    state = engine.create(life.arguments)
    for operation in READS[engine.kind]:
        wire.refuse(operation, code, 403, times=9)
    with pytest.raises(Exception, match=code):
        engine.read(state)
    engine.restart()
    with pytest.raises(Exception, match=code):
        engine.read(state)
    assert surroundings.new_objects(engine.kind)


CHANNEL_READS = ["DescribeChannel", "ListChannels", "ListAppInstances"]
READS = {
    "AppInstance": ["DescribeAppInstance", "ListAppInstances"],
    "AppInstanceAdmin": ["DescribeAppInstanceAdmin", "ListAppInstanceAdmins", "ListAppInstances"],
    "AppInstanceBot": ["DescribeAppInstanceBot", "ListAppInstanceBots", "ListAppInstances"],
    "AppInstanceRetentionSettings": ["GetAppInstanceRetentionSettings", "ListAppInstances"],
    "AppInstanceUser": ["DescribeAppInstanceUser", "ListAppInstanceUsers", "ListAppInstances"],
    "Channel": CHANNEL_READS,
    "ChannelBan": ["DescribeChannelBan", "ListChannelBans", *CHANNEL_READS],
    "ChannelFlowAssociation": CHANNEL_READS,
    "ChannelMembership": ["DescribeChannelMembership", "ListChannelMemberships", *CHANNEL_READS],
    "ChannelModerator": ["DescribeChannelModerator", "ListChannelModerators", *CHANNEL_READS],
    "LexBotAlias": ["DescribeBotAlias"],
    "LexResourcePolicy": ["DescribeResourcePolicy"],
    "MessagingStreamingConfigurations": ["GetMessagingStreamingConfigurations", "ListAppInstances"],
    "ChannelFlow": ["DescribeChannelFlow", "ListChannelFlows", "ListAppInstances"],
    "MediaInsightsPipelineConfiguration": ["GetMediaInsightsPipelineConfiguration"],
    "SipMediaApplication": ["GetSipMediaApplication"],
    "SipRule": ["GetSipRule"],
    "VoiceConnector": ["GetVoiceConnector"],
    "VoiceConnectorOrigination": ["GetVoiceConnectorOrigination"],
    "VoiceConnectorStreamingConfiguration": ["GetVoiceConnectorStreamingConfiguration"],
    "VoiceConnectorTermination": ["GetVoiceConnectorTermination"],
}
"""The operations that tell whether an object is there."""
