"""AppInstanceAdmin: a user or bot that has the rights of an administrator on every channel of its AppInstance."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Final, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller, until
from .._errors import ChimeError
from .._identifier import app_instance_of, is_arn
from .._lifecycle import Intent, Lifecycle
from .._members import AppInstanceArn, AppInstanceUserArn, same_region
from .._model import Arguments, Immutable, Problem, Values
from .._presence import delete_if_there, describe_or_gone, is_listed_inside
from .._resource import ChimeResource

SERVICE: Final = "chime-sdk-identity"


class AppInstanceAdminArgs(TypedDict, total=False):
    """The arguments of an AppInstanceAdmin."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance. A change replaces the resource."""
    app_instance_admin_arn: Required[pulumi.Input[str]]
    """The ARN of the user or bot of this AppInstance to promote. A change replaces the resource."""
    region: pulumi.Input[str]
    """The AWS region, that of the AppInstance; the provider's by default. A change replaces the resource."""
    adopt: pulumi.Input[str]
    """The ARN of a user or bot that is an administrator already."""


class AppInstanceAdminArguments(Arguments):
    """AppInstanceAdmin's arguments, validated."""

    app_instance_arn: Annotated[AppInstanceArn, Immutable()]
    app_instance_admin_arn: Annotated[AppInstanceUserArn, Immutable()]

    def problems(self) -> Iterator[Problem]:
        """The region, and whose user it is."""
        yield from same_region(("app_instance_arn",), self.app_instance_arn, self.region, "the AppInstance")
        known = isinstance(self.app_instance_arn, str) and isinstance(self.app_instance_admin_arn, str)
        if known and not self.app_instance_admin_arn.startswith(f"{self.app_instance_arn}/"):
            yield Problem(("app_instance_admin_arn",), "must be a user or bot of the AppInstance in app_instance_arn")


class AppInstanceAdminLifecycle(Lifecycle[AppInstanceAdminArguments]):
    """Create, Describe and DeleteAppInstanceAdmin: promote, look and demote."""

    kind = "AppInstanceAdmin"
    service = SERVICE
    arguments = AppInstanceAdminArguments
    shape = ("CreateAppInstanceAdmin",)
    advice: ClassVar[Mapping[str, str]] = {
        "CreateAppInstanceAdmin ConflictException": "it is an administrator already; take it over with adopt='<its ARN>'",
        "ForbiddenException": "AWS answers this for a missing user or AppInstance too; check the ARNs, the region and IAM",
    }

    def create(self, caller: Caller, arguments: AppInstanceAdminArguments, intent: Intent) -> str:
        """CreateAppInstanceAdmin, of a user who may have been created a moment ago."""
        resource_id = _id(arguments)
        if intent.taken(resource_id):
            raise ChimeError(
                "another resource of this program promotes this user", "declare it once and remove the other"
            )
        until(
            lambda: caller.call(SERVICE, "CreateAppInstanceAdmin", **self.request(arguments)),
            lambda error: error.code == "NotFoundException",
        )
        return resource_id

    def made_by(self, caller: Caller, arguments: AppInstanceAdminArguments, intent: Intent) -> list[str]:
        """This administrator, whoever made it one: `create_once` asks before and after."""
        resource_id = _id(arguments)
        return [resource_id] if self.read(caller, resource_id) else []

    def left_by_predecessor(self, caller: Caller, arguments: AppInstanceAdminArguments, intent: Intent) -> str | None:
        """This administrator, if the journal knows that this stack has made it one; nothing of it could carry a mark."""
        resource_id = _id(arguments)
        return resource_id if intent.inherits(resource_id, self._describe(caller, resource_id)) else None

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """DescribeAppInstanceAdmin."""
        if self._describe(caller, resource_id) is None:
            return None
        owner, admin = _parts(resource_id)
        return {"app_instance_arn": owner, "app_instance_admin_arn": admin}

    def update(
        self, caller: Caller, resource_id: str, old: AppInstanceAdminArguments, new: AppInstanceAdminArguments
    ) -> None:
        """Nothing of it can be changed."""

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteAppInstanceAdmin: the user stays, without the rights."""
        owner, admin = _parts(resource_id)
        delete_if_there(
            lambda: caller.call(SERVICE, "DeleteAppInstanceAdmin", AppInstanceArn=owner, AppInstanceAdminArn=admin),
            lambda: self._is_listed(caller, resource_id),
        )

    def existing_id(self, caller: Caller, arguments: AppInstanceAdminArguments) -> str:
        """The id of the administrator that `adopt` names by the ARN of the user or by this resource's id."""
        adopt = str(arguments.adopt)
        if not is_arn(adopt):
            raise ChimeError("adopt is not an ARN", "give the ARN of the user or bot")
        return adopt if "|admin|" in adopt else f"{app_instance_of(adopt)}|admin|{adopt}"

    def _describe(self, caller: Caller, resource_id: str) -> Values | None:
        owner, admin = _parts(resource_id)
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, "DescribeAppInstanceAdmin", AppInstanceArn=owner, AppInstanceAdminArn=admin),
            lambda: self._is_listed(caller, resource_id),
        )
        return None if reply is None else cast("Values", reply["AppInstanceAdmin"])

    def _is_listed(self, caller: Caller, resource_id: str) -> bool:
        owner, admin = _parts(resource_id)
        return is_listed_inside(
            caller,
            owner,
            lambda: caller.pages(SERVICE, "ListAppInstanceAdmins", "AppInstanceAdmins", AppInstanceArn=owner),
            lambda found: cast("Values", found["Admin"])["Arn"] == admin,
        )


def _id(arguments: AppInstanceAdminArguments) -> str:
    return f"{arguments.app_instance_arn}|admin|{arguments.app_instance_admin_arn}"


def _parts(resource_id: str) -> tuple[str, str]:
    owner, _, admin = resource_id.split("|", 2)
    return owner, admin


class AppInstanceAdmin(ChimeResource, lifecycle=AppInstanceAdminLifecycle()):
    """An administrator of an AppInstance: a user or bot that was promoted, and is demoted when this resource is deleted.

    An administrator may do everything to every channel of its AppInstance without being a member, so it is the right
    `chime_bearer` of channels and what belongs to them.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`AppInstanceAdminArgs`.

    Attributes:
        app_instance_arn: The ARN of the AppInstance.
        app_instance_admin_arn: The ARN of the user or bot; give this to `chime_bearer`, so that what needs the administrator is
            deleted before it is demoted.

    Source: CreateAppInstanceAdmin; Developer guide, "Creating an AppInstance".
    """

    app_instance_arn: pulumi.Output[str]
    app_instance_admin_arn: pulumi.Output[str]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[AppInstanceAdminArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
