"""Credentials from a Cognito identity pool on the real engine: the whole of it lives as its previews say."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.engine.harness import PROGRAMS, Project
from tests.engine.live import client, knob, objects

if TYPE_CHECKING:
    from pathlib import Path

    from chime_sdk_pulumi.local_aws import LocalAws

EDITS: Final = {
    '"minimum_length": 12': '"minimum_length": 14',
    '"ALLOW_USER_SRP_AUTH", ': "",
    'session_tag_key="user"': 'session_tag_key="member"',
    "Access.MINIMAL": "Access.FULL",
}
CHANGES: Final = {
    "UserPool users": "update",
    "UserPoolClient web": "update",
    "IdentityPoolProviderPrincipalTag access-people-session-tag": "update",
    "RolePolicy access-user-role-policy": "update",
}


def test_users_of_a_user_pool_get_the_user_role_and_their_session_tag(tmp_path: Path, local_aws: LocalAws) -> None:
    plugins = tmp_path / "plugins"
    install = [sys.executable, "-m", "chime_sdk_pulumi.local_aws.aws_plugin", "--install", str(plugins)]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    program = (PROGRAMS / "identity_pool.py").read_text()
    project = Project(tmp_path / "project", local_aws.endpoint_url, program, plugins=plugins)

    announced = project.preview().succeeded().operations_by_kind
    assert set(announced.values()) == {"create"}
    assert project.up().succeeded().operations_by_kind == announced
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations_by_kind == {}
    assert vended(local_aws, project) == ({"authenticated": user_role(project)}, {"user": "sub"})

    for old, new in EDITS.items():
        project.edit(old, new)
    assert project.preview().succeeded().operations_by_kind == CHANGES
    assert project.up().succeeded().operations_by_kind == CHANGES
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations_by_kind == {}
    assert vended(local_aws, project) == ({"authenticated": user_role(project)}, {"member": "sub"})

    # A pool has one set of roles, which a replacement must not take from it.
    project.up("--target-replace", project.resource("access-identity-pool-roles").urn).succeeded()
    assert vended(local_aws, project) == ({"authenticated": user_role(project)}, {"member": "sub"})

    counts = knob(local_aws, "resources")["counts"]
    assert {kind: count for kind, count in counts.items() if count} == {
        "identity_pools": 1,
        "roles": 1,
        "user_pools": 1,
    }
    project.destroy().succeeded()
    assert objects(local_aws) == {}
    assert {kind: count for kind, count in knob(local_aws, "resources")["counts"].items() if count} == {}


def user_role(project: Project) -> str:
    """The ARN of the users' role."""
    return str(project.resource("access-user-role").outputs["arn"])


def vended(local_aws: LocalAws, project: Project) -> tuple[dict[str, str], dict[str, str]]:
    """The roles that the identity pool vends, and the claims that it makes session tags of users of the user pool."""
    pools = client(local_aws, "cognito-identity")
    pool = {"IdentityPoolId": project.resource("access-identity-pool").id}
    users = str(project.resource("users").outputs["endpoint"])
    tags = pools.get_principal_tag_attribute_map(**pool, IdentityProviderName=users)["PrincipalTags"]
    return pools.get_identity_pool_roles(**pool)["Roles"], tags
