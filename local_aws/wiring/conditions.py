"""The Condition element: operators, condition keys, and what holds when a request does not have a key.

Sources: IAM user guide, IAM JSON policy elements: Condition operators; Multivalued context keys.
"""

from __future__ import annotations

import ipaddress
import operator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.local_aws.wiring.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chime_sdk_pulumi.local_aws.wiring.patterns import Context

    Test = Callable[[str, str, Context | None], bool]
    """Whether a value of the policy and one of the request agree."""

    Conditions = Mapping[str, Mapping[str, str | bool | int | float | list[str | bool | int | float]]]


class MalformedPolicyError(Exception):
    """A policy that AWS would not have taken."""


def unmet(conditions: Conditions, context: Context, variables: Context | None) -> str | None:
    """The first condition that a request does not meet, in words; None if it meets all.

    Arguments:
        conditions: the Condition element of a statement.
        context: the condition keys of the request.
        variables: what policy variables stand for, if the policy has any.

    Raises:
        MalformedPolicyError: there is no such operator.
    """
    for name, keys in conditions.items():
        for key, value in keys.items():
            expected = [_text(part) for part in (value if isinstance(value, list) else [value])]
            actual = context.get(key.lower(), ())
            if not _holds(name, expected, actual, variables):
                found = f"is {' and '.join(actual)}" if actual else "is not in the request"
                return f"{key} {found}, where {name} wants {' or '.join(expected)}"
    return None


def _holds(name: str, expected: list[str], actual: tuple[str, ...], variables: Context | None) -> bool:
    quantifier, _, bare = name.rpartition(":")
    if bare == "Null":
        return expected == ["false" if actual else "true"]
    base = bare.removesuffix("IfExists")
    if base not in _OPERATORS or quantifier not in ("", "ForAllValues", "ForAnyValue"):
        raise MalformedPolicyError(f"{name} is not a condition operator")
    test, negated = _OPERATORS[base]
    if not actual:
        # A key that is missing differs from everything, is a member of every set, and has no value that fits.
        return base != bare or quantifier == "ForAllValues" or (negated and not quantifier)
    agrees = [any(test(part, value, variables) for part in expected) for value in actual]
    if quantifier == "ForAllValues":
        return all(fits != negated for fits in agrees)
    if quantifier == "ForAnyValue":
        return any(fits != negated for fits in agrees)
    return any(agrees) != negated


def _text(value: str | bool | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _boolean(expected: str, actual: str, _variables: Context | None) -> bool:
    return expected.lower() == actual.lower()


def _number(compare: Callable[[float, float], bool], expected: str, actual: str, _variables: Context | None) -> bool:
    try:
        return compare(float(actual), float(expected))
    except ValueError:
        return False


def _date(compare: Callable[[datetime, datetime], bool], expected: str, actual: str, _: Context | None) -> bool:
    try:
        return compare(_moment(actual), _moment(expected))
    except ValueError:
        return False


def _moment(text: str) -> datetime:
    """A date in ISO 8601, or in seconds since 1970."""
    if text.isdecimal():
        return datetime.fromtimestamp(int(text), UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _address(expected: str, actual: str, _variables: Context | None) -> bool:
    try:
        return ipaddress.ip_address(actual) in ipaddress.ip_network(expected, strict=False)
    except ValueError:
        return False


_LIKE = matches
_EQUAL = partial(matches, wildcards=False)
_ARN = partial(matches, arn=True)  # ArnEquals and ArnLike behave identically
# Any: of whatever has an order, numbers and dates alike.
_COMPARISONS: list[tuple[str, Callable[[Any, Any], bool], bool]] = [
    ("Equals", operator.eq, False),
    ("NotEquals", operator.eq, True),
    ("LessThan", operator.lt, False),
    ("LessThanEquals", operator.le, False),
    ("GreaterThan", operator.gt, False),
    ("GreaterThanEquals", operator.ge, False),
]

_OPERATORS: dict[str, tuple[Test, bool]] = {
    "StringEquals": (_EQUAL, False),
    "StringNotEquals": (_EQUAL, True),
    "StringEqualsIgnoreCase": (partial(_EQUAL, ignore_case=True), False),
    "StringNotEqualsIgnoreCase": (partial(_EQUAL, ignore_case=True), True),
    "StringLike": (_LIKE, False),
    "StringNotLike": (_LIKE, True),
    "ArnEquals": (_ARN, False),
    "ArnNotEquals": (_ARN, True),
    "ArnLike": (_ARN, False),
    "ArnNotLike": (_ARN, True),
    "BinaryEquals": (_EQUAL, False),
    "Bool": (_boolean, False),
    "IpAddress": (_address, False),
    "NotIpAddress": (_address, True),
    **{f"Numeric{name}": (partial(_number, compare), negated) for name, compare, negated in _COMPARISONS},
    **{f"Date{name}": (partial(_date, compare), negated) for name, compare, negated in _COMPARISONS},
}
"""By name: the test, and whether the operator wants it to fail."""
