"""Filter rules of channel memberships (Developer guide, Using filter rules to filter messages)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_SIZE = 2048
MOST_ALTERNATIVES = 5
HIGHEST_COMPLEXITY = 20


def check_filter_rule(text: str) -> None:
    """Refuse what is no filter rule. The limits are those of the guide; that this is the error is inferred.

    Raises:
        BadRequestError: it is no filter rule.
    """
    if len(text.encode()) > LARGEST_SIZE:
        raise BadRequestError(f"A FilterRule can have no more than {LARGEST_SIZE} bytes.")
    try:
        rule: object = json.loads(text)
    except ValueError:
        raise BadRequestError("A FilterRule must be a JSON object.") from None
    complexity = sum(_parts(rule))
    if complexity > HIGHEST_COMPLEXITY:
        raise BadRequestError(f"A FilterRule can have no more than {HIGHEST_COMPLEXITY} keys and values together.")


def _parts(rule: object) -> Iterator[int]:
    """How many keys and values there are, constraint by constraint. `$or` itself doesn't count (inferred)."""
    if not isinstance(rule, dict) or not rule:
        raise BadRequestError("A FilterRule must be a JSON object that is not empty.")
    for key, constraint in rule.items():
        if not isinstance(constraint, list) or not constraint:
            raise BadRequestError(f"'{key}' in a FilterRule must be a list that is not empty.")
        if key == "$or":
            if len(constraint) > MOST_ALTERNATIVES:
                raise BadRequestError(f"$or in a FilterRule can have no more than {MOST_ALTERNATIVES} constraints.")
            for alternative in constraint:
                yield from _parts(alternative)
        else:
            yield 1 + sum(_values(key, value) for value in constraint)


def _values(key: str, value: object) -> int:
    if isinstance(value, str):
        return 1
    excluded = value.get("anything-but") if isinstance(value, dict) and len(value) == 1 else None
    if isinstance(excluded, list) and excluded and all(isinstance(text, str) for text in excluded):
        return len(excluded)
    raise BadRequestError(f"'{key}' in a FilterRule can have strings and one of anything-but, with a list of strings.")
