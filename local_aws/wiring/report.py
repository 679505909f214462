"""Every action that the Chime SDK would take on behalf of its objects, and whether it is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.wiring.actions import ACTIONS, Action, event_rule, event_source_mapping
from chime_sdk_pulumi.local_aws.wiring.evaluation import Decision, Request, RolePrincipal, ServicePrincipal, decide
from chime_sdk_pulumi.local_aws.wiring.lex_resources import bot_alias
from chime_sdk_pulumi.local_aws.wiring.moto_resources import (
    event_rules,
    event_source_mappings,
    resource,
    role_principal,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chime_sdk_pulumi.local_aws.store import Store, Structure
    from chime_sdk_pulumi.local_aws.wiring.moto_resources import Resource

    Identity = dict[str, str]

KEY_USE = {
    "kinesis:GetRecords": ("kms:Decrypt",),
    "kinesis:PutRecord": ("kms:GenerateDataKey",),
    "kinesis:PutRecords": ("kms:GenerateDataKey",),
    # S3 user guide, Using multipart upload with SSE-KMS: to put the parts together takes Decrypt.
    "s3:PutObject": ("kms:GenerateDataKey", "kms:Decrypt"),
    "s3:GetObject": ("kms:Decrypt",),
    "sns:Publish": ("kms:GenerateDataKey", "kms:Decrypt"),
    "sqs:SendMessage": ("kms:GenerateDataKey", "kms:Decrypt"),
}
"""What an action on something encrypted does with its key, on behalf of whoever takes the action."""


def wiring(store: Store, assumed: Mapping[str, str]) -> list[Structure]:
    """Each action on behalf of each object, with what decides about it.

    Arguments:
        store: where the objects are.
        assumed: condition keys that are to have these values, such as `aws:SecureTransport`, whatever they would have.
    """
    judge = Judge({"aws:CurrentTime": store.now().isoformat()}, assumed, store)
    listed = []
    for scope, regional in store.items():
        for stored in regional:
            actions = ACTIONS.get(type(stored))
            if actions:
                subject = {"kind": stored.kind, **stored.identity()}
                listed += [subject | entry for action in actions(scope, stored) for entry in judge.entries(action)]
    for rule in event_rules():
        if rule.state == "ENABLED" and "aws.chime" in rule.event_pattern.get_pattern().get("source", []):
            subject = {"kind": "EventRule", "id": rule.name, "arn": rule.arn}
            listed += [subject | entry for action in event_rule(rule) for entry in judge.entries(action)]
    streams = {entry["resource"] for entry in listed if entry["action"] == "kinesis:PutRecord"}
    for mapping in event_source_mappings():
        if mapping.enabled and mapping.event_source_arn in streams:
            subject = {"kind": "EventSourceMapping", "id": mapping.uuid, "arn": mapping.arn}
            listed += [subject | entry for action in event_source_mapping(mapping) for entry in judge.entries(action)]
    return listed


def may_assume(role_arn: str, service: str, context: Mapping[str, str]) -> Decision:
    """Whether a service can assume a role."""
    return Judge({}, {}, None).decision(Action(service, "sts:AssumeRole", role_arn, context), resource(role_arn))


@dataclass(frozen=True)
class Judge:
    """Decides about actions.

    Attributes:
        common: condition keys that every request has.
        assumed: condition keys that are to have these values, whatever they would have.
        store: where the aliases of Lex bots are; None if nothing is done to one.
    """

    common: Mapping[str, str]
    assumed: Mapping[str, str]
    store: Store | None

    def entries(self, action: Action) -> Iterator[Structure]:
        """An action and what comes of it; and what it does with the key of something that is encrypted."""
        target = self._resource(action.resource)
        yield _entry(action, self.decision(action, target))
        if target and target.key_arn:
            for name in KEY_USE.get(action.name, ()):
                use = Action(action.principal, name, target.key_arn, _key_context(action, target))
                yield _entry(use, self.decision(use, resource(use.resource)))

    def decision(self, action: Action, target: Resource | None) -> Decision:
        """Whether an action is allowed."""
        if target is None:
            return Decision(False, f"{action.resource} does not exist.")
        if target.problem:
            return Decision(False, target.problem)
        principal: ServicePrincipal | RolePrincipal = ServicePrincipal(action.principal)
        tags: Mapping[str, str] = {}
        if action.principal.startswith("arn:"):
            role = role_principal(action.principal)
            if role is None:
                return Decision(False, f"{action.principal} does not exist.")
            principal, tags = role
        # The policy of a role is about who assumes it, and no other.
        policies = () if action.name == "iam:PassRole" else target.policies
        return decide(
            Request(
                principal,
                action.name,
                action.resource,
                self._context(action, target, principal, tags),
                target.account,
                policies,
                resource_decides=action.name.startswith(("kms:", "sts:")),
            )
        )

    def _resource(self, arn: str) -> Resource | None:
        parts = parse_arn(arn)
        if parts and parts.service == "lex" and self.store:
            return bot_alias(self.store, arn, parts)
        return resource(arn)

    def _context(
        self, action: Action, target: Resource, principal: ServicePrincipal | RolePrincipal, tags: Mapping[str, str]
    ) -> dict[str, tuple[str, ...]]:
        arn = parse_arn(action.resource)
        context = {
            **self.common,
            "aws:SecureTransport": "true",
            "s3:TlsVersion": "1.3",
            **({"aws:RequestedRegion": arn.region} if arn and arn.region else {}),
            **({"aws:ResourceAccount": target.account} if target.account else {}),
            **{f"aws:ResourceTag/{key}": value for key, value in target.tags.items()},
            **_of_principal(principal),
            **{f"aws:PrincipalTag/{key}": value for key, value in tags.items()},
            **action.context,
            **self.assumed,
        }
        return {key.lower(): (value,) for key, value in context.items()}


def _of_principal(principal: ServicePrincipal | RolePrincipal) -> dict[str, str]:
    if isinstance(principal, ServicePrincipal):
        return {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": principal.name}
    return {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalType": "AssumedRole",
        "aws:PrincipalArn": principal.arn,
        "aws:PrincipalAccount": principal.account,
        "kms:CallerAccount": principal.account,
    }


def _key_context(action: Action, target: Resource) -> dict[str, str]:
    """The condition keys of what a service does with a key for someone who writes to it or reads from it.

    For a role it does it with the role's rights. Another service uses the key as itself, and does not say for whom (SNS
    developer guide, Enable compatibility between event sources and encrypted topics).
    """
    context = {f"kms:EncryptionContext:{key}": value for key, value in target.encryption_context.items()}
    arn = parse_arn(target.key_arn or "")
    if action.principal.startswith("arn:") and arn:
        service = action.name.split(":")[0]
        context |= {"kms:ViaService": f"{service}.{arn.region}.amazonaws.com", "aws:ViaAWSService": "true"}
    return context


def _entry(action: Action, decision: Decision) -> Structure:
    statement = decision.statement
    return {
        "action": action.name,
        "resource": action.resource,
        "principal": action.principal,
        "allowed": decision.allowed,
        "statement": statement
        and {
            "policy": statement.policy,
            "sid": statement.sid,
            "index": statement.index,
            "statement": statement.statement,
        },
        "reason": decision.reason,
    }
