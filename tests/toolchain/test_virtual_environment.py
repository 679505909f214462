"""The virtual environment is made again when, and only when, what it is made from changes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from toolchain import virtual_environment
from toolchain.progress import ToolchainError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolchain.folders import Folders


@pytest.fixture
def runs(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have made it."""
    for name in ("requirements.lock", "pyproject.toml"):
        (folders.root / name).write_text("")
    folders.python.parent.mkdir(parents=True)
    runs: list[list[str]] = []

    def run(_title: str, command: Sequence[str | Path]) -> None:
        runs.append([str(word) for word in command])

    monkeypatch.setattr(virtual_environment, "run_with_progress", run)
    return runs


def test_a_second_run_does_nothing(folders: Folders, runs: list[list[str]]) -> None:
    virtual_environment.ensure(folders)
    commands = len(runs)
    virtual_environment.ensure(folders)
    assert len(runs) == commands > 0


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_change_makes_it_again(folders: Folders, runs: list[list[str]], name: str) -> None:
    virtual_environment.ensure(folders)
    commands = len(runs)
    (folders.root / name).write_text("changed")
    virtual_environment.ensure(folders)
    assert len(runs) == 2 * commands


def test_packages_come_with_hashes_and_build_nothing(folders: Folders, runs: list[list[str]]) -> None:
    virtual_environment.ensure(folders)
    packages, project = (command for command in runs if "install" in command)
    assert {"--require-hashes", "--only-binary", ":all:"} <= set(packages)
    assert {"--no-deps", "--no-build-isolation", "-e", str(folders.root)} <= set(project)


@pytest.mark.usefixtures("runs")
def test_scripts_run_where_the_path_has_a_space(folders: Folders) -> None:
    folders.python.symlink_to(sys.executable)
    script = folders.python.with_name("aws")
    script.write_text(f"#!{folders.python}\nimport sys\nprint(sys.argv[1:])\n")
    script.chmod(0o755)
    virtual_environment.ensure(folders)
    printed = subprocess.run([script, "two words", "*"], check=True, capture_output=True, text=True).stdout
    assert printed == "['two words', '*']\n"


def test_what_failed_half_way_is_made_again(
    folders: Folders, runs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_title: str, _command: Sequence[str | Path]) -> None:
        raise ToolchainError("no network")

    with monkeypatch.context() as offline:
        offline.setattr(virtual_environment, "run_with_progress", fail)
        with pytest.raises(ToolchainError):
            virtual_environment.ensure(folders)
    virtual_environment.ensure(folders)
    assert runs


@pytest.mark.parametrize(
    ("configuration", "cleared"),
    [
        ("", False),
        ("version = 3.2.1\ncommand = python3 -m venv {folder}\n", True),
        ("version = {version}.0\ncommand = python3 -m venv /elsewhere/.venv\n", True),
        ("version = {version}.0\ncommand = python3 -m venv {folder}\n", False),
    ],
)
def test_what_cannot_be_mended_is_cleared(
    folders: Folders,
    runs: list[list[str]],
    configuration: str,
    cleared: bool,
) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    folders.python.touch()
    text = configuration.format(version=version, folder=folders.virtual_environment)
    (folders.virtual_environment / "pyvenv.cfg").write_text(text)
    virtual_environment.ensure(folders)
    assert ("--clear" in runs[0]) == cleared
