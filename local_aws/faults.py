"""Faults: calls that fail, hang, lose their replies or read old state, by rules that tests set at `/_local/faults`.

Of several rules the first that acts on a call decides; a rule counts the calls that match it and on which no rule before
it acted. So rules in a row describe what happens to a call, to its repetition, and so on.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.calls import FAULT_HEADER
from chime_sdk_pulumi.local_aws.error_replies import error_reply, throttled_reply
from chime_sdk_pulumi.local_aws.fault_rules import (
    ConnectionDropped,
    Error,
    FailingStateMachines,
    ReplyDropped,
    ReplyTruncated,
    SlowStateMachines,
    StaleReads,
    Throttle,
    Timeout,
)
from chime_sdk_pulumi.local_aws.lost_replies import NoReply, truncated, wait_until_the_client_leaves

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.calls import Call, Handler
    from chime_sdk_pulumi.local_aws.fault_rules import AnyRule
    from chime_sdk_pulumi.local_aws.history import History
    from chime_sdk_pulumi.local_aws.store import Store
    from werkzeug.wrappers import Response


class Faults:
    """Middleware that lets calls fail by rules.

    Arguments:
        store: what the calls change.
        lock: held while a call changes the store.
        history: what reads that lag behind are answered from.
    """

    def __init__(self, store: Store, lock: threading.RLock, history: History) -> None:
        self._store = store
        self._store_lock = lock
        self._history = history
        self._lock = threading.Lock()
        self._rules: list[_CountingRule] = []

    def __call__(self, call: Call, inner: Handler) -> Response:
        rule = self._acting(call)
        if rule is None:
            return inner(call)
        response = self._act(rule, call, inner)
        response.headers[FAULT_HEADER] = rule.kind
        return response

    def set(self, rules: list[AnyRule]) -> None:
        """Let these rules take the place of all others."""
        stale = [rule for rule in rules if isinstance(rule, StaleReads)]
        self._history.keep(
            max((rule.behind or 0 for rule in stale), default=0), max((rule.lag or 0 for rule in stale), default=0)
        )
        with self._lock:
            self._rules = [_CountingRule(rule) for rule in rules]

    def listed(self) -> list[dict[str, object]]:
        """The rules, each with the number of calls that matched it and of those that it acted on, by operation."""
        with self._lock:
            return [
                {
                    **counting.rule.model_dump(),
                    "matched": dict(counting.matched),
                    "fired": dict(counting.fired),
                }
                for counting in self._rules
            ]

    def _acting(self, call: Call) -> AnyRule | None:
        with self._lock:
            return next((counting.rule for counting in self._rules if counting.acts(call)), None)

    def _act(self, rule: AnyRule, call: Call, inner: Handler) -> Response:  # noqa: PLR0911  # one return per kind of fault
        match rule:
            case Throttle():
                return throttled_reply(call)
            case Error():
                if rule.takes_effect:
                    inner(call)
                return error_reply(call, rule.status, rule.code, rule.message)
            case Timeout():
                response = NoReply(inner(call) if rule.takes_effect else None)
                wait_until_the_client_leaves(call.request, rule.seconds)
                return response
            case ConnectionDropped():
                return NoReply(None)
            case ReplyDropped():
                return NoReply(inner(call))
            case ReplyTruncated():
                return truncated(call.request, inner(call))
            case StaleReads():
                return self._history.read(call, inner, rule.behind or 0, rule.lag or 0)
            case SlowStateMachines():
                with self._store_lock, self._store.clock.disturbed(slowness=rule.factor):
                    return inner(call)
            case FailingStateMachines():
                with self._store_lock, self._store.clock.disturbed(failing=True):
                    return inner(call)


class _CountingRule:
    """A rule, and what it has seen."""

    def __init__(self, rule: AnyRule) -> None:
        self.rule = rule
        self.matched: Counter[str] = Counter()
        self.fired: Counter[str] = Counter()
        self._seen: Counter[object] = Counter()
        self._set_at = time.monotonic()

    def acts(self, call: Call) -> bool:
        """Count a call if it matches; whether the rule acts on it."""
        rule = self.rule
        expired = rule.expires_after is not None and time.monotonic() - self._set_at > rule.expires_after
        if expired or not rule.matches(call):
            return False
        counted = self._counted(call)
        number = self._seen[counted]
        self._seen[counted] += 1
        self.matched[call.operation] += 1
        acts = number >= rule.skip and (rule.count is None or number < rule.skip + rule.count)
        if acts:
            self.fired[call.operation] += 1
        return acts

    def _counted(self, call: Call) -> object:
        match self.rule.each:
            case "rule":
                return None
            case "operation":
                return (call.service, call.operation)
            case "request":
                body = hashlib.sha256(call.request.get_data()).hexdigest()
                return (call.service, call.operation, call.scope, call.request.full_path, body)
