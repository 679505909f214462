"""What moto stores of other services' resources, as far as it decides who may use them."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.local_aws import moto_backends
from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.wiring.evaluation import Policy, RolePrincipal, as_list
from chime_sdk_pulumi.local_aws.wiring.service_linked_roles import service_linked_role_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from chime_sdk_pulumi.local_aws.arns import Arn

    Find = Callable[[str, Arn], "Resource | None"]

_AWS_MANAGED = "alias/aws/"


@dataclass(frozen=True)
class Resource:
    """A resource that exists.

    Attributes:
        account: the account that it belongs to; None if it belongs to none, such as `*`.
        policies: its own policies.
        tags: its tags.
        key_arn: the ARN of the KMS key that encrypts what is put there.
        encryption_context: what is given to KMS with the data, by name.
        problem: why it cannot be used, whatever the policies say.
    """

    account: str | None
    policies: tuple[Policy, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    key_arn: str | None = None
    encryption_context: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None


def resource(arn: str) -> Resource | None:
    """The resource of an ARN, or the one that an ARN of a part of it names; None if there is none."""
    parts = parse_arn(arn)
    if parts is None:  # such as `*`: an action that is done to no resource
        return Resource(None)
    find = _FINDERS.get(parts.service)
    # What else there is, nobody can look up here, and it has no policy that would matter.
    return find(arn, parts) if find else Resource(parts.account)


def role_principal(arn: str) -> tuple[RolePrincipal, Mapping[str, str]] | None:
    """What a role may do by its own policies, and its tags."""
    parts = parse_arn(arn)
    role = _role(arn, parts) if parts else None
    if parts is None or role is None:
        return None
    policies = [_policy(f"policy {name} of the role {arn}", text) for name, text in list(role.policies.items())]
    policies += [_managed(managed) for managed in list(role.managed_policies.values())]
    linked = service_linked_role_policy(role.name)
    if linked:
        policies.append(linked)
    boundary = None
    if role.permissions_boundary_arn:
        backend = _backend("iam", parts.account, parts.partition)
        boundary = _managed(backend.managed_policies[role.permissions_boundary_arn])
    tags = {tag["Key"]: tag["Value"] for tag in as_list(role.tags)}
    return RolePrincipal(arn, parts.account, tuple(policies), boundary), tags


def function_of(arn: str) -> tuple[str, str] | None:
    """The execution role of a Lambda function and the name of its log group."""
    function = moto_backends.lambda_function(arn)
    if function is None:
        return None
    return function.role, function.logs_group_name


def event_rules() -> Iterator[Any]:
    """Every EventBridge rule of every account and region."""
    for backend in _backends("events", "events"):
        for bus in list(backend.event_buses.values()):
            yield from list(bus.rules.values())


def event_source_mappings() -> Iterator[Any]:
    """Every event source mapping of every account and region."""
    for backend in _backends("awslambda", "lambda"):
        yield from backend.list_event_source_mappings("", "")


def _backends(package: str, service: str) -> Iterator[Any]:
    models = sys.modules.get(f"moto.{package}.models")
    for account in list(getattr(models, f"{service}_backends").values()) if models else []:
        yield from list(account.values())


# Any: moto's backends share no type with these attributes, and importing those of a service never called is slow.
def _backend(service: str, account: str, region: str) -> Any:  # noqa: ANN401
    """moto's backend of a service; None if the service was never called, so that there is nothing."""
    models = sys.modules.get(f"moto.{service}.models")
    if models is None:
        return None
    of_account = getattr(models, f"{service}_backends")[account]
    return of_account.get(region)


def _policy(name: str, document: str | bytes | Mapping[str, Any]) -> Policy:
    if isinstance(document, (str, bytes)):
        try:
            document = json.loads(document)
        except ValueError:
            document = {}
    return Policy(name, document if isinstance(document, dict) else {})


def _policies(name: str, document: str | bytes | Mapping[str, Any] | None) -> tuple[Policy, ...]:
    return (_policy(name, document),) if document else ()


def _managed(managed: Any) -> Policy:  # noqa: ANN401  # see _backend
    version = next(version for version in managed.versions if version.is_default)
    return _policy(f"policy {managed.arn}", version.document)


def _function(arn: str, parts: Arn) -> Resource | None:
    function = moto_backends.lambda_function(arn)
    if function is None:
        return None
    policy = Policy(f"policy of {arn}", {"Version": "2012-10-17", "Statement": function.policy.statements})
    return Resource(parts.account, (policy,) if function.policy.statements else (), function.tags)


def _bucket(_arn: str, parts: Arn) -> Resource | None:
    models = sys.modules.get("moto.s3.models")
    name = parts.resource.partition("/")[0]
    owner = models.s3_backends.bucket_accounts.get(name) if models else None
    if owner is None:
        return None
    partition, account = owner
    bucket = _backend("s3", account, partition).buckets[name]
    arn = f"arn:{partition}:s3:::{name}"
    rule = as_list((bucket.encryption or {}).get("Rule"))
    default = rule[0].get("ApplyServerSideEncryptionByDefault", {}) if rule else {}
    key_arn = None
    if str(default.get("SSEAlgorithm", "")).startswith("aws:kms"):
        key_arn = _key_arn(default.get("KMSMasterKeyID") or f"{_AWS_MANAGED}s3", account, bucket.region_name)
    return Resource(
        account,
        _policies(f"bucket policy of {arn}", bucket.policy),
        key_arn=key_arn,
        encryption_context={"aws:s3:arn": arn},
    )


def _queue(arn: str, parts: Arn) -> Resource | None:
    backend = _backend("sqs", parts.account, parts.region)
    queue = backend.queues.get(parts.resource) if backend else None
    if queue is None:
        return None
    return Resource(
        parts.account,
        _policies(f"queue policy of {arn}", queue.policy),
        queue.tags,
        _key_arn(queue.kms_master_key_id, parts.account, parts.region),
        {"aws:sqs:arn": arn},
    )


def _topic(arn: str, parts: Arn) -> Resource | None:
    backend = _backend("sns", parts.account, parts.region)
    topic = backend.topics.get(arn) if backend else None
    if topic is None:
        return None
    return Resource(
        parts.account,
        _policies(f"topic policy of {arn}", topic.policy),
        topic._tags,
        _key_arn(topic.kms_master_key_id, parts.account, parts.region),
        {"aws:sns:topicArn": arn},
    )


def _stream(arn: str, parts: Arn) -> Resource | None:
    backend = _backend("kinesis", parts.account, parts.region)
    stream = backend.streams.get(parts.resource.removeprefix("stream/")) if backend else None
    if stream is None:
        return None
    return Resource(
        parts.account,
        _policies(f"policy of {arn}", backend.resource_policies.get(arn)),
        stream.tags,
        _key_arn(stream.key_id, parts.account, parts.region) if stream.encryption_type == "KMS" else None,
        {"aws:kinesis:arn": arn},
    )


def _key(arn: str, parts: Arn) -> Resource | None:
    if parts.resource.startswith(_AWS_MANAGED):
        return Resource(parts.account, (_aws_managed_key_policy(arn, parts),))
    backend = _backend("kms", parts.account, parts.region)
    key = backend.keys.get(parts.resource.removeprefix("key/")) if backend else None
    if key is None:
        return None
    policies = [_policy(f"key policy of {arn}", key.policy)]
    policies += [_grant(arn, grant) for grant in list(key.grants.values())]
    tags = backend.list_resource_tags(key.id)["Tags"]
    return Resource(
        parts.account,
        tuple(policies),
        {tag["TagKey"]: tag["TagValue"] for tag in tags},
        problem=None if key.key_state == "Enabled" else f"The key {arn} is in the state {key.key_state}.",
    )


def _aws_managed_key_policy(arn: str, parts: Arn) -> Policy:
    """The policy that AWS gives its own keys, which nobody can change: usable through one service by the account alone."""
    service = parts.resource.removeprefix(_AWS_MANAGED)
    through = {"kms:CallerAccount": parts.account, "kms:ViaService": f"{service}.{parts.region}.amazonaws.com"}
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        "Resource": "*",
        "Condition": {"StringEquals": through},
    }
    return Policy(f"policy that AWS gives its key {arn}", {"Statement": [statement]})


def _grant(key_arn: str, grant: Any) -> Policy:  # noqa: ANN401  # see _backend
    """A grant, as the statement that has its effect (KMS developer guide, Grants in AWS KMS)."""
    grantee = grant.grantee_principal
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"AWS" if grantee.startswith("arn:") else "Service": grantee},
        "Action": [f"kms:{operation}" for operation in grant.operations],
        "Resource": "*",
    }
    constraints = grant.constraints or {}
    # inferred: of an EncryptionContextEquals, that there is nothing else in the context is not looked at.
    pairs = {**constraints.get("EncryptionContextSubset", {}), **constraints.get("EncryptionContextEquals", {})}
    if pairs:
        statement["Condition"] = {
            "StringEquals": {f"kms:EncryptionContext:{key}": value for key, value in pairs.items()}
        }
    return Policy(f"grant {grant.id} of {key_arn}", {"Statement": [statement]})


def _key_arn(reference: str | None, account: str, region: str) -> str | None:
    """The ARN of a key that something names by ARN, id, alias or ARN of an alias; a key of AWS keeps its alias."""
    if not reference:
        return None
    parts = parse_arn(reference)
    if parts:
        account, region, reference = parts.account, parts.region, parts.resource
    if reference.startswith("alias/") and not reference.startswith(_AWS_MANAGED):
        backend = _backend("kms", account, region)
        reference = (backend.get_key_id_from_alias(reference) if backend else None) or reference
    prefix = "" if reference.startswith(("alias/", "key/")) else "key/"
    return f"arn:aws:kms:{region}:{account}:{prefix}{reference}"


def _log_group(_arn: str, parts: Arn) -> Resource | None:
    backend = _backend("logs", parts.account, parts.region)
    # log-group:<name>, log-group:<name>:* or log-group:<name>:log-stream:<name>
    name = parts.resource.split(":")[1]
    if backend is None or name not in backend.groups:
        return None
    policies = [
        _policy(f"CloudWatch Logs resource policy {name}", policy.policy_document)
        for name, policy in list(backend.resource_policies.items())
    ]
    return Resource(parts.account, tuple(policies))


def _assumable_role(arn: str, parts: Arn) -> Resource | None:
    role = _role(arn, parts)
    if role is None:
        return None
    return Resource(parts.account, (_policy(f"trust policy of {arn}", role.assume_role_policy_document),))


def _role(arn: str, parts: Arn) -> Any:  # noqa: ANN401  # see _backend
    backend = _backend("iam", parts.account, parts.partition)
    return next((role for role in list(backend.get_roles()) if role.arn == arn), None) if backend else None


_FINDERS: dict[str, Find] = {
    "lambda": _function,
    "s3": _bucket,
    "sqs": _queue,
    "sns": _topic,
    "kinesis": _stream,
    "kms": _key,
    "logs": _log_group,
    "iam": _assumable_role,
}
"""By the service in the ARN."""
