"""What the `lexv2-models` API holds, kind by kind, and how other operations find it."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, PreconditionFailedError
from chime_sdk_pulumi.local_aws.store import Stored

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.errors import ChimeError
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

    Key = str | tuple[str, ...]

LOCALE = re.compile(r"[a-z]{2}_([A-Z]{2}|\d{3})")
"""The form of the locales that Amazon Lex V2 supports, such as en_US and es_419."""

DRAFT = "DRAFT"
TEST_ALIAS_ID, TEST_ALIAS_NAME = "TSTALIASID", "TestBotAlias"
"""The alias that every bot has (Developer guide, Test a bot; the name as the samples of AWS have it)."""

SETTLING_SECONDS = 0.5
"""How long anything takes to be created, updated, built or deleted, if no delay is set; on AWS it is longer."""

_ID_ALPHABET = string.ascii_uppercase + string.digits


@dataclass
class LexObject(Stored):
    """An object that its API describes with a structure.

    Attributes:
        key: its id, behind those of what it is in: `<bot>/<alias>`, `<bot>/<version>/<locale>`.
        description: its members.
        arn: its ARN, if it has one.
    """

    key: str
    description: Structure
    arn: str | None = None

    name_member: ClassVar[str]

    def identity(self) -> dict[str, str]:
        arn = {"arn": self.arn} if self.arn else {}
        return {"id": self.key, **arn, "name": self.description[self.name_member]}


@dataclass
class LexStateMachine(LexObject):
    """An object that is created and deleted, and sometimes updated, while its status says so."""

    status_member: ClassVar[str]
    noun: ClassVar[str]

    @property
    def status(self) -> str:
        return str(self.description[self.status_member])

    @status.setter
    def status(self, value: str) -> None:
        self.description[self.status_member] = value


@dataclass
class Bot(LexStateMachine):
    versions_created: int = 0

    kind, noun = "Bot", "bot"
    name_member, status_member = "botName", "botStatus"


@dataclass
class BotVersion(LexStateMachine):
    kind, noun = "BotVersion", "bot version"
    name_member, status_member = "botVersion", "botStatus"


@dataclass
class BotAlias(LexStateMachine):
    kind, noun = "BotAlias", "bot alias"
    name_member, status_member = "botAliasName", "botAliasStatus"


@dataclass
class BotLocale(LexStateMachine):
    kind, noun = "BotLocale", "bot locale"
    name_member, status_member = "localeId", "botLocaleStatus"


@dataclass
class Intent(LexObject):
    kind, name_member = "Intent", "intentName"


@dataclass
class ResourcePolicy(LexObject):
    """The policy of a bot or of an alias, whose ARN is its key; its description is the policy document."""

    revision: int = 1

    kind = "ResourcePolicy"

    def identity(self) -> dict[str, str]:
        return {"id": self.key}


Kind = TypeVar("Kind", bound=LexObject)
Machine = TypeVar("Machine", bound=LexStateMachine)


def new_lex_id(store: RegionalStore, kind: type[LexObject], inside: str = "") -> str:
    """An id that no object of the kind has inside another: 10 capital letters and digits."""
    while True:
        made = "".join(secrets.choice(_ID_ALPHABET) for _ in range(10))
        if inside + made not in store.table(kind):
            return made


def existing(
    store: RegionalStore, kind: type[Kind], key: Key, missing: type[ChimeError] = PreconditionFailedError
) -> Kind:
    """The object of a key, which is given whole or in its parts.

    Raises:
        ChimeError: there is none, in AWS's words.
    """
    found = store.table(kind).get(key if isinstance(key, str) else "/".join(key))
    if found is None:
        raise missing(f"Failed to retrieve resource since it does not exist: {kind.kind} {_shown(key)}.")
    return found


def existing_parent(
    store: RegionalStore, kind: type[Machine], key: Key, missing: type[ChimeError] = PreconditionFailedError
) -> Machine:
    """Likewise the object that something is in, or is to be in."""
    found = store.table(kind).get(key if isinstance(key, str) else "/".join(key))
    if found is None:
        raise missing(f"Failed to retrieve parent resource since it does not exist: {kind.kind} {_shown(key)}.")
    return found


def _shown(key: Key) -> str:
    return key if isinstance(key, str) else "/".join(key)


def check_locale(locale_id: str, member: str) -> None:
    """Refuse what is no locale.

    Raises:
        BadRequestError: API reference: it must be one of the supported locales. Which these are changes.
    """
    if not LOCALE.fullmatch(locale_id):
        raise BadRequestError(f"'{locale_id}' in {member} is not a locale of Amazon Lex V2.")


def check_not_under_way(found: LexStateMachine, verb: str) -> None:
    """Refuse to do something to, or in, what is being created, updated or deleted.

    Raises:
        ConflictError: API reference, Errors, ConflictException: "deleting a bot that is in the CREATING state". That it is
            so with other things and states, too, is inferred.
    """
    if found.status in {"Creating", "Updating", "Building", "Versioning", "Deleting"}:
        raise ConflictError(f"The {found.noun} {found.key} is {found.status}, so it cannot be {verb}.")


def settle_later(
    store: Store,
    scope: Scope,
    operation: str,
    found: LexStateMachine,
    status: str,
    *,
    reason: str = "A fault ordered it.",
) -> None:
    """Let an operation that has begun come to its end.

    Arguments:
        store: where the object is.
        scope: whose it is.
        operation: what has begun.
        found: what it is done to.
        status: its status afterwards; `Deleted` if it is not to be there any more.
        reason: why it fails, if it does.
    """
    settle = partial(_settle, kind=type(found), key=found.key, reason=reason)
    store.after(scope, operation, SETTLING_SECONDS, partial(settle, status=status), partial(settle, status="Failed"))


def _settle(store: Store, scope: Scope, *, kind: type[LexStateMachine], key: str, reason: str, status: str) -> None:
    regional = store[scope]
    found = regional.table(kind).get(key)
    if found is None:  # deleted together with what it was in
        return
    if status == "Deleted":
        remove(regional, found)
        return
    found.status = status
    found.description["failureReasons"] = [reason] if status == "Failed" else None


def remove(store: RegionalStore, found: LexObject) -> None:
    """Remove an object with all that is in it, and with their tags and policies."""
    store.table(type(found)).remove(found.key)
    gone = [
        found,
        *(inner for inner in store if isinstance(inner, LexObject) and inner.key.startswith(f"{found.key}/")),
    ]
    store.remove_inside(f"{found.key}/")
    for each in gone:
        if each.arn:
            del store.tags[each.arn]
            store.table(ResourcePolicy).remove(each.arn)
