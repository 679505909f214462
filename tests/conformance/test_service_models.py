"""Every argument of every resource against botocore's model of the API: names, types, limits, patterns, and nothing left out.

Where the library is stricter than the model, the difference is listed here with its reason. A new botocore that brings a
member which no resource handles makes these tests fail.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Literal, Union, cast, get_args, get_origin

import pytest
from botocore import xform_name
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.session import Session
from chime_sdk_pulumi.providers._api import ENDPOINT_PREFIXES, api_regions
from chime_sdk_pulumi.providers._lifecycle import AnyLifecycle
from chime_sdk_pulumi.providers._loader import MODULES, load
from chime_sdk_pulumi.providers._model import Between, Immutable, Length, Model, Pattern, api_name, marker
from pydantic.fields import FieldInfo

KINDS = sorted(MODULES)

HANDLED_OTHERWISE: Mapping[str, str] = {
    "ChimeBearer": "the argument `chime_bearer` goes with every call that takes one; its limits are tested below",
    "ClientRequestToken": "the library makes one for each intended create",
    "Tags": "the argument `tags`, a mapping, holds them; its limits are tested below",
    "tags": "likewise",
}
"""Members of create requests that no argument is named after."""

IDENTIFIERS: Mapping[str, str] = {
    "AppInstanceRetentionSettings": "AppInstanceArn",
    "VoiceConnectorOrigination": "VoiceConnectorId",
    "VoiceConnectorStreamingConfiguration": "VoiceConnectorId",
    "VoiceConnectorTermination": "VoiceConnectorId",
}
"""The member beside a setting's structure that says whose setting it is."""

STRICTER: Mapping[tuple[str, str, str], str] = {
    ("AppInstance", "name", "required"): "left out, it is derived from the logical name",
    ("AppInstanceUser", "name", "required"): "left out, it is derived from the logical name",
    ("Channel", "name", "required"): "left out, it is derived from the logical name",
    ("ChannelFlow", "name", "required"): "left out, it is derived from the logical name",
    ("LexBotAlias", "bot_alias_name", "required"): "left out, it is derived from the logical name",
    ("MediaInsightsPipelineConfiguration", "media_insights_pipeline_configuration_name", "required"): (
        "left out, it is derived from the logical name"
    ),
    ("SipMediaApplication", "name", "required"): "left out, it is derived from the logical name",
    ("SipRule", "name", "required"): "left out, it is derived from the logical name",
    ("VoiceConnector", "name", "required"): "left out, it is derived from the logical name",
    ("SipMediaApplication", "region", "required"): "left out, it is the provider's region",
    ("VoiceConnector", "region", "enum"): "regions are checked against the endpoints that botocore knows",
    (
        "AppInstanceRetentionSettings",
        "channel_retention_settings",
        "required",
    ): "settings without days turn retention off",
    ("ChannelRetentionSettings", "retention_days", "required"): "settings without days turn retention off",
    ("MediaInsightsPipelineConfiguration", "elements", "size"): "a configuration without elements does nothing",
    ("KinesisDataStreamSinkConfiguration", "insights_target", "required"): "a sink without a target delivers nothing",
    ("LambdaFunctionSinkConfiguration", "insights_target", "required"): "a sink without a target delivers nothing",
    ("SnsTopicSinkConfiguration", "insights_target", "required"): "a sink without a target delivers nothing",
    ("SqsQueueSinkConfiguration", "insights_target", "required"): "a sink without a target delivers nothing",
    ("SipMediaApplicationEndpoint", "lambda_arn", "required"): "an endpoint without a function answers no call",
    ("SipRuleTargetApplication", "aws_region", "required"): "a target without a region cannot be found",
    ("SipRuleTargetApplication", "priority", "required"): "targets without priorities have no order",
    ("SipRuleTargetApplication", "sip_media_application_id", "required"): "a target must name an application",
    ("OriginationRoute", "host", "required"): "a route without a host leads nowhere",
    ("OriginationRoute", "priority", "required"): "the API documents no default",
    ("OriginationRoute", "protocol", "required"): "the API documents no default",
    ("OriginationRoute", "weight", "required"): "the API documents no default",
    ("VoiceConnectorOrigination", "routes", "required"): "an origination without routes is none",
    ("VoiceConnectorOrigination", "routes", "size"): "1 to 20 by the API reference",
    ("VoiceConnectorTermination", "calling_regions", "required"): "a termination without a country lets no call pass",
    ("VoiceConnectorTermination", "calling_regions", "size"): "a termination without a country lets no call pass",
    ("VoiceConnectorTermination", "cidr_allowed_list", "required"): "a termination without a range lets nobody call",
    ("VoiceConnectorTermination", "cidr_allowed_list", "size"): "a termination without a range lets nobody call",
    ("StreamingNotificationTarget", "notification_target", "required"): "a target must be one of the services",
}
"""(structure, argument, what differs): why."""


@dataclass(frozen=True)
class Argument:
    """One argument, or one element of a list, as its annotation declares it."""

    owner: str
    name: str
    base: object
    constraints: tuple[object, ...]

    def constraint(self, kind: type[Length] | type[Between] | type[Pattern]) -> Length | Between | Pattern | None:
        found = [item for item in self.constraints if isinstance(item, kind)]
        assert len(found) <= 1, f"{self.owner}.{self.name} states {kind.__name__} twice"
        return found[0] if found else None


def peeled(annotation: object, constraints: tuple[object, ...] = ()) -> tuple[object, tuple[object, ...]]:
    """An annotation without `Annotated` and `| None`, and what they carried."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        return peeled(inner, (*constraints, *metadata))
    if origin in (Union, UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        assert len(members) == 1, f"{annotation} is more than one type"
        return peeled(members[0], constraints)
    return annotation, constraints


@cache
def botocore_session() -> Session:
    return Session()


def request(lifecycle: AnyLifecycle, operation: str) -> StructureShape:
    shape = botocore_session().get_service_model(lifecycle.service).operation_model(operation).input_shape
    assert shape is not None
    return shape


def arguments_shape(lifecycle: AnyLifecycle) -> StructureShape:
    operation, *path = lifecycle.shape
    shape = request(lifecycle, operation)
    for member in path:
        shape = cast("StructureShape", shape.members[member])
    return shape


def structures(
    model: type[Model], shape: StructureShape, owner: str
) -> Iterator[tuple[str, type[Model], StructureShape]]:
    """A model and all the models in it, each with its shape."""
    yield owner, model, shape
    for name, field in model.model_fields.items():
        member = api_name(model, name)
        base, _ = peeled(field.annotation)
        if get_origin(base) in (list, dict):
            base, _ = peeled(get_args(base)[-1])
        if member in shape.members and isinstance(base, type) and issubclass(base, Model):
            yield from structures(base, cast("StructureShape", element(shape.members[member])), base.__name__)


def element(shape: Shape) -> Shape:
    """The shape of the elements of a list or map, or else the shape."""
    if isinstance(shape, ListShape):
        return shape.member
    return shape.value if isinstance(shape, MapShape) else shape


ALL_STRUCTURES = {
    (load(kind).lifecycle.service, owner): (model, shape)
    for kind in KINDS
    for owner, model, shape in structures(load(kind).lifecycle.arguments, arguments_shape(load(kind).lifecycle), kind)
}
"""By API, since two may call different structures by one name."""


@pytest.fixture(params=sorted(ALL_STRUCTURES), ids=".".join)
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    return cast("tuple[str, str]", request.param)


@pytest.fixture
def owner(place: tuple[str, str]) -> str:
    return place[1]


@pytest.fixture
def model(place: tuple[str, str]) -> type[Model]:
    return ALL_STRUCTURES[place][0]


@pytest.fixture
def shape(place: tuple[str, str]) -> StructureShape:
    return ALL_STRUCTURES[place][1]


@pytest.fixture(params=KINDS)
def lifecycle(request: pytest.FixtureRequest) -> AnyLifecycle:
    return load(request.param).lifecycle


def members_of(model: type[Model]) -> dict[str, tuple[str, FieldInfo]]:
    """The API's members that a model holds, with their arguments."""
    fields = ((api_name(model, name), name, field) for name, field in model.model_fields.items())
    return {member: (name, field) for member, name, field in fields if member is not None}


def inner_structures(shape: Shape) -> Iterator[str]:
    """The names of the structures inside a shape."""
    if isinstance(shape, ListShape | MapShape):
        yield from inner_structures(element(shape))
    elif shape.type_name == "structure":
        yield shape.name
        for member in cast("StructureShape", shape).members.values():
            yield from inner_structures(member)


def test_the_walk_misses_no_structure() -> None:
    named = {
        (load(kind).lifecycle.service, name)
        for kind in KINDS
        for member in arguments_shape(load(kind).lifecycle).members.values()
        for name in (kind, *inner_structures(member))
        if name != "Tag"
    }
    assert ALL_STRUCTURES.keys() == named


def test_every_member_has_an_argument_and_every_argument_a_member(model: type[Model], shape: StructureShape) -> None:
    assert members_of(model).keys() == shape.members.keys() - HANDLED_OTHERWISE.keys()


def test_required_arguments(owner: str, model: type[Model], shape: StructureShape) -> None:
    different = {
        name
        for member, (name, field) in members_of(model).items()
        if field.is_required() != (member in shape.required_members)
    }
    assert different == stricter(owner, "required")


def test_types_and_limits(owner: str, model: type[Model], shape: StructureShape) -> None:
    different = {
        (name, what)
        for member, (name, field) in members_of(model).items()
        for what in differences(
            Argument(owner, name, *peeled(field.annotation, tuple(field.metadata))), shape.members[member]
        )
    }
    assert different == {(name, what) for what in ("size", "enum", "pattern") for name in stricter(owner, what)}


def differences(argument: Argument, shape: Shape) -> Iterator[str]:
    """What of an argument is not as its shape says."""
    assert has_type(argument.base, shape), f"{argument.owner}.{argument.name} is {argument.base}, not {shape.type_name}"
    length, range_ = argument.constraint(Length), argument.constraint(Between)
    sized = range_ if shape.type_name in ("integer", "long") else length
    assert (sized is length) or length is None, f"{argument.owner}.{argument.name} has a length, but it is a number"
    ends = (getattr(sized, "minimum", None), getattr(sized, "maximum", None))
    if ends != (shape.metadata.get("min"), shape.metadata.get("max")):
        yield "size"
    pattern = argument.constraint(Pattern)
    if getattr(pattern, "expression", None) != shape.metadata.get("pattern"):
        yield "pattern"
    allowed = get_args(argument.base) if get_origin(argument.base) is Literal else ()
    if sorted(allowed) != sorted(shape.metadata.get("enum") or ()):
        yield "enum"
    if isinstance(shape, MapShape):
        yield from differences(
            Argument(argument.owner, f"{argument.name} key", *peeled(get_args(argument.base)[0])), shape.key
        )
    if isinstance(shape, ListShape | MapShape):
        inner = peeled(get_args(argument.base)[-1])
        yield from differences(Argument(argument.owner, f"{argument.name}[]", *inner), element(shape))


def has_type(base: object, shape: Shape) -> bool:
    if get_origin(base) is Literal:
        return shape.type_name == "string"
    if get_origin(base) is list:
        return shape.type_name == "list"
    if get_origin(base) is dict:
        return shape.type_name == "map"
    if isinstance(base, type) and issubclass(base, Model):
        return shape.type_name == "structure"
    return shape.type_name in {str: ("string",), int: ("integer", "long"), bool: ("boolean",)}[cast("type", base)]


def stricter(owner: str, what: str) -> set[str]:
    return {name for structure, name, difference in STRICTER if (structure, difference) == (owner, what)}


def test_structures_are_named_as_in_the_api(owner: str, model: type[Model], shape: StructureShape) -> None:
    if owner in MODULES:
        assert model.__name__ == f"{owner}Arguments"
    else:
        assert owner == shape.name


def test_every_listed_difference_is_about_an_argument() -> None:
    fields = {(owner, name) for (_, owner), (model, _) in ALL_STRUCTURES.items() for name in model.model_fields}
    assert {(owner, name) for owner, name, _ in STRICTER} <= fields


def test_identifier_of_a_setting(lifecycle: AnyLifecycle) -> None:
    operation, *path = lifecycle.shape
    outer = request(lifecycle, operation)
    if not path:
        assert lifecycle.kind not in IDENTIFIERS
        return
    identifier = IDENTIFIERS[lifecycle.kind]
    assert outer.members.keys() == {identifier, path[0]}
    name = xform_name(identifier)
    field = lifecycle.arguments.model_fields[name]
    argument = Argument(lifecycle.kind, name, *peeled(field.annotation, tuple(field.metadata)))
    assert set(differences(argument, outer.members[identifier])) == set()


BEARER_OF_DELETION: Mapping[str, str] = {"ChannelFlow": "DisassociateChannelFlow"}
"""What takes a bearer when an object is deleted, all other calls on which take none."""


def test_bearer(lifecycle: AnyLifecycle) -> None:
    field = lifecycle.arguments.model_fields.get("chime_bearer")
    at_last = BEARER_OF_DELETION.get(lifecycle.kind)
    bearer = (request(lifecycle, at_last) if at_last else arguments_shape(lifecycle)).members.get("ChimeBearer")
    assert (field is None) == (bearer is None)
    if field is None or bearer is None:
        return
    argument = Argument(lifecycle.kind, "chime_bearer", *peeled(field.annotation, tuple(field.metadata)))
    assert set(differences(argument, bearer)) == set()


def test_tags(lifecycle: AnyLifecycle) -> None:
    field = lifecycle.arguments.model_fields.get("tags")
    members = arguments_shape(lifecycle).members
    tags = members.get("Tags") or members.get("tags")
    assert (field is None) == (tags is None)
    if field is None or tags is None:
        return
    base, constraints = peeled(field.annotation, tuple(field.metadata))
    assert get_origin(base) is dict
    key, value = (peeled(inner) for inner in get_args(base))
    # The least is 0: a program may come to have no tags, and the library sends none then.
    assert Argument("", "tags", base, constraints).constraint(Length) == Length(0, tags.metadata["max"])
    if isinstance(tags, MapShape):
        shapes = tags.key, tags.value
    else:
        tag = cast("StructureShape", element(tags))
        shapes = tag.members["Key"], tag.members["Value"]
    assert set(differences(Argument(lifecycle.kind, "tags key", *key), shapes[0])) == set()
    assert set(differences(Argument(lifecycle.kind, "tags value", *value), shapes[1])) == set()


UPDATES: Mapping[str, tuple[str, ...]] = {
    "AppInstance": ("AppInstanceArn", "UpdateAppInstance"),
    "AppInstanceAdmin": (),
    "AppInstanceBot": ("AppInstanceBotArn", "UpdateAppInstanceBot"),
    "AppInstanceUser": ("AppInstanceUserArn", "UpdateAppInstanceUser", "PutAppInstanceUserExpirationSettings"),
    "Channel": ("ChannelArn", "UpdateChannel", "PutChannelExpirationSettings"),
    "ChannelBan": (),
    "ChannelFlow": ("ChannelFlowArn", "UpdateChannelFlow"),
    "ChannelFlowAssociation": (),
    "ChannelMembership": (),
    "ChannelModerator": (),
    "LexBotAlias": ("botId botAliasId", "UpdateBotAlias"),
    "LexResourcePolicy": ("resourceArn", "UpdateResourcePolicy"),
    "MediaInsightsPipelineConfiguration": ("Identifier", "UpdateMediaInsightsPipelineConfiguration"),
    "MessagingStreamingConfigurations": ("AppInstanceArn", "PutMessagingStreamingConfigurations"),
    "SipMediaApplication": ("SipMediaApplicationId", "UpdateSipMediaApplication"),
    "SipRule": ("SipRuleId", "UpdateSipRule"),
    "VoiceConnector": ("VoiceConnectorId", "UpdateVoiceConnector"),
}
"""What identifies an object, and the operations that change it, if there are any; a setting is put again as a whole."""


def test_an_argument_is_immutable_exactly_when_the_api_cannot_change_it(lifecycle: AnyLifecycle) -> None:
    shape = arguments_shape(lifecycle)
    if lifecycle.kind in UPDATES:
        identifier, *operations = UPDATES[lifecycle.kind] or ("",)
        changeable = {member for operation in operations for member in request(lifecycle, operation).members}
        changeable -= set(identifier.split())
    else:
        changeable = set(shape.members)
    for member, (name, field) in members_of(lifecycle.arguments).items():
        assert bool(marker(field, Immutable)) == (member not in changeable), name


def test_settings_are_what_the_update_table_leaves_out() -> None:
    assert UPDATES.keys() | IDENTIFIERS.keys() == MODULES.keys()


def test_regions_of_voice_connectors() -> None:
    """The one region that the model enumerates equals the regions of the endpoints."""
    voice = load("VoiceConnector").lifecycle
    assert set(arguments_shape(voice).members["AwsRegion"].metadata["enum"]) == api_regions("chime-sdk-voice")


def test_regions_of_every_api_are_those_of_its_endpoints() -> None:
    session = Session()
    assert {load(kind).lifecycle.service for kind in KINDS} == ENDPOINT_PREFIXES.keys()
    for service in ENDPOINT_PREFIXES:
        of_all_partitions = {
            region
            for partition in session.get_available_partitions()
            for region in session.get_available_regions(service, partition)
        }
        assert api_regions(service) == of_all_partitions != set(), service
