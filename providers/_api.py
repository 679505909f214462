"""Calls to AWS: one client per service, region and configuration, repeated when a repetition is safe, with errors as sentences."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, cast

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from ._errors import ADVICE, ApiError, ChimeError, ReplyLostError
from ._model import Value, Values
from ._settings import Settings

if TYPE_CHECKING:
    import boto3
    from botocore.client import BaseClient

THROTTLED: Final = frozenset(
    {
        "ThrottledClientException",
        "ThrottlingException",
        "Throttling",
        "TooManyRequestsException",
        "RequestLimitExceeded",
    }
)
TRANSIENT: Final = frozenset(
    {"ServiceUnavailableException", "ServiceFailureException", "InternalFailure", "ServiceUnavailable"}
)
SETTLE_SECONDS: Final = 60.0
"""How long AWS is given to make one change visible to the next call (eventual consistency)."""

Result = TypeVar("Result")
_lock = threading.RLock()


class Caller(Protocol):
    """The AWS that a resource sees: calls in one account and region."""

    @property
    def region(self) -> str:
        """The region of the calls."""
        ...

    @property
    def account(self) -> str:
        """The account that the credentials belong to."""
        ...

    @property
    def partition(self) -> str:
        """The partition of the region, such as ``aws``."""
        ...

    def call(self, service: str, operation: str, /, **parameters: Value) -> Values:
        """Call an operation; see :meth:`Session.call`."""
        ...

    def pages(self, service: str, operation: str, member: str, /, **parameters: Value) -> Iterator[Values]:
        """All the structures that a List operation returns; see :meth:`Session.pages`."""
        ...


class Session:
    """The calls of one configuration in one region.

    Args:
        settings: The provider's configuration.
        region: The region of the calls.
    """

    def __init__(self, settings: Settings, region: str) -> None:
        self.settings = settings
        self.region = region

    @property
    def partition(self) -> str:
        """The partition of the region, such as ``aws``."""
        return str(_boto3(self.settings).get_partition_for_region(self.region))

    @property
    def account(self) -> str:
        """The account that the credentials belong to, asked for once per process.

        Raises:
            ChimeError: The credentials do not work, or the configuration does not allow this account.
        """
        return _account(self.settings, self.region)

    def call(self, service: str, operation: str, /, **parameters: Value) -> Values:
        """Call an operation and return its reply.

        A throttled call is always repeated, with full jitter; another transient failure only where a repetition cannot make a
        second object: the operation does not create anything, or carries a ClientRequestToken.

        Args:
            service: boto3's name of the API, such as ``chime-sdk-voice``.
            operation: The operation as the API names it.
            parameters: The request's members as the API names them.

        Raises:
            ApiError: AWS refused the call.
            ReplyLostError: The reply to a call that is not safe to repeat never came.
            ChimeError: There was no answer at all.
        """
        repeatable = not operation.startswith("Create") or "ClientRequestToken" in parameters
        pace = _pace(service, self.region)
        attempts = Retrying(
            retry=retry_if_exception(lambda error: _is_transient(error, repeatable)),
            stop=stop_after_attempt(self.settings.max_retries + 1),
            wait=wait_random_exponential(multiplier=0.3, max=20),
            before_sleep=pace.slow_down,
            reraise=True,
        )
        return attempts(self._once, pace, service, operation, parameters)

    def pages(self, service: str, operation: str, member: str, /, **parameters: Value) -> Iterator[Values]:
        """All the structures that a List operation returns, page after page.

        Args:
            service: boto3's name of the API.
            operation: The List operation.
            member: The member of the reply that holds the structures.
            parameters: The request's members.

        Raises:
            ChimeError: As for :meth:`call`.
        """
        token: Value = None
        while True:
            reply = self.call(service, operation, **parameters, **({"NextToken": token} if token else {}))
            yield from cast("list[Values]", reply.get(member) or [])
            token = reply.get("NextToken")
            if not token:
                return

    def _once(self, pace: "_Pace", service: str, operation: str, parameters: Mapping[str, Value]) -> Values:
        from botocore import xform_name
        from botocore.exceptions import (
            BotoCoreError,
            ClientError,
            ConnectionClosedError,
            ConnectTimeoutError,
            EndpointConnectionError,
            HTTPClientError,
        )

        client = _client(self.settings, service, self.region)
        method = cast("Callable[..., Values]", getattr(client, xform_name(operation)))
        pace.wait()
        try:
            reply = method(**parameters)
        except ClientError as error:
            raise _refused(operation, error.response, self.settings) from None
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            raise ChimeError(
                f"{operation} did not reach AWS: {error}",
                "check the network, the region and the endpoint configuration",
            ) from None
        except (ConnectionClosedError, HTTPClientError) as error:
            raise ReplyLostError(
                f"the reply to {operation} was lost ({type(error).__name__})", "run the operation again"
            ) from None
        except BotoCoreError as error:
            raise ChimeError(
                f"{operation} could not be called: {error}",
                f"check the credentials; they come from {self.settings.credentials_source}",
            ) from None
        pace.speed_up()
        return {key: value for key, value in reply.items() if key != "ResponseMetadata"}


def until(
    attempt: Callable[[], Result],
    transient: Callable[[ApiError], bool],
    seconds: float = SETTLE_SECONDS,
    poll: float = 2.0,
) -> Result:
    """Repeat a call while AWS has not caught up with an earlier one.

    Args:
        attempt: The call.
        transient: Whether an error is one that passes when AWS has caught up.
        seconds: How long to go on; the last error is raised then.
        poll: Seconds between two attempts; the first repetitions come sooner.
    """
    deadline = time.monotonic() + seconds
    pause = 0.2
    while True:
        try:
            return attempt()
        except ApiError as error:
            if not transient(error) or time.monotonic() + pause > deadline:
                raise
        time.sleep(pause)
        pause = min(poll, pause * 2)


def create_once(create: Callable[[], str], find: Callable[[], str | None]) -> str:
    """Call a create that the API cannot recognise as a repetition: when its reply is lost, look for the object first.

    Args:
        create: Makes the call and returns the new object's id.
        find: Looks for the object that this very call made; None when there is none (yet).

    Raises:
        ChimeError: AWS refused the call, or kept failing.
    """
    for _ in range(4):
        try:
            return create()
        except (ReplyLostError, ApiError) as error:
            if isinstance(error, ApiError) and error.code not in TRANSIENT and error.status < 500:
                raise
            found = _look(find)
            if found:
                return found
            lost = error
    raise lost


def _look(find: Callable[[], str | None]) -> str | None:
    """Look for an object for some seconds: a List may lag behind the create."""
    for pause in (0.3, 1.0, 2.0, 4.0):
        time.sleep(pause)
        found = find()
        if found:
            return found
    return None


class _Pace:
    """The rate at which one API of one region is called: shared by all resources, halved by a 429, slowly raised by success."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interval = 0.0
        self._next = 0.0

    def wait(self) -> None:
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next)
            self._next = start + self._interval
        if start > now:
            time.sleep(start - now)

    def slow_down(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ApiError) and error.code in THROTTLED:
            with self._lock:
                self._interval = min(2.0, max(0.05, self._interval * 1.5))

    def speed_up(self) -> None:
        with self._lock:
            self._interval = 0.0 if self._interval < 0.01 else self._interval * 0.95


@cache
def _pace(service: str, region: str) -> _Pace:
    return _Pace()


def _is_transient(error: BaseException, repeatable: bool) -> bool:
    if isinstance(error, ApiError):
        # A 5xx may have taken effect; a 429 never has.
        return error.code in THROTTLED or (repeatable and (error.code in TRANSIENT or error.status >= 500))
    return isinstance(error, ReplyLostError) and repeatable


def _refused(operation: str, response: Mapping[str, object], settings: Settings) -> ChimeError:
    error = cast("Mapping[str, str]", response.get("Error") or {})
    metadata = cast("Mapping[str, object]", response.get("ResponseMetadata") or {})
    code = error.get("Code", "Unknown")
    advice = ADVICE.get(code, "")
    if "credentials" in advice:
        advice += f" (they come from {settings.credentials_source})"
    return ApiError(
        operation,
        code,
        int(str(metadata.get("HTTPStatusCode") or 0)),
        error.get("Message", ""),
        request_id=str(metadata.get("RequestId") or ""),
        advice=advice,
    )


# Settings are frozen but hold mappings, so they are told apart by their content.
_sessions: dict[str, "boto3.Session"] = {}
_clients: dict[tuple[str, str, str], "BaseClient"] = {}
_accounts: dict[str, str] = {}


def _key(settings: Settings) -> str:
    return settings.model_dump_json()


def _boto3(settings: Settings) -> "boto3.Session":
    import boto3
    from botocore.credentials import DeferredRefreshableCredentials
    from botocore.session import Session as BotocoreSession

    with _lock:
        key = _key(settings)
        if key in _sessions:
            return _sessions[key]
        core = BotocoreSession(profile=settings.profile)
        if settings.shared_credentials_files:
            core.set_config_variable("credentials_file", settings.shared_credentials_files[0])
        if settings.shared_config_files:
            core.set_config_variable("config_file", settings.shared_config_files[0])
        session = boto3.Session(
            aws_access_key_id=settings.access_key,
            aws_secret_access_key=settings.secret_key,
            aws_session_token=settings.token,
            botocore_session=core,
        )
        for role in settings.roles:
            assumed = BotocoreSession()
            credentials = DeferredRefreshableCredentials(
                method="assume-role", refresh_using=_assume(session, settings, role.model_dump(exclude_none=True))
            )
            # botocore has no public way to hand a session credentials that renew themselves.
            assumed._credentials = credentials  # type: ignore[attr-defined]  # private, and so not in the stubs
            session = boto3.Session(botocore_session=assumed)
        _sessions[key] = session
        return session


def _assume(session: "boto3.Session", settings: Settings, role: Mapping[str, object]) -> Callable[[], dict[str, str]]:
    from botocore.credentials import create_assume_role_refresher

    client = session.client("sts", region_name=settings.region or "us-east-1", endpoint_url=settings.endpoint("sts"))
    members = {
        "role_arn": "RoleArn",
        "external_id": "ExternalId",
        "policy": "Policy",
        "source_identity": "SourceIdentity",
        "duration": "DurationSeconds",
    }
    parameters = {member: role[name] for name, member in members.items() if name in role}
    parameters["RoleSessionName"] = role.get("session_name", "chime-sdk-pulumi")
    return cast("Callable[[], dict[str, str]]", create_assume_role_refresher(client, parameters))


def _client(settings: Settings, service: str, region: str) -> "BaseClient":
    from botocore.config import Config

    with _lock:
        key = (_key(settings), service, region)
        if key not in _clients:
            # Attempts are counted here and nowhere else: botocore would repeat a create whose reply was lost.
            config = Config(
                retries={"total_max_attempts": 1}, use_fips_endpoint=settings.use_fips_endpoint, max_pool_connections=20
            )
            # The stubs know every service by a literal name; here it is a variable.
            make = cast("Callable[..., BaseClient]", _boto3(settings).client)
            _clients[key] = make(service, region_name=region, endpoint_url=settings.endpoint(service), config=config)
        return _clients[key]


def _account(settings: Settings, region: str) -> str:
    with _lock:
        key = _key(settings)
        if key not in _accounts:
            account = str(Session(settings, settings.region or region).call("sts", "GetCallerIdentity")["Account"])
            refused = account in settings.forbidden_account_ids
            if refused or (settings.allowed_account_ids and account not in settings.allowed_account_ids):
                raise ChimeError(
                    f"the credentials belong to account {account}, which the configuration does not allow",
                    "check aws:allowedAccountIds and aws:forbiddenAccountIds, or use other credentials",
                )
            _accounts[key] = account
        return _accounts[key]


@cache
def api_regions(service: str) -> frozenset[str]:
    """The regions for which botocore knows an endpoint of an API, in every partition."""
    from botocore.session import Session as BotocoreSession

    core = BotocoreSession()
    return frozenset(
        region
        for partition in core.get_available_partitions()
        for region in core.get_available_regions(service, partition)
    )
