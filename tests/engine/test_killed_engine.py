"""An engine that is killed leaves no process behind, and the documented recovery brings the stack back."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.engine.live import chime_calls, knob, objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Project

PROGRAM: Final = """\
import pulumi
from chime_sdk_pulumi.providers import identity, voice

app = identity.AppInstance("app", allow_destroy=True)
voice.VoiceConnector("main", require_encryption=True, opts=pulumi.ResourceOptions(depends_on=[app]))
"""
SECONDS_OF_LATENCY: Final = 8
PATIENCE: Final = 60.0


def test_a_killed_engine_leaves_no_provider_process(new_project: Callable[[str], Project], local_aws: LocalAws) -> None:
    project = new_project(PROGRAM)
    knob(local_aws, "latency", {"chime-sdk-voice": SECONDS_OF_LATENCY})
    engine = subprocess.Popen(
        ["pulumi", "--non-interactive", "up", "--yes", "--skip-preview"],
        cwd=project.folder,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until("the first resource was created", lambda: "CreateAppInstance" in chime_calls(local_aws))
        time.sleep(1)  # the connector's create is on its way, and will be for seconds
        assert provider_processes(project), "no provider process runs"
        engine.kill()
        engine.wait()
        wait_until("the provider process has ended", lambda: not provider_processes(project))
    finally:
        engine.kill()
        for process in provider_processes(project):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    knob(local_aws, "latency", {})
    locked = project.pulumi("up", "--yes", "--skip-preview")
    assert locked.returncode != 0
    assert "pulumi cancel" in locked.stderr + locked.stdout
    project.pulumi("cancel", "--yes").check_returncode()
    project.refresh("--clear-pending-creates").succeeded()
    assert project.up().succeeded().operations == {"main": "create"}
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
    assert project.resource("main").id in objects(local_aws)["VoiceConnector"]
    assert [project.resource("app").id] == objects(local_aws)["AppInstance"]


def wait_until(what: str, happened: Callable[[], bool]) -> None:
    """Wait for something, and fail when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} seconds: {what}"
        time.sleep(0.1)


def provider_processes(project: Project) -> list[int]:
    """The dynamic provider processes that were started for this project."""
    found = []
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if (
                process.name.isdigit()
                and b"pulumi.dynamic" in (process / "cmdline").read_bytes()
                and os.fsencode(project.environment["PULUMI_BACKEND_URL"]) in (process / "environ").read_bytes()
            ):
                found.append(int(process.name))
    return found
