"""`python -m chime_sdk_pulumi.local_aws` as a process, with the real AWS CLI."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chime_sdk_pulumi.local_aws import LocalAws

SERVE = [sys.executable, "-m", "chime_sdk_pulumi.local_aws"]
AWS_CLI = str(Path(sys.executable).with_name("aws"))


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*SERVE, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as serving:
        yield serving
        serving.kill()


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_starts_and_stops_cleanly(process: subprocess.Popen[str], signal_number: signal.Signals) -> None:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Local AWS is listening on http://127.0.0.1:")
    port = int(line.rpartition(":")[2])
    socket.create_connection(("127.0.0.1", port)).close()
    process.send_signal(signal_number)
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, "", "")


def test_taken_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*SERVE, "--port", str(port)], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert done.stderr == f"Local AWS cannot listen on 127.0.0.1:{port}: Address already in use.\n"


def test_bad_port() -> None:
    done = subprocess.run([*SERVE, "--port", "70000"], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert "70000 is not a port number from 0 to 65535" in done.stderr


@pytest.fixture
def aws(local_aws: LocalAws, tmp_path: Path) -> Callable[..., Any]:
    """Runs the AWS CLI against local AWS; what it prints, as JSON, or its error."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": local_aws.endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }

    def run(*arguments: str) -> Any:  # noqa: ANN401  # JSON
        done = subprocess.run(
            [AWS_CLI, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        if done.returncode:
            return done.stderr.strip()
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run


def test_aws_cli(aws: Callable[..., Any]) -> None:
    voice = "chime-sdk-voice"
    connector = aws(voice, "create-voice-connector", "--name", "trunk", "--require-encryption")["VoiceConnector"]
    connector_id, arn = connector["VoiceConnectorId"], connector["VoiceConnectorArn"]
    termination = "CidrAllowedList=203.0.113.0/27,CallingRegions=US,CpsLimit=2"
    identified = ("--voice-connector-id", connector_id)
    put = aws(voice, "put-voice-connector-termination", *identified, "--termination", termination)
    assert put["Termination"]["CpsLimit"] == 2
    assert aws(voice, "tag-resource", "--resource-arn", arn, "--tags", "Key=team,Value=blue") is None
    tags = aws(voice, "list-tags-for-resource", "--resource-arn", arn)
    assert tags["Tags"] == [{"Key": "team", "Value": "blue"}]

    aws("chime-sdk-identity", "create-app-instance", "--name", "chat")
    aws("s3api", "create-bucket", "--bucket", "recordings")
    assert [bucket["Name"] for bucket in aws("s3api", "list-buckets")["Buckets"]] == ["recordings"]

    assert "(BadRequestException)" in aws(voice, "create-voice-connector", "--name", "a/b", "--no-require-encryption")
    assert aws(voice, "delete-voice-connector", *identified) is None
    assert "(NotFoundException)" in aws(voice, "get-voice-connector", *identified)
    assert aws(voice, "list-voice-connectors")["VoiceConnectors"] == []
