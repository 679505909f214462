"""What the installed pulumi_aws declares of a resource type: its inputs, and which outputs are always present."""

import difflib
import inspect
import sys
import threading
import types
import typing
import warnings
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import pulumi

from .values import UNKNOWN, Asset, PropertyValue, State

InputType: typing.TypeAlias = "type | list[InputType] | dict[str, InputType] | tuple[InputType, ...] | None"
"""A scalar, a nested class of pulumi_aws, [element], {"*": value}, (alternatives, …), or None where anything goes."""


@dataclass(frozen=True)
class Input:
    """One input property of a resource or of a nested structure."""

    type: InputType
    required: bool


@dataclass(frozen=True)
class ResourceSchema:
    """One resource type as pulumi_aws declares it."""

    token: str
    inputs: dict[str, Input]
    outputs: dict[str, bool]
    """Each output's name, and whether it is always present."""


_importing = threading.Lock()


@cache
def resource_schema(module: str, name: str) -> ResourceSchema:
    """Read a resource class of pulumi_aws, e.g. ("s3", "Bucket"); the module is "" for the provider itself."""
    # pulumi_aws imports itself lazily, which two threads must not do at once, and warns of its own deprecated classes.
    with _importing, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        resource = getattr(import_module(f"pulumi_aws.{module}" if module else "pulumi_aws"), name)
    defined_in = sys.modules[resource.__module__]
    outputs = {
        getter._pulumi_name: type(None) not in typing.get_args(_value_type(getter, defined_in))
        for getter in _getters(resource).values()
    }
    return ResourceSchema(
        getattr(resource, "pulumi_type", ""), inputs_of(getattr(defined_in, defined_in.__all__[0])), outputs
    )


def mismatches(inputs: Mapping[str, Input], values: State, path: str = "") -> Iterator[str]:
    """Say as sentences what pulumi_aws would not take: unknown names, missing required ones, values of a wrong type."""
    for name, value in values.items():
        if name not in inputs:
            nearest = difflib.get_close_matches(name, inputs, 1)
            yield f"{path}{name} is not a property" + (f"; did you mean {path}{nearest[0]}?" if nearest else ".")
        elif value is not None:
            yield from _mismatches(inputs[name].type, value, path + name)
    for name, known in inputs.items():
        if known.required and values.get(name) is None:
            yield f"{path}{name} is required."


def _mismatches(expected: InputType, value: PropertyValue, path: str) -> Iterator[str]:
    if value is UNKNOWN or expected is None:
        return
    if isinstance(expected, tuple):
        attempts = [list(_mismatches(alternative, value, path)) for alternative in expected]
        yield from min(attempts, key=len)
    elif isinstance(expected, list) and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _mismatches(expected[0], item, f"{path}[{index}]")
    elif isinstance(expected, dict) and isinstance(value, dict):
        for key, item in value.items():
            yield from _mismatches(expected["*"], item, f"{path}.{key}")
    elif _is_structure(expected) and isinstance(value, dict):
        yield from mismatches(inputs_of(typing.cast("type", expected)), value, f"{path}.")
    elif not isinstance(expected, type) or _is_structure(expected) or not _is_scalar(expected, value):
        yield f"{path} is {_name(expected)}."


def _name(expected: InputType) -> str:
    if isinstance(expected, list | dict):
        return "a list" if isinstance(expected, list) else "a mapping"
    names: dict[InputType, str] = {str: "a string", bool: "true or false", int: "a whole number", float: "a number"}
    return "a structure" if _is_structure(expected) else names.get(expected, "of another type")


def _is_structure(expected: InputType) -> bool:
    return hasattr(expected, "_pulumi_input_type")


def _is_scalar(expected: type, value: object) -> bool:
    if issubclass(expected, pulumi.Asset | pulumi.Archive):
        return isinstance(value, Asset) and value.is_archive == issubclass(expected, pulumi.Archive)
    if expected is str or issubclass(expected, str):
        return isinstance(value, str)
    if expected is bool:
        return isinstance(value, bool)
    if expected is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool)


@cache
def inputs_of(arguments: type) -> dict[str, Input]:
    """The properties of a class of pulumi_aws that holds arguments."""
    defined_in = sys.modules[arguments.__module__]
    hints = _hints(vars(arguments)["__init__"], defined_in)
    names = {name: getter._pulumi_name for name, getter in _getters(arguments).items()}
    parameters = list(inspect.signature(arguments).parameters.values())
    return {
        names[parameter.name]: Input(_simplify(hints[parameter.name]), parameter.default is inspect.Parameter.empty)
        for parameter in parameters
    }


def _getters(declared: type) -> dict[str, typing.Any]:
    """The functions behind a class's properties, which pulumi marks with their Pulumi names."""
    properties = {name: member for name, member in vars(declared).items() if isinstance(member, property)}
    return {name: member.fget for name, member in properties.items() if hasattr(member.fget, "_pulumi_name")}


def _value_type(getter: types.FunctionType, defined_in: types.ModuleType) -> object:
    return typing.get_args(_hints(getter, defined_in)["return"])[0]


def _hints(function: object, defined_in: types.ModuleType) -> dict[str, object]:
    # pulumi.Input names Output by a string, which only pulumi's own modules could resolve.
    return typing.get_type_hints(function, {**vars(defined_in), "Output": pulumi.Output, "T": typing.TypeVar("T")})


def _simplify(hint: object) -> InputType:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        plain = [
            a
            for a in arguments
            if a is not type(None) and typing.get_origin(a) not in (Awaitable, pulumi.Output) and a is not pulumi.Output
        ]
        simplified: list[InputType] = []
        for alternative in map(_simplify, plain):
            if alternative not in simplified:
                simplified.append(alternative)
        return simplified[0] if len(simplified) == 1 else tuple(simplified)
    if origin is Sequence:
        return [_simplify(arguments[0])]
    if origin is Mapping:
        return {"*": _simplify(arguments[1])}
    return hint if isinstance(hint, type) else None
