"""What the emulated APIs hold: objects per account and region, in order of creation."""

from __future__ import annotations

import secrets
import string
import uuid
from bisect import bisect_right
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from chime_sdk_pulumi.local_aws.clock import Clock
from chime_sdk_pulumi.local_aws.errors import ConflictError
from chime_sdk_pulumi.local_aws.quotas import Quotas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

Structure = dict[str, Any]
"""A structure of a service model, by member name. What type a member has, only the model knows."""

Item = TypeVar("Item")
Kind = TypeVar("Kind", bound="Stored")

_CONNECTOR_ID_ALPHABET = string.ascii_lowercase + string.digits


class Scope(NamedTuple):
    """Whose objects, and where: every object belongs to the account and to the API region that created it."""

    account: str
    region: str

    def arn(self, resource: str, service: str = "chime") -> str:
        """The ARN of one of this scope's objects; all Chime APIs have the service name `chime`."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


class Table(Generic[Item]):
    """Objects by key, in order of creation.

    Each object has a position that is never used again, so that a listing can go on after deletions.
    """

    def __init__(self) -> None:
        self._last_position = 0
        self._rows: dict[str, tuple[int, Item]] = {}

    def add(self, key: str, item: Item) -> Item:
        self._last_position += 1
        self._rows[key] = (self._last_position, item)
        return item

    def get(self, key: str) -> Item | None:
        row = self._rows.get(key)
        return row[1] if row else None

    def put(self, key: str, item: Item) -> Item:
        """Add an object, or let it take the place of the one of the same key."""
        row = self._rows.get(key)
        if row is None:
            return self.add(key, item)
        self._rows[key] = (row[0], item)
        return item

    def remove(self, key: str) -> None:
        self._rows.pop(key, None)

    def remove_inside(self, prefix: str) -> None:
        """Remove every object whose key starts with a prefix."""
        self._rows = {key: row for key, row in self._rows.items() if not key.startswith(prefix)}

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Item]:
        return (item for _, item in list(self._rows.values()))

    def after(self, position: int) -> list[tuple[int, Item]]:
        """Position and object of everything created after `position`."""
        rows = list(self._rows.values())
        return rows[bisect_right(rows, position, key=itemgetter(0)) :]


class Stored:
    """An object of one of the APIs. A kind of object is a dataclass, declared beside its operations."""

    kind: ClassVar[str]
    """The API's noun for it."""

    def identity(self) -> dict[str, str]:
        """What tells it apart from others of its kind: `id`, and `arn` and `name` if it has them."""
        raise NotImplementedError


@dataclass
class Described(Stored):
    """An object that its API describes with a structure."""

    description: Structure

    id_member: ClassVar[str]
    arn_member: ClassVar[str | None] = None
    name_member: ClassVar[str] = "Name"

    def identity(self) -> dict[str, str]:
        members = {"id": self.id_member, "arn": self.arn_member, "name": self.name_member}
        return {
            name: self.description[member]
            for name, member in members.items()
            if member is not None and self.description.get(member) is not None
        }


@dataclass
class Setting(Stored):
    """Something that another object has at most once, and that is put, got and perhaps deleted."""

    owner_id: str
    value: Structure

    def identity(self) -> dict[str, str]:
        return {"id": self.owner_id}


@dataclass
class RememberedCall:
    """What a client request token was first used for."""

    request: Structure
    arn: str


class RegionalStore:
    """Everything that one account has in one API region."""

    def __init__(self) -> None:
        self._tables: dict[type[Stored], Table[Any]] = {}
        self.tags: dict[str, dict[str, str]] = {}
        """Tags by ARN. Every taggable object has an entry, if an empty one."""
        self.remembered_calls: dict[tuple[str, str], RememberedCall] = {}
        """By operation and client request token."""

    def remember(self, operation: str, token: str, call: RememberedCall) -> None:
        """Remember what a client request token was used for.

        boto3 makes up a token for most creations, so those whose objects are gone must not pile up.
        """
        self.remembered_calls[operation, token] = call
        if len(self.remembered_calls) > 2 * len(self.tags):
            last = {call.arn: key for key, call in self.remembered_calls.items() if call.arn in self.tags}
            self.remembered_calls = {key: self.remembered_calls[key] for key in last.values()}

    def table(self, kind: type[Kind]) -> Table[Kind]:
        """The objects of one kind."""
        return self._tables.setdefault(kind, Table())

    def remove_inside(self, prefix: str) -> None:
        """Remove everything whose key starts with a prefix, such as the ARN of what holds it; and the tags of such ARNs."""
        for table in self._tables.values():
            table.remove_inside(prefix)
        self.tags = {arn: tags for arn, tags in self.tags.items() if not arn.startswith(prefix)}

    def __iter__(self) -> Iterator[Stored]:
        """Every object of every kind."""
        return (item for table in list(self._tables.values()) for item in table)


class Store:
    """All accounts and regions."""

    def __init__(self) -> None:
        self._regional: dict[Scope, RegionalStore] = {}
        self.clock = Clock()
        self.quotas = Quotas()
        self.instance = new_uuid()
        """Tells one life of the objects from the next, which knows nothing of what the former held."""

    def __getitem__(self, scope: Scope) -> RegionalStore:
        return self._regional.setdefault(scope, RegionalStore())

    def of_account(self, account: str) -> Iterator[tuple[Scope, RegionalStore]]:
        """The stores of one account's regions."""
        return ((scope, store) for scope, store in list(self._regional.items()) if scope.account == account)

    def items(self) -> Iterator[tuple[Scope, RegionalStore]]:
        """Every store, with its scope."""
        return iter(list(self._regional.items()))

    def now(self) -> datetime:
        """The time as AWS reports it, to the millisecond."""
        return self.clock.now()

    def after(
        self,
        scope: Scope,
        change: str,
        seconds: float,
        action: Callable[[Store, Scope], None],
        failure: Callable[[Store, Scope], None] | None = None,
    ) -> None:
        """Let something happen later.

        Arguments:
            scope: whose objects it changes.
            change: what brings it about, such as the operation `UpdateSipRule`; `POST /_local/delays` names it.
            seconds: how long that takes if nothing else is set.
            action: gets this store and the scope; a function of a module, or a `functools.partial` of one, so that it can
                be pickled.
            failure: likewise what happens instead while the fault `failing-state-machines` strikes; None if it cannot.
        """
        failed = partial(failure, self, scope) if failure else None
        self.clock.after(change, seconds, partial(action, self, scope), failed)

    def clear(self) -> None:
        """Forget everything: objects, the advanced clock, quotas."""
        self._regional.clear()
        self.clock = Clock()
        self.quotas = Quotas()
        self.instance = new_uuid()


def create_once(store: RegionalStore, operation: str, request: Structure, create: Callable[[], str]) -> str:
    """Create an object, unless an earlier request with the same ClientRequestToken did; the object's ARN.

    A token whose object is gone counts as unused (inferred).

    Raises:
        ConflictError: the token came with another request before (the error is inferred).
    """
    token = request.get("ClientRequestToken")
    earlier = store.remembered_calls.get((operation, token)) if token else None
    if earlier and earlier.arn in store.tags:
        if earlier.request != request:
            raise ConflictError("The ClientRequestToken was used before, with other parameters.")
        return earlier.arn
    arn = create()
    if token:
        store.remember(operation, token, RememberedCall(request, arn))
    return arn


def new_uuid() -> str:
    """An id like those of app instances, SIP media applications and SIP rules."""
    return str(uuid.uuid4())


def new_connector_id() -> str:
    """An id like those of voice connectors: 22 lower-case letters and digits, as the service model's pattern says."""
    return "".join(secrets.choice(_CONNECTOR_ID_ALPHABET) for _ in range(22))
