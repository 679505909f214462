"""The examples run: each comes up as announced, takes edits as announced, and leaves nothing behind."""

from __future__ import annotations

import base64
import json
import re
import runpy
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pytest
from chime_sdk_pulumi.local_aws.wiring.evaluation import Request, decide
from chime_sdk_pulumi.local_aws.wiring.moto_resources import role_principal

from tests.engine.harness import Project, edited
from tests.engine.live import ACCOUNT, knob, objects
from tests.local_aws.stored_policies import statements, stored_policies, unnecessary, wiring

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chime_sdk_pulumi.local_aws import LocalAws

EXAMPLES: Final = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Edit:
    """A change of the configuration or of the program, and the whole of what it does.

    Attributes:
        operations: `<kind> <logical name>` to operation.
        settings: Configuration of the project.
        changes: Texts of a file and what takes their place.
        file: The file.
    """

    operations: Mapping[str, str]
    settings: Mapping[str, object] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)
    file: str = "__main__.py"


@pytest.fixture
def example(tmp_path: Path, local_aws: LocalAws) -> Callable[[str], Project]:
    """Makes a project of an example: a copy of its folder, with all that it makes open to deletion."""

    def project(name: str) -> Project:
        plugins = tmp_path / "plugins"
        install = [sys.executable, "-m", "chime_sdk_pulumi.local_aws.aws_plugin", "--install", str(plugins)]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        folder = tmp_path / "examples" / name
        shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("__pycache__", ".*", "Pulumi.*.yaml"))
        (tmp_path / ".venv").symlink_to(sys.prefix)
        made = Project(folder, local_aws.endpoint_url, name=name, plugins=plugins)
        made.configure("allowDestroy", "true")
        return made

    return project


def bring_up(project: Project) -> None:
    """Create everything as the preview says, after which there is nothing to do."""
    announced = project.preview().succeeded().operations_by_kind
    assert set(announced.values()) == {"create"}
    assert project.up().succeeded().operations_by_kind == announced
    assert project.preview("--refresh", "--expect-no-changes").succeeded().changes == {}


def edit(project: Project, edits: Sequence[Edit]) -> None:
    """Make one edit after the other, each as its preview says, which would show what the one before has left undone."""
    for each in edits:
        settings = {f"{project.name}:{name}": value for name, value in each.settings.items()}
        project.configure_whole({**project.configuration, **settings})
        file = project.folder / each.file
        for old, new in each.changes.items():
            file.write_text(edited(file.read_text(), old, new))
        announced = project.preview().succeeded().operations_by_kind
        assert announced == each.operations
        assert project.up().succeeded().operations_by_kind == announced
    assert project.preview("--refresh", "--expect-no-changes").succeeded().changes == {}


def take_away(project: Project, local_aws: LocalAws) -> None:
    """Delete everything, after which there is nothing left."""
    project.destroy().succeeded()
    assert objects(local_aws) == {}
    assert {kind: count for kind, count in knob(local_aws, "resources")["counts"].items() if count} == {}


def assert_wired(local_aws: LocalAws, kinds: set[str], rights: set[str]) -> None:
    """All that is done on behalf of objects is allowed, and no statement is too much.

    Args:
        local_aws: Where the stack is.
        kinds: The kinds of objects.
        rights: Statements for what functions and clients do by themselves, which local AWS does not list.
    """
    listed = wiring(local_aws.endpoint_url)
    assert {entry["kind"] for entry in listed} == kinds
    assert [entry["reason"] for entry in listed if not entry["allowed"]] == []
    idle = unnecessary(local_aws, statements(stored_policies(local_aws)))
    assert {part.rpartition(": ")[2] for part in idle} == rights


def test_live_event(
    example: Callable[[str], Project], local_aws: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = example("live-event")
    bring_up(project)
    assert_wired(local_aws, {"EventSourceMapping", "MessagingStreamingConfigurations"}, {"SeatModerators"})
    moderators_are_seated(project, local_aws, tmp_path, monkeypatch)
    seats = {"Function seats": "update", "RolePolicy seats-moderator-policy": "update"}
    edit(
        project,
        [
            Edit(
                {
                    "AppInstanceUser cy": "create",
                    "ChannelModerator stage-cy": "create",
                    "Stream chime-messaging-log": "update",
                    **seats,
                },
                {"moderators": ["ann", "bob", "cy"], "streamHours": 48},
            ),
            Edit(
                {
                    "AppInstance event": "update",
                    "Channel stage": "replace",
                    **dict.fromkeys(
                        (f"ChannelModerator stage-{user_id}" for user_id in ("ann", "bob", "cy")), "replace"
                    ),
                },
                {"subChannels": 30},
                {'AppInstance("event", ': 'AppInstance("event", name="Launch", '},
            ),
            Edit(
                {"AppInstanceUser ann": "delete", "ChannelModerator stage-ann": "delete", **seats},
                {"moderators": ["bob", "cy"]},
            ),
        ],
    )
    take_away(project, local_aws)


def moderators_are_seated(
    project: Project, local_aws: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run the function as it is deployed, with the event of the first sub-channel: its role lets it seat the moderators."""
    outputs = json.loads(project.pulumi("stack", "output", "--json").stdout)
    channel_arn, host_arn = outputs["channelArn"], outputs["hostArn"]
    messaging = local_aws.client("chime-sdk-messaging")
    (sub_channel,) = messaging.list_sub_channels(ChannelArn=channel_arn, ChimeBearer=host_arn)["SubChannels"]
    payload = {"ChannelArn": channel_arn, "SubChannelId": sub_channel["SubChannelId"]}
    data = json.dumps({"EventType": "CREATE_SUB_CHANNEL", "Payload": payload}).encode()
    record = {"kinesis": {"sequenceNumber": "1", "data": base64.b64encode(data).decode()}}

    function = local_aws.client("lambda").get_function_configuration(FunctionName=outputs["seatingFunctionArn"])
    for name, value in {**local_aws.environment(), **function["Environment"]["Variables"]}.items():
        monkeypatch.setenv(name, value)
    (deployed,) = (stored for stored in project.resources() if stored.kind == "Function")
    module, entry = function["Handler"].split(".")
    code = tmp_path / f"{module}.py"
    code.write_text(cast("Any", deployed.inputs)["code"]["assets"][code.name]["text"])
    assert runpy.run_path(str(code))[entry]({"Records": [record]}, None) == {"batchItemFailures": []}

    seated = messaging.list_channel_memberships(ChannelArn=channel_arn, ChimeBearer=host_arn)["ChannelMemberships"]
    moderators = {each["Member"]["Arn"] for each in seated}
    assert {arn.rpartition("/")[2] for arn in moderators} == {"ann", "bob"}
    role = role_principal(function["Role"])
    assert role is not None
    acted_on = {channel_arn, host_arn, *moderators}
    allowed = {
        arn for arn in acted_on if decide(Request(role[0], "chime:CreateChannelMembership", arn, {}, ACCOUNT)).allowed
    }
    assert allowed == acted_on - {host_arn}


def test_messaging(example: Callable[[str], Project], local_aws: LocalAws) -> None:
    project = example("messaging")
    bring_up(project)
    assert_wired(
        local_aws,
        {"AppInstanceBot", "ChannelFlow", "EventRule", "MessagingStreamingConfigurations"},
        {
            "ActAsUser",
            "ActInChannels",
            "AssociateChannelFlows",
            "Create",
            "FindSessionEndpoint",
            "KeepOwnAttachments",
            "Lex",
            "RefuseUnencryptedTransport",
            "ServerVendsCredentials",
            "ServiceRunsTheServer",
            "UseKeyForAttachments",
            "VendCredentials",
        },
    )
    edit(
        project,
        [
            Edit(
                {
                    "AppInstanceRetentionSettings chat-retention": "update",
                    "BucketCorsConfiguration files-bucket-cors": "update",
                    "Function chat-links": "update",
                    "LexBotAlias concierge": "update",
                    "TopicSubscription chat-alerts-operator@example.com": "create",
                    "V2modelsBotVersion concierge": "replace",
                    "V2modelsIntent welcome": "update",
                },
                {
                    "alarmEmails": ["operator@example.com"],
                    "allowedHosts": ["chat.example.com", "docs.example.com"],
                    "botRelease": "second",
                    "origins": ["https://example.com"],
                    "retentionDays": 30,
                    "welcome": "Good evening.",
                },
                {"Turns away": "Keeps out"},
                "handlers/links.py",
            ),
            Edit(
                {
                    "AppInstanceUser chat-sales": "create",
                    "Channel chat-lobby": "update",
                    "Channel chat-news": "create",
                    "ChannelMembership chat-staff/sales": "create",
                },
                changes={
                    '"support": {"name": "Support"}': '"support": {"name": "Support"}, "sales": {}',
                    '"members": ["support"]': '"members": ["support", "sales"]',
                    '"mode": "UNRESTRICTED", "channel_flow": "links"}': '"channel_flow": "links"}, "news": {}',
                },
            ),
        ],
    )
    take_away(project, local_aws)


@pytest.mark.parametrize(
    ("name", "region", "sentence"),
    [
        (
            "live-event",
            "eu-central-1",
            "Elastic channels exist in us-east-1 only: `pulumi config set aws:region us-east-1`.",
        ),
        (
            "messaging",
            "eu-west-1",
            "AppInstance 'chat': region: chime-sdk-identity has no endpoint there; it has one in eu-central-1, us-east-1",
        ),
    ],
)
def test_an_example_says_where_it_cannot_be(
    example: Callable[[str], Project], local_aws: LocalAws, name: str, region: str, sentence: str
) -> None:
    project = example(name)
    project.configure("aws:region", region)
    refused = project.preview()
    assert refused.exit_code != 0
    assert sentence in "\n".join(refused.errors)
    assert "Traceback" not in refused.output
    assert [call for call in local_aws.calls() if call["service"].startswith("chime")] == []


def test_messaging_is_as_short_as_the_readme_says() -> None:
    assert len((EXAMPLES / "messaging" / "__main__.py").read_text(encoding="utf-8").splitlines()) < 80


@pytest.mark.parametrize("name", sorted(folder.name for folder in EXAMPLES.iterdir()))
def test_what_a_readme_quotes_is_the_example(name: str) -> None:
    readme = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    files = [
        file.read_text(encoding="utf-8") for file in (EXAMPLES / name).rglob("*") if file.suffix in {".py", ".yaml"}
    ]
    quoted = re.findall(r"```(?:python|yaml)\n(.*?)```", readme, re.DOTALL)
    assert quoted
    for text in quoted:
        assert any(text in textwrap.dedent(file) for file in files), text


@pytest.mark.parametrize("name", sorted(folder.name for folder in EXAMPLES.iterdir()))
def test_an_example_is_run_as_users_run_theirs(name: str) -> None:
    """By the names that it is installed under, and with the toolchain that its Pulumi.yaml names."""
    settings = (EXAMPLES / name / "Pulumi.yaml").read_text(encoding="utf-8")
    assert f"name: {name}\n" in settings
    assert "    toolchain: pip\n    virtualenv: ../../.venv\n" in settings
    program = (EXAMPLES / name / "__main__.py").read_text(encoding="utf-8")
    assert "import chime_sdk_pulumi as chime\n" in program
    assert "from chime_sdk_pulumi" not in program
