"""Updates that AWS accepts with the status 202, and carries out later."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure
    from chime_sdk_pulumi.local_aws.voice.objects import UpdatedLater

SECONDS = 0.5


def update_later(store: Store, scope: Scope, operation: str, updated: UpdatedLater, changes: Structure) -> Structure:
    """Accept an update; how the object will be, which the reply tells (inferred).

    Arguments:
        store: all accounts.
        scope: where the object is.
        operation: the operation, for which a delay can be set.
        updated: the object.
        changes: the members that change.
    """
    updated.coming.append(changes | {"UpdatedTimestamp": store.now()})
    carry_out = partial(_carry_out, kind=type(updated), key=updated.identity()["id"])
    store.after(scope, operation, SECONDS, carry_out)
    return updated.states()[-1]


def _carry_out(store: Store, scope: Scope, *, kind: type[UpdatedLater], key: str) -> None:
    updated = store[scope].table(kind).get(key)
    if updated is not None:
        updated.description |= updated.coming.pop(0)
