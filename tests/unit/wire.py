"""The wire between boto3 and AWS: answers calls in AWS's place, loses replies, and remembers what was sent."""

import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError
from chime_sdk_pulumi.providers import _api
from chime_sdk_pulumi.providers._settings import Settings

Answer = Callable[[], AWSResponse]


class Killed(BaseException):
    """Ends everything that a process does, as nothing in it can catch it."""


class _Raw(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        """What botocore reads of urllib3's response."""
        yield self.getvalue()


class Wire:
    """Stands in the way of every call of the library.

    Args:
        passing: Whether calls that nothing was planned for reach AWS; if not, they fail.

    Attributes:
        sent: Operation and members of every request, also of those that never arrived.
    """

    def __init__(self, *, passing: bool) -> None:
        self.sent: list[tuple[str, Mapping[str, object]]] = []
        self._passing = passing
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        self._lost: dict[str, list[BaseException]] = defaultdict(list)
        # The stubs do not know that a listener of this event may answer.
        self._listener = cast("Callable[..., None]", self._before_send)

    def reply(self, operation: str, **members: object) -> None:
        """Plan a reply to the next call of an operation."""
        self._answers[operation].append(lambda: _response(200, json.dumps(members), {}))

    def reply_with(self, operation: str, body: str, headers: Mapping[str, str]) -> None:
        """Plan a reply to the next call of an operation, byte by byte."""
        self._answers[operation].append(lambda: _response(200, body, headers))

    def identify(self, account: str) -> None:
        """Plan a reply of STS, which speaks XML, about whose the credentials are."""
        result = f"<GetCallerIdentityResult><Account>{account}</Account></GetCallerIdentityResult>"
        body = f"<GetCallerIdentityResponse>{result}</GetCallerIdentityResponse>"
        self._answers["GetCallerIdentity"].append(lambda: _response(200, body, {}))

    def refuse_identity(self, code: str, *, times: int = 1) -> None:
        """Plan error replies of STS."""
        body = f"<ErrorResponse><Error><Code>{code}</Code><Message>refused</Message></Error></ErrorResponse>"
        self._answers["GetCallerIdentity"] += [lambda: _response(403, body, {})] * times

    def refuse(self, operation: str, code: str, status: int, message: str = "refused", *, times: int = 1) -> None:
        """Plan error replies to the next calls of an operation."""
        body = json.dumps({"Message": message})
        headers = {"x-amzn-ErrorType": code, "x-amzn-RequestId": "request-1"}
        self._answers[operation] += [lambda: _response(status, body, headers)] * times

    def break_before(self, operation: str, error: Exception, *, times: int = 1) -> None:
        """Plan that the next calls of an operation never arrive."""

        def fail() -> AWSResponse:
            raise error

        self._answers[operation] += [fail] * times

    def lose_reply(self, operation: str, *, times: int = 1) -> None:
        """Plan that the next calls of an operation take effect, and their replies never come."""
        self._lost[operation] += [ConnectionClosedError(endpoint_url="https://aws")] * times

    def kill_before(self, operation: str) -> None:
        """Plan that the process is killed while the next call of an operation is on its way, and it never arrives."""
        self._answers[operation].append(_die)

    def kill_after(self, operation: str) -> None:
        """Plan that the process is killed when the next call of an operation has taken effect."""
        self._lost[operation].append(Killed())

    def times(self, operation: str) -> int:
        """How often an operation was called."""
        return sum(sent == operation for sent, _ in self.sent)

    def attach(self, client: BaseClient) -> BaseClient:
        """Stand in the way of a client's calls."""
        client.meta.events.register("before-send", self._listener)
        client.meta.events.register("after-call", self._after_call)
        return client

    def detach(self, client: BaseClient) -> None:
        """Get out of the way again."""
        client.meta.events.unregister("before-send", self._listener)
        client.meta.events.unregister("after-call", self._after_call)

    def _before_send(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse | None:
        operation = event_name.rpartition(".")[2]
        self.sent.append((operation, _members(request)))
        if self._answers[operation]:
            return self._answers[operation].pop(0)()
        assert self._passing, f"{operation} was not expected"
        return None

    def _after_call(self, event_name: str, **_: object) -> None:
        operation = event_name.rpartition(".")[2]
        if self._lost[operation]:
            raise self._lost[operation].pop(0)


def _die() -> AWSResponse:
    raise Killed


@contextmanager
def stand_between(*, passing: bool) -> Iterator[Wire]:
    """Put a wire between the library and AWS; the accounts known so far are forgotten."""
    wire = Wire(passing=passing)
    make = _api._client
    attached: list[BaseClient] = []

    def client(settings: Settings, service: str, region: str) -> BaseClient:
        made = make(settings, service, region)
        if not any(made is known for known in attached):
            attached.append(wire.attach(made))
        return made

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(_api, "_accounts", {})
        monkeypatch.setattr(_api, "_client", client)
        yield wire
    for known in attached:
        wire.detach(known)


def _members(request: AWSPreparedRequest) -> Mapping[str, object]:
    body = request.body
    text = body.decode() if isinstance(body, bytes) else body if isinstance(body, str) else ""
    decoded = json.loads(text) if text.startswith("{") else {}
    return decoded if isinstance(decoded, Mapping) else {}


def _response(status: int, body: str, headers: Mapping[str, str]) -> AWSResponse:
    message = HTTPHeaders()
    for name, value in headers.items():
        message.add_header(name, value)
    return AWSResponse("https://aws", status, message, _Raw(body.encode()))
