"""States that outlived their local AWS, and locks that outlived their engine."""

from __future__ import annotations

import json
import os
import socket
from typing import TYPE_CHECKING

import pytest

from toolchain.local_stack import LocalStack, keep_state_of

if TYPE_CHECKING:
    from pathlib import Path

    from toolchain.folders import Folders

NO_SUCH_PROCESS = 2**22 + 1
"""Above the largest process id that Linux and macOS give."""


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


@pytest.fixture
def state(folders: Folders) -> Path:
    """The state file of a stack that has been brought up."""
    return write(folders.state / ".pulumi" / "stacks" / "reference" / "local.json", '{"checkpoint": {"latest": null}}')


@pytest.fixture
def calls(folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program, and a `pulumi` that does nothing but write down what it was asked for."""
    write(folders.root / "Pulumi.yaml", "name: reference\n")
    write(folders.root / "Pulumi.local.yaml", "config:\n  aws:region: us-east-1\n")
    calls = write(tmp_path / "calls", "")
    pulumi = write(tmp_path / "engine" / "pulumi", f'#!/bin/sh\necho "$1 $2" >> "{calls}"\n')
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", str(pulumi.parent))
    return calls


def lock(folders: Folders, pid: int, host: str) -> None:
    write(
        folders.state / ".pulumi" / "locks" / "organization" / "reference" / "local" / "1.json",
        json.dumps({"pid": pid, "username": "somebody", "hostname": host, "timestamp": "2030-01-01T00:00:00Z"}),
    )


def up(folders: Folders, calls: Path) -> list[str]:
    """The first word of each engine command that `up` runs."""
    assert LocalStack(folders, os.environ).up([]) == 0
    return [line.split()[0] for line in calls.read_text().splitlines()]


def test_state_of_the_running_local_aws_stays(folders: Folders, state: Path) -> None:
    write(folders.state / "local-aws-instance", "first")
    keep_state_of(folders, "first")
    assert state.exists()


def test_state_of_an_earlier_local_aws_is_set_aside(
    folders: Folders, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folders.state / "local-aws-instance", "first")
    keep_state_of(folders, "second")
    assert not state.exists()
    (aside,) = (folders.local / "set-aside").iterdir()
    assert (aside / state.relative_to(folders.state)).exists()
    assert str(aside) in capsys.readouterr().err
    keep_state_of(folders, "second")
    assert len(list((folders.local / "set-aside").iterdir())) == 1


def test_a_first_start_sets_nothing_aside(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    keep_state_of(folders, "first")
    assert not (folders.local / "set-aside").exists()
    assert capsys.readouterr().err == ""


def test_a_new_stack_is_made(folders: Folders, calls: Path) -> None:
    assert up(folders, calls) == ["stack", "up", "stack"]


def test_the_region_is_configured_where_the_stack_has_none(folders: Folders, calls: Path) -> None:
    write(folders.root / "Pulumi.local.yaml", "config:\n  reference:calls: true\n")
    assert up(folders, calls) == ["stack", "config", "up", "stack"]


@pytest.mark.usefixtures("state")
def test_nothing_is_recovered_when_nothing_was_killed(folders: Folders, calls: Path) -> None:
    assert up(folders, calls) == ["up", "stack"]


@pytest.mark.usefixtures("state")
def test_the_lock_of_a_killed_engine_is_released(
    folders: Folders, calls: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock(folders, NO_SUCH_PROCESS, socket.gethostname())
    assert up(folders, calls) == ["cancel", "refresh", "up", "stack"]
    assert "was killed before it was done" in capsys.readouterr().err


@pytest.mark.usefixtures("state")
def test_a_lock_whose_process_id_belongs_to_another_program_is_released(
    folders: Folders, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ps = write(calls.parent / "engine" / "ps", "#!/bin/sh\necho /opt/pulumi/bin/editor\n")
    ps.chmod(0o755)
    lock(folders, os.getpid(), socket.gethostname())
    assert up(folders, calls)[0] == "cancel"


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("host", [socket.gethostname(), "another-machine"])
def test_a_lock_that_may_be_held_is_respected(folders: Folders, calls: Path, host: str) -> None:
    ps = write(calls.parent / "engine" / "ps", "#!/bin/sh\necho pulumi\n")
    ps.chmod(0o755)
    lock(folders, os.getpid(), host)
    assert up(folders, calls) == ["up", "stack"]


def test_a_creation_left_pending_is_cleared(folders: Folders, state: Path, calls: Path) -> None:
    pending = {"checkpoint": {"latest": {"pending_operations": [{"type": "creating", "resource": {}}]}}}
    state.write_text(json.dumps(pending))
    assert up(folders, calls) == ["cancel", "refresh", "up", "stack"]


@pytest.mark.usefixtures("state")
def test_down_deletes_the_stack_but_not_its_configuration(folders: Folders, calls: Path) -> None:
    assert LocalStack(folders, os.environ).down([]) == 0
    assert calls.read_text().splitlines() == ["destroy --yes", "stack rm"]


def test_down_of_a_stack_that_is_not_there_does_nothing(folders: Folders, calls: Path) -> None:
    assert LocalStack(folders, os.environ).down([]) == 0
    assert calls.read_text() == ""
