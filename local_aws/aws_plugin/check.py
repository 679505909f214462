"""What the engine asks first of every resource: are its inputs valid, and what stands where the program gave nothing."""

import difflib
import secrets
from collections.abc import Iterator
from hashlib import sha256

from pulumi.runtime.proto import provider_pb2

from .configuration import STAND_IN, Configuration, RefusedError
from .documents import is_json
from .resource import AutoName, ResourceType, Shape, document
from .schema import mismatches
from .values import UNKNOWN, PropertyValue, State

DEFAULTS = "__defaults"
"""The input that lists those inputs which the program did not give."""


def failures(resource_type: ResourceType, inputs: State) -> list[str]:
    """Say as sentences what is wrong with a program's inputs."""
    known = resource_type.schema.inputs
    class_name = resource_type.declared_by[1]
    sentences = []
    inputs = {name: value for name, value in inputs.items() if name not in (DEFAULTS, "tagsAll")}
    for name in inputs:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, 1)
            sentences.append(f"{name} is not a property" + (f"; did you mean {nearest[0]}?" if nearest else "."))
        elif name not in resource_type.properties:
            sentences.append(f"{STAND_IN} does not emulate property {name} of {class_name}.")
        else:
            beyond = _beyond(resource_type.properties[name].shape, inputs[name], name)
            sentences += [f"{STAND_IN} does not emulate property {path} of {class_name}." for path in beyond]
    sentences += mismatches(known, {name: value for name, value in inputs.items() if name in known})
    for name, known_property in resource_type.properties.items():
        text = inputs.get(name)
        if known_property.document and isinstance(text, str) and text and not is_json(text):
            sentences.append(f"{name} is not a JSON document.")
    return sentences or resource_type.refusals(inputs)


def filled(
    resource_type: ResourceType,
    news: State,
    olds: State,
    request: provider_pb2.CheckRequest,
    configuration: Configuration,
) -> State:
    """The program's inputs with region, merged tags and name, policies as text. A name once made up stays."""
    inputs = {name: value for name, value in news.items() if value is not None and name not in (DEFAULTS, "tagsAll")}
    defaults = set()
    for name, known in resource_type.properties.items():
        if known.document and not known.shape and name in inputs:
            inputs[name] = document(inputs[name])
    if "region" in resource_type.properties and "region" not in inputs:
        inputs["region"] = configuration.region
        defaults.add("region")
    if "tagsAll" in resource_type.properties:
        inputs["tagsAll"] = configuration.merged_tags(inputs.get("tags") or {})
    naming = resource_type.auto_name
    if naming and naming.property not in inputs and naming.instead not in inputs:
        was_filled = naming.property in (olds.get(DEFAULTS) or []) and naming.property in olds
        inputs[naming.property] = olds[naming.property] if was_filled else _name(naming, inputs, request)
        defaults.add(naming.property)
    return {**inputs, DEFAULTS: sorted(defaults)}


def _name(naming: AutoName, inputs: State, request: provider_pb2.CheckRequest) -> str:
    logical_name = request.urn.split("::", 3)[3]
    name = logical_name
    if naming.random:
        # The engine's seed makes a preview and the `up` that follows choose the same name.
        digits = sha256(request.randomSeed).hexdigest() if request.randomSeed else secrets.token_hex(4)
        name = f"{logical_name}-{digits[:7]}"
        if request.HasField("autonaming"):
            if request.autonaming.mode == provider_pb2.CheckRequest.AutonamingOptions.DISABLE:
                raise RefusedError(f"{naming.property} is required, because automatic naming is switched off.")
            name = request.autonaming.proposed_name
    name = naming.prefix + (name.lower() if naming.lower else name)
    if naming.fifo and inputs.get(naming.fifo) is True:
        name += ".fifo"
    if len(name) > naming.length:
        raise RefusedError(
            f"{naming.property} would be {name}, longer than {naming.length} characters; give it yourself."
        )
    return name


def _beyond(shape: Shape | None, value: PropertyValue, path: str) -> Iterator[str]:
    """The paths of the nested properties that the stand-in does not handle."""
    if shape is None or value is UNKNOWN:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _beyond(shape, item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            member = shape.get(name)
            if member is None:
                yield f"{path}.{name}"
            elif isinstance(member, tuple):
                yield from _beyond(member[1], item, f"{path}.{name}")
