"""Finds the Pulumi engine, or gets one.

In this order: a recent `pulumi` on PATH; one that was downloaded or built before; the official download; a build from
the Go modules that `toolchain/go` pins. What is got lies in the user's cache and serves every clone.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING

from toolchain import engine_build, network
from toolchain.locking import locked
from toolchain.progress import ToolchainError, run_with_progress, say

if TYPE_CHECKING:
    from toolchain.folders import Folders

OLDEST_ENGINE = (3, 259, 0)
DOWNLOADS = "https://get.pulumi.com"
SECONDS_FOR_A_DOWNLOAD = 600

_LANGUAGE_HOST = "pulumi-language-python"
_INSTALL = "import sys; from pulumi.automation import PulumiCommand; PulumiCommand.install(root=sys.argv[1])"


@dataclass(frozen=True)
class Engine:
    """A Pulumi engine that comes with its Python language host.

    Attributes:
        folder: Holds the executable `pulumi`; nothing when that is on PATH.
        origin: Where it comes from, for the reader.
    """

    folder: Path | None
    origin: str


def provide(folders: Folders, search_path: str) -> Engine:
    """Find the engine, or get one, which takes minutes when it has to be built.

    Args:
        folders: Of this clone.
        search_path: The user's PATH.

    Raises:
        ToolchainError: There is none on PATH, no download, and no build.
    """
    return on_path(search_path) or in_cache(folders) or _get(folders)


def on_path(search_path: str) -> Engine | None:
    """The engine on PATH, if it is recent and can run Python programs; a sentence says why one isn't used."""
    executable = shutil.which("pulumi", path=search_path)
    if executable is None:
        return None
    version = version_of(executable)
    if version is None:
        say(f"{executable} does not tell its version: not used.")
        return None
    if version < OLDEST_ENGINE:
        say(f"{executable} is version {_dotted(version)}, older than {_dotted(OLDEST_ENGINE)}: not used.")
        return None
    beside = [Path(executable).parent, Path(executable).resolve().parent]
    if not any((folder / _LANGUAGE_HOST).exists() for folder in beside) and not shutil.which(
        _LANGUAGE_HOST, path=search_path
    ):
        say(f"{executable} comes without {_LANGUAGE_HOST}: not used.")
        return None
    return Engine(None, f"version {_dotted(version)} on PATH, {executable}")


def version_of(executable: str | Path) -> tuple[int, ...] | None:
    """What `pulumi version` says, as numbers; nothing when it fails or says something else."""
    try:
        said = subprocess.run(
            [executable, "version"], check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    numbers = re.match(r"v?(\d+)\.(\d+)\.(\d+)", said.strip())
    return tuple(int(number) for number in numbers.groups()) if numbers else None


def in_cache(folders: Folders) -> Engine | None:
    """The engine that an earlier run downloaded or built."""
    for root, origin in (
        (_downloaded(folders), "the official download"),
        (engine_build.built(folders), "built from Go modules"),
    ):
        if (root / "bin" / "pulumi").exists():
            return Engine(root / "bin", origin)
    return None


def _get(folders: Folders) -> Engine:
    with locked(folders.cache / "engine.lock", "getting the Pulumi engine"):
        got = in_cache(folders)
        if got:
            return got
        if not download(folders):
            engine_build.build(folders)
        got = in_cache(folders)
    if not got:
        raise ToolchainError("No Pulumi engine came out of the build. Install one: https://www.pulumi.com/docs/install")
    return got


def download(folders: Folders) -> bool:
    """Get the official engine of the Python SDK's version, where the network allows it."""
    if not network.answers(f"{DOWNLOADS}/install.sh"):
        say(f"The Pulumi engine can't be downloaded: no answer from {DOWNLOADS}.")
        return False
    target = _downloaded(folders)
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        run_with_progress(
            f"Downloading the Pulumi engine to {target}",
            [folders.python, "-c", _INSTALL, partial],
            seconds_allowed=SECONDS_FOR_A_DOWNLOAD,
        )
    except ToolchainError as error:
        say(str(error))
        return False
    partial.rename(target)
    return True


def _downloaded(folders: Folders) -> Path:
    return folders.cache / f"engine-{installed_version('pulumi')}-official"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in version)
