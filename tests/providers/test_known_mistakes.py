"""Mistakes that other tools are known for with messaging and its bots; each test is named after what happens here instead."""

from collections.abc import Mapping

import pytest
from chime_sdk_pulumi.providers._loader import load

from tests.providers.conftest import StartEngine
from tests.providers.lifecycles import LIFE_CYCLES
from tests.providers.surroundings import Surroundings
from tests.unit.wire import Wire

MESSAGING = [
    kind
    for kind in sorted(LIFE_CYCLES)
    if load(kind).lifecycle.service in ("chime-sdk-identity", "chime-sdk-messaging", "lexv2-models")
]
TAGGED = [kind for kind in MESSAGING if "tags" in load(kind).lifecycle.arguments.model_fields]
NAMED = [kind for kind in MESSAGING if "name" in load(kind).lifecycle.arguments.model_fields]
CHANGEABLE = [*TAGGED, "AppInstanceRetentionSettings", "LexResourcePolicy", "MessagingStreamingConfigurations"]


def tags_of(surroundings: Surroundings, arn: str) -> dict[str, str]:
    """An object's tags, without the mark of ownership."""
    tags = surroundings.tags("lexv2-models" if ":lex:" in arn else "chime-sdk-identity", arn)
    del tags["chime-sdk-pulumi:origin"]
    return tags


@pytest.mark.parametrize("kind", MESSAGING)
def test_deletion_deletes_the_object(kind: str, start: StartEngine, surroundings: Surroundings) -> None:
    """And does not only forget it: no user is left behind, and no setting goes on."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    state = engine.create(life.arguments)
    assert len(surroundings.new_objects(kind)) == 1
    engine.restart()
    engine.delete(state)
    assert surroundings.new_objects(kind) == []


def test_removed_administrator_is_demoted_and_stays_a_user(start: StartEngine, surroundings: Surroundings) -> None:
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


@pytest.mark.parametrize("kind", ["AppInstanceRetentionSettings", "MessagingStreamingConfigurations"])
def test_deleted_setting_is_reset(kind: str, start: StartEngine, surroundings: Surroundings) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    state = engine.create(life.arguments)
    engine.restart()
    engine.delete(state)
    arn = life.arguments["app_instance_arn"]
    if kind == "AppInstanceRetentionSettings":
        reply = surroundings.client("chime-sdk-identity").get_app_instance_retention_settings(AppInstanceArn=arn)
        assert reply["AppInstanceRetentionSettings"] == {"ChannelRetentionSettings": {}}
    else:
        messaging = surroundings.client("chime-sdk-messaging")
        with pytest.raises(messaging.exceptions.NotFoundException):
            messaging.get_messaging_streaming_configurations(AppInstanceArn=arn)


@pytest.mark.parametrize("kind", CHANGEABLE)
def test_every_changed_argument_reaches_aws_and_the_outputs_are_complete_and_the_object_s_own(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    """Two objects of one process: the outputs of an update hold nothing of the other one, and leave nothing out."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    mine = engine.create(life.arguments, name="mine")
    theirs = engine.create({**life.arguments, **elsewhere(kind, surroundings)}, name="theirs")
    arguments: Mapping[str, object] = life.arguments
    for change in life.changes:
        if not change.calls:
            continue
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


@pytest.mark.parametrize(
    ("kind", "replacing"),
    [
        ("AppInstanceUser", {"app_instance_user_id": "successor"}),
        ("Channel", {"channel_id": "successor", "privacy": "PUBLIC"}),
        ("ChannelMembership", {"type": "HIDDEN"}),
    ],
)
def test_what_cannot_be_changed_is_replaced(
    kind: str, replacing: Mapping[str, object], start: StartEngine, surroundings: Surroundings
) -> None:
    """By a new object in the place of the old one, deleted first where there can be only one."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    old = engine.create(life.arguments)
    engine.restart()
    arguments = {**life.arguments, **replacing}
    diff = engine.diff(old, engine.check(arguments, old.inputs))
    assert sorted(diff.replaces or []) == sorted(replacing)
    if diff.delete_before_replace:
        engine.delete(old)
        new = engine.create(arguments)
    else:
        new = engine.create(arguments)
        engine.delete(old)
    assert len(surroundings.new_objects(kind)) == 1
    assert engine.read(new) == new
    assert (new.id != old.id) == (kind != "ChannelMembership")


@pytest.mark.parametrize("kind", MESSAGING)
def test_create_that_fails_leaves_nothing_behind(
    kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire
) -> None:
    """It is one call, after which nothing can fail: there is no object whose id nobody has kept."""
    life = LIFE_CYCLES[kind](surroundings)
    assert len(life.creation) == 1
    wire.refuse(life.creation[0], "BadRequestException", 400)
    engine = start(kind)
    surroundings.changes()
    with pytest.raises(Exception, match=f"AWS refused {life.creation[0]}"):
        engine.create(life.arguments)
    assert surroundings.changes() == []
    assert surroundings.new_objects(kind) == []


@pytest.mark.parametrize("kind", NAMED)
def test_strings_that_look_like_numbers_stay_strings(kind: str, start: StartEngine, surroundings: Surroundings) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    strings: dict[str, object] = {"name": "42", "tags": {"release": "2023-prod", "build": "007", "ratio": "1e5"}}
    if "metadata" in life.arguments:
        strings["metadata"] = "007"
    engine = start(kind)
    state = engine.create({**life.arguments, **strings})
    live = engine.read(state)
    assert live is not None
    assert {name: live.inputs[name] for name in strings} == strings
    assert tags_of(surroundings, state.id) == strings["tags"]


@pytest.mark.parametrize("kind", TAGGED)
def test_tags_are_added_changed_and_removed_and_stay_with_their_object(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    one = engine.create({**life.arguments, "tags": {"only": "one", "team": "a"}}, name="one")
    two = engine.create({**life.arguments, **elsewhere(kind, surroundings), "tags": {"team": "b"}}, name="two")
    wanted: list[dict[str, str]] = [{"only": "one", "team": "a", "new": "1"}, {"only": "me", "new": "1"}, {}]
    for tags in wanted:
        one = engine.update(one, engine.check({**life.arguments, "tags": tags}, one.inputs, name="one"))
        assert tags_of(surroundings, one.id) == tags
        assert tags_of(surroundings, two.id) == {"team": "b"}
