"""What is wrong with a component's arguments, told from the TypedDict that declares them."""

import difflib
import inspect
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NotRequired, Required, get_args, get_origin, is_typeddict

import pulumi

from ..providers._model import Path, Problem

_KINDS: Mapping[object, str] = {
    str: "a string",
    bool: "True or False",
    int: "a whole number",
    pulumi.Archive: "a pulumi.Archive",
}


def argument_problems(declared: type, arguments: Mapping[str, object], owner: str, at: Path = ()) -> Iterator[Problem]:
    """Everything that is wrong with arguments as far as they are known.

    Args:
        declared: The TypedDict.
        arguments: What the program gave; a member that is None counts as left out.
        owner: What the arguments belong to, for sentences.
        at: Where they are.
    """
    members: Mapping[str, object] = declared.__annotations__
    given = {name: value for name, value in arguments.items() if value is not None}
    for name in sorted(given.keys() - members.keys()):
        close = difflib.get_close_matches(name, members, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        yield Problem((*at, name), f"is not an argument of {owner}{hint}")
    for name in members:
        if name in given:
            yield from _value_problems(members[name], given[name], (*at, name))
        elif name in getattr(declared, "__required_keys__", ()):
            yield Problem((*at, name), "is missing, and it is required")
    for choice in ("existing", "skip"):
        beside = sorted(given.keys() - {choice})
        if beside and given.get(choice):
            yield Problem((*at, choice), f"rules out {', '.join(beside)}; give one or the other")


def _value_problems(declared: object, value: object, at: Path) -> Iterator[Problem]:
    declared, may_be_output = _unwrapped(declared)
    if isinstance(value, pulumi.Output) or inspect.isawaitable(value):
        if not may_be_output:
            scalar = isinstance(declared, type) and not is_typeddict(declared)
            hint = "" if scalar else "; put the output into its members instead"
            yield Problem(at, f"must be known when the program runs{hint}")
    elif is_typeddict(declared) or get_origin(declared) is Mapping:
        yield from _mapping_problems(declared, value, at)
    elif get_origin(declared) is Sequence:
        yield from _list_problems(get_args(declared)[0], value, at)
    elif isinstance(declared, type) and issubclass(declared, Enum):
        allowed = [member.value for member in declared]
        if value not in allowed:
            yield Problem(at, f"must be {', '.join(allowed[:-1])} or {allowed[-1]}")
    elif declared in _KINDS and not _is_a(declared, value):
        yield Problem(at, f"must be {_KINDS[declared]}")


def _mapping_problems(declared: object, value: object, at: Path) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem(at, "must be a mapping")
    elif isinstance(declared, type):
        owner = next(step for step in reversed(at) if isinstance(step, str))
        yield from argument_problems(declared, value, owner, at)
    else:
        for key, element in value.items():
            yield from _value_problems(get_args(declared)[1], element, (*at, str(key)))


def _list_problems(declared: object, value: object, at: Path) -> Iterator[Problem]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        yield Problem(at, "must be a list")
        return
    for position, element in enumerate(value):
        yield from _value_problems(declared, element, (*at, position))


def _unwrapped(declared: object) -> tuple[object, bool]:
    """A member's type without NotRequired and pulumi.Input, and whether an output may stand in for it."""
    while get_origin(declared) in (NotRequired, Required):
        declared = get_args(declared)[0]
    alternatives = get_args(declared)
    if any(get_origin(alternative) is Awaitable for alternative in alternatives):
        return alternatives[0], True
    return declared, False


def _is_a(kind: object, value: object) -> bool:
    if kind is int:
        # Numbers of other languages arrive as floats.
        return not isinstance(value, bool) and isinstance(value, int | float) and value == int(value)
    return isinstance(kind, type) and isinstance(value, kind)
