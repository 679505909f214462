"""The engine's plugin for pulumi-aws: the real one where it can be downloaded, else the stand-in of local AWS."""

from __future__ import annotations

import subprocess
import time
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING

from toolchain import network
from toolchain.engine import DOWNLOADS
from toolchain.locking import locked
from toolchain.progress import ToolchainError, run_with_progress, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from toolchain.folders import Folders

SECONDS_A_FAILURE_IS_REMEMBERED = 24 * 60 * 60
SECONDS_FOR_A_DOWNLOAD = 600

_EXECUTABLE = "pulumi-resource-aws"


def provide(folders: Folders, environment: Mapping[str, str]) -> None:
    """See to it that the engine finds a plugin for pulumi-aws.

    Args:
        folders: Of this clone.
        environment: That the engine runs in.
    """
    version = installed_version("pulumi-aws")
    if _is_installed(folders, version) or _download(folders, version, environment):
        (folders.plugins / _EXECUTABLE).unlink(missing_ok=True)
    else:
        install_stand_in(folders)


def install_stand_in(folders: Folders) -> None:
    """Put the stand-in where only local AWS finds it, unless it was put there since the interpreter was installed."""
    executable = folders.plugins / _EXECUTABLE
    made = folders.virtual_environment / "made-from"
    if executable.exists() and executable.stat().st_mtime >= made.stat().st_mtime:
        return
    subprocess.run(
        [folders.python, "-m", "chime_sdk_pulumi.local_aws.aws_plugin", "--install", folders.plugins],
        check=True,
        cwd=folders.root,
    )


def _is_installed(folders: Folders, version: str) -> bool:
    """Pulumi's own sign of a complete download is the absence of the `.partial` file beside the folder."""
    plugin = folders.pulumi_home / "plugins" / f"resource-aws-v{version}"
    return (plugin / _EXECUTABLE).exists() and not plugin.with_name(f"{plugin.name}.partial").exists()


def _download(folders: Folders, version: str, environment: Mapping[str, str]) -> bool:
    failure = folders.cache / f"aws-plugin-{version}-not-to-be-had"
    with locked(folders.cache / "aws-plugin.lock", "downloading the aws plugin"):
        if _is_installed(folders, version):
            return True
        if _is_recent(failure):
            return False
        try:
            if not network.answers(f"{DOWNLOADS}/install.sh"):
                raise ToolchainError(f"The aws plugin of Pulumi can't be downloaded: no answer from {DOWNLOADS}.")
            run_with_progress(
                f"Downloading the aws plugin {version}",
                ["pulumi", "plugin", "install", "resource", "aws", f"v{version}"],
                environment=environment,
                seconds_allowed=SECONDS_FOR_A_DOWNLOAD,
            )
        except ToolchainError as error:
            say(f"{error}\nIts stand-in takes its place; the next attempt is tomorrow.")
            failure.touch()
            return False
    return True


def _is_recent(file: Path) -> bool:
    return file.exists() and time.time() - file.stat().st_mtime < SECONDS_A_FAILURE_IS_REMEMBERED
