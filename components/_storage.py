"""Where the Amazon Chime SDK leaves what it hears: a bucket, a stream, and the key that encrypts both.

Each is created, brought (`existing`) or skipped, and comes out in one shape.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from . import policies
from ._component import Component, handed_on, policy_json
from .policies import PolicyDocument, Scope


class ExistingKeyArgs(TypedDict):
    """A key that somebody else manages."""

    arn: pulumi.Input[str]
    """The ARN of the key. Its policy lets the account's IAM policies decide."""


class KeyArgs(TypedDict, total=False):
    """The customer managed key; created with rotation by default."""

    existing: ExistingKeyArgs
    """A key to use instead of creating one."""
    skip: bool
    """Use keys that AWS manages; False by default."""


class ExistingBucketArgs(TypedDict):
    """A bucket that somebody else manages."""

    arn: pulumi.Input[str]
    """The ARN of the bucket, which belongs to the same account."""
    key_arn: NotRequired[pulumi.Input[str]]
    """The ARN of the customer managed key that encrypts it."""


class BucketArgs(TypedDict, total=False):
    """The bucket; created by default: encrypted, private, reached over TLS only."""

    existing: ExistingBucketArgs
    """A bucket to use instead of creating one."""
    expiration_days: pulumi.Input[int]
    """Days after which objects are deleted; never by default."""
    force_destroy: pulumi.Input[bool]
    """Delete the bucket even if there are objects in it, with the objects; False by default."""


class ExistingStreamArgs(TypedDict):
    """A stream that somebody else manages."""

    arn: pulumi.Input[str]
    """The ARN of the stream, in the same account and region."""
    key_arn: NotRequired[pulumi.Input[str]]
    """The ARN of the customer managed key that encrypts it."""


class StreamArgs(TypedDict, total=False):
    """The Kinesis data stream; created by default."""

    existing: ExistingStreamArgs
    """A stream to use instead of creating one."""
    skip: bool
    """Do without a stream, which only recording can; False by default."""
    shard_count: pulumi.Input[int]
    """Shards, each of which takes 1 MB a second; on demand by default."""
    retention_period: pulumi.Input[int]
    """Hours that records are kept, 24 (default) to 8,760."""


@dataclass(frozen=True)
class Stored:
    """A bucket or stream, however it came about, and the customer managed key that encrypts it."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]
    key_arn: pulumi.Input[str] | None
    ready: tuple[pulumi.Resource, ...] = ()
    """What has to be there before something is stored."""


def key(
    component: Component[Any], arguments: KeyArgs, encrypted: str, policy: Callable[[Scope], PolicyDocument]
) -> pulumi.Output[str] | None:
    """The ARN of the component's key, None if it is skipped.

    Args:
        component: The component that needs it.
        arguments: Where it comes from.
        encrypted: What it encrypts, for its description.
        policy: The policy of a key that is created.
    """
    existing = arguments.get("existing")
    if existing:
        return pulumi.Output.from_input(existing["arn"])
    if arguments.get("skip"):
        return None
    created = aws.kms.Key(
        component.child_name("key"),
        description=f"Encrypts {encrypted} of {component.pulumi_resource_name}",
        enable_key_rotation=True,
        policy=policy_json(policy, scope=component.scope),
        region=component.child_region,
        # The tag by which the guide's own policies tell keys that the Chime SDK may use.
        tags={**(component.child_tags or {}), "AWSServiceName": "ChimeSDK"},
        opts=component.child_options(),
    )
    return created.arn


def bucket(component: Component[Any], arguments: BucketArgs, key_arn: pulumi.Output[str] | None) -> Stored:
    """The component's bucket."""
    existing = arguments.get("existing")
    if existing:
        arn = pulumi.Output.from_input(existing["arn"])
        return Stored(arn, arn.apply(lambda known: known.split(":::")[1]), existing.get("key_arn"))
    created = aws.s3.Bucket(
        component.child_name("bucket"),
        force_destroy=arguments.get("force_destroy"),
        region=component.child_region,
        tags=component.child_tags,
        opts=component.child_options(),
    )
    protection = tuple(_bucket_protection(component, created, key_arn))
    if "expiration_days" in arguments:
        aws.s3.BucketLifecycleConfiguration(
            component.child_name("bucket-lifecycle"),
            bucket=created.bucket,
            rules=[
                {
                    "id": "expire",
                    "status": "Enabled",
                    "filter": {},
                    "expiration": {"days": arguments["expiration_days"]},
                }
            ],
            region=component.child_region,
            opts=component.child_options(),
        )
    return Stored(created.arn, created.bucket, key_arn, protection)


def _bucket_protection(
    component: Component[Any], created: "aws.s3.Bucket", key_arn: pulumi.Output[str] | None
) -> Iterator[pulumi.Resource]:
    algorithm = "AES256" if key_arn is None else "aws:kms"
    yield aws.s3.BucketServerSideEncryptionConfiguration(
        component.child_name("bucket-encryption"),
        bucket=created.bucket,
        rules=[
            {
                "apply_server_side_encryption_by_default": {"sse_algorithm": algorithm, "kms_master_key_id": key_arn},
                "bucket_key_enabled": key_arn is not None,
            }
        ],
        region=component.child_region,
        opts=component.child_options(),
    )
    blocked = aws.s3.BucketPublicAccessBlock(
        component.child_name("bucket-public-access"),
        bucket=created.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        region=component.child_region,
        opts=component.child_options(),
    )
    yield blocked
    yield aws.s3.BucketOwnershipControls(
        component.child_name("bucket-ownership"),
        bucket=created.bucket,
        rule={"object_ownership": "BucketOwnerEnforced"},
        region=component.child_region,
        opts=component.child_options(),
    )
    yield aws.s3.BucketPolicy(
        component.child_name("bucket-policy"),
        bucket=created.bucket,
        policy=policy_json(policies.encrypted_transport_bucket_policy, bucket_arn=created.arn),
        region=component.child_region,
        # S3 refuses to change both at once.
        opts=component.child_options(blocked),
    )


def stream(component: Component[Any], arguments: StreamArgs, key_arn: pulumi.Output[str] | None) -> Stored | None:
    """The component's stream, None if it is skipped."""
    existing = arguments.get("existing")
    if existing:
        return existing_stream(existing)
    if arguments.get("skip"):
        return None
    return created_stream(
        component, component.child_name("stream"), key_arn, **handed_on(arguments, "shard_count", "retention_period")
    )


def existing_stream(arguments: ExistingStreamArgs) -> Stored:
    """A stream that somebody else manages."""
    arn = pulumi.Output.from_input(arguments["arn"])
    return Stored(arn, arn.apply(lambda known: known.split("/", 1)[1]), arguments.get("key_arn"))


def created_stream(
    component: Component[Any],
    logical_name: str,
    key_arn: pulumi.Output[str] | None,
    *,
    shard_count: pulumi.Input[int] | None = None,
    retention_period: pulumi.Input[int] | None = None,
) -> Stored:
    """A stream of the component's own.

    Args:
        component: The component that needs it.
        logical_name: The logical name, with which its name begins.
        key_arn: The customer managed key that encrypts it; without one, a key that AWS manages does.
        shard_count: Shards; on demand by default.
        retention_period: Hours that records are kept.
    """
    created = aws.kinesis.Stream(
        logical_name,
        encryption_type="KMS",
        kms_key_id=key_arn or "alias/aws/kinesis",
        retention_period=retention_period,
        shard_count=shard_count,
        stream_mode_details={"stream_mode": "ON_DEMAND" if shard_count is None else "PROVISIONED"},
        region=component.child_region,
        tags=component.child_tags,
        opts=component.child_options(),
    )
    return Stored(created.arn, created.name, key_arn)


def outputs_of(stored: Stored | None) -> tuple[pulumi.Output[str | None], pulumi.Output[str | None]]:
    """Name and ARN, as the outputs of a component that may have done without."""
    return (
        pulumi.Output.from_input(stored.name if stored else None),
        pulumi.Output.from_input(stored.arn if stored else None),
    )
