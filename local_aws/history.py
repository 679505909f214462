"""What the emulated APIs held before their last changes, for reads that have not heard of them yet."""

from __future__ import annotations

import pickle
import time
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import threading

    from chime_sdk_pulumi.local_aws.calls import Call, Handler
    from chime_sdk_pulumi.local_aws.store import Scope, Store
    from werkzeug.wrappers import Response


class _Change(NamedTuple):
    at: float
    before: bytes
    """The store as it was, pickled."""


class History:
    """Middleware that remembers the store as it was before each change, and can answer reads from it.

    Changes are counted by API, account and region: each of those has replicas of its own (inferred).

    Arguments:
        store: what the calls change.
        lock: held while a call reads or changes the store.
    """

    def __init__(self, store: Store, lock: threading.RLock) -> None:
        self._store = store
        self._lock = lock
        self._changes: dict[tuple[str, Scope], list[_Change]] = defaultdict(list)
        self._kept = 0
        self._kept_seconds = 0.0

    def keep(self, changes: int, seconds: float) -> None:
        """Forget everything, and from now on remember so many changes, and all that are not older than so many seconds."""
        with self._lock:
            self._changes.clear()
            self._kept, self._kept_seconds = changes, seconds

    def __call__(self, call: Call, inner: Handler) -> Response:
        if call.routed is None or call.is_read or not (self._kept or self._kept_seconds):
            return inner(call)
        with self._lock:
            change = _Change(time.monotonic(), pickle.dumps(self._store))
            response = inner(call)
            if response.status_code < 300:
                self._add(call, change)
            return response

    def read(self, call: Call, inner: Handler, behind: int, lag: float) -> Response:
        """Let a read be answered as if it had not heard of the last changes of its API.

        Arguments:
            call: the read.
            inner: what answers it.
            behind: how many changes it has not heard of.
            lag: how many seconds a change takes to be heard of.
        """
        with self._lock:
            changes = self._changes[call.service, call.scope]
            recent = [change for change in changes if time.monotonic() - change.at < lag]
            unheard = max(changes[-behind:] if behind else [], recent, key=len)
            if not unheard:
                return inner(call)
            present = dict(vars(self._store))
            vars(self._store).update(vars(pickle.loads(unheard[0].before)))
            try:
                return inner(call)
            finally:
                vars(self._store).update(present)

    def _add(self, call: Call, change: _Change) -> None:
        changes = self._changes[call.service, call.scope]
        changes.append(change)
        kept_by_age = [kept for kept in changes if change.at - kept.at < self._kept_seconds]
        self._changes[call.service, call.scope] = changes[-max(self._kept, len(kept_by_age)) :]
