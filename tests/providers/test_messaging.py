"""What is particular to messaging: bearers and their roles, who holds a role already, and what goes with an AppInstance."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from chime_sdk_pulumi.providers._api import Session
from chime_sdk_pulumi.providers._errors import ApiError
from chime_sdk_pulumi.providers._loader import load
from chime_sdk_pulumi.providers._model import Values
from chime_sdk_pulumi.providers._settings import Settings
from chime_sdk_pulumi.providers.messaging._bearer import ROLES, SERVICE, BearerCaller, BearerLifecycle

from tests.providers.conftest import StartEngine
from tests.providers.engine import CheckFailed, Engine, State
from tests.providers.lifecycles import LIFE_CYCLES, some_channel
from tests.providers.surroundings import REGION, Surroundings
from tests.unit.clock import Clock
from tests.unit.wire import Wire

SPEAKING = [kind for kind in sorted(LIFE_CYCLES) if isinstance(load(kind).lifecycle, BearerLifecycle)]
"""The kinds whose calls are made on behalf of a bearer."""
ROLES_IN_CHANNELS = ["ChannelBan", "ChannelMembership", "ChannelModerator"]
INSIDE = ["AppInstanceAdmin", "AppInstanceBot", "AppInstanceRetentionSettings", "AppInstanceUser", *SPEAKING]
INSIDE += ["ChannelFlow", "MessagingStreamingConfigurations"]
"""The kinds of what an AppInstance holds."""


def demote(surroundings: Surroundings, admin_arn: object) -> None:
    identity = surroundings.client("chime-sdk-identity")
    app_instance_arn = str(admin_arn).partition("/user/")[0]
    identity.delete_app_instance_admin(AppInstanceArn=app_instance_arn, AppInstanceAdminArn=admin_arn)


def remove(surroundings: Surroundings, admin_arn: object) -> None:
    demote(surroundings, admin_arn)
    remove_user(surroundings, admin_arn)


def remove_user(surroundings: Surroundings, user_arn: object) -> None:
    surroundings.client("chime-sdk-identity").delete_app_instance_user(AppInstanceUserArn=user_arn)


def test_kinds_that_speak() -> None:
    assert SPEAKING == ["Channel", "ChannelBan", "ChannelFlowAssociation", "ChannelMembership", "ChannelModerator"]


class TestBearer:
    """The user or bot on whose behalf calls are made."""

    @pytest.mark.parametrize("kind", SPEAKING)
    def test_is_required_in_the_preview(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        arguments = dict(LIFE_CYCLES[kind](surroundings).arguments)
        del arguments["chime_bearer"]
        with pytest.raises(CheckFailed, match="chime_bearer: is missing, and it is required; give the ARN of an AppIn"):
            start(kind).check(arguments)

    @pytest.mark.parametrize("kind", SPEAKING)
    def test_belongs_to_the_same_app_instance(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        arguments = LIFE_CYCLES[kind](surroundings).arguments
        stranger = surroundings.admin(surroundings.app_instance())
        with pytest.raises(CheckFailed, match="chime_bearer: must be a user or bot of the AppInstance of the channel"):
            start(kind).check({**arguments, "chime_bearer": stranger})

    @pytest.mark.parametrize("kind", SPEAKING)
    def test_of_the_outputs_deletes(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        """The program's new bearer has come into the state by an update without a call; the old one is gone."""
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        state = engine.create(life.arguments)
        change = next(change for change in life.changes if change.shows)
        state = engine.update(state, engine.check({**life.arguments, **change.arguments}, state.inputs))
        remove(surroundings, life.arguments["chime_bearer"])
        engine.restart()
        assert engine.read(state) == state
        engine.delete(state)
        assert surroundings.new_objects(kind) == []

    @pytest.mark.parametrize("kind", SPEAKING)
    def test_that_is_deleted_loses_nothing(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        state = engine.create(life.arguments)
        remove(surroundings, life.arguments["chime_bearer"])
        engine.restart()
        for action in (engine.read, engine.delete):
            with pytest.raises(
                Exception, match=r"UnauthorizedClientException.*and that app-instance/\S+/user/admin exists"
            ):
                action(state)
        assert surroundings.new_objects(kind)
        change = next(change for change in life.changes if change.shows)
        state = engine.update(state, engine.check({**life.arguments, **change.arguments}, state.inputs))
        engine.delete(state)
        assert surroundings.new_objects(kind) == []

    @pytest.mark.parametrize("kind", SPEAKING)
    def test_that_is_demoted_loses_nothing(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        """Of a private channel, not even its creator gets to know whether it is there."""
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        state = engine.create(life.arguments)
        bearer = str(life.arguments["chime_bearer"])
        demote(surroundings, bearer)
        messaging = surroundings.client("chime-sdk-messaging")
        for channel in surroundings.objects("Channel"):
            by = {"ChannelArn": channel["arn"], "ChimeBearer": f"{bearer.rpartition('/')[0]}/other-admin"}
            messaging.delete_channel_moderator(**by, ChannelModeratorArn=bearer)
            messaging.delete_channel_membership(**by, MemberArn=bearer)
        engine.restart()
        with pytest.raises(Exception, match=r"ForbiddenException.*wants a bearer that is an AppInstanceAdmin"):
            engine.read(state)
        assert surroundings.new_objects(kind)

    def test_is_needed_to_read_what_the_program_does_not_manage(
        self, start: StartEngine, surroundings: Surroundings
    ) -> None:
        life = LIFE_CYCLES["Channel"](surroundings)
        engine = start("Channel")
        state = engine.create(life.arguments)
        with pytest.raises(
            Exception, match="can only be read on behalf of a user — set chime:bearer in the stack's conf"
        ):
            engine._provider.read(state.id, {})
        read = engine._provider.read(state.id, {"chime_bearer": life.arguments["chime_bearer"]})
        assert read.outs is not None
        assert read.outs["name"] == "general"


def calls_of(surroundings: Surroundings) -> Mapping[str, Values]:
    """A call of every operation, each of which a plain user of the AppInstance may not make of a private channel."""
    there = some_channel(surroundings)
    app_instance_arn = there.arn.partition("/channel/")[0]
    elsewhere = surroundings.app_instance()
    channel: Values = {"ChannelArn": there.arn}
    member: Values = {**channel, "MemberArn": there.bearer}
    moderator: Values = {**channel, "ChannelModeratorArn": there.bearer}
    flow: Values = {**channel, "ChannelFlowArn": surroundings.channel_flow(app_instance_arn, surroundings.function())}
    return {
        "CreateChannel": {"AppInstanceArn": elsewhere, "Name": "mine", "ClientRequestToken": "token"},
        "UpdateChannel": {**channel, "Name": "mine"},
        "DeleteChannel": channel,
        "DescribeChannel": channel,
        "ListChannels": {"AppInstanceArn": app_instance_arn, "Privacy": "PRIVATE"},
        "PutChannelExpirationSettings": channel,
        "CreateChannelMembership": {**member, "Type": "DEFAULT"},
        "DescribeChannelMembership": member,
        "ListChannelMemberships": channel,
        "DeleteChannelMembership": member,
        "CreateChannelModerator": moderator,
        "DescribeChannelModerator": moderator,
        "ListChannelModerators": channel,
        "DeleteChannelModerator": moderator,
        "CreateChannelBan": member,
        "DescribeChannelBan": member,
        "ListChannelBans": channel,
        "DeleteChannelBan": member,
        "AssociateChannelFlow": flow,
        "DisassociateChannelFlow": flow,
    }


class TestRoles:
    """AWS says of a bearer that may not do something that the object is forbidden; the sentence says which role would do."""

    @pytest.mark.parametrize("operation", ROLES)
    def test_refusal_names_the_role(self, operation: str, surroundings: Surroundings) -> None:
        request = calls_of(surroundings)[operation]
        owner = str(request.get("ChannelArn") or surroundings.objects("Channel")[0]["arn"]).partition("/channel/")[0]
        caller = BearerCaller(session(surroundings), f"{owner}/user/somebody")
        with pytest.raises(ApiError) as refused:
            caller.call(SERVICE, operation, **request)
        assert refused.value.code == "ForbiddenException"
        assert refused.value.advice.startswith(
            f"{operation} wants a bearer that is {ROLES[operation]}: check the role of app-in"
        )
        assert "/user/somebody, that IAM allows the action" in refused.value.advice

    @pytest.mark.parametrize("kind", SPEAKING)
    def test_of_every_operation_that_a_resource_uses_are_known(
        self, kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        state = engine.create(life.arguments)
        arguments = life.arguments
        for change in life.changes:
            if change.calls:
                arguments = {**arguments, **change.arguments}
                state = engine.update(state, engine.check(arguments, state.inputs))
        engine.read(state)
        engine.restart()
        engine.delete(state)
        engine.read(state)
        without_bearer = {
            "GetCallerIdentity",
            "ListAppInstances",
            "ListTagsForResource",
            "TagResource",
            "UntagResource",
        }
        assert {operation for operation, _ in wire.sent} - without_bearer <= ROLES.keys()

    def test_refused_list_names_the_role(self, surroundings: Surroundings) -> None:
        there = some_channel(surroundings)
        caller = BearerCaller(session(surroundings), there.user)
        with pytest.raises(ApiError) as refused:
            list(caller.pages(SERVICE, "ListChannelModerators", "ChannelModerators", ChannelArn=there.arn))
        assert "wants a bearer that is an AppInstanceAdmin or a moderator of the channel" in refused.value.advice

    def test_member_may_not_promote(self, start: StartEngine, surroundings: Surroundings) -> None:
        """As the person who runs Pulumi reads it."""
        life = LIFE_CYCLES["ChannelModerator"](surroundings)
        user = life.arguments["channel_moderator_arn"]
        expected = (
            r"ChannelModerator 'main' \(us-east-1\): AWS refused .*DescribeChannelModerator.* — DescribeChannelModerator wants "
            r"a bearer that is an AppInstanceAdmin or a moderator of the channel: check the role of app-instance/\S+/user/somebody"
        )
        with pytest.raises(Exception, match=expected):
            start("ChannelModerator").create({**life.arguments, "chime_bearer": user})


def session(surroundings: Surroundings) -> Session:
    address = surroundings.client(SERVICE).meta.endpoint_url
    settings = Settings(
        region=REGION, access_key="test", secret_key="test", endpoints=[{"chime": address, "sts": address}]
    )
    return Session(settings, REGION)


class TestWhoHoldsARoleAlready:
    """Membership, moderator, ban and administrator exist once per user, whoever made them."""

    @pytest.mark.parametrize("kind", ["AppInstanceAdmin", *ROLES_IN_CHANNELS])
    def test_is_refused_with_the_advice_to_adopt(
        self, kind: str, start: StartEngine, surroundings: Surroundings, tmp_path: Path
    ) -> None:
        """What a journal knows nothing of may be anybody's."""
        life = LIFE_CYCLES[kind](surroundings)
        theirs = start(kind, journal=tmp_path / "of another project").create(life.arguments, name="theirs")
        engine = start(kind)
        surroundings.changes()
        with pytest.raises(Exception, match=r"ConflictException.*already.*adopt='<its ARN>'"):
            engine.create(life.arguments, name="ours")
        assert surroundings.changes() == life.creation
        assert engine.read(theirs) == theirs
        user = theirs.id.split("|")[2]
        assert engine.create({**life.arguments, "adopt": user}, name="ours").id == theirs.id

    @pytest.mark.parametrize("kind", ["AppInstanceAdmin", *ROLES_IN_CHANNELS, "ChannelFlowAssociation"])
    def test_is_declared_once(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        engine.create(life.arguments, name="one")
        with pytest.raises(Exception, match=r"another resource of this program .*remove the other"):
            engine.create(life.arguments, name="two")

    @pytest.mark.parametrize("kind", ["ChannelMembership", "ChannelModerator"])
    def test_creator_of_the_channel(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        creator = life.arguments["chime_bearer"]
        field = "member_arn" if kind == "ChannelMembership" else "channel_moderator_arn"
        arguments = {**life.arguments, field: creator}
        with pytest.raises(Exception, match="ConflictException"):
            engine.create(arguments)
        state = engine.create({**arguments, "adopt": creator})
        assert engine.read(state) == state

    def test_adoption_of_another_user_is_refused(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["ChannelMembership"](surroundings)
        creator = life.arguments["chime_bearer"]
        with pytest.raises(Exception, match="has another member_arn, which cannot be changed"):
            start("ChannelMembership").create({**life.arguments, "adopt": creator})

    def test_channel_with_another_flow(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["ChannelFlowAssociation"](surroundings)
        engine = start("ChannelFlowAssociation")
        state = engine.create(life.arguments, name="theirs")
        engine.restart()
        owner = str(life.arguments["channel_flow_arn"]).partition("/channel-flow/")[0]
        other = surroundings.channel_flow(owner, surroundings.function("other"))
        with pytest.raises(Exception, match=f"already has the flow {life.arguments['channel_flow_arn']}.*adopt="):
            engine.create({**life.arguments, "channel_flow_arn": other}, name="ours")
        assert engine.read(state) == state

    def test_user_of_an_id_that_exists(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["AppInstanceUser"](surroundings)
        surroundings.user(str(life.arguments["app_instance_arn"]), str(life.arguments["app_instance_user_id"]))
        with pytest.raises(Exception, match=r"ConflictException.*has a user of this id: take it over with adopt"):
            start("AppInstanceUser").create(life.arguments)

    def test_channel_of_an_id_that_exists(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["Channel"](surroundings)
        engine = start("Channel")
        theirs = engine.create(life.arguments, name="theirs")
        engine.restart()
        with pytest.raises(
            Exception, match=r"ConflictException.*has a channel of this channel_id: take it over with adopt"
        ):
            engine.create(life.arguments, name="ours")
        with pytest.raises(Exception, match="the channel to adopt has another id than channel_id"):
            engine.create({**life.arguments, "channel_id": "special", "adopt": theirs.id}, name="ours")

    def test_channel_whose_bearer_is_no_administrator(
        self, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        """The next `up` finds what came of a create whose reply was lost, although private channels are not listed for it."""
        app_instance_arn = surroundings.app_instance()
        arguments = {"app_instance_arn": app_instance_arn, "chime_bearer": surroundings.user(app_instance_arn)}
        engine = start("Channel", maxRetries="1")
        wire.lose_reply("CreateChannel", times=2)
        with pytest.raises(Exception, match="the reply to CreateChannel was lost"):
            engine.create(arguments)
        engine.restart()
        created = engine.create(arguments)
        assert [found["id"] for found in surroundings.new_objects("Channel")] == [created.id]


def test_advice_about_a_conflict_is_of_its_operation_alone(
    start: StartEngine, surroundings: Surroundings, wire: Wire
) -> None:
    """What helps a create, taking the object over, helps no update."""
    engine = start("Channel")
    arguments = LIFE_CYCLES["Channel"](surroundings).arguments
    state = engine.create(arguments)
    wire.refuse("UpdateChannel", "ConflictException", 409)
    with pytest.raises(
        Exception, match=r"AWS refused UpdateChannel.* — another object has this name, or something still"
    ):
        engine.update(state, engine.check({**arguments, "metadata": "another"}, state.inputs))


def test_bot_without_a_name_can_be_changed(start: StartEngine, surroundings: Surroundings) -> None:
    """UpdateAppInstanceBot wants the name, also an empty one, which means none."""
    engine = start("AppInstanceBot")
    arguments = {**LIFE_CYCLES["AppInstanceBot"](surroundings).arguments, "name": ""}
    state = engine.create(arguments)
    state = engine.update(state, engine.check({**arguments, "metadata": "another"}, state.inputs))
    assert engine.read(state) == state


class TestGone:
    """What goes with something else, or by itself."""

    @pytest.mark.parametrize("kind", INSIDE)
    def test_with_the_app_instance(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        """The bearer goes too, so that AWS answers 401."""
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        state = engine.create(life.arguments)
        identity = surroundings.client("chime-sdk-identity")
        for found in surroundings.objects("AppInstance"):
            identity.delete_app_instance(AppInstanceArn=found["arn"])
        surroundings.pass_time(60)
        engine.restart()
        assert engine.read(state) is None
        engine.delete(state)

    @pytest.mark.parametrize("kind", [*ROLES_IN_CHANNELS, "ChannelFlowAssociation"])
    def test_with_the_channel(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        state = engine.create(life.arguments)
        surroundings.client("chime-sdk-messaging").delete_channel(
            ChannelArn=life.arguments["channel_arn"], ChimeBearer=life.arguments["chime_bearer"]
        )
        engine.restart()
        assert engine.read(state) is None
        engine.delete(state)

    @pytest.mark.parametrize("kind", ["AppInstanceUser", "Channel"])
    def test_by_expiration(self, kind: str, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        expiring = {"expiration_days": 2, "expiration_criterion": "CREATED_TIMESTAMP"}
        engine = start(kind)
        state = engine.create({**life.arguments, "expiration_settings": expiring})
        surroundings.pass_time(2 * 24 * 3600)
        engine.restart()
        assert engine.read(state) == state, "AWS takes some hours more"
        surroundings.pass_time(7 * 3600)
        assert engine.read(state) is None
        engine.delete(state)


class TestForbidden:
    """AWS answers 403 about what is missing too, so a list decides whether an object is gone."""

    @pytest.mark.parametrize("type_", ["DEFAULT", "HIDDEN"])
    def test_membership_of_either_type_is_not_gone(
        self, type_: str, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        """The two types are listed apart."""
        life = LIFE_CYCLES["ChannelMembership"](surroundings)
        engine = start("ChannelMembership")
        state = engine.create({**life.arguments, "type": type_})
        wire.refuse("DescribeChannelMembership", "ForbiddenException", 403)
        wire.refuse("DeleteChannelMembership", "ForbiddenException", 403)
        engine.restart()
        for action in (engine.read, engine.delete):
            with pytest.raises(Exception, match="ForbiddenException"):
                action(state)

    @pytest.mark.parametrize("kind", ROLES_IN_CHANNELS)
    def test_what_is_not_listed_is_gone(
        self, kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        engine = start(kind)
        state = engine.create(life.arguments)
        life.vanish(state.id)
        engine.restart()
        wire.refuse(f"Describe{kind}", "ForbiddenException", 403, times=99)
        assert engine.read(state) is None


class TestReplaced:
    """What was made anew behind Pulumi's back, other than it was."""

    def test_membership(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["ChannelMembership"](surroundings)
        engine = start("ChannelMembership")
        state = engine.create(life.arguments)
        life.vanish(state.id)
        surroundings.client("chime-sdk-messaging").create_channel_membership(
            ChannelArn=life.arguments["channel_arn"],
            MemberArn=life.arguments["member_arn"],
            ChimeBearer=life.arguments["chime_bearer"],
            Type="HIDDEN",
        )
        drifted = engine.read(state)
        assert drifted is not None
        assert engine.diff(drifted, engine.check(life.arguments, drifted.inputs)).replaces == ["type"]

    def test_association(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["ChannelFlowAssociation"](surroundings)
        engine = start("ChannelFlowAssociation")
        state = engine.create(life.arguments)
        life.vanish(state.id)
        owner = str(life.arguments["channel_flow_arn"]).partition("/channel-flow/")[0]
        other = surroundings.channel_flow(owner, surroundings.function("other"))
        surroundings.client("chime-sdk-messaging").associate_channel_flow(
            ChannelArn=life.arguments["channel_arn"],
            ChannelFlowArn=other,
            ChimeBearer=life.arguments["chime_bearer"],
        )
        drifted = engine.read(state)
        assert drifted is not None
        assert drifted.inputs["channel_flow_arn"] == other
        assert engine.diff(drifted, engine.check(life.arguments, drifted.inputs)).replaces == ["channel_flow_arn"]
        engine.restart()
        engine.delete(drifted)
        assert surroundings.new_objects("ChannelFlowAssociation") == []


class TestInUse:
    """What cannot be deleted while something needs it."""

    def test_flow_names_the_channels_that_use_it(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["ChannelFlow"](surroundings)
        flows = start("ChannelFlow")
        flow = flows.create(life.arguments)
        bearer = surroundings.admin(str(life.arguments["app_instance_arn"]))
        messaging = surroundings.client("chime-sdk-messaging")
        channels = [surroundings.channel(bearer, f"channel {number}") for number in range(12)]
        for arn in channels:
            messaging.associate_channel_flow(ChannelArn=arn, ChannelFlowArn=flow.id, ChimeBearer=bearer)
        flows.restart()
        with pytest.raises(
            Exception, match=rf"12 channels use it \(.*{channels[0]}.*, …\) — channels still use the flow"
        ):
            flows.delete(flow)
        for arn in channels:
            messaging.disassociate_channel_flow(ChannelArn=arn, ChannelFlowArn=flow.id, ChimeBearer=bearer)
        flows.delete(flow)
        assert surroundings.new_objects("ChannelFlow") == []

    def test_administrator(self, start: StartEngine, surroundings: Surroundings) -> None:
        life = LIFE_CYCLES["AppInstanceUser"](surroundings)
        users = start("AppInstanceUser")
        user = users.create(life.arguments)
        surroundings.client("chime-sdk-identity").create_app_instance_admin(
            AppInstanceArn=life.arguments["app_instance_arn"], AppInstanceAdminArn=user.id
        )
        users.restart()
        with pytest.raises(Exception, match=r"ConflictException.*an administrator is demoted before it can be deleted"):
            users.delete(user)


class TestDisassociation:
    """A flow that is to leave its channels when it is deleted."""

    @dataclass(frozen=True)
    class Flow:
        """A flow in the engine, and a bearer for it."""

        engine: Engine
        state: State
        bearer: str

    @pytest.fixture
    def flow(self, start: StartEngine, surroundings: Surroundings) -> Flow:
        arguments = LIFE_CYCLES["ChannelFlow"](surroundings).arguments
        bearer = surroundings.admin(str(arguments["app_instance_arn"]), "moderator")
        engine = start("ChannelFlow")
        state = engine.create({**arguments, "disassociate_on_delete": True, "chime_bearer": bearer})
        engine.restart()
        return self.Flow(engine, state, bearer)

    def use(self, surroundings: Surroundings, flow: Flow, name: str = "behind Pulumi's back") -> str:
        """The ARN of a new channel that uses the flow."""
        arn = surroundings.channel(flow.bearer, name, Privacy="PRIVATE")
        surroundings.client(SERVICE).associate_channel_flow(
            ChannelArn=arn, ChannelFlowArn=flow.state.id, ChimeBearer=flow.bearer
        )
        return arn

    def test_leaves_every_channel_page_by_page(self, flow: Flow, surroundings: Surroundings, wire: Wire) -> None:
        for number in range(52):
            self.use(surroundings, flow, f"channel {number}")
        surroundings.changes()
        flow.engine.delete(flow.state)
        assert surroundings.changes() == [*52 * ["DisassociateChannelFlow"], "DeleteChannelFlow"]
        assert wire.times("ListChannelsAssociatedWithChannelFlow") == 2
        assert surroundings.new_objects("ChannelFlow") == []
        assert len(surroundings.new_objects("Channel")) == 52

    def test_is_by_the_bearer_of_the_outputs(self, flow: Flow, surroundings: Surroundings) -> None:
        self.use(surroundings, flow)
        other = surroundings.admin(str(flow.state.inputs["app_instance_arn"]), "other-admin")
        inputs = flow.engine.check({**flow.state.inputs, "chime_bearer": other}, flow.state.inputs)
        state = flow.engine.update(flow.state, inputs)
        demote(surroundings, flow.bearer)
        flow.engine.delete(state)
        assert surroundings.new_objects("ChannelFlow") == []

    def test_is_not_asked_for_any_more(self, flow: Flow, surroundings: Surroundings) -> None:
        arn = self.use(surroundings, flow)
        inputs = flow.engine.check(
            {**flow.state.inputs, "disassociate_on_delete": None, "chime_bearer": None}, flow.state.inputs
        )
        state = flow.engine.update(flow.state, inputs)
        with pytest.raises(Exception, match=rf"1 channels use it \({arn}\) — channels still use the flow"):
            flow.engine.delete(state)

    def test_survives_a_channel_that_goes_meanwhile(self, flow: Flow, surroundings: Surroundings, wire: Wire) -> None:
        arn = self.use(surroundings, flow)
        self.use(surroundings, flow, "other")
        wire.reply("ListChannelsAssociatedWithChannelFlow", Channels=[{"ChannelArn": f"{arn}-gone"}])
        surroundings.client(SERVICE).disassociate_channel_flow(
            ChannelArn=arn, ChannelFlowArn=flow.state.id, ChimeBearer=flow.bearer
        )
        wire.refuse("DeleteChannelFlow", "ConflictException", 409)
        flow.engine.delete(flow.state)
        assert surroundings.new_objects("ChannelFlow") == []
        assert wire.times("DisassociateChannelFlow") == 2

    def test_survives_lost_replies(self, flow: Flow, surroundings: Surroundings, wire: Wire) -> None:
        self.use(surroundings, flow)
        wire.lose_reply("DisassociateChannelFlow")
        wire.lose_reply("DeleteChannelFlow")
        flow.engine.delete(flow.state)
        assert surroundings.new_objects("ChannelFlow") == []
        flow.engine.delete(flow.state)

    def test_that_is_refused_names_the_channel_and_the_role(self, flow: Flow, surroundings: Surroundings) -> None:
        arn = surroundings.channel(surroundings.admin(str(flow.state.inputs["app_instance_arn"]), "owner"))
        surroundings.client(SERVICE).associate_channel_flow(
            ChannelArn=arn, ChannelFlowArn=flow.state.id, ChimeBearer=flow.bearer
        )
        demote(surroundings, flow.bearer)
        with pytest.raises(
            Exception,
            match=rf"AWS refused DisassociateChannelFlow: .* so that the channel {arn} keeps the flow — DisassociateChannelFlow "
            "wants a bearer that is an AppInstanceAdmin or a moderator of the channel: check the role of app-instance/.*moderator",
        ):
            flow.engine.delete(flow.state)
        assert surroundings.new_objects("ChannelFlow")
        remove_user(surroundings, flow.bearer)
        with pytest.raises(
            Exception, match=rf"UnauthorizedClientException.* {arn} keeps the flow — .*moderator exists"
        ):
            flow.engine.delete(flow.state)

    def test_that_never_ends_is_given_up(self, flow: Flow, wire: Wire, clock: Clock) -> None:
        wire.refuse("DeleteChannelFlow", "ConflictException", 409, times=99)
        with pytest.raises(Exception, match="0 channels use it"):
            flow.engine.delete(flow.state)
        assert clock.waited < 120


class TestElasticChannel:
    """A channel that is divided into sub-channels."""

    ELASTIC: Mapping[str, int] = {
        "maximum_sub_channels": 3,
        "target_memberships_per_sub_channel": 10,
        "minimum_membership_percentage": 1,
    }

    def arguments(self, surroundings: Surroundings) -> dict[str, object]:
        app_instance_arn = surroundings.app_instance()
        return {
            "app_instance_arn": app_instance_arn,
            "chime_bearer": surroundings.admin(app_instance_arn),
            "elastic_channel_configuration": self.ELASTIC,
            "moderator_arns": [surroundings.user(app_instance_arn)],
        }

    def test_keeps_its_configuration(self, start: StartEngine, surroundings: Surroundings) -> None:
        engine = start("Channel")
        arguments = self.arguments(surroundings)
        state = engine.create(arguments)
        assert engine.read(state) == state
        inputs = engine.check({**arguments, "metadata": "live"}, state.inputs)
        state = engine.update(state, inputs)
        assert engine.read(state) == state

    @pytest.mark.parametrize(
        ("others", "sentence"),
        [
            ({"mode": "UNRESTRICTED"}, "mode: must be RESTRICTED for an elastic channel"),
            (
                {"member_arns": ["arn:aws:chime:us-east-1:1:app-instance/a/user/b"]},
                "member_arns: cannot be given for an",
            ),
        ],
    )
    def test_is_checked_in_the_preview(
        self, others: Mapping[str, object], sentence: str, start: StartEngine, surroundings: Surroundings
    ) -> None:
        with pytest.raises(CheckFailed, match=sentence):
            start("Channel").check({**self.arguments(surroundings), **others})

    def test_moderator_has_a_membership_per_sub_channel(self, start: StartEngine, surroundings: Surroundings) -> None:
        arguments = self.arguments(surroundings)
        channel = start("Channel").create(arguments)
        (moderator,) = cast("list[str]", arguments["moderator_arns"])
        bearer = arguments["chime_bearer"]
        listed = surroundings.client("chime-sdk-messaging").list_sub_channels(ChannelArn=channel.id, ChimeBearer=bearer)
        sub_channel = listed["SubChannels"][0]["SubChannelId"]
        engine = start("ChannelMembership")
        membership = {
            "channel_arn": channel.id,
            "member_arn": moderator,
            "type": "DEFAULT",
            "sub_channel_id": sub_channel,
            "chime_bearer": bearer,
        }
        state = engine.create(membership)
        assert state.id == f"{channel.id}|membership|{moderator}|{sub_channel}"
        assert engine.read(state) == state
        engine.restart()
        engine.delete(state)
        assert engine.read(state) is None


class TestSettling:
    """What was made a moment ago, and that another call does not know of yet."""

    @pytest.mark.parametrize(
        ("kind", "operation"),
        [
            ("AppInstanceAdmin", "CreateAppInstanceAdmin"),
            ("AppInstanceRetentionSettings", "PutAppInstanceRetentionSettings"),
            ("ChannelBan", "CreateChannelBan"),
            ("ChannelFlowAssociation", "AssociateChannelFlow"),
            ("ChannelMembership", "CreateChannelMembership"),
            ("ChannelModerator", "CreateChannelModerator"),
            ("MessagingStreamingConfigurations", "PutMessagingStreamingConfigurations"),
        ],
    )
    def test_is_waited_for(
        self, kind: str, operation: str, start: StartEngine, surroundings: Surroundings, wire: Wire
    ) -> None:
        life = LIFE_CYCLES[kind](surroundings)
        wire.refuse(operation, "NotFoundException", 404, times=4)
        engine = start(kind)
        state = engine.create(life.arguments)
        assert engine.read(state) == state
