"""What the emulated Chime APIs hold: objects per account and region, in order of creation."""

from __future__ import annotations

import secrets
import string
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from chime_sdk_pulumi.local_aws.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Structure = dict[str, Any]
"""A structure of a service model, by member name. What type a member has, only the model knows."""

Item = TypeVar("Item")

_CONNECTOR_ID_ALPHABET = string.ascii_lowercase + string.digits


class Scope(NamedTuple):
    """Whose objects, and where: every object belongs to the account and to the API region that created it."""

    account: str
    region: str

    def arn(self, resource: str) -> str:
        """The ARN of one of this scope's objects; all Chime APIs have the service name `chime`."""
        return f"arn:aws:chime:{self.region}:{self.account}:{resource}"


class Table(Generic[Item]):
    """Objects by key, in order of creation.

    Each object has a position that is never used again, so that a listing can go on after deletions.
    """

    def __init__(self) -> None:
        self._positions = count(1)
        self._rows: dict[str, tuple[int, Item]] = {}

    def add(self, key: str, item: Item) -> Item:
        self._rows[key] = (next(self._positions), item)
        return item

    def get(self, key: str) -> Item | None:
        row = self._rows.get(key)
        return row[1] if row else None

    def remove(self, key: str) -> None:
        self._rows.pop(key, None)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[Item]:
        return (item for _, item in list(self._rows.values()))

    def after(self, position: int) -> Iterator[tuple[int, Item]]:
        """Position and object of everything created after `position`."""
        return (row for row in list(self._rows.values()) if row[0] > position)


@dataclass
class AppInstance:
    description: Structure


@dataclass
class ChannelFlow:
    app_instance_arn: str
    description: Structure


@dataclass
class VoiceConnector:
    """A connector, and the settings that have operations of their own (None: never put)."""

    description: Structure
    termination: Structure | None = None
    origination: Structure | None = None
    streaming: Structure | None = None


@dataclass
class RememberedCall:
    """What a client request token was first used for."""

    request: Structure
    arn: str


@dataclass
class RegionalStore:
    """Everything that one account has in one API region."""

    app_instances: Table[AppInstance] = field(default_factory=Table)
    channel_flows: Table[ChannelFlow] = field(default_factory=Table)
    voice_connectors: Table[VoiceConnector] = field(default_factory=Table)
    sip_media_applications: Table[Structure] = field(default_factory=Table)
    sip_rules: Table[Structure] = field(default_factory=Table)
    phone_numbers: Table[Structure] = field(default_factory=Table)
    media_insights_pipeline_configurations: Table[Structure] = field(default_factory=Table)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    """Tags by ARN. Every taggable object has an entry, if an empty one."""
    remembered_calls: dict[tuple[str, str], RememberedCall] = field(default_factory=dict)
    """By operation and client request token."""


class Store:
    """All accounts and regions."""

    def __init__(self) -> None:
        self._regional: dict[Scope, RegionalStore] = {}

    def __getitem__(self, scope: Scope) -> RegionalStore:
        return self._regional.setdefault(scope, RegionalStore())

    def of_account(self, account: str) -> Iterator[tuple[Scope, RegionalStore]]:
        """The stores of one account's regions."""
        return ((scope, store) for scope, store in list(self._regional.items()) if scope.account == account)

    def items(self) -> Iterator[tuple[Scope, RegionalStore]]:
        """Every store, with its scope."""
        return iter(list(self._regional.items()))

    def clear(self) -> None:
        """Forget everything."""
        self._regional.clear()


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
        store.remembered_calls[operation, token] = RememberedCall(request, arn)
    return arn


def new_uuid() -> str:
    """An id like those of app instances, SIP media applications and SIP rules."""
    return str(uuid.uuid4())


def new_connector_id() -> str:
    """An id like those of voice connectors: 22 lower-case letters and digits, as the service model's pattern says."""
    return "".join(secrets.choice(_CONNECTOR_ID_ALPHABET) for _ in range(22))


def now() -> datetime:
    """The time as AWS reports it, to the millisecond."""
    time = datetime.now(UTC)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)
