"""Gone only on proof: refusals, throttling and lost connections never drop an object from the state."""

import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError

from tests.providers.conftest import StartEngine
from tests.providers.engine import Engine, State
from tests.providers.lifecycles import LIFE_CYCLES
from tests.providers.surroundings import Surroundings
from tests.unit.wire import Wire

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


def test_forbidden_app_instance_that_is_not_listed_is_gone(
    app_instances: Engine, app_instance: State, wire: Wire
) -> None:
    wire.refuse("DescribeAppInstance", *FORBIDDEN, times=99)
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
