"""Filter rules: what the builder writes is what the guide shows, and within its limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.components.filter_rules import FilterRule, anything_but, include
from chime_sdk_pulumi.local_aws.messaging.filter_rules import check_filter_rule
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BOB = include("mention", "Bob")
NO_ROOM = anything_but("type", "Room")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (BOB, '{"mention":["Bob"]}'),
        (NO_ROOM, '{"type":[{"anything-but":["Room"]}]}'),
        (NO_ROOM & BOB, '{"type":[{"anything-but":["Room"]}],"mention":["Bob"]}'),
        (BOB | NO_ROOM, '{"$or":[{"mention":["Bob"]},{"type":[{"anything-but":["Room"]}]}]}'),
        (include("mention", "Zoë", 'O"Neil'), '{"mention":["Zoë","O\\"Neil"]}'),
    ],
)
def test_rules_are_written_as_the_guide_prints_them(rule: FilterRule, text: str) -> None:
    assert str(rule) == text


def test_preferences_hold_the_rule_escaped_when_they_are_json() -> None:
    assert BOB.preferences == {
        "PushNotifications": {"AllowNotifications": "FILTERED", "FilterRule": '{"mention":["Bob"]}'}
    }
    assert r'"FilterRule": "{\"mention\":[\"Bob\"]}"' in json.dumps(BOB.preferences)


def test_complexity_counts_keys_and_values_as_the_guide_does() -> None:
    assert (NO_ROOM & BOB).complexity == 4


def test_alternatives_of_alternatives_are_alternatives() -> None:
    three = (BOB | NO_ROOM) | include("level", "high")
    assert json.loads(str(three))["$or"] == [BOB.document, NO_ROOM.document, {"level": ["high"]}]


def test_alternatives_stand_beside_constraints() -> None:
    rule = (BOB | include("mention", "Ann")) & NO_ROOM
    assert json.loads(str(rule)) == {
        "type": [{"anything-but": ["Room"]}],
        "$or": [{"mention": ["Bob"]}, {"mention": ["Ann"]}],
    }


def numbered(count: int) -> list[str]:
    return [f"v{number}" for number in range(count)]


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: include("mention"), "mention is constrained to no value; give at least one"),
        (lambda: anything_but("type", ""), "a value of type has 1 to 512 characters; one has 0"),
        (lambda: include("k", "v" * 513), "a value of k has 1 to 512 characters; one has 513"),
        (lambda: include("$or", "v"), r"1 to 64 characters and is not \$or; this is '\$or'"),
        (lambda: include("k" * 65, "v"), "the key of a message attribute has 1 to 64 characters"),
        (lambda: include("k", *numbered(20)), "at most 20 keys and values, and this one would have 21"),
        (lambda: include("k", *["é" * 512] * 2), "at most 2048 bytes, and this one would have 2061"),
        (
            lambda: BOB & anything_but("mention", "Ann"),
            "constrains each attribute once, and this one would constrain mention",
        ),
        (lambda: (BOB | NO_ROOM) & (BOB | NO_ROOM), r"has \$or once, and this one would have it twice"),
        (lambda: ((BOB | NO_ROOM) & include("a", "b")) | BOB, r"the guide knows no \$or within \$or"),
        (
            lambda: BOB | BOB | BOB | BOB | (BOB & NO_ROOM),
            r"\$or has at most 5 constraints, and this one would have 6",
        ),
    ],
)
def test_what_no_filter_rule_can_say_is_refused(build: Callable[[], FilterRule], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        build()


def test_limits_may_be_reached() -> None:
    assert include("k", *numbered(19)).complexity == 20
    assert len(json.loads(str(BOB | BOB | BOB | BOB | BOB))["$or"]) == 5
    assert len(str(include("k", "v" * 512, "v" * 512, "v" * 512, "v" * 493)).encode()) == 2048


WORDS = st.sampled_from(["Bob", "Ann", "Room"])
CONSTRAINTS = st.builds(
    lambda build, key, values: build(key, *values),
    st.sampled_from([include, anything_but]),
    st.sampled_from(["mention", "type", "level"]),
    st.lists(WORDS, min_size=1, max_size=2, unique=True),
)
RULES = st.recursive(CONSTRAINTS, lambda rules: st.tuples(st.sampled_from(["&", "|"]), rules, rules), max_leaves=5)


@given(
    RULES, st.dictionaries(st.sampled_from(["mention", "type"]), st.lists(WORDS, min_size=1, max_size=2), max_size=2)
)
def test_rules_mean_what_they_are_built_of(built: Any, attributes: Mapping[str, Sequence[str]]) -> None:  # noqa: ANN401
    try:
        rule = rule_of(built)
    except ValueError:
        return
    check_filter_rule(str(rule))
    assert passes(json.loads(str(rule)), attributes) is means(built, attributes)


def rule_of(built: Any) -> FilterRule:  # noqa: ANN401  # a rule, or an operator and two of these
    if isinstance(built, FilterRule):
        return built
    operator, one, other = built
    return rule_of(one) & rule_of(other) if operator == "&" else rule_of(one) | rule_of(other)


def means(built: Any, attributes: Mapping[str, Sequence[str]]) -> bool:  # noqa: ANN401  # a rule, or an operator and two of these
    if isinstance(built, FilterRule):
        return passes(built.document, attributes)
    operator, one, other = built
    return (all if operator == "&" else any)((means(one, attributes), means(other, attributes)))


def passes(document: Mapping[str, Any], attributes: Mapping[str, Sequence[str]]) -> bool:
    """Whether a message with these attributes passes a rule, as the guide's examples do."""
    return all(
        any(passes(alternative, attributes) for alternative in constraint)
        if key == "$or"
        else any(_allows(constraint, value) for value in attributes.get(key, ()))
        for key, constraint in document.items()
    )


def _allows(constraint: Sequence[Any], value: str) -> bool:
    excluded = constraint[0]["anything-but"] if isinstance(constraint[0], dict) else None
    return value in constraint if excluded is None else value not in excluded
