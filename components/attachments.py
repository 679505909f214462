"""Files that end users attach to messages."""

from collections.abc import Iterator, Sequence
from typing import Required, Unpack

import pulumi
import pulumi_aws as aws

from ..providers._model import Problem
from . import policies
from ._component import Component, ComponentArgs, policy_json
from ._role import role_policy
from ._storage import BucketArgs, KeyArgs, bucket, key
from .messaging_client_access import SESSION_TAG_KEY, session_tag_problems


class AttachmentsArgs(ComponentArgs, total=False):
    """The arguments of an Attachments."""

    user_role_name: Required[pulumi.Input[str]]
    """The name of the role that end users get, such as `user_role_name` of a MessagingClientAccess."""
    session_tag_key: str
    """The key of the session tag with the id of the AppInstanceUser; ``my_applications_user_id`` by default."""
    shared_downloads: bool
    """Let everybody download everybody's attachments. False by default: a message carries a presigned URL of its sender."""
    allowed_origins: Sequence[pulumi.Input[str]]
    """The origins of the web client, such as ``https://chat.example.com``; none by default."""
    prefix: pulumi.Input[str]
    """The folder in the bucket, without slashes around it; none by default."""
    bucket: BucketArgs
    """The bucket."""
    key: KeyArgs
    """The key of a bucket that is created."""


class Attachments(Component[AttachmentsArgs], token="chime-sdk:index:Attachments"):
    """A private bucket for attachments, in which each end user has a folder, and the right to it.

    The folder is named as the user is by the session tag: ``<prefix>/<AppInstanceUser id>/``.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`AttachmentsArgs`.

    Attributes:
        bucket_name: The name of the bucket.
        bucket_arn: The ARN of the bucket.
        key_arn: The ARN of the customer managed key that encrypts it, or None.

    Source: Developer guide, Configuring attachments.
    """

    bucket_name: pulumi.Output[str]
    bucket_arn: pulumi.Output[str]
    key_arn: pulumi.Output[str | None]

    _has_chime_children = False

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[AttachmentsArgs]) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: AttachmentsArgs) -> Iterator[Problem]:
        yield from session_tag_problems(arguments)
        prefix = arguments.get("prefix")
        if isinstance(prefix, str) and (not prefix or prefix != prefix.strip("/")):
            yield Problem(("prefix",), "must be the path of a folder without slashes around it; leave it out for none")
        if arguments.get("allowed_origins") and arguments.get("bucket", {}).get("existing"):
            yield Problem(
                ("allowed_origins",),
                "rules out bucket.existing: a bucket has one set of CORS rules, which are for its owner to write",
            )

    def _build(self, arguments: AttachmentsArgs) -> None:
        brought = arguments.get("bucket", {}).get("existing")
        created_key = None if brought else key(self, arguments.get("key", {}), "attachments", policies.key_policy)
        files = bucket(self, arguments.get("bucket", {}), created_key)
        if origins := arguments.get("allowed_origins"):
            self._allow(origins, files.name)
        policy = policy_json(
            policies.messaging_attachments_policy,
            location_arn=pulumi.Output.concat(files.arn, "/", arguments["prefix"])
            if "prefix" in arguments
            else files.arn,
            session_tag_key=arguments.get("session_tag_key", SESSION_TAG_KEY),
            key_arn=files.key_arn,
            shared_downloads=arguments.get("shared_downloads", False),
        )
        role_policy(self, "user-policy", arguments["user_role_name"], policy)
        self.bucket_name = files.name
        self.bucket_arn = files.arn
        self.key_arn = pulumi.Output.from_input(files.key_arn)

    def _allow(self, origins: Sequence[pulumi.Input[str]], bucket_name: pulumi.Output[str]) -> None:
        aws.s3.BucketCorsConfiguration(
            self.child_name("bucket-cors"),
            bucket=bucket_name,
            cors_rules=[
                {
                    "allowed_origins": list(origins),
                    "allowed_methods": ["DELETE", "GET", "HEAD", "PUT"],
                    "allowed_headers": ["*"],
                    # By which a client puts the parts of a large upload together.
                    "expose_headers": ["ETag"],
                    "max_age_seconds": 3600,
                }
            ],
            region=self.child_region,
            opts=self.child_options(),
        )
