"""The shape of a policy document, and where its ARNs belong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

Condition = Mapping[str, Mapping[str, str | list[str]]]
"""Condition operators, each with its keys and their values."""


class Statement(TypedDict):
    """One statement of a policy document, members named as AWS names them."""

    Sid: str
    Effect: Literal["Allow", "Deny"]
    Principal: NotRequired[str | dict[str, str | list[str]]]
    Action: list[str]
    Resource: NotRequired[list[str]]
    Condition: NotRequired[Condition]


class PolicyDocument(TypedDict):
    """An IAM policy document: identity policy, resource policy or trust policy."""

    Version: str
    Statement: list[Statement]


@dataclass(frozen=True)
class Scope:
    """The partition, region and account that ARNs are written for."""

    partition: str
    region: str
    account: str

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a regional resource of this account; `resource` may end in a wildcard."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"


def document(*statements: Statement | None) -> PolicyDocument:
    """A policy document of the statements that are there."""
    return {"Version": "2012-10-17", "Statement": [statement for statement in statements if statement]}


def statement(
    sid: str,
    actions: Iterable[str],
    resources: Iterable[str] = (),
    *,
    service: str | Iterable[str] | None = None,
    condition: Condition | None = None,
) -> Statement:
    """An allowing statement, its lists sorted so that the same grant is always the same text.

    Args:
        sid: The statement's name.
        actions: The actions that it allows.
        resources: The ARNs it allows them on; none in a trust policy.
        service: The service principals of a resource or trust policy; none in an identity policy.
        condition: What else has to hold.
    """
    made: Statement = {"Sid": sid, "Effect": "Allow", "Action": sorted(actions)}
    if service is not None:
        made["Principal"] = {"Service": service if isinstance(service, str) else sorted(service)}
    if listed := sorted(set(resources)):
        made["Resource"] = listed
    if condition is not None:
        made["Condition"] = condition
    return made


def use_of_key(sid: str, actions: Iterable[str], key_arn: str, service: str) -> Statement:
    """An allowing statement for the use of a KMS key through one service, which encrypts something of its own with it.

    Args:
        sid: The statement's name.
        actions: The actions that it allows.
        key_arn: The ARN of the key.
        service: The service, as ARNs name it.
    """
    through = f"{service}.{key_arn.split(':')[3]}.amazonaws.com"
    return statement(sid, actions, [key_arn], condition={"StringEquals": {"kms:ViaService": through}})
