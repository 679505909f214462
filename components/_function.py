"""A Lambda function that works for the Amazon Chime SDK: created with its role and log group, or brought."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ..providers._model import Problem
from . import policies
from ._component import Component, policy_json
from ._role import role_policy


class ExistingFunctionArgs(TypedDict):
    """A function that the program, or somebody else, has made."""

    arn: pulumi.Input[str]
    """The ARN of the function, of a version or of an alias."""
    role_name: NotRequired[pulumi.Input[str]]
    """The name of its execution role, to which the component then adds what the function needs."""


class FunctionArgs(TypedDict, total=False):
    """A Lambda function: `existing`, or `code` and `handler` of one to create."""

    existing: ExistingFunctionArgs
    """A function to use instead of creating one."""
    code: pulumi.Archive
    """The code, such as ``pulumi.FileArchive("./handlers/greeting")``."""
    handler: pulumi.Input[str]
    """The entry point, such as ``greeting.handler``."""
    runtime: pulumi.Input[str]
    """The Lambda runtime; ``python3.13`` by default."""
    environment: Mapping[str, pulumi.Input[str]]
    """Environment variables."""
    memory_size: pulumi.Input[int]
    """Memory in MB, 128 (default) to 10,240."""
    timeout: pulumi.Input[int]
    """Seconds that one invocation may take; 5 by default, the time after which the PSTN Audio service tries again."""
    reserved_concurrent_executions: pulumi.Input[int]
    """Executions kept free for this function; none by default."""
    log_retention_in_days: pulumi.Input[int]
    """Days that its log is kept; 30 by default."""
    alias: pulumi.Input[str]
    """Publish every change as a version, and have the version invoked to which this alias points: the newest. Without an
    alias the function is invoked as it is."""


@dataclass(frozen=True)
class Function:
    """A function, however it came about."""

    arn: pulumi.Output[str]
    """What to invoke: the function, a version or an alias."""
    role_name: pulumi.Output[str] | None
    """The name of its execution role; None for a brought function that came without it."""


@dataclass(frozen=True)
class CreatedFunction(Function):
    """A function of the component's own."""

    role_name: pulumi.Output[str]
    """The name of its execution role."""


def function_problems(arguments: FunctionArgs) -> Iterator[Problem]:
    """What is missing of a function to create."""
    if not arguments.get("existing"):
        for name in ("code", "handler"):
            if arguments.get(name) is None:
                yield Problem(("function", name), "is missing; give code and handler, or an existing function")


def function(component: Component[Any], arguments: FunctionArgs) -> Function:
    """The component's function."""
    existing = arguments.get("existing")
    if existing:
        role_name = existing.get("role_name")
        return Function(
            pulumi.Output.from_input(existing["arn"]),
            None if role_name is None else pulumi.Output.from_input(role_name),
        )
    return created_function(component, arguments)


def created_function(component: Component[Any], arguments: FunctionArgs) -> CreatedFunction:
    """A function of the component's own, named after the component."""
    # The log group comes first and the function is told its name, so that replacing the function keeps the log.
    log_group = aws.cloudwatch.LogGroup(
        component.child_name("log"),
        retention_in_days=arguments.get("log_retention_in_days", 30),
        region=component.child_region,
        tags=component.child_tags,
        opts=component.child_options(),
    )
    role = aws.iam.Role(
        component.child_name("role"),
        assume_role_policy=json.dumps(policies.function_trust_policy(), sort_keys=True),
        tags=component.child_tags,
        opts=component.child_options(),
    )
    log_policy = policy_json(policies.function_policy, log_group_arn=log_group.arn)
    writes_log = role_policy(component, "log-policy", role.name, log_policy)
    environment = arguments.get("environment")
    created = aws.lambda_.Function(
        component.pulumi_resource_name,
        role=role.arn,
        code=arguments["code"],
        handler=arguments["handler"],
        runtime=arguments.get("runtime", "python3.13"),
        environment={"variables": environment} if environment else None,
        memory_size=arguments.get("memory_size"),
        timeout=arguments.get("timeout", 5),
        reserved_concurrent_executions=arguments.get("reserved_concurrent_executions"),
        publish=True if "alias" in arguments else None,
        logging_config={"log_format": "JSON", "log_group": log_group.name},
        region=component.child_region,
        tags=component.child_tags,
        opts=component.child_options(writes_log),
    )
    if "alias" not in arguments:
        return CreatedFunction(created.arn, role.name)
    alias = aws.lambda_.Alias(
        component.child_name("alias"),
        name=arguments["alias"],
        function_name=created.name,
        function_version=created.version,
        region=component.child_region,
        opts=component.child_options(),
    )
    return CreatedFunction(alias.arn, role.name)


def invocation_permission(
    component: Component[Any],
    function_arn: pulumi.Output[str],
    service: str,
    *,
    source_account: pulumi.Input[str],
    source_arn: pulumi.Input[str] | None = None,
    part: str = "permission",
) -> "aws.lambda_.Permission":
    """Let a service invoke a function: the very version or alias that the ARN names.

    Args:
        component: The component that needs it.
        function_arn: The ARN that the service is given.
        service: The service principal.
        source_account: The account for which the service may do so.
        source_arn: What in that account the service may do so for.
        part: What to call the permission.
    """
    return aws.lambda_.Permission(
        component.child_name(part),
        action="lambda:InvokeFunction",
        function=function_arn.apply(lambda arn: ":".join(arn.split(":")[:7])),
        qualifier=function_arn.apply(_qualifier),
        principal=service,
        source_account=source_account,
        source_arn=source_arn,
        region=component.child_region,
        opts=component.child_options(),
    )


def _qualifier(function_arn: str) -> str | None:
    qualifier = ":".join(function_arn.split(":")[7:])
    # Lambda keeps no policy for $LATEST: that of the function itself is for it.
    return None if qualifier in ("", "$LATEST") else qualifier


def account_of(arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """The account in an ARN."""
    return pulumi.Output.from_input(arn).apply(lambda known: known.split(":")[4])
