"""AppInstanceUser: somebody, or a back-end service, that sends messages and creates channels in an AppInstance."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Final, Literal, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller
from .._identifier import app_instance_of
from .._lifecycle import Intent, Lifecycle, changed_fields
from .._members import AppInstanceArn, ExpirationDays, Metadata, ObjectId, same_region
from .._model import AutoName, Immutable, Length, Model, Pattern, Problem, Values
from .._presence import delete_if_there, describe_or_gone, is_listed_inside
from .._resource import ChimeResource
from .._tags import NonEmptyTags, TaggedArguments, is_marked, is_marked_by_stack, read_tags, tags_with_mark, update_tags

SERVICE: Final = "chime-sdk-identity"


class ExpirationSettingsArgs(TypedDict):
    """When AWS deletes a user by itself."""

    expiration_days: pulumi.Input[int]
    """Days after the creation, 1 to 5,475; the deletion itself may take some hours more."""
    expiration_criterion: pulumi.Input[str]
    """``CREATED_TIMESTAMP``, the only one there is for users."""


class AppInstanceUserArgs(TypedDict, total=False):
    """The arguments of an AppInstanceUser."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance. A change replaces the user."""
    app_instance_user_id: Required[pulumi.Input[str]]
    """The id that your application already has for the user, 1 to 64 characters. A change replaces the user."""
    name: pulumi.Input[str]
    """The name, 1 to 100 characters; the logical name and seven digits by default."""
    metadata: pulumi.Input[str]
    """Up to 1,024 characters of your own; empty by default."""
    expiration_settings: pulumi.Input[ExpirationSettingsArgs]
    """When AWS deletes the user; never by default. Needs ``chime:PutAppInstanceUserExpirationSettings``."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Up to 50 tags; `aws:defaultTags` are added."""
    region: pulumi.Input[str]
    """The AWS region, that of the AppInstance; the provider's by default. A change replaces the user."""
    adopt: pulumi.Input[str]
    """The ARN of an existing user to take over instead of creating one."""


class ExpirationSettings(Model):
    """ExpirationSettings of the identity API."""

    expiration_days: ExpirationDays
    expiration_criterion: Literal["CREATED_TIMESTAMP"]


class AppInstanceUserArguments(TaggedArguments):
    """AppInstanceUser's arguments, validated."""

    app_instance_arn: Annotated[AppInstanceArn, Immutable()]
    app_instance_user_id: Annotated[str, Length(1, 64), ObjectId, Immutable()]
    name: Annotated[
        str | None, Length(1, 100), Pattern(r".*\S.*", "text with at least one letter"), AutoName(100, "\x20-\x7e")
    ] = None
    metadata: Metadata = None
    expiration_settings: ExpirationSettings | None = None
    tags: NonEmptyTags = None

    def problems(self) -> Iterator[Problem]:
        """The AppInstance's region."""
        yield from same_region(("app_instance_arn",), self.app_instance_arn, self.region, "the AppInstance")


class AppInstanceUserLifecycle(Lifecycle[AppInstanceUserArguments]):
    """Create, Describe, Update, PutExpirationSettings and DeleteAppInstanceUser."""

    kind = "AppInstanceUser"
    service = SERVICE
    arguments = AppInstanceUserArguments
    shape = ("CreateAppInstanceUser",)
    has_token = True
    advice: ClassVar[Mapping[str, str]] = {
        "ConflictException": "the AppInstance has a user of this id: take it over with adopt='<its ARN>', or choose another id; "
        "an administrator is demoted before it can be deleted",
        "ForbiddenException": "AWS answers this for a missing user or AppInstance too; check the ARN, the region and IAM "
        "(expiration settings need chime:PutAppInstanceUserExpirationSettings)",
    }

    def create(self, caller: Caller, arguments: AppInstanceUserArguments, intent: Intent) -> str:
        """CreateAppInstanceUser; its token makes a repetition safe."""
        reply = caller.call(
            SERVICE,
            "CreateAppInstanceUser",
            **self.request(arguments),
            Tags=tags_with_mark(arguments, intent.mark),
            ClientRequestToken=intent.token,
        )
        return str(reply["AppInstanceUserArn"])

    def made_by(self, caller: Caller, arguments: AppInstanceUserArguments, intent: Intent) -> list[str]:
        """The user of this id, if it carries the mark."""
        arn = _arn(arguments)
        there = self.read(caller, arn) is not None and is_marked(caller, SERVICE, arn, arguments, intent.mark)
        return [arn] if there else []

    def left_by_predecessor(self, caller: Caller, arguments: AppInstanceUserArguments, intent: Intent) -> str | None:
        """The user of this id, if it carries a mark of this stack."""
        arn = _arn(arguments)
        return arn if is_marked_by_stack(caller, SERVICE, arn, intent.stack) else None

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """DescribeAppInstanceUser; AWS deletes a user whose time has come, which is drift like any other."""
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, "DescribeAppInstanceUser", AppInstanceUserArn=resource_id),
            lambda: self._is_listed(caller, resource_id),
        )
        if reply is None:
            return None
        return self.values(cast("Values", reply["AppInstanceUser"])) | {
            "app_instance_arn": app_instance_of(resource_id),
            "app_instance_user_id": resource_id.partition("/user/")[2],
            "tags": read_tags(caller, SERVICE, resource_id),
        }

    def update(
        self, caller: Caller, resource_id: str, old: AppInstanceUserArguments, new: AppInstanceUserArguments
    ) -> None:
        """UpdateAppInstanceUser, which wants name and metadata together, the expiration settings, and the tag operations."""
        changed = changed_fields(self, old, new)
        if changed & {"name", "metadata"}:
            values = self.request(new, "name", "metadata")
            caller.call(SERVICE, "UpdateAppInstanceUser", AppInstanceUserArn=resource_id, **values)
        if "expiration_settings" in changed:
            # Without the settings the call removes them.
            caller.call(
                SERVICE,
                "PutAppInstanceUserExpirationSettings",
                AppInstanceUserArn=resource_id,
                **self.request(new, "expiration_settings"),
            )
        if "tags" in changed:
            update_tags(caller, SERVICE, resource_id, old, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteAppInstanceUser."""
        delete_if_there(
            lambda: caller.call(SERVICE, "DeleteAppInstanceUser", AppInstanceUserArn=resource_id),
            lambda: self._is_listed(caller, resource_id),
        )

    def _is_listed(self, caller: Caller, arn: str) -> bool:
        owner = app_instance_of(arn)
        return is_listed_inside(
            caller,
            owner,
            lambda: caller.pages(SERVICE, "ListAppInstanceUsers", "AppInstanceUsers", AppInstanceArn=owner),
            lambda found: found["AppInstanceUserArn"] == arn,
        )


def _arn(arguments: AppInstanceUserArguments) -> str:
    return f"{arguments.app_instance_arn}/user/{arguments.app_instance_user_id}"


class AppInstanceUser(ChimeResource, lifecycle=AppInstanceUserLifecycle()):
    """A user of an AppInstance of Amazon Chime SDK messaging.

    People's users are mostly created while the application runs; a program declares those of back-end services, and of the
    administrator on whose behalf it manages channels.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`AppInstanceUserArgs`.

    Attributes:
        arn: The ARN; also the id, and what `chime_bearer` takes.
        app_instance_arn: The ARN of the AppInstance.
        app_instance_user_id: The user's id in the application.
        name: The name.
        metadata: The metadata.
        expiration_settings: When AWS deletes the user.
        tags: All tags that are set, default tags included.

    Source: CreateAppInstanceUser; Developer guide, "Creating an AppInstance" and "Creating AppInstanceUsers with expiration".
    """

    arn: pulumi.Output[str]
    app_instance_arn: pulumi.Output[str]
    app_instance_user_id: pulumi.Output[str]
    name: pulumi.Output[str]
    metadata: pulumi.Output[str | None]
    expiration_settings: pulumi.Output[ExpirationSettingsArgs | None]
    tags: pulumi.Output[dict[str, str] | None]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[AppInstanceUserArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
        if getattr(opts, "id", None) is None:
            # The arguments are known before the user is made, so that the preview of a rename shows no change further down.
            self.arn = pulumi.Output.concat(self.app_instance_arn, "/user/", self.app_instance_user_id)
