"""What a resource is able to do, in terms of the API alone: nothing here knows Pulumi."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeAlias, TypeVar, cast

from ._api import Caller
from ._errors import ChimeError
from ._identifier import Arn, is_arn, parse_arn
from ._model import Arguments, Value, Values, canonical, dump, from_api, to_api
from ._tags import TaggedArguments

if TYPE_CHECKING:
    from datetime import datetime

A = TypeVar("A", bound=Arguments)

CLOCK_SECONDS: Final = 300
"""How far a computer's clock may be off: AWS refuses its calls otherwise."""


@dataclass(frozen=True)
class Intent:
    """One intended create.

    Attributes:
        origin: `<project>/<stack>/<logical name>` of the resource.
        token: Random; the ClientRequestToken where the API has one, and part of the ownership mark.
        age: Seconds since an earlier attempt at this create began whose outcome nobody heard; None if there was none.
        made: The id of what the earlier attempt made, if that much is known.
        taken: Whether the object of an id belongs to another resource of the program, as far as this run has met that one.
        left_since: Since when a resource of this stack, this one or one of another name, has had the object of an id, as far as is
            known here.
    """

    origin: str
    token: str
    age: float | None = None
    made: str | None = None
    taken: Callable[[str], bool] = field(default=lambda _: False)
    left_since: Callable[[str], float | None] = field(default=lambda _: None)

    @property
    def owner(self) -> str:
        """The origin as a tag can hold it."""
        return re.sub(r"[^\w .:/=+@-]", "_", self.origin)[-230:]

    @property
    def mark(self) -> str:
        """The value of the ownership tag."""
        return f"{self.owner} {self.token}"

    @property
    def stack(self) -> str:
        """What the marks of all objects of this stack begin with."""
        project, stack, *_ = self.owner.split("/")
        return f"{project}/{stack}/"

    def inherits(self, resource_id: str, described: Values | None) -> bool:
        """Whether an object that carries no mark was made for a resource of this stack, and not again since.

        Args:
            resource_id: Its id.
            described: What AWS says of it, with its CreatedTimestamp; None if it is gone.
        """
        since = self.left_since(resource_id)
        if since is None or described is None:
            return False
        # The one type of boto3's replies that no argument has.
        return cast("datetime", described["CreatedTimestamp"]).timestamp() <= since + CLOCK_SECONDS


class Lifecycle(ABC, Generic[A]):
    """Creates, reads, updates and deletes one kind of API object.

    Attributes:
        kind: The API's noun, which names the resource class, its Pulumi type and its loader key.
        service: boto3's name of the API.
        arguments: The model of the arguments.
        shape: The operation and the path into its request whose members the arguments are; a test compares them.
        object_path: What stands before the short id in the object's ARN, such as ``vc/``.
        unique: The API can hold only one such object at a time, so that a replacement has to delete first.
        is_setting: Create puts a setting, whose id says where it is: it can be put again, and need not be looked for.
        in_the_way: The error codes by which AWS says that there is such an object already.
        has_token: Create carries a ClientRequestToken, by which the API recognises a repetition.
        advice: What to do about an error code, or about that of one operation (``CreateChannel ConflictException``), where this
            resource knows better than the general advice.
        destruction: What deleting loses for ever; such a resource is protected unless `allow_destroy` is given.
    """

    kind: ClassVar[str]
    service: ClassVar[str]
    arguments: type[A]
    shape: ClassVar[tuple[str, ...]]
    object_path: ClassVar[str] = ""
    unique: ClassVar[bool] = False
    is_setting: ClassVar[bool] = False
    in_the_way: ClassVar[frozenset[str]] = frozenset({"ConflictException"})
    has_token: ClassVar[bool] = False
    advice: ClassVar[Mapping[str, str]] = {}
    destruction: ClassVar[str] = ""

    def deletes_first(self, old: Values, new: Values) -> bool:
        """Whether a replacement of these arguments by those has to delete the old object first: where it is `unique`, always."""
        return self.unique

    def speaks(self, values: Mapping[str, object]) -> bool:
        """Whether calls are made on behalf of a user or bot, the `chime_bearer` of the inputs; never by default."""
        return False

    def speaking(self, caller: Caller, values: Mapping[str, Value]) -> Caller:
        """The caller that this resource's calls are made with; `values` are its inputs, or its outputs."""
        return caller

    @abstractmethod
    def create(self, caller: Caller, arguments: A, intent: Intent) -> str:
        """Create the object with one mutating call and return its id; nothing after that call may fail."""

    def made_by(self, caller: Caller, arguments: A, intent: Intent) -> list[str]:
        """The ids of the objects that look as if this very intent had made them; a setting need not be looked for."""
        return []

    def is_marked(self, arguments: A) -> bool:
        """Whether the object carries the mark of its intent, so that `made_by` is sure of it."""
        return isinstance(arguments, TaggedArguments) and arguments.has_room_for_mark

    def left_by_predecessor(self, caller: Caller, arguments: A, intent: Intent) -> str | None:
        """The id of the object that was in the way of a create, if this stack has surely made it.

        So it is when a resource is renamed, or replaced on request by one that is the same: the engine creates the successor
        first, and then deletes the predecessor.
        """
        return None

    @abstractmethod
    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """The object's values as AWS has them, or None on proof that it is gone."""

    @abstractmethod
    def update(self, caller: Caller, resource_id: str, old: A, new: A) -> None:
        """Make the calls that the fields which differ need, and no other."""

    @abstractmethod
    def delete(self, caller: Caller, resource_id: str) -> None:
        """Delete the object; one that is gone already is no error."""

    def existing_id(self, caller: Caller, arguments: A) -> str:
        """The id of the object that `arguments.adopt` names, by ARN or short id."""
        adopt = str(arguments.adopt)
        if is_arn(adopt):
            parse_arn(adopt)
            return adopt
        if not self.object_path:
            raise ChimeError("adopt is not an ARN", "give the ARN of the object to take over")
        return str(Arn(caller.partition, "chime", caller.region, caller.account, self.object_path + adopt))

    def request(self, arguments: A, *fields: str) -> Values:
        """Arguments as request members: all of them, or the named fields."""
        return to_api(self.arguments, canonical(self.arguments, dump(arguments)), *fields)

    def values(self, reply: Values) -> Values:
        """A structure of a reply as values of the arguments."""
        return from_api(self.arguments, reply)


AnyLifecycle: TypeAlias = Lifecycle[Any]
"""A lifecycle whatever its arguments are: what hands it arguments has built them from its own model."""


def changed_fields(lifecycle: Lifecycle[A], old: A, new: A) -> frozenset[str]:
    """The names of the fields in which two sets of arguments differ."""
    before, after = (canonical(lifecycle.arguments, dump(arguments)) for arguments in (old, new))
    return frozenset(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
