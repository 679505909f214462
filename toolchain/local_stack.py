"""Brings this repository's stack to local AWS, shows what would change, and takes it away again.

Local AWS keeps everything in memory, Pulumi keeps state in files: the two can part. So the state remembers which life
of local AWS it belongs to, and a command that finds another one starts afresh. A lock or a pending creation that a
killed engine left behind is taken care of the way Pulumi's documentation has it.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import yaml

from toolchain.environment import REGION
from toolchain.folders import STACK
from toolchain.progress import ToolchainError, run_attached, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from toolchain.folders import Folders


class LocalStack:
    """The stack `local` of the program in a clone's root.

    Args:
        folders: Of this clone.
        environment: That the engine runs in, with the endpoint of the running local AWS.
    """

    def __init__(self, folders: Folders, environment: Mapping[str, str]) -> None:
        self._folders = folders
        self._environment = environment

    def up(self, arguments: Sequence[str]) -> int:
        """Create or update everything and print the stack's outputs; the exit code is the engine's."""
        self._prepare()
        exit_code = self._run("up", "--yes", "--suppress-outputs", *arguments)
        if exit_code == 0:
            say("\nOutputs:")
            exit_code = self._run("stack", "output")
        return exit_code

    def preview(self, arguments: Sequence[str]) -> int:
        """Show what `up` would do; the exit code is the engine's."""
        self._prepare()
        return self._run("preview", "--diff", *arguments)

    def down(self, arguments: Sequence[str]) -> int:
        """Delete everything, then the stack itself; the exit code is the engine's."""
        if not self._exists():
            return 0
        self._recover_from_killed_engine()
        exit_code = self._run("destroy", "--yes", *arguments)
        return exit_code or self._run("stack", "rm", "--yes", "--preserve-config")

    def _prepare(self) -> None:
        if not (self._folders.root / "Pulumi.yaml").exists():
            raise ToolchainError(f"There is no Pulumi.yaml in {self._folders.root}.")
        self._select()
        self._recover_from_killed_engine()

    def _select(self) -> None:
        if not self._exists():
            self._engine("stack", "select", "--create", STACK)
        if "aws:region" not in self._configured():
            self._engine("config", "set", "aws:region", REGION, "--stack", STACK)

    def _configured(self) -> Mapping[str, object]:
        file = self._folders.root / f"Pulumi.{STACK}.yaml"
        settings: dict[str, dict[str, object]] = (yaml.safe_load(file.read_text()) if file.exists() else None) or {}
        return settings.get("config", {})

    def _exists(self) -> bool:
        return self._state_file().exists()

    def _recover_from_killed_engine(self) -> None:
        """Pulumi's documented way: give up the lock, forget pending creations, go on.

        What a pending creation made is found again by the resource's own create, where it leaves a trace.
        """
        if not (self._has_abandoned_lock() or self._has_pending_creation()):
            return
        say("An earlier Pulumi command was killed before it was done: releasing its lock and refreshing the state …")
        self._engine("cancel", "--yes", "--stack", STACK)
        exit_code = self._run("refresh", "--yes", "--clear-pending-creates")
        if exit_code != 0:
            raise ToolchainError("The state could not be refreshed; `make down`, or `make clean`, starts over.")

    def _has_abandoned_lock(self) -> bool:
        return any(_is_abandoned(lock) for lock in self._locks().glob("*.json"))

    def _has_pending_creation(self) -> bool:
        if not self._exists():
            return False
        state = json.loads(self._state_file().read_text())["checkpoint"].get("latest") or {}
        return any(pending["type"] == "creating" for pending in state.get("pending_operations") or [])

    def _state_file(self) -> Path:
        return self._folders.state / ".pulumi" / "stacks" / self._project() / f"{STACK}.json"

    def _locks(self) -> Path:
        return self._folders.state / ".pulumi" / "locks" / "organization" / self._project() / STACK

    def _project(self) -> str:
        return str(yaml.safe_load((self._folders.root / "Pulumi.yaml").read_text())["name"])

    def _run(self, *arguments: str) -> int:
        """Let the reader see what the engine prints."""
        return run_attached(
            ["pulumi", *arguments, "--stack", STACK], folder=self._folders.root, environment=self._environment
        )

    def _engine(self, *arguments: str) -> None:
        """Run a command that has nothing to tell unless it fails."""
        done = subprocess.run(
            ["pulumi", *arguments],
            check=False,
            cwd=self._folders.root,
            env=dict(self._environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise ToolchainError(f"`pulumi {' '.join(arguments)}` failed: {done.stdout}{done.stderr}")


def keep_state_of(folders: Folders, instance: str) -> None:
    """Let the folder of states belong to this life of local AWS; set aside what belongs to an earlier one.

    Args:
        folders: Of this clone.
        instance: Of the running local AWS.
    """
    mark = folders.state / "local-aws-instance"
    if not mark.exists() or mark.read_text() != instance:
        aside = set_aside_state(folders)
        if aside:
            say(
                "Local AWS was started anew and holds nothing of what Pulumi's state names. "
                f"That state now lies in {aside}; starting afresh."
            )
    folders.state.mkdir(parents=True, exist_ok=True)
    mark.write_text(instance)


def set_aside_state(folders: Folders) -> Path | None:
    """Move the states of all local stacks out of the way, if there are any, and say where to."""
    if not any((folders.state / ".pulumi" / "stacks").glob("*/*.json")):
        return None
    aside = folders.local / "set-aside" / time.strftime("%Y-%m-%dT%H-%M-%S")
    aside.parent.mkdir(parents=True, exist_ok=True)
    return folders.state.rename(aside)


def _is_abandoned(lock: Path) -> bool:
    """Whether the engine that took a lock on this machine is gone. Locks of other machines are left alone."""
    holder = json.loads(lock.read_text())
    return holder["hostname"] == socket.gethostname() and not _is_pulumi(holder["pid"])


def _is_pulumi(pid: int) -> bool:
    """Whether a process is there and, where the system tells, is a `pulumi`."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        told = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], check=True, capture_output=True, text=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return True
    return told.stdout.strip().rpartition("/")[2] == "pulumi"
