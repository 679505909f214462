"""The lines of `make env`: safe to evaluate, and nothing of the user's AWS account shines through."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolchain.environment import Environment, local_environment

if TYPE_CHECKING:
    from toolchain.folders import Folders

AWKWARD = """it's "$HOME" `id` \\ ; & * ? é\nsecond line"""


def evaluated(lines: str, inherited: dict[str, str]) -> dict[str, str]:
    """What a shell's children see after evaluating lines."""
    show = "import json, os; print(json.dumps(dict(os.environ)))"
    script = f'eval "$LINES"; exec "{sys.executable}" -c "{show}"'
    shown = subprocess.run(
        ["/bin/sh", "-c", script], check=True, capture_output=True, text=True, env={**inherited, "LINES": lines}
    )
    environment: dict[str, str] = json.loads(shown.stdout)
    return environment


def test_a_shell_gets_exactly_the_values() -> None:
    environment = Environment({"AWKWARD": AWKWARD}, removed=("GONE",))
    seen = evaluated(environment.as_shell(), {"GONE": "still here", "KEPT": "kept"})
    assert seen["AWKWARD"] == AWKWARD
    assert seen["KEPT"] == "kept"
    assert "GONE" not in seen


def test_a_child_gets_what_a_shell_gets(folders: Folders) -> None:
    inherited = {"PATH": "/usr/bin:/bin", "AWS_PROFILE": "production", "HOME": "/nowhere"}
    environment = local_environment(folders, Path("/engine"), inherited, "http://127.0.0.1:4588")
    seen = evaluated(environment.as_shell(), inherited)
    for name, value in environment.applied_to(inherited).items():
        assert seen[name] == value
    assert "AWS_PROFILE" not in seen


@pytest.mark.parametrize(
    "name",
    ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN", "AWS_ENDPOINT_URL_S3", "PULUMI_CONFIG_PASSPHRASE_FILE"],
)
def test_the_users_own_settings_are_gone(folders: Folders, name: str) -> None:
    inherited = {name: "of the user"}
    assert name not in local_environment(folders, None, inherited, "http://127.0.0.1:1").applied_to(inherited)


def test_credentials_and_files_of_the_user_are_replaced(folders: Folders) -> None:
    names = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_REGION",
    ]
    inherited = dict.fromkeys(names, "of the user")
    seen = local_environment(folders, None, inherited).applied_to(inherited)
    assert "of the user" not in [seen[name] for name in names]


def test_without_local_aws_no_endpoint_is_inherited(folders: Folders) -> None:
    inherited = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4588"}
    assert "AWS_ENDPOINT_URL" not in local_environment(folders, None, inherited).applied_to(inherited)


def test_evaluating_twice_makes_no_longer_path(folders: Folders) -> None:
    once = local_environment(folders, Path("/engine"), {"PATH": "/usr/bin:/bin"}).exported
    twice = local_environment(folders, Path("/engine"), once).exported
    assert twice == once
    assert once["PATH"].split(":")[:3] == [str(folders.python.parent), str(folders.plugins), "/engine"]


def test_an_engine_on_path_stays_where_it_is(folders: Folders) -> None:
    path = local_environment(folders, None, {"PATH": "/first:/second"}).exported["PATH"]
    assert path.endswith(f"{folders.plugins}:/first:/second")


@pytest.mark.parametrize("inherited", [{}, {"no_proxy": "intranet"}, {"NO_PROXY": "intranet,localhost"}])
def test_local_aws_is_never_asked_through_a_proxy(folders: Folders, inherited: dict[str, str]) -> None:
    exported = local_environment(folders, None, inherited).exported
    hosts = exported["no_proxy"].split(",")
    assert exported["NO_PROXY"] == exported["no_proxy"]
    assert {"127.0.0.1", "localhost"} <= set(hosts)
    assert len(hosts) == len(set(hosts))
    assert ("intranet" in hosts) == bool(inherited)
