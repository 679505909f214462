"""The server: one port for everything, the knobs under `/_local/`, and what happens to every call on its way."""

from __future__ import annotations

import socket
import threading
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from chime_sdk_pulumi.local_aws.calls import Call, CallLog, Latency, account_of, caller_of, chain, keep_body
from chime_sdk_pulumi.local_aws.emulated_apis import EmulatedApis
from chime_sdk_pulumi.local_aws.endpoint import Endpoint
from chime_sdk_pulumi.local_aws.error_replies import error_reply
from chime_sdk_pulumi.local_aws.faults import Faults
from chime_sdk_pulumi.local_aws.history import History
from chime_sdk_pulumi.local_aws.http_server import HttpServer
from chime_sdk_pulumi.local_aws.knobs import Knobs
from chime_sdk_pulumi.local_aws.moto_dispatch import Moto, operation_name, service_name
from chime_sdk_pulumi.local_aws.moto_function_logging import keep_logging_config
from chime_sdk_pulumi.local_aws.moto_identity_pools import complete_identity_pools
from chime_sdk_pulumi.local_aws.moto_log_groups import change_keys
from chime_sdk_pulumi.local_aws.moto_service_linked_roles import name_service_linked_roles
from chime_sdk_pulumi.local_aws.moto_user_pools import complete_user_pools
from chime_sdk_pulumi.local_aws.rate_limits import RateLimits
from chime_sdk_pulumi.local_aws.service_models import SERVICES_BY_SIGNING_NAME
from chime_sdk_pulumi.local_aws.store import Scope, Store
from moto.core.models import DEFAULT_ACCOUNT_ID
from werkzeug.wrappers import Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from chime_sdk_pulumi.local_aws.calls import Handler, Middleware
    from chime_sdk_pulumi.local_aws.state_file import StateFile
    from werkzeug.wrappers import Response


_INSTANCE = "chime_sdk_pulumi.local_aws.instance"
"""Where a request's environment says in which life of local AWS it came."""


class LocalAws(Endpoint):
    """AWS on this machine, served over HTTP by a thread of this process.

    moto keeps its objects per process, so two instances of one process share everything but the objects of Chime and Lex.

    Arguments:
        host: the address to listen on.
        port: the port to listen on; 0 takes any free one.
        state: a file that keeps everything local AWS holds; loaded now, saved when something has changed.

    Raises:
        OSError: nothing can listen on that address and port.
        StateFileError: the file can't be used.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0, state: Path | None = None) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family) as listener:
            self._state = _state_file(state) if state else None
            self._application = Application(self._state.store if self._state else None)
            self._server = HttpServer(listener, host, self._application)
        self._thread: threading.Thread | None = None
        self.host = host
        self.port = self._server.port
        super().__init__(f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}")

    def start(self) -> Self:
        """Serve in the background."""
        self._thread = threading.Thread(target=self._server.serve_forever, name="local-aws", daemon=True)
        self._thread.start()
        if self._state:
            self._state.save_regularly(self._application)
        return self

    def stop(self) -> None:
        """Stop serving.

        Raises:
            StateFileError: the state can't be saved.
        """
        if self._thread:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        if self._state:
            self._state.close(self._application)

    def reset(self) -> None:
        """Forget all objects, calls and knobs."""
        self._application.knobs.reset()
        self._application.changed.set()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def _state_file(path: Path) -> StateFile:
    from chime_sdk_pulumi.local_aws.state_file import StateFile  # noqa: PLC0415  # needs file locks, which Windows lacks

    return StateFile(path)


class Application:
    """The WSGI application: a knob, or a call that passes the middlewares on its way to an emulated API or to moto."""

    def __init__(self, store: Store | None = None) -> None:
        store = store or Store()
        self._store = store
        self.changed = threading.Event()
        self._apis = EmulatedApis(store)
        self._moto = Moto()
        log, latency, rate_limits = CallLog(), Latency(), RateLimits()
        history = History(store, self._apis.lock)
        faults = Faults(store, self._apis.lock, history)
        self.knobs = Knobs(
            store, self._apis, self._moto, log=log, latency=latency, rate_limits=rate_limits, faults=faults
        )
        of_moto: list[Middleware] = [
            keep_logging_config,
            change_keys,
            complete_identity_pools,
            complete_user_pools,
            name_service_linked_roles,
        ]
        self._handle = chain([log, latency, rate_limits, faults, self._note_change, history, *of_moto], self._dispatch)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith("/_local/"):
            response = self.knobs.answer(request)
            self.changed.set()
            return response(environ, start_response)
        environ[_INSTANCE] = self._store.instance
        response = self._handle(self._identify(request))
        response.headers.setdefault("x-amzn-RequestId", str(uuid.uuid4()))
        return response(environ, start_response)

    @contextmanager
    def still(self) -> Iterator[Store]:
        """The objects of the emulated APIs, which don't change in the block; nor do those of moto."""
        with self._moto.held_back(), self._apis.lock:
            yield self._store

    def _identify(self, request: Request) -> Call:
        caller = caller_of(request)
        if caller is None:  # moto takes unsigned requests for S3's, unless they show that they are another service's
            keep_body(request)
            return Call(request, "s3", operation_name("s3", request), Scope(DEFAULT_ACCOUNT_ID, "us-east-1"))
        scope = Scope(account_of(caller.access_key), caller.region)
        if caller.signing_name in SERVICES_BY_SIGNING_NAME:
            routed = self._apis.route(request, caller.signing_name)
            if routed is None:
                return Call(request, caller.signing_name, f"{request.method} {request.path}", scope)
            return Call(request, routed.service, routed.operation.name, scope, routed)
        keep_body(request)
        service = service_name(caller.signing_name)
        return Call(request, service, operation_name(service, request), scope)

    def _note_change(self, call: Call, inner: Handler) -> Response:
        try:
            return inner(call)
        finally:
            self.changed.set()

    def _dispatch(self, call: Call) -> Response:
        if call.request.environ[_INSTANCE] != self._store.instance:
            # What it was to act on is forgotten; a slow call would leave an object in the next test.
            return error_reply(call, 503, None, "Local AWS was reset while the call was on its way.")
        if call.routed:
            return self._apis.answer(call.routed, call.scope, call.request)
        if call.service in SERVICES_BY_SIGNING_NAME:
            api = {"chime": "the Chime SDK", "lex": "Amazon Lex V2"}[call.service]
            return error_reply(call, 404, "UnknownOperationException", f"No operation of {api} is {call.operation}.")
        return self._moto.answer(call.request)
