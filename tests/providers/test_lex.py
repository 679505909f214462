"""What is particular to Lex: aliases that take their time, bots that are missing, and policies that have revisions."""

import json

import pytest
from chime_sdk_pulumi.local_aws import LocalAws

from tests.providers.conftest import StartEngine
from tests.providers.engine import Engine, State
from tests.providers.lifecycles import LIFE_CYCLES, LifeCycle
from tests.providers.surroundings import Surroundings
from tests.unit.clock import Clock
from tests.unit.wire import Killed, Wire

NO_BOT = ("PreconditionFailedException", 412, "Failed to retrieve parent resource since it does not exist")


class TestAlias:
    """LexBotAlias."""

    @pytest.fixture
    def life(self, surroundings: Surroundings) -> LifeCycle:
        return LIFE_CYCLES["LexBotAlias"](surroundings)

    @pytest.fixture
    def engine(self, life: LifeCycle, start: StartEngine, local_aws: LocalAws) -> Engine:
        del life  # what the alias refers to is made before the wire is put up
        # Longer than a test takes in which nobody waits.
        local_aws.set_delays({"CreateBotAlias": 30, "DeleteBotAlias": 30})
        return start("LexBotAlias")

    @pytest.fixture
    def alias(self, engine: Engine, life: LifeCycle) -> State:
        state = engine.create(life.arguments)
        engine.restart()
        return state

    def test_bot_that_cannot_be_seen_yet(self, engine: Engine, life: LifeCycle, wire: Wire) -> None:
        wire.refuse("CreateBotAlias", *NO_BOT, times=3)
        state = engine.create(life.arguments)
        assert engine.read(state) == state

    def test_bot_that_does_not_exist(self, engine: Engine, life: LifeCycle, clock: Clock) -> None:
        expected = (
            r"LexBotAlias 'main' \(us-east-1\): AWS refused CreateBotAlias: .*does not exist.* — check that the bot"
        )
        with pytest.raises(Exception, match=expected):
            engine.create({**life.arguments, "bot_id": "ABCDEFGHIJ"})
        assert 50 <= clock.waited <= 70

    def test_change_waits_for_a_young_alias(self, engine: Engine, life: LifeCycle, wire: Wire, clock: Clock) -> None:
        state = engine.create(life.arguments)
        state = engine.update(state, engine.check({**life.arguments, "description": "two"}, state.inputs))
        assert clock.waited > 0
        assert wire.times("UpdateBotAlias") == 1
        assert engine.read(state) == state

    def test_deletion_waits_for_a_young_alias(self, alias: State, engine: Engine, wire: Wire) -> None:
        engine.delete(alias)
        assert wire.times("DeleteBotAlias") == 1

    def test_bot_can_be_deleted_as_soon_as_its_alias_is(
        self, alias: State, engine: Engine, life: LifeCycle, surroundings: Surroundings
    ) -> None:
        engine.delete(alias)
        surroundings.client("lexv2-models").delete_bot(botId=life.arguments["bot_id"])

    def test_deletion_that_aws_does_not_finish(
        self, alias: State, engine: Engine, wire: Wire, clock: Clock, surroundings: Surroundings
    ) -> None:
        surroundings.settle()
        for _ in range(99):
            wire.reply("DescribeBotAlias", botAliasStatus="Failed")
        with pytest.raises(Exception, match="AWS accepted the change, but 60 seconds later the alias is Failed"):
            engine.delete(alias)
        assert clock.waited < 70

    def test_deletion_that_is_under_way(
        self, alias: State, engine: Engine, surroundings: Surroundings, wire: Wire
    ) -> None:
        surroundings.settle()
        _, bot_id, alias_id = alias.id.split("/")
        surroundings.client("lexv2-models").delete_bot_alias(botId=bot_id, botAliasId=alias_id)
        engine.delete(alias)
        assert wire.times("DeleteBotAlias") == 0
        assert engine.read(alias) is None

    def test_alias_that_is_being_deleted_is_as_good_as_gone(
        self, alias: State, engine: Engine, wire: Wire, surroundings: Surroundings
    ) -> None:
        for _ in range(99):
            wire.reply("DescribeBotAlias", botAliasStatus="Deleting")
        assert engine.read(alias) is None
        assert surroundings.new_objects("LexBotAlias")

    def test_name_of_an_alias_that_is_being_deleted(
        self, alias: State, engine: Engine, life: LifeCycle, surroundings: Surroundings
    ) -> None:
        surroundings.settle()
        _, bot_id, alias_id = alias.id.split("/")
        surroundings.client("lexv2-models").delete_bot_alias(botId=bot_id, botAliasId=alias_id)
        state = engine.create(life.arguments, name="another")
        assert state.id != alias.id
        assert engine.read(state) == state

    def test_alias_in_use_is_not_deleted_and_its_users_are_named(
        self, alias: State, engine: Engine, wire: Wire, surroundings: Surroundings
    ) -> None:
        surroundings.settle()
        wire.refuse("DeleteBotAlias", "ConflictException", 409, "The alias is in use")
        for _ in range(3):
            networks = [{"botId": "NETWORK001", "botVersion": "1"}, {"botId": "NETWORK002", "botVersion": "1"}]
            wire.reply("DescribeBotAlias", botAliasStatus="Available", parentBotNetworks=networks)
        expected = "The alias is in use .*it belongs to the bot networks NETWORK001, NETWORK002 — .*or is in use"
        with pytest.raises(Exception, match=expected):
            engine.delete(alias)
        assert surroundings.new_objects("LexBotAlias")

    def test_alias_of_a_deleted_bot_is_gone(
        self, alias: State, engine: Engine, life: LifeCycle, surroundings: Surroundings
    ) -> None:
        surroundings.settle()
        bot_id = life.arguments["bot_id"]
        surroundings.client("lexv2-models").delete_bot(botId=bot_id, skipResourceInUseCheck=True)
        surroundings.settle()
        assert engine.read(alias) is None
        engine.delete(alias)

    def test_interrupted_create_in_a_bot_that_was_deleted_meanwhile(
        self, engine: Engine, life: LifeCycle, surroundings: Surroundings, wire: Wire
    ) -> None:
        wire.kill_after("CreateBotAlias")
        with pytest.raises(Killed):
            engine.create(life.arguments)
        engine.kill()
        surroundings.settle()
        bot_id = life.arguments["bot_id"]
        surroundings.client("lexv2-models").delete_bot(botId=bot_id, skipResourceInUseCheck=True)
        surroundings.settle()
        with pytest.raises(Exception, match=r"CreateBotAlias: .*does not exist"):
            engine.create(life.arguments)


class TestPolicy:
    """LexResourcePolicy."""

    @pytest.fixture
    def life(self, surroundings: Surroundings) -> LifeCycle:
        return LIFE_CYCLES["LexResourcePolicy"](surroundings)

    @pytest.fixture
    def engine(self, life: LifeCycle, start: StartEngine) -> Engine:
        del life
        return start("LexResourcePolicy")

    @pytest.fixture
    def policy(self, engine: Engine, life: LifeCycle) -> State:
        state = engine.create(life.arguments)
        engine.restart()
        return state

    @staticmethod
    def update(engine: Engine, life: LifeCycle, policy: State) -> State:
        change = next(change for change in life.changes if change.calls)
        return engine.update(policy, engine.check({**life.arguments, **change.arguments}, policy.inputs))

    def test_change_of_somebody_else_at_the_same_time_is_not_lost(
        self, policy: State, engine: Engine, life: LifeCycle, surroundings: Surroundings, wire: Wire
    ) -> None:
        arn = policy.inputs["resource_arn"]
        models = surroundings.client("lexv2-models")
        seen = models.describe_resource_policy(resourceArn=arn)
        theirs = json.loads(seen["policy"])
        theirs["Statement"] = theirs["Statement"][:1]
        models.update_resource_policy(resourceArn=arn, policy=json.dumps(theirs))
        wire.reply("DescribeResourcePolicy", policy=seen["policy"], revisionId=seen["revisionId"])
        with pytest.raises(Exception, match=r"PreconditionFailedException.* — somebody else has changed the policy"):
            self.update(engine, life, policy)
        assert json.loads(models.describe_resource_policy(resourceArn=arn)["policy"]) == theirs

    def test_layout_of_aws_is_no_drift(self, policy: State, engine: Engine, surroundings: Surroundings) -> None:
        arn = policy.inputs["resource_arn"]
        document = json.loads(str(policy.inputs["policy"]))
        document["Statement"] = [
            {
                name: value[0] if isinstance(value, list) and len(value) == 1 else value
                for name, value in reversed(statement.items())
            }
            for statement in reversed(document["Statement"])
        ]
        surroundings.client("lexv2-models").update_resource_policy(
            resourceArn=arn, policy=json.dumps(document, indent=2)
        )
        assert engine.read(policy) == policy

    @pytest.mark.parametrize("times", [1, 2, 3])
    def test_reply_to_its_creation_is_lost(self, times: int, engine: Engine, life: LifeCycle, wire: Wire) -> None:
        wire.lose_reply("CreateResourcePolicy", times=times)
        state = engine.create(life.arguments)
        assert wire.times("CreateResourcePolicy") == 1
        assert engine.read(state) == state

    def test_request_of_its_creation_never_arrives(self, engine: Engine, life: LifeCycle, wire: Wire) -> None:
        wire.refuse("CreateResourcePolicy", "InternalServerException", 500, times=3)
        state = engine.create(life.arguments)
        assert wire.times("CreateResourcePolicy") == 4
        assert engine.read(state) == state

    def test_creation_that_keeps_failing(self, engine: Engine, life: LifeCycle, wire: Wire) -> None:
        wire.refuse("CreateResourcePolicy", "InternalServerException", 500, times=99)
        with pytest.raises(Exception, match=r"InternalServerException.*AWS failed; run the operation again"):
            engine.create(life.arguments)
        assert wire.times("CreateResourcePolicy") < 10

    def test_alias_that_cannot_be_seen_yet(self, engine: Engine, life: LifeCycle, wire: Wire) -> None:
        wire.refuse("CreateResourcePolicy", "ResourceNotFoundException", 404, times=3)
        state = engine.create(life.arguments)
        assert engine.read(state) == state

    def test_policy_goes_with_its_alias(self, policy: State, engine: Engine, surroundings: Surroundings) -> None:
        _, bot_id, alias_id = str(policy.inputs["resource_arn"]).split("/")
        surroundings.client("lexv2-models").delete_bot_alias(botId=bot_id, botAliasId=alias_id)
        surroundings.settle()
        assert engine.read(policy) is None
        engine.delete(policy)

    def test_policy_of_a_bot(self, engine: Engine, life: LifeCycle) -> None:
        alias_arn = str(life.arguments["resource_arn"])
        bot_arn = alias_arn.replace(":bot-alias/", ":bot/").rpartition("/")[0]
        policy = str(life.arguments["policy"]).replace(alias_arn, bot_arn)
        state = engine.create({"resource_arn": bot_arn, "policy": policy})
        assert state.id == f"{bot_arn}|resource-policy"
        assert engine.read(state) == state
        engine.restart()
        engine.delete(state)
        assert engine.read(state) is None

    def test_document_that_aws_refuses(self, engine: Engine, life: LifeCycle) -> None:
        nonsense = json.dumps({"Statement": [{"Effect": "Perhaps"}]})
        with pytest.raises(Exception, match=r"ValidationException.* — check that each statement names resource_arn"):
            engine.create({**life.arguments, "policy": nonsense})
