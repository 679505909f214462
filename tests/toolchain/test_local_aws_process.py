"""The background process is found, told from strangers, started once, and stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from toolchain import local_aws_process
from toolchain.local_aws_process import LocalAwsProcess, Process
from toolchain.progress import ToolchainError

if TYPE_CHECKING:
    from toolchain.folders import Folders


def test_it_runs_from_start_to_stop(local_aws: LocalAwsProcess) -> None:
    assert local_aws.running() is None
    started = local_aws.start()
    assert local_aws.running() == started
    assert local_aws.instance(started) == f"process {started.pid}"
    assert local_aws.stop()
    assert local_aws.running() is None
    assert not local_aws.stop()


def test_it_is_started_once_by_two_commands(local_aws: LocalAwsProcess) -> None:
    with ThreadPoolExecutor(2) as commands:
        first, second = commands.map(lambda _: local_aws.start(), range(2))
    assert first == second


def test_a_record_whose_process_is_gone_does_not_count(local_aws: LocalAwsProcess) -> None:
    killed = local_aws.start()
    os.kill(killed.pid, signal.SIGKILL)
    os.waitpid(killed.pid, 0)
    assert local_aws.running() is None
    assert local_aws.start().pid != killed.pid


def test_a_stranger_with_the_recorded_process_id_is_left_alone(folders: Folders, local_aws: LocalAwsProcess) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        folders.local_aws.mkdir(parents=True)
        (folders.local_aws / "process.json").write_text(json.dumps({"pid": stranger.pid, "port": 1}))
        assert local_aws.running() is None
        assert not local_aws.stop()
        assert stranger.poll() is None
        stranger.communicate(b"\n")


def test_it_takes_another_port_when_its_own_is_taken(folders: Folders, local_aws: LocalAwsProcess) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        folders.local_aws.mkdir(parents=True)
        (folders.local_aws / "process.json").write_text(json.dumps({"pid": 1, "port": taken.getsockname()[1]}))
        assert local_aws.start().port != taken.getsockname()[1]


def test_it_comes_back_at_the_port_of_its_last_life(local_aws: LocalAwsProcess) -> None:
    killed = local_aws.start()
    os.kill(killed.pid, signal.SIGKILL)
    os.waitpid(killed.pid, 0)
    assert local_aws.start().port == killed.port


def test_it_takes_another_port_when_a_stranger_was_faster(
    folders: Folders, local_aws: LocalAwsProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        folders.local_aws.mkdir(parents=True)
        (folders.local_aws / "process.json").write_text(json.dumps({"pid": 1, "port": stranger.getsockname()[1]}))
        looks_free = iter([True])
        really_free = local_aws_process._is_free
        monkeypatch.setattr(local_aws_process, "_is_free", lambda port: next(looks_free, None) or really_free(port))
        assert local_aws.start().port != stranger.getsockname()[1]


def test_a_start_that_fails_shows_the_end_of_the_log(folders: Folders) -> None:
    broken = LocalAwsProcess(folders.local_aws, [sys.executable, "-c", "raise SystemExit('no moto here')"], {})
    with pytest.raises(ToolchainError, match="no moto here"):
        broken.start()
    assert broken.running() is None


def test_a_second_one_in_the_foreground_is_refused(local_aws: LocalAwsProcess) -> None:
    local_aws.start()
    with pytest.raises(ToolchainError, match="runs already"):
        local_aws.run()


def test_one_that_does_not_answer_is_named(local_aws: LocalAwsProcess) -> None:
    with pytest.raises(ToolchainError, match="process 12, does not answer"):
        local_aws.instance(Process(pid=12, port=9))
