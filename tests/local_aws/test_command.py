"""`python -m chime_sdk_pulumi.local_aws` as a process."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE = [sys.executable, "-m", "chime_sdk_pulumi.local_aws"]


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


def test_missing_extra() -> None:
    program = "import runpy, sys; sys.modules['moto'] = None; sys.argv = ['']; "
    program += "runpy.run_module('chime_sdk_pulumi.local_aws', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert done.stderr == ("Local AWS needs moto, which is not installed: pip install 'chime-sdk-pulumi[local]'.\n")
