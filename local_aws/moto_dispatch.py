"""moto, for every service that isn't emulated here, in this process."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from botocore.exceptions import UnknownServiceError
from moto.core.request import Request as MotoRequest
from moto.core.routing import get_service_router
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed.wsgi import WSGIApplication

_BOTOCORE_NAMES = {
    "monitoring": "cloudwatch",
    "eventbridge": "events",
    "mobiletargeting": "pinpoint",
}
"""Services whose requests are signed with another name than boto3 knows them by."""


_SECONDS_OF_A_CALL = 1.0
"""What runs for longer waits for something, such as a message in a queue, and changes nothing meanwhile."""


class Moto:
    """moto's own server application."""

    def __init__(self) -> None:
        self._application: WSGIApplication = DomainDispatcherApplication(create_backend_app)
        self._held_back = False
        self._began: dict[int, float] = {}
        self._changed = threading.Condition()

    def answer(self, request: Request) -> Response:
        """Let moto answer a request."""
        with self._running():
            return Response.from_app(self._application, request.environ, buffered=True)

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Let no call begin in the block, and no call that has begun change anything."""
        with self._changed:
            self._held_back = True
            self._changed.wait_for(self._is_still, _SECONDS_OF_A_CALL)
        try:
            yield
        finally:
            with self._changed:
                self._held_back = False
                self._changed.notify_all()

    @contextmanager
    def _running(self) -> Iterator[None]:
        thread = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: not self._held_back)
            self._began[thread] = time.monotonic()
        try:
            yield
        finally:
            with self._changed:
                del self._began[thread]
                self._changed.notify_all()

    def _is_still(self) -> bool:
        return all(time.monotonic() - began > _SECONDS_OF_A_CALL for began in self._began.values())

    def reset(self) -> None:
        """Forget every object of every service."""
        from moto.moto_api._internal.models import moto_api_backend  # noqa: PLC0415

        moto_api_backend.reset()


def service_name(signing_name: str) -> str:
    """The name that boto3 has for a service."""
    return _BOTOCORE_NAMES.get(signing_name, signing_name)


def operation_name(service: str, request: Request) -> str:
    """The operation that a request to moto is for; method and path if it can't be told."""
    target = request.headers.get("X-Amz-Target")
    if target:
        return target.rpartition(".")[2]
    if request.mimetype == "application/x-www-form-urlencoded":
        action = parse_qs(request.get_data(as_text=True)).get("Action")
        if action:
            return action[0]
    try:
        operation, _ = get_service_router(service).match(MotoRequest(request.environ))
    except (NotFound, LookupError, NotImplementedError, UnknownServiceError, ValueError):
        return f"{request.method} {request.path}"
    return operation.name
