"""Makes `.venv` from `requirements.lock`; runs with whichever Python there is, before anything is installed.

Every package is pinned by hash and comes as a wheel, so that installing runs nobody else's code. The project itself
is installed editable.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from typing import TYPE_CHECKING

from toolchain.folders import here
from toolchain.locking import locked
from toolchain.progress import ToolchainError, run_with_progress, say

if TYPE_CHECKING:
    from pathlib import Path

    from toolchain.folders import Folders

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11")


def main() -> int:
    """Make the virtual environment, if it isn't what the lock file says already."""
    if sys.version_info < OLDEST_PYTHON:
        _start_again_with_newer_python()
    try:
        ensure(here())
    except ToolchainError as error:
        say(f"error: {error}")
        return 1
    return 0


def ensure(folders: Folders) -> None:
    """Make the virtual environment match the lock file and the project's metadata.

    Raises:
        ToolchainError: Python cannot make virtual environments, or a package could not be installed.
    """
    stamp = folders.virtual_environment / "made-from"
    wanted = made_from(folders)
    if _text(stamp) == wanted:
        return
    with locked(folders.local / "virtual-environment.lock", "making the virtual environment"):
        if _text(stamp) == wanted:
            return
        stamp.unlink(missing_ok=True)
        _make(folders)
        stamp.write_text(wanted)


def made_from(folders: Folders) -> str:
    """What the virtual environment depends upon: when it changes, it is made again."""
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((folders.root / name).read_bytes())
    version = ".".join(str(number) for number in sys.version_info[:2])
    return f"Python {version}, {folders.root}, {digest.hexdigest()}\n"


def _make(folders: Folders) -> None:
    python, root = folders.python, folders.root
    run_with_progress(
        "Making the virtual environment .venv",
        [sys.executable, "-m", "venv", *_clear_if_unusable(folders), folders.virtual_environment],
    )
    install: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    run_with_progress(
        "Installing the packages of requirements.lock",
        [*install, "--require-hashes", "--only-binary", ":all:", "-r", root / "requirements.lock"],
    )
    run_with_progress(
        "Installing this project, editable",
        [*install, "--no-deps", "--no-build-isolation", "-e", root],
    )
    if " " in str(python):
        _let_scripts_find_python(python)


def _let_scripts_find_python(python: Path) -> None:
    """The first line of a script can't name an interpreter whose path has a space; pip minds that in few of them."""
    unusable = f"#!{python}\n".encode()
    for script in python.parent.iterdir():
        if script.is_file() and not script.is_symlink() and script.read_bytes().startswith(unusable):
            read_by_shell_and_python = f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n"
            script.write_bytes(read_by_shell_and_python.encode() + script.read_bytes().removeprefix(unusable))


def _clear_if_unusable(folders: Folders) -> list[str]:
    """A virtual environment of another Python version, or of a folder that was moved, can't be mended."""
    configuration = _text(folders.virtual_environment / "pyvenv.cfg")
    version = ".".join(str(number) for number in sys.version_info[:2])
    moved = not folders.python.exists() or str(folders.virtual_environment) not in configuration
    return ["--clear"] if configuration and (moved or f"version = {version}." not in configuration) else []


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except FileNotFoundError:
        return ""


def _start_again_with_newer_python() -> None:
    for name in NEWER_PYTHONS:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, "-m", "toolchain.virtual_environment"])
    found_version = ".".join(str(number) for number in sys.version_info[:3])
    sys.exit(
        f"error: Python 3.11 or newer is needed, {sys.executable} is {found_version}. "
        "Name a newer one: make PYTHON=/path/to/python3 …"
    )


if __name__ == "__main__":
    sys.exit(main())
