"""What every call passes on its way to Chime or to moto: a log, and an artificial latency.

A middleware takes the call and what comes after it; `chain` puts middlewares in front of a handler.
"""

from __future__ import annotations

import io
import re
import threading
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Annotated, NamedTuple, Protocol

from chime_sdk_pulumi.local_aws.lost_replies import NoReply
from chime_sdk_pulumi.local_aws.request_bodies import ServiceName
from pydantic import ConfigDict, Field, TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chime_sdk_pulumi.local_aws.routing import RoutedCall
    from chime_sdk_pulumi.local_aws.store import Scope
    from werkzeug.wrappers import Request, Response

    Handler = Callable[["Call"], Response]

FAULT_HEADER = "x-local-aws-fault"
"""In a reply that is a fault's work: the kind of the fault."""

_REMEMBERED_CALLS = 100_000
_CREDENTIAL = re.compile(r"(?P<key>[^/=\s]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


@dataclass(frozen=True)
class Call:
    """One call of one AWS operation."""

    request: Request
    service: str
    operation: str
    scope: Scope
    routed: RoutedCall | None = None
    """The model of the operation, if it is one of an emulated API."""

    @property
    def is_read(self) -> bool:
        """Whether it is a call of an emulated API that changes nothing: a GET, or a List, which are POSTs with Lex."""
        return self.routed is not None and (self.request.method == "GET" or self.operation.startswith("List"))


class Middleware(Protocol):
    """Something that a call passes; it answers the call itself, or lets `inner` do it."""

    def __call__(self, call: Call, inner: Handler) -> Response: ...


class Caller(NamedTuple):
    """What the signature of a request says."""

    access_key: str
    region: str
    signing_name: str


def caller_of(request: Request) -> Caller | None:
    """Who signed a request, and for what; None for an unsigned one. Signatures are not verified."""
    credential = request.headers.get("Authorization") or request.args.get("X-Amz-Credential") or ""
    match = _CREDENTIAL.search(credential)
    return Caller(match["key"], match["region"], match["service"]) if match else None


def account_of(access_key: str) -> str:
    """The account of an access key's user or assumed role, if moto's IAM knows the key; else the default account."""
    from moto.iam.models import get_account_id_from  # noqa: PLC0415  # slow to import, needed from the first call on

    return get_account_id_from(access_key)


def keep_body(request: Request) -> None:
    """Read the body, and leave it readable for the application that the request is passed on to."""
    request.environ["wsgi.input"] = io.BytesIO(request.get_data())


def chain(middlewares: Sequence[Middleware], handler: Handler) -> Handler:
    """A handler behind middlewares, the first of them outermost."""
    for middleware in reversed(middlewares):
        handler = partial(middleware, inner=handler)
    return handler


class CallLog:
    """Middleware that remembers calls in the order in which the replies were ready: the last ones of a server that runs on.

    The status is None for a call that had no effect and got no reply. A call that a fault struck names its kind.
    """

    def __init__(self) -> None:
        self._calls: deque[dict[str, object]] = deque(maxlen=_REMEMBERED_CALLS)
        self._number = 0
        self._lock = threading.Lock()

    def __call__(self, call: Call, inner: Handler) -> Response:
        entry: dict[str, object] = {
            "service": call.service,
            "operation": call.operation,
            "region": call.scope.region,
            "status": 500,
            "time": datetime.now(UTC).isoformat(),
        }
        try:
            response = inner(call)
            entry["status"] = response.lost_status if isinstance(response, NoReply) else response.status_code
            if FAULT_HEADER in response.headers:
                entry["fault"] = response.headers[FAULT_HEADER]
            return response
        finally:
            with self._lock:
                self._calls.append(entry)
                self._number += 1

    def since(self, number: int) -> list[dict[str, object]]:
        """The calls but for the first `number`."""
        with self._lock:
            forgotten = self._number - len(self._calls)
            return list(islice(self._calls, max(0, number - forgotten), None))

    def clear(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._calls.clear()
            self._number = 0


LATENCIES: TypeAdapter[dict[ServiceName, Annotated[float, Field(ge=0)]]] = TypeAdapter(
    dict[ServiceName, Annotated[float, Field(ge=0)]], config=ConfigDict(strict=True)
)
"""Seconds by service."""


class Latency:
    """Middleware that lets the calls of some services take longer."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def __call__(self, call: Call, inner: Handler) -> Response:
        seconds = self._seconds.get(call.service)
        if seconds:
            time.sleep(seconds)
        return inner(call)

    def set(self, seconds: dict[str, float]) -> None:
        """Seconds to wait by service; services that aren't named don't wait."""
        self._seconds = dict(seconds)
