"""Every policy that moto stores, read and written with plain boto3; and what becomes of the wiring without parts of them."""

from __future__ import annotations

import copy
import json
import urllib.parse
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from chime_sdk_pulumi.local_aws.wiring.evaluation import Policy, Request, RolePrincipal, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Document = dict[str, Any]
    Outcome = set[tuple[str, ...]]


class HasClients(Protocol):
    """A running local AWS."""

    @property
    def endpoint_url(self) -> str:
        """Its address."""
        ...

    def client(self, service: str) -> Any:  # noqa: ANN401  # differs by service
        """A boto3 client of it."""
        ...


INSECURE: Final = {"aws:SecureTransport": "false"}
NOBODY: Final = {"Sid": "Nobody", "Effect": "Allow", "Principal": {"Service": "nobody.amazonaws.com"}}
"""What a trust policy without statements says, for it cannot be without."""


@dataclass(frozen=True)
class StoredPolicy:
    """A policy where it is stored.

    Attributes:
        name: What it is the policy of.
        document: What it says.
        write: Stores another document in its place, one without statements too.
    """

    name: str
    document: Document
    write: Callable[[Document], object]


@dataclass(frozen=True)
class Part:
    """A statement of a policy, or one action, resource or principal of a statement that has several."""

    policy: StoredPolicy
    name: str
    denies: bool
    without: Document


def wiring(endpoint_url: str, assumed: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """What local AWS says of every action."""
    query = urllib.parse.urlencode(assumed or {})
    with urllib.request.urlopen(f"{endpoint_url}/_local/wiring?{query}") as reply:
        listed: list[dict[str, Any]] = json.load(reply)
    return listed


def allowed(aws: HasClients, assumed: Mapping[str, str] | None = None) -> Outcome:
    """What is allowed: each action by object, principal, action and resource; and to manage the keys that there are.

    The latter is nothing that a service does, but KMS refuses a key policy that nobody could change again.
    """
    taken = {
        (entry["id"], entry["principal"], entry["action"], entry["resource"])
        for entry in wiring(aws.endpoint_url, assumed)
        if entry["allowed"]
    }
    keys = (policy for policy in _of_keys(aws.client("kms")) if _lets_administrators_manage(policy.document))
    return taken | {(policy.name, "administrator", "kms:PutKeyPolicy", "*") for policy in keys}


def _lets_administrators_manage(key_policy: Document) -> bool:
    everything = Policy("AdministratorAccess", {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    account = "123456789012"
    administrator = RolePrincipal(f"arn:aws:iam::{account}:role/administrator", account, (everything,))
    policies = (Policy("key policy", key_policy),)
    request = Request(administrator, "kms:PutKeyPolicy", "*", {}, account, policies, resource_decides=True)
    return decide(request).allowed


def unnecessary(aws: HasClients, parts: Iterator[Part]) -> list[str]:
    """The parts without which every action comes out as it does with them; each part is back afterwards.

    A part that denies is held against requests without TLS, which the policies of this project refuse.
    """
    before = {denies: allowed(aws, INSECURE if denies else {}) for denies in (False, True)}
    found = []
    for part in parts:
        part.policy.write(part.without)
        now = allowed(aws, INSECURE if part.denies else {})
        part.policy.write(part.policy.document)
        if now == before[part.denies]:
            found.append(f"{part.policy.name}: {part.name}")
    assert allowed(aws) == before[False], "what was taken away is not back"
    return found


def statements(policies: list[StoredPolicy]) -> Iterator[Part]:
    """Every statement."""
    for policy in policies:
        for index, statement in enumerate(policy.document["Statement"]):
            without = copy.deepcopy(policy.document)
            del without["Statement"][index]
            name = statement.get("Sid", f"statement {index + 1}")
            yield Part(policy, name, statement["Effect"] == "Deny", without)


def members(policies: list[StoredPolicy]) -> Iterator[Part]:
    """Every action, resource, service and value of a condition, of the allowing statements that have several of them."""
    for policy in policies:
        for index, statement in enumerate(policy.document["Statement"]):
            if statement["Effect"] == "Deny":  # who denies more gives no rights
                continue
            for owner in _parts_of(statement):
                for element, values in owner.items():
                    if not isinstance(values, list) or len(values) < 2:
                        continue
                    for value in values:
                        owner[element] = [other for other in values if other != value]
                        without = copy.deepcopy(policy.document)
                        owner[element] = values
                        yield Part(
                            policy, f"{value} in {statement.get('Sid', f'statement {index + 1}')}", False, without
                        )


def _parts_of(statement: Document) -> Iterator[Document]:
    """The objects in a statement that have lists."""
    yield statement
    for element in ("Principal", "NotPrincipal"):
        if isinstance(statement.get(element), dict):
            yield statement[element]
    yield from statement.get("Condition", {}).values()


def stored_policies(aws: HasClients) -> list[StoredPolicy]:
    """Every policy of the account and region that somebody wrote."""
    client = aws.client
    found = [*_of_roles(client("iam")), *_of_buckets(client("s3")), *_of_keys(client("kms"))]
    found += [*_of_queues(client("sqs")), *_of_topics(client("sns")), *_of_logs(client("logs"))]
    return [*found, *_of_functions(client("lambda")), *_of_bot_aliases(client("lexv2-models"))]


def _of_roles(iam: Any) -> Iterator[StoredPolicy]:  # noqa: ANN401  # a boto3 client
    for role in iam.list_roles()["Roles"]:
        if role["Path"].startswith("/aws-service-role/"):
            continue
        name = role["RoleName"]
        yield StoredPolicy(
            f"trust policy of {name}", role["AssumeRolePolicyDocument"], partial(_write_trust_policy, iam, name)
        )
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            yield StoredPolicy(f"policy of {name}", document, partial(_write_role_policy, iam, name, policy))


def _write_trust_policy(iam: Any, role: str, document: Document) -> None:  # noqa: ANN401  # a boto3 client
    said = document["Statement"] or [NOBODY | {"Action": "sts:AssumeRole"}]
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps({**document, "Statement": said}))


def _write_role_policy(iam: Any, role: str, policy: str, document: Document) -> None:  # noqa: ANN401  # a boto3 client
    if document["Statement"]:
        iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))
    else:
        iam.delete_role_policy(RoleName=role, PolicyName=policy)


def _of_buckets(s3: Any) -> Iterator[StoredPolicy]:  # noqa: ANN401  # a boto3 client
    for bucket in s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        try:
            document = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])
        except s3.exceptions.ClientError:
            continue
        yield StoredPolicy(f"bucket policy of {name}", document, partial(_write_bucket_policy, s3, name))


def _write_bucket_policy(s3: Any, bucket: str, document: Document) -> None:  # noqa: ANN401  # a boto3 client
    if document["Statement"]:
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(document))
    else:
        s3.delete_bucket_policy(Bucket=bucket)


def _of_keys(kms: Any) -> Iterator[StoredPolicy]:  # noqa: ANN401  # a boto3 client
    managed_by_aws = {
        alias["TargetKeyId"] for alias in kms.list_aliases()["Aliases"] if alias["AliasName"].startswith("alias/aws/")
    }
    for key_id in (key["KeyId"] for key in kms.list_keys()["Keys"]):
        if key_id not in managed_by_aws:
            document = json.loads(kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"])
            write = partial(_write, kms.put_key_policy, "Policy", KeyId=key_id, PolicyName="default")
            yield StoredPolicy(f"key policy of {key_id}", document, write)


def _of_queues(sqs: Any) -> Iterator[StoredPolicy]:  # noqa: ANN401  # a boto3 client
    for url in sqs.list_queues().get("QueueUrls", []):
        policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {}).get("Policy")
        if policy:
            write = partial(_write_attribute, sqs.set_queue_attributes, QueueUrl=url)
            yield StoredPolicy(f"queue policy of {url}", json.loads(policy), write)


def _write_attribute(set_attributes: Callable[..., object], document: Document, **owner: str) -> None:
    set_attributes(Attributes={"Policy": json.dumps(document)}, **owner)


def _of_topics(sns: Any) -> Iterator[StoredPolicy]:  # noqa: ANN401  # a boto3 client
    for arn in (topic["TopicArn"] for topic in sns.list_topics()["Topics"]):
        document = json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
        if document.get("Id") != "__default_policy_ID":
            write = partial(_write, sns.set_topic_attributes, "AttributeValue", TopicArn=arn, AttributeName="Policy")
            yield StoredPolicy(f"topic policy of {arn}", document, write)


def _of_logs(logs: Any) -> Iterator[StoredPolicy]:  # noqa: ANN401  # a boto3 client
    for policy in logs.describe_resource_policies()["resourcePolicies"]:
        name = policy["policyName"]
        write = partial(_write, logs.put_resource_policy, "policyDocument", policyName=name)
        yield StoredPolicy(f"CloudWatch Logs resource policy {name}", json.loads(policy["policyDocument"]), write)


def _write(put: Callable[..., object], member: str, document: Document, **owner: str) -> None:
    put(**{member: json.dumps(document)}, **owner)


def _of_functions(lambda_: Any) -> Iterator[StoredPolicy]:  # noqa: ANN401  # a boto3 client
    for function in lambda_.list_functions()["Functions"]:
        name = function["FunctionName"]
        try:
            document = json.loads(lambda_.get_policy(FunctionName=name)["Policy"])
        except lambda_.exceptions.ResourceNotFoundException:
            continue
        yield StoredPolicy(f"permissions of {name}", document, partial(_write_permissions, lambda_, name))


def _write_permissions(lambda_: Any, function: str, document: Document) -> None:  # noqa: ANN401  # a boto3 client
    try:
        there = json.loads(lambda_.get_policy(FunctionName=function)["Policy"])["Statement"]
    except lambda_.exceptions.ResourceNotFoundException:
        there = []
    for statement in there:
        if statement not in document["Statement"]:
            lambda_.remove_permission(FunctionName=function, StatementId=statement["Sid"])
    for statement in document["Statement"]:
        if statement not in there:
            _add_permission(lambda_, function, statement)


def _add_permission(lambda_: Any, function: str, statement: Mapping[str, Any]) -> None:  # noqa: ANN401  # a boto3 client
    conditions = statement.get("Condition", {})
    optional = {
        "Qualifier": ":".join(statement["Resource"].split(":")[7:]),
        "SourceAccount": conditions.get("StringEquals", {}).get("AWS:SourceAccount"),
        "SourceArn": conditions.get("ArnLike", {}).get("AWS:SourceArn"),
    }
    lambda_.add_permission(
        FunctionName=function,
        StatementId=statement["Sid"],
        Action=statement["Action"],
        Principal=statement["Principal"]["Service"],
        **{name: value for name, value in optional.items() if value},
    )


def _of_bot_aliases(models: Any) -> Iterator[StoredPolicy]:  # noqa: ANN401  # a boto3 client
    for bot in models.list_bots()["botSummaries"]:
        for alias in models.list_bot_aliases(botId=bot["botId"])["botAliasSummaries"]:
            arn = f"arn:aws:lex:us-east-1:123456789012:bot-alias/{bot['botId']}/{alias['botAliasId']}"
            try:
                document = json.loads(models.describe_resource_policy(resourceArn=arn)["policy"])
            except models.exceptions.ResourceNotFoundException:
                continue
            yield StoredPolicy(f"resource policy of {arn}", document, partial(_write_lex_policy, models, arn))


def _write_lex_policy(models: Any, arn: str, document: Document) -> None:  # noqa: ANN401  # a boto3 client
    with suppress(models.exceptions.ResourceNotFoundException):
        models.delete_resource_policy(resourceArn=arn)
    if document["Statement"]:
        models.create_resource_policy(resourceArn=arn, policy=json.dumps(document))
