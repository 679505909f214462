"""What the store keeps, and what a page of a large table costs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from chime_sdk_pulumi.local_aws.errors import ConflictError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import Described, RegionalStore, Scope, create_once

SCOPE = Scope("123456789012", "us-east-1")


@dataclass
class Thing(Described):
    kind = "Thing"
    id_member = "Name"


def _create(store: RegionalStore, name: str, token: str, arn: str | None = None) -> str:
    def create() -> str:
        created = arn or SCOPE.arn(f"thing/{name}")
        store.tags[created] = {}
        return created

    return create_once(store, "CreateThing", {"Name": name, "ClientRequestToken": token}, create)


def test_the_tokens_of_objects_that_are_gone_do_not_pile_up() -> None:
    store = RegionalStore()
    kept = _create(store, "kept", "kept-token")
    for number in range(1000):
        del store.tags[_create(store, f"thing{number}", f"token{number}")]
        del store.tags[_create(store, f"thing{number}", f"again{number}", SCOPE.arn("thing/of-one-name"))]
    assert len(store.remembered_calls) <= 4
    assert _create(store, "kept", "kept-token") == kept
    with pytest.raises(ConflictError):
        _create(store, "other", "kept-token")


def test_a_page_looks_at_no_more_objects_than_it_needs() -> None:
    table = RegionalStore().table(Thing)
    for number in range(1000):
        table.add(str(number), Thing({"Name": str(number)}))
    table.remove("499")
    seen: list[str] = []

    def matches(thing: Thing) -> bool:
        seen.append(thing.description["Name"])
        return True

    token, names = None, []
    for _ in range(6):
        request = {"MaxResults": 100} | ({"NextToken": token} if token else {})
        things, rest = page(table, request, SCOPE, "ListThings", largest=500, matches=matches)
        token, names = rest["NextToken"], [thing.description["Name"] for thing in things]
    assert names == [str(number) for number in range(501, 601)]
    assert len(seen) == 6 * 101
