"""The environment in which everything works against local AWS, for this process's children and for a person's shell."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from toolchain.folders import Folders

REGION = "us-east-1"
PASSPHRASE = "local"
"""Encrypts secrets in the state of local stacks, and those in `Pulumi.local.yaml`. It protects nothing real."""

_PASSED_BY_PROXIES = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Environment:
    """Changes to an environment: variables that are set, and variables that must not be there."""

    exported: Mapping[str, str]
    removed: tuple[str, ...] = field(default=())

    def applied_to(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The whole environment of a child process."""
        return {name: value for name, value in inherited.items() if name not in self.removed} | dict(self.exported)

    def as_shell(self) -> str:
        """Lines for `eval` in any POSIX shell, whatever characters the values have."""
        removed = [f"unset {name}" for name in self.removed]
        exported = [f"export {name}={shlex.quote(value)}" for name, value in self.exported.items()]
        return "\n".join([*removed, *exported])


def local_environment(
    folders: Folders, engine: Path | None, inherited: Mapping[str, str], endpoint_url: str | None = None
) -> Environment:
    """What makes a process use this clone's tools and nobody's AWS account.

    Args:
        folders: Of this clone.
        engine: The folder that holds `pulumi`, unless that is on the inherited PATH.
        inherited: The environment to change.
        endpoint_url: Of the running local AWS; without it, no AWS call has a destination that accepts its credentials.
    """
    first = [folders.virtual_environment / "bin", folders.plugins, *([engine] if engine else [])]
    exported = {
        "PATH": _search_path(first, inherited.get("PATH", os.defpath)),
        "VIRTUAL_ENV": str(folders.virtual_environment),
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        # Where `aws configure` may write; the user's own profiles, roles and endpoints stay out of it.
        "AWS_CONFIG_FILE": str(folders.local_aws / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folders.local_aws / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        # An engine that is killed while it writes the metadata beside a state file leaves them empty, and no command can
        # read the stack from then on.
        "PULUMI_BACKEND_URL": f"{folders.state.as_uri()}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_HOME": str(folders.pulumi_home),
        "PULUMI_PYTHON_CMD": str(folders.python),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **_without_proxies(inherited),
    }
    if endpoint_url:
        exported["AWS_ENDPOINT_URL"] = endpoint_url
    if any(folders.plugins.glob("pulumi-resource-*")):
        # With a stand-in there is nothing to download, and every command would look for it for seconds.
        exported["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true"
    removed = {
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_SESSION_TOKEN",
        "AWS_SECURITY_TOKEN",
        "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "PULUMI_CONFIG_PASSPHRASE_FILE",
        "PULUMI_DIY_BACKEND_GZIP",
        "PULUMI_DIY_BACKEND_ZSTD",
        "PULUMI_IGNORE_AMBIENT_PLUGINS",
        "PULUMI_STACK",
        "PYTHONHOME",
        *(name for name in inherited if name.startswith("AWS_ENDPOINT_URL")),
    }
    return Environment(exported, tuple(sorted(removed - exported.keys())))


def _search_path(first: list[Path], inherited: str) -> str:
    """`first`, then what was there before: evaluating it twice makes it no longer."""
    folders = [str(folder) for folder in first]
    return os.pathsep.join([*folders, *(folder for folder in inherited.split(os.pathsep) if folder not in folders)])


def _without_proxies(inherited: Mapping[str, str]) -> dict[str, str]:
    """A proxy does not reach this machine's own address."""
    named = inherited.get("no_proxy") or inherited.get("NO_PROXY") or ""
    hosts = [host for host in named.split(",") if host]
    hosts += [host for host in _PASSED_BY_PROXIES if host not in hosts]
    return {"no_proxy": ",".join(hosts), "NO_PROXY": ",".join(hosts)}
