"""Amazon S3: objects."""

import base64
import mimetypes
from typing import ClassVar

from .archives import contents
from .configuration import Aws
from .resource import REGIONAL, TAGGED, AutoName, Property, ResourceType, changes_with, stable
from .tags import mapping, pairs
from .values import State

_CONTENT = ("content", "contentBase64", "source", "sourceHash")
_OBJECT = {
    "bucket": Property(replace=True, from_aws=False),
    "key": Property(replace=True, from_aws=False),
    "bucketKeyEnabled": Property("BucketKeyEnabled", computed=True),
    "cacheControl": Property("CacheControl"),
    "content": Property(from_aws=False),
    "contentBase64": Property(from_aws=False),
    "contentDisposition": Property("ContentDisposition"),
    "contentEncoding": Property("ContentEncoding"),
    "contentLanguage": Property("ContentLanguage"),
    "contentType": Property("ContentType", computed=True),
    "forceDestroy": Property(default=False, from_aws=False),
    "kmsKeyId": Property("SSEKMSKeyId", computed=True),
    "metadata": Property("Metadata"),
    "serverSideEncryption": Property("ServerSideEncryption", computed=True),
    "source": Property(from_aws=False),
    "sourceHash": Property(from_aws=False),
    "storageClass": Property("StorageClass", computed=True),
    "websiteRedirect": Property("WebsiteRedirectLocation"),
    **REGIONAL,
    **TAGGED,
}
_OBJECT_OUTPUTS = {
    **stable("arn", "key"),
    "etag": changes_with(*_CONTENT),
    "versionId": changes_with(
        *_CONTENT, "contentType", "metadata", "cacheControl", "serverSideEncryption", "kmsKeyId", "storageClass"
    ),
    **stable("bucketKeyEnabled", "contentType", "kmsKeyId", "serverSideEncryption", "storageClass"),
}


class BucketObject(ResourceType):
    """An object; its id is `bucket/key`."""

    token = "aws:s3/bucketObject:BucketObject"
    declared_by = ("s3", "BucketObject")
    service = "s3"
    properties: ClassVar = _OBJECT
    outputs: ClassVar = _OBJECT_OUTPUTS
    auto_name = AutoName("key", 1024, random=False, instead="key")
    gone = frozenset({"NoSuchBucket", "NoSuchKey", "404"})

    def create(self, aws: Aws, want: State) -> str:
        self._put(aws, want)
        return f"{want['bucket']}/{want['key']}"

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        self._put(aws, want)

    def _put(self, aws: Aws, want: State) -> None:
        request = {member: value for member, value in self.request(want).items() if value not in ("", False)}
        request.setdefault("ContentType", mimetypes.guess_type(want["key"])[0] or "application/octet-stream")
        aws.client("s3").put_object(Bucket=want["bucket"], Key=want["key"], Body=_body(want), **request)
        tags = pairs(want.get("tagsAll") or {})
        if tags:
            aws.client("s3").put_object_tagging(Bucket=want["bucket"], Key=want["key"], Tagging={"TagSet": tags})

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        bucket, key = id.split("/", 1)
        s3 = aws.client("s3")
        answer = s3.head_object(Bucket=bucket, Key=key)
        tags = s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
        found = {
            "storageClass": "STANDARD",
            "bucketKeyEnabled": False,
            "kmsKeyId": "",
            "serverSideEncryption": "AES256",
            **self.reply(answer),
        }
        return found | {
            "bucket": bucket,
            "key": key,
            "arn": f"arn:{aws.partition}:s3:::{id}",
            "etag": answer["ETag"].strip('"'),
            "versionId": answer.get("VersionId", ""),
            "tagsAll": mapping(tags),
        }

    def tag(self, aws: Aws, id: str, state: State, tags: dict[str, str], remove: list[str]) -> None:
        bucket, key = id.split("/", 1)
        kept = {name: value for name, value in (state.get("tagsAll") or {}).items() if name not in remove} | tags
        if kept:
            aws.client("s3").put_object_tagging(Bucket=bucket, Key=key, Tagging={"TagSet": pairs(kept)})
        else:
            aws.client("s3").delete_object_tagging(Bucket=bucket, Key=key)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        bucket, key = id.split("/", 1)
        s3 = aws.client("s3")
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key):
            for version in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                if version["Key"] == key:
                    s3.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])


class BucketObjectv2(BucketObject):
    """An object as pulumi_aws's newer class has it, with checksums."""

    token = "aws:s3/bucketObjectv2:BucketObjectv2"
    declared_by = ("s3", "BucketObjectv2")
    outputs: ClassVar = {
        **_OBJECT_OUTPUTS,
        **stable("acl"),
        **{
            name: changes_with(*_CONTENT)
            for name in ("checksumCrc32", "checksumCrc32c", "checksumCrc64nvme", "checksumSha1", "checksumSha256")
        },
    }

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        found = super().read(aws, id, known)
        if found is None:
            return None
        bucket, key = id.split("/", 1)
        answer = aws.client("s3").head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
        checksums = {
            name: answer.get(name[0].upper() + name[1:].replace("Crc", "CRC").replace("Sha", "SHA"), "")
            for name in self.outputs
            if "checksum" in name
        }
        return {**found, **checksums, "acl": "private"}


def _body(want: State) -> bytes:
    if want.get("source") is not None:
        return contents(want["source"])
    if want.get("contentBase64"):
        return base64.b64decode(want["contentBase64"])
    return str(want.get("content") or "").encode()


TYPES = (BucketObject, BucketObjectv2)
