"""`python -m chime_sdk_pulumi.local_aws` as a process."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from chime_sdk_pulumi.local_aws.endpoint import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE = [sys.executable, "-m", "chime_sdk_pulumi.local_aws"]


@contextmanager
def serving(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*SERVE, "--port", "0", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    with serving() as process:
        yield process


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


@pytest.mark.parametrize(
    ("argument", "value", "sentence"),
    [
        ("--port", "70000", "70000 is not a port number from 0 to 65535"),
        (
            "--region-data",
            "chime-sdk-voice",
            "chime-sdk-voice does not name an API and its Regions, like chime-sdk-voice=",
        ),
        ("--region-data", "chime-sdk-voice=mars", "does not name an API and its Regions"),
        ("--region-data", "chime-sdk-fax=us-east-1", "there is no API chime-sdk-fax, only chime-sdk-identity"),
    ],
)
def test_bad_argument(argument: str, value: str, sentence: str) -> None:
    done = subprocess.run([*SERVE, argument, value], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())


def test_regions_that_botocore_does_not_know_yet() -> None:
    others = ["chime-sdk-messaging=us-west-2,eu-central-1", "chime-sdk-identity=us-west-2"]
    with serving("--region-data", others[0], "--region-data", others[1]) as process:
        assert process.stdout is not None
        local = Endpoint(process.stdout.readline().rpartition(" ")[2].strip())
        assert local.client("chime-sdk-identity", "us-west-2").list_app_instances()["AppInstances"] == []
        with pytest.raises(ClientError, match=r"has no endpoint in us-east-1\. Its Regions are us-west-2\."):
            local.client("chime-sdk-identity").list_app_instances()
        assert local.client("chime-sdk-voice").list_voice_connectors()["VoiceConnectors"] == []


def test_missing_extra() -> None:
    program = "import runpy, sys; sys.modules['moto'] = None; sys.argv = ['']; "
    program += "runpy.run_module('chime_sdk_pulumi.local_aws', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert done.stderr == ("Local AWS needs moto, which is not installed: pip install 'chime-sdk-pulumi[local]'.\n")
