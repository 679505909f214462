"""The functions of pulumi_aws that the stand-in emulates."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import botocore.session

from .configuration import Aws
from .documents import Json
from .values import State


def get_caller_identity(aws: Aws, arguments: State) -> State:
    """Who the credentials are."""
    identity = aws.client("sts").get_caller_identity()
    return {
        "accountId": identity["Account"],
        "arn": identity["Arn"],
        "id": identity["Account"],
        "userId": identity["UserId"],
    }


def get_partition(aws: Aws, arguments: State) -> State:
    """The partition of the provider's region."""
    reverse = ".".join(reversed(aws.dns_suffix.split(".")))
    return {"dnsSuffix": aws.dns_suffix, "id": aws.partition, "partition": aws.partition, "reverseDnsPrefix": reverse}


def get_region(aws: Aws, arguments: State) -> State:
    """The provider's region, or the one that is asked for."""
    name = arguments.get("name") or arguments.get("region") or aws.region
    return {
        "description": _description(name),
        "endpoint": f"ec2.{name}.{aws.dns_suffix}",
        "id": name,
        "name": name,
        "region": name,
    }


def get_policy_document(aws: Aws, arguments: State) -> State:
    """An IAM policy document as JSON."""
    documents = [json.loads(text) for text in arguments.get("sourcePolicyDocuments") or []]
    statements: list[dict[str, Any]] = [
        statement for document in documents for statement in _list(document.get("Statement", []))
    ]
    own = [_statement(statement) for statement in arguments.get("statements") or []]
    overrides = [json.loads(text) for text in arguments.get("overridePolicyDocuments") or []]
    for statement in own + [statement for document in overrides for statement in _list(document.get("Statement", []))]:
        same = next(
            (
                index
                for index, earlier in enumerate(statements)
                if statement.get("Sid") and earlier.get("Sid") == statement["Sid"]
            ),
            None,
        )
        if same is None:
            statements.append(statement)
        else:
            statements[same] = statement
    document = {"Version": arguments.get("version") or "2012-10-17"}
    if arguments.get("policyId"):
        document["Id"] = arguments["policyId"]
    policy = {**document, "Statement": statements}
    text = json.dumps(policy, indent=2)
    return {
        **arguments,
        "id": str(zlib.crc32(text.encode())),
        "json": text,
        "minifiedJson": json.dumps(policy, separators=(",", ":")),
    }


def _description(region: str) -> str:
    partitions = botocore.session.get_session().get_data("endpoints")["partitions"]
    known = {name: entry["description"] for partition in partitions for name, entry in partition["regions"].items()}
    return str(known.get(region, region))


def _statement(given: State) -> dict[str, Any]:
    statement: dict[str, Any] = {"Sid": given["sid"]} if given.get("sid") else {}
    statement["Effect"] = given.get("effect") or "Allow"
    for name, member in (
        ("actions", "Action"),
        ("notActions", "NotAction"),
        ("resources", "Resource"),
        ("notResources", "NotResource"),
    ):
        if given.get(name):
            statement[member] = _one_or_sorted(given[name])
    for name, member in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(name):
            statement[member] = _principals(given[name])
    for condition in given.get("conditions") or []:
        statement.setdefault("Condition", {}).setdefault(condition["test"], {})[condition["variable"]] = _one_or_sorted(
            condition["values"]
        )
    return statement


def _principals(given: list[State]) -> Json:
    if any(principal["type"] == "*" for principal in given):
        return "*"
    principals: dict[str, list[str]] = {}
    for principal in given:
        principals.setdefault(principal["type"], []).extend(principal["identifiers"])
    return {kind: _one_or_sorted(identifiers) for kind, identifiers in principals.items()}


def _one_or_sorted(values: list[str]) -> Json:
    return values[0] if len(values) == 1 else sorted(values)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


INVOKES: dict[str, Callable[[Aws, State], State]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": get_caller_identity,
    "aws:index/getPartition:getPartition": get_partition,
    "aws:index/getRegion:getRegion": get_region,
    "aws:iam/getPolicyDocument:getPolicyDocument": get_policy_document,
}
