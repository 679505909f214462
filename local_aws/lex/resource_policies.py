"""Resource policies of bots and of aliases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import (
    BadRequestError,
    ConflictError,
    PreconditionFailedError,
    ResourceNotFoundError,
)
from chime_sdk_pulumi.local_aws.lex.objects import Bot, BotAlias, ResourcePolicy

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

_VERSIONS = ("2012-10-17", "2008-10-17")
_NEEDED = (("Effect",), ("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource"))


class ResourcePolicies:
    """CreateResourcePolicy and its kin (Developer guide, Resource-based policies for Amazon Lex V2).

    Revisions are numbered from 1 on for each policy (inferred from the form of their ids).
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_resource_policy(self, scope: Scope, request: Structure) -> Structure:
        store, arn = self._store[scope], request["resourceArn"]
        _check_resource(store, arn)
        if arn in store.table(ResourcePolicy):  # inferred: the operation models no ConflictException
            raise PreconditionFailedError(f"{arn} has a resource policy already. Update it instead.")
        return _revised(store.table(ResourcePolicy).add(arn, ResourcePolicy(arn, _document(request["policy"]))))

    def describe_resource_policy(self, scope: Scope, request: Structure) -> Structure:
        policy = _existing(self._store[scope], request)
        return _revised(policy) | {"policy": json.dumps(policy.description)}

    def update_resource_policy(self, scope: Scope, request: Structure) -> Structure:
        policy = _expected(_existing(self._store[scope], request), request)
        policy.description = _document(request["policy"])
        policy.revision += 1
        return _revised(policy)

    def delete_resource_policy(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        policy = _expected(_existing(store, request), request)
        store.table(ResourcePolicy).remove(policy.key)
        return _revised(policy)

    def create_resource_policy_statement(self, scope: Scope, request: Structure) -> Structure:
        store, arn = self._store[scope], request["resourceArn"]
        _check_resource(store, arn)
        statement = _statement(request)
        policy = store.table(ResourcePolicy).get(arn)
        if policy is None:  # API reference, CreateResourcePolicyStatement: then a new policy is created
            if "expectedRevisionId" in request:
                raise PreconditionFailedError(f"{arn} has no resource policy, so it has no revision.")
            document = {"Version": _VERSIONS[0], "Statement": [statement]}
            return _revised(store.table(ResourcePolicy).add(arn, ResourcePolicy(arn, document)))
        _expected(policy, request)
        statements = _statements(policy.description)
        # API reference, CreateResourcePolicyStatement: the name must be unique within the policy.
        if any(each.get("Sid") == statement["Sid"] for each in statements):
            raise ConflictError(f"The resource policy of {arn} has a statement {statement['Sid']} already.")
        policy.description = policy.description | {"Statement": [*statements, statement]}
        policy.revision += 1
        return _revised(policy)

    def delete_resource_policy_statement(self, scope: Scope, request: Structure) -> Structure:
        store, name = self._store[scope], request["statementId"]
        policy = _expected(_existing(store, request), request)
        statements = _statements(policy.description)
        left = [each for each in statements if each.get("Sid") != name]
        if len(left) == len(statements):
            raise ResourceNotFoundError(f"The resource policy of {policy.key} has no statement {name}.")
        policy.description = policy.description | {"Statement": left}
        policy.revision += 1
        if not left:  # API reference, DeleteResourcePolicyStatement: without statements it is deleted
            store.table(ResourcePolicy).remove(policy.key)
        return _revised(policy)


def _revised(policy: ResourcePolicy) -> Structure:
    return {"resourceArn": policy.key, "revisionId": str(policy.revision)}


def _check_resource(store: RegionalStore, arn: str) -> None:
    # API reference, CreateResourcePolicy: a bot or a bot alias.
    holders: list[Bot | BotAlias] = [*store.table(Bot), *store.table(BotAlias)]
    if all(holder.arn != arn for holder in holders):
        raise ResourceNotFoundError(f"There is no bot and no bot alias {arn}.")


def _existing(store: RegionalStore, request: Structure) -> ResourcePolicy:
    policy = store.table(ResourcePolicy).get(request["resourceArn"])
    if policy is None:
        _check_resource(store, request["resourceArn"])
        raise ResourceNotFoundError(f"{request['resourceArn']} has no resource policy.")
    return policy


def _expected(policy: ResourcePolicy, request: Structure) -> ResourcePolicy:
    expected = request.get("expectedRevisionId")
    if expected is not None and expected != str(policy.revision):
        raise PreconditionFailedError(
            f"The resource policy of {policy.key} is at revision {policy.revision}, not at {expected}."
        )
    return policy


def _document(text: str) -> Structure:
    """A policy, which must follow the IAM syntax (API reference, CreateResourcePolicy)."""
    try:
        document = json.loads(text)
    except ValueError:
        raise BadRequestError("The resource policy is not JSON.") from None
    if not isinstance(document, dict):
        raise BadRequestError("The resource policy is not a JSON object.")
    if document.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise BadRequestError(f"The Version of a resource policy is {' or '.join(_VERSIONS)}.")
    statements = _statements(document)
    if not statements:
        raise BadRequestError("The resource policy has no Statement.")
    for number, statement in enumerate(statements, start=1):
        _check_statement(number, statement)
    names = [statement["Sid"] for statement in statements if "Sid" in statement]
    if len(set(names)) < len(names):
        raise BadRequestError("Two statements of the resource policy have the same Sid.")
    return document


def _statements(document: Structure) -> list[Structure]:
    statements = document.get("Statement", [])
    return statements if isinstance(statements, list) else [statements]


def _check_statement(number: int, statement: object) -> None:
    if not isinstance(statement, dict):
        raise BadRequestError(f"Statement {number} of the resource policy is not a JSON object.")
    for names in _NEEDED:
        if sum(name in statement for name in names) != 1:
            raise BadRequestError(f"Statement {number} of the resource policy must have one {' or '.join(names)}.")
    if statement["Effect"] not in ("Allow", "Deny"):
        raise BadRequestError(f"The Effect of statement {number} of the resource policy is neither Allow nor Deny.")


def _statement(request: Structure) -> Structure:
    principals: dict[str, list[str]] = {}
    for principal in request["principal"]:
        if len(principal) != 1:  # API reference, Principal: the name of a service, or an ARN
            raise BadRequestError("A principal has either a service or an arn.")
        for member, kind in (("service", "Service"), ("arn", "AWS")):
            if member in principal:
                principals.setdefault(kind, []).append(principal[member])
    if not principals or not request["action"]:  # inferred, from the syntax of IAM
        raise BadRequestError("A statement must have a principal and an action.")
    condition: Structure = request.get("condition", {})
    keys = {key.lower() for pairs in condition.values() for key in pairs}
    # API reference, CreateResourcePolicyStatement: a service principal takes both.
    if "Service" in principals and not {"aws:sourceaccount", "aws:sourcearn"} <= keys:
        raise BadRequestError("A service principal needs conditions with aws:SourceAccount and with aws:SourceArn.")
    statement = {
        "Sid": request["statementId"],
        "Effect": request["effect"],
        "Principal": principals,
        "Action": request["action"],
        "Resource": request["resourceArn"],
    }
    return statement | ({"Condition": condition} if condition else {})
