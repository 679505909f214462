"""Gone only on proof: refusals, throttling and lost connections never drop an object from the state."""

import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError
from chime_sdk_pulumi.providers._loader import load

from tests.providers.conftest import StartEngine
from tests.providers.engine import NOWHERE, Engine, State
from tests.providers.lifecycles import LIFE_CYCLES
from tests.providers.surroundings import Surroundings
from tests.unit.clock import Clock
from tests.unit.wire import Wire

NOT_FOUND = ("NotFoundException", 404)
FORBIDDEN = ("ForbiddenException", 403, "You are not allowed to use it.")


@pytest.fixture
def app_instances(start: StartEngine) -> Engine:
    return start("AppInstance", maxRetries="2")


@pytest.fixture
def app_instance(app_instances: Engine) -> State:
    return app_instances.create({"name": "shop"})


def test_forbidden_app_instance_that_is_listed_is_forbidden(
    app_instances: Engine, app_instance: State, wire: Wire
) -> None:
    wire.refuse("DescribeAppInstance", *FORBIDDEN)
    with pytest.raises(Exception, match="AWS answers this for a missing AppInstance too; check the ARN"):
        app_instances.read(app_instance)


def test_forbidden_app_instance_on_the_second_page_is_forbidden(
    app_instances: Engine, app_instance: State, wire: Wire
) -> None:
    wire.refuse("DescribeAppInstance", *FORBIDDEN)
    wire.reply("ListAppInstances", AppInstances=[{"AppInstanceArn": "arn:aws:chime:::another"}], NextToken="more")
    wire.reply("ListAppInstances", AppInstances=[{"AppInstanceArn": app_instance.id}])
    with pytest.raises(Exception, match="ForbiddenException"):
        app_instances.read(app_instance)
    assert wire.times("ListAppInstances") == 2


@pytest.mark.parametrize("refusal", [FORBIDDEN, ("BadRequestException", 400)])
def test_refused_app_instance_that_is_not_listed_is_gone(
    app_instances: Engine, app_instance: State, wire: Wire, refusal: tuple[str, int]
) -> None:
    wire.refuse("DescribeAppInstance", *refusal, times=99)
    for _ in range(99):
        wire.reply("ListAppInstances", AppInstances=[])
    assert app_instances.read(app_instance) is None


def test_forbidden_delete_of_an_app_instance_that_is_listed_fails(
    app_instances: Engine, app_instance: State, wire: Wire, surroundings: Surroundings
) -> None:
    app_instances.restart()
    wire.refuse("DeleteAppInstance", *FORBIDDEN)
    with pytest.raises(Exception, match="AWS refused DeleteAppInstance: You are not allowed"):
        app_instances.delete(app_instance)
    assert surroundings.objects("AppInstance")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottledClientException", 429),
        ("UnauthorizedClientException", 401),
        ("ExpiredTokenException", 403),
        ("ServiceFailureException", 500),
        ("BadRequestException", 400),
    ],
)
def test_other_errors_are_not_gone(
    app_instances: Engine, app_instance: State, wire: Wire, code: str, status: int
) -> None:
    for operation in ("DescribeAppInstance", "ListAppInstances"):
        wire.refuse(operation, code, status, times=9)
    with pytest.raises(Exception, match=code):
        app_instances.read(app_instance)


@pytest.mark.parametrize(
    "error", [ConnectionClosedError(endpoint_url="https://aws"), EndpointConnectionError(endpoint_url="https://aws")]
)
def test_lost_connections_are_not_gone(
    app_instances: Engine, app_instance: State, wire: Wire, error: Exception
) -> None:
    wire.break_before("DescribeAppInstance", error, times=9)
    with pytest.raises(Exception, match="AppInstance 'main'"):
        app_instances.read(app_instance)


def test_expired_token_says_where_the_credentials_come_from(
    app_instances: Engine, app_instance: State, wire: Wire
) -> None:
    wire.refuse("DescribeAppInstance", "ExpiredTokenException", 403)
    wire.refuse("ListAppInstances", "ExpiredTokenException", 403)
    expected = "renew the credentials; nothing was dropped from the state .they come from aws:accessKey"
    with pytest.raises(Exception, match=expected):
        app_instances.read(app_instance)


def test_token_that_expired_before_the_account_was_known_is_not_gone(
    app_instances: Engine, app_instance: State, wire: Wire
) -> None:
    wire.refuse_identity("ExpiredToken")
    with pytest.raises(Exception, match=r"AppInstance 'main'.*GetCallerIdentity.*ExpiredToken.*renew the credentials"):
        app_instances.read(app_instance)


def test_flow_of_a_deleted_app_instance_is_gone(start: StartEngine, surroundings: Surroundings) -> None:
    life = LIFE_CYCLES["ChannelFlow"](surroundings)
    flows = start("ChannelFlow")
    state = flows.create(life.arguments)
    arn = life.arguments["app_instance_arn"]
    surroundings.client("chime-sdk-identity").delete_app_instance(AppInstanceArn=arn)
    surroundings.pass_time(60)
    flows.restart()
    assert flows.read(state) is None
    flows.delete(state)


def test_flow_whose_app_instance_is_only_forbidden_is_not_gone(
    start: StartEngine, surroundings: Surroundings, wire: Wire
) -> None:
    life = LIFE_CYCLES["ChannelFlow"](surroundings)
    flows = start("ChannelFlow")
    state = flows.create(life.arguments)
    wire.refuse("DescribeChannelFlow", *FORBIDDEN)
    wire.refuse("ListChannelFlows", *FORBIDDEN)
    with pytest.raises(Exception, match="AWS answers this for a missing flow or AppInstance too"):
        flows.read(state)


@pytest.mark.parametrize(
    "kind", ["VoiceConnectorOrigination", "VoiceConnectorStreamingConfiguration", "VoiceConnectorTermination"]
)
def test_setting_of_a_deleted_connector_is_gone(kind: str, start: StartEngine, surroundings: Surroundings) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    state = engine.create(life.arguments)
    surroundings.client("chime-sdk-voice").delete_voice_connector(VoiceConnectorId=life.arguments["voice_connector_id"])
    engine.restart()
    assert engine.read(state) is None
    engine.delete(state)


def test_region_and_account_come_from_the_id(start: StartEngine, surroundings: Surroundings) -> None:
    """A stack whose region has changed still finds, and deletes, what it made in the old one."""
    state = start("VoiceConnector", region="eu-west-2").create({"require_encryption": False})
    today = start("VoiceConnector", region="us-east-1")
    assert today.read(state) == state
    today.delete(state)
    assert surroundings.objects("VoiceConnector") == []


NOT_ALLOWED = "account 123456789012, which the configuration does not allow"


@pytest.mark.parametrize("kind", sorted(LIFE_CYCLES))
def test_nothing_is_created_in_an_account_that_the_configuration_does_not_allow(
    kind: str, start: StartEngine, surroundings: Surroundings
) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    surroundings.changes()
    with pytest.raises(Exception, match=NOT_ALLOWED):
        start(kind, allowedAccountIds='["999999999999"]').create(life.arguments)
    assert surroundings.changes() == []


def test_nothing_is_touched_in_an_account_that_the_configuration_forbids(
    start: StartEngine, surroundings: Surroundings
) -> None:
    state = start("VoiceConnector").create({"require_encryption": False})
    careful = start("VoiceConnector", forbiddenAccountIds='["123456789012"]')
    surroundings.changes()
    with pytest.raises(Exception, match=NOT_ALLOWED):
        careful.read(state)
    with pytest.raises(Exception, match=NOT_ALLOWED):
        careful.update(state, careful.check({"require_encryption": True}, state.inputs))
    with pytest.raises(Exception, match=NOT_ALLOWED):
        careful.delete(state)
    assert surroundings.changes() == []


def get_of(kind: str) -> str:
    """The operation that reads an object."""
    if kind == "ChannelFlowAssociation":
        return "DescribeChannel"
    if kind.startswith("Lex"):
        return f"Describe{kind.removeprefix('Lex')}"
    setting = load(kind).lifecycle.is_setting
    in_messaging = load(kind).lifecycle.service in ("chime-sdk-identity", "chime-sdk-messaging")
    return f"Describe{kind}" if in_messaging and not setting else f"Get{kind}"


@pytest.mark.parametrize("kind", sorted(LIFE_CYCLES))
def test_read_that_has_not_heard_of_a_new_object(
    kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire
) -> None:
    """A refresh right after an `up`."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    state = engine.create(life.arguments)
    engine.restart()
    wire.refuse(get_of(kind), *NOT_FOUND, times=5)
    assert engine.read(state) == state


@pytest.mark.parametrize("kind", sorted(LIFE_CYCLES))
def test_read_that_misses_an_old_object_once(
    kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire
) -> None:
    """Also where no journal says how old it is."""
    life = LIFE_CYCLES[kind](surroundings)
    state = start(kind).create(life.arguments)
    elsewhere = start(kind, journal=NOWHERE)
    wire.refuse(get_of(kind), *NOT_FOUND, times=2)
    assert elsewhere.read(state) == state


def test_object_that_is_gone_is_looked_for_no_longer_than_it_is_worth(
    start: StartEngine, surroundings: Surroundings, clock: Clock
) -> None:
    engine = start("VoiceConnector")
    state = engine.create({"require_encryption": False})
    LIFE_CYCLES["VoiceConnector"](surroundings).vanish(state.id)
    assert engine.read(state) is None
    assert 10 <= clock.waited <= 20
    before = clock.waited
    assert start("VoiceConnector", journal=NOWHERE).read(state) is None
    assert 2 <= clock.waited - before <= 4


def test_rule_that_cannot_be_seen_yet_is_deleted_all_the_same(
    start: StartEngine, surroundings: Surroundings, wire: Wire
) -> None:
    life = LIFE_CYCLES["SipRule"](surroundings)
    engine = start("SipRule")
    state = engine.create({**life.arguments, "disabled": True})
    engine.restart()
    wire.refuse("GetSipRule", *NOT_FOUND)
    engine.delete(state)
    assert surroundings.objects("SipRule") == []


@pytest.mark.parametrize("kind", sorted(LIFE_CYCLES))
@pytest.mark.parametrize(
    "refusal",
    [
        ("AccessDeniedException", 403),
        ("ForbiddenException", 403),
        ("ExpiredTokenException", 403),
        ("ExpiredTokenException", 400),
        ("UnauthorizedClientException", 401),
        ("ThrottledClientException", 429),
        ("ServiceFailureException", 500),
    ],
)
def test_delete_that_is_refused_fails(
    kind: str, refusal: tuple[str, int], start: StartEngine, surroundings: Surroundings, wire: Wire
) -> None:
    """The engine drops from the state what was deleted without an error."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind, maxRetries="3")
    state = engine.create(life.arguments)
    engine.restart()
    wire.refuse(life.deletion[-1], *refusal, times=99)
    with pytest.raises(Exception, match=refusal[0]):
        engine.delete(state)
    assert surroundings.new_objects(kind)


@pytest.mark.parametrize("kind", sorted(LIFE_CYCLES))
def test_delete_whose_reply_is_lost(kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire) -> None:
    """The repetition is answered with 404 or 403."""
    life = LIFE_CYCLES[kind](surroundings)
    engine = start(kind)
    state = engine.create(life.arguments)
    engine.restart()
    for operation in life.deletion:
        wire.lose_reply(operation, times=2)
    engine.delete(state)
    assert surroundings.new_objects(kind) == []


@pytest.mark.parametrize("kind", sorted(LIFE_CYCLES))
def test_update_whose_reply_is_lost(kind: str, start: StartEngine, surroundings: Surroundings, wire: Wire) -> None:
    life = LIFE_CYCLES[kind](surroundings)
    change = next((change for change in life.changes if change.calls), None)
    if change is None:
        return  # nothing of it can be changed
    engine = start(kind)
    state = engine.create(life.arguments)
    inputs = engine.check({**life.arguments, **change.arguments}, state.inputs)
    for operation in change.calls:
        wire.lose_reply(operation, times=2)
    state = engine.update(state, inputs)
    assert engine.read(state) == state
