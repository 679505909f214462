"""Mistakes that another tool for messaging and its bots makes: each test is named after one of them, and fails where it is made.

The rows are those of the list of its mistakes; rows 3 and 4, which take the engine, go on in `tests/engine/test_known_mistakes.py`.
"""

from collections.abc import Mapping

import pytest
from chime_sdk_pulumi.providers._loader import load
from chime_sdk_pulumi.providers._model import Immutable, NotRead, marker

from tests.providers.conftest import StartEngine
from tests.providers.lifecycles import LIFE_CYCLES, Change
from tests.providers.surroundings import Surroundings
from tests.unit.wire import Wire

MESSAGING = [
    kind
    for kind in sorted(LIFE_CYCLES)
    if load(kind).lifecycle.service in ("chime-sdk-identity", "chime-sdk-messaging", "lexv2-models")
]
FIELDS = {kind: load(kind).lifecycle.arguments.model_fields for kind in MESSAGING}
TAGGED = [kind for kind in MESSAGING if "tags" in FIELDS[kind]]
NAMED = [kind for kind in MESSAGING if "name" in FIELDS[kind]]
UPDATABLE = [
    (kind, name)
    for kind in MESSAGING
    for name, field in FIELDS[kind].items()
    if name != "adopt" and not marker(field, Immutable) and not marker(field, NotRead)
]
CHANGEABLE = sorted({kind for kind, _ in UPDATABLE})


def tags_of(surroundings: Surroundings, arn: str) -> dict[str, str]:
    """An object's tags, without the mark of ownership."""
    tags = surroundings.tags("lexv2-models" if ":lex:" in arn else "chime-sdk-identity", arn)
    del tags["chime-sdk-pulumi:origin"]
    return tags


@pytest.mark.parametrize("kind", ["AppInstanceAdmin", "AppInstanceBot", "AppInstanceUser"])
def test_deleting_a_user_bot_or_admin_reaches_the_api(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    """Row 1: what was deleted was the tool's own note of the object."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    state = engine.create(life.arguments)
    engine.restart()
    surroundings.changes()
    engine.delete(state)
    assert surroundings.changes() == [f"Delete{kind}"]
    assert surroundings.new_objects(kind) == []


def test_removed_admin_does_not_stay_an_admin(start: StartEngine, surroundings: Surroundings) -> None:
    """Row 1: and stays a user."""
    app_instance_arn = surroundings.app_instance()
    user = surroundings.user(app_instance_arn)
    members = {"AppInstanceArn": app_instance_arn, "ChimeBearer": user, "Privacy": "PRIVATE"}
    messaging = surroundings.client("chime-sdk-messaging")
    engine = start("AppInstanceAdmin")
    state = engine.create({"app_instance_arn": app_instance_arn, "app_instance_admin_arn": user})
    messaging.list_channels(**members)
    engine.restart()
    engine.delete(state)
    with pytest.raises(messaging.exceptions.ForbiddenException):
        messaging.list_channels(**members)
    assert [found["arn"] for found in surroundings.objects("AppInstanceUser")] == [user]


@pytest.mark.parametrize(("kind", "field"), UPDATABLE)
def test_update_is_not_a_success_without_a_call(
    kind: str, field: str, start: StartEngine, surroundings: Surroundings
) -> None:
    """Row 2: an update answered that all was well, and did nothing."""
    life = LIFE_CYCLES[kind](surroundings)
    change = smallest([change for change in life.changes if field in change.arguments and change.calls])
    engine = start(kind)
    state = engine.create(life.arguments)
    inputs = engine.check({**life.arguments, **change.arguments}, state.inputs)
    assert inputs.get(field) != state.inputs.get(field)
    surroundings.changes()
    updated = engine.update(state, inputs)
    assert surroundings.changes()
    assert engine.read(state) == updated


def smallest(changes: list[Change]) -> Change:
    """The change of the fewest arguments."""
    return min(changes, key=lambda change: len(change.arguments))


@pytest.mark.parametrize("kind", CHANGEABLE)
def test_update_does_not_lose_its_outputs_or_return_those_of_another_resource(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    """Row 3: an update had no outputs in a fresh process, and in an old one those of the resource before."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    mine = engine.create(life.arguments, name="mine")
    theirs = engine.create({**life.arguments, **elsewhere(kind, surroundings)}, name="theirs")
    arguments: Mapping[str, object] = life.arguments
    for restarts, change in enumerate(change for change in life.changes if change.calls):
        if restarts % 2:
            engine.restart()
        arguments = {name: value for name, value in {**arguments, **change.arguments}.items() if value is not None}
        inputs = engine.check(arguments, mine.inputs, name="mine")
        mine = engine.update(mine, inputs)
        assert mine.outputs == inputs
        assert engine.read(mine) == mine
    assert engine.read(theirs) == theirs


def elsewhere(kind: str, surroundings: Surroundings) -> Mapping[str, object]:
    """What tells a second object of a kind from the first."""
    if kind in ("AppInstanceRetentionSettings", "MessagingStreamingConfigurations"):
        return {"app_instance_arn": surroundings.app_instance()}
    if kind == "LexResourcePolicy":
        return {"resource_arn": surroundings.lex_bot_alias(surroundings.lex_bot("theirs"))}
    ids: Mapping[str, Mapping[str, object]] = {
        "AppInstanceUser": {"app_instance_user_id": "theirs"},
        "Channel": {"channel_id": "theirs"},
        "LexBotAlias": {"bot_alias_name": "theirs"},
    }
    return ids.get(kind, {})


@pytest.mark.parametrize("kind", MESSAGING)
def test_failing_step_of_a_create_does_not_leave_an_object_without_an_id(
    kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire
) -> None:
    """Row 5: the id was kept after the last of several calls. Here none follows the one that makes the object."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    state = engine.create(life.arguments)
    steps = [operation for operation, _ in wire.sent if operation != "GetCallerIdentity"]
    assert [step for step in steps if step in life.creation] == [steps[-1]]
    engine.restart()
    engine.delete(state)
    surroundings.changes()
    for step in sorted(set(steps)):
        wire.refuse(step, "UnprocessableEntityException", 422)
        engine.restart()
        with pytest.raises(Exception, match=f"AWS refused {step}"):
            engine.create(life.arguments)
        assert surroundings.changes() == []
        assert surroundings.new_objects(kind) == []


@pytest.mark.parametrize("kind", NAMED)
def test_strings_that_begin_with_digits_do_not_become_numbers(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    """Row 10: the tag `2023-prod` became the number 2023."""
    life = LIFE_CYCLES[kind](surroundings)
    strings: dict[str, object] = {"name": "42", "tags": {"release": "2023-prod", "build": "007", "ratio": "1e5"}}
    strings |= {name: "007" for name in ("metadata", "app_instance_user_id", "channel_id") if name in FIELDS[kind]}
    engine = start(kind)
    state = engine.create({**life.arguments, **strings})
    live = engine.read(state)
    assert live is not None
    assert {name: live.inputs[name] for name in strings} == strings
    assert tags_of(surroundings, state.id) == strings["tags"]


@pytest.mark.parametrize("kind", TAGGED)
def test_changed_tags_are_not_ignored_and_do_not_get_to_another_object(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    """Row 15: tags were given at the creation only, together with those of objects that the same process had made before."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    one = engine.create({**life.arguments, "tags": {"only": "one", "team": "a"}}, name="one")
    two = engine.create({**life.arguments, **elsewhere(kind, surroundings), "tags": {"team": "b"}}, name="two")
    assert tags_of(surroundings, two.id) == {"team": "b"}
    wanted: list[dict[str, str]] = [{"only": "one", "team": "a", "new": "1"}, {"only": "me", "new": "1"}, {}]
    for tags in wanted:
        one = engine.update(one, engine.check({**life.arguments, "tags": tags}, one.inputs, name="one"))
        assert tags_of(surroundings, one.id) == tags
        assert tags_of(surroundings, two.id) == {"team": "b"}


@pytest.mark.parametrize("kind", ["AppInstanceRetentionSettings", "MessagingStreamingConfigurations"])
def test_deleted_setting_does_not_stay_in_force(kind: str, start: StartEngine, surroundings: Surroundings) -> None:
    """Row 16: retention and streaming went on after their resource was deleted."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    state = engine.create(life.arguments)
    engine.restart()
    surroundings.changes()
    engine.delete(state)
    assert surroundings.changes() == life.deletion
    arn = life.arguments["app_instance_arn"]
    if kind == "AppInstanceRetentionSettings":
        reply = surroundings.client("chime-sdk-identity").get_app_instance_retention_settings(AppInstanceArn=arn)
        assert reply["AppInstanceRetentionSettings"] == {"ChannelRetentionSettings": {}}
    else:
        messaging = surroundings.client("chime-sdk-messaging")
        with pytest.raises(messaging.exceptions.NotFoundException):
            messaging.get_messaging_streaming_configurations(AppInstanceArn=arn)
