"""A process that is killed in the middle of a create loses nothing: the next `up` finds what it made, and makes no second one."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from chime_sdk_pulumi.providers._loader import load

from tests.providers.conftest import StartEngine
from tests.providers.engine import Engine
from tests.providers.lifecycles import LIFE_CYCLES, LifeCycle
from tests.providers.surroundings import ACCOUNT, REGION, Surroundings
from tests.unit.clock import Clock
from tests.unit.wire import Killed, Wire

KINDS = sorted(LIFE_CYCLES)
OBJECTS = [kind for kind in KINDS if not load(kind).lifecycle.is_setting]
REPLACED_BEFORE_DELETED = [kind for kind in KINDS if not load(kind).lifecycle.unique]
EDITS: Mapping[str, Mapping[str, object]] = {
    "AppInstance": {"metadata": "another"},
    "AppInstanceBot": {"tags": {"team": "sales"}},
    "AppInstanceRetentionSettings": {"channel_retention_settings": {"retention_days": 1}},
    "AppInstanceUser": {"expiration_settings": None},
    "Channel": {"mode": "RESTRICTED"},
    "ChannelFlow": {"tags": {"team": "sales"}},
    "LexBotAlias": {"bot_version": "2"},
    "LexResourcePolicy": {
        "policy": json.dumps({"Statement": {"Effect": "Deny", "Principal": "*", "Action": "lex:*", "Resource": "*"}})
    },
    "MediaInsightsPipelineConfiguration": {"tags": {"team": "sales"}},
    "MessagingStreamingConfigurations": {
        "streaming_configurations": [
            {
                "data_type": "Channel",
                "resource_arn": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/chime-messaging-two",
            }
        ]
    },
    "SipMediaApplication": {"tags": {"team": "sales"}},
    "SipRule": {"disabled": True},
    "VoiceConnector": {"require_encryption": False},
    "VoiceConnectorOrigination": {"disabled": True},
    "VoiceConnectorStreamingConfiguration": {"data_retention_in_hours": 1},
    "VoiceConnectorTermination": {"disabled": True},
}
"""An edit of the program between the kill and the next `up`; of what is not here, nothing can be edited."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def life(kind: str, surroundings: Surroundings) -> LifeCycle:
    return LIFE_CYCLES[kind](surroundings)


@pytest.fixture
def engine(kind: str, start: StartEngine, life: LifeCycle) -> Engine:
    del life  # what the resource refers to is made before the wire is put up
    return start(kind)


def interrupt(engine: Engine, arguments: Mapping[str, object], *, name: str = "main") -> None:
    """A create in whose middle the process is killed, as the wire has planned it."""
    with pytest.raises(Killed):
        engine.create(arguments, name=name)
    engine.kill()


def number(surroundings: Surroundings, kind: str) -> int:
    """How many objects of a kind there are that the surroundings did not make."""
    return len(surroundings.new_objects(kind))


def test_killed_after_the_effect(engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings) -> None:
    wire.kill_after(life.creation[0])
    interrupt(engine, life.arguments)
    state = engine.create(life.arguments)
    assert number(surroundings, engine.kind) == 1
    assert engine.read(state) == state
    engine.restart()
    engine.delete(state)
    assert number(surroundings, engine.kind) == 0


def test_killed_before_the_effect(engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings) -> None:
    wire.kill_before(life.creation[0])
    interrupt(engine, life.arguments)
    state = engine.create(life.arguments)
    assert number(surroundings, engine.kind) == 1
    assert engine.read(state) == state


def test_killed_between_the_reply_and_the_engine(engine: Engine, life: LifeCycle, surroundings: Surroundings) -> None:
    """The provider has its answer, and the engine dies before it has stored it."""
    lost = engine.create(life.arguments)
    engine.kill()
    state = engine.create(life.arguments)
    assert state.id == lost.id
    assert number(surroundings, engine.kind) == 1


def test_killed_again_and_again(engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings) -> None:
    wire.kill_before(life.creation[0])
    interrupt(engine, life.arguments)
    wire.kill_after(life.creation[0])
    interrupt(engine, life.arguments)
    engine.create(life.arguments)
    engine.kill()
    state = engine.create(life.arguments)
    assert number(surroundings, engine.kind) == 1
    assert engine.read(state) == state


@pytest.mark.parametrize("kind", sorted(EDITS.keys() & set(OBJECTS)), indirect=True)
def test_program_that_was_edited_meanwhile(
    engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings
) -> None:
    wire.kill_after(life.creation[0])
    interrupt(engine, life.arguments)
    state = engine.create({**life.arguments, **EDITS[engine.kind]})
    assert number(surroundings, engine.kind) == 1
    assert engine.read(state) == state


@pytest.mark.parametrize("kind", sorted(EDITS), indirect=True)
def test_program_that_was_edited_after_the_reply(engine: Engine, life: LifeCycle, surroundings: Surroundings) -> None:
    """Also a setting of somebody else's connector: it is known that the interrupted create has put it."""
    engine.create(life.arguments)
    engine.kill()
    state = engine.create({**life.arguments, **EDITS[engine.kind]})
    assert number(surroundings, engine.kind) == 1
    assert engine.read(state) == state


def successor(engine: Engine, life: LifeCycle) -> Mapping[str, object]:
    """The arguments of a replacement; a name or id that only one object can have is another one."""
    unique: Mapping[str, Mapping[str, object]] = {
        "AppInstanceAdmin": life.changes[0].arguments,
        "AppInstanceUser": {"app_instance_user_id": "successor"},
        "Channel": {"channel_id": "special"},
        "LexBotAlias": {"bot_alias_name": "successor"},
        "MediaInsightsPipelineConfiguration": {"media_insights_pipeline_configuration_name": "calls-2"},
    }
    return {**life.arguments, **unique.get(engine.kind, {})}


@pytest.mark.parametrize("kind", REPLACED_BEFORE_DELETED, indirect=True)
def test_replacement_is_not_taken_for_what_was_interrupted(engine: Engine, life: LifeCycle) -> None:
    """`--target-replace`: the engine creates without asking for a difference, and the state has the predecessor."""
    old = engine.create(life.arguments)
    engine.restart()
    assert engine.create(successor(engine, life)).id != old.id


@pytest.mark.parametrize("kind", REPLACED_BEFORE_DELETED, indirect=True)
def test_interrupted_replacement(engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings) -> None:
    """The state has the predecessor all the time."""
    old = engine.create(life.arguments)
    engine.restart()
    arguments = successor(engine, life)
    wire.kill_after(life.creation[0])
    engine.diff(old, engine.check(arguments, old.inputs))
    interrupt(engine, arguments)
    engine.diff(old, engine.check(arguments, old.inputs))
    new = engine.create(arguments)
    engine.delete(old)
    assert number(surroundings, engine.kind) == 1
    assert engine.read(new) == new


@pytest.mark.parametrize("kind", ["SipMediaApplication", "VoiceConnector"], indirect=True)
def test_effect_that_comes_after_the_end_of_the_process(
    engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings
) -> None:
    wire.kill_after(life.creation[0])
    interrupt(engine, life.arguments)
    for _ in range(4):
        wire.reply(f"List{engine.kind}s", **{f"{engine.kind}s": []})
    engine.create(life.arguments)
    assert number(surroundings, engine.kind) == 1


@pytest.mark.parametrize("kind", ["AppInstance", "SipMediaApplication", "VoiceConnector"], indirect=True)
def test_object_without_room_for_the_mark(
    engine: Engine, life: LifeCycle, wire: Wire, surroundings: Surroundings
) -> None:
    arguments = {**life.arguments, "tags": {f"key{number}": "x" for number in range(50)}}
    wire.kill_after(life.creation[0])
    interrupt(engine, arguments)
    state = engine.create(arguments)
    assert number(surroundings, engine.kind) == 1
    assert engine.read(state) == state


@pytest.mark.parametrize("kind", OBJECTS, indirect=True)
def test_object_that_was_deleted_meanwhile(engine: Engine, life: LifeCycle, surroundings: Surroundings) -> None:
    lost = engine.create(life.arguments)
    engine.kill()
    life.vanish(lost.id)
    state = engine.create(life.arguments)
    assert number(surroundings, engine.kind) == 1
    assert engine.read(state) == state


def test_object_that_differs_in_what_cannot_be_changed(start: StartEngine, surroundings: Surroundings) -> None:
    engine = start("VoiceConnector")
    lost = engine.create({"require_encryption": True})
    engine.kill()
    arguments = {"require_encryption": True, "network_type": "DUAL_STACK"}
    for _ in range(2):
        with pytest.raises(Exception, match=f"interrupted create of this resource made {lost.id} with another network"):
            engine.create(arguments)
        engine.restart()
    assert len(surroundings.objects("VoiceConnector")) == 1
    LIFE_CYCLES["VoiceConnector"](surroundings).vanish(lost.id)
    assert engine.create(arguments).id != lost.id


def test_update_of_what_was_found_that_fails(start: StartEngine, wire: Wire, surroundings: Surroundings) -> None:
    """What fails after the object is known is no reason to lose it."""
    engine = start("VoiceConnector")
    lost = engine.create({"require_encryption": True})
    engine.kill()
    wire.refuse("UpdateVoiceConnector", "ForbiddenException", 403)
    with pytest.raises(Exception, match="AWS refused UpdateVoiceConnector"):
        engine.create({"require_encryption": False})
    engine.restart()
    state = engine.create({"require_encryption": False})
    assert state.id == lost.id
    assert engine.read(state) == state
    assert len(surroundings.objects("VoiceConnector")) == 1


def test_other_resources_are_not_concerned(start: StartEngine, wire: Wire, surroundings: Surroundings) -> None:
    engine = start("VoiceConnector")
    wire.kill_after("CreateVoiceConnector")
    interrupt(engine, {"require_encryption": True}, name="one")
    two = engine.create({"require_encryption": True}, name="two")
    one = engine.create({"require_encryption": True}, name="one")
    assert one.id != two.id
    assert len(surroundings.objects("VoiceConnector")) == 2


def test_renaming_that_was_interrupted(start: StartEngine, surroundings: Surroundings) -> None:
    """The next `up` deletes the predecessor in another process than the one that created the successor."""
    life = LIFE_CYCLES["VoiceConnectorTermination"](surroundings)
    engine = start("VoiceConnectorTermination")
    old = engine.create(life.arguments, name="old")
    engine.restart()
    new = engine.create(life.arguments, name="new")
    engine.kill()
    engine.delete(old)
    assert len(surroundings.objects("VoiceConnectorTermination")) == 1
    assert engine.read(new) == new
    engine.restart()
    engine.delete(new)
    assert surroundings.objects("VoiceConnectorTermination") == []


def test_give_up_of_one_run_is_taken_up_by_the_next(start: StartEngine, wire: Wire, surroundings: Surroundings) -> None:
    """A create that kept failing with its effect unknown: the `up` failed, and its process ended in order."""
    engine = start("AppInstance", maxRetries="1")
    wire.lose_reply("CreateAppInstance", times=2)
    with pytest.raises(Exception, match="the reply to CreateAppInstance was lost"):
        engine.create({"name": "shop"})
    engine.restart()
    engine.create({"name": "shop"})
    assert len(surroundings.objects("AppInstance")) == 1


def test_refused_create_is_not_looked_for(start: StartEngine, wire: Wire, clock: Clock) -> None:
    engine = start("VoiceConnector")
    wire.refuse("CreateVoiceConnector", "ResourceLimitExceededException", 400)
    with pytest.raises(Exception, match="the quota of voice connectors"):
        engine.create({"require_encryption": True})
    engine.restart()
    engine.create({"require_encryption": True})
    assert wire.times("ListVoiceConnectors") == 0
    assert clock.pauses == []


def test_nothing_of_the_arguments_is_in_the_journal(start: StartEngine, wire: Wire, tmp_path: Path) -> None:
    engine = start("AppInstance")
    wire.kill_before("CreateAppInstance")
    interrupt(engine, {"name": "secret-name", "metadata": "secret-metadata", "tags": {"secret-key": "secret-value"}})
    file = tmp_path / "journal" / "creates.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT kind, origin FROM creates").fetchall() == [("AppInstance", "shop/dev/main")]
    assert b"secret" not in file.read_bytes()


def test_project_in_a_folder_that_cannot_be_written(
    start: StartEngine, surroundings: Surroundings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "journal").touch()
    engine = start("VoiceConnector")
    states = [engine.create({"require_encryption": True}, name=name) for name in ("one", "two")]
    assert [engine.read(state) for state in states] == states
    engine.restart()
    for state in states:
        engine.delete(state)
    assert surroundings.objects("VoiceConnector") == []
    assert capfd.readouterr().err.count("warning: .chime-sdk-pulumi") == 1
