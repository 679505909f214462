"""What the `chime-sdk-identity` API holds, kind by kind, and how other operations find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from chime_sdk_pulumi.local_aws.errors import ConflictError, ForbiddenError
from chime_sdk_pulumi.local_aws.store import Described, Setting, Stored

if TYPE_CHECKING:
    from datetime import datetime

    from chime_sdk_pulumi.local_aws.store import RegionalStore, Structure


@dataclass
class AppInstance(Described):
    kind = "AppInstance"
    id_member = arn_member = "AppInstanceArn"


class AppInstanceRetentionSettings(Setting):
    kind = "AppInstanceRetentionSettings"


@dataclass
class Member(Described):
    """A user or a bot: whoever can be a member of a channel, its moderator, or an admin of the app instance."""

    app_instance_arn: str

    arn_member: ClassVar[str]

    @property
    def arn(self) -> str:
        return str(self.description[self.arn_member])

    @property
    def reference(self) -> Structure:
        """The structure `Identity` of the service models, by which other objects name it."""
        return {"Arn": self.arn, "Name": self.description.get("Name")}


@dataclass
class AppInstanceUser(Member):
    expires: datetime | None = None
    """When it will be deleted by its expiration settings."""

    kind = "AppInstanceUser"
    id_member = arn_member = "AppInstanceUserArn"


@dataclass
class AppInstanceBot(Member):
    kind = "AppInstanceBot"
    id_member = arn_member = "AppInstanceBotArn"


@dataclass
class OfMember(Stored):
    """Something that a user or bot has or is, and that goes with it."""

    member_arn: str

    @property
    def key(self) -> str:
        """Its key in the table of its kind."""
        raise NotImplementedError

    def identity(self) -> dict[str, str]:
        return {"id": self.key}


@dataclass
class AppInstanceAdmin(OfMember):
    app_instance_arn: str
    created: datetime

    kind = "AppInstanceAdmin"

    @property
    def key(self) -> str:
        return f"{self.app_instance_arn}/admin|{self.member_arn}"


@dataclass
class AppInstanceUserEndpoint(OfMember):
    description: Structure
    request: Structure
    """What registered it."""

    kind = "AppInstanceUserEndpoint"

    @property
    def key(self) -> str:
        return endpoint_key(self.member_arn, self.description["EndpointId"])


def endpoint_key(user_arn: str, endpoint_id: str) -> str:
    """The key of an endpoint in the table of endpoints."""
    return f"{user_arn}|{endpoint_id}"


def existing_app_instance(store: RegionalStore, arn: str) -> AppInstance:
    """The app instance.

    Raises:
        ForbiddenError: there is none of that ARN in this account and region.
    """
    app_instance = store.table(AppInstance).get(arn)
    if app_instance is None:
        raise ForbiddenError(f"The app instance {arn} does not exist, or you are not allowed to use it.")
    return app_instance


def find_member(store: RegionalStore, arn: str) -> Member | None:
    """The user or bot of an ARN, if there is one in this account and region."""
    return store.table(AppInstanceUser).get(arn) or store.table(AppInstanceBot).get(arn)


def reference_to(store: RegionalStore, arn: str) -> Structure:
    """How an object names a user or bot, which may be gone by now. The name is the one that it has now."""
    found = find_member(store, arn)
    return found.reference if found else {"Arn": arn}


def is_admin(store: RegionalStore, arn: str) -> bool:
    """Whether a user or bot is an admin of its app instance."""
    return any(admin.member_arn == arn for admin in store.table(AppInstanceAdmin))


def check_not_admin(store: RegionalStore, member: Member) -> None:
    """Refuse to delete an admin.

    Raises:
        ConflictError: the user or bot is an admin. inferred: the deletions model a ConflictException, and the API has
            an operation of its own for taking the role away.
    """
    if is_admin(store, member.arn):
        raise ConflictError(
            f"{member.arn} is an admin of its app instance. Demote it with DeleteAppInstanceAdmin first."
        )


def remove_member(store: RegionalStore, member: Member) -> None:
    """Remove a user or bot with everything that it has: endpoints, memberships, roles and bans.

    API reference, CreateChannelBan: bans are cleaned up when users are deleted. The rest is inferred.
    """
    for stored in list(store):
        if isinstance(stored, OfMember) and stored.member_arn == member.arn:
            store.table(type(stored)).remove(stored.key)
    store.table(type(member)).remove(member.arn)
    del store.tags[member.arn]
