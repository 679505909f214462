"""The knobs: HTTP resources under `/_local/` for tests and tools, which no AWS client would call."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.calls import LATENCIES
from chime_sdk_pulumi.local_aws.clock import ADVANCE, DELAYS
from chime_sdk_pulumi.local_aws.errors import ChimeError
from chime_sdk_pulumi.local_aws.fault_rules import RULES
from chime_sdk_pulumi.local_aws.quotas import QUOTA_SETTINGS, QUOTAS
from chime_sdk_pulumi.local_aws.rate_limits import RATE_LIMITS
from chime_sdk_pulumi.local_aws.request_bodies import validated
from chime_sdk_pulumi.local_aws.resources import emulated_resources, moto_counts
from chime_sdk_pulumi.local_aws.voice.phone_numbers import add_phone_number
from chime_sdk_pulumi.local_aws.wiring.report import wiring
from moto.core.models import DEFAULT_ACCOUNT_ID
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws.calls import CallLog, Latency
    from chime_sdk_pulumi.local_aws.emulated_apis import EmulatedApis
    from chime_sdk_pulumi.local_aws.faults import Faults
    from chime_sdk_pulumi.local_aws.moto_dispatch import Moto
    from chime_sdk_pulumi.local_aws.rate_limits import RateLimits
    from chime_sdk_pulumi.local_aws.store import Store
    from werkzeug.wrappers import Request

_ROUTES = Map(
    [
        Rule("/_local/health", methods=["GET"], endpoint="health"),
        Rule("/_local/calls", methods=["GET"], endpoint="list_calls"),
        Rule("/_local/calls", methods=["DELETE"], endpoint="clear_calls"),
        Rule("/_local/reset", methods=["POST"], endpoint="reset"),
        Rule("/_local/latency", methods=["POST"], endpoint="set_latency"),
        Rule("/_local/rate-limits", methods=["POST"], endpoint="set_rate_limits"),
        Rule("/_local/faults", methods=["GET"], endpoint="list_faults"),
        Rule("/_local/faults", methods=["POST"], endpoint="set_faults"),
        Rule("/_local/faults", methods=["DELETE"], endpoint="clear_faults"),
        Rule("/_local/resources", methods=["GET"], endpoint="list_resources"),
        Rule("/_local/wiring", methods=["GET"], endpoint="list_wiring"),
        Rule("/_local/phone-numbers", methods=["POST"], endpoint="add_phone_number"),
        Rule("/_local/clock", methods=["GET"], endpoint="read_clock"),
        Rule("/_local/clock", methods=["POST"], endpoint="advance_clock"),
        Rule("/_local/delays", methods=["POST"], endpoint="set_delays"),
        Rule("/_local/quotas", methods=["GET"], endpoint="list_quotas"),
        Rule("/_local/quotas", methods=["POST"], endpoint="set_quotas"),
    ]
)


class Knobs:
    """Answers the requests under `/_local/`.

    | Request | Effect |
    |---|---|
    | `GET /_local/health` | `instance`, an id that is new whenever everything was forgotten (a start, a reset), and `version` |
    | `GET /_local/calls[?since=N]` | the calls so far, without the first N; of more than 100,000 the last ones |
    | `DELETE /_local/calls` | forgets the calls |
    | `POST /_local/reset` | forgets objects, calls, latency, and what was set below |
    | `POST /_local/latency` | takes seconds by service, such as `{"chime-sdk-voice": 0.05}`; `{}` ends all waiting |
    | `POST /_local/rate-limits` | takes a token bucket by service: `{"chime-sdk-voice": {"rate": 10, "burst": 10}}` |
    | `POST /_local/faults` | takes a list of rules (below), such as `[{"kind": "reply-dropped", "operations": "Create*"}]` |
    | `GET /_local/faults` | the rules, with how many calls of each operation `matched`, and on how many the rule `fired` |
    | `DELETE /_local/faults` | forgets the rules |
    | `GET /_local/resources` | every object of Chime and Lex, and how many objects of other services there are |
    | `GET /_local/wiring[?aws:SecureTransport=false]` | what AWS would do for each object, and whether policies allow it |
    | `POST /_local/phone-numbers` | puts `E164PhoneNumber` (`ProductType`, `Account`) into the inventory |
    | `GET /_local/clock` | `now`, the time on local AWS |
    | `POST /_local/clock` | `{"advance": 604800}` lets so many seconds pass |
    | `POST /_local/delays` | takes seconds by what takes them, such as `{"UpdateSipRule": 30}`; `{}` ends all exceptions |
    | `GET /_local/quotas` | every service quota: its value, the default of AWS, and whether it is enforced |
    | `POST /_local/quotas` | `{"enforce": true}` enforces all, `{"values": {"voice connectors per Region": 3}}` these |

    A rule of `/_local/faults` says which calls it is about, by `services` and `operations` (names or patterns, one or a
    list; at first all of the Chime APIs), `region` and `account`. `skip` of them pass (0), then it acts on `count` (1;
    null: all), counted for `each` "rule", "operation" or distinct "request". `expires_after` so many seconds it ends. The
    first rule that acts decides, and a call that it acted on is not counted by the rules after it.

    | `kind` | What happens |
    |---|---|
    | `throttle` | 429 ThrottledClientException, or what the service has for it |
    | `error` | a reply with `status`, `code` and `message`; with `takes_effect` the operation is carried out all the same |
    | `timeout` | no reply for `seconds` (120) or until the client leaves; with `takes_effect` the operation is carried out |
    | `connection-dropped` | the connection is closed, and the operation not carried out |
    | `reply-dropped` | the operation is carried out, and the connection closed |
    | `reply-truncated` | likewise, after half of the reply's body; boto3 takes that for a reply without members |
    | `stale-reads` | a Get, Describe or List has not heard of the last `behind` changes, or of those of the last `lag` seconds |
    | `slow-state-machines` | what the call sets going takes `factor` times as long |
    | `failing-state-machines` | what the call sets going fails in the end, such as a phone number order |
    """

    def __init__(
        self,
        store: Store,
        apis: EmulatedApis,
        moto: Moto,
        *,
        log: CallLog,
        latency: Latency,
        rate_limits: RateLimits,
        faults: Faults,
    ) -> None:
        self._store = store
        self._apis = apis
        self._moto = moto
        self._log = log
        self._latency = latency
        self._rate_limits = rate_limits
        self._faults = faults
        self._answers: dict[str, Callable[[Request], object]] = {
            "health": self._health,
            "list_calls": self._list_calls,
            "clear_calls": self._clear_calls,
            "reset": self._reset,
            "set_latency": self._set_latency,
            "set_rate_limits": self._set_rate_limits,
            "list_faults": self._list_faults,
            "set_faults": self._set_faults,
            "clear_faults": self._clear_faults,
            "list_resources": self._list_resources,
            "list_wiring": self._list_wiring,
            "add_phone_number": self._add_phone_number,
            "read_clock": self._read_clock,
            "advance_clock": self._advance_clock,
            "set_delays": self._set_delays,
            "list_quotas": self._list_quotas,
            "set_quotas": self._set_quotas,
        }

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        try:
            endpoint, _ = _ROUTES.bind_to_environ(request.environ).match()
            return _json(self._answers[endpoint](request))
        except (NotFound, MethodNotAllowed) as error:
            known = ", ".join(f"{method} {rule.rule}" for rule in _ROUTES.iter_rules() for method in _methods(rule))
            return _json({"message": f"There is no {request.method} {request.path}, only {known}."}, error.code)
        except HTTPException as error:
            return _json({"message": error.description}, error.code or 500)
        except ChimeError as error:
            return _json({"message": error.message}, 400)

    def reset(self) -> None:
        """Forget objects, calls and latency."""
        with self._apis.lock:
            self._store.clear()
            self._moto.reset()
        self._log.clear()
        self._latency.set({})
        self._rate_limits.set({})
        self._faults.set([])

    def _health(self, _request: Request) -> object:
        return {"instance": self._store.instance, "version": version("chime-sdk-pulumi")}

    def _list_calls(self, request: Request) -> object:
        since = request.args.get("since", "0")
        if not since.isdigit():
            raise BadRequest("since must be a number of calls.")
        return self._log.since(int(since))

    def _clear_calls(self, _request: Request) -> object:
        self._log.clear()
        return {}

    def _reset(self, _request: Request) -> object:
        self.reset()
        return {}

    def _set_latency(self, request: Request) -> object:
        latencies = validated(LATENCIES, request.get_data())
        self._latency.set(latencies)
        return latencies

    def _set_rate_limits(self, request: Request) -> object:
        limits = validated(RATE_LIMITS, request.get_data())
        self._rate_limits.set(limits)
        return {service: limit.model_dump() for service, limit in limits.items()}

    def _list_faults(self, _request: Request) -> object:
        return self._faults.listed()

    def _set_faults(self, request: Request) -> object:
        self._faults.set(validated(RULES, request.get_data()))
        return self._faults.listed()

    def _clear_faults(self, _request: Request) -> object:
        self._faults.set([])
        return []

    def _list_resources(self, _request: Request) -> object:
        with self._apis.lock:
            self._store.clock.settle()
            return {**emulated_resources(self._store), "counts": moto_counts()}

    def _list_wiring(self, request: Request) -> object:
        if not all(":" in key for key in request.args):
            raise BadRequest("Only condition keys can be assumed, such as ?aws:SecureTransport=false.")
        with self._apis.lock:
            self._store.clock.settle()
            return wiring(self._store, request.args.to_dict())

    def _add_phone_number(self, request: Request) -> object:
        body = _json_object(request)
        if "E164PhoneNumber" not in body:
            raise BadRequest("E164PhoneNumber is missing.")
        if unknown := body.keys() - {"E164PhoneNumber", "ProductType", "Account"}:
            raise BadRequest(f"A number has no {min(unknown)} here, only E164PhoneNumber, ProductType and Account.")
        account = str(body.get("Account", DEFAULT_ACCOUNT_ID))
        with self._apis.lock:
            self._store.clock.settle()
            number = add_phone_number(
                self._store, account, str(body["E164PhoneNumber"]), str(body.get("ProductType", "VoiceConnector"))
            )
        return {"PhoneNumberId": number["PhoneNumberId"], "PhoneNumberArn": number["PhoneNumberArn"]}

    def _read_clock(self, _request: Request) -> object:
        return {"now": self._store.now().isoformat()}

    def _advance_clock(self, request: Request) -> object:
        advance = validated(ADVANCE, request.get_data()).advance
        with self._apis.lock:
            self._store.clock.advance(advance)
            self._store.clock.settle()
        return self._read_clock(request)

    def _set_delays(self, request: Request) -> object:
        delays = validated(DELAYS, request.get_data())
        with self._apis.lock:
            self._store.clock.delays = delays
        return delays

    def _list_quotas(self, _request: Request) -> object:
        quotas = self._store.quotas
        return {
            quota.name: {
                "value": quotas.value(quota),
                "default": quota.default,
                "source": quota.source,
                "enforced": quotas.enforces(quota),
            }
            for quota in QUOTAS.values()
        }

    def _set_quotas(self, request: Request) -> object:
        settings = validated(QUOTA_SETTINGS, request.get_data())
        with self._apis.lock:
            self._store.quotas.enforced = settings.enforce
            self._store.quotas.set(settings.values)
        return self._list_quotas(request)


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD"})  # werkzeug adds HEAD to GET


def _json_object(request: Request) -> dict[str, object]:
    try:
        body = json.loads(request.get_data() or b"{}")
    except ValueError:
        raise BadRequest("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("The body is not a JSON object.")
    return body


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")
