"""Amazon S3: buckets, their configurations, and objects."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from .configuration import Aws, Client, RefusedError
from .resource import REGIONAL, TAGGED, AutoName, Codec, Member, Property, ResourceType, fields, stable, unique
from .tags import mapping, pairs
from .values import State

# Amazon S3 endpoints and quotas, "Amazon S3 website endpoints": the Route 53 hosted zone of each region's buckets.
_HOSTED_ZONES = {
    "af-south-1": "Z83WF9RJE8B12",
    "ap-east-1": "ZNB98KWMFR0R6",
    "ap-northeast-1": "Z2M4EHUR26P7ZW",
    "ap-northeast-2": "Z3W03O7B5YMIYP",
    "ap-northeast-3": "Z2YQB5RD63NC85",
    "ap-south-1": "Z11RGJOFQNVJUP",
    "ap-southeast-1": "Z3O0J2DXBE1FTB",
    "ap-southeast-2": "Z1WCIGYICN2BYD",
    "ca-central-1": "Z1QDHH18159H29",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-north-1": "Z3BAZG2TWCNX0D",
    "eu-south-1": "Z30OZKI7KPW7MI",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
    "me-south-1": "Z1MPMWCPA7YB62",
    "sa-east-1": "Z7KQH4QJS55SO",
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-gov-east-1": "Z2NIFVYYW2VKV1",
    "us-gov-west-1": "Z31GFT0UA1I2HV",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
}

# These are managed by resources of their own. They are told as they were at creation, so that what those resources do
# does not show as the bucket's change.
_TOLD_ONCE = (
    "accelerationStatus",
    "acl",
    "corsRules",
    "grants",
    "lifecycleRules",
    "logging",
    "objectLockConfiguration",
    "policy",
    "replicationConfiguration",
    "requestPayer",
    "serverSideEncryptionConfiguration",
    "versioning",
    "website",
    "websiteDomain",
    "websiteEndpoint",
)


class Bucket(ResourceType):
    """A bucket; its id is its name."""

    token = "aws:s3/bucket:Bucket"
    declared_by = ("s3", "Bucket")
    service = "s3"
    properties: ClassVar = {
        "bucket": Property(replace=True, computed=True),
        "bucketPrefix": Property(replace=True, computed=True, from_aws=False),
        "bucketNamespace": Property(replace=True, default="global", from_aws=False),
        "forceDestroy": Property(default=False, from_aws=False),
        "objectLockEnabled": Property(replace=True, computed=True),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = stable(
        "arn",
        "bucket",
        "bucketPrefix",
        "objectLockEnabled",
        "bucketDomainName",
        "bucketRegion",
        "bucketRegionalDomainName",
        "hostedZoneId",
        *_TOLD_ONCE,
    )
    auto_name = AutoName("bucket", 63, lower=True, instead="bucketPrefix")
    gone = frozenset({"NoSuchBucket", "404"})

    def create(self, aws: Aws, want: State) -> str:
        s3, name = aws.client("s3"), want.get("bucket") or unique(want["bucketPrefix"])
        if _found(s3.head_bucket, {"404"}, Bucket=name) is not None:
            raise RefusedError(f"a bucket named {name} exists already.")
        request: dict[str, Any] = {"Bucket": name}
        if aws.region != "us-east-1":
            request["CreateBucketConfiguration"] = {"LocationConstraint": aws.region}
        if want.get("objectLockEnabled"):
            request["ObjectLockEnabledForBucket"] = True
        s3.create_bucket(**request)
        return str(name)

    def settle(self, aws: Aws, id: str, want: State) -> None:
        if want.get("tagsAll"):
            self.tag(aws, id, {}, want["tagsAll"], [])

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        s3 = aws.client("s3")
        s3.head_bucket(Bucket=id)
        tags = _found(s3.get_bucket_tagging, {"NoSuchTagSet"}, Bucket=id) or {"TagSet": []}
        lock = _found(s3.get_object_lock_configuration, {"ObjectLockConfigurationNotFoundError"}, Bucket=id) or {}
        told_before = {name: known.get(name) for name in _TOLD_ONCE}
        return {
            **(told_before if "requestPayer" in known else _told_once(s3, id)),
            "arn": f"arn:{aws.partition}:s3:::{id}",
            "bucket": id,
            "bucketPrefix": known.get("bucketPrefix") or "",
            "bucketDomainName": f"{id}.s3.{aws.dns_suffix}",
            "bucketRegion": aws.region,
            "bucketRegionalDomainName": f"{id}.s3.{aws.region}.{aws.dns_suffix}",
            "hostedZoneId": _HOSTED_ZONES.get(aws.region, ""),
            "objectLockEnabled": lock.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") == "Enabled",
            "tagsAll": mapping(tags["TagSet"]),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        pass  # forceDestroy alone, which AWS does not know

    def tag(self, aws: Aws, id: str, state: State, tags: dict[str, str], remove: list[str]) -> None:
        s3 = aws.client("s3")
        present = _found(s3.get_bucket_tagging, {"NoSuchTagSet"}, Bucket=id) or {"TagSet": []}
        kept = {tag["Key"]: tag["Value"] for tag in present["TagSet"] if tag["Key"] not in remove} | tags
        if kept:
            s3.put_bucket_tagging(Bucket=id, Tagging={"TagSet": pairs(kept)})
        else:
            s3.delete_bucket_tagging(Bucket=id)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        s3 = aws.client("s3")
        if state.get("forceDestroy"):
            for page in s3.get_paginator("list_object_versions").paginate(Bucket=id):
                for version in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                    s3.delete_object(Bucket=id, Key=version["Key"], VersionId=version["VersionId"])
        s3.delete_bucket(Bucket=id)


def _told_once(s3: Client, bucket: str) -> State:
    acl = s3.get_bucket_acl(Bucket=bucket)
    owner = acl["Owner"]["ID"]
    grants = [
        {
            "id": grant["Grantee"].get("ID", ""),
            "type": grant["Grantee"]["Type"],
            "uri": grant["Grantee"].get("URI", ""),
            "permissions": [grant["Permission"]],
        }
        for grant in acl["Grants"]
    ]
    is_private = all(grant["id"] == owner for grant in grants)
    encryption = _found(s3.get_bucket_encryption, {"ServerSideEncryptionConfigurationNotFoundError"}, Bucket=bucket)
    policy = _found(s3.get_bucket_policy, {"NoSuchBucketPolicy"}, Bucket=bucket) or {}
    versioning = s3.get_bucket_versioning(Bucket=bucket)
    acceleration = (
        _found(s3.get_bucket_accelerate_configuration, {"UnsupportedArgument", "InvalidRequest"}, Bucket=bucket) or {}
    )
    rules = encryption["ServerSideEncryptionConfiguration"]["Rules"] if encryption else [_SSE_S3]
    return {
        "accelerationStatus": acceleration.get("Status", ""),
        "acl": "private" if is_private else "",
        "corsRules": [],
        "grants": grants,
        "lifecycleRules": [],
        "policy": policy.get("Policy", ""),
        "requestPayer": s3.get_bucket_request_payment(Bucket=bucket).get("Payer", "BucketOwner"),
        "serverSideEncryptionConfiguration": {
            "rule": BucketServerSideEncryptionConfiguration().reply({"Rules": rules})["rules"][0]
        },
        "versioning": {
            "enabled": versioning.get("Status") == "Enabled",
            "mfaDelete": versioning.get("MFADelete") == "Enabled",
        },
        "websiteDomain": "",
        "websiteEndpoint": "",
    }


# What encrypts new objects where nothing else is configured (Amazon S3 user guide, "Setting default server-side
# encryption behavior").
_SSE_S3 = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}


class _BucketConfiguration(ResourceType):
    """A configuration of a bucket: its id is the bucket's name, and creating it is putting it.

    Attributes:
        operation: what the names of its put, get and delete operations have in common.
        member: the member of their messages that holds it; None where the message itself does.
    """

    service = "s3"
    gone = frozenset({"NoSuchBucket", "404"})
    operation: ClassVar[str]
    member: ClassVar[str | None] = None

    def create(self, aws: Aws, want: State) -> str:
        self.put(aws, want["bucket"], want)
        return str(want["bucket"])

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        self.put(aws, id, want)

    def put(self, aws: Aws, bucket: str, want: State) -> None:
        request = self.request(want)
        members = {self.member: request} if self.member else request
        getattr(aws.client("s3"), f"put_{self.operation}")(Bucket=bucket, **members)

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        return {"bucket": id, **self.get(aws, id, known)}

    def get(self, aws: Aws, bucket: str, known: State) -> State:
        answer = getattr(aws.client("s3"), f"get_{self.operation}")(Bucket=bucket)
        return self.reply(answer.get(self.member, answer))

    def delete(self, aws: Aws, id: str, state: State) -> None:
        getattr(aws.client("s3"), f"delete_{self.operation}")(Bucket=id)


def _of_bucket(*, owner: bool = False, **properties: Property) -> dict[str, Property]:
    """The properties of a configuration of a bucket, which may have to belong to an expected owner."""
    expected = {"expectedBucketOwner": Property(replace=True, from_aws=False)} if owner else {}
    return {"bucket": Property(replace=True, from_aws=False), **properties, **expected, **REGIONAL}


class BucketVersioning(_BucketConfiguration):
    """Whether a bucket keeps versions."""

    token = "aws:s3/bucketVersioning:BucketVersioning"
    declared_by = ("s3", "BucketVersioning")
    operation = "bucket_versioning"
    properties: ClassVar = _of_bucket(
        owner=True,
        versioningConfiguration=Property(
            "VersioningConfiguration", fields("status", mfaDelete="MFADelete"), computed_within=frozenset({"mfaDelete"})
        ),
        mfa=Property("MFA", from_aws=False),
    )

    def put(self, aws: Aws, bucket: str, want: State) -> None:
        # The state of a bucket whose versioning was never enabled is Disabled, for which the API has no word.
        if want["versioningConfiguration"]["status"] != "Disabled":
            super().put(aws, bucket, want)

    def get(self, aws: Aws, bucket: str, known: State) -> State:
        answer = aws.client("s3").get_bucket_versioning(Bucket=bucket)
        return self.reply(
            {
                "VersioningConfiguration": {
                    "Status": answer.get("Status", "Disabled"),
                    "MFADelete": answer.get("MFADelete", ""),
                }
            }
        )

    def delete(self, aws: Aws, id: str, state: State) -> None:
        if state["versioningConfiguration"]["status"] == "Enabled":
            aws.client("s3").put_bucket_versioning(Bucket=id, VersioningConfiguration={"Status": "Suspended"})


class BucketServerSideEncryptionConfiguration(_BucketConfiguration):
    """What encrypts a bucket's new objects."""

    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    declared_by = ("s3", "BucketServerSideEncryptionConfiguration")
    operation, member = "bucket_encryption", "ServerSideEncryptionConfiguration"
    properties: ClassVar = _of_bucket(
        owner=True,
        rules=Property(
            "Rules",
            fields(
                "bucketKeyEnabled",
                applyServerSideEncryptionByDefault=(
                    "ApplyServerSideEncryptionByDefault",
                    fields(sseAlgorithm="SSEAlgorithm", kmsMasterKeyId="KMSMasterKeyID"),
                ),
            ),
            unordered=True,
        ),
    )
    gone = _BucketConfiguration.gone | {"ServerSideEncryptionConfigurationNotFoundError"}


class BucketPublicAccessBlock(_BucketConfiguration):
    """What a bucket refuses to make public."""

    token = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    declared_by = ("s3", "BucketPublicAccessBlock")
    operation, member = "public_access_block", "PublicAccessBlockConfiguration"
    properties: ClassVar = _of_bucket(
        blockPublicAcls=Property("BlockPublicAcls", default=False),
        blockPublicPolicy=Property("BlockPublicPolicy", default=False),
        ignorePublicAcls=Property("IgnorePublicAcls", default=False),
        restrictPublicBuckets=Property("RestrictPublicBuckets", default=False),
        skipDestroy=Property(from_aws=False),
    )
    gone = _BucketConfiguration.gone | {"NoSuchPublicAccessBlockConfiguration"}

    def delete(self, aws: Aws, id: str, state: State) -> None:
        if not state.get("skipDestroy"):
            super().delete(aws, id, state)


class BucketOwnershipControls(_BucketConfiguration):
    """Who owns a bucket's objects."""

    token = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
    declared_by = ("s3", "BucketOwnershipControls")
    operation, member = "bucket_ownership_controls", "OwnershipControls"
    properties: ClassVar = _of_bucket(rule=Property("Rules", fields("objectOwnership")))
    gone = _BucketConfiguration.gone | {"OwnershipControlsNotFoundError"}

    def request(self, want: State, names: Iterable[str] | None = None) -> dict[str, Member]:
        return {"Rules": [super().request(want, names)["Rules"]]}

    def reply(self, answer: Mapping[str, Member]) -> State:
        return super().reply({"Rules": answer["Rules"][0]})


class BucketPolicy(_BucketConfiguration):
    """A bucket's policy."""

    token = "aws:s3/bucketPolicy:BucketPolicy"
    declared_by = ("s3", "BucketPolicy")
    operation = "bucket_policy"
    properties: ClassVar = _of_bucket(policy=Property("Policy", document="policy"))
    gone = _BucketConfiguration.gone | {"NoSuchBucketPolicy"}


_LIFECYCLE_FILTER = ("objectSizeGreaterThan", "objectSizeLessThan", "prefix")
_LIFECYCLE_AND = ("And", fields(*_LIFECYCLE_FILTER, tags=Codec("Tags", pairs, mapping)))


class BucketLifecycleConfiguration(_BucketConfiguration):
    """When a bucket's objects move and expire."""

    token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    declared_by = ("s3", "BucketLifecycleConfiguration")
    operation, member = "bucket_lifecycle_configuration", "LifecycleConfiguration"
    properties: ClassVar = {
        **_of_bucket(
            rules=Property(
                "Rules",
                fields(
                    "status",
                    "prefix",
                    id="ID",
                    abortIncompleteMultipartUpload=("AbortIncompleteMultipartUpload", fields("daysAfterInitiation")),
                    expiration=("Expiration", fields("date", "days", "expiredObjectDeleteMarker")),
                    filter=(
                        "Filter",
                        fields(*_LIFECYCLE_FILTER, tag=("Tag", fields("key", "value")), **{"and": _LIFECYCLE_AND}),
                    ),
                    noncurrentVersionExpiration=(
                        "NoncurrentVersionExpiration",
                        fields("noncurrentDays", "newerNoncurrentVersions"),
                    ),
                    noncurrentVersionTransitions=(
                        "NoncurrentVersionTransitions",
                        fields("noncurrentDays", "newerNoncurrentVersions", "storageClass"),
                    ),
                    transitions=("Transitions", fields("date", "days", "storageClass")),
                ),
            )
        ),
        "expectedBucketOwner": Property(replace=True, computed=True, from_aws=False),
    }
    outputs: ClassVar = stable("expectedBucketOwner", "transitionDefaultMinimumObjectSize")
    gone = _BucketConfiguration.gone | {"NoSuchLifecycleConfiguration"}

    def request(self, want: State, names: Iterable[str] | None = None) -> dict[str, Member]:
        request = super().request(want, names)
        for rule in request["Rules"]:
            if "Prefix" not in rule:
                rule.setdefault("Filter", {"Prefix": ""})
        return request

    def get(self, aws: Aws, bucket: str, known: State) -> State:
        answer = aws.client("s3").get_bucket_lifecycle_configuration(Bucket=bucket)
        size = answer.get("TransitionDefaultMinimumObjectSize") or "all_storage_classes_128K"
        return {
            **self.reply(answer),
            "transitionDefaultMinimumObjectSize": size,
            "expectedBucketOwner": known.get("expectedBucketOwner") or "",
        }

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("s3").delete_bucket_lifecycle(Bucket=id)


class BucketCorsConfiguration(_BucketConfiguration):
    """Which other sites' pages may use a bucket."""

    token = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
    declared_by = ("s3", "BucketCorsConfiguration")
    operation, member = "bucket_cors", "CORSConfiguration"
    properties: ClassVar = _of_bucket(
        owner=True,
        corsRules=Property(
            "CORSRules",
            fields("allowedHeaders", "allowedMethods", "allowedOrigins", "exposeHeaders", "maxAgeSeconds", id="ID"),
            unordered=True,
        ),
    )
    gone = _BucketConfiguration.gone | {"NoSuchCORSConfiguration"}


_NOTIFICATIONS = {
    "lambdaFunctions": ("LambdaFunctionConfigurations", "lambdaFunctionArn", "LambdaFunctionArn"),
    "queues": ("QueueConfigurations", "queueArn", "QueueArn"),
    "topics": ("TopicConfigurations", "topicArn", "TopicArn"),
}


class BucketNotification(_BucketConfiguration):
    """Whom a bucket tells of its events."""

    token = "aws:s3/bucketNotification:BucketNotification"
    declared_by = ("s3", "BucketNotification")
    properties: ClassVar = {
        **_of_bucket(eventbridge=Property(default=False, from_aws=False)),  # moto keeps it and does not tell it back
        **{
            name: Property(
                shape=fields("events", "filterPrefix", "filterSuffix", "id", target), computed_within=frozenset({"id"})
            )
            for name, (_, target, _) in _NOTIFICATIONS.items()
        },
    }

    def put(self, aws: Aws, bucket: str, want: State) -> None:
        configuration: dict[str, Any] = {"EventBridgeConfiguration": {}} if want.get("eventbridge") else {}
        for name, (member, target, target_member) in _NOTIFICATIONS.items():
            if want.get(name):
                configuration[member] = [
                    _notification(notification, target, target_member) for notification in want[name]
                ]
        aws.client("s3").put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)

    def get(self, aws: Aws, bucket: str, known: State) -> State:
        answer = aws.client("s3").get_bucket_notification_configuration(Bucket=bucket)
        found: State = {}
        for name, (member, target, target_member) in _NOTIFICATIONS.items():
            found[name] = [
                _notification_state(notification, target, target_member) for notification in answer.get(member, [])
            ]
        return found

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("s3").put_bucket_notification_configuration(Bucket=id, NotificationConfiguration={})


def _notification(notification: State, target: str, target_member: str) -> dict[str, Any]:
    request = {"Events": notification["events"], target_member: notification[target]}
    if notification.get("id"):
        request["Id"] = notification["id"]
    rules = [
        {"Name": name, "Value": notification[key]}
        for name, key in (("prefix", "filterPrefix"), ("suffix", "filterSuffix"))
        if notification.get(key)
    ]
    return {**request, "Filter": {"Key": {"FilterRules": rules}}} if rules else request


def _notification_state(notification: dict[str, Any], target: str, target_member: str) -> State:
    rules = {
        rule["Name"].lower(): rule["Value"]
        for rule in notification.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    }
    state = {"events": notification["Events"], target: notification[target_member], "id": notification.get("Id", "")}
    return {**state, "filterPrefix": rules.get("prefix", ""), "filterSuffix": rules.get("suffix", "")}


def _found(call: Callable[..., Member], absent: set[str], **request: str) -> Member:
    """The answer of a call, None where AWS says by one of these codes that there is nothing."""
    try:
        return call(**request)
    except ClientError as error:
        if error.response["Error"]["Code"] not in absent:
            raise
        return None


TYPES = (
    Bucket,
    BucketVersioning,
    BucketServerSideEncryptionConfiguration,
    BucketPublicAccessBlock,
    BucketOwnershipControls,
    BucketPolicy,
    BucketLifecycleConfiguration,
    BucketCorsConfiguration,
    BucketNotification,
)
