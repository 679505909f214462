"""NextToken and MaxResults of the List operations."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from chime_sdk_pulumi.local_aws.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws.store import Scope, Structure, Table

Item = TypeVar("Item")

_SIGNING_KEY = secrets.token_bytes(32)


def page(
    table: Table[Item],
    request: Structure,
    scope: Scope,
    listing: str,
    *,
    largest: int,
    matches: Callable[[Item], bool] = lambda _: True,
) -> tuple[list[Item], Structure]:
    """One page of a table.

    Arguments:
        table: what is listed.
        request: the List request, with its MaxResults and NextToken.
        scope: whose objects; a token is good for its own scope only.
        listing: name of the listing with its filters; a token is good for its own listing only.
        largest: page size without MaxResults (the documented maximum, inferred).
        matches: which objects belong to the listing.

    Returns:
        The page's objects, and a structure that holds NextToken if there are more.

    Raises:
        BadRequestError: the token is not one that this listing returned.
    """
    subject = f"{scope.account}/{scope.region}/{listing}"
    token = request.get("NextToken")
    size = request.get("MaxResults", largest)
    matching = (row for row in table.after(_position(token, subject) if token else 0) if matches(row[1]))
    rows = list(islice(matching, size + 1))  # one more, which tells whether there is another page
    items = [item for _, item in rows[:size]]
    if len(rows) <= size:
        return items, {}
    return items, {"NextToken": _token(rows[size - 1][0], subject)}


def _token(position: int, subject: str) -> str:
    payload = json.dumps({"after": position}).encode()
    return base64.urlsafe_b64encode(_signature(payload, subject) + payload).decode()


def _position(token: str, subject: str) -> int:
    try:
        decoded = base64.b64decode(token, altchars=b"-_", validate=True)
        signature, payload = decoded[:16], decoded[16:]
        if hmac.compare_digest(signature, _signature(payload, subject)):
            return int(json.loads(payload)["after"])
    except ValueError:
        pass
    raise BadRequestError("The NextToken is not valid for this listing.")


def _signature(payload: bytes, subject: str) -> bytes:
    return hmac.digest(_SIGNING_KEY, subject.encode() + b"\n" + payload, hashlib.sha256)[:16]
