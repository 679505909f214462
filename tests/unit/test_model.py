"""Validation: every failure at once, in sentences without values; what is not known yet neither fails nor hides a failure."""

from collections.abc import Iterator
from typing import Annotated, Literal

import pytest
from chime_sdk_pulumi.providers._loader import MODULES, load
from chime_sdk_pulumi.providers._model import (
    UNKNOWN,
    Between,
    Checked,
    Item,
    Length,
    Model,
    Pattern,
    Problem,
    Value,
    Values,
    property_path,
    validate,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.examples import EXAMPLES, Path, changed, places

KINDS = sorted(MODULES)


class Inner(Model):
    """A structure in a structure."""

    number: Annotated[int, Between(1, 9)]
    choice: Literal["A", "B"] | None = None

    def problems(self) -> Iterator[Problem]:
        """Nine is for A."""
        if self.number == 9 and self.choice == "B":
            yield Problem(("number",), "must not be 9 with B")


class Outer(Model):
    """A structure with one field of every sort."""

    text: Annotated[str, Length(2, 4), Pattern("[a-z]*", "made of small letters")]
    flag: bool
    exact: Annotated[list[Item[str]] | None, Length(2, 2)] = None
    ceiling: Annotated[int | None, Between(None, 5)] = None
    floor: Annotated[int | None, Between(5)] = None
    inner: Inner | None = None
    inners: Annotated[list[Inner] | None, Length(1)] = None
    named: dict[str, Inner] | None = None
    tags: dict[str, Item[Annotated[str, Length(1)]]] | None = None
    word: Annotated[str | None, Checked(lambda word: "must not be silly" if word == "silly" else None)] = None

    def problems(self) -> Iterator[Problem]:
        """Odd words need a flag."""
        if self.word == "odd" and self.flag is False:
            yield Problem(("word",), "needs the flag")


VALID: Values = {"text": "abc", "flag": True}


def sentences(values: Values) -> list[str]:
    _, problems = validate(Outer, values, "Thing")
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"text": None}, "text: must be a string"),
        ({"text": 5}, "text: must be a string"),
        ({"text": "a"}, "text: must have 2 to 4 characters"),
        ({"text": "ABC"}, "text: must be made of small letters"),
        ({"text": "ab\n"}, "text: must be made of small letters"),
        ({"flag": "true"}, "flag: must be True or False"),
        ({"flag": 1}, "flag: must be True or False"),
        ({"exact": "ab"}, "exact: must be a list"),
        ({"exact": ["a"]}, "exact: must have exactly 2 entries"),
        ({"exact": ["a", 1]}, "exact[1]: must be a string"),
        ({"ceiling": 6}, "ceiling: must be at most 5"),
        ({"floor": 4}, "floor: must be at least 5"),
        ({"floor": "7"}, "floor: must be a whole number"),
        ({"floor": 7.5}, "floor: must be a whole number"),
        ({"floor": True}, "floor: must be a whole number"),
        ({"inner": "x"}, "inner: must be a mapping"),
        ({"inner": {}}, "inner.number: is missing, and it is required"),
        ({"inner": {"number": 0}}, "inner.number: must be 1 to 9"),
        ({"inner": {"number": 1, "choice": "C"}}, "inner.choice: must be A or B"),
        ({"inner": {"number": 1, "chioce": "A"}}, "inner.chioce: is not an argument of Inner; did you mean choice?"),
        ({"inners": []}, "inners: must have at least 1 entries"),
        ({"inners": [{"number": 1}, {"number": 10}]}, "inners[1].number: must be 1 to 9"),
        ({"inners": [{"number": 1, "zzz": 1}]}, "inners[0].zzz: is not an argument of Inner"),
        ({"tags": ["a"]}, "tags: must be a mapping"),
        ({"tags": {"a": ""}}, "tags.a: must have at least 1 characters"),
        ({"tags": {"a": 1}}, "tags.a: must be a string"),
        ({"named": {"a": {"number": 0}}}, "named.a.number: must be 1 to 9"),
        (
            {"named": {"a": {"number": 1, "chioce": "A"}}},
            "named.a.chioce: is not an argument of Inner; did you mean choice?",
        ),
        ({"named": {"a": {"number": 9, "choice": "B"}}}, "named.a.number: must not be 9 with B"),
        ({"named": [{"number": 1}]}, "named: must be a mapping"),
        ({"word": "silly"}, "word: must not be silly"),
        ({"txet": "abc"}, "txet: is not an argument of Thing; did you mean text?"),
        ({"anything": "abc"}, "anything: is not an argument of Thing"),
        ({"word": "odd", "flag": False}, "word: needs the flag"),
    ],
)
def test_sentence(values: Values, sentence: str) -> None:
    assert sentences(VALID | values) == [sentence]


def test_missing_arguments() -> None:
    assert sentences({}) == ["text: is missing, and it is required", "flag: is missing, and it is required"]


def test_valid_values_become_a_model() -> None:
    instance, problems = validate(Outer, VALID | {"inner": {"number": 3}}, "Thing")
    assert problems == []
    assert instance is not None
    assert instance.inner == Inner(number=3)


def test_all_failures_at_once() -> None:
    wrong: Values = {
        "text": 5,
        "flag": False,
        "word": "odd",
        "inners": [{"number": 0, "zzz": 1}, {}],
        "tags": {"a": ""},
        "anything": 1,
    }
    assert sorted(sentences(wrong)) == [
        "anything: is not an argument of Thing",
        "inners[0].number: must be 1 to 9",
        "inners[0].zzz: is not an argument of Inner",
        "inners[1].number: is missing, and it is required",
        "tags.a: must have at least 1 characters",
        "text: must be a string",
        "word: needs the flag",
    ]


def test_warning_does_not_withhold_the_model() -> None:
    flow = load("ChannelFlow").lifecycle.arguments
    instance, problems = validate(flow, EXAMPLES["ChannelFlow"], "ChannelFlow")
    assert [problem.warning for problem in problems] == [True]
    assert instance is not None


@pytest.mark.parametrize(
    ("path", "text"),
    [(("a",), "a"), (("a", 0, "b"), "a[0].b"), (("a", "b", 1, 2), "a.b[1][2]"), ((), "")],
)
def test_property_path(path: Path, text: str) -> None:
    assert property_path(path) == text


def failures(kind: str, values: Values) -> list[Problem]:
    _, problems = validate(load(kind).lifecycle.arguments, values, kind)
    return [problem for problem in problems if not problem.warning]


PLACES = [(kind, at) for kind in KINDS for at in places(EXAMPLES[kind])]
LEAVES = [
    (kind, at)
    for kind, at in PLACES
    if not any(other[: len(at)] == at for k, other in PLACES if k == kind and other != at)
]


@pytest.mark.parametrize("kind", KINDS)
def test_examples_are_valid_and_complete(kind: str) -> None:
    assert failures(kind, EXAMPLES[kind] | {"region": "us-east-1"}) == []
    model = load(kind).lifecycle.arguments
    # What an elastic channel cannot have is tested in the example.
    excluded = {"elastic_channel_configuration"} if kind == "Channel" else set()
    assert EXAMPLES[kind].keys() | {"region", "adopt"} | excluded == model.model_fields.keys()


@pytest.mark.parametrize(("kind", "at"), PLACES)
def test_unknown_value_does_not_fail(kind: str, at: Path) -> None:
    assert failures(kind, changed(EXAMPLES[kind], at, UNKNOWN)) == []


@given(st.data())
def test_unknown_values_do_not_fail(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    values = EXAMPLES[kind]
    for at in data.draw(st.lists(st.sampled_from(sorted(places(values), key=str)), max_size=5)):
        values = changed(values, at, UNKNOWN) if at in set(places(values)) else values
    assert failures(kind, values) == []


@given(st.data())
def test_unknown_values_hide_no_failure(data: st.DataObject) -> None:
    """A wrong value is reported, whatever else is unknown beside it."""
    kind, wrong = data.draw(st.sampled_from(LEAVES))
    values = changed(EXAMPLES[kind], wrong, 3.5)
    beside = [at for k, at in PLACES if k == kind and at[: len(wrong)] != wrong and wrong[: len(at)] != at]
    for at in data.draw(st.lists(st.sampled_from(beside), max_size=5)) if beside else []:
        values = changed(values, at, UNKNOWN) if at in set(places(values)) else values
    assert property_path(wrong) in [property_path(problem.path) for problem in failures(kind, values)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", ["hunter2", 42424242, 3.25, True, ["hunter2"], {"hunter2": "hunter2"}, None], ids=str)
def test_no_wrong_value_is_printed_or_breaks_anything(kind: str, wrong: Value) -> None:
    for at in places(EXAMPLES[kind]):
        for problem in failures(kind, changed(EXAMPLES[kind], at, wrong)):
            assert "42424242" not in problem.sentence
            assert "3.25" not in problem.sentence
            assert "hunter2" not in problem.sentence or problem.path[-1] == "hunter2"


ODD: list[Value] = [
    *(None, True, 0, -1, 10**30, 1.5, float("nan"), "", "x", "[]", UNKNOWN),
    *([], [None], [[]], [{}], [UNKNOWN], {}, {"a": None}, {"": []}, {"type": 1}, {"a": UNKNOWN}),
]


@given(st.data())
def test_any_values_are_answered_with_sentences(data: st.DataObject) -> None:
    """Whatever a program passes, validation ends with problems and not with an exception."""
    kind = data.draw(st.sampled_from(KINDS))
    values = EXAMPLES[kind]
    for at in data.draw(st.lists(st.sampled_from(sorted(places(values), key=str)), max_size=3)):
        values = changed(values, at, data.draw(st.sampled_from(ODD))) if at in set(places(values)) else values
    _, problems = validate(load(kind).lifecycle.arguments, values, kind)
    assert all(problem.sentence for problem in problems)
