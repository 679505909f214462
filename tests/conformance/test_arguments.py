"""What a program sees of a resource, its typed arguments and outputs, against the model that validates them."""

import ast
import inspect
import re
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import pulumi
import pytest
from chime_sdk_pulumi.providers._loader import MODULES, load
from chime_sdk_pulumi.providers._model import Model
from chime_sdk_pulumi.providers._resource import ChimeResource

from chime_sdk_pulumi import providers

KINDS = sorted(MODULES)
FOLDER = Path(providers.__file__).parent
NO_INPUTS = {kind: {"allow_destroy"} for kind in KINDS if load(kind).lifecycle.destruction}
"""Arguments of a constructor that are no inputs of the resource."""


def module_of(kind: str) -> Any:  # noqa: ANN401  # a module
    return import_module(f"chime_sdk_pulumi.providers.{MODULES[kind]}")


def resource_class(kind: str) -> type[ChimeResource]:
    return cast("type[ChimeResource]", getattr(module_of(kind), kind))


def models_in(model: type[Model]) -> Iterator[type[Model]]:
    """The structures in a model."""
    for field in model.model_fields.values():
        for inner in _models(field.annotation):
            yield inner
            yield from models_in(inner)


def _models(annotation: object) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _typed_dict(model: type[Model]) -> type:
    typed_dict = getattr(import_module(model.__module__), f"{model.__name__.removesuffix('Arguments')}Args")
    return cast("type", typed_dict)


PAIRS = {
    f"{MODULES[kind].partition('.')[0]}.{model.__name__}": (_typed_dict(model), model)
    for kind in KINDS
    for model in (load(kind).lifecycle.arguments, *models_in(load(kind).lifecycle.arguments))
}
"""The TypedDict of a program's arguments, and the model that validates them, by the API and the model's name."""


@pytest.fixture(params=sorted(PAIRS))
def pair(request: pytest.FixtureRequest) -> tuple[type, type[Model]]:
    return PAIRS[str(request.param)]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def hints_of(typed_dict: type) -> dict[str, Any]:
    # Pulumi's Input holds "Output[T]" as text, which only its own module understands.
    names = {"Output": pulumi.Output, "T": TypeVar("T")}
    return get_type_hints(typed_dict, localns=names, include_extras=True)


def described(annotation: object) -> str:
    """A type in words that both ways of declaring it share."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Annotated, Required, NotRequired):
        return described(inner[0])
    if origin in (Union, UnionType):
        outputs = (pulumi.Output, Awaitable)
        plain = [one for one in inner if one is not type(None) and get_origin(one) not in (*outputs, _AWAITABLE)]
        return " or ".join(described(one) for one in plain)
    if origin is Literal:
        return "str"
    if origin in (list, Sequence):
        return f"list of {described(inner[0])}"
    if origin in (dict, Mapping):
        return f"mapping of {described(inner[1])}"
    name = getattr(annotation, "__name__", str(annotation))
    return name.removesuffix("Args")


_AWAITABLE = get_origin(Awaitable[str])


def test_there_are_pairs() -> None:
    assert {"voice.VoiceConnectorArguments", "voice.OriginationRoute", "identity.ExpirationSettings"} <= PAIRS.keys()


def test_arguments_have_the_fields_of_their_model(pair: tuple[type, type[Model]]) -> None:
    typed_dict, model = pair
    extra = NO_INPUTS.get(model.__name__.removesuffix("Arguments"), set())
    hints = hints_of(typed_dict)
    assert hints.keys() - extra == model.model_fields.keys()
    assert extra <= hints.keys()
    declared = {name: described(hint) for name, hint in hints.items() if name not in extra}
    assert declared == {name: described(field.annotation) for name, field in model.model_fields.items()}


def test_arguments_are_required_as_their_model_says(pair: tuple[type, type[Model]]) -> None:
    typed_dict, model = pair
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    assert getattr(typed_dict, "__required_keys__") == required  # noqa: B009  # unknown to the type checker


def test_inputs_may_be_outputs(pair: tuple[type, type[Model]]) -> None:
    typed_dict, model = pair
    extra = NO_INPUTS.get(model.__name__.removesuffix("Arguments"), set())
    for name, hint in hints_of(typed_dict).items():
        (input_,) = get_args(hint) if get_origin(hint) is Required else (hint,)
        assert name in extra or pulumi.Output in {get_origin(one) for one in get_args(input_)}, name


def test_every_argument_is_documented(pair: tuple[type, type[Model]]) -> None:
    typed_dict, _ = pair
    documented = _documented_fields(typed_dict)
    assert documented.keys() == hints_of(typed_dict).keys()
    assert [name for name, text in documented.items() if len(text) < len("A model.") or not text.endswith(".")] == []
    assert inspect.getdoc(typed_dict)


def _documented_fields(typed_dict: type) -> dict[str, str]:
    (class_,) = ast.parse(inspect.getsource(typed_dict)).body
    assert isinstance(class_, ast.ClassDef)
    documented = {}
    for field, text in zip(class_.body, class_.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            assert isinstance(field.target, ast.Name)
            documented[field.target.id] = str(text.value.value)
    return documented


def test_choices_are_documented(pair: tuple[type, type[Model]]) -> None:
    """Where an argument can take one of a few values, the documentation beside it names each of them."""
    typed_dict, model = pair
    documented = " ".join(_documented_fields(typed_dict).values())
    for name, field in model.model_fields.items():
        for value in _choices(field.annotation):
            assert value in documented, f"{name} does not say that it can be {value}"


def _choices(annotation: object) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return cast("tuple[str, ...]", get_args(annotation))
    # One structure's choices are documented in its own arguments.
    return tuple(choice for inner in get_args(annotation) for choice in _choices(inner))


def test_outputs_are_the_arguments_and_what_the_id_says(kind: str) -> None:
    lifecycle = load(kind).lifecycle
    outputs = set(inspect.get_annotations(resource_class(kind))) | {"region"}
    inputs = lifecycle.arguments.model_fields.keys() - {"adopt"}
    assert inputs <= outputs
    assert outputs - inputs <= {"arn", "outbound_host_name", f"{_snake(kind.removeprefix('Lex'))}_id"}


def test_outputs_are_documented(kind: str) -> None:
    documentation = inspect.getdoc(resource_class(kind)) or ""
    attributes = documentation.partition("Attributes:")[2].partition("Source:")[0]
    documented = set(re.findall(r"^    (\w+): \S", attributes, re.MULTILINE))
    assert documented == set(inspect.get_annotations(resource_class(kind)))
    assert "Source: " in documentation


def _snake(kind: str) -> str:
    return re.sub("(?<!^)([A-Z])", r"_\1", kind).lower()


@cache
def _sources() -> Mapping[str, ast.Module]:
    return {
        ".".join(file.relative_to(FOLDER).with_suffix("").parts): ast.parse(file.read_text())
        for file in FOLDER.rglob("*.py")
    }


def test_the_loader_knows_every_resource() -> None:
    found = {
        node.name: module
        for module, tree in _sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(keyword.arg == "lifecycle" for keyword in node.keywords)
    }
    assert found == MODULES


def test_a_resource_and_its_lifecycle_have_one_name(kind: str) -> None:
    assert load(kind).lifecycle.kind == kind
    assert resource_class(kind).__name__ == kind


def test_resources_and_their_arguments_are_exported(kind: str) -> None:
    package = import_module(f"chime_sdk_pulumi.providers.{MODULES[kind].partition('.')[0]}")
    nested = [_typed_dict(model).__name__ for model in models_in(load(kind).lifecycle.arguments)]
    assert {kind, f"{kind}Args", *nested} <= set(package.__all__)


def test_exported_names_are_sorted_and_there() -> None:
    for name in ("identity", "lex", "messaging", "voice", "media_pipelines"):
        package = import_module(f"chime_sdk_pulumi.providers.{name}")
        assert package.__all__ == sorted(package.__all__)
        assert all(hasattr(package, exported) for exported in package.__all__)
