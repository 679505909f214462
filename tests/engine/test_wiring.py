"""The policies of the reference stack: they allow all that the Chime SDK does for it, and no part of them is too much."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from tests.engine.harness import Project
from tests.local_aws.stored_policies import INSECURE, members, statements, stored_policies, unnecessary, wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chime_sdk_pulumi.local_aws import LocalAws

pytestmark = pytest.mark.xdist_group("wiring")  # one process makes the stack that they share

REPOSITORY: Final = Path(__file__).parents[2]
SOMEBODY_ELSE: Final = "210987654321"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory, lasting_local_aws: LocalAws) -> Iterator[LocalAws]:
    """Local AWS with the reference stack as `make up` brings it there."""
    plugins = tmp_path_factory.mktemp("plugins")
    install = [sys.executable, "-m", "chime_sdk_pulumi.local_aws.aws_plugin", "--install", str(plugins)]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    folder = tmp_path_factory.mktemp("wiring") / "project"
    folder.mkdir()
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(REPOSITORY / name, folder)
    shutil.copytree(REPOSITORY / "handlers", folder / "handlers", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".venv").symlink_to(sys.prefix)
    project = Project(folder, lasting_local_aws.endpoint_url, plugins=plugins)
    project.configure_whole(yaml.safe_load((REPOSITORY / "Pulumi.local.yaml").read_text())["config"])
    project.up().succeeded()
    yield lasting_local_aws
    lasting_local_aws.reset()  # nobody needs what the stack made any more, nor its state


def test_everything_is_allowed(aws: LocalAws) -> None:
    listed = wiring(aws.endpoint_url)
    assert [entry for entry in listed if not entry["allowed"]] == []
    assert all(entry["statement"] for entry in listed)
    assert {entry["kind"] for entry in listed} == {
        "ChannelFlow",
        "EventRule",
        "MediaInsightsPipelineConfiguration",
        "SipMediaApplication",
        "VoiceConnectorStreamingConfiguration",
    }


def test_every_statement_is_necessary(aws: LocalAws) -> None:
    policies = stored_policies(aws)
    # Roles of two functions and of call analytics, two keys, a bucket, a topic, two functions.
    assert len(policies) == 13
    assert unnecessary(aws, statements(policies)) == []


def test_every_action_and_resource_of_a_statement_is_necessary(aws: LocalAws) -> None:
    assert unnecessary(aws, members(stored_policies(aws))) == []


def test_nothing_is_done_on_behalf_of_somebody_else(aws: LocalAws) -> None:
    source = {"aws:SourceAccount": SOMEBODY_ELSE, "aws:SourceArn": f"arn:aws:chime:us-east-1:{SOMEBODY_ELSE}:sma/1"}
    for_anybody = {
        (entry["principal"], entry["action"])
        for entry in wiring(aws.endpoint_url, source)
        if entry["allowed"] and entry["principal"].endswith(".amazonaws.com")
    }
    assert for_anybody == {
        ("lambda.amazonaws.com", "sts:AssumeRole"),  # which nobody can cause but who passes Lambda the role
        # EventBridge uses the key of a topic for whoever the topic lets publish.
        ("events.amazonaws.com", "kms:Decrypt"),
        ("events.amazonaws.com", "kms:GenerateDataKey"),
    }


def test_nothing_is_stored_without_tls(aws: LocalAws) -> None:
    recorded = [entry for entry in wiring(aws.endpoint_url, INSECURE) if entry["action"].startswith("s3:")]
    assert {entry["allowed"] for entry in recorded} == {False}
    assert {entry["statement"]["sid"] for entry in recorded} == {"RefuseUnencryptedTransport"}
