"""An explicit provider, for Chime resources in another region or account than the stack's own."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypedDict

import pulumi
from pulumi.runtime.config import is_config_secret


class AssumeRoleArgs(TypedDict, total=False):
    """A role to assume."""

    role_arn: pulumi.Input[str]
    """The ARN of the role. Required."""
    session_name: pulumi.Input[str]
    """The session's name in CloudTrail; ``chime-sdk-pulumi`` by default."""
    external_id: pulumi.Input[str]
    """The external id that the role's trust policy asks for."""
    policy: pulumi.Input[str]
    """A session policy that narrows the role."""
    source_identity: pulumi.Input[str]
    """The source identity of the session."""


class Provider(pulumi.ProviderResource):
    """The account, region and defaults of the Chime resources that name it in ``provider=`` or inherit it in ``providers=``.

    Chime resources do not inherit an ``aws.Provider``: give a component both.

    Args:
        resource_name: The logical name in the Pulumi program.
        region: The AWS region; the SDK's environment decides when it is left out.
        profile: A profile of the shared AWS configuration.
        access_key: An access key id.
        secret_key: The secret access key; stored as a Pulumi secret.
        token: A session token; stored as a Pulumi secret.
        assume_roles: Roles to assume, one after the other.
        endpoints: Addresses of services by boto3's name.
        default_tags: Tags for every resource that takes tags; a resource's own tag wins.
        max_retries: How often a call is repeated after a transient error; 25 by default.
        allowed_account_ids: The accounts that may be changed.
        skip_region_validation: Do not check whether the API exists in a resource's region.
        opts: Pulumi's resource options.
    """

    def __init__(
        self,
        resource_name: str,
        *,
        region: pulumi.Input[str] | None = None,
        profile: pulumi.Input[str] | None = None,
        access_key: pulumi.Input[str] | None = None,
        secret_key: pulumi.Input[str] | None = None,
        token: pulumi.Input[str] | None = None,
        assume_roles: Sequence[AssumeRoleArgs] | None = None,
        endpoints: Mapping[str, pulumi.Input[str]] | None = None,
        default_tags: Mapping[str, pulumi.Input[str]] | None = None,
        max_retries: pulumi.Input[int] | None = None,
        allowed_account_ids: Sequence[pulumi.Input[str]] | None = None,
        skip_region_validation: pulumi.Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        props = {
            "region": region,
            "profile": profile,
            "access_key": access_key,
            "secret_key": None if secret_key is None else pulumi.Output.secret(secret_key),
            "token": None if token is None else pulumi.Output.secret(token),
            "assume_roles": assume_roles,
            "endpoints": None if endpoints is None else [dict(endpoints)],
            "default_tags": None if default_tags is None else _plain({"tags": dict(default_tags)}),
            "max_retries": max_retries,
            "allowed_account_ids": allowed_account_ids,
            "skip_region_validation": skip_region_validation,
        }
        super().__init__("pulumi-python", resource_name, props, opts)


async def _plain(default_tags: pulumi.Input[Mapping[str, object]]) -> object:
    """Default tags, unless one is a secret: as part of every resource's tags it would be in plain text in the state."""
    output = pulumi.Output.from_input(default_tags)
    if await output.is_secret():
        raise pulumi.RunError("default_tags must not hold a secret: tags are shown in previews and readable by anybody")
    return await output.future()


@cache
def check_configured_secrets() -> None:
    """Warn, once per program, of credentials that the stack configuration holds in plain text: the engine stores them in state.

    Raises:
        RunError: The default tags are a secret, which tags cannot be.
    """
    configuration = pulumi.Config("aws")
    if is_config_secret("aws:defaultTags"):
        raise pulumi.RunError(
            "aws:defaultTags must not be a secret: tags are shown in previews and readable by anybody"
        )
    for key in ("secretKey", "token"):
        if configuration.get(key) and not is_config_secret(f"aws:{key}"):
            pulumi.log.warn(
                f"aws:{key} is in the stack configuration in plain text, and Pulumi stores the configuration in its state; "
                f"set it with `pulumi config set --secret aws:{key}`"
            )
