"""Requests made up from the service models: whatever they ask, the reply is one that the model of the operation knows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser
from chime_sdk_pulumi.local_aws.emulated_apis import EmulatedApis
from chime_sdk_pulumi.local_aws.error_replies import usual_codes
from chime_sdk_pulumi.local_aws.routing import tagging_service
from chime_sdk_pulumi.local_aws.service_models import get_service_model
from chime_sdk_pulumi.local_aws.store import Store
from chime_sdk_pulumi.local_aws.validation import compiled, validate
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from tests.local_aws.test_model_constraints import broken_members, refusal
from tests.local_aws.world import World, members_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
    from chime_sdk_pulumi.local_aws import LocalAws
    from hypothesis.strategies import SearchStrategy
    from moto.core.model import OperationModel
    from werkzeug.test import TestResponse

    from tests.local_aws.world import Members

EMULATED = sorted(EmulatedApis(Store()).emulated_operations)
TAG_OPERATIONS = ("TagResource", "UntagResource", "ListTagsForResource")
EXAMPLES, EXAMPLES_OF_MATRIX = 4, 60
_DEEPEST = 4
"""Structures within structures that have all their members; those of intents would fill books."""


@pytest.fixture(scope="module")
def world(local_aws_server: LocalAws) -> World:
    local_aws_server.reset()
    return World(local_aws_server)


class Requests:
    """Makes up valid requests of an operation.

    Arguments:
        operation: the operation.
        known: what members can be, by name, so that requests are often about objects that exist.
    """

    def __init__(self, operation: OperationModel, known: Mapping[str, list[Any]]) -> None:
        self._shape = operation.input_shape
        self._known = known

    def all(self) -> SearchStrategy[Members]:
        return self._structures(self._shape) if self._shape else st.just({})

    def _structures(self, shape: StructureShape, ancestors: tuple[str, ...] = ()) -> SearchStrategy[Members]:
        within = (*ancestors, shape.name)
        strategies = {
            member.serialization.get("name", name): (name, self._values(member, name, within))
            for name, member in shape.members.items()
            if name in shape.required_members or not (_recurs(member, within) or len(within) > _DEEPEST)
        }
        return st.fixed_dictionaries(
            {wire: strategy for wire, (name, strategy) in strategies.items() if name in shape.required_members},
            optional={
                wire: strategy for wire, (name, strategy) in strategies.items() if name not in shape.required_members
            },
        )

    def _values(self, shape: Shape, name: str, within: tuple[str, ...]) -> SearchStrategy[Any]:
        made_up = self._made_up(shape, name, within)
        fitting = [value for value in self._known.get(name, []) if _fits(shape, value)]
        if not fitting:
            return made_up
        return st.integers(1, 9).flatmap(lambda number: made_up if number == 9 else st.sampled_from(fitting))

    def _made_up(  # noqa: PLR0911  # one return per type
        self, shape: Shape, name: str, within: tuple[str, ...]
    ) -> SearchStrategy[Any]:
        match shape.type_name:
            case "list":
                smallest, largest = shape.metadata.get("min", 0), shape.metadata.get("max", 4)
                item = self._values(cast("ListShape", shape).member, name, within)
                return st.lists(item, min_size=smallest, max_size=min(largest, max(4, smallest)))
            case "structure":
                return self._structures(cast("StructureShape", shape), within)
            case "map":
                keys = self._values(cast("MapShape", shape).key, name, within)
                return st.dictionaries(
                    keys,
                    self._values(cast("MapShape", shape).value, name, within),
                    min_size=shape.metadata.get("min", 0),
                    max_size=4,
                )
            case "double":
                return st.floats(shape.metadata["min"], shape.metadata["max"])
            case "integer":
                return st.integers(shape.metadata.get("min", -10), shape.metadata.get("max", 10_000))
            case "boolean":
                return st.booleans()
            case "timestamp":
                return st.integers(0, 2**31)
            case _:
                return _texts(cast("StringShape", shape))


def _recurs(shape: Shape, ancestors: tuple[str, ...]) -> bool:
    """Whether a shape leads back to one of the structures that it is in."""
    match shape.type_name:
        case "list":
            return _recurs(cast("ListShape", shape).member, ancestors)
        case "map":
            return _recurs(cast("MapShape", shape).value, ancestors)
        case _:
            return shape.name in ancestors


def _texts(shape: StringShape) -> SearchStrategy[str]:
    assert shape.type_name == "string"
    if shape.enum:
        return st.sampled_from(shape.enum)
    # What is part of a path is never empty: the path would be another operation's.
    smallest = shape.metadata.get("min", 0) or (shape.serialization.get("location") == "uri")
    largest, pattern = shape.metadata.get("max", 300), shape.metadata.get("pattern")
    if not pattern or pattern == ".*":
        return st.text(min_size=smallest, max_size=min(largest, 40))
    texts = st.from_regex(compiled(pattern), fullmatch=True)
    return texts.filter(lambda text: smallest <= len(text) <= largest)


def _fits(shape: Shape, value: object) -> bool:
    return isinstance(value, {"structure": dict, "map": dict, "list": list}.get(shape.type_name, str)) and not refusal(
        shape, value
    )


def _can_travel(operation: OperationModel, members: Members) -> bool:
    """Whether HTTP can carry the members of a request that are not in its body, and lead to this operation."""
    tagged = members.get("ResourceARN", members.get("arn"))
    is_chime = operation.service_model.signing_name == "chime"
    if (
        is_chime
        and operation.name in TAG_OPERATIONS
        and tagging_service(str(tagged)) != operation.service_model.service_name
    ):
        return False  # the APIs have these operations in common, and are told apart by the ARN
    return all(
        isinstance(value, str) and re.fullmatch(r"[!-~]+", value)
        for location in ("uri", "header")
        for name in members_at(operation, location)
        if (value := members.get(name)) is not None or location == "uri"
    )


def check_reply(operation: OperationModel, reply: TestResponse) -> None:
    """Hold a reply against the model, with botocore's eyes."""
    parser = create_parser("rest-json")
    response = {"status_code": reply.status_code, "headers": HeadersDict(reply.headers), "body": reply.data}
    parsed = cast("dict[str, Any]", parser.parse(response, cast("Shape", operation.output_shape)))
    if reply.status_code >= 300:
        modelled = {shape.name: shape.metadata["error"]["httpStatusCode"] for shape in operation.error_shapes}
        code = parsed["Error"]["Code"]
        assert modelled.get(code) == reply.status_code, (
            f"{operation.name} models no {code} {reply.status_code}: {reply.text}"
        )
        assert parsed["Error"]["Message"]
    else:
        assert reply.status_code == operation.http.get("responseCode", 200)
        answer = json.loads(reply.data or "{}")
        if operation.output_shape:
            answer = {key: value for key, value in answer.items() if (key, value) != ("Tags", [])}
            validate(operation.output_shape, answer)
        assert answer.keys() <= (operation.output_shape.members.keys() if operation.output_shape else set())


def check_valid_requests(world: World, service: str, name: str, examples: int) -> list[int]:
    """Hold the replies to valid requests against the model; their statuses."""
    operation = get_service_model(service).operation_model(name)
    known = world.known | {"ResourceARN": world.arns[service], "resourceARN": world.arns[service]}
    statuses = []

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(Requests(operation, known).all().filter(lambda members: _can_travel(operation, members)))
    def check(members: Members) -> None:
        world.restore()
        reply = world.send(service, name, members)
        statuses.append(reply.status_code)
        check_reply(operation, reply)

    check()
    return statuses


@pytest.mark.parametrize(("service", "name"), EMULATED)
def test_every_reply_is_modelled(world: World, service: str, name: str) -> None:
    check_valid_requests(world, service, name, EXAMPLES)


@pytest.mark.matrix
@pytest.mark.parametrize(("service", "name"), EMULATED)
def test_every_reply_is_modelled_at_length(world: World, service: str, name: str) -> None:
    statuses = check_valid_requests(world, service, name, EXAMPLES_OF_MATRIX)
    # Requests that are all refused prove little. The configuration of Alexa skills answers with its end only.
    assert any(status < 300 for status in statuses) or set(statuses) == {410}


@pytest.mark.parametrize(("service", "name"), EMULATED)
def test_every_broken_constraint_is_refused_by_the_name_of_the_member(world: World, service: str, name: str) -> None:
    operation = get_service_model(service).operation_model(name)
    known = world.known | {"ResourceARN": world.arns[service], "resourceARN": world.arns[service]}
    one = settings(derandomize=True, database=None, phases=[Phase.generate])
    valid = find(Requests(operation, known).all(), lambda members: _can_travel(operation, members), settings=one)
    world.restore()
    for members, expected in broken_requests(operation, valid):
        reply = world.send(service, name, members)
        said = f"{members}: {reply.status_code} {reply.text}"
        assert (reply.status_code, reply.headers["x-amzn-ErrorType"]) == (400, usual_codes(service)[400]), said
        answer = cast("dict[str, str]", reply.json)
        assert expected in answer.get("Message", answer.get("message", "")), said


def broken_requests(operation: OperationModel, valid: Members) -> Iterator[tuple[Members, str]]:
    """Requests that break one constraint each, and what the refusal says."""
    shape = operation.input_shape
    wire_names = {
        name[0].lower() + name[1:]: member.serialization.get("name", name)
        for name, member in (shape.members if shape else {}).items()
    }
    query = members_at(operation, "querystring")
    for case in broken_members(shape, ()) if shape else ():
        name = wire_names[re.split(r"\.", case.path)[0]]
        value = cast("Members", case.request).get(name)
        members = {key: member for key, member in valid.items() if key != name} | (
            {} if value is None else {name: value}
        )
        # In the query a string has no wrong type, nor has a text of true, or an item of a list.
        wrongly_typed = {"string": not isinstance(value, str | None), "boolean": value == "true"}
        wrongly_typed["list"] = (value is not None and not isinstance(value, list)) or value == [1]
        is_text_anyway = wrongly_typed.get(query.get(name, ""), False)
        if _can_travel(operation, members) and not is_text_anyway:
            yield members, f"'{case.path}' failed to satisfy constraint: {case.constraint}"
