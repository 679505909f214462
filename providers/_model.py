"""How a resource declares its arguments: pydantic models whose fields carry what the API and a diff need to know.

A field states its constraints (:class:`Length`, :class:`Between`, :class:`Pattern`, a ``Literal``), how a change is carried out
(:class:`Immutable`), and how its value is brought into canonical form (:class:`Unordered`, :class:`ApiDefault`,
:class:`Normalised`). Everything else here walks those declarations: :func:`validate`, :func:`canonical`, :func:`to_api`,
:func:`from_api`.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, ClassVar, Final, Literal, Self, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema


class Unknown:
    """The one value that stands for "known only after `pulumi up`"; see :data:`UNKNOWN`."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

Value: TypeAlias = "bool | int | float | str | Unknown | Sequence[Value] | Mapping[str, Value] | None"
"""What a property can hold: JSON, with :data:`UNKNOWN` at any depth."""

Values: TypeAlias = dict[str, Value]
Path: TypeAlias = tuple[str | int, ...]
Element = TypeVar("Element")


def is_unknown(value: object) -> bool:
    """Whether a field that its type says holds a value holds :data:`UNKNOWN` instead."""
    return value is UNKNOWN


def _pass_unknown(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    return value if value is UNKNOWN else handler(value)


Item: TypeAlias = Annotated[Element, WrapValidator(_pass_unknown)]
"""A scalar inside a list or a mapping that may be unknown on its own."""


@dataclass(frozen=True)
class Length:
    """The size of a string, list or mapping, both ends included; None leaves an end open."""

    minimum: int | None = None
    maximum: int | None = None

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, value: Sequence[Value]) -> Sequence[Value]:
        # A field that may be left out is None here: nothing to measure.
        if value is None or (self.minimum or 0) <= len(value) <= (len(value) if self.maximum is None else self.maximum):
            return value
        raise _refusal(
            f"must have {_range(self.minimum, self.maximum)} {'characters' if isinstance(value, str) else 'entries'}"
        )


@dataclass(frozen=True)
class Between:
    """The range of a number, both ends included; None leaves an end open."""

    minimum: int | None = None
    maximum: int | None = None

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, value: int) -> int:
        too_small = value is not None and self.minimum is not None and value < self.minimum
        too_large = value is not None and self.maximum is not None and value > self.maximum
        if too_small or too_large:
            raise _refusal(f"must be {_range(self.minimum, self.maximum)}")
        return value


@dataclass(frozen=True)
class Pattern:
    """The API's regular expression for a string, verbatim; the whole string has to match it."""

    expression: str
    meaning: str
    """What the expression allows, in words: completes "must be …"."""

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def matches(self, value: str) -> bool:
        """Whether the whole of `value` is what the API allows."""
        # The service models write supplementary characters as \u10000-\u10FFFF, which Python reads as something else.
        expression = self.expression.replace(r"\u10000-\u10FFFF", r"\U00010000-\U0010FFFF")
        return re.fullmatch(expression, value, re.ASCII) is not None

    def _check(self, value: str) -> str:
        if value is None or self.matches(value):
            return value
        raise _refusal(f"must be {self.meaning}")


@dataclass(frozen=True)
class Checked:
    """A rule for one value that the API's model does not state: the function returns what is wrong, or None."""

    complaint: Callable[[str], str | None]

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, value: str) -> str:
        complaint = None if value is None else self.complaint(value)
        if complaint:
            raise _refusal(complaint)
        return value


@dataclass(frozen=True)
class Api:
    """The member's name in the API where it is not the field's name in capitals, or None if the API has no such member."""

    name: str | None


@dataclass(frozen=True)
class Immutable:
    """A change of this field replaces the object: the API has no call that changes it."""


@dataclass(frozen=True)
class NotRead:
    """AWS does not give this value back: what the program said last is taken for what there is."""


@dataclass(frozen=True)
class Unordered:
    """The order of this list means nothing; it is kept sorted, structures by these fields."""

    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class ApiDefault:
    """What the API documents as the value of a member that is left out; canonical form leaves it out too."""

    value: "bool | int | str | Mapping[str, Value]"


@dataclass(frozen=True)
class Normalised:
    """Brings a value into the one spelling that is compared."""

    spelling: Callable[[str], str]


@dataclass(frozen=True)
class AutoName:
    """A required name that the library makes up from the resource's logical name when it is left out."""

    limit: int
    allowed: str
    """The characters allowed, as the inside of a character class."""
    single_hyphens: bool = False
    """The hyphens that take the place of other characters have to stand between two that are allowed."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a resource's arguments, or worth a warning."""

    path: Path
    sentence: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{property_path(self.path)}: {self.sentence}" if self.path else self.sentence


class Model(BaseModel):
    """A structure of the API. Unknown values stand in for any field or element.

    Attributes:
        camel_case: The API's names of the members begin with a small letter.
    """

    camel_case: ClassVar[bool] = False

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, strict=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def _field_may_be_unknown(cls, value: object, handler: ValidatorFunctionWrapHandler) -> object:
        return _pass_unknown(value, handler)

    @model_validator(mode="wrap")
    @classmethod
    def _may_be_unknown(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        # An unknown structure has no fields to look at; whoever reads it asks is_unknown first.
        return cast("Self", value) if is_unknown(value) else handler(value)

    def problems(self) -> Iterator[Problem]:
        """What is wrong between the fields of this structure. Fields that are unknown, or wrong in themselves, hold UNKNOWN."""
        return iter(())


class Arguments(Model):
    """The arguments of a resource: the API's members and these two.

    Attributes:
        region: The AWS region of the object.
        adopt: The ARN or id of an existing object to take over instead of creating one.
    """

    region: Annotated[str | None, Api(None), Immutable()] = None
    adopt: Annotated[str | None, Api(None)] = None


M = TypeVar("M", bound=Model)


def marker(field: FieldInfo, kind: type[Element]) -> Element | None:
    """The annotation of that kind on a field, or None."""
    return next((item for item in field.metadata if isinstance(item, kind)), None)


def api_name(model: type[Model], name: str) -> str | None:
    """The name in the API of the member that a field holds, or None when the field is no member of it."""
    stated = marker(model.model_fields[name], Api)
    if stated:
        return stated.name
    words = "".join(part[:1].upper() + part[1:] for part in name.rstrip("_").split("_"))
    return words[:1].lower() + words[1:] if model.camel_case else words


def structure(field: FieldInfo) -> type[Model] | None:
    """The structure that a field holds, by itself or as the elements of a list or mapping; None for scalars."""
    return next((part for part in _parts(field) if isinstance(part, type) and issubclass(part, Model)), None)


def _is_mapping(field: FieldInfo) -> bool:
    """Whether a field holds values under keys of the program's own."""
    return any(get_origin(part) is dict for part in _parts(field))


def _parts(field: FieldInfo) -> Iterator[object]:
    """A field's annotation and, from the outside to the inside, what it is made of."""
    pending: list[object] = [field.annotation]
    while pending:
        yield (annotation := pending.pop())
        if get_origin(annotation) in (Union, UnionType, list, dict, Annotated):
            pending.extend(get_args(annotation))


def _converted(field: FieldInfo, value: Value, convert: Callable[[type[Model], Mapping[str, Value]], object]) -> object:
    """A field's value with every structure converted that it is, or has as elements."""
    inner = structure(field)

    def element(value: Value) -> object:
        return convert(inner, value) if inner and isinstance(value, Mapping) else value

    if isinstance(value, list | tuple):
        return [element(each) for each in value]
    if isinstance(value, Mapping) and _is_mapping(field):
        return {key: element(value[key]) for key in sorted(value)}
    return element(value)


def property_path(path: Path) -> str:
    """A path as Pulumi writes it: ``routes[0].port``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def validate(model: type[M], values: Mapping[str, Value], kind: str) -> tuple[M | None, list[Problem]]:
    """Check values against a model; every problem is reported at once.

    Args:
        model: The arguments of a resource.
        values: What the user gave, unknown values as :data:`UNKNOWN`.
        kind: The resource's name for sentences, such as ``VoiceConnector``.

    Returns:
        The model, or None if something is wrong, and the problems (warnings do not withhold the model).
    """
    problems: list[Problem] = []
    candidate: Values = dict(values)
    try:
        instance = model.model_validate(candidate)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        problems = [_problem(model, detail, kind) for detail in details]
        # What is wrong in itself becomes unknown, so that the rules between fields can still speak about the rest.
        for detail in details:
            candidate = _without(candidate, detail)
        instance = _lenient(model, candidate)
    problems += list(_rule_problems(instance, ()))
    return (None if any(not problem.warning for problem in problems) else instance), problems


def _lenient(model: type[M], values: Values) -> M:
    """The model with every argument that still does not validate made unknown as a whole."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        wrong = {str(detail["loc"][0]) for detail in error.errors(include_url=False, include_input=False)}
        return model.model_validate({name: UNKNOWN if name in wrong else value for name, value in values.items()})


def _rule_problems(instance: Model, at: Path) -> Iterator[Problem]:
    for problem in instance.problems():
        yield Problem((*at, *problem.path), problem.sentence, problem.warning)
    for name in type(instance).model_fields:
        value = getattr(instance, name)
        if isinstance(value, Model):
            yield from _rule_problems(value, (*at, name))
        elif isinstance(value, list | dict):
            for key, element in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(element, Model):
                    yield from _rule_problems(element, (*at, name, key))


def _without(values: Values, detail: ErrorDetails) -> Values:
    """The values with the place of an error made unknown (or left out, where it should not be there at all)."""
    *parents, last = detail["loc"]

    def rebuilt(value: Value, remaining: Sequence[str | int]) -> Value:
        if not remaining:
            if isinstance(value, Mapping):
                kept = {key: inner for key, inner in value.items() if key != last}
                return kept if detail["type"] == "extra_forbidden" else {**kept, str(last): UNKNOWN}
            if isinstance(value, list) and isinstance(last, int):
                return [UNKNOWN if position == last else inner for position, inner in enumerate(value)]
            return UNKNOWN
        step = remaining[0]
        if isinstance(value, Mapping) and step in value:
            return {**value, str(step): rebuilt(value[str(step)], remaining[1:])}
        if isinstance(value, list) and isinstance(step, int) and step < len(value):
            return [
                rebuilt(inner, remaining[1:]) if position == step else inner for position, inner in enumerate(value)
            ]
        return value

    result = rebuilt(values, parents)
    return dict(result) if isinstance(result, Mapping) else values


_SENTENCES: Mapping[str, str] = {
    "string_type": "must be a string",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be True or False",
    "list_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
}


def _problem(model: type[Model], detail: ErrorDetails, kind: str) -> Problem:
    path = tuple(detail["loc"])
    if detail["type"] == "missing":
        return Problem(path, "is missing, and it is required")
    if detail["type"] == "extra_forbidden":
        owner = _structure_at(model, path[:-1])
        close = difflib.get_close_matches(str(path[-1]), owner.model_fields, 1)
        sentence = f"is not an argument of {kind if owner is model else owner.__name__}"
        return Problem(path, f"{sentence}; did you mean {close[0]}?" if close else sentence)
    if detail["type"] == "literal_error":
        return Problem(path, f"must be {_either(detail['ctx']['expected'])}")
    return Problem(path, _SENTENCES.get(detail["type"], detail["msg"]))


def _structure_at(model: type[Model], path: Path) -> type[Model]:
    for step in path:
        field = model.model_fields.get(str(step))
        model = (structure(field) if field else None) or model
    return model


def _either(expected: str) -> str:
    return expected.replace("'", "")


def _refusal(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("refused", "{sentence}", {"sentence": sentence})


def _range(minimum: int | None, maximum: int | None) -> str:
    if maximum is None:
        return f"at least {minimum}"
    if minimum is None:
        return f"at most {maximum}"
    return f"exactly {minimum}" if minimum == maximum else f"{minimum} to {maximum}"


def canonical(model: type[Model], values: Mapping[str, Value]) -> Values:
    """The one form in which values are compared and stored.

    Fields that the model does not have are dropped, and so are empty optional values and the API's documented defaults; lists
    whose order means nothing are sorted; spellings are normalised. Nothing is validated: what AWS returns passes through here too.
    """
    result: Values = {}
    for name, field in model.model_fields.items():
        value = _canonical_value(field, values.get(name))
        default = marker(field, ApiDefault)
        empty = value is None or (
            isinstance(value, str | Mapping | Sequence)
            and not value
            and (structure(field) is None or _is_mapping(field))
        )
        empty = empty or (isinstance(value, list) and not value and not field.is_required())
        if not empty and not (default and value == default.value and type(value) is type(default.value)):
            result[name] = value
    return result


def _canonical_value(field: FieldInfo, value: Value) -> Value:
    converted = cast("Value", _converted(field, value, canonical))
    order, spelling = marker(field, Unordered), marker(field, Normalised)
    if order and isinstance(converted, list):
        return sorted(converted, key=lambda element: _sort_key(element, order.by))
    return spelling.spelling(converted) if spelling and isinstance(converted, str) else converted


def _sort_key(value: Value, by: Iterable[str]) -> tuple[tuple[int, float, str], ...]:
    parts = [value.get(name) for name in by] if isinstance(value, Mapping) else [value]
    # Unknown elements go last and keep their order among each other.
    return tuple(
        (2, 0.0, "")
        if part is UNKNOWN
        else (0, float(part), "")
        if isinstance(part, int | float)
        else (1, 0.0, str(part))
        for part in parts
    )


def to_api(model: type[Model], values: Mapping[str, Value], *fields: str) -> Values:
    """Values as the API's request members, documented defaults spelt out so that a changed mind reaches AWS.

    Args:
        model: The structure that the values belong to.
        values: Canonical values.
        fields: The fields to take; all that are members of the API when none is named.
    """
    request: Values = {}
    for name, field in model.model_fields.items():
        member = api_name(model, name)
        if member is None or (fields and name not in fields):
            continue
        default = marker(field, ApiDefault)
        value = values.get(name, default.value if default else None)
        if value is not None:
            request[member] = cast("Value", _converted(field, value, to_api))
    return request


def from_api(model: type[Model], reply: Mapping[str, Value]) -> Values:
    """The API's reply as values of the model; members that the model does not manage are left out."""
    values: Values = {}
    for name, field in model.model_fields.items():
        member = api_name(model, name)
        if member is not None and member in reply:
            values[name] = cast("Value", _converted(field, reply[member], from_api))
    return values


def immutable_fields(model: type[Model]) -> list[str]:
    """The fields whose change replaces the object."""
    return [name for name, field in model.model_fields.items() if marker(field, Immutable)]


def unread_fields(model: type[Model]) -> list[str]:
    """The fields that AWS does not give back."""
    return [name for name, field in model.model_fields.items() if marker(field, NotRead)]


def dump(instance: Model) -> Values:
    """A model's values as plain data, unknown values kept."""

    def plain(value: object) -> Value:
        if isinstance(value, Model):
            return dump(value)
        if isinstance(value, list):
            return [plain(element) for element in value]
        if isinstance(value, dict):
            return {key: plain(element) for key, element in value.items()}
        if value is None or isinstance(value, bool | int | float | str | Unknown):
            return value
        raise TypeError(f"{type(value).__name__} is not a value that a model holds")

    return {name: plain(getattr(instance, name)) for name in type(instance).model_fields}


def construct(model: type[M], values: Mapping[str, Value]) -> M:
    """A model of values that are taken as they are: what AWS returned, or what was validated before."""
    fields = {name: _converted(field, values.get(name), construct) for name, field in model.model_fields.items()}
    # The plugin would have the fields of M by name, which nobody knows here.
    return cast("Callable[..., M]", model.model_construct)(**fields)


def auto_named_field(model: type[Model]) -> tuple[str, AutoName] | None:
    """The field that the library names, and the limits of the name."""
    for name, field in model.model_fields.items():
        limits = marker(field, AutoName)
        if limits:
            return name, limits
    return None


__all__ = [
    "UNKNOWN",
    "Api",
    "ApiDefault",
    "Arguments",
    "AutoName",
    "Between",
    "Checked",
    "Immutable",
    "Item",
    "Length",
    "Literal",
    "Model",
    "Normalised",
    "NotRead",
    "Pattern",
    "Problem",
    "Unknown",
    "Unordered",
    "Value",
    "Values",
    "is_unknown",
]
