"""Which calls are made, in which order, with what in them, and how long AWS is given to settle.

Many of these tests stand for mistakes that other tools make with these objects.
"""

import pytest
from chime_sdk_pulumi.providers._loader import load

from tests.providers.conftest import StartEngine
from tests.providers.engine import CheckFailed
from tests.providers.lifecycles import LIFE_CYCLES, short
from tests.providers.surroundings import Surroundings
from tests.unit.clock import Clock
from tests.unit.wire import Wire

KINDS = sorted(LIFE_CYCLES)


@pytest.mark.parametrize("kind", KINDS)
def test_preview_makes_no_call(kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    state = engine.create(life.arguments)
    wire.sent.clear()
    engine.restart()
    for change in life.changes:
        engine.diff(state, engine.check({**life.arguments, **change.arguments}, state.inputs))
    assert wire.sent == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_called_after_a_create(
    kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire
) -> None:
    """What fails after the call that makes an object loses the object."""
    life = LIFE_CYCLES[kind](surroundings)
    start(kind).create(life.arguments)
    operations = [operation for operation, _ in wire.sent]
    assert operations[-1] == life.creation[0]
    assert operations.count(life.creation[0]) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_argument_is_changed_in_the_life_of_its_resource(kind: str, surroundings: Surroundings) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    changed = {name for change in life.changes for name in change.arguments}
    ours = {"region", "adopt"}
    assert load(kind).lifecycle.arguments.model_fields.keys() - changed - ours == set()


def test_strings_that_look_like_numbers_stay_strings(start: StartEngine) -> None:
    engine = start("AppInstance")
    tags = {"release": "2023-prod", "build": "007", "ratio": "1e5", "empty": "0"}
    state = engine.create({"name": "42", "metadata": "007", "tags": tags})
    live = engine.read(state)
    assert live is not None
    assert (live.inputs["name"], live.inputs["metadata"], live.inputs["tags"]) == ("42", "007", tags)


def test_false_stays_false(start: StartEngine, wire: Wire) -> None:
    start("VoiceConnector").create({"require_encryption": False})
    assert dict(wire.sent)["CreateVoiceConnector"]["RequireEncryption"] is False


def test_the_text_false_is_not_taken_for_a_truth_value(start: StartEngine) -> None:
    with pytest.raises(CheckFailed, match="require_encryption: must be True or False"):
        start("VoiceConnector").check({"require_encryption": "false"})


def test_what_goes_back_to_its_default_is_sent(start: StartEngine, surroundings: Surroundings, wire: Wire) -> None:
    life = LIFE_CYCLES["VoiceConnectorTermination"](surroundings)
    engine = start("VoiceConnectorTermination")
    state = engine.create({**life.arguments, "disabled": True})
    engine.update(state, engine.check({**life.arguments, "disabled": False, "cps_limit": 1}, state.inputs))
    sent = wire.sent[-1][1]["Termination"]
    assert isinstance(sent, dict)
    assert sent["Disabled"] is False
    assert sent["CpsLimit"] == 1


def test_two_resources_of_one_process_keep_to_their_own_values(start: StartEngine) -> None:
    engine = start("VoiceConnector")
    first = engine.create({"name": "one", "require_encryption": True, "tags": {"only": "one"}}, name="one")
    second = engine.create({"name": "two", "require_encryption": False}, name="two")
    inputs = engine.check({"name": "one b", "require_encryption": True}, first.inputs, name="one")
    assert engine.update(first, inputs).outputs == inputs
    assert engine.read(second) == second


def test_a_replaced_object_makes_room_for_a_new_one(start: StartEngine, surroundings: Surroundings) -> None:
    engine = start("VoiceConnector")
    old = engine.create({"require_encryption": False})
    engine.restart()
    new = engine.create({"require_encryption": False, "network_type": "DUAL_STACK"})
    engine.delete(old)
    assert [found["arn"] for found in surroundings.objects("VoiceConnector")] == [new.id]
    assert new.id != old.id


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "tags" in load(kind).lifecycle.arguments.model_fields])
def test_object_is_marked_with_its_origin(kind: str, start: StartEngine, surroundings: Surroundings) -> None:
    state = start(kind).create(LIFE_CYCLES[kind](surroundings).arguments)
    assert surroundings.tags(load(kind).lifecycle.service, state.id)["chime-sdk-pulumi:origin"].startswith(
        "shop/dev/main "
    )


def test_two_creates_are_marked_differently(start: StartEngine, wire: Wire) -> None:
    engine = start("VoiceConnector")
    engine.create({"require_encryption": False})
    engine.create({"require_encryption": False})
    marks = [str(members["Tags"]) for operation, members in wire.sent if operation == "CreateVoiceConnector"]
    assert len(set(marks)) == 2


class TestSipRule:
    """A rule is disabled, and seen to be, before it is deleted."""

    def test_disabling_takes_its_time(self, start: StartEngine, surroundings: Surroundings, wire: Wire) -> None:
        life = LIFE_CYCLES["SipRule"](surroundings)
        engine = start("SipRule")
        state = engine.create(life.arguments)
        engine.restart()
        wire.reply("GetSipRule", SipRule={"Name": "to answer", "Disabled": False})
        for _ in range(3):
            wire.reply("GetSipRule", SipRule={"Disabled": False})
        wire.sent.clear()
        engine.delete(state)
        assert [operation for operation, _ in wire.sent if not operation.startswith("Get")] == [
            "UpdateSipRule",
            "DeleteSipRule",
        ]
        assert wire.times("GetSipRule") == 5
        assert dict(wire.sent)["UpdateSipRule"] == {"Name": "to answer", "Disabled": True}
        assert surroundings.objects("SipRule") == []

    def test_rule_that_never_gets_disabled(
        self, start: StartEngine, surroundings: Surroundings, wire: Wire, clock: Clock
    ) -> None:
        life = LIFE_CYCLES["SipRule"](surroundings)
        engine = start("SipRule")
        state = engine.create(life.arguments)
        engine.restart()
        for _ in range(200):
            wire.reply("GetSipRule", SipRule={"Name": "to answer", "Disabled": False})
        with pytest.raises(Exception, match="the rule is still enabled"):
            engine.delete(state)
        assert 30 <= clock.waited <= 90
        assert wire.times("DeleteSipRule") == 0
        assert surroundings.objects("SipRule")

    def test_rule_that_is_disabled_already(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["SipRule"](surroundings)
        engine = start("SipRule")
        state = engine.create({**life.arguments, "disabled": True})
        engine.restart()
        surroundings.changes()
        engine.delete(state)
        assert surroundings.changes() == ["DeleteSipRule"]

    def test_refusal_keeps_what_aws_said(self, start: StartEngine, surroundings: Surroundings, wire: Wire) -> None:
        life = LIFE_CYCLES["SipRule"](surroundings)
        engine = start("SipRule")
        state = engine.create(life.arguments)
        engine.restart()
        wire.refuse("DeleteSipRule", "BadRequestException", 400, "The rule is in use by a call.")
        with pytest.raises(
            Exception, match=r"SipRule 'main' \(us-east-1\): AWS refused DeleteSipRule: The rule is in use"
        ):
            engine.delete(state)


class TestSettling:
    """AWS is given time to catch up with a change, and no more than that."""

    def test_application_whose_rule_was_deleted_a_moment_ago(
        self, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        life = LIFE_CYCLES["SipMediaApplication"](surroundings)
        engine = start("SipMediaApplication")
        state = engine.create(life.arguments)
        engine.restart()
        wire.refuse("DeleteSipMediaApplication", "ConflictException", 409, times=3)
        engine.delete(state)
        assert surroundings.objects("SipMediaApplication") == []

    def test_application_that_a_rule_still_targets(
        self, start: StartEngine, surroundings: Surroundings, clock: Clock
    ) -> None:
        life = LIFE_CYCLES["SipMediaApplication"](surroundings)
        engine = start("SipMediaApplication")
        state = engine.create(life.arguments)
        target = {"sip_media_application_id": short(state.id), "priority": 1, "aws_region": "us-east-1"}
        host_name = f"{surroundings.connector()}.voiceconnector.chime.aws"
        start("SipRule").create(
            {"trigger_type": "RequestUriHostname", "trigger_value": host_name, "target_applications": [target]}
        )
        engine.restart()
        with pytest.raises(Exception, match=r"ConflictException.*a SIP rule still targets the application"):
            engine.delete(state)
        assert 5 <= clock.waited <= 60

    def test_configuration_whose_connector_was_deleted_a_moment_ago(
        self, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        life = LIFE_CYCLES["MediaInsightsPipelineConfiguration"](surroundings)
        engine = start("MediaInsightsPipelineConfiguration")
        state = engine.create(life.arguments)
        engine.restart()
        wire.refuse("DeleteMediaInsightsPipelineConfiguration", "ConflictException", 409, times=3)
        engine.delete(state)
        assert surroundings.objects("MediaInsightsPipelineConfiguration") == []

    @pytest.mark.parametrize("operation", ["Create", "Update"])
    def test_role_that_iam_made_a_moment_ago(
        self, operation: str, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        kind = "MediaInsightsPipelineConfiguration"
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        message = "The resource access role cannot be assumed."
        wire.refuse(f"{operation}{kind}", "ForbiddenException", 403, message, times=4)
        state = engine.create(life.arguments)
        inputs = engine.check({**life.arguments, "real_time_alert_configuration": None}, state.inputs)
        assert engine.read(engine.update(state, inputs)) is not None
        assert wire.times(f"{operation}{kind}") == 5

    def test_role_that_never_works(
        self, start: StartEngine, surroundings: Surroundings, wire: Wire, clock: Clock
    ) -> None:
        kind = "MediaInsightsPipelineConfiguration"
        life = LIFE_CYCLES[kind](surroundings)
        wire.refuse(f"Create{kind}", "ForbiddenException", 403, "The role cannot be assumed.", times=999)
        with pytest.raises(Exception, match=r"ForbiddenException.*check that the role trusts mediapipelines"):
            start(kind).create(life.arguments)
        assert 60 <= clock.waited <= 180

    def test_permission_that_is_missing_is_not_waited_for(
        self, start: StartEngine, surroundings: Surroundings, wire: Wire, clock: Clock
    ) -> None:
        kind = "MediaInsightsPipelineConfiguration"
        life = LIFE_CYCLES[kind](surroundings)
        wire.refuse(f"Create{kind}", "ForbiddenException", 403, "User is not authorized to do this.")
        with pytest.raises(Exception, match="not authorized"):
            start(kind).create(life.arguments)
        assert clock.pauses == []

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("VoiceConnector") and kind[14:]])
    def test_setting_of_a_connector_that_was_created_a_moment_ago(
        self, kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        wire.refuse(f"Put{kind}", "NotFoundException", 404, times=4)
        engine = start(kind)
        state = engine.create(life.arguments)
        assert engine.read(state) == state

    def test_setting_of_a_connector_that_never_was(self, start: StartEngine, clock: Clock) -> None:
        arguments = {"calling_regions": ["US"], "cidr_allowed_list": ["198.51.100.0/27"]}
        with pytest.raises(Exception, match=r"PutVoiceConnectorTermination.*NotFoundException"):
            start("VoiceConnectorTermination").create({"voice_connector_id": "abcdefghijklmnopqrstu1", **arguments})
        assert 30 <= clock.waited <= 90

    def test_connectors_that_are_created_at_once(
        self, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        wire.refuse("CreateVoiceConnector", "BadRequestException", 400, "Service received a bad request", times=3)
        start("VoiceConnector").create({"require_encryption": False})
        assert len(surroundings.objects("VoiceConnector")) == 1

    def test_connector_with_numbers_is_not_deleted(self, start: StartEngine, surroundings: Surroundings) -> None:
        engine = start("VoiceConnector")
        state = engine.create({"require_encryption": False})
        number = surroundings.phone_number("+12065550100")
        surroundings.client("chime-sdk-voice").associate_phone_numbers_with_voice_connector(
            VoiceConnectorId=short(state.id), E164PhoneNumbers=[number], ForceAssociate=False
        )
        engine.restart()
        with pytest.raises(Exception, match=r"phone numbers or a voice connector group still use the connector"):
            engine.delete(state)
        assert surroundings.objects("VoiceConnector")


class TestTags:
    """Default tags, own tags and the tags of others."""

    def test_default_tags_are_merged_and_an_own_tag_wins(self, start: StartEngine) -> None:
        engine = start("VoiceConnector", defaultTags='{"tags": {"team": "all", "cost": "1"}}')
        state = engine.create({"require_encryption": False, "tags": {"team": "support"}})
        assert state.inputs["tags"] == {"cost": "1", "team": "support"}
        assert engine.read(state) == state

    def test_changed_default_tags_change_exactly_those_tags(
        self, start: StartEngine, surroundings: Surroundings
    ) -> None:
        arguments = {"require_encryption": False, "tags": {"team": "support"}}
        state = start("VoiceConnector", defaultTags='{"tags": {"cost": "1", "old": "x"}}').create(arguments)
        engine = start("VoiceConnector", defaultTags={"tags": {"cost": "2"}})
        surroundings.changes()
        inputs = engine.check(arguments, state.inputs)
        assert {name for name in inputs if inputs[name] != state.inputs[name]} == {"tags"}
        state = engine.update(state, inputs)
        assert surroundings.changes() == ["UntagResource", "TagResource"]
        assert engine.read(state) == state

    def test_resources_without_tags_take_no_default_tags(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["VoiceConnectorTermination"](surroundings)
        engine = start("VoiceConnectorTermination", defaultTags='{"tags": {"cost": "1"}}')
        assert "tags" not in engine.check(life.arguments)

    def test_default_tag_that_the_api_refuses(self, start: StartEngine) -> None:
        engine = start("AppInstance", defaultTags='{"tags": {"empty": ""}}')
        with pytest.raises(CheckFailed, match=r"tags.empty: must have 1 to 256 characters"):
            engine.check({})

    def test_there_is_room_for_as_many_tags_as_the_api_allows(self, start: StartEngine) -> None:
        """The mark of ownership gives way to the program's tags."""
        engine = start("VoiceConnector")
        tags = {f"key{number}": "x" for number in range(49)}
        state = engine.create({"require_encryption": False, "tags": tags})
        inputs = engine.check({"require_encryption": False, "tags": {**tags, "one": "more"}}, state.inputs)
        state = engine.update(state, inputs)
        assert engine.read(state) == state

    def test_ignored_tags_are_no_drift(self, start: StartEngine, surroundings: Surroundings) -> None:
        engine = start("VoiceConnector", ignoreTags='{"keys": ["owner"], "keyPrefixes": ["corp:"]}')
        state = engine.create({"require_encryption": False})
        tags = [{"Key": "owner", "Value": "me"}, {"Key": "corp:cost", "Value": "1"}]
        surroundings.client("chime-sdk-voice").tag_resource(ResourceARN=state.id, Tags=tags)
        assert engine.read(state) == state
        surroundings.client("chime-sdk-voice").tag_resource(ResourceARN=state.id, Tags=[{"Key": "x", "Value": "y"}])
        drifted = engine.read(state)
        assert drifted is not None
        assert drifted.inputs["tags"] == {"x": "y"}
