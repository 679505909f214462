"""A request against botocore's model of its operation: types, required members, lengths, ranges, patterns, enums.

botocore itself checks only part of this before it sends: no enum, no pattern, no upper bound.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from chime_sdk_pulumi.local_aws.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import ListShape, MapShape, Shape, StructureShape

_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (str, int, float),
    "blob": (str,),
    "list": (list,),
    "map": (dict,),
    "structure": (dict,),
}
_TYPE_NAMES = {"structure": "an object", "map": "an object", "integer": "an integer", "long": "an integer"}


def validate(shape: Shape, members: Mapping[str, object]) -> None:
    """Refuse a request that breaks a constraint of its operation's input shape.

    Arguments:
        shape: the input shape.
        members: the request's members by their names on the wire; what travels as text in the path, the query or a
            header must have the type of its shape already.

    Raises:
        BadRequestError: names every member that fails, in AWS's words, without the value of a sensitive member.
    """
    failures = list(_structure_failures(cast("StructureShape", shape), members, ""))
    if failures:
        noun = "validation error" if len(failures) == 1 else "validation errors"
        raise BadRequestError(f"{len(failures)} {noun} detected: {'; '.join(failures)}")


def _failures(shape: Shape, value: object, path: str) -> Iterator[str]:
    if not _has_type(shape, value):
        expected = _TYPE_NAMES.get(shape.type_name, f"a {shape.type_name}")
        yield f"Value at '{path}' failed to satisfy constraint: Member must be {expected}"
    elif shape.type_name == "structure":
        yield from _structure_failures(cast("StructureShape", shape), cast("Mapping[str, object]", value), path)
    elif shape.type_name == "list":
        items = cast("list[object]", value)
        yield from _size_failures(shape, len(items), path, "length")
        for number, item in enumerate(items, start=1):
            yield from _failures(cast("ListShape", shape).member, item, f"{path}.{number}.member")
    elif shape.type_name == "map":
        yield from _map_failures(cast("MapShape", shape), cast("Mapping[str, object]", value), path)
    elif shape.type_name == "string":
        yield from _string_failures(shape, cast("str", value), path)
    elif shape.type_name in ("integer", "long", "float", "double"):
        yield from _size_failures(shape, cast("float", value), path, "value", shown=value)


def _structure_failures(shape: StructureShape, members: Mapping[str, object], path: str) -> Iterator[str]:
    for name, member in shape.members.items():
        value = members.get(member.serialization.get("name", name))
        member_path = f"{path}.{_path_name(name)}" if path else _path_name(name)
        if value is not None:
            yield from _failures(member, value, member_path)
        elif name in shape.required_members:
            yield f"Value at '{member_path}' failed to satisfy constraint: Member must not be null"


def _map_failures(shape: MapShape, members: Mapping[str, object], path: str) -> Iterator[str]:
    yield from _size_failures(shape, len(members), path, "length")
    for key, value in members.items():
        yield from _failures(shape.key, key, f"{path}.key")
        yield from _failures(shape.value, value, f"{path}.value")


def _string_failures(shape: Shape, value: str, path: str) -> Iterator[str]:
    yield from _size_failures(shape, len(value), path, "length", shown=value)
    pattern = shape.metadata.get("pattern")
    if pattern and not compiled(pattern).fullmatch(value):
        yield _failure(shape, path, f"Member must satisfy regular expression pattern: {pattern}", value)
    values = shape.metadata.get("enum")
    if values and value not in values:
        yield _failure(shape, path, f"Member must satisfy enum value set: [{', '.join(values)}]", value)


def _size_failures(shape: Shape, size: float, path: str, what: str, shown: object = None) -> Iterator[str]:
    constraint = "Member must have length" if what == "length" else "Member must have value"
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    if minimum is not None and size < minimum:
        yield _failure(shape, path, f"{constraint} greater than or equal to {minimum}", shown)
    if maximum is not None and size > maximum:
        yield _failure(shape, path, f"{constraint} less than or equal to {maximum}", shown)


def _failure(shape: Shape, path: str, constraint: str, value: object) -> str:
    shown = "" if value is None or shape.metadata.get("sensitive") else f"'{value}' "
    return f"Value {shown}at '{path}' failed to satisfy constraint: {constraint}"


def _has_type(shape: Shape, value: object) -> bool:
    if isinstance(value, bool):
        return shape.type_name == "boolean"
    return isinstance(value, _JSON_TYPES[shape.type_name])


def _path_name(member: str) -> str:
    # AWS names members in error messages in lower camel case.
    return member[0].lower() + member[1:]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a service model as Python's."""
    # The models are written for Java, whose classes (\d, \s, \w) are ASCII and which allows a quantifier on an anchor.
    return re.compile(pattern.replace("${2,64}$", "$"), re.ASCII)
