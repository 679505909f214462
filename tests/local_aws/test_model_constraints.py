"""Each constraint that the service models put on a request, broken in turn, for every operation of every Chime API."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple, cast

import pytest
from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.service_models import CHIME_SERVICES, get_service_model
from chime_sdk_pulumi.local_aws.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import ListShape, MapShape, Shape, StructureShape

WRONG_TYPES: dict[str, object] = {
    "string": 1,
    "boolean": "true",
    "list": {},
    "map": [],
    "structure": [],
    "timestamp": [],
}
ODD_STRINGS = ("\x00", "", " ", "!", "é", "a\n", "-", "🙂", "x" * 30)


class Broken(NamedTuple):
    """A request that breaks one constraint, and what the refusal says."""

    request: object
    path: str
    constraint: str

    def inside(self, name: str, wire_name: str) -> Broken:
        path = f"{name}.{self.path}" if self.path else name
        return Broken({wire_name: self.request}, path, self.constraint)

    def in_list(self) -> Broken:
        return Broken([self.request], f"1.member.{self.path}".rstrip("."), self.constraint)


def broken(shape: Shape, ancestors: tuple[str, ...] = ()) -> Iterator[Broken]:
    """The values of a shape that break one constraint each."""
    if shape.name in ancestors:
        return
    yield Broken(WRONG_TYPES.get(shape.type_name, "x"), "", "Member must be a")
    yield from broken_sizes(shape)
    if shape.type_name == "string":
        yield from broken_strings(shape)
    elif shape.type_name == "structure":
        yield from broken_members(cast("StructureShape", shape), (*ancestors, shape.name))
    elif shape.type_name == "list":
        for item in broken(cast("ListShape", shape).member, (*ancestors, shape.name)):
            yield item.in_list()
    elif shape.type_name == "map":
        for value in broken(cast("MapShape", shape).value, (*ancestors, shape.name)):
            yield value.inside("value", "k")


def broken_members(shape: StructureShape, ancestors: tuple[str, ...]) -> Iterator[Broken]:
    for name, member in shape.members.items():
        path, wire_name = name[0].lower() + name[1:], member.serialization.get("name", name)
        if name in shape.required_members:
            yield Broken({}, path, "Member must not be null")
            yield Broken({wire_name: None}, path, "Member must not be null")
        for inner in broken(member, ancestors):
            yield inner.inside(path, wire_name)


def broken_sizes(shape: Shape) -> Iterator[Broken]:
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    sized = shape.type_name in ("string", "list")
    if minimum and sized:
        value = ["x"] * (minimum - 1) if shape.type_name == "list" else "x" * (minimum - 1)
        yield Broken(value, "", f"Member must have length greater than or equal to {minimum}")
    elif minimum is not None and shape.type_name in ("integer", "long"):
        yield Broken(minimum - 1, "", f"Member must have value greater than or equal to {minimum}")
    if maximum is not None and sized:
        value = ["x"] * (maximum + 1) if shape.type_name == "list" else "x" * (maximum + 1)
        yield Broken(value, "", f"Member must have length less than or equal to {maximum}")
    elif maximum is not None and shape.type_name in ("integer", "long"):
        yield Broken(maximum + 1, "", f"Member must have value less than or equal to {maximum}")


def broken_strings(shape: Shape) -> Iterator[Broken]:
    if shape.metadata.get("enum"):
        yield Broken("none of these", "", "Member must satisfy enum value set")
    pattern = shape.metadata.get("pattern")
    if pattern and pattern not in (r"[\s\S]*", ".*"):
        odd = {text: refusal(shape, text) for text in ODD_STRINGS}
        assert any("regular expression" in said for said in odd.values()), f"nothing breaks {pattern}"
        for text, said in odd.items():
            if "regular expression" in said:
                yield Broken(text, "", f"Member must satisfy regular expression pattern: {pattern}")


def refusal(shape: Shape, value: object) -> str:
    """What is wrong with a value alone."""
    structure = SimpleNamespace(members={"value": shape}, required_members=[])
    try:
        validate(cast("Shape", structure), {shape.serialization.get("name", "value"): value})
    except BadRequestError as error:
        return error.message
    return ""


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        (service, name)
        for service in CHIME_SERVICES
        for name in sorted(get_service_model(service).operation_names)
        if get_service_model(service).operation_model(name).input_shape
    ],
)
def test_names_the_member_that_breaks_a_constraint(service: str, operation: str) -> None:
    shape = get_service_model(service).operation_model(operation).input_shape
    cases = list(broken_members(cast("StructureShape", shape), ()))
    assert cases or not cast("StructureShape", shape).members
    for case in cases:
        with pytest.raises(BadRequestError) as caught:
            validate(cast("Shape", shape), cast("dict[str, object]", case.request))
        failures = caught.value.message.partition("detected: ")[2].split("; ")
        expected = [
            said for said in failures if f"'{case.path}' failed to satisfy constraint: {case.constraint}" in said
        ]
        assert expected, f"{case} gave {failures}"


def test_bounds_themselves_are_allowed() -> None:
    shape = get_service_model("chime-sdk-voice").operation_model("CreateVoiceConnector").input_shape
    assert shape is not None
    for name in ("a", "a" * 256, "A-Z_0.9 b"):
        tags = [{"Key": "k" * 128, "Value": ""}] * 50
        validate(shape, {"Name": name, "RequireEncryption": False, "Tags": tags, "NetworkType": "DUAL_STACK"})
