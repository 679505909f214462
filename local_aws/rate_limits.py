"""How many requests per second an API takes: a token bucket for each API of each account and region."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Annotated

from chime_sdk_pulumi.local_aws.error_replies import throttled_reply
from chime_sdk_pulumi.local_aws.request_bodies import ServiceName
from pydantic import BaseModel, Field, TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chime_sdk_pulumi.local_aws.calls import Call, Handler
    from chime_sdk_pulumi.local_aws.store import Scope
    from werkzeug.wrappers import Response


class RateLimit(BaseModel, extra="forbid", strict=True, frozen=True):
    """A bucket that holds `burst` requests and is filled with `rate` requests per second."""

    rate: Annotated[float, Field(gt=0)]
    burst: Annotated[int, Field(ge=1)]


RATE_LIMITS: TypeAdapter[dict[str, RateLimit]] = TypeAdapter(dict[ServiceName, RateLimit])


class _Bucket:
    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._tokens = float(limit.burst)
        self._filled_at = time.monotonic()

    def take(self) -> bool:
        """Take a token, if there is one."""
        now = time.monotonic()
        self._tokens = min(self._limit.burst, self._tokens + (now - self._filled_at) * self._limit.rate)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class RateLimits:
    """Middleware that refuses the calls for which a bucket has no token."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._limits: dict[str, RateLimit] = {}
        self._buckets: dict[tuple[str, Scope], _Bucket] = {}

    def __call__(self, call: Call, inner: Handler) -> Response:
        return inner(call) if self._admits(call) else throttled_reply(call)

    def set(self, limits: Mapping[str, RateLimit]) -> None:
        """Limits by service, with full buckets; services that aren't named have none."""
        with self._lock:
            self._limits = dict(limits)
            self._buckets = {}

    def _admits(self, call: Call) -> bool:
        with self._lock:
            limit = self._limits.get(call.service)
            if limit is None:
                return True
            key = (call.service, call.scope)
            if key not in self._buckets:
                self._buckets[key] = _Bucket(limit)
            return self._buckets[key].take()
