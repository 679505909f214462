"""IAM roles with which end users and back ends use Amazon Chime SDK messaging."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NotRequired, Required, TypedDict, Unpack

import pulumi
import pulumi_aws as aws

from ..providers._model import Problem
from . import policies
from ._component import Component, ComponentArgs, policy_json
from ._role import ExistingRoleArgs, Role, created_role, existing_role, role_policy
from .policies import MessagingUserAccess

SESSION_TAG_KEY = "my_applications_user_id"
"""The key that the guide gives the session tag with the id of the user."""


class MessagingServerService(StrEnum):
    """What runs the server that vends credentials."""

    LAMBDA = "lambda"
    EC2 = "ec2"


class MessagingServerArgs(TypedDict, total=False):
    """The role of the server that vends credentials; created by default, with no other right than to vend them."""

    existing: ExistingRoleArgs
    """A role to use instead of creating one, such as that of a Lambda function. It is given the right to vend."""
    service: MessagingServerService
    """What runs the server: ``lambda`` (default) or ``ec2``."""


class ExistingIdentityPoolArgs(TypedDict):
    """An identity pool that somebody else manages, who then makes the user role its authenticated role and maps the
    claim with the user's id to the session tag."""

    id: pulumi.Input[str]
    """The id of the identity pool."""


class IdentityPoolUserPoolArgs(TypedDict):
    """A user pool whose users get credentials."""

    endpoint: pulumi.Input[str]
    """The endpoint of the user pool, such as ``cognito-idp.us-east-1.amazonaws.com/us-east-1_abc``."""
    client_ids: Sequence[pulumi.Input[str]]
    """The ids of the app clients with which users sign in, such as one of a web page and one of a mobile app."""


class IdentityPoolArgs(TypedDict, total=False):
    """A Cognito identity pool that vends credentials: `existing`, or `user_pools` of one to create."""

    existing: ExistingIdentityPoolArgs
    """An identity pool to use instead of creating one."""
    user_pools: Mapping[str, IdentityPoolUserPoolArgs]
    """Whose users get credentials from an identity pool that is created: user pools by a name of your own."""
    user_id_claim: pulumi.Input[str]
    """The claim of their tokens with the id of the AppInstanceUser; ``sub`` by default."""


class MessagingBackEndArgs(TypedDict):
    """A back-end service that acts as a user of the AppInstance."""

    app_instance_user_arn: pulumi.Input[str]
    """The ARN of the AppInstanceUser as which it acts; ``<AppInstance ARN>/user/*`` lets it act as anybody."""
    role_name: NotRequired[pulumi.Input[str]]
    """The name of its role; that of the server by default."""
    actions: NotRequired[Sequence[pulumi.Input[str]]]
    """Further actions, such as ``chime:CreateChannelModerator``, besides those on channels, memberships and messages."""


class MessagingClientAccessArgs(ComponentArgs, total=False):
    """The arguments of a MessagingClientAccess."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance."""
    user_access: MessagingUserAccess
    """What end users may do: ``full`` (default), ``minimal`` or ``connect-only``."""
    user_actions: Sequence[pulumi.Input[str]]
    """Further actions of end users, such as ``chime:PutChannelMembershipPreferences``; none by default."""
    session_tag_key: str
    """The key of the session tag with the id of the AppInstanceUser; ``my_applications_user_id`` by default."""
    server: MessagingServerArgs
    """The role of the server that vends credentials."""
    identity_pool: IdentityPoolArgs
    """Let Amazon Cognito vend credentials instead of a server."""
    back_end: MessagingBackEndArgs
    """A back-end service; none by default."""


class MessagingClientAccess(Component[MessagingClientAccessArgs], token="chime-sdk:index:MessagingClientAccess"):
    """The role with which each end user can use messaging as that user alone, and who vends its credentials.

    A server assumes the user role and names the user in a session tag, ``sts assume-role --role-arn … --tags
    Key=my_applications_user_id,Value=<id>``; or a Cognito identity pool does so for the users of its user pools.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`MessagingClientAccessArgs`.

    Attributes:
        user_role_arn: The ARN of the role that end users get.
        user_role_name: The name of that role, for whatever else end users may do.
        server_role_arn: The ARN of the server's role; None with an identity pool.
        server_role_name: The name of the server's role, for whatever else it needs, such as to write its log; or None.
        identity_pool_id: The id of the identity pool; None without one.

    Source: Developer guide, Authenticating end-user client applications; Making SDK calls from a back-end service.
    """

    user_role_arn: pulumi.Output[str]
    user_role_name: pulumi.Output[str]
    server_role_arn: pulumi.Output[str | None]
    server_role_name: pulumi.Output[str | None]
    identity_pool_id: pulumi.Output[str | None]

    _has_chime_children = False

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[MessagingClientAccessArgs]
    ) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: MessagingClientAccessArgs) -> Iterator[Problem]:
        yield from session_tag_problems(arguments)
        pool = arguments.get("identity_pool")
        if pool is None:
            return
        if arguments.get("server") is not None:
            yield Problem(("identity_pool",), "rules out server; give one or the other")
        if not (pool.get("existing") or pool.get("user_pools")):
            yield Problem(("identity_pool", "user_pools"), "is missing; give user_pools, or an existing identity pool")
        names: dict[object, str] = {}
        for name, user_pool in pool.get("user_pools", {}).items():
            path = ("identity_pool", "user_pools", name)
            if not user_pool["client_ids"]:
                yield Problem(
                    (*path, "client_ids"), "is empty; give the id of each app client with which users sign in"
                )
            endpoint = user_pool["endpoint"]
            if isinstance(endpoint, str) and (other := names.setdefault(endpoint, name)) != name:
                yield Problem((*path, "endpoint"), f"is that of {other}; give the app clients of a user pool together")
        if "back_end" in arguments and "role_name" not in arguments["back_end"]:
            yield Problem(
                ("back_end", "role_name"), "is missing; with an identity pool there is no server's role to take"
            )

    def _build(self, arguments: MessagingClientAccessArgs) -> None:
        pool = arguments.get("identity_pool")
        server = None
        if pool is None:
            server, user = self._vended_by_server(arguments)
            self.identity_pool_id = pulumi.Output.from_input(None)
        else:
            self.identity_pool_id, user = self._vended_by_identity_pool(pool, arguments)
        if (back_end := arguments.get("back_end")) is not None:
            self._back_end(back_end, arguments["app_instance_arn"], server)
        self.user_role_arn = user.arn
        self.user_role_name = user.name
        self.server_role_arn = pulumi.Output.from_input(server.arn if server else None)
        self.server_role_name = pulumi.Output.from_input(server.name if server else None)

    def _vended_by_server(self, arguments: MessagingClientAccessArgs) -> tuple[Role, Role]:
        server_arguments = arguments.get("server", {})
        existing = server_arguments.get("existing")
        if existing:
            server = existing_role(existing)
        else:
            service = server_arguments.get("service", MessagingServerService.LAMBDA)
            trust_policy = policies.messaging_server_trust_policy(MessagingServerService(service).value)
            server = created_role(self, "server-role", json.dumps(trust_policy, sort_keys=True))
        trust = policy_json(
            policies.messaging_user_trust_policy,
            server_role_arn=server.arn,
            session_tag_key=arguments.get("session_tag_key", SESSION_TAG_KEY),
        )
        user = self._user(arguments, trust)
        may_vend = policy_json(policies.messaging_server_policy, user_role_arn=user.arn)
        role_policy(self, "server-role-policy", server.name, may_vend)
        return server, user

    def _vended_by_identity_pool(
        self, pool: IdentityPoolArgs, arguments: MessagingClientAccessArgs
    ) -> tuple[pulumi.Output[str], Role]:
        existing = pool.get("existing")
        identity_pool_id = pulumi.Output.from_input(existing["id"]) if existing else self._identity_pool(pool)
        trust = policy_json(policies.messaging_identity_pool_trust_policy, identity_pool_id=identity_pool_id)
        user = self._user(arguments, trust)
        if not existing:
            self._attach(identity_pool_id, pool, user, arguments.get("session_tag_key", SESSION_TAG_KEY))
        return identity_pool_id, user

    def _identity_pool(self, pool: IdentityPoolArgs) -> pulumi.Output[str]:
        created = aws.cognito.IdentityPool(
            self.child_name("identity-pool"),
            identity_pool_name=self.pulumi_resource_name,
            allow_unauthenticated_identities=False,
            cognito_identity_providers=[
                {
                    "provider_name": user_pool["endpoint"],
                    "client_id": client_id,
                    # Users who are disabled or deleted get no more credentials, even if they still have a token.
                    "server_side_token_check": True,
                }
                for user_pool in pool["user_pools"].values()
                for client_id in user_pool["client_ids"]
            ],
            region=self.child_region,
            tags=self.child_tags,
            opts=self.child_options(),
        )
        return created.id

    def _attach(
        self, identity_pool_id: pulumi.Output[str], pool: IdentityPoolArgs, user: Role, session_tag_key: str
    ) -> None:
        for name, user_pool in pool["user_pools"].items():
            aws.cognito.IdentityPoolProviderPrincipalTag(
                self.child_name(f"{name}-session-tag"),
                identity_pool_id=identity_pool_id,
                identity_provider_name=user_pool["endpoint"],
                principal_tags={session_tag_key: pool.get("user_id_claim", "sub")},
                use_defaults=False,
                region=self.child_region,
                opts=self.child_options(),
            )
        aws.cognito.IdentityPoolRoleAttachment(
            self.child_name("identity-pool-roles"),
            identity_pool_id=identity_pool_id,
            roles={"authenticated": user.arn},
            region=self.child_region,
            opts=pulumi.ResourceOptions.merge(
                self.child_options(*user.ready),
                # A pool has one set of roles: deleting the old attachment last would take the new one's roles away.
                pulumi.ResourceOptions(delete_before_replace=True),
            ),
        )

    def _user(self, arguments: MessagingClientAccessArgs, trust_policy: pulumi.Output[str]) -> Role:
        policy = policy_json(
            policies.messaging_user_policy,
            app_instance_arn=arguments["app_instance_arn"],
            session_tag_key=arguments.get("session_tag_key", SESSION_TAG_KEY),
            access=arguments.get("user_access", MessagingUserAccess.FULL),
            actions=arguments.get("user_actions", []),
        )
        return created_role(self, "user-role", trust_policy, policy)

    def _back_end(
        self, back_end: MessagingBackEndArgs, app_instance_arn: pulumi.Input[str], server: Role | None
    ) -> None:
        role_name = back_end.get("role_name", server.name) if server else back_end["role_name"]
        policy = policy_json(
            policies.messaging_back_end_policy,
            app_instance_arn=app_instance_arn,
            app_instance_user_arn=back_end["app_instance_user_arn"],
            actions=back_end.get("actions", []),
        )
        role_policy(self, "back-end-policy", role_name, policy)


def session_tag_problems(arguments: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with the key of a session tag.

    Source: API reference of AWS STS, Tag.
    """
    key = str(arguments.get("session_tag_key", SESSION_TAG_KEY))
    if not re.fullmatch(r"[\w .:/=+@-]{1,128}", key) or key.lower().startswith("aws:"):
        yield Problem(
            ("session_tag_key",),
            "must be 1 to 128 letters, digits, spaces or characters of _.:/=+-@, and not begin with aws:",
        )
