"""Calls on behalf of a user or bot of the AppInstance: in channels, the bearer's role decides on top of IAM."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Generic, TypeVar

from .._api import Caller
from .._errors import ApiError, ChimeError
from .._identifier import object_arn
from .._lifecycle import Lifecycle
from .._members import AppInstanceUserArn
from .._model import Api, Arguments, NotRead, Path, Problem, Value, Values

SERVICE: Final = "chime-sdk-messaging"

_ADMINISTRATOR: Final = "an AppInstanceAdmin"
_MODERATOR: Final = "an AppInstanceAdmin or a moderator of the channel"
_MEMBER: Final = "an AppInstanceAdmin, or a moderator or member of the channel"
_NOT_BANNED: Final = (
    "nobody who is banned can be added, not even in the `pulumi up` that lifts the ban, which it does last"
)
_IN_PUBLIC: Final = "an AppInstanceAdmin, or any user if the channel is public"

ROLES: Final[Mapping[str, str]] = {
    "CreateChannel": "any user of the AppInstance",
    "UpdateChannel": _MODERATOR,
    "DeleteChannel": _MODERATOR,
    "DescribeChannel": _IN_PUBLIC,
    "ListChannels": f"{_ADMINISTRATOR} for private channels, and any user for public ones",
    "PutChannelExpirationSettings": _MODERATOR,
    "CreateChannelMembership": f"{_MODERATOR} (in an UNRESTRICTED channel a member too); and {_NOT_BANNED}",
    "DescribeChannelMembership": f"{_MEMBER} (any user if it is public)",
    "ListChannelMemberships": f"{_MEMBER} (any user if it is public)",
    "DeleteChannelMembership": _MEMBER,
    "CreateChannelModerator": f"{_MODERATOR}; and {_NOT_BANNED}",
    "DescribeChannelModerator": _MODERATOR,
    "ListChannelModerators": _MODERATOR,
    "DeleteChannelModerator": _MODERATOR,
    "CreateChannelBan": (
        f"{_MODERATOR}; and nobody can ban an AppInstanceAdmin or a moderator of the channel, not even in the `pulumi up` that "
        "takes the role away, which it does last"
    ),
    "DescribeChannelBan": _MODERATOR,
    "ListChannelBans": _MODERATOR,
    "DeleteChannelBan": _MODERATOR,
    "AssociateChannelFlow": _MODERATOR,
    "DisassociateChannelFlow": _MODERATOR,
}
"""Who may call what as the bearer (Developer guide, "Understanding authorization by role"); no other operation takes one."""

MISSING_BEARER: Final = Problem(
    ("chime_bearer",),
    "is missing, and it is required; give the ARN of an AppInstanceAdmin, or set chime:bearer in the stack's configuration if "
    "another stack owns it",
)


class BearerArguments(Arguments):
    """Arguments of a resource whose calls are made on behalf of a user or bot.

    Attributes:
        chime_bearer: The ARN of that user or bot; a change makes no call.
    """

    chime_bearer: Annotated[AppInstanceUserArn | None, Api(None), NotRead()] = None

    def problems(self) -> Iterator[Problem]:
        """A bearer, of the argument or of the stack's configuration."""
        if self.chime_bearer is None:
            yield MISSING_BEARER


B = TypeVar("B", bound=BearerArguments)


class BearerLifecycle(Lifecycle[B], Generic[B]):
    """A lifecycle whose calls are made on behalf of the bearer in the inputs, or in the outputs when nothing else is left."""

    service = SERVICE

    def speaks(self, values: Mapping[str, object]) -> bool:
        """Always."""
        return True

    def speaking(self, caller: Caller, values: Mapping[str, Value]) -> Caller:
        """Calls on behalf of the bearer."""
        bearer = values.get("chime_bearer")
        if not isinstance(bearer, str):
            raise ChimeError(
                f"a {self.kind} can only be read on behalf of a user",
                "set chime:bearer in the stack's configuration, or declare it, with adopt and chime_bearer",
            )
        return BearerCaller(caller, bearer)


class BearerCaller:
    """A caller whose channel calls name the bearer, and whose refusals name the role that the bearer needs.

    Args:
        caller: The account and region.
        bearer: The ARN of the user or bot on whose behalf calls are made.
    """

    def __init__(self, caller: Caller, bearer: str) -> None:
        self._caller = caller
        self.bearer = bearer

    @property
    def region(self) -> str:
        """The region of the calls."""
        return self._caller.region

    @property
    def account(self) -> str:
        """The account that the credentials belong to."""
        return self._caller.account

    @property
    def partition(self) -> str:
        """The partition of the region, such as ``aws``."""
        return self._caller.partition

    def call(self, service: str, operation: str, /, **parameters: Value) -> Values:
        """Call an operation, on behalf of the bearer if it is one of channels."""
        try:
            return self._caller.call(service, operation, **self._with_bearer(operation, parameters))
        except ApiError as error:
            self._explain(error)
            raise

    def pages(self, service: str, operation: str, member: str, /, **parameters: Value) -> Iterator[Values]:
        """All the structures that a List operation returns, on behalf of the bearer if it is one of channels."""
        try:
            yield from self._caller.pages(service, operation, member, **self._with_bearer(operation, parameters))
        except ApiError as error:
            self._explain(error)
            raise

    def _with_bearer(self, operation: str, parameters: Values) -> Values:
        return {**parameters, "ChimeBearer": self.bearer} if operation in ROLES else parameters

    def _explain(self, error: ApiError) -> None:
        role, bearer = ROLES.get(error.operation), object_arn(self.bearer).resource
        if role and error.code == "ForbiddenException":
            error.advice = (
                f"{error.operation} wants a bearer that is {role}: check the role of {bearer}, that IAM allows the action on the "
                "bearer's ARN and on the channel's, and that the channel still exists"
            )
        if role and error.code == "UnauthorizedClientException":
            error.advice = (
                f"check the credentials, and that {bearer} exists: if it was deleted, give chime_bearer another "
                "AppInstanceAdmin"
            )


def same_app_instance(path: Path, arn: Value, bearer: Value, what: str) -> Iterator[Problem]:
    """A problem when both are known and the bearer belongs to another AppInstance."""
    both = [text.split("/")[:2] for text in (arn, bearer) if isinstance(text, str) and "/" in text]
    if len(both) == 2 and both[0] != both[1]:
        yield Problem(path, f"must be a user or bot of the AppInstance of {what}")
