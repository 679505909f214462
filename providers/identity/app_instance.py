"""AppInstance: the container of a messaging application's users, bots, channels and messages."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, TypedDict, Unpack, cast

import pulumi

from .._api import Caller
from .._lifecycle import Intent, Lifecycle, changed_fields
from .._members import NAME_PATTERN, Metadata
from .._model import AutoName, Length, Values
from .._presence import app_instance_is_listed, delete_if_there, describe_or_gone
from .._resource import ChimeResource
from .._tags import NonEmptyTags, TaggedArguments, is_marked, read_tags, tags_with_mark, update_tags

SERVICE: Final = "chime-sdk-identity"


class AppInstanceArgs(TypedDict, total=False):
    """The arguments of an AppInstance; none is required."""

    name: pulumi.Input[str]
    """The name, 1 to 256 characters; the logical name and seven digits by default."""
    metadata: pulumi.Input[str]
    """Up to 1,024 characters of your own; empty by default."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Up to 50 tags; `aws:defaultTags` are added."""
    region: pulumi.Input[str]
    """The AWS region, us-east-1 or eu-central-1; the provider's by default. A change replaces the AppInstance."""
    adopt: pulumi.Input[str]
    """The ARN or id of an existing AppInstance to take over instead of creating one."""
    allow_destroy: bool
    """Let `pulumi destroy` delete the AppInstance, and with it every channel, message, user and bot; False by default."""


class AppInstanceArguments(TaggedArguments):
    """AppInstance's arguments, validated."""

    name: Annotated[str | None, Length(1, 256), NAME_PATTERN, AutoName(256, "\x20-\x7e")] = None
    metadata: Metadata = None
    tags: NonEmptyTags = None


class AppInstanceLifecycle(Lifecycle[AppInstanceArguments]):
    """Create, Describe, Update and DeleteAppInstance."""

    kind = "AppInstance"
    service = SERVICE
    arguments = AppInstanceArguments
    shape = ("CreateAppInstance",)
    object_path = "app-instance/"
    has_token = True
    destruction = "every channel, message, user and bot of the AppInstance"
    advice: ClassVar[Mapping[str, str]] = {
        "ForbiddenException": "AWS answers this for a missing AppInstance too; check the ARN, the region and IAM",
    }

    def create(self, caller: Caller, arguments: AppInstanceArguments, intent: Intent) -> str:
        """CreateAppInstance; its token makes a repetition safe."""
        reply = caller.call(
            SERVICE,
            "CreateAppInstance",
            **self.request(arguments),
            Tags=tags_with_mark(arguments, intent.mark),
            ClientRequestToken=intent.token,
        )
        return str(reply["AppInstanceArn"])

    def made_by(self, caller: Caller, arguments: AppInstanceArguments, intent: Intent) -> list[str]:
        """The AppInstances of this name that carry the mark."""
        listed = caller.pages(SERVICE, "ListAppInstances", "AppInstances")
        named = [str(each["AppInstanceArn"]) for each in listed if each.get("Name") == arguments.name]
        return [arn for arn in named if is_marked(caller, SERVICE, arn, arguments, intent.mark)]

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """DescribeAppInstance; since AWS answers 403 for a missing one, only its absence from the list proves that it is gone."""
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, "DescribeAppInstance", AppInstanceArn=resource_id),
            lambda: app_instance_is_listed(caller, resource_id),
        )
        if reply is None:
            return None
        return self.values(cast("Values", reply["AppInstance"])) | {"tags": read_tags(caller, SERVICE, resource_id)}

    def update(self, caller: Caller, resource_id: str, old: AppInstanceArguments, new: AppInstanceArguments) -> None:
        """UpdateAppInstance, which wants name and metadata together, and the tag operations."""
        changed = changed_fields(self, old, new)
        if changed & {"name", "metadata"}:
            caller.call(
                SERVICE, "UpdateAppInstance", AppInstanceArn=resource_id, **self.request(new, "name", "metadata")
            )
        if "tags" in changed:
            update_tags(caller, SERVICE, resource_id, old, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteAppInstance; AWS erases what the AppInstance holds in the background."""
        delete_if_there(
            lambda: caller.call(SERVICE, "DeleteAppInstance", AppInstanceArn=resource_id),
            lambda: app_instance_is_listed(caller, resource_id),
        )


class AppInstance(ChimeResource, lifecycle=AppInstanceLifecycle()):
    """An AppInstance of Amazon Chime SDK messaging.

    Deleting one erases everything in it and cannot be undone, so it is protected unless `allow_destroy` is True.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`AppInstanceArgs`.

    Attributes:
        arn: The ARN; also the id.
        name: The name.
        metadata: The metadata.
        tags: All tags that are set, default tags included.

    Source: CreateAppInstance; Developer guide, "Creating an AppInstance".
    """

    arn: pulumi.Output[str]
    name: pulumi.Output[str]
    metadata: pulumi.Output[str | None]
    tags: pulumi.Output[dict[str, str] | None]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[AppInstanceArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
