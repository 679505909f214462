"""What the state holds, and what keeps it meaning the same object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.live import assert_live, client, knob, objects, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Project

SECRETS = """\
import pulumi
from chime_sdk_pulumi.providers import Provider, identity, messaging, voice

frankfurt = Provider(
    "frankfurt",
    region="eu-central-1",
    access_key="test",
    secret_key="secret-of-the-provider",
    token="token-of-the-provider",
)
app = identity.AppInstance("app", metadata=pulumi.Output.secret("secret-metadata"), allow_destroy=True)
voice.VoiceConnector(
    "main", require_encryption=True, tags={"owner": pulumi.Output.secret("secret-tag")}
)
messaging.ChannelFlow(
    "flow",
    app_instance_arn=app.arn,
    processors=[
        {
            "name": pulumi.Output.secret("secret-processor"),
            "configuration": {
                "lambda_": {
                    "resource_arn": "arn:aws:lambda:us-east-1:123456789012:function:moderate",
                    "invocation_type": "ASYNC",
                }
            },
            "execution_order": 1,
            "fallback_action": "ABORT",
        }
    ],
)
"""


def test_no_secret_is_in_the_state_in_plain_text(
    new_project: Callable[[str], Project], local_aws: LocalAws, tmp_path: Path
) -> None:
    project = new_project(SECRETS)
    project.configure("aws:secretKey", "secret-of-the-configuration", secret=True)
    project.configure("aws:accessKey", "test")
    project.up().succeeded()

    checkpoints = [file for file in (tmp_path / "project" / ".state" / "backend").rglob("*.json") if file.is_file()]
    assert checkpoints
    for file in checkpoints:
        text = file.read_text()
        for secret in ("secret-of", "token-of", "secret-metadata", "secret-tag", "secret-processor"):
            assert secret not in text, f"{secret} in {file.name}"
    live, _ = read(local_aws, project.resource("app"))
    assert live == {"Name": project.resource("app").inputs["name"], "Metadata": "secret-metadata"}
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}


REGIONS = """\
from chime_sdk_pulumi.providers import Provider, voice
import pulumi

elsewhere = Provider("elsewhere", region="eu-central-1", default_tags={"team": "support"})
voice.VoiceConnector("here", require_encryption=True)
voice.VoiceConnector("there", require_encryption=True, opts=pulumi.ResourceOptions(provider=elsewhere))
"""


def test_an_explicit_provider_has_its_own_region_and_default_tags(
    new_project: Callable[[str], Project], local_aws: LocalAws
) -> None:
    project = new_project(REGIONS)
    project.up().succeeded()
    assert_live(local_aws, project)
    assert project.resource("there").id.split(":")[3] == "eu-central-1"
    assert project.resource("here").id.split(":")[3] == "us-east-1"
    assert project.resource("there").inputs["tags"] == {"team": "support"}
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}

    project.edit('region="eu-central-1"', 'region="us-west-2"')
    announced = project.preview().succeeded()
    assert announced.operations == {"elsewhere": "update", "there": "replace"}
    assert announced.changes[project.resource("there").urn].replace_reasons == {"region"}
    assert project.up().succeeded().changes == announced.changes
    assert_live(local_aws, project)
    assert project.resource("there").id.split(":")[3] == "us-west-2"


CENTRE = """\
import pulumi
from chime_sdk_pulumi.providers import identity

identity.AppInstance("app", allow_destroy=True)
"""
SUBCLASS = """\
class Centre(identity.AppInstance):
    \"\"\"Somebody's own AppInstance.\"\"\"


Centre("app", allow_destroy=True)
"""
RENAMED = """\
identity.AppInstance("centre", allow_destroy=True, opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="app")]))
"""


def test_a_subclass_and_a_renamed_resource_stay_the_same_object(
    new_project: Callable[[str], Project], local_aws: LocalAws
) -> None:
    project = new_project(CENTRE)
    project.up().succeeded()
    before = project.resource("app")
    line = 'identity.AppInstance("app", allow_destroy=True)\n'

    project.edit(line, SUBCLASS)
    assert project.preview("--expect-no-changes").succeeded().operations == {}

    project.edit(SUBCLASS, RENAMED)
    assert project.preview("--expect-no-changes").succeeded().operations == {}
    assert project.up().succeeded().operations == {}
    after = project.resource("centre")
    assert (after.id, after.inputs) == (before.id, before.inputs)
    assert str(after.inputs["name"]).startswith("app-")
    assert_live(local_aws, project)


def test_an_app_instance_is_destroyed_only_when_the_program_allows_it(
    new_project: Callable[[str], Project], local_aws: LocalAws
) -> None:
    project = new_project(CENTRE.replace(", allow_destroy=True", ""))
    project.up().succeeded()

    refused = project.pulumi("destroy", "--preview-only")
    assert refused.returncode != 0
    assert "protected" in refused.stdout + refused.stderr
    project.edit('identity.AppInstance("app")\n', "")
    refused_in_preview = project.preview()
    assert refused_in_preview.exit_code != 0
    assert any("protected" in message for message in refused_in_preview.errors), refused_in_preview.output
    assert "DeleteAppInstance" not in [call["operation"] for call in knob(local_aws, "calls")]

    project.program = CENTRE
    assert project.up().succeeded().operations == {}
    assert project.destroy().succeeded().operations == {"app": "delete"}
    assert objects(local_aws) == {}


ADOPTED = """\
from chime_sdk_pulumi.providers import voice

main = voice.VoiceConnector("main", adopt="{arn}", name="Front desk", require_encryption=True)
voice.VoiceConnectorTermination(
    "termination",
    voice_connector_id=main.voice_connector_id,
    adopt="{arn}",
    calling_regions=["US"],
    cidr_allowed_list=["203.0.113.0/27"],
)
"""


def test_an_adopted_object_is_kept_until_the_program_asks_for_another_one(
    new_project: Callable[[str], Project], local_aws: LocalAws
) -> None:
    voice = client(local_aws, "chime-sdk-voice")
    created = voice.create_voice_connector(Name="by hand", RequireEncryption=True, AwsRegion="us-east-1")
    arn = created["VoiceConnector"]["VoiceConnectorArn"]
    connector = created["VoiceConnector"]["VoiceConnectorId"]
    voice.put_voice_connector_termination(
        VoiceConnectorId=connector,
        Termination={"CallingRegions": ["DE"], "CidrAllowedList": ["203.0.113.0/27"]},
    )
    project = new_project(ADOPTED.format(arn=arn))

    announced = project.preview().succeeded()
    assert announced.operations == {"main": "create", "termination": "create"}
    assert project.up().succeeded().operations == announced.operations
    assert project.resource("main").id == arn
    assert_live(local_aws, project)

    replaced = ("--target-replace", project.resource("main").urn)
    announced = project.preview(*replaced).succeeded()
    assert project.up(*replaced).succeeded().operations == announced.operations
    assert_live(local_aws, project)
    assert project.resource("main").id == arn
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}

    project.edit("require_encryption=True", 'require_encryption=True, network_type="DUAL_STACK"')
    refused = project.preview()
    assert refused.exit_code != 0
    assert "network_type: cannot change on an adopted object" in refused.output
    project.edit(', network_type="DUAL_STACK"', "")

    project.program = project.program.replace(f'adopt="{arn}", ', "").replace(f'    adopt="{arn}",\n', "")
    assert project.preview("--expect-no-changes").succeeded().operations == {}

    project.edit("require_encryption=True", 'require_encryption=True, network_type="DUAL_STACK"')
    announced = project.preview().succeeded()
    assert announced.operations == {"main": "replace", "termination": "replace"}
    assert project.up().succeeded().changes == announced.changes
    assert project.resource("main").id != arn
    assert_live(local_aws, project)
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
