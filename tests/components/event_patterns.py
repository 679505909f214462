"""Which events a pattern selects, by EventBridge's documented rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether EventBridge would match: lists of values and prefixes, `$or`, and arrays looked into."""

    def value(allowed: object, actual: object) -> bool:
        if isinstance(allowed, dict):
            (prefix,) = allowed.values()
            return isinstance(actual, str) and allowed.keys() == {"prefix"} and actual.startswith(prefix)
        return allowed == actual

    def member(expected: object, actual: object) -> bool:
        if isinstance(actual, list):
            return any(member(expected, element) for element in actual)
        if isinstance(expected, list):
            return any(value(allowed, actual) for allowed in expected)
        return isinstance(expected, dict) and isinstance(actual, dict) and matches(expected, actual)

    return all(
        any(matches(alternative, event) for alternative in expected)
        if name == "$or"
        else member(expected, event.get(name))
        for name, expected in pattern.items()
    )
