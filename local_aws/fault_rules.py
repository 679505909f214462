"""The rules that tests set at `/_local/faults`: which calls a fault happens to, and what the fault is."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal

from chime_sdk_pulumi.local_aws.request_bodies import service_names
from chime_sdk_pulumi.local_aws.service_models import EMULATED_SERVICES, get_service_model
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, model_validator

if TYPE_CHECKING:
    from typing import Self

    from chime_sdk_pulumi.local_aws.calls import Call

_STATUS_OF_COMMON_ERRORS = {
    "AccessDenied": 403,
    "AccessDeniedException": 403,
    "ExpiredToken": 403,
    "ExpiredTokenException": 403,
    "InternalFailure": 500,
    "InvalidClientTokenId": 403,
    "ServiceUnavailable": 503,
    "UnrecognizedClientException": 403,
}
"""Errors of every service that no service model has (API reference, Common Errors)."""

Patterns = Annotated[
    list[str], Field(min_length=1), BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
]
"""One name or several; `*` and `?` stand for any characters."""


class Rule(BaseModel, extra="forbid", strict=True, frozen=True):
    """Which calls a fault happens to, and which of them it spares."""

    services: Patterns = ["chime-sdk-*"]
    operations: Patterns = ["*"]
    region: str | None = None
    account: str | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    """So many matching calls pass first."""
    count: Annotated[int, Field(ge=1)] | None = 1
    """So many calls after those are acted on; None: all."""
    each: Literal["rule", "operation", "request"] = "rule"
    """What `skip` and `count` are counted for: all matching calls together, each operation for itself, or each distinct
    request (operation, path and body)."""
    expires_after: Annotated[float, Field(gt=0)] | None = None
    """Seconds after which the rule ends, however often it has acted."""

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        services = [name for name in service_names() if _matches(name, self.services)]
        for pattern in self.services:
            if not any(fnmatchcase(name, pattern) for name in services):
                raise ValueError(f"no service of AWS is {pattern}")
        if set(services) <= set(EMULATED_SERVICES):
            names = [name for service in services for name in get_service_model(service).operation_names]
            for pattern in self.operations:
                if not any(fnmatchcase(name, pattern) for name in names):
                    raise ValueError(f"no operation of {', '.join(services)} is {pattern}")
        return self

    def matches(self, call: Call) -> bool:
        """Whether a call is one of those that the rule is about."""
        return (
            _matches(call.service, self.services)
            and _matches(call.operation, self.operations)
            and self.region in (None, call.scope.region)
            and self.account in (None, call.scope.account)
        )


class Throttle(Rule):
    """The request is one too many: 429 ThrottledClientException."""

    kind: Literal["throttle"]


class Error(Rule):
    """An error reply. What is left out of `status` and `code` follows from the other."""

    kind: Literal["error"]
    status: Annotated[int, Field(ge=400, le=599)] = 0
    code: str | None = None
    message: str = "This fault was ordered at /_local/faults."
    takes_effect: bool = False
    """Whether the operation is carried out all the same."""

    @model_validator(mode="before")
    @classmethod
    def _status_of_code(cls, members: object) -> object:
        if not isinstance(members, dict) or "status" in members:
            return members
        if "code" not in members:
            raise ValueError("an error takes a status, a code or both")
        status = _status_of_codes().get(str(members["code"]))
        if status is None:
            raise ValueError(f"no model says which status {members['code']} has: the rule must")
        return {**members, "status": status}


class Timeout(Rule):
    """No reply for some seconds, or until the client gives up; then the connection is closed."""

    kind: Literal["timeout"]
    seconds: Annotated[float, Field(gt=0)] = 120
    """Longer than the 60 seconds that botocore waits if nobody says otherwise."""
    takes_effect: bool = False


class ConnectionDropped(Rule):
    """The connection is closed before the call takes effect."""

    kind: Literal["connection-dropped"]


class ReplyDropped(Rule):
    """The call takes effect, and the connection is closed without a reply."""

    kind: Literal["reply-dropped"]


class ReplyTruncated(Rule):
    """The call takes effect, and the connection is closed in the middle of the reply's body, if it has one."""

    kind: Literal["reply-truncated"]


class StaleReads(Rule):
    """Reads of an emulated API are answered without its last changes in that account and region."""

    kind: Literal["stale-reads"]
    behind: Annotated[int, Field(ge=1)] | None = None
    """How many changes are left out."""
    lag: Annotated[float, Field(gt=0)] | None = None
    """The changes of how many last seconds are left out."""

    @model_validator(mode="after")
    def _behind_or_lag(self) -> Self:
        if (self.behind is None) == (self.lag is None):
            raise ValueError("stale reads take either behind, a number of changes, or lag, a number of seconds")
        return self

    def matches(self, call: Call) -> bool:
        return call.is_read and super().matches(call)


class StateMachines(Rule):
    """Something is wrong with what a call of an emulated API sets going."""

    def matches(self, call: Call) -> bool:
        return call.routed is not None and super().matches(call)


class SlowStateMachines(StateMachines):
    """What the call sets going takes `factor` times as long."""

    kind: Literal["slow-state-machines"]
    factor: Annotated[float, Field(gt=0)]


class FailingStateMachines(StateMachines):
    """What the call sets going fails in the end, such as a phone number order."""

    kind: Literal["failing-state-machines"]


AnyRule = Annotated[
    Throttle
    | Error
    | Timeout
    | ConnectionDropped
    | ReplyDropped
    | ReplyTruncated
    | StaleReads
    | SlowStateMachines
    | FailingStateMachines,
    Field(discriminator="kind"),
]
RULES: TypeAdapter[list[AnyRule]] = TypeAdapter(list[AnyRule])


def _matches(name: str, patterns: Patterns) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@cache
def _status_of_codes() -> dict[str, int]:
    modelled = {
        shape.name: shape.metadata["error"]["httpStatusCode"]
        for service in EMULATED_SERVICES
        for shape in get_service_model(service).error_shapes
    }
    return _STATUS_OF_COMMON_ERRORS | modelled
