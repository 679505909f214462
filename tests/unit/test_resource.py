"""What a program meets: constructors that say what is wrong, automatic names, options, outputs, and reading."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, ClassVar, cast

import chime_sdk_pulumi.providers as chime
import pulumi
import pytest
from chime_sdk_pulumi.providers import identity, lex, media_pipelines, messaging, voice
from chime_sdk_pulumi.providers._loader import MODULES
from chime_sdk_pulumi.providers._model import validate

from tests.unit.examples import ADMIN, APP_INSTANCE, CONNECTOR, EXAMPLES, FUNCTION, KINESIS, ONLY_ONE, ROLE, USER
from tests.unit.program import ID, Run, run

KINDS = sorted(MODULES)
PACKAGES = {
    "identity": identity,
    "lex": lex,
    "media_pipelines": media_pipelines,
    "messaging": messaging,
    "voice": voice,
}
PROTECTED = ["AppInstance", "Channel"]
SPEAKING = ["Channel", "ChannelBan", "ChannelFlowAssociation", "ChannelMembership", "ChannelModerator"]
"""The kinds whose calls are made on behalf of a bearer."""
REFUSED = "the arguments of some resources are wrong; each is named above"


def class_of(kind: str) -> Any:  # noqa: ANN401  # the constructors differ
    return getattr(PACKAGES[MODULES[kind].partition(".")[0]], kind)


def declared(kind: str, changes: Mapping[str, object] | None = None, opts: pulumi.ResourceOptions | None = None) -> Run:
    """A program that declares one resource."""
    return run(lambda: class_of(kind)("main", opts=opts, **{**EXAMPLES[kind], **(changes or {})}) and None)


class Network(str, Enum):  # noqa: UP042  # as older programs and generated SDKs write it  # noqa: UP042  # what Pulumi's own libraries have
    """An enumeration whose members are strings."""

    DUAL = "DUAL_STACK"


class PlainNetwork(Enum):
    """An enumeration whose members are no strings."""

    DUAL = "DUAL_STACK"


@pytest.mark.parametrize("kind", KINDS)
def test_every_resource_registers_its_arguments(kind: str) -> None:
    resource = declared(kind).only
    assert resource.token == f"pulumi-python:dynamic/chime:{kind}"
    assert resource.name == "main"
    own = {name: value for name, value in resource.inputs.items() if not name.startswith("__")}
    assert own == EXAMPLES[kind]
    assert resource.inputs["__origin"] == "shop/dev/main"
    assert not resource.is_secret("__provider")


@pytest.mark.parametrize("kind", KINDS)
def test_outputs_that_are_not_arguments(kind: str) -> None:
    seen: dict[str, str] = {}

    def program() -> None:
        resource = class_of(kind)("main", **EXAMPLES[kind])
        ids = ("bot_alias_id", "voice_connector_id", "sip_media_application_id", "sip_rule_id")
        for name in ("arn", *ids, "outbound_host_name"):
            if name in type(resource).__annotations__ and name not in EXAMPLES[kind]:
                getattr(resource, name).apply(lambda value, name=name: seen.update({name: value}))

    assert run(program).failure is None
    short = CONNECTOR
    by_kind = {
        "AppInstanceUser": {"arn": "arn:aws:chime:us-east-1:111122223333:app-instance/one/user/ann"},
        "LexBotAlias": {"bot_alias_id": short},
        "SipMediaApplication": {"sip_media_application_id": short},
        "SipRule": {"sip_rule_id": short},
        "VoiceConnector": {"voice_connector_id": short, "outbound_host_name": f"{short}.voiceconnector.chime.aws"},
    }
    has_arn = kind == "SipRule" or kind not in {*ONLY_ONE, "AppInstanceAdmin"}
    assert seen == ({"arn": ID} if has_arn else {}) | by_kind.get(kind, {})


def test_nested_outputs_have_whole_numbers() -> None:
    seen: list[object] = []

    def program() -> None:
        origination = voice.VoiceConnectorOrigination("main", **cast("Any", EXAMPLES["VoiceConnectorOrigination"]))
        origination.routes.apply(lambda routes: seen.append(routes[0]["port"]))

    assert run(program).failure is None
    assert [(type(port), port) for port in seen] == [(int, 5061)]


def auto_name(kind: str, name: str, project: str = "shop", stack: str = "dev") -> str:
    """The name that an object gets when the program gives it none."""
    program = lambda: class_of(kind)(name, **EXAMPLES[kind]) and None  # noqa: E731
    return str(run(program, project=project, stack=stack).only.inputs["__auto_name"])


class TestNames:
    """A name that is left out is derived from the logical name, the same on every run."""

    def test_left_out(self) -> None:
        resource = run(lambda: voice.VoiceConnector("main", require_encryption=True) and None).only
        assert "name" not in resource.inputs
        name = str(resource.inputs["__auto_name"])
        assert re.fullmatch("main-[0-9a-f]{7}", name)
        again = run(lambda: voice.VoiceConnector("main", require_encryption=False) and None).only
        assert again.inputs["__auto_name"] == name

    def test_of_other_stacks_projects_kinds_and_resources_differ(self) -> None:
        names = [
            auto_name("VoiceConnector", "main"),
            auto_name("VoiceConnector", "main", stack="prod"),
            auto_name("VoiceConnector", "main", project="shop2"),
            auto_name("SipMediaApplication", "main"),
            auto_name("VoiceConnector", "main2"),
        ]
        assert len({name[-7:] for name in names}) == len(names)

    def test_characters_that_the_api_refuses_are_replaced(self) -> None:
        program = lambda: voice.VoiceConnector("Zürich/trunk:1", require_encryption=True) and None  # noqa: E731
        name = str(run(program).only.inputs["__auto_name"])
        assert re.fullmatch("Z-rich-trunk-1-[0-9a-f]{7}", name)

    @pytest.mark.parametrize(
        ("logical", "name"), [("my_bot", "my-bot"), ("--a  b//c--", "a-b-c"), ("über", "ber"), ("x" * 300, "x" * 92)]
    )
    def test_hyphens_that_the_api_refuses_are_left_out(self, logical: str, name: str) -> None:
        made = auto_name("LexBotAlias", logical)
        assert re.fullmatch(f"{name}-[0-9a-f]{{7}}", made)
        _, problems = validate(lex.LexBotAlias._lifecycle.arguments, {"bot_id": "A" * 10, "bot_alias_name": made}, "")
        assert problems == []

    @pytest.mark.parametrize(("kind", "limit"), [("VoiceConnector", 256), ("MediaInsightsPipelineConfiguration", 64)])
    def test_length(self, kind: str, limit: int) -> None:
        names = [auto_name(kind, name) for name in ("x" * 300, "x" * 299 + "y")]
        assert [len(name) for name in names] == [limit, limit]
        assert names[0] != names[1]

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if not EXAMPLES[kind].keys() & {"name"}])
    def test_of_what_has_no_name(self, kind: str) -> None:
        named = kind in ("LexBotAlias", "MediaInsightsPipelineConfiguration")
        assert ("__auto_name" in declared(kind).only.inputs) == named


class TestWrongArguments:
    """Each is an error that names the resource and the property; the program ends with a RunError."""

    def test_all_of_all_resources(self) -> None:
        def program() -> None:
            voice.VoiceConnector("one", require_encryption=cast("Any", "yes"), name="ü")
            voice.VoiceConnectorTermination(
                "two",
                voice_connector_id=CONNECTOR,
                calling_regions=["XX"],
                cidr_allowed_list=["198.51.100.0/26"],
                default_phone_number="hunter2",
            )

        ended = run(program)
        assert sorted(ended.errors) == [
            "VoiceConnector 'one': name: must be made of letters, digits, spaces and _ . -",
            "VoiceConnector 'one': require_encryption: must be True or False",
            "VoiceConnectorTermination 'two': calling_regions[0]: must be a country code of ISO 3166-1 alpha-2, "
            "such as US or DE",
            "VoiceConnectorTermination 'two': cidr_allowed_list[0]: must be a range of /27 to /32; "
            "list larger ranges in parts",
            "VoiceConnectorTermination 'two': default_phone_number: must be a phone number in E.164 form, "
            "such as +12065550100",
        ]
        assert isinstance(ended.failure, pulumi.RunError)
        assert str(ended.failure) == REFUSED
        assert ended.registered == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_missing(self, kind: str) -> None:
        required = {
            name for name, field in class_of(kind)._lifecycle.arguments.model_fields.items() if field.is_required()
        }
        ended = run(lambda: class_of(kind)("main") and None)
        expected = [f"{kind} 'main': {name}: is missing, and it is required" for name in sorted(required)]
        bearer = {error for error in ended.errors if ": chime_bearer: is missing, and it is required; give" in error}
        assert len(bearer) == (kind in SPEAKING)
        assert sorted(set(ended.errors) - bearer) == expected
        assert isinstance(ended.failure, pulumi.RunError) == bool(required)

    @pytest.mark.parametrize("kind", KINDS)
    def test_unknown(self, kind: str) -> None:
        ended = declared(kind, {"regoin": "us-east-1"})
        assert ended.errors == [f"{kind} 'main': regoin: is not an argument of {kind}; did you mean region?"]
        assert isinstance(ended.failure, pulumi.RunError)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(
        "wrong",
        [object(), 3.5, b"bytes", {1: 2}, [object()], lambda: None],
        ids=["object", "float", "bytes", "mapping", "list", "function"],
    )
    def test_of_any_type(self, kind: str, wrong: object) -> None:
        for name in EXAMPLES[kind]:
            ended = declared(kind, {name: wrong})
            assert ended.errors
            assert all(error.startswith(f"{kind} 'main': {name}") for error in ended.errors)
            assert isinstance(ended.failure, pulumi.RunError)

    def test_arguments_in_one_mapping(self) -> None:
        """A habit from other libraries: the second positional argument is opts."""
        ended = run(lambda: class_of("VoiceConnector")("main", {"require_encryption": True}) and None)
        assert (
            "VoiceConnector 'main': takes its arguments by keyword; the second positional argument is opts"
            in ended.errors
        )
        assert isinstance(ended.failure, pulumi.RunError)

    def test_warnings_go_on(self) -> None:
        ended = declared("ChannelFlow")
        assert ended.failure is None
        assert ended.warnings == [
            "ChannelFlow 'main': processors: more than one works only where AWS Support has raised the quota"
        ]

    def test_what_is_wrong_beside_outputs(self) -> None:
        def program() -> None:
            arn = pulumi.Output.from_input(FUNCTION)
            voice.SipMediaApplication("main", name="ü", endpoints=[{"lambda_arn": arn}])

        assert run(program).errors == [
            "SipMediaApplication 'main': name: must be made of letters, digits, spaces and _ . -"
        ]

    def test_region_without_the_api(self) -> None:
        ended = declared("AppInstance", {"region": "eu-west-1"})
        (error,) = ended.errors
        assert error.startswith(
            "AppInstance 'main': region: chime-sdk-identity has no endpoint there; it has one in eu-"
        )

    def test_region_of_the_configuration_without_the_api(self) -> None:
        program = lambda: identity.AppInstance("main") and None  # noqa: E731
        assert run(program, configuration={"aws:region": "eu-west-1"}).errors
        skipped = {"aws:region": "eu-west-1", "aws:skipRegionValidation": "true"}
        assert run(program, configuration=skipped).errors == []

    def test_region_of_an_explicit_provider_is_not_the_configuration_s(self) -> None:
        def program() -> None:
            provider = chime.Provider("frankfurt", region="eu-central-1")
            identity.AppInstance("main", opts=pulumi.ResourceOptions(provider=provider))

        assert run(program, configuration={"aws:region": "eu-west-1"}).failure is None


@pytest.mark.parametrize("network", [Network.DUAL, PlainNetwork.DUAL])
def test_members_of_enumerations_are_their_values(network: Enum) -> None:
    ended = declared("VoiceConnector", {"network_type": network})
    assert ended.errors == []
    assert ended.only.inputs["network_type"] == "DUAL_STACK"


def test_outputs_are_arguments_at_any_depth() -> None:
    def program() -> None:
        arn = pulumi.Output.from_input("arn:aws:kinesis:us-east-1:111122223333:stream/insights")
        destination = {"destination": "arn:aws:s3:::recordings"}
        recording = {"type": "S3RecordingSink", "s3_recording_sink_configuration": destination}
        media_pipelines.MediaInsightsPipelineConfiguration(
            "main",
            resource_access_role_arn=pulumi.Output.from_input(ROLE),
            elements=[
                {"type": "KinesisDataStreamSink", "kinesis_data_stream_sink_configuration": {"insights_target": arn}},
                cast("Any", pulumi.Output.from_input(recording)),
            ],
        )

    resource = run(program).only
    assert cast("Any", resource.inputs["elements"])[0] == KINESIS


def test_secret_arguments_stay_secret() -> None:
    def program() -> None:
        identity.AppInstance("main", name="shop", metadata=pulumi.Output.secret("hunter2"))

    resource = run(program).only
    assert resource.is_secret("metadata")
    assert not resource.is_secret("name")
    assert resource.plain("metadata") == "hunter2"


class TestOptions:
    """What a class adds to the options of its resources, and what it leaves to the program."""

    @pytest.mark.parametrize("kind", PROTECTED)
    def test_protection(self, kind: str) -> None:
        def protect(opts: pulumi.ResourceOptions | None = None, **given: bool) -> bool | None:
            return declared(kind, given, opts).only.protect

        assert protect() is True
        assert not protect(allow_destroy=True)
        assert not protect(pulumi.ResourceOptions(protect=False))
        assert protect(pulumi.ResourceOptions(protect=True), allow_destroy=True) is True

    def test_allow_destroy_is_no_input(self) -> None:
        resource = run(lambda: identity.AppInstance("main", allow_destroy=True) and None).only
        assert "allow_destroy" not in resource.inputs

    @pytest.mark.parametrize("given", ["yes", 1, None])
    def test_allow_destroy_is_known(self, given: object) -> None:
        ended = run(lambda: identity.AppInstance("main", allow_destroy=cast("Any", given)) and None)
        assert ended.errors == [
            "AppInstance 'main': allow_destroy: must be True or False, and known when the program runs"
        ]

    def test_allow_destroy_belongs_to_what_cannot_be_made_again(self) -> None:
        ended = declared("VoiceConnector", {"allow_destroy": True})
        assert ended.errors == ["VoiceConnector 'main': allow_destroy: is not an argument of VoiceConnector"]

    @pytest.mark.parametrize("kind", sorted(set(KINDS) - set(PROTECTED)))
    def test_nothing_else_is_protected(self, kind: str) -> None:
        assert not declared(kind).only.protect

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_there_can_be_one_of_is_deleted_before_it_is_replaced(self, kind: str) -> None:
        assert declared(kind).only.delete_before_replace == (kind in ONLY_ONE)

    def test_the_program_s_options_are_kept(self) -> None:
        opts = pulumi.ResourceOptions(delete_before_replace=False)
        assert not declared("VoiceConnectorTermination", opts=opts).only.delete_before_replace


class TestBearer:
    """On whose behalf calls are made: an argument, or a value of the stack's configuration."""

    CONFIGURATION: ClassVar[Mapping[str, str]] = {"aws:region": "us-east-1", "chime:bearer": ADMIN}

    @pytest.mark.parametrize("kind", [*SPEAKING, "ChannelFlow"])
    def test_of_the_configuration(self, kind: str) -> None:
        arguments = {**EXAMPLES[kind], "chime_bearer": None}
        ended = run(lambda: class_of(kind)("main", **arguments) and None, configuration=self.CONFIGURATION)
        assert ended.only.inputs["chime_bearer"] == ADMIN

    @pytest.mark.parametrize("kind", [*SPEAKING, "ChannelFlow"])
    def test_argument_wins(self, kind: str) -> None:
        arguments = {**EXAMPLES[kind], "chime_bearer": USER}
        ended = run(lambda: class_of(kind)("main", **arguments) and None, configuration=self.CONFIGURATION)
        assert ended.only.inputs["chime_bearer"] == USER

    @pytest.mark.parametrize("kind", SPEAKING)
    def test_reads_what_the_program_does_not_manage(self, kind: str) -> None:
        ended = run(lambda: class_of(kind).get("main", ID) and None, configuration=self.CONFIGURATION)
        assert ended.only.inputs["chime_bearer"] == ADMIN

    @pytest.mark.parametrize("disassociate", [None, False])
    def test_of_a_flow_disassociates_and_does_nothing_else(self, disassociate: bool | None) -> None:
        arguments = {**EXAMPLES["ChannelFlow"], "chime_bearer": None, "disassociate_on_delete": disassociate}
        ended = run(lambda: class_of("ChannelFlow")("main", **arguments) and None, configuration=self.CONFIGURATION)
        assert "chime_bearer" not in ended.only.inputs

    @pytest.mark.parametrize("kind", sorted(set(KINDS) - {*SPEAKING, "ChannelFlow"}))
    def test_is_no_argument_of_others(self, kind: str) -> None:
        ended = run(lambda: class_of(kind)("main", **EXAMPLES[kind]) and None, configuration=self.CONFIGURATION)
        assert "chime_bearer" not in ended.only.inputs

    def test_that_is_missing(self) -> None:
        ended = declared("Channel", {"chime_bearer": None})
        assert ended.errors == [
            "Channel 'main': chime_bearer: is missing, and it is required; give the ARN of an AppInstanceAdmin, or set "
            "chime:bearer in the stack's configuration if another stack owns it"
        ]

    def test_that_is_an_output(self) -> None:
        def program() -> None:
            user = identity.AppInstanceUser("user", app_instance_arn=APP_INSTANCE, app_instance_user_id="ann")
            messaging.Channel("channel", app_instance_arn=APP_INSTANCE, chime_bearer=user.arn)

        ended = run(program)
        assert ended.failure is None
        assert ended.registered[1].inputs["chime_bearer"] == f"{APP_INSTANCE}/user/ann"


class TestSubclass:
    """A program's own subclass stores the same state."""

    def test_token(self) -> None:
        class Trunk(voice.VoiceConnector):
            """A program's own idea of a connector."""

            def __init__(self, name: str) -> None:
                super().__init__(name, require_encryption=True)

        resource = run(lambda: Trunk("main") and None).only
        plain = run(lambda: voice.VoiceConnector("main", require_encryption=True) and None).only
        assert resource == plain

    def test_outputs(self) -> None:
        class Routes(voice.VoiceConnectorOrigination):
            """With an attribute of its own."""

            colour: str = "red"

        seen: list[object] = []

        def program() -> None:
            routes = Routes("main", **cast("Any", EXAMPLES["VoiceConnectorOrigination"]))
            routes.disabled.apply(seen.append)
            routes.routes.apply(lambda value: seen.append(len(value)))

        assert run(program).failure is None
        assert sorted(map(repr, seen)) == ["2", "True"]


@pytest.mark.parametrize("kind", KINDS)
def test_get_reads_an_object(kind: str) -> None:
    seen: list[object] = []

    def program() -> None:
        resource = class_of(kind).get("main", ID)
        resource.id.apply(seen.append)

    ended = run(program)
    assert ended.errors == []
    assert ended.only.id == ID
    assert ended.only.token == f"pulumi-python:dynamic/chime:{kind}"
    assert seen == [ID]


class TestCredentials:
    """The engine keeps the configuration in its state."""

    PROGRAM = staticmethod(lambda: identity.AppInstance("main") and identity.AppInstance("more") and None)

    def test_in_plain_text(self) -> None:
        configuration = {"aws:region": "us-east-1", "aws:secretKey": "hunter2", "aws:token": "hunter2"}
        warnings = run(self.PROGRAM, configuration=configuration).warnings
        assert [warning.partition(" is in the stack configuration in plain text")[0] for warning in warnings] == [
            "aws:secretKey",
            "aws:token",
        ]
        assert "hunter2" not in " ".join(warnings)

    def test_as_secrets(self) -> None:
        configuration = {"aws:region": "us-east-1", "aws:secretKey": "hunter2"}
        assert run(self.PROGRAM, configuration=configuration, secret_keys=["aws:secretKey"]).warnings == []

    def test_of_a_provider_are_secrets(self) -> None:
        def program() -> None:
            chime.Provider("other", region="eu-central-1", secret_key="hunter2", token="t0k3n", access_key="AKIA")

        provider = run(program).only
        assert provider.token == "pulumi:providers:pulumi-python"
        assert provider.is_secret("secret_key")
        assert provider.is_secret("token")
        assert provider.plain("region") == "eu-central-1"


class TestSecretDefaultTags:
    """Tags are shown to everybody, so a secret cannot be one."""

    def test_of_the_configuration(self) -> None:
        configuration = {"aws:region": "us-east-1", "aws:defaultTags": '{"tags": {"a": "hunter2"}}'}
        ended = run(TestCredentials.PROGRAM, configuration=configuration, secret_keys=["aws:defaultTags"])
        assert isinstance(ended.failure, pulumi.RunError)
        assert str(ended.failure).startswith("aws:defaultTags must not be a secret")

    def test_of_a_provider(self) -> None:
        def program() -> None:
            chime.Provider("other", default_tags={"a": pulumi.Output.secret("hunter2")})

        ended = run(program)
        assert isinstance(ended.failure, pulumi.RunError)
        assert str(ended.failure).startswith("default_tags must not hold a secret")

    def test_plain_ones_pass(self) -> None:
        def program() -> None:
            chime.Provider("other", default_tags={"a": pulumi.Output.from_input("b")}, endpoints={"sts": "http://sts"})

        provider = run(program).only
        assert provider.plain("default_tags") in ({"tags": {"a": "b"}}, '{"tags": {"a": "b"}}')
        assert provider.plain("endpoints") in ([{"sts": "http://sts"}], '[{"sts": "http://sts"}]')
