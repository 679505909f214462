"""The adapter between the engine and the lifecycles, as far as it needs no AWS: check, diff, and how errors leave it."""

from collections.abc import Mapping

import pytest
from chime_sdk_pulumi.providers._dynamic import received
from chime_sdk_pulumi.providers._loader import MODULES, load
from chime_sdk_pulumi.providers._model import UNKNOWN, immutable_fields
from pulumi.output import Unknown

from tests.providers.engine import CheckFailed, Engine, State, transmitted
from tests.unit.clock import Clock
from tests.unit.examples import CONNECTOR, EXAMPLES, ONLY_ONE, changed
from tests.unit.wire import Wire

KINDS = sorted(MODULES)
ID = f"arn:aws:chime:us-east-1:111122223333:vc/{CONNECTOR}"
REGION = {"aws:region": "us-east-1"}


def unknown() -> Unknown:
    return Unknown()  # type: ignore[no-untyped-call]  # the SDK leaves its constructor untyped


@pytest.fixture(autouse=True)
def _no_call(wire: Wire, clock: Clock) -> None:
    """Nothing here may call AWS."""
    del wire, clock


def engine(kind: str, monkeypatch: pytest.MonkeyPatch, **configuration: object) -> Engine:
    return Engine(kind, REGION | {f"aws:{key}": value for key, value in configuration.items()}, monkeypatch)


def state(inputs: Mapping[str, object]) -> State:
    return State(ID, inputs, inputs)


def test_values_as_the_engine_sends_them() -> None:
    sent = {"a": 1.0, "b": [2.0, {"c": 3.5, "d": unknown()}], "e": None, "f": unknown(), "g": True, "__provider": "x"}
    assert received(sent) == {"a": 1, "b": [2, {"c": 3.5, "d": UNKNOWN}], "f": UNKNOWN, "g": True}
    assert isinstance(received(sent)["a"], int)


class TestCheck:
    """Inputs come out complete and canonical, and the second check of an update changes nothing."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_twice(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine(kind, monkeypatch)
        once = provider.check(EXAMPLES[kind])
        assert once["region"] == "us-east-1"
        assert provider.check(once) == once
        assert provider.check(EXAMPLES[kind], once) == once

    @pytest.mark.parametrize("kind", KINDS)
    def test_everything_unknown(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        inputs = engine(kind, monkeypatch).check({name: unknown() for name in EXAMPLES[kind]})
        assert all(isinstance(inputs[name], Unknown) for name in EXAMPLES[kind])

    @pytest.mark.parametrize("kind", KINDS)
    def test_all_failures_with_an_empty_property(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(CheckFailed) as failed:
            engine(kind, monkeypatch).check(dict.fromkeys(EXAMPLES[kind], 3.5) | {"regoin": "hunter2"})
        assert len(failed.value.sentences) > len(EXAMPLES[kind])
        assert "hunter2" not in str(failed.value)
        assert "3.5" not in str(failed.value)

    def test_nested_unknowns_hide_no_failure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        routes = [{"host": unknown(), "protocol": "TLS", "priority": 1, "weight": unknown()}, unknown()]
        with pytest.raises(CheckFailed) as failed:
            engine("VoiceConnectorOrigination", monkeypatch).check({"voice_connector_id": unknown(), "routes": routes})
        assert failed.value.sentences == ["routes[0].protocol: must be TCP or UDP"]

    def test_warnings_are_no_failures(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert engine("ChannelFlow", monkeypatch).check(EXAMPLES["ChannelFlow"])

    def test_region_of_the_arguments_wins(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine("VoiceConnector", monkeypatch)
        assert provider.check({"require_encryption": True, "region": "eu-west-2"})["region"] == "eu-west-2"

    def test_region_of_the_environment_comes_last(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_REGION", "eu-west-1")
        assert engine("VoiceConnector", monkeypatch).check({"require_encryption": True})["region"] == "us-east-1"
        provider = Engine("VoiceConnector", {}, monkeypatch)
        assert provider.check({"require_encryption": True})["region"] == "eu-west-1"

    def test_region_that_nobody_names(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(CheckFailed, match="region: is not known; set `region` on the resource"):
            Engine("VoiceConnector", {}, monkeypatch).check({"require_encryption": True})

    def test_unknown_region_of_an_argument_is_not_the_configuration_s(self, monkeypatch: pytest.MonkeyPatch) -> None:
        inputs = engine("VoiceConnector", monkeypatch).check({"require_encryption": True, "region": unknown()})
        assert isinstance(inputs["region"], Unknown)

    def test_unknown_tags(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine("VoiceConnector", monkeypatch, defaultTags='{"tags": {"cost": "1"}}')
        assert isinstance(provider.check({"require_encryption": True, "tags": unknown()})["tags"], Unknown)
        tags = provider.check({"require_encryption": True, "tags": {"team": unknown()}})["tags"]
        assert isinstance(tags, dict)
        assert tags["cost"] == "1"
        assert isinstance(tags["team"], Unknown)

    def test_profile_that_there_is_not_is_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = Engine("VoiceConnector", {"aws:profile": "nope"}, monkeypatch)
        with pytest.raises(Exception, match=r"the AWS configuration files have no profile nope — write the name"):
            provider.check({"require_encryption": True})

    def test_wrong_configuration_is_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(Exception, match="the configuration aws:maxRetries cannot be read"):
            engine("VoiceConnector", monkeypatch, maxRetries="many")


class TestSticky:
    """What a resource was created with stays, whatever the program says later."""

    def test_origin_and_automatic_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The logical name changes with an alias; the object and its name do not."""
        provider = engine("VoiceConnector", monkeypatch)
        old = provider.check({"require_encryption": True}, name="old")
        assert old["name"] == "old-0a1b2c3"
        new = provider.check({"require_encryption": True}, old, name="new")
        assert new == old

    def test_replacement_gets_new_ones(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The engine checks a replacement without old inputs."""
        new = engine("VoiceConnector", monkeypatch).check({"require_encryption": True}, {}, name="new")
        assert (new["name"], new["__origin"]) == ("new-0a1b2c3", "shop/dev/new")

    def test_name_that_the_program_gives(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine("VoiceConnector", monkeypatch)
        automatic = provider.check({"require_encryption": True})
        given = provider.check({"require_encryption": True, "name": "mine"}, automatic)
        assert given["name"] == "mine"
        assert provider.check({"require_encryption": True}, given) == automatic

    def test_adopt(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine("VoiceConnector", monkeypatch)
        adopted = provider.check({"require_encryption": True, "adopt": CONNECTOR})
        assert provider.check({"require_encryption": True}, adopted) == adopted

    def test_name_that_a_refresh_has_found_is_brought_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine("VoiceConnector", monkeypatch)
        old = provider.check({"require_encryption": True})
        assert provider.check({"require_encryption": True}, {**old, "name": "drifted"}) == old


class TestDiff:
    """The engine compares; the provider names what replaces, and says when nothing differs."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_nothing(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine(kind, monkeypatch)
        inputs = provider.check(EXAMPLES[kind])
        assert provider.diff(state(inputs), inputs).changes is False

    def test_only_the_provider(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Another version of the library or of Python."""
        provider = engine("VoiceConnector", monkeypatch)
        inputs = provider.check(EXAMPLES["VoiceConnector"])
        old = state({**inputs, "__provider": "old"})
        assert provider.diff(old, {**inputs, "__provider": "new"}).changes is False

    @pytest.mark.parametrize("kind", KINDS)
    def test_known_and_unknown_differ(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine(kind, monkeypatch)
        inputs = provider.check(EXAMPLES[kind])
        immutable = immutable_fields(load(kind).lifecycle.arguments)
        for name in EXAMPLES[kind]:
            diff = provider.diff(state(inputs), provider.check({**EXAMPLES[kind], name: unknown()}, inputs))
            assert diff.changes is None
            assert diff.replaces == ([name] if name in immutable else [])

    def test_nested_unknown_is_an_update(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine("VoiceConnectorOrigination", monkeypatch)
        inputs = provider.check(EXAMPLES["VoiceConnectorOrigination"])
        arguments = changed(EXAMPLES["VoiceConnectorOrigination"], ("routes", 0, "host"), None)
        routes = arguments["routes"]
        assert isinstance(routes, list)
        now = {**arguments, "routes": [{**dict(routes[0]), "host": unknown()}, routes[1]]}
        diff = provider.diff(state(inputs), provider.check(now, inputs))
        assert (diff.changes, diff.replaces) == (None, [])

    @pytest.mark.parametrize("kind", KINDS)
    def test_region_replaces(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine(kind, monkeypatch)
        inputs = provider.check(EXAMPLES[kind])
        diff = provider.diff(state(inputs), {**inputs, "region": "eu-central-1"})
        assert diff.replaces == ["region"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_there_can_be_one_of_is_deleted_first(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine(kind, monkeypatch)
        inputs = provider.check(EXAMPLES[kind])
        diff = provider.diff(state(inputs), {**inputs, "region": "eu-central-1"})
        assert diff.delete_before_replace == (kind in ONLY_ONE)

    @pytest.mark.parametrize(
        ("channel_id", "change", "first"),
        [
            ("stage", {"member_arns": None}, True),
            ("stage", {"member_arns": None, "channel_id": "show"}, False),
            ("stage", {"app_instance_arn": unknown()}, False),
            (None, {"member_arns": None}, False),
        ],
    )
    def test_a_channel_that_keeps_its_id_is_deleted_first(
        self, channel_id: str | None, change: Mapping[str, object], first: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        provider = engine("Channel", monkeypatch)
        arguments = {**EXAMPLES["Channel"], "channel_id": channel_id}
        diff = provider.diff(state(provider.check(arguments)), provider.check({**arguments, **change}))
        assert diff.replaces
        assert diff.delete_before_replace == first

    def test_adopting_what_is_the_object_already(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine("VoiceConnector", monkeypatch)
        created = state(provider.check({"require_encryption": True}))
        provider.diff(created, provider.check({"require_encryption": True, "adopt": created.id}, created.inputs))

    def test_adopting_another_object_than_there_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An object is adopted when a resource is created, and never later."""
        provider = engine("VoiceConnector", monkeypatch)
        another = {"require_encryption": True, "adopt": "abcdefghijklmnopqrstu2"}
        created = state(provider.check({"require_encryption": True}))
        with pytest.raises(
            Exception, match=f"adopt names another object than {created.id}, which this resource has already"
        ):
            provider.diff(created, provider.check(another, created.inputs))
        adopted = provider.check({"require_encryption": True, "adopt": CONNECTOR})
        with pytest.raises(CheckFailed, match=f"adopt: names another object than {CONNECTOR}, which this resource has"):
            provider.check(another, adopted)

    def test_stored_default_of_older_code_is_no_change(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """State may hold what today's canonical form drops."""
        provider = engine("VoiceConnector", monkeypatch)
        inputs = provider.check({"require_encryption": True})
        assert provider.diff(state({**inputs, "network_type": "IPV4_ONLY", "tags": {}}), inputs).changes is False


class TestErrors:
    """What goes wrong leaves as one sentence about the resource, with next to no traceback."""

    def test_frames(self, monkeypatch: pytest.MonkeyPatch, wire: Wire) -> None:
        wire.identify("999999999999")
        provider = engine("VoiceConnector", monkeypatch, accessKey="AKIA", secretKey="s3cr3t")
        inputs = provider.check(EXAMPLES["VoiceConnector"])
        with pytest.raises(Exception, match=r"^VoiceConnector 'main' \(us-east-1\): it belongs to account") as raised:
            provider._provider.read(ID, transmitted(inputs))
        assert raised.value.__cause__ is None
        assert raised.value.__suppress_context__
        # This test's own frame, the adapter's method, and the seam.
        assert len(raised.traceback) <= 3

    def test_no_secret(self, monkeypatch: pytest.MonkeyPatch, wire: Wire) -> None:
        wire.refuse_identity("ExpiredToken")
        provider = engine("AppInstance", monkeypatch, accessKey="AKIA", secretKey="s3cr3t", token="t0k3n")
        inputs = provider.check({"metadata": "hunter2"})
        with pytest.raises(Exception, match="AppInstance 'main'") as raised:
            provider.read(state(inputs))
        for secret in ("s3cr3t", "t0k3n", "hunter2", "AKIA"):
            assert secret not in str(raised.value)

    def test_id_that_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = engine("VoiceConnector", monkeypatch)
        inputs = provider.check(EXAMPLES["VoiceConnector"])
        with pytest.raises(Exception, match=r"VoiceConnector 'main' \(us-east-1\): an id is not an ARN — use the ARN"):
            provider.read(State("not-an-arn", inputs, inputs))
