"""IAM roles: created, or brought, and what they may do."""

from dataclasses import dataclass
from typing import Any, TypedDict

import pulumi
import pulumi_aws as aws

from ._component import Component


class ExistingRoleArgs(TypedDict):
    """A role that somebody else manages."""

    arn: pulumi.Input[str]
    """The ARN of the role."""


@dataclass(frozen=True)
class Role:
    """A role, however it came about."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]
    ready: tuple[pulumi.Resource, ...] = ()
    """What has to be there before the role can do its work."""


def existing_role(arguments: ExistingRoleArgs) -> Role:
    """A role that somebody else manages."""
    arn = pulumi.Output.from_input(arguments["arn"])
    return Role(arn, arn.apply(lambda known: known.rpartition("/")[2]))


def created_role(
    component: Component[Any], part: str, trust_policy: pulumi.Input[str], policy: pulumi.Input[str] | None = None
) -> Role:
    """A role of the component's own.

    Args:
        component: The component that needs it.
        part: What to call it.
        trust_policy: Who may assume it, as JSON.
        policy: What it may do, as JSON; nothing for now if it is left out.
    """
    role = aws.iam.Role(
        component.child_name(part),
        assume_role_policy=trust_policy,
        tags=component.child_tags,
        opts=component.child_options(),
    )
    if policy is None:
        return Role(role.arn, role.name)
    return Role(role.arn, role.name, (role_policy(component, f"{part}-policy", role.name, policy),))


def role_policy(
    component: Component[Any], part: str, role_name: pulumi.Input[str], policy: pulumi.Input[str]
) -> "aws.iam.RolePolicy":
    """Something more that a role may do.

    Args:
        component: The component that needs it.
        part: What to call it.
        role_name: The name of the role.
        policy: What it may do, as JSON.
    """
    return aws.iam.RolePolicy(component.child_name(part), role=role_name, policy=policy, opts=component.child_options())
