"""Whose object it is: settings that exist already, ids that change hands, and objects that are adopted."""

from collections.abc import Mapping

import pytest
from chime_sdk_pulumi.providers._loader import load
from chime_sdk_pulumi.providers._setting import SettingLifecycle

from tests.providers.conftest import StartEngine
from tests.providers.engine import NOWHERE, CheckFailed, Engine
from tests.providers.lifecycles import LIFE_CYCLES, LifeCycle, short
from tests.providers.surroundings import ACCOUNT, Surroundings
from tests.unit.wire import Wire

OF_APP_INSTANCES = ["AppInstanceRetentionSettings", "MessagingStreamingConfigurations"]
SETTINGS = [
    *OF_APP_INSTANCES,
    "LexResourcePolicy",
    "VoiceConnectorOrigination",
    "VoiceConnectorStreamingConfiguration",
    "VoiceConnectorTermination",
]
GIVEN_SHORT_ID = [
    "AppInstance",
    *OF_APP_INSTANCES,
    "LexBotAlias",
    "MediaInsightsPipelineConfiguration",
    "SipMediaApplication",
    "SipRule",
    "VoiceConnector",
]


@pytest.fixture(params=SETTINGS)
def setting(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def life(setting: str, surroundings: Surroundings) -> LifeCycle:
    return LIFE_CYCLES[setting](surroundings)


@pytest.fixture
def engine(setting: str, start: StartEngine) -> Engine:
    return start(setting)


def outside(setting: str, surroundings: Surroundings, mark: str = "somebody") -> str:
    """The connector, AppInstance or bot alias of somebody else, as the setting's argument names it."""
    if setting == "LexResourcePolicy":
        return surroundings.lex_bot_alias(surroundings.lex_bot("theirs"), tags={"chime-sdk-pulumi:origin": mark})
    tags = [{"Key": "chime-sdk-pulumi:origin", "Value": mark}]
    if setting in OF_APP_INSTANCES:
        return surroundings.app_instance(Tags=tags)
    return surroundings.connector(Tags=tags)


def own(setting: str, start: StartEngine, surroundings: Surroundings) -> str:
    """A connector, AppInstance or bot alias of the tested stack, as the setting's argument names it."""
    if setting == "LexResourcePolicy":
        return start("LexBotAlias").create({"bot_id": surroundings.lex_bot("ours")}, name="alias").id
    if setting in OF_APP_INSTANCES:
        return start("AppInstance").create({}, name="app").id
    return short(start("VoiceConnector").create({"require_encryption": False}, name="trunk").id)


def on(owner: str, life: LifeCycle) -> Mapping[str, object]:
    fields = {"app_instance_arn", "resource_arn", "voice_connector_id"} & life.arguments.keys()
    return {**life.arguments, **dict.fromkeys(fields, owner)}


def put_outside(engine: Engine, life: LifeCycle, owner: str) -> str:
    """Put a setting on its owner behind Pulumi's back; its id."""
    arn = owner if owner.startswith("arn:") else f"arn:aws:chime:us-east-1:{ACCOUNT}:vc/{owner}"
    lifecycle = load(engine.kind).lifecycle
    assert isinstance(lifecycle, SettingLifecycle)
    resource_id = f"{arn}|{lifecycle.setting}"
    assert life.drift
    life.drift(resource_id)
    return resource_id


def test_setting_that_somebody_else_put_is_refused(
    engine: Engine, life: LifeCycle, surroundings: Surroundings, setting: str
) -> None:
    owner = outside(setting, surroundings)
    put_outside(engine, life, owner)
    surroundings.changes()
    with pytest.raises(Exception, match=f"already has this setting.*adopt='{owner}'"):
        engine.create(on(owner, life))
    assert surroundings.changes() == []


def test_setting_that_equals_the_program_is_taken(engine: Engine, life: LifeCycle) -> None:
    made = engine.create(life.arguments, name="before")
    engine.restart()
    assert engine.create(life.arguments, name="after").id == made.id


def test_setting_of_an_owner_of_the_same_stack_is_taken(
    engine: Engine, life: LifeCycle, start: StartEngine, surroundings: Surroundings, setting: str
) -> None:
    """The state of the setting was lost, or its resource is being renamed and changed in one step."""
    owner = own(setting, start, surroundings)
    put_outside(engine, life, owner)
    state = engine.create(on(owner, life))
    assert engine.read(state) == state


def test_setting_of_an_owner_of_a_stack_with_a_longer_name_is_refused(
    engine: Engine, life: LifeCycle, surroundings: Surroundings, setting: str
) -> None:
    owner = outside(setting, surroundings, "shop/dev2/trunk 0011223344556677")
    put_outside(engine, life, owner)
    with pytest.raises(Exception, match="already has this setting"):
        engine.create(on(owner, life))


def test_setting_is_adopted_by_the_id_of_its_owner(
    engine: Engine, life: LifeCycle, surroundings: Surroundings, setting: str
) -> None:
    owner = outside(setting, surroundings)
    resource_id = put_outside(engine, life, owner)
    arn = resource_id.partition("|")[0]
    by_short_id = [short(arn)] if setting in GIVEN_SHORT_ID or setting.startswith("VoiceConnector") else []
    for adopt in (owner, arn, resource_id, *by_short_id):
        state = engine.create({**on(owner, life), "adopt": adopt})
        assert state.id == resource_id
        assert engine.read(state) == state


def test_renaming_the_resource_of_a_setting_leaves_the_setting(
    engine: Engine, life: LifeCycle, surroundings: Surroundings, setting: str
) -> None:
    """The engine creates the successor, and then deletes the predecessor, which has the same id."""
    old = engine.create(life.arguments, name="old")
    engine.restart()
    new = engine.create(life.arguments, name="new")
    assert new.id == old.id
    engine.delete(old)
    assert len(surroundings.objects(setting)) == 1
    engine.restart()
    engine.delete(new)
    assert surroundings.objects(setting) == []


@pytest.mark.parametrize("kind", [kind for kind in sorted(LIFE_CYCLES) if not load(kind).lifecycle.is_setting])
def test_an_object_that_changes_hands_survives_its_old_resource(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    old = engine.create(life.arguments, name="old")
    engine.restart()
    new = engine.create({**life.arguments, "adopt": old.id}, name="new")
    engine.delete(old)
    assert len(surroundings.new_objects(kind)) == 1
    engine.restart()
    engine.delete(new)
    assert surroundings.new_objects(kind) == []


@pytest.mark.parametrize("kind", GIVEN_SHORT_ID)
def test_adoption_by_short_id(kind: str, start: StartEngine, surroundings: Surroundings) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    made = engine.create(life.arguments)
    engine.restart()
    assert engine.create({**life.arguments, "adopt": short(made.id)}).id == made.id


@pytest.mark.parametrize(
    "kind",
    [
        "AppInstanceAdmin",
        "AppInstanceBot",
        "AppInstanceUser",
        "Channel",
        "ChannelBan",
        "ChannelFlow",
        "ChannelFlowAssociation",
        "ChannelMembership",
        "ChannelModerator",
        "LexResourcePolicy",
    ],
)
def test_object_inside_another_one_is_adopted_by_arn_only(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    with pytest.raises(Exception, match="adopt is not an ARN — give the ARN"):
        start(kind).create({**life.arguments, "adopt": "1234"})


@pytest.mark.parametrize(
    ("kind", "different"),
    [
        ("VoiceConnector", {"network_type": "DUAL_STACK"}),
        ("VoiceConnector", {"integration_type": "CONNECT_ANALYTICS_CONNECTOR"}),
        ("SipRule", {"trigger_value": "other.voiceconnector.chime.aws"}),
        ("LexBotAlias", {"bot_id": "ABCDEFGHIJ"}),
        ("MediaInsightsPipelineConfiguration", {"media_insights_pipeline_configuration_name": "other"}),
    ],
)
def test_adoption_refuses_what_cannot_be_changed(
    kind: str, different: Mapping[str, object], start: StartEngine, surroundings: Surroundings
) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    made = engine.create(life.arguments)
    engine.restart()
    surroundings.changes()
    with pytest.raises(Exception, match=f"has another {next(iter(different))}, which cannot be changed"):
        engine.create({**life.arguments, **different, "adopt": made.id})
    assert surroundings.changes() == []
    assert engine.read(made) == made


def test_adoption_in_another_account_is_refused_before_any_call(start: StartEngine, wire: Wire) -> None:
    engine = start("VoiceConnector")
    adopt = "arn:aws:chime:us-east-1:999999999999:vc/abcdefghijklmnopqrstu1"
    with pytest.raises(Exception, match="belongs to account 999999999999"):
        engine.create({"require_encryption": False, "adopt": adopt})
    assert {operation for operation, _ in wire.sent} == {"GetCallerIdentity"}


def test_an_adopted_object_is_not_replaced_while_the_program_adopts_it(start: StartEngine) -> None:
    """The new object could only be the one that `adopt` names, which is the old one."""
    engine = start("VoiceConnector")
    made = engine.create({"require_encryption": False})
    state = engine.create({"require_encryption": False, "adopt": made.id})
    with pytest.raises(CheckFailed) as failed:
        engine.check({"require_encryption": False, "network_type": "DUAL_STACK", "adopt": made.id}, state.inputs)
    (sentence,) = failed.value.sentences
    assert sentence.startswith("network_type: cannot change on an adopted object; remove `adopt`")


def test_an_adopted_object_is_replaced_by_a_new_one_when_the_program_adopts_it_no_longer(start: StartEngine) -> None:
    engine = start("VoiceConnector")
    made = engine.create({"require_encryption": False})
    state = engine.create({"require_encryption": False, "adopt": made.id})
    arguments = {"require_encryption": False, "network_type": "DUAL_STACK"}
    assert engine.diff(state, engine.check(arguments, state.inputs)).replaces == ["network_type"]
    # The engine checks a replacement without old inputs.
    assert engine.create(arguments).id != made.id


def test_adoption_keeps_the_marks_of_the_object_and_takes_the_tags(
    start: StartEngine, surroundings: Surroundings
) -> None:
    engine = start("VoiceConnector", defaultTags='{"tags": {"cost": "1"}}', ignoreTags='{"keyPrefixes": ["corp:"]}')
    tags = [{"Key": "chime-sdk-pulumi:origin", "Value": "shop/dev/old;1"}, {"Key": "corp:owner", "Value": "me"}]
    connector = surroundings.connector(Tags=[*tags, {"Key": "stale", "Value": "yes"}])
    state = engine.create({"name": "outside", "require_encryption": False, "adopt": connector})
    live = surroundings.client("chime-sdk-voice").list_tags_for_resource(ResourceARN=state.id)["Tags"]
    assert sorted(live, key=lambda tag: tag["Key"]) == [*tags, {"Key": "cost", "Value": "1"}]


NAMED_ONCE: Mapping[str, Mapping[str, object]] = {
    "LexBotAlias": {"bot_alias_name": "drifted"},
    "MediaInsightsPipelineConfiguration": {},
}
"""The kinds of which no two can have one name, and what of a drifted one is the name."""


@pytest.mark.parametrize("kind", NAMED_ONCE)
def test_object_of_a_name_whose_state_was_lost_is_taken_over_and_mended(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    lost = engine.create(life.arguments)
    assert life.drift
    life.drift(lost.id)
    engine.restart()
    state = engine.create({**life.arguments, **NAMED_ONCE[kind]})
    assert state.id == lost.id
    assert engine.read(state) == state
    engine.delete(lost)
    assert len(surroundings.new_objects(kind)) == 1


@pytest.mark.parametrize("kind", NAMED_ONCE)
def test_object_of_a_name_whose_resource_is_renamed_gets_to_its_successor(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    old = engine.create(life.arguments, name="old")
    engine.restart()
    new = engine.create({**life.arguments, "tags": {"team": "calls"}}, name="new")
    engine.delete(old)
    assert new.id == old.id
    assert engine.read(new) == new


@pytest.mark.parametrize("kind", NAMED_ONCE)
def test_object_of_a_name_of_another_resource_is_not_taken_over(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    other = engine.create(life.arguments, name="theirs")
    expected = (
        r"'main' \(us-east-1\): .* already.*ConflictException.*another (alias of the bot|configuration) has this name"
    )
    with pytest.raises(Exception, match=expected):
        engine.create({**life.arguments, "tags": {"team": "pirates"}})
    assert engine.read(other) == other


def test_setting_that_another_resource_of_the_program_puts_is_refused(engine: Engine, life: LifeCycle) -> None:
    engine.create(life.arguments, name="one")
    with pytest.raises(
        Exception, match=r"another resource of this program sets this on the (connector|AppInstance|Lex bot)"
    ):
        engine.create(life.arguments, name="two")


class TestRenamedSipRule:
    """A trigger has one rule, so the successor of a renamed resource cannot make a second one."""

    @staticmethod
    def arguments(start: StartEngine, surroundings: Surroundings) -> dict[str, object]:
        """Of a rule that leads to an application of this stack."""
        function = surroundings.function("greeting")
        application = start("SipMediaApplication").create({"endpoints": [{"lambda_arn": function}]}, name="application")
        arguments = dict(LIFE_CYCLES["SipRule"](surroundings).arguments)
        target = {"sip_media_application_id": short(application.id), "priority": 1, "aws_region": "us-east-1"}
        return {**arguments, "target_applications": [target]}

    def test_successor_gets_the_rule(self, start: StartEngine, surroundings: Surroundings) -> None:
        arguments = self.arguments(start, surroundings)
        engine = start("SipRule")
        old = engine.create(arguments, name="old")
        engine.restart()
        new = engine.create({**arguments, "disabled": True}, name="new")
        engine.delete(old)
        assert new.id == old.id
        assert engine.read(new) == new

    def test_second_rule_of_one_program_is_refused(self, start: StartEngine, surroundings: Surroundings) -> None:
        arguments = self.arguments(start, surroundings)
        engine = start("SipRule")
        engine.create(arguments, name="one")
        with pytest.raises(Exception, match=r"ConflictException.*another rule has the same trigger"):
            engine.create(arguments, name="two")

    def test_rule_that_leads_elsewhere_is_left_alone(self, start: StartEngine, surroundings: Surroundings) -> None:
        arguments = dict(LIFE_CYCLES["SipRule"](surroundings).arguments)
        engine = start("SipRule")
        engine.create(arguments, name="theirs")
        engine.restart()
        with pytest.raises(Exception, match="ConflictException"):
            engine.create(arguments, name="ours")


class TestRenamed:
    """The successor of a renamed resource gets the object that there can be only one of, where it is sure whose it is."""

    RENAMED = pytest.mark.parametrize(
        "kind", ["AppInstanceAdmin", "AppInstanceUser", "ChannelBan", "ChannelMembership", "ChannelModerator"]
    )
    NOTED = pytest.mark.parametrize("kind", ["AppInstanceAdmin", "ChannelBan", "ChannelMembership", "ChannelModerator"])
    """Of these nothing but the journal says who made them."""

    @RENAMED
    def test_object_gets_to_the_successor(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        old = engine.create(life.arguments, name="old")
        engine.restart()
        new = engine.create(life.arguments, name="new")
        engine.delete(old)
        assert new.id == old.id
        assert engine.read(new) == new
        engine.restart()
        engine.delete(new)
        assert surroundings.new_objects(kind) == []

    @RENAMED
    def test_after_a_refresh(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        """Which asks for the difference of the predecessor too."""
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        old = engine.create(life.arguments, name="old")
        engine.restart()
        engine.read(old)
        engine.diff(old, old.inputs)
        new = engine.create(life.arguments, name="new")
        engine.delete(old)
        assert engine.read(new) == new

    @RENAMED
    def test_interrupted(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        old = engine.create(life.arguments, name="old")
        engine.restart()
        new = engine.create(life.arguments, name="new")
        engine.kill()
        engine.delete(old)
        assert engine.read(new) == new

    @RENAMED
    def test_declared_twice(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        """The program has not renamed the resource, but got a second one of the same object."""
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        one = engine.create(life.arguments, name="one")
        engine.restart()
        engine.diff(one, engine.check(life.arguments, one.inputs, name="one"))
        other = {"AppInstanceUser": {"name": "another"}}
        with pytest.raises(Exception, match=r"ConflictException|another resource of this program"):
            engine.create({**life.arguments, **other.get(kind, {})}, name="two")
        assert engine.read(one) == one

    @RENAMED
    def test_declared_twice_the_new_one_first(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        """Then it has the object when the old one turns up; whichever is removed, the object stays."""
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        one = engine.create(life.arguments, name="one")
        engine.restart()
        two = engine.create(life.arguments, name="two")
        inputs = engine.check(life.arguments, one.inputs, name="one")
        with pytest.raises(Exception, match=r"'one' .*resource 'two' of this program has become the owner of the same"):
            engine.diff(one, inputs)
        engine.restart()
        engine.diff(one, inputs)
        engine.delete(two)
        assert engine.read(one) == one

    @NOTED
    def test_that_somebody_else_made_again_is_refused(
        self, kind: str, start: StartEngine, surroundings: Surroundings
    ) -> None:
        """The journal does not hear of it."""
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        old = engine.create(life.arguments, name="old")
        engine.restart()
        life.vanish(old.id)
        surroundings.pass_time(600)
        start(kind, journal=NOWHERE).create(life.arguments, name="theirs")
        engine.restart()
        with pytest.raises(Exception, match=r"ConflictException.*already.*adopt='<its ARN>'"):
            engine.create(life.arguments, name="new")

    def test_user_is_made_what_the_program_says(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["AppInstanceUser"](surroundings)
        engine = start("AppInstanceUser")
        old = engine.create(life.arguments, name="old")
        engine.restart()
        changes = {"name": "another", "expiration_settings": None, "tags": {"cost": "2"}}
        new = engine.create({**life.arguments, **changes}, name="new")
        assert new.id == old.id
        assert engine.read(new) == new

    def test_user_whose_state_was_lost_is_found_without_a_journal(
        self, start: StartEngine, surroundings: Surroundings
    ) -> None:
        life = LIFE_CYCLES["AppInstanceUser"](surroundings)
        lost = start("AppInstanceUser", journal=NOWHERE).create(life.arguments)
        assert life.drift
        life.drift(lost.id)
        engine = start("AppInstanceUser")
        found = engine.create(life.arguments)
        assert found.id == lost.id
        assert engine.read(found) == found

    def test_user_of_another_stack_is_refused(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["AppInstanceUser"](surroundings)
        members = {name: str(life.arguments[name]) for name in ("app_instance_arn", "app_instance_user_id")}
        arn = surroundings.user(members["app_instance_arn"], members["app_instance_user_id"])
        tag = {"Key": "chime-sdk-pulumi:origin", "Value": "shop/dev2/user 0011223344556677"}
        surroundings.client("chime-sdk-identity").tag_resource(ResourceARN=arn, Tags=[tag])
        with pytest.raises(Exception, match=r"ConflictException.*has a user of this id"):
            start("AppInstanceUser").create(life.arguments)

    def test_member_of_another_type_is_refused(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["ChannelMembership"](surroundings)
        engine = start("ChannelMembership")
        old = engine.create(life.arguments, name="old")
        engine.restart()
        with pytest.raises(Exception, match=r"ConflictException.*a member already"):
            engine.create({**life.arguments, "type": "HIDDEN"}, name="new")
        assert engine.read(old) == old
