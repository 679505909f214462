"""Calls to AWS: one client per service, region and configuration, repeated when a repetition is safe, with errors as sentences."""

import math
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, cast

from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from ._errors import ADVICE, ApiError, ChimeError, ReplyLostError, UnreachableError
from ._model import Value, Values
from ._settings import Settings

if TYPE_CHECKING:
    import boto3
    from botocore.client import BaseClient
    from botocore.regions import EndpointResolver

ENDPOINT_PREFIXES: Final = {
    "chime-sdk-identity": "identity-chime",
    "chime-sdk-media-pipelines": "media-pipelines-chime",
    "chime-sdk-messaging": "messaging-chime",
    "chime-sdk-voice": "voice-chime",
    "lexv2-models": "models-v2-lex",
}
"""What the service models call the endpoints of the APIs; read from there, they would cost every program their parsing."""
THROTTLED: Final = frozenset({"RequestLimitExceeded", "Throttling", "ThrottlingException"})
"""What AWS's services call it with another status than 429."""
CONNECT_SECONDS: Final = 10
REPLY_SECONDS: Final = 30
"""How long a reply is waited for: more than any of these operations takes, and less than a person does."""
ATTEMPTS_TO_REACH: Final = 5
"""How often a call is sent that does not get to AWS: a network may be away for seconds, a wrong address is for ever."""
SETTLE_SECONDS: Final = 60.0
"""How long AWS is given to make one change visible to the next call (eventual consistency)."""
LAG_SECONDS: Final = 15.0
"""How long a read may not know of a change, or a call may be on its way whose caller is gone."""

Result = TypeVar("Result")
_lock = threading.RLock()
_account_lock = threading.RLock()


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

        A call that was throttled, or did not get to AWS, is always repeated, with full jitter; one that failed otherwise only
        where a repetition cannot make a second object: the operation does not create anything, or carries a ClientRequestToken.

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
        uncertain = False

        def attempt() -> Values:
            nonlocal uncertain
            try:
                return self._once(pace, service, operation, parameters)
            except ChimeError as error:
                # What refuses the repetition says nothing about the call that it repeats.
                uncertain = error.may_have_taken_effect = uncertain or error.may_have_taken_effect
                raise

        attempts = Retrying(
            retry=retry_if_exception(lambda error: _passes(error, repeatable)),
            stop=lambda state: state.attempt_number >= _attempts(_error(state), self.settings),
            wait=lambda state: (_AFTER_THROTTLING if _is_throttled(_error(state)) else _AFTER_FAILURE)(state),
            reraise=True,
        )
        return attempts(attempt)

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
        # Where the name of one member begins with a small letter, those of all do.
        next_token = "nextToken" if member[0].islower() else "NextToken"
        token: Value = None
        while True:
            reply = self.call(service, operation, **parameters, **({next_token: token} if token else {}))
            yield from cast("list[Values]", reply.get(member) or [])
            token = reply.get(next_token)
            if not token:
                return

    def _once(self, pace: "_Pace", service: str, operation: str, parameters: Mapping[str, Value]) -> Values:
        from botocore import xform_name
        from botocore.exceptions import (
            BotoCoreError,
            ClientError,
            ConnectionError,
            HTTPClientError,
            IncompleteReadError,
        )
        from botocore.parsers import ResponseParserError

        client = _client(self.settings, service, self.region)
        method = cast("Callable[..., Values]", getattr(client, xform_name(operation)))
        turn = pace.turn()
        if (pause := turn - time.monotonic()) > 0:
            time.sleep(pause)
        try:
            reply = method(**parameters)
        except ClientError as error:
            refusal = _refused(operation, error.response, self.settings)
            if _is_throttled(refusal):
                pace.throttled(turn)
            raise refusal from None
        except ConnectionError as error:
            raise UnreachableError(
                f"{operation} did not reach AWS: {error}",
                "check the network, the region and the endpoint configuration",
            ) from None
        except (HTTPClientError, IncompleteReadError, ResponseParserError) as error:
            raise ReplyLostError(
                f"the reply to {operation} was lost ({type(error).__name__})", "run the operation again"
            ) from None
        except BotoCoreError as error:
            raise ChimeError(
                f"{operation} could not be called: {error}",
                f"check the credentials; they come from {self.settings.credentials_source}",
            ) from None
        pace.answered()
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


def wait_while(late: Callable[[], str | None], seconds: float = SETTLE_SECONDS, poll: float = 2.0) -> None:
    """Wait until AWS has carried out what it accepted.

    Args:
        late: Looks once; says what is still as it was, or None when all is done.
        seconds: How long to go on.
        poll: Seconds between two looks; the first ones come sooner.

    Raises:
        ChimeError: AWS did not get it done; the sentence has the last state.
    """
    deadline = time.monotonic() + seconds
    pause = 0.2
    while complaint := late():
        if time.monotonic() + pause > deadline:
            raise ChimeError(
                f"AWS accepted the change, but {seconds:.0f} seconds later {complaint}", "run the operation again"
            )
        time.sleep(pause)
        pause = min(poll, pause * 2)


def look(find: Callable[[], Result | None], seconds: float = LAG_SECONDS) -> Result | None:
    """Look for something for some seconds: a read may not know yet of what was made a moment ago.

    Args:
        find: Looks once; None when there is nothing to be seen.
        seconds: How long to go on; at least one look is taken.
    """
    pause = 0.3
    while (found := find()) is None and seconds > 0:
        time.sleep(min(pause, seconds))
        seconds -= pause
        pause *= 2
    return found


class _Pace:
    """The rate at which one API of one region is called, shared by all resources: unlimited until AWS throttles.

    The rate then follows CUBIC, as in the AWS SDKs' adaptive mode: a 429 lowers it, it soon comes back to just below the rate
    at which AWS throttled, stays near it for a while, and then looks for more.
    """

    DECREASE: Final = 0.85
    GROWTH: Final = 0.4
    SLOWEST: Final = 0.5

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 0.0
        self._limit: float | None = None
        """The rate at which AWS throttled last."""
        self._throttled = 0.0
        self._answers: deque[float] = deque()
        """When the calls of the last second were answered."""
        self._busy_since = self._last = float("-inf")

    def turn(self) -> float:
        """Take the next turn: when to make a call."""
        with self._lock:
            now = time.monotonic()
            if now > self._last + 1:
                self._busy_since = now
            self._last = now
            turn = max(now, self._next)
            if self._limit is not None:
                self._next = turn + 1 / self._rate(self._limit, turn)
            return turn

    def answered(self) -> None:
        """Note that AWS took a call."""
        with self._lock:
            self._answers.append(time.monotonic())
            self._forget_old_answers()

    def throttled(self, turn: float) -> None:
        """Note that AWS throttled a call.

        Args:
            turn: When it was that call's turn.
        """
        with self._lock:
            now = time.monotonic()
            # One burst of refusals is one piece of news.
            if self._limit is not None and turn <= self._throttled:
                return
            self._forget_old_answers()
            answered = max(1.0, len(self._answers) / min(1.0, max(0.02, now - self._busy_since)))
            self._limit = answered if self._limit is None else min(self._rate(self._limit, now), 2 * answered)
            self._throttled = now

    def _rate(self, limit: float, at: float) -> float:
        until_limit = math.cbrt(limit * (1 - self.DECREASE) / self.GROWTH)
        return max(self.SLOWEST, limit + self.GROWTH * (at - self._throttled - until_limit) ** 3)

    def _forget_old_answers(self) -> None:
        while self._answers and self._answers[0] < time.monotonic() - 1:
            self._answers.popleft()


@cache
def _pace(service: str, region: str) -> _Pace:
    return _Pace()


_AFTER_THROTTLING: Final = wait_random_exponential(multiplier=0.1, max=20)
"""Short at first: the pace of the whole API is what keeps the calls apart."""
_AFTER_FAILURE: Final = wait_random_exponential(multiplier=0.5, max=20)


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _attempts(error: BaseException | None, settings: Settings) -> int:
    most = settings.max_retries + 1
    return min(most, ATTEMPTS_TO_REACH) if isinstance(error, UnreachableError) else most


def _is_throttled(error: BaseException | None) -> bool:
    return isinstance(error, ApiError) and (error.status == 429 or error.code in THROTTLED)


def _passes(error: BaseException, repeatable: bool) -> bool:
    if _is_throttled(error) or isinstance(error, UnreachableError):
        return True
    lost = isinstance(error, ReplyLostError) or (isinstance(error, ApiError) and error.status >= 500)
    return lost and repeatable


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


def profile_region(settings: Settings) -> str | None:
    """The region that the shared AWS configuration gives the profile.

    Raises:
        ChimeError: There is no such profile.
    """
    return cast("str | None", _boto3(settings).region_name)


def _boto3(settings: Settings) -> "boto3.Session":
    import boto3
    from botocore.credentials import DeferredRefreshableCredentials
    from botocore.exceptions import ProfileNotFound
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
        try:
            core.get_scoped_config()
        except ProfileNotFound:
            raise ChimeError(
                f"the AWS configuration files have no profile {core.profile}",
                "write the name that they give it into aws:profile or AWS_PROFILE",
            ) from None
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
                retries={"total_max_attempts": 1},
                connect_timeout=CONNECT_SECONDS,
                read_timeout=REPLY_SECONDS,
                tcp_keepalive=True,
                use_fips_endpoint=settings.use_fips_endpoint,
                max_pool_connections=20,
            )
            # The stubs know every service by a literal name; here it is a variable.
            make = cast("Callable[..., BaseClient]", _boto3(settings).client)
            client = make(service, region_name=region, endpoint_url=settings.endpoint(service), config=config)
            client.meta.events.register("before-parse", _check_whole)
            _clients[key] = client
        return _clients[key]


def _check_whole(response_dict: Mapping[str, object], **_: object) -> None:
    """Refuse half a reply: botocore takes what is left of it for a reply without members."""
    from botocore.exceptions import IncompleteReadError

    headers = cast("Mapping[str, str]", response_dict["headers"])
    body, length = response_dict.get("body"), headers.get("content-length")
    if length and isinstance(body, bytes) and "content-encoding" not in headers and len(body) != int(length):
        raise IncompleteReadError(actual_bytes=len(body), expected_bytes=int(length))


def _account(settings: Settings, region: str) -> str:
    with _account_lock:
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
    resolver, prefix = _endpoint_resolver(), ENDPOINT_PREFIXES[service]
    return frozenset(
        region
        for partition in resolver.get_available_partitions()
        for region in resolver.get_available_endpoints(prefix, partition)
    )


@cache
def _endpoint_resolver() -> "EndpointResolver":
    """Botocore's list of endpoints alone: a session would import and read so much more that previews are a second slower."""
    from botocore.loaders import create_loader
    from botocore.regions import EndpointResolver

    return EndpointResolver(create_loader(os.environ.get("AWS_DATA_PATH")).load_data("endpoints"))
