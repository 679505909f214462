"""filters, sortBy, nextToken and maxResults of the List operations of Amazon Lex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chime_sdk_pulumi.local_aws.store import Scope, Structure

_LARGEST_PAGE = 1000


def listed(
    descriptions: Iterable[Structure],
    request: Structure,
    scope: Scope,
    listing: str,
    members: Mapping[str, str],
) -> tuple[list[Structure], Structure]:
    """One page of what a List request asks for.

    Arguments:
        descriptions: everything that there is, in the order in which it is listed if the request sorts by nothing.
        request: the request.
        scope: whose objects.
        listing: the operation, with the ids in its path.
        members: what the request's filters and sortBy call the members of the descriptions.

    Returns:
        The page, and a structure that holds nextToken if there are more.
    """
    order: Structure = request.get("sortBy", {})
    chosen = [each for each in descriptions if all(_matches(each, one, members) for one in request.get("filters", []))]
    if order:
        chosen.sort(key=lambda each: each[members[order["attribute"]]], reverse=order["order"] == "Descending")
    table: Table[Structure] = Table()
    for number, each in enumerate(chosen):
        table.add(str(number), each)
    names = {"maxResults": "MaxResults", "nextToken": "NextToken"}
    asked = {chime: request[lex] for lex, chime in names.items() if lex in request}
    subject = f"{listing} {request.get('filters')} {order}"
    items, rest = page(table, asked, scope, subject, largest=_LARGEST_PAGE)
    return items, {"nextToken": rest["NextToken"]} if rest else {}


def _matches(description: Structure, one: Structure, members: Mapping[str, str]) -> bool:
    value, wanted = str(description[members[one["name"]]]), one["values"][0]
    match one["operator"]:
        case "EQ":
            return bool(value == wanted)
        case "NE":
            return bool(value != wanted)
        case _:
            return wanted in value
