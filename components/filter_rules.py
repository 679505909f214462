"""Filter rules: which messages of a channel a member is notified of.

Rules are built of constraints on message attributes. The member's own application puts them::

    rule = include("mention", "Bob", "everybody") & anything_but("type", "room")
    messaging.put_channel_membership_preferences(Preferences=rule.preferences, …)

Source: Developer guide, Using filter rules to filter messages.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

LARGEST_SIZE = 2048
HIGHEST_COMPLEXITY = 20
MOST_CONSTRAINTS_IN_OR = 5
LONGEST_KEY = 64
LONGEST_VALUE = 512


@dataclass(frozen=True)
class Constraint:
    """What the values of a message attribute have to be: one of these, or anything but these."""

    values: tuple[str, ...]
    excluded: bool

    @property
    def document(self) -> list[object]:
        """The constraint as the rule has it."""
        return [{"anything-but": list(self.values)}] if self.excluded else list(self.values)


@dataclass(frozen=True)
class FilterRule:
    """Constraints that all hold, and alternatives of which one does. Combine rules with ``&`` and ``|``.

    Attributes:
        constraints: By the key of the message attribute.
        alternatives: None, or at least two.

    Raises:
        ValueError: A combination passes a limit, or is none that a filter rule can express.
    """

    constraints: Mapping[str, Constraint]
    alternatives: tuple["FilterRule", ...] = ()

    def __post_init__(self) -> None:
        size = len(str(self).encode())
        if size > LARGEST_SIZE:
            raise ValueError(f"a filter rule has at most {LARGEST_SIZE} bytes, and this one would have {size}")
        if self.complexity > HIGHEST_COMPLEXITY:
            raise ValueError(
                f"a filter rule has at most {HIGHEST_COMPLEXITY} keys and values, and this one would have {self.complexity}"
            )
        in_or = sum(len(alternative.constraints) for alternative in self.alternatives)
        if in_or > MOST_CONSTRAINTS_IN_OR:
            raise ValueError(f"$or has at most {MOST_CONSTRAINTS_IN_OR} constraints, and this one would have {in_or}")

    def __and__(self, other: "FilterRule") -> "FilterRule":
        """Both hold."""
        if twice := sorted(self.constraints.keys() & other.constraints.keys()):
            raise ValueError(
                f"a filter rule constrains each attribute once, and this one would constrain {twice[0]} twice"
            )
        if self.alternatives and other.alternatives:
            raise ValueError("a filter rule has $or once, and this one would have it twice")
        return FilterRule({**self.constraints, **other.constraints}, self.alternatives or other.alternatives)

    def __or__(self, other: "FilterRule") -> "FilterRule":
        """One of them holds, or both."""
        return FilterRule({}, (*self._as_alternatives(), *other._as_alternatives()))

    def _as_alternatives(self) -> tuple["FilterRule", ...]:
        if self.alternatives and self.constraints:
            raise ValueError(
                "the guide knows no $or within $or; let the constraints beside it be part of its alternatives"
            )
        return self.alternatives or (self,)

    @property
    def complexity(self) -> int:
        """How many keys and values there are. The guide does not say whether ``$or`` is one of the keys; here it is."""
        constrained = sum(1 + len(constraint.values) for constraint in self.constraints.values())
        return constrained + bool(self.alternatives) + sum(rule.complexity for rule in self.alternatives)

    @property
    def preferences(self) -> dict[str, dict[str, str]]:
        """The Preferences of PutChannelMembershipPreferences; in JSON of them, such as the AWS CLI's, the rule is escaped."""
        return {"PushNotifications": {"AllowNotifications": "FILTERED", "FilterRule": str(self)}}

    @property
    def document(self) -> dict[str, object]:
        """The rule as a structure."""
        constrained: dict[str, object] = {key: constraint.document for key, constraint in self.constraints.items()}
        return constrained | ({"$or": [rule.document for rule in self.alternatives]} if self.alternatives else {})

    def __str__(self) -> str:
        """The rule as JSON, which is what the API takes as FilterRule."""
        return json.dumps(self.document, separators=(",", ":"), ensure_ascii=False)


def include(key: str, *values: str) -> FilterRule:
    """Messages that have one of these values of an attribute."""
    return _rule(key, values, excluded=False)


def anything_but(key: str, *values: str) -> FilterRule:
    """Messages that have a value of an attribute other than these."""
    return _rule(key, values, excluded=True)


def _rule(key: str, values: tuple[str, ...], *, excluded: bool) -> FilterRule:
    # API reference, MessageAttributeValue.
    if not 1 <= len(key) <= LONGEST_KEY or key == "$or":
        raise ValueError(
            f"the key of a message attribute has 1 to {LONGEST_KEY} characters and is not $or; this is {key!r}"
        )
    if not values:
        raise ValueError(f"{key} is constrained to no value; give at least one")
    for value in values:
        if not 1 <= len(value) <= LONGEST_VALUE:
            raise ValueError(f"a value of {key} has 1 to {LONGEST_VALUE} characters; one has {len(value)}")
    return FilterRule({key: Constraint(values, excluded)})
