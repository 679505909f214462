"""What there is: every object of the emulated APIs, and the numbers of moto's objects, for `GET /_local/resources`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.local_aws.lex.objects import LexObject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chime_sdk_pulumi.local_aws.store import Store

Listed = list[dict[str, str]]


def emulated_resources(store: Store) -> dict[str, dict[str, Listed]]:
    """Every object of Chime and of Lex by kind: its id, ARN (if it has one), name, region and account."""
    resources: dict[str, dict[str, Listed]] = {"chime": {}, "lex": {}}
    for scope, regional in store.items():
        for stored in regional:
            place = {"region": scope.region, "account": scope.account}
            of_service = resources["lex" if isinstance(stored, LexObject) else "chime"]
            of_service.setdefault(stored.kind, []).append(stored.identity() | place)
    return resources


def moto_counts() -> dict[str, int]:
    """How many objects of other services there are, in all accounts and regions."""
    return {kind: sum(count(backend) for backend in _backends(service)) for kind, service, count in _COUNTED}


def _count_keys(backend: Any) -> int:  # noqa: ANN401  # see below
    """The keys of customers, but for those that wait for deletion."""
    return sum(
        key.key_state != "PendingDeletion" and not any(alias.startswith("alias/aws/") for alias in key.aliases)
        for key in list(backend.keys.values())
    )


def _count_roles(backend: Any) -> int:  # noqa: ANN401  # see below
    """The roles of customers, but for those that a service made for itself."""
    return sum(not role.path.startswith("/aws-service-role/") for role in list(backend.get_roles()))


def _count_log_groups(backend: Any) -> int:  # noqa: ANN401  # see below
    """The log groups of customers, but for those that the Chime SDK made."""
    return sum(not name.startswith("/aws/Chime") for name in list(backend.groups))


# Any: moto's backends share no type with these attributes, and importing those of a service never called is slow.
_COUNTED: list[tuple[str, str, Callable[[Any], int]]] = [
    ("buckets", "s3", lambda backend: len(backend.buckets)),
    ("keys", "kms", _count_keys),
    ("roles", "iam", _count_roles),
    ("functions", "awslambda", lambda backend: len(list(backend.list_functions()))),
    ("streams", "kinesis", lambda backend: len(backend.streams)),
    ("rules", "events", lambda backend: sum(len(bus.rules) for bus in list(backend.event_buses.values()))),
    ("topics", "sns", lambda backend: len(backend.topics)),
    ("queues", "sqs", lambda backend: len(backend.queues)),
    ("log_groups", "logs", _count_log_groups),
    ("identity_pools", "cognitoidentity", lambda backend: len(backend.identity_pools)),
    ("user_pools", "cognitoidp", lambda backend: len(backend.user_pools)),
]


def _backends(service: str) -> Iterator[Any]:
    """moto's backends of a service in every account and region; none if the service was never called."""
    models = sys.modules.get(f"moto.{service}.models")
    if models is None:
        return
    accounts = getattr(models, f"{service.removeprefix('aws')}_backends")
    for account in list(accounts.values()):
        yield from list(account.values())
