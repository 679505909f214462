"""Memberships, moderators and bans: what a channel has for a user or bot, created, described, listed and deleted, never updated."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Generic, TypeVar, cast

from .._api import Caller, until
from .._errors import ApiError, ChimeError
from .._identifier import is_arn
from .._lifecycle import Intent
from .._members import ChannelArn, same_region
from .._model import Immutable, Problem, Values
from .._presence import delete_if_there, describe_or_gone
from ._bearer import SERVICE, BearerArguments, BearerLifecycle, same_app_instance
from .channel import is_listed


class ChannelPartArguments(BearerArguments):
    """Arguments of what a channel has for a user or bot.

    Attributes:
        channel_arn: The channel.
    """

    channel_arn: Annotated[ChannelArn, Immutable()]

    def problems(self) -> Iterator[Problem]:
        """The channel's region, and whose user the bearer is."""
        yield from super().problems()
        yield from same_region(("channel_arn",), self.channel_arn, self.region, "the channel")
        yield from same_app_instance(("chime_bearer",), self.channel_arn, self.chime_bearer, "the channel")


P = TypeVar("P", bound=ChannelPartArguments)


class ChannelPartLifecycle(BearerLifecycle[P], Generic[P]):
    """Create, Describe and Delete of what a channel has for a user or bot; the operations are named after the kind.

    Attributes:
        owner_field: The argument that names the user or bot, such as ``member_arn``.
        owner_member: The API's name for it, such as ``MemberArn``.
        listed_member: The member of a listed structure that holds the user or bot.
        part: What stands in the id, such as ``membership``.
    """

    unique = True
    owner_field: ClassVar[str]
    owner_member: ClassVar[str]
    listed_member: ClassVar[str]
    part: ClassVar[str]

    def create(self, caller: Caller, arguments: P, intent: Intent) -> str:
        """Create it, for a channel and a user that may have been created a moment ago."""
        resource_id = self.resource_id(arguments, str(getattr(arguments, self.owner_field)))
        if intent.taken(resource_id):
            raise ChimeError(
                f"another resource of this program is the same {self.part}",
                "declare it once and remove the other; if the other is about to become another one, give each a logical name "
                "that follows from whom it is about, so that it stays the same resource",
            )

        until(
            lambda: caller.call(SERVICE, f"Create{self.kind}", **self.request(arguments)),
            lambda error: error.code == "NotFoundException",
        )
        return resource_id

    def made_by(self, caller: Caller, arguments: P, intent: Intent) -> list[str]:
        """This one, whoever made it: `create_once` asks before and after."""
        resource_id = self.resource_id(arguments, str(getattr(arguments, self.owner_field)))
        return [resource_id] if self.read(caller, resource_id) else []

    def left_by_predecessor(self, caller: Caller, arguments: P, intent: Intent) -> str | None:
        """This one, if the journal knows that this stack has made it; nothing of it could carry a mark."""
        resource_id = self.resource_id(arguments, str(getattr(arguments, self.owner_field)))
        return resource_id if intent.inherits(resource_id, self._describe(caller, resource_id)) else None

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """Describe it."""
        described = self._describe(caller, resource_id)
        return None if described is None else self.values({**described, **self.parts(resource_id)})

    def update(self, caller: Caller, resource_id: str, old: P, new: P) -> None:
        """Nothing of it can be changed but the bearer, which needs no call."""

    def delete(self, caller: Caller, resource_id: str) -> None:
        """Delete it."""
        delete_if_there(
            lambda: caller.call(SERVICE, f"Delete{self.kind}", **self.parts(resource_id)),
            lambda: self._may_be_there(caller, resource_id),
        )

    def existing_id(self, caller: Caller, arguments: P) -> str:
        """The id of what `adopt` names by the ARN of the user or bot, or by this resource's id."""
        adopt = str(arguments.adopt)
        if not is_arn(adopt):
            raise ChimeError("adopt is not an ARN", "give the ARN of the user or bot")
        return adopt if "|" in adopt else self.resource_id(arguments, adopt)

    def resource_id(self, arguments: P, owner_arn: str) -> str:
        """The id: the channel's ARN, the part, and the ARN of the user or bot."""
        return f"{arguments.channel_arn}|{self.part}|{owner_arn}"

    def parts(self, resource_id: str) -> Values:
        """The request members that name it."""
        channel, _, owner = resource_id.split("|")[:3]
        return {"ChannelArn": channel, self.owner_member: owner}

    def lists(self, resource_id: str) -> list[Values]:
        """The request members of the lists that it may be in."""
        return [{"ChannelArn": resource_id.partition("|")[0]}]

    def _describe(self, caller: Caller, resource_id: str) -> Values | None:
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, f"Describe{self.kind}", **self.parts(resource_id)),
            lambda: self._may_be_there(caller, resource_id),
        )
        return None if reply is None else cast("Values", reply[self.kind])

    def _may_be_there(self, caller: Caller, resource_id: str) -> bool:
        """After a 403: gone if its channel is, or if the bearer may list the channel's others and it is not among them."""
        if not is_listed(caller, resource_id.partition("|")[0]):
            return False
        owner = self.parts(resource_id)[self.owner_member]
        try:
            return any(
                cast("Values", found[self.listed_member])["Arn"] == owner
                for where in self.lists(resource_id)
                for found in caller.pages(SERVICE, f"List{self.kind}s", f"{self.kind}s", **where)
            )
        except ApiError as error:
            if error.status != 403:
                raise
            return True
