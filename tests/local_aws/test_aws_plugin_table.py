"""The stand-in aws plugin's table of resource types against what the installed pulumi_aws declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from chime_sdk_pulumi.local_aws.aws_plugin.check import failures
from chime_sdk_pulumi.local_aws.aws_plugin.schema import InputType, inputs_of
from chime_sdk_pulumi.local_aws.aws_plugin.table import RESOURCE_TYPES
from chime_sdk_pulumi.local_aws.aws_plugin.values import UNKNOWN

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.aws_plugin.resource import ResourceType, Shape

every_type = pytest.mark.parametrize("resource_type", RESOURCE_TYPES.values(), ids=lambda known: known.token)


@every_type
def test_the_token_is_the_one_that_pulumi_aws_registers(resource_type: ResourceType) -> None:
    assert resource_type.schema.token == resource_type.token


@every_type
def test_every_handled_property_is_an_input_of_pulumi_aws(resource_type: ResourceType) -> None:
    handled = set(resource_type.properties) - {"tagsAll"}
    assert handled <= set(resource_type.schema.inputs)


@every_type
def test_every_other_input_of_pulumi_aws_is_refused_by_name(resource_type: ResourceType) -> None:
    others = set(resource_type.schema.inputs) - set(resource_type.properties)
    name = resource_type.declared_by[1]
    sentences = set(failures(resource_type, dict.fromkeys(others, UNKNOWN)))
    assert {f"The stand-in aws plugin does not emulate property {other} of {name}." for other in others} <= sentences


@every_type
def test_a_misspelt_input_is_refused_by_name(resource_type: ResourceType) -> None:
    for name in resource_type.schema.inputs:
        misspelt = f"{name}X"
        sentences = failures(resource_type, {misspelt: UNKNOWN})
        assert any(sentence.startswith(f"{misspelt} is not a property; did you mean ") for sentence in sentences), name


@every_type
def test_every_required_input_is_handled(resource_type: ResourceType) -> None:
    required = {name for name, known in resource_type.schema.inputs.items() if known.required}
    assert required <= set(resource_type.properties)


@every_type
def test_every_output_that_is_always_present_comes_from_aws_or_from_a_required_input(
    resource_type: ResourceType,
) -> None:
    required = {name for name, known in resource_type.schema.inputs.items() if known.required}
    always = {name for name, is_always_present in resource_type.schema.outputs.items() if is_always_present}
    properties = resource_type.properties
    told = {*resource_type.outputs, *required, *({"region", "tagsAll"} & set(properties))}
    told |= {name for name, known in properties.items() if known.default is not None}
    assert always <= told


@every_type
def test_every_output_is_one_of_pulumi_aws(resource_type: ResourceType) -> None:
    assert set(resource_type.outputs) <= set(resource_type.schema.outputs)


@every_type
def test_every_nested_property_is_one_of_pulumi_aws(resource_type: ResourceType) -> None:
    for name, known in resource_type.properties.items():
        if known.shape:
            _require_nested(known.shape, resource_type.schema.inputs[name].type, name)


def _require_nested(shape: Shape, declared: InputType, path: str) -> None:
    if isinstance(declared, list):
        _require_nested(shape, declared[0], path)
        return
    nested = inputs_of(cast("type", declared))
    assert set(shape) <= set(nested), path
    for name, member in shape.items():
        if isinstance(member, tuple):
            _require_nested(member[1], nested[name].type, f"{path}.{name}")


@every_type
def test_changes_are_attributed_to_inputs(resource_type: ResourceType) -> None:
    for output, inputs in resource_type.outputs.items():
        assert inputs <= set(resource_type.properties), output
        assert not {name for name in inputs if resource_type.properties[name].replace} - {"code"}, output
