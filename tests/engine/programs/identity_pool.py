"""A chat whose users sign in at a user pool, and get their credentials from an identity pool."""

import pulumi_aws as aws
from chime_sdk_pulumi.providers import identity

from chime_sdk_pulumi import components

chat = identity.AppInstance("chat", allow_destroy=True)

users = aws.cognito.UserPool(
    "users",
    username_attributes=["email"],
    auto_verified_attributes=["email"],
    password_policy={"minimum_length": 12, "require_numbers": True},
)
web = aws.cognito.UserPoolClient(
    "web", user_pool_id=users.id, explicit_auth_flows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
)
components.MessagingClientAccess(
    "access",
    app_instance_arn=chat.arn,
    user_access=components.MessagingUserAccess.MINIMAL,
    session_tag_key="user",
    identity_pool={"user_pools": {"people": {"endpoint": users.endpoint, "client_ids": [web.id]}}},
)
