"""A running local AWS as its users see it: boto3 clients, and the knobs as methods."""

from __future__ import annotations

import json
import os
import threading
import urllib.error
import urllib.request
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NotRequired, Required, TypedDict
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import boto3.session

_ACCESS_KEY = "test"


FaultKind = Literal[
    "throttle",
    "error",
    "timeout",
    "connection-dropped",
    "reply-dropped",
    "reply-truncated",
    "stale-reads",
    "slow-state-machines",
    "failing-state-machines",
]


class CallRecord(TypedDict):
    """A call that local AWS got."""

    service: str
    operation: str
    region: str
    status: int | None
    """None: the call had no effect, and got no reply."""
    time: str
    fault: NotRequired[str]
    """The kind of the fault that struck the call."""


class Resources(TypedDict):
    """What there is."""

    chime: dict[str, list[dict[str, str]]]
    """Every Chime object by kind: `id`, `region`, `account`, and `arn` and `name` if it has them."""
    lex: dict[str, list[dict[str, str]]]
    """Likewise every object of Amazon Lex V2, also the test alias and the fallback intents that came with others."""
    counts: dict[str, int]
    """How many objects of other services there are."""


class Quota(TypedDict):
    """A service quota as it stands."""

    value: int
    default: int
    source: str
    enforced: bool


class RateLimit(TypedDict):
    """A bucket that holds `burst` requests and is filled with `rate` requests per second."""

    rate: float
    burst: int


class Fault(TypedDict, total=False):
    """A rule that lets calls fail: `docs/local-aws.md` says what each kind does, and which of these it takes."""

    kind: Required[FaultKind]
    services: str | Sequence[str]
    operations: str | Sequence[str]
    region: str
    account: str
    skip: int
    count: int | None
    each: Literal["rule", "operation", "request"]
    expires_after: float
    status: int
    code: str
    message: str
    takes_effect: bool
    seconds: float
    behind: int
    lag: float
    factor: float


class KnobError(Exception):
    """Local AWS refused what a knob was set to; the message says why."""


class Endpoint:
    """A running local AWS, in this process or another.

    Arguments:
        endpoint_url: where it listens.
    """

    def __init__(self, endpoint_url: str) -> None:
        self.endpoint_url = endpoint_url
        """What clients are given as `endpoint_url` or `AWS_ENDPOINT_URL`."""
        self._sessions: dict[str, boto3.session.Session] = {}
        self._lock = threading.Lock()

    def session(self, region: str = "us-east-1") -> boto3.session.Session:
        """A boto3 session whose clients and resources call local AWS, whatever the environment and the profiles say."""
        from chime_sdk_pulumi.local_aws.boto3_session import LocalSession  # noqa: PLC0415  # boto3 is slow to import

        return LocalSession(self.endpoint_url, _ACCESS_KEY, region)

    def client(self, service: str, region: str = "us-east-1", **options: Any) -> Any:  # noqa: ANN401  # differs by service
        """A boto3 client of a service; takes the options of `boto3.client`."""
        with self._lock:  # a session is not to be used by two threads at once, and keeps the models that it has read
            if region not in self._sessions:
                self._sessions[region] = self.session(region)
            session: Any = self._sessions[region]  # its stubs know a client's class by the literal name only
            return session.client(service, **options)

    def environment(self, region: str = "us-east-1") -> dict[str, str]:
        """The environment in which boto3, the AWS CLI and every other AWS SDK call local AWS."""
        direct = [os.environ.get("no_proxy") or os.environ.get("NO_PROXY"), urlsplit(self.endpoint_url).hostname]
        without_proxy = ",".join(hosts for hosts in direct if hosts)
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": _ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": _ACCESS_KEY,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            # Some SDKs read the one, some the other.
            "no_proxy": without_proxy,
            "NO_PROXY": without_proxy,
        }

    @property
    def instance(self) -> str:
        """Tells one life of the objects from the next: an id that is new whenever everything was forgotten."""
        return str(self._send("GET", "health")["instance"])

    def reset(self) -> None:
        """Forget all objects, calls and knobs."""
        self._send("POST", "reset")

    def calls(self, since: int = 0) -> list[CallRecord]:
        """The calls in the order in which the replies were ready, without the first `since`; of more than 100,000 the last ones."""
        calls: list[CallRecord] = self._send("GET", f"calls?since={since}")
        return calls

    def clear_calls(self) -> None:
        """Forget the calls."""
        self._send("DELETE", "calls")

    def resources(self) -> Resources:
        """Every object of Chime and Lex, and how many objects of other services there are."""
        resources: Resources = self._send("GET", "resources")
        return resources

    def wiring(self, assumed: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """What AWS would do on behalf of each object, and whether policies allow it, with the statement that decides.

        Arguments:
            assumed: condition keys that are to have these values, such as `{"aws:SecureTransport": "false"}`.
        """
        wiring: list[dict[str, Any]] = self._send("GET", f"wiring?{urlencode(assumed or {})}")
        return wiring

    def add_phone_number(self, e164_phone_number: str, product_type: str = "VoiceConnector") -> str:
        """Put a phone number into the inventory as if it had been ordered; its id."""
        number = {"E164PhoneNumber": e164_phone_number, "ProductType": product_type}
        return str(self._send("POST", "phone-numbers", number)["PhoneNumberId"])

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """Let calls fail by these rules, which take the place of all others."""
        self._send("POST", "faults", list(faults))

    def clear_faults(self) -> None:
        """Let no call fail any more."""
        self._send("DELETE", "faults")

    def faults(self) -> list[dict[str, Any]]:
        """The rules, each with the number of calls that it `matched` and on which it `fired`, by operation."""
        faults: list[dict[str, Any]] = self._send("GET", "faults")
        return faults

    def set_latency(self, seconds: Mapping[str, float]) -> None:
        """Let the calls of some services take so many seconds longer, and those of all others no longer."""
        self._send("POST", "latency", dict(seconds))

    def set_rate_limits(self, limits: Mapping[str, RateLimit]) -> None:
        """Limit the requests of some services, and those of no others."""
        self._send("POST", "rate-limits", dict(limits))

    def now(self) -> datetime:
        """The time on local AWS."""
        return datetime.fromisoformat(self._send("GET", "clock")["now"])

    def advance_clock(self, seconds: float) -> datetime:
        """Let time pass, and everything happen that falls due; the time after that."""
        return datetime.fromisoformat(self._send("POST", "clock", {"advance": seconds})["now"])

    def set_delays(self, seconds: Mapping[str, float]) -> None:
        """Say how long changes take from now on, by what brings them about, such as `UpdateSipRule`."""
        self._send("POST", "delays", dict(seconds))

    def quotas(self) -> dict[str, Quota]:
        """Every service quota by name."""
        quotas: dict[str, Quota] = self._send("GET", "quotas")
        return quotas

    def set_quotas(self, values: Mapping[str, int] | None = None, *, enforce: bool = False) -> None:
        """Enforce these quotas with these values; all others with AWS's defaults, or not at all."""
        self._send("POST", "quotas", {"enforce": enforce, "values": dict(values or {})})

    def _send(self, method: str, knob: str, body: object = None) -> Any:  # noqa: ANN401  # JSON
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint_url}/_local/{knob}", data=data, method=method)
        directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy doesn't reach this machine
        try:
            with directly.open(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                raise KnobError(json.load(error)["message"]) from None
