"""The reference stack: what its previews announce is what `up` then does, and what it makes it takes away again.

The edits are made to one long-lived stack per test process, against local AWS. Each is taken back in the same test, which is
another edit whose preview has to be right.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import pytest
import yaml

from tests.engine.harness import Outcome, Project, edited
from tests.engine.live import assert_live, knob, objects
from toolchain.diagram import Resource, mermaid, picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chime_sdk_pulumi.local_aws import LocalAws

pytestmark = pytest.mark.xdist_group("reference_stack")  # one process makes the stack that they share

REPOSITORY: Final = Path(__file__).parents[2]
PREFIX: Final = "chime-sdk-contact-centre:"
CONFIGURATION: Final[Mapping[str, object]] = yaml.safe_load((REPOSITORY / "Pulumi.local.yaml").read_text())["config"]
MAIN: Final = "__main__.py"

Operations = dict[str, str]


@dataclass(frozen=True)
class Edit:
    """A change of the configuration or of a file, and the whole of what it should do.

    Attributes:
        name: Names the test.
        operations: `<kind> <logical name>` to operation; None where only the preview is held to its word.
        settings: Configuration of the project.
        configuration: Configuration of the `aws` provider.
        changes: Text of `file` and what takes its place.
        file: The file that is changed.
        options: Options of `preview` and `up`.
    """

    name: str
    operations: Operations | None
    settings: Mapping[str, object] = field(default_factory=dict)
    configuration: Mapping[str, object] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)
    file: str = MAIN
    options: tuple[str, ...] = ()


def updates(*resources: str) -> Operations:
    return dict.fromkeys(resources, "update")


def deletes(*resources: str) -> Operations:
    return dict.fromkeys(resources, "delete")


TRUNK: Final = "VoiceConnector trunk"
TERMINATION: Final = "VoiceConnectorTermination trunk-termination"
ORIGINATION: Final = "VoiceConnectorOrigination trunk-origination"
STREAMING: Final = "VoiceConnectorStreamingConfiguration trunk-streaming"
CALLS: Final = "MediaInsightsPipelineConfiguration calls"
APP: Final = "AppInstance contact-centre"
FLOW: Final = "ChannelFlow moderation"
APPLICATION: Final = "SipMediaApplication greeting"
RULE: Final = "SipRule greeting"
SIP: Final = (
    APPLICATION,
    RULE,
    "Function greeting",
    "Permission greeting-permission",
    "Role greeting-role",
    "RolePolicy greeting-log-policy",
    "LogGroup greeting-log",
)
MESSAGING: Final = (
    APP,
    FLOW,
    "Function moderation",
    "Permission moderation-permission",
    "Role moderation-role",
    "RolePolicy moderation-log-policy",
    "RolePolicy moderation-callback-policy",
    "LogGroup moderation-log",
)
APP_LINE: Final = '"contact-centre", allow_destroy=allow_destroy'
TRUNK_LINE: Final = '        "require_encryption": config.require_bool("requireEncryption")\n'

EDITS: Final = (
    # Fields and nested fields, by configuration.
    Edit("words to mask", updates("Function moderation"), {"blockedWords": ["damn"]}),
    Edit("greeting", updates("Function greeting"), {"greeting": "Hello."}),
    Edit("encryption", updates(TRUNK), {"requireEncryption": False}),
    Edit("calls per second", updates(TERMINATION), {"callsPerSecond": 3}),
    Edit("a country more", updates(TERMINATION), {"callingRegions": ["CA", "US"]}),
    Edit("a CIDR more", updates(TERMINATION), {"sbcAddresses": ["203.0.113.0/28", "198.51.100.0/27"]}),
    Edit("no CIDR", deletes(TERMINATION), {"sbcAddresses": []}),
    Edit("a host more", updates(ORIGINATION), {"sbcHosts": ["sbc.example.com", "sbc-2.example.com"]}),
    Edit("no host", deletes(ORIGINATION), {"sbcHosts": []}),
    Edit("format of recordings", updates(CALLS), {"recordingFormat": "Opus"}),
    Edit("language", updates(CALLS), {"transcriptionLanguage": "en-GB"}),
    Edit("a keyword less", updates(CALLS), {"alertKeywords": ["cancel my contract"]}),
    Edit("no alerts", updates(CALLS), {"alertKeywords": []}),
    Edit("retention of audio", updates(STREAMING), {"audioRetentionHours": 48}),
    Edit("another shard", updates("Stream calls-stream"), {"insightShards": 2}),
    Edit(
        "recordings that expire",
        {"BucketLifecycleConfiguration calls-bucket-lifecycle": "create"},
        {"recordingDays": 30},
    ),
    Edit("an address for alarms", None, {"alarmEmails": ["operator@example.com"]}),
    Edit("nothing may be destroyed", updates("Bucket calls-bucket"), {"allowDestroy": False}),
    # Fields, by the program.
    Edit("name of the AppInstance", updates(APP), changes={APP_LINE: f'{APP_LINE}, name="Support"'}),
    Edit("metadata of the AppInstance", updates(APP), changes={APP_LINE: f'{APP_LINE}, metadata="support"'}),
    Edit("tags of the AppInstance", updates(APP), changes={APP_LINE: f'{APP_LINE}, tags={{"team": "support"}}'}),
    Edit(
        "the function's code",
        updates("Function greeting"),
        changes={'"""': '"""Changed. '},
        file="handlers/greeting.py",
    ),
    Edit(
        "another function's code",
        updates("Function greeting"),
        changes={'function=function("greeting", {"GREETING"': 'function=function("moderation", {"GREETING"'},
    ),
    Edit(
        "default tags in the configuration alone",
        None,
        configuration={"aws:defaultTags": {"tags": {"cost": "42"}}},
    ),
    # Parts.
    Edit("without the SIP part", deletes(*SIP), {"sip": False}),
    Edit("without messaging", deletes(*MESSAGING), {"messaging": False}),
    Edit("without recording", None, {"recording": False}),
    Edit("without transcription", None, {"transcription": False}),
    Edit("without call analytics", None, {"recording": False, "transcription": False}),
    Edit("without voice", None, {"voice": False}),
    # Replacements.
    Edit(
        "logical name of the AppInstance",
        {
            APP: "delete",
            "AppInstance centre": "create",
            FLOW: "replace",
            "Permission moderation-permission": "replace",
            "RolePolicy moderation-callback-policy": "update",
        },
        changes={APP_LINE: APP_LINE.replace("contact-centre", "centre")},
    ),
    Edit(
        "--target-replace of a setting",
        {TERMINATION: "replace"},
        options=("--target-replace", f"**{TERMINATION.split()[0]}::{TERMINATION.split()[1]}"),
    ),
    Edit(
        "--target-replace of call analytics",
        {CALLS: "replace"},
        options=("--target-replace", "**:MediaInsightsPipelineConfiguration::calls"),
    ),
    Edit("region", None, configuration={"aws:region": "eu-central-1"}),
)

CORE: Final = frozenset(
    {
        "without the SIP part",
        "--target-replace of a setting",
    }
)
"""The edits that every test run makes; all others are part of the matrix."""

BACK: Final = {"create": "delete", "delete": "create"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, lasting_local_aws: LocalAws) -> Iterator[Project]:
    """The reference stack as `make up` brings it to local AWS, and gone afterwards."""
    plugins = tmp_path_factory.mktemp("plugins")
    subprocess.run(
        [sys.executable, "-m", "chime_sdk_pulumi.local_aws.aws_plugin", "--install", plugins],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    folder = tmp_path_factory.mktemp("reference") / "project"
    folder.mkdir()
    for name in ("Pulumi.yaml", MAIN):
        shutil.copy(REPOSITORY / name, folder)
    shutil.copytree(REPOSITORY / "handlers", folder / "handlers", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".venv").symlink_to(sys.prefix)
    project = Project(folder, lasting_local_aws.endpoint_url, plugins=plugins)
    restore(project)
    assert set(project.up().succeeded().operations_by_kind.values()) == {"create"}
    yield project
    restore(project)
    project.up().succeeded()
    project.destroy().succeeded()
    assert objects(lasting_local_aws) == {}
    counts = knob(lasting_local_aws, "resources")["counts"]
    assert {kind: count for kind, count in counts.items() if count} == {}


def restore(project: Project) -> None:
    """The files and the configuration as they are in the repository."""
    project.configure_whole(CONFIGURATION)
    for file in (MAIN, "handlers/greeting.py", "handlers/moderation.py"):
        shutil.copy(REPOSITORY / file, project.folder / file)


@pytest.fixture
def stack(project: Project) -> Iterator[Project]:
    """The stack before an edit."""
    before = project.export()
    yield project
    restore(project)
    if project.export() != before:  # the test has failed half way, or its edit cannot be taken back
        project.up().succeeded()


def apply(edit: Edit, stack: Project) -> None:
    """Make an edit."""
    file = stack.folder / edit.file
    text = file.read_text()
    for old, new in edit.changes.items():
        text = text.replace(old, new, 1) if edit.file != MAIN else edited(text, old, new)
    file.write_text(text)
    settings = {f"{PREFIX}{name}": value for name, value in edit.settings.items()}
    stack.configure_whole({**CONFIGURATION, **settings, **edit.configuration})


@pytest.mark.parametrize(
    "edit",
    [pytest.param(edit, id=edit.name, marks=[] if edit.name in CORE else [pytest.mark.matrix]) for edit in EDITS],
)
def test_up_does_what_the_preview_says(edit: Edit, stack: Project, lasting_local_aws: LocalAws) -> None:
    apply(edit, stack)
    announced = stack.preview(*edit.options).succeeded()
    if edit.operations is not None:
        assert announced.operations_by_kind == edit.operations
    assert announced.changes
    assert_as_announced(stack.up(*edit.options).succeeded(), announced)
    assert_live(lasting_local_aws, stack)
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().changes == {}
    if edit.options:
        return

    restore(stack)
    operations = announced.operations_by_kind
    announced = stack.preview().succeeded()
    assert announced.operations_by_kind == {name: BACK.get(what, what) for name, what in operations.items()}
    assert_as_announced(stack.up().succeeded(), announced)
    assert_live(lasting_local_aws, stack)


def assert_as_announced(done: Outcome, announced: Outcome) -> None:
    """The same operations, and no property that was not announced; what a preview cannot know may turn out to be the same."""
    assert {urn: step.operation for urn, step in done.changes.items()} == {
        urn: step.operation for urn, step in announced.changes.items()
    }
    for urn, step in done.changes.items():
        assert step.paths <= announced.changes[urn].paths, urn


def test_picture_in_the_readme_is_the_stack(stack: Project) -> None:
    resources = cast("dict[str, dict[str, list[Resource]]]", stack.export())["deployment"]["resources"]
    drawn = picture((REPOSITORY / "README.md").read_text(encoding="utf-8"))
    assert drawn == mermaid(resources), "draw it anew, as toolchain/diagram.py says"
