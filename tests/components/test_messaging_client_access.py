"""MessagingClientAccess: who gets the users' role, who vends it, and what each may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chime_sdk_pulumi.components import (
    MessagingClientAccess,
    MessagingServerService,
    MessagingUserAccess,
    policies,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.components import MessagingClientAccessArgs

    from tests.components.deployment import Deployment

APP_INSTANCE = "arn:aws:chime:us-east-1:111122223333:app-instance/chat"
ROLE = "arn:aws:iam::111122223333:role/"
TAG = "my_applications_user_id"
USER_POOL = "cognito-idp.us-east-1.amazonaws.com/us-east-1_abc"


def test_a_server_vends_the_users_role(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: MessagingClientAccess(
            "access", app_instance_arn=APP_INSTANCE, tags={"team": "chat"}, region="us-east-1"
        )
    )
    assert set(deployment.resources) == {
        "Role access-server-role",
        "RolePolicy access-server-role-policy",
        "Role access-user-role",
        "RolePolicy access-user-role-policy",
    }
    assert {made.parent for made in deployment.resources.values()} == {"access"}
    assert deployment["Role access-server-role"].document("assumeRolePolicy") == policies.messaging_server_trust_policy(
        "lambda"
    )
    assert deployment["RolePolicy access-server-role-policy"].document("policy") == policies.messaging_server_policy(
        f"{ROLE}access-user-role"
    )
    assert deployment["Role access-user-role"].document("assumeRolePolicy") == policies.messaging_user_trust_policy(
        f"{ROLE}access-server-role", TAG
    )
    assert deployment["RolePolicy access-user-role-policy"].document("policy") == policies.messaging_user_policy(
        APP_INSTANCE, TAG, MessagingUserAccess.FULL
    )
    assert deployment.inputs("Role access-user-role")["tags"] == {"team": "chat"}
    assert deployment.outputs["user_role_arn"] == f"{ROLE}access-user-role"
    assert deployment.outputs["user_role_name"] == "access-user-role"
    assert deployment.outputs["server_role_arn"] == f"{ROLE}access-server-role"
    assert deployment.outputs["server_role_name"] == "access-server-role"
    assert deployment.outputs["identity_pool_id"] is None


def test_access_tag_and_service_are_as_chosen(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: MessagingClientAccess(
            "access",
            app_instance_arn=APP_INSTANCE,
            user_access=MessagingUserAccess.MINIMAL,
            user_actions=["chime:PutChannelMembershipPreferences"],
            session_tag_key="uid",
            server={"service": MessagingServerService.EC2},
        )
    )
    assert deployment["RolePolicy access-user-role-policy"].document("policy") == policies.messaging_user_policy(
        APP_INSTANCE, "uid", MessagingUserAccess.MINIMAL, ["chime:PutChannelMembershipPreferences"]
    )
    assert deployment["Role access-user-role"].document("assumeRolePolicy") == policies.messaging_user_trust_policy(
        f"{ROLE}access-server-role", "uid"
    )
    assert deployment["Role access-server-role"].document("assumeRolePolicy") == policies.messaging_server_trust_policy(
        "ec2"
    )


def test_a_brought_server_is_given_the_right_to_vend(deploy: Callable[..., Deployment]) -> None:
    server = f"{ROLE}service-role/vending"
    deployment = deploy(
        lambda: MessagingClientAccess("access", app_instance_arn=APP_INSTANCE, server={"existing": {"arn": server}})
    )
    assert "Role access-server-role" not in deployment.resources
    assert deployment.inputs("RolePolicy access-server-role-policy")["role"] == "vending"
    assert deployment["Role access-user-role"].document("assumeRolePolicy") == policies.messaging_user_trust_policy(
        server, TAG
    )
    assert deployment.outputs["server_role_arn"] == server


@pytest.mark.parametrize(("role_name", "granted_to"), [(None, "access-server-role"), ("worker", "worker")])
def test_a_back_end_acts_as_its_user_with_the_servers_role_or_its_own(
    deploy: Callable[..., Deployment], role_name: str | None, granted_to: str
) -> None:
    user = f"{APP_INSTANCE}/user/back-end-worker"
    arguments: MessagingClientAccessArgs = {
        "app_instance_arn": APP_INSTANCE,
        "back_end": {"app_instance_user_arn": user, "actions": ["chime:CreateChannelModerator"]},
    }
    if role_name:
        arguments["back_end"]["role_name"] = role_name
    deployment = deploy(lambda: MessagingClientAccess("access", **arguments))
    granted = deployment["RolePolicy access-back-end-policy"]
    assert granted.inputs["role"] == granted_to
    assert granted.document("policy") == policies.messaging_back_end_policy(
        APP_INSTANCE, user, ["chime:CreateChannelModerator"]
    )


def test_an_identity_pool_vends_instead_to_users_it_can_tell_apart(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: MessagingClientAccess(
            "access",
            app_instance_arn=APP_INSTANCE,
            identity_pool={"user_pools": {"staff": {"endpoint": USER_POOL, "client_ids": ["web", "mobile"]}}},
        )
    )
    assert set(deployment.resources) == {
        "IdentityPool access-identity-pool",
        "IdentityPoolProviderPrincipalTag access-staff-session-tag",
        "IdentityPoolRoleAttachment access-identity-pool-roles",
        "Role access-user-role",
        "RolePolicy access-user-role-policy",
    }
    assert deployment.inputs("IdentityPool access-identity-pool") == {
        "identityPoolName": "access",
        "allowUnauthenticatedIdentities": False,
        "cognitoIdentityProviders": [
            {"providerName": USER_POOL, "clientId": client_id, "serverSideTokenCheck": True}
            for client_id in ("web", "mobile")
        ],
    }
    assert deployment.inputs("IdentityPoolProviderPrincipalTag access-staff-session-tag") == {
        "identityPoolId": "access-identity-pool",
        "identityProviderName": USER_POOL,
        "principalTags": {TAG: "sub"},
        "useDefaults": False,
    }
    attachment = deployment["IdentityPoolRoleAttachment access-identity-pool-roles"]
    assert attachment.inputs == {
        "identityPoolId": "access-identity-pool",
        "roles": {"authenticated": f"{ROLE}access-user-role"},
    }
    assert attachment.depends_on >= {"access-user-role-policy"}
    assert deployment["Role access-user-role"].document(
        "assumeRolePolicy"
    ) == policies.messaging_identity_pool_trust_policy("access-identity-pool")
    assert deployment.outputs["identity_pool_id"] == "access-identity-pool"
    assert deployment.outputs["server_role_arn"] is None


def test_a_brought_identity_pool_is_left_as_it_is(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: MessagingClientAccess(
            "access", app_instance_arn=APP_INSTANCE, identity_pool={"existing": {"id": "us-east-1:1111"}}
        )
    )
    assert set(deployment.resources) == {"Role access-user-role", "RolePolicy access-user-role-policy"}
    assert deployment["Role access-user-role"].document(
        "assumeRolePolicy"
    ) == policies.messaging_identity_pool_trust_policy("us-east-1:1111")


def test_the_claim_and_the_tag_are_as_chosen_and_the_region_reaches_the_pool(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: MessagingClientAccess(
            "access",
            app_instance_arn=APP_INSTANCE,
            session_tag_key="uid",
            identity_pool={
                "user_pools": {"staff": {"endpoint": USER_POOL, "client_ids": ["web"]}},
                "user_id_claim": "custom:employee",
            },
            region="eu-central-1",
        )
    )
    mapped = deployment.inputs("IdentityPoolProviderPrincipalTag access-staff-session-tag")
    assert mapped["principalTags"] == {"uid": "custom:employee"}
    regional = {name for name in deployment.resources if "Role access" not in name and "RolePolicy" not in name}
    assert {name for name in regional if deployment.inputs(name).get("region") != "eu-central-1"} == set()
