"""A Pulumi program without an engine: what it registers, what it logs, and how it ends.

The monitor answers with the inputs as outputs and an ARN as id. What this does not prove: anything that the engine decides.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pulumi
from chime_sdk_pulumi.providers import _provider
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, rpc, set_all_config, set_mocks, test
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto.resource_pb2 import (
    ReadResourceRequest,
    ReadResourceResponse,
    RegisterResourceRequest,
    RegisterResourceResponse,
)
from pulumi.runtime.sync_await import _ensure_event_loop

if TYPE_CHECKING:
    import asyncio

ID = "arn:aws:chime:us-east-1:111122223333:thing/abcdefghijklmnopqrstu1"


class _Echo(Mocks):
    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, object]]:
        return args.resource_id or ID, args.inputs

    def call(self, args: MockCallArgs) -> tuple[dict[str, object], list[tuple[str, str]] | None]:
        raise AssertionError(f"{args.token} was not expected")


@dataclass(frozen=True)
class Registered:
    """A resource that a program registered or read.

    Attributes:
        token: Its type.
        name: Its logical name.
        inputs: Its inputs; a secret is a mapping with a signature.
        protect: Whether the engine refuses to delete it; None if the program leaves that to the parent.
        delete_before_replace: Whether a replacement deletes first.
        id: What a program that reads the resource gives.
    """

    token: str
    name: str
    inputs: Mapping[str, object]
    protect: bool | None = None
    delete_before_replace: bool = False
    id: str = ""

    def plain(self, name: str) -> object:
        """An input without its mark as a secret."""
        return rpc.unwrap_rpc_secret(self.inputs.get(name))

    def is_secret(self, name: str) -> bool:
        """Whether the state holds an input encrypted."""
        return bool(rpc.is_rpc_secret(self.inputs.get(name)))


class _Monitor(MockMonitor):
    def __init__(self) -> None:
        super().__init__(_Echo())
        self.registered: list[Registered] = []

    def RegisterResource(self, request: RegisterResourceRequest) -> RegisterResourceResponse:  # noqa: N802  # gRPC's name
        if request.custom:
            self.registered.append(
                Registered(
                    request.type,
                    request.name,
                    rpc.deserialize_properties(request.object, True),
                    request.protect if request.HasField("protect") else None,
                    request.deleteBeforeReplace,
                )
            )
        reply: RegisterResourceResponse = super().RegisterResource(request)  # type: ignore[no-untyped-call]  # the SDK's
        return reply

    def ReadResource(self, request: ReadResourceRequest) -> ReadResourceResponse:  # noqa: N802  # gRPC's name
        inputs = rpc.deserialize_properties(request.properties, True)
        self.registered.append(Registered(request.type, request.name, inputs, id=request.id))
        reply: ReadResourceResponse = super().ReadResource(request)  # type: ignore[no-untyped-call]  # the SDK's
        return reply


@dataclass
class Run:
    """How a program ran.

    Attributes:
        registered: The resources, in the order in which they were registered.
        errors: What it logged as errors.
        warnings: What it logged as warnings.
        failure: The exception that ended it.
    """

    registered: list[Registered] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failure: BaseException | None = None

    @property
    def only(self) -> Registered:
        """The one resource of the program, which ended well."""
        assert self.failure is None
        (resource,) = self.registered
        return resource


class _Log(logging.Handler):
    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    def emit(self, record: logging.LogRecord) -> None:
        heard = {logging.ERROR: self._run.errors, logging.WARNING: self._run.warnings}
        heard.get(record.levelno, []).append(record.getMessage())


def run(
    program: Callable[[], object],
    *,
    project: str = "shop",
    stack: str = "dev",
    configuration: Mapping[str, str] | None = None,
    secret_keys: list[str] | None = None,
) -> Run:
    """Run a program; an Output that it returns is waited for."""
    result, monitor = Run(), _Monitor()
    logger = logging.Logger("program")
    logger.addHandler(_Log(result))
    _provider.check_configured_secrets.cache_clear()
    set_mocks(_Echo(), project=project, stack=stack, preview=False, logger=logger, monitor=monitor)
    set_all_config(dict({"aws:region": "us-east-1"} if configuration is None else configuration), secret_keys)
    # A program that failed leaves outputs behind that nobody waits for.
    loop = cast("Callable[[], asyncio.AbstractEventLoop]", _ensure_event_loop)()
    loop.set_exception_handler(lambda _loop, _context: None)
    try:
        cast("Callable[[Callable[[], object]], Callable[[], None]]", test)(program)()
    except (Exception, pulumi.RunError) as error:  # whatever ends the program is the result
        result.failure = error
    finally:
        set_all_config({}, [])  # keys that stay secret would be so in the programs of other tests too
    result.registered = monitor.registered
    return result
